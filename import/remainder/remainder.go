// Package remainder gives a bureau the rows that it has still to mend as a workbook of
// their own: its sheets and headers, only the faulty rows, each with its findings on
// its cells. Mended and handed in, it reads as the whole file does.
//
// The rows stand one below the other, so a value that a row took from elsewhere, from
// a merged cell or from above by 〃, is written into it. The workbook is made anew:
// the sender's formats do not come along, and a csv becomes a workbook, too.
package remainder

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/xuri/excelize/v2"

	importer "tetsuzuki/import"
	"tetsuzuki/import/finding"
	"tetsuzuki/import/redpen"
	"tetsuzuki/import/stamp"
	"tetsuzuki/import/workbook"
)

// Row is the place of a row in the file.
type Row struct {
	Sheet string
	Row   int
}

// Write writes the faulty rows of the file of src to w, with the findings of its
// report and a stamp. The error is [redpen.ErrUnreadable] where the file cannot be
// opened, [ErrTooLong], or one of reading, writing or ctx.
func Write(
	ctx context.Context,
	w io.Writer,
	src importer.Source,
	rep *importer.Report,
	opt importer.Options,
	faulty []Row,
	st stamp.Stamp,
) error {
	book, err := workbook.Open(ctx, src.Name, src.Data, src.Size, workbook.Options{Password: opt.Password, Limits: opt.Limits})
	if refusal, ok := errors.AsType[*workbook.Error](err); ok {
		return fmt.Errorf("%w: %w", redpen.ErrUnreadable, refusal)
	}
	if err != nil {
		return err
	}
	defer book.Close()
	if _, err := book.Correct(ctx, importer.Cells(opt.Corrections)); err != nil {
		return err
	}
	c := &copying{file: excelize.NewFile(), rep: rep, faulty: map[Row]bool{}, moved: map[Row]Row{}, formats: map[style]int{}}
	defer c.file.Close()
	for _, r := range faulty {
		c.faulty[r] = true
	}
	if err := c.copy(ctx, book); err != nil {
		return err
	}
	if err := st.Put(c.file); err != nil {
		return err
	}
	var plain bytes.Buffer
	if err := c.file.Write(&plain); err != nil {
		return err
	}
	name := Name(src.Name)
	return redpen.Write(
		ctx,
		w,
		importer.Source{Name: name, Data: bytes.NewReader(plain.Bytes()), Size: int64(plain.Len())},
		c.report(name),
		opt,
	)
}

// Name is what the workbook of a file's faulty rows is called.
func Name(file string) string {
	return "直すところのある行_" + strings.TrimSuffix(file, path.Ext(file)) + ".xlsx"
}

// ErrTooLong says that a text of the file, a csv, is longer than a cell of a workbook
// holds.
var ErrTooLong = errors.New("remainder: a text is too long for a cell")

// copying is one workbook that is being made.
type copying struct {
	file    *excelize.File
	rep     *importer.Report
	faulty  map[Row]bool
	moved   map[Row]Row // where the faulty rows stand now
	formats map[style]int
	sheets  int
}

// copy takes over the sheets that have faulty rows, and the small ones without a
// table: a cover may say whose file it is.
func (c *copying) copy(ctx context.Context, book *workbook.Book) error {
	if book.Date1904 {
		yes := true
		if err := c.file.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes}); err != nil {
			return err
		}
	}
	for _, s := range book.Sheets {
		p := newPlan(s, c.rep, c.faulty)
		if p.faulty == 0 && (p.tables > 0 || s.CellCount == 0 || s.CellCount > coverCells) {
			continue
		}
		if err := c.sheet(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

// coverCells is how many cells a sheet without a table has at most that is taken over.
const coverCells = 500

// report tells of the faulty rows where they stand now.
func (c *copying) report(name string) *importer.Report {
	rep := &importer.Report{File: importer.File{Name: name}}
	rep.Summary.Records = len(c.moved)
	for _, gathered := range c.rep.Findings {
		if gathered.Severity == finding.Info {
			continue
		}
		for f := range gathered.Each() {
			col, row, ok := workbook.ParseCell(f.Cell)
			to, moved := c.moved[Row{f.Sheet, row}]
			if !ok || !moved {
				continue
			}
			f.Sheet, f.Cell, f.Cells, f.Count = to.Sheet, workbook.CellName(col, to.Row), nil, 1
			rep.Findings = append(rep.Findings, f)
			if f.Severity == finding.Error {
				rep.Summary.Errors++
			} else {
				rep.Summary.Warnings++
			}
		}
	}
	return rep
}
