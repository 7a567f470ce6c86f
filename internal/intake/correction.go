package intake

import (
	"context"
	"fmt"
	"slices"
	"strings"

	importer "tetsuzuki/import"
	"tetsuzuki/import/value"
	"tetsuzuki/import/workbook"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// CellCorrection is a cell that a person puts right beside the file, or no longer does.
type CellCorrection struct {
	Sheet, Cell string
	Value       string
	Undo        bool // the value of the file counts again
}

// CorrectCells puts cells of an upload right beside its file, which stays as it is, and has the
// file read again with them: by a job or, with its password, at once. Only cells that hold a
// value of a record can be put right.
func (in *Intake) CorrectCells(ctx context.Context, scope registry.Scope, id int64, cells []CellCorrection, password string) error {
	const op = "intake.CorrectCells"
	u, report, err := in.checked(ctx, op, scope, id)
	if err != nil {
		return err
	}
	if err := scope.Require(op, registry.HandIn); err != nil {
		return err
	}
	if err := u.State.Refusal(op, scope, registry.ActCorrectCells); err != nil {
		return err
	}
	kept, err := in.store.Structure(ctx, scope, id)
	if err != nil {
		return err
	}
	var put, drop []registry.Correction
	seen := map[CellCorrection]bool{}
	for _, c := range cells {
		c.Cell = strings.ToUpper(value.Clean(c.Cell))
		place := CellCorrection{Sheet: c.Sheet, Cell: c.Cell}
		switch {
		case seen[place]:
			return invalid(op, "cells", "%s のセル %s が、二度書かれています。", c.Sheet, c.Cell)
		case c.Undo:
			drop = append(drop, registry.Correction{Sheet: c.Sheet, Cell: c.Cell})
		case !report.Correctable(c.Sheet, c.Cell):
			return invalid(op, "cells", "シート「%s」のセル %s は直せません。直せるのは、手続の行の、読み取った列のセルだけです。", c.Sheet, c.Cell)
		default:
			put = append(put, registry.Correction{Sheet: c.Sheet, Cell: c.Cell, Value: value.Clean(c.Value)})
		}
		seen[place] = true
	}
	if len(put)+len(drop) == 0 {
		return invalid(op, "cells", "直す値を、1か所以上入力してください。")
	}
	if kept.Protected && password == "" {
		return invalid(op, "password", "このファイルにはパスワードが付いています。読み直すために、パスワードを入力してください。")
	}
	what := Reading{Upload: id, RightOnly: u.RightOnly}
	return in.store.Transact(ctx, func(tx *store.Store) error {
		if err := tx.CorrectCells(ctx, scope, id, put, drop, describeCells(put, drop)); err != nil {
			return err
		}
		return in.readAnew(ctx, tx, scope, u.BureauID, what, password)
	})
}

// readAnew has a file read again in the transaction of tx: by a job or, with its password, at
// once.
func (in *Intake) readAnew(ctx context.Context, tx *store.Store, scope registry.Scope, bureauID int, what Reading, password string) error {
	if password == "" {
		return ask(ctx, tx, scope, bureauID, what)
	}
	within := *in
	within.store = tx
	_, err := within.stage(ctx, scope, what, password, unheard)
	return err
}

// CorrectedCell is a cell of an upload that was put right beside its file.
type CorrectedCell struct {
	registry.Correction
	Read bool   // the file was read with it
	Was  string // then what stands in the file
}

// Corrections lists the cells of an upload that were put right beside its file.
func (in *Intake) Corrections(ctx context.Context, scope registry.Scope, id int64) ([]CorrectedCell, error) {
	report, err := in.Report(ctx, scope, id)
	if err != nil {
		return nil, err
	}
	return in.correctedCells(ctx, scope, id, report)
}

func (in *Intake) correctedCells(ctx context.Context, scope registry.Scope, id int64, report *importer.Report) ([]CorrectedCell, error) {
	list, err := in.store.Corrections(ctx, scope, id)
	if err != nil {
		return nil, err
	}
	was := map[[2]string]string{}
	if report != nil {
		for _, a := range report.Corrections {
			was[[2]string{a.Sheet, a.Cell}] = a.Was
		}
	}
	cells := make([]CorrectedCell, len(list))
	for i, c := range list {
		text, read := was[[2]string{c.Sheet, c.Cell}]
		cells[i] = CorrectedCell{c, read, text}
	}
	return cells, nil
}

// Protected reports whether the file of an upload has a password, without which it is not read
// again.
func (in *Intake) Protected(ctx context.Context, scope registry.Scope, id int64) (bool, error) {
	kept, err := in.store.Structure(ctx, scope, id)
	return kept.Protected, err
}

// corrections are those of an upload for its reading.
func corrections(list []registry.Correction) []importer.Correction {
	out := make([]importer.Correction, len(list))
	for i, c := range list {
		out[i] = importer.Correction{
			Correction: workbook.Correction{Sheet: c.Sheet, Cell: c.Cell, Value: c.Value},
			By:         c.Actor + "、" + registry.MomentText(c.At),
		}
	}
	return out
}

// describeCells describes corrections for the upload's event.
func describeCells(put, drop []registry.Correction) string {
	const most = 30 // places
	var parts []string
	put = slices.Clone(put)
	for len(put) > 0 { // those with one value together
		value := put[0].Value
		same := func(c registry.Correction) bool { return c.Value == value }
		var places []registry.Correction
		for _, c := range put {
			if same(c) {
				places = append(places, c)
			}
		}
		put = slices.DeleteFunc(put, same)
		what := fmt.Sprintf("を「%s」に直しました", clipped(value))
		if value == "" {
			what = "を空欄にしました"
		}
		parts = append(parts, placesText(places, most)+what)
	}
	if len(drop) > 0 {
		parts = append(parts, placesText(drop, most)+"の訂正を取り消しました")
	}
	if len(parts) > most {
		parts = append(parts[:most], "ほか")
	}
	return clippedTo(strings.Join(parts, "、"), 1900) + "（ファイルはそのままです）。"
}

// placesText names a few cells.
func placesText(list []registry.Correction, most int) string {
	var b strings.Builder
	sheet := ""
	for i, c := range list {
		if i == most {
			fmt.Fprintf(&b, "ほか %d セル", len(list)-most)
			break
		}
		if i > 0 {
			b.WriteString("・")
		}
		if c.Sheet != sheet {
			sheet = c.Sheet
			b.WriteString(sheet + " ")
		}
		b.WriteString(c.Cell)
	}
	return b.String()
}
