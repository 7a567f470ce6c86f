package workbook

import (
	"context"
	"regexp"
	"slices"
	"strings"
)

// Correction puts another value into a cell of a book that is read; the file stays as it is.
type Correction struct {
	Sheet, Cell string
	Value       string // empty: the cell is blank
}

// Corrected is what became of a correction.
type Corrected struct {
	Correction
	Was     string // the text in the file
	Refused string // why the correction does not count, for people; empty: it does
}

// plainNumber is a text that counts as a number in a workbook, as Excel has it when it is typed.
// A text with a leading zero is a code.
var plainNumber = regexp.MustCompile(`^-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,10})?$`)

// Correct lets the book's rows come with the corrections, in place of what stands in the cells.
// Only cells of rows in which something is written can be corrected, and of merged cells the
// first. It reads the sheets that are corrected once.
func (b *Book) Correct(ctx context.Context, corrections []Correction) ([]Corrected, error) {
	done := make([]Corrected, len(corrections))
	for i, c := range corrections {
		done[i] = Corrected{Correction: c, Refused: "シート「" + c.Sheet + "」が、このファイルにありません。"}
	}
	for _, s := range b.Sheets {
		own := map[int]map[int]*Corrected{} // by row and column
		for i := range done {
			if done[i].Sheet != s.Name {
				continue
			}
			if col, row, ok := ParseCell(done[i].Cell); !ok {
				done[i].Refused = "「" + done[i].Cell + "」はセルの名前ではありません。"
			} else {
				done[i].Refused = "この行には、何も書かれていません。"
				if own[row] == nil {
					own[row] = map[int]*Corrected{}
				}
				own[row][col] = &done[i]
			}
		}
		if len(own) == 0 {
			continue
		}
		if err := s.correct(ctx, own); err != nil {
			return nil, err
		}
	}
	return done, nil
}

// correct lets the sheet's rows come corrected, and counts its cells anew.
func (s *Sheet) correct(ctx context.Context, own map[int]map[int]*Corrected) error {
	for _, m := range s.Merges {
		first := own[m.FirstRow][m.FirstCol]
		for row := m.FirstRow; row <= m.LastRow; row++ {
			for col, c := range own[row] {
				if col < m.FirstCol || col > m.LastCol || c == first {
					continue
				}
				if c.Refused = ""; first == nil || first.Value != c.Value {
					c.Refused = "結合したセルの一部です。結合の先頭のセル " + CellName(m.FirstCol, m.FirstRow) + " を直してください。"
				}
				delete(own[row], col)
			}
		}
	}
	read := s.read
	s.RowCount, s.CellCount, s.FormulaCount, s.Uncomputed = 0, 0, 0, 0
	s.read = func(ctx context.Context, yield func(Row) error) error {
		return read(ctx, func(r Row) error {
			if len(own[r.Number]) > 0 {
				if r = corrected(r, own[r.Number], s.book.Format != "csv"); len(r.Cells) == 0 {
					return nil
				}
			}
			return yield(r)
		})
	}
	return s.read(ctx, func(r Row) error {
		s.RowCount++
		s.CellCount += len(r.Cells)
		s.MaxCol = max(s.MaxCol, r.Cells[len(r.Cells)-1].Col)
		for _, c := range r.Cells {
			if c.Formula {
				s.FormulaCount++
				if c.Kind == Blank {
					s.Uncomputed++
				}
			}
		}
		return nil
	})
}

// corrected is a row with the corrections of its cells, by column.
func corrected(r Row, own map[int]*Corrected, typed bool) Row {
	cells := make([]Cell, 0, len(r.Cells)+len(own))
	for _, c := range r.Cells {
		if x := own[c.Col]; x != nil {
			x.Was = c.Text
		} else {
			cells = append(cells, c)
		}
	}
	for col, x := range own {
		x.Refused = ""
		if x.Value = strings.TrimSpace(x.Value); x.Value == "" {
			continue
		}
		c := Cell{Col: col, Text: x.Value, Kind: Text}
		if typed && plainNumber.MatchString(x.Value) {
			c.Kind = Number
		}
		cells = append(cells, c)
	}
	slices.SortFunc(cells, func(a, b Cell) int { return a.Col - b.Col })
	if r.Cells = cells; r.Width > 0 && len(cells) > 0 {
		r.Width = max(r.Width, cells[len(cells)-1].Col)
	}
	return r
}
