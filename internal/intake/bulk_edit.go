package intake

import (
	"context"

	"tetsuzuki/import/form"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// BulkInput is an edit of all processes of a list, as a person enters it.
type BulkInput struct {
	Filter store.ProcessFilter
	Fields map[string]FieldInput // by the names of the check report
	Base   int64                 // the last change that was there when the list was looked at; 0: now
	Reason string
	AtOnce bool           // see [store.BulkAsked]
	Tell   store.BulkStep // nil: nobody watches
}

// ownOnly are the fields that name one process: they are never the same for many.
var ownOnly = map[string]bool{"procedure_name": true}

// asked reads the values as the cells of a sheet are read.
func (b BulkInput) asked(of *form.Form) (store.BulkAsked, error) {
	for key := range b.Fields {
		if ownOnly[key] {
			return store.BulkAsked{}, invalid("intake.BulkEdit", key, "手続名は、まとめて変えられません。手続を1つずつ編集してください。")
		}
	}
	patch, _, err := EditInput{Fields: b.Fields}.patch(of)
	return store.BulkAsked{Filter: b.Filter, Patch: patch, Base: b.Base, Reason: b.Reason, AtOnce: b.AtOnce, Tell: b.Tell,
		Check: bulkCheck(of)}, err
}

// bulkCheck says what does not fit in a process as it would become.
func bulkCheck(of *form.Form) func(registry.Process, []registry.Volume) error {
	return func(p registry.Process, volumes []registry.Volume) error {
		_, err := checkRow(of, store.ProcessDetail{Process: p, Volumes: volumes}, store.Patch{})
		return err
	}
}

// BulkCheck says what does not fit in a process as an edit of many would make it.
func (in *Intake) BulkCheck(ctx context.Context) (func(registry.Process, []registry.Volume) error, error) {
	of, err := in.Form(ctx)
	return bulkCheck(of), err
}

// BulkPreview tells what an edit of all processes of a list would do to each.
func (in *Intake) BulkPreview(ctx context.Context, scope registry.Scope, b BulkInput) (store.BulkPreview, error) {
	of, err := in.Form(ctx)
	if err != nil {
		return store.BulkPreview{}, err
	}
	asked, err := b.asked(of)
	if err != nil {
		return store.BulkPreview{}, err
	}
	return in.store.BulkPreview(ctx, scope, asked)
}

// BulkEdit edits all processes of a list under one change, see [store.Store.BulkEdit]. A value that
// cannot be read is an Invalid error that names the field; a process that it does not fit is told,
// and stays as it is.
func (in *Intake) BulkEdit(ctx context.Context, scope registry.Scope, b BulkInput) (registry.BulkEdit, store.BulkPreview, error) {
	of, err := in.Form(ctx)
	if err != nil {
		return registry.BulkEdit{}, store.BulkPreview{}, err
	}
	asked, err := b.asked(of)
	if err != nil {
		return registry.BulkEdit{}, store.BulkPreview{}, err
	}
	return in.store.BulkEdit(ctx, scope, asked)
}
