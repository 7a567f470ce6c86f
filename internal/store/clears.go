package store

import (
	"context"
	"slices"

	"tetsuzuki/internal/registry"
)

// Clearable lists the fields for which a blank cell can be made to clear what is recorded.
// Name and scope cannot be cleared, nor counts: an unknown count has a word of its own.
var Clearable = slices.DeleteFunc(slices.Clone(sheetFields), func(field string) bool {
	return field == "procedure_name" || field == "scope"
})

// SetClears sets for which fields a blank cell of an upload clears what is recorded; blank
// cells of other fields keep it. The text is stored with the event.
func (s *Store) SetClears(ctx context.Context, scope registry.Scope, id int64, fields []string, text string) (registry.Upload, error) {
	const op = "store.SetClears"
	for _, field := range fields {
		if !slices.Contains(Clearable, field) {
			return registry.Upload{}, &registry.Error{Code: registry.Invalid, Op: op, Field: "clears",
				Message: "空欄で消すことのできない項目が選ばれています：" + field}
		}
	}
	fields = slices.Compact(slices.Sorted(slices.Values(fields)))
	return s.step(ctx, scope, id, op, registry.ActAnswer, func(q querier, _ lockedUpload) error {
		if _, err := q.exec(ctx, "upload-clears", id, textArray(fields)); err != nil {
			return err
		}
		if err := q.event(ctx, scope, id, registry.EventDecided, text); err != nil {
			return err
		}
		return q.renewComparison(ctx, id)
	})
}
