package report

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"tetsuzuki/import/form"
	"tetsuzuki/import/stamp"
	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
)

// pack is the workbook that a bureau fills in for a round (調査票): its processes with the last
// answers beside the cells to fill, and around them what is asked, its figures, and what the
// file is. The same registry gives the same bytes.
type pack struct {
	round    registry.Round
	bureau   registry.Bureau
	form     *form.Form // with the registry's own code lists
	base     time.Time  // of the last change that it holds; zero: there was none
	asOf     time.Time  // the earlier moment that was asked for; zero: it is of now
	before   map[registry.ProcessID]registry.Process
	returned []registry.ReturnedUpload
	places   *progress.Places // nil: the bureau has no processes
	sample   bool             // made-up data is among it

	written packCounts
}

// packCounts are what a pack turned out to hold.
type packCounts struct {
	Processes int
	Questions int // comments that ask
	Returned  int // comments that tell of a return
}

// PackName is the name of a bureau's workbook for a round.
func PackName(r registry.Round, bureau string) string {
	return fileName("調査票_" + r.Name + "_" + bureau + ".xlsx")
}

// writeXLSX writes the workbook of n processes.
func (p *pack) writeXLSX(w io.Writer, n int, rows Rows) error {
	b, err := newBook()
	if err != nil {
		return err
	}
	defer b.close()
	// The sheets stand in this order, but what the first of them counts is known last.
	for _, name := range []string{packGuideSheet, p.form.Sheet} {
		if err := b.addSheet(name); err != nil {
			return err
		}
	}
	if err := p.writeTable(b, n, rows); err != nil {
		return err
	}
	for _, write := range []func(*book) error{p.writeGuide, p.writeFigures, p.writeAbout} {
		if err := write(b); err != nil {
			return err
		}
	}
	if err := b.describe(p.round.Name+" 調査票（"+p.bureau.Name+"）", "局の棚卸の回答用", p.base); err != nil {
		return err
	}
	if err := p.stamp().Put(b.file); err != nil {
		return err
	}
	return b.write(w)
}

// shown is the moment that people know it by: the earlier one that was asked for, or else the last
// change, so that a pack of now is the same whenever it is made.
func (p *pack) shown() time.Time { return cmp.Or(p.asOf, p.base) }

// stamp is the workbook's mark.
func (p *pack) stamp() stamp.Stamp {
	if p.base.IsZero() {
		return stamp.Stamp{}
	}
	return stamp.Stamp{Base: p.base, Shown: p.shown()}
}

// writeTable writes the sheet that comes back.
func (p *pack) writeTable(b *book, n int, rows Rows) error {
	columns, sheet := p.columns(), p.form.Sheet
	t, err := b.table(sheet, packHeads(columns), n, 0)
	if err != nil {
		return err
	}
	if err := b.printName(sheet, p.bureau.Name+"　"+p.round.Name+"　締切 "+registry.DayText(p.round.Deadline)); err != nil {
		return err
	}
	aids := form.Aids{Bureau: p.bureau.Name, FiscalYear: p.round.FiscalYear, Rows: n}
	if err := aids.Add(b.file, sheet, packAids(columns)); err != nil {
		return err
	}
	returned := returnedNotes(p.returned, p.round.FiscalYear)
	year := registry.FiscalYear(p.round.Deadline)
	cells := make([]cell, len(columns))
	for row, err := range rows {
		if err != nil {
			return err
		}
		for i, c := range columns {
			cells[i] = c.of(&row)
		}
		if err := t.add(cells); err != nil {
			return err
		}
		questions := questionsOf(row.Process, year)
		back := returned[row.Process.ID]
		p.written.Processes++
		p.written.Questions += len(questions)
		p.written.Returned += len(back)
		if err := b.comment(sheet, t.n+1, columns, append(back, questions...)); err != nil {
			return err
		}
	}
	return t.finish()
}

// comment puts notes on the cells of a row, those of one cell together.
func (b *book) comment(sheet string, row int, columns []packColumn, notes []packNote) error {
	for i, c := range columns {
		if c.last {
			continue
		}
		var texts []string
		for _, n := range notes {
			if n.field == c.field.Key {
				texts = append(texts, n.text)
			}
		}
		if len(texts) == 0 {
			continue
		}
		at := fmt.Sprintf("%s%d", columnName(i), row)
		comment := excelize.Comment{Cell: at, Author: "手続レジストリ", Text: strings.Join(texts, "\n"), Width: 300,
			Height: uint(90 * len(texts))}
		if err := b.file.AddComment(sheet, comment); err != nil {
			return err
		}
	}
	return nil
}
