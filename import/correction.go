package importer

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"tetsuzuki/import/finding"
	"tetsuzuki/import/workbook"
)

// Correction is a cell that a person has put right beside the file.
type Correction struct {
	workbook.Correction
	By string // who and when, for people
}

// AppliedCorrection is what became of a correction.
type AppliedCorrection struct {
	Sheet   string `json:"sheet"`
	Cell    string `json:"cell"`
	Field   string `json:"field,omitempty"` // of the cell's column
	Was     string `json:"was"`             // the text in the file
	Value   string `json:"value"`
	Refused string `json:"refused,omitempty"` // why it does not count, for people
}

// Cells are the corrections without their authors.
func Cells(corrections []Correction) []workbook.Correction {
	cells := make([]workbook.Correction, len(corrections))
	for i, c := range corrections {
		cells[i] = c.Correction
	}
	return cells
}

// Standing tells what stands in cells of a file, and of which why they cannot be corrected. A file
// that cannot be opened has none of them.
func Standing(ctx context.Context, src Source, opt Options, cells []workbook.Correction) ([]workbook.Corrected, error) {
	book, err := workbook.Open(ctx, src.Name, src.Data, src.Size,
		workbook.Options{Password: opt.Password, Limits: opt.Limits.WithDefaults()})
	if _, refused := errors.AsType[*workbook.Error](err); refused {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer book.Close()
	done, err := book.Correct(ctx, cells)
	if _, refused := errors.AsType[*workbook.Error](err); refused {
		return nil, nil
	}
	return done, err
}

// correct lets the book come with the corrections.
func (r *reading) correct(ctx context.Context) error {
	if len(r.opt.Corrections) == 0 {
		return nil
	}
	done, err := r.book.Correct(ctx, Cells(r.opt.Corrections))
	for _, c := range done {
		r.rep.Corrections = append(r.rep.Corrections,
			AppliedCorrection{Sheet: c.Sheet, Cell: c.Cell, Was: clip(c.Was), Value: c.Value, Refused: c.Refused})
	}
	return err
}

// corrected tells of each correction at its cell.
func (r *reading) corrected() {
	for i := range r.rep.Corrections {
		c := &r.rep.Corrections[i]
		c.Field = fieldAt(r.rep.Tables, c.Sheet, c.Cell)
		f := finding.Finding{Severity: finding.Info, Rule: finding.RuleCorrected, Sheet: c.Sheet, Cell: c.Cell, Field: c.Field,
			Raw: c.Was, Read: c.Value}
		f.Message = fmt.Sprintf("画面で「%s」を「%s」に直しました（%s）。ファイルはそのままです。", c.Was, clip(c.Value), r.opt.Corrections[i].By)
		switch {
		case c.Refused != "":
			f.Severity, f.Rule = finding.Error, finding.RuleCorrectionRefused
			f.Message = "画面で直した値は使えません。" + c.Refused
			f.Example = "その訂正を取り消し、ファイルのセルを直す"
		case c.Value == "":
			f.Message = fmt.Sprintf("画面で「%s」を消しました（%s）。ファイルはそのままです。", c.Was, r.opt.Corrections[i].By)
		case c.Was == "":
			f.Message = fmt.Sprintf("画面で、空欄に「%s」を入れました（%s）。ファイルはそのままです。", clip(c.Value), r.opt.Corrections[i].By)
		}
		r.found.add(f)
	}
}

// fieldAt is the field of a cell's column; empty if it has none.
func fieldAt(tables []Table, sheet, cell string) string {
	col, row, _ := workbook.ParseCell(cell)
	for _, t := range tables {
		if t.Sheet != sheet || row < t.FirstRow || row > t.LastRow {
			continue
		}
		for _, c := range t.Columns {
			if c.Column == workbook.ColumnName(col) {
				return c.Field
			}
		}
	}
	return ""
}

// Correctable reports whether a cell holds a value of a record, which a person can put right: it
// stands in a column that is read, and in the row of a record.
func (r *Report) Correctable(sheet, cell string) bool {
	col, row, ok := workbook.ParseCell(cell)
	if !ok {
		return false
	}
	for _, t := range r.Tables {
		if t.Sheet != sheet || row < t.FirstRow || row > t.LastRow ||
			slices.ContainsFunc(t.IgnoredRows, func(i IgnoredRow) bool { return i.Row == row }) {
			continue
		}
		if slices.ContainsFunc(t.Columns, func(c Column) bool { return c.Column == workbook.ColumnName(col) }) {
			return true
		}
	}
	return false
}
