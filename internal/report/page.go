package report

import (
	"fmt"

	"github.com/xuri/excelize/v2"
)

// page writes a sheet of free rows, for few of them.
type page struct {
	book *book
	name string
	n    int // rows written
	wide int // cells of the widest row
	err  error
}

// page begins a sheet with columns of these widths.
func (b *book) page(name string, widths ...float64) (*page, error) {
	if err := b.addSheet(name); err != nil {
		return nil, err
	}
	for i, w := range widths {
		column, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return nil, err
		}
		if err := b.file.SetColWidth(name, column, column, w); err != nil {
			return nil, err
		}
	}
	return &page{book: b, name: name, wide: 1}, nil
}

// row writes cells of one style. The first error stays until finish.
func (p *page) row(s style, cells ...cell) {
	styles := make([]style, len(cells))
	for i := range styles {
		styles[i] = s
	}
	p.cells(styles, cells...)
}

// cells writes a row with a style for each cell.
func (p *page) cells(styles []style, cells ...cell) {
	p.n++
	p.wide = max(p.wide, len(cells))
	if h := rowHeight(styles); h > 0 && p.err == nil {
		p.err = p.book.file.SetRowHeight(p.name, p.n, h)
	}
	for i, c := range cells {
		if p.err == nil {
			p.err = p.set(i+1, styles[i], c)
		}
	}
}

// rowHeight is what the highest of a row's styles needs, 0 for the program's own.
func rowHeight(styles []style) (height float64) {
	for _, s := range styles {
		height = max(height, s.height())
	}
	return height
}

func (p *page) set(column int, s style, c cell) error {
	at, err := excelize.CoordinatesToCellName(column, p.n)
	if err != nil {
		return err
	}
	id, err := p.book.style(s)
	if err != nil {
		return err
	}
	if err := p.book.file.SetCellStyle(p.name, at, at, id); err != nil {
		return err
	}
	return p.book.file.SetCellValue(p.name, at, any(c))
}

// finish ends the sheet.
func (p *page) finish() error {
	if p.err != nil {
		return p.err
	}
	last, err := excelize.ColumnNumberToName(p.wide)
	if err != nil {
		return err
	}
	return p.book.file.SetSheetDimension(p.name, fmt.Sprintf("A1:%s%d", last, max(p.n, 1)))
}
