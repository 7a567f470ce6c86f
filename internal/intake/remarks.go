package intake

import (
	"context"
	"slices"
	"strings"

	importer "tetsuzuki/import"
	"tetsuzuki/import/form"
	"tetsuzuki/import/value"
	"tetsuzuki/import/workbook"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// Return returns a submitted upload to its sender, with the reason, the remarks that the
// account has drafted, and further ones. Without a reason the drafted one is sent. The
// sender then submits the upload again, or hands in a file that replaces it.
func (in *Intake) Return(
	ctx context.Context,
	scope registry.Scope,
	id int64,
	reason string,
	remarks []registry.Remark,
) (registry.Upload, error) {
	remarks, err := in.placed(ctx, "intake.Return", scope, id, remarks)
	if err != nil {
		return registry.Upload{}, err
	}
	return in.store.Return(ctx, scope, id, value.Clean(reason), remarks)
}

// ReturnDraft is what the account has written for a return of the upload, and not sent yet.
func (in *Intake) ReturnDraft(ctx context.Context, scope registry.Scope, id int64) (registry.ReturnDraft, error) {
	return in.store.ReturnDraft(ctx, scope, id)
}

// SaveReturnDraft changes that draft, and returns it.
func (in *Intake) SaveReturnDraft(
	ctx context.Context,
	scope registry.Scope,
	id int64,
	change store.DraftChange,
) (registry.ReturnDraft, error) {
	var err error
	change.Add = slices.DeleteFunc(change.Add, func(r registry.Remark) bool { return value.Clean(r.Text) == "" })
	if change.Add, err = in.placed(ctx, "intake.SaveReturnDraft", scope, id, change.Add); err != nil {
		return registry.ReturnDraft{}, err
	}
	for remark, text := range change.Texts {
		change.Texts[remark] = value.Clean(text)
	}
	if change.Reason != nil {
		reason := value.Clean(*change.Reason)
		change.Reason = &reason
	}
	return in.store.SaveReturnDraft(ctx, scope, id, change)
}

// placed are the remarks with the names of their cells as the file has them. It is an
// Invalid error where the file has no such sheet or cell.
func (in *Intake) placed(
	ctx context.Context,
	op string,
	scope registry.Scope,
	id int64,
	remarks []registry.Remark,
) ([]registry.Remark, error) {
	var sheets []*importer.Sheet
	if slices.ContainsFunc(remarks, func(r registry.Remark) bool { return r.Sheet != "" || r.Cell != "" }) {
		s, err := in.Structure(ctx, scope, id)
		if err != nil {
			return nil, err
		}
		sheets = s.Report.Sheets
	}
	out := make([]registry.Remark, len(remarks))
	for i, r := range remarks {
		r.Text = value.Clean(r.Text)
		if r.Cell = strings.ToUpper(form.Fold(r.Cell)); r.Sheet != "" || r.Cell != "" {
			if err := place(op, &r, sheets); err != nil {
				return nil, err
			}
		}
		out[i] = r
	}
	return out, nil
}

// place checks that the sheet and the cell of a remark are in the file. The only sheet of
// a file need not be named.
func place(op string, r *registry.Remark, sheets []*importer.Sheet) error {
	if r.Sheet == "" && len(sheets) == 1 {
		r.Sheet = sheets[0].Name
	}
	if r.Sheet == "" {
		return invalid(op, "remarks", "セル %s がどのシートのものか分かりません。シートを選んでください。", r.Cell)
	}
	at := slices.IndexFunc(sheets, func(s *importer.Sheet) bool { return s.Name == r.Sheet })
	if at < 0 {
		return invalid(op, "remarks", "「%s」というシートは、このファイルにありません。シートの名前を確かめてください。", r.Sheet)
	}
	if r.Cell == "" {
		return nil
	}
	column, row, ok := workbook.ParseCell(r.Cell)
	if !ok {
		return invalid(op, "remarks", "指摘するセルの「%s」は使えません。K17 のように入力してください。", r.Cell)
	}
	s := sheets[at]
	if s.LastRow == 0 || s.LastCol == 0 {
		return invalid(op, "remarks", "シート「%s」には何も入力されていないため、セルを指摘できません。セルを空欄にすると、シート全体への指摘になります。", s.Name)
	}
	if column > s.LastCol || row > s.LastRow {
		return invalid(op, "remarks", "セル %s は、このファイルにありません。シート「%s」に入力があるのは A1 から %s までです。",
			r.Cell, s.Name, workbook.CellName(s.LastCol, s.LastRow))
	}
	r.Cell = workbook.CellName(column, row)
	return nil
}
