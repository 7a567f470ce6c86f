package importer

import (
	"math"
	"strconv"
	"strings"

	"tetsuzuki/import/finding"
	"tetsuzuki/import/layout"
	"tetsuzuki/import/workbook"
)

// uncalculated tells of a formula whose saved result, 0, was never calculated: the file
// says so of all its formulas, or the formula adds up cells of its row that are not
// nought. The value is what the sum is, which the person sees who opens the file.
func (t *table) uncalculated(c *column, cell *layout.Cell, row int, at func(finding.Finding)) (text string, wrong bool) {
	if !cell.Formula || cell.Kind == workbook.Blank || cell.Text != "0" {
		return "", false
	}
	x, known := sum(cell.Look().Sum, t.Own(), row)
	if known && math.Abs(x) < 1e-9 || !known && !t.r.book.Uncalculated {
		return "", false
	}
	message := c.field.Label + "の数式が計算されていません（保存されている「" + cell.Text + "」は仮の値です）。"
	if known {
		text = strconv.FormatFloat(x, 'f', -1, 64)
		message = c.field.Label + "の数式（" + clip(cell.Look().Sum) + "）の結果は " + text + " のはずですが、「" + cell.Text + "」が保存されています。"
	}
	at(
		finding.Finding{
			Severity: finding.Error,
			Rule:     finding.RuleNotCalculated,
			Raw:      cell.Text,
			Message:  message + "Excelで開き、計算された値を確かめてから、上書き保存してください。",
			Example:  c.field.Example,
		},
	)
	return text, true
}

// sum adds up what a formula adds up, where that are numbers, and cells and ranges of
// its own row: SUM(J2:K2,5), J2+K2-L2. ok is false for any other formula.
func sum(formula string, own []workbook.Cell, row int) (x float64, ok bool) {
	s := strings.ToUpper(strings.Map(func(r rune) rune {
		if r == '$' || r == ' ' {
			return -1
		}
		return r
	}, strings.TrimPrefix(formula, "=")))
	for sign := 1.0; s != ""; {
		switch s[0] {
		case '+', '-':
			if s[0] == '-' {
				sign = -sign
			}
			s = s[1:]
			continue
		}
		end := strings.IndexAny(s, "+-")
		term := s
		if list, isSum := strings.CutPrefix(s, "SUM("); isSum {
			inside, _, closed := strings.Cut(list, ")")
			if !closed {
				return 0, false
			}
			end, term = len("SUM(")+len(inside)+1, ""
			for _, arg := range strings.Split(inside, ",") {
				n, good := addend(arg, own, row)
				if !good {
					return 0, false
				}
				x += sign * n
			}
		} else if end < 0 {
			end = len(s)
		}
		if term != "" {
			n, good := addend(s[:end], own, row)
			if !good {
				return 0, false
			}
			x += sign * n
		}
		if s = s[end:]; s != "" && s[0] != '+' && s[0] != '-' {
			return 0, false
		}
		sign, ok = 1, true
	}
	return x, ok
}

// addend is a number, a cell of the row, or a range of it; blank cells and texts add
// nothing.
func addend(term string, own []workbook.Cell, row int) (x float64, ok bool) {
	if n, err := strconv.ParseFloat(term, 64); err == nil {
		return n, true
	}
	from, to, isRange := strings.Cut(term, ":")
	if !isRange {
		to = from
	}
	first, top, ok := workbook.ParseCell(from)
	last, bottom, ok2 := workbook.ParseCell(to)
	if !ok || !ok2 || top != row || bottom != row || last < first {
		return 0, false
	}
	for i := range own {
		c := &own[i]
		if c.Col < first || c.Col > last || c.Kind != workbook.Number {
			continue
		}
		n, err := strconv.ParseFloat(c.Text, 64)
		if err != nil || c.Formula && n == 0 {
			return 0, false // of which nobody knows either
		}
		x += n
	}
	return x, true
}
