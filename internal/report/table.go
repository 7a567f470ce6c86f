package report

import (
	"fmt"
	"io"
	"strings"
	"time"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
)

// Table is a list of anything but processes as a file: the same rows and columns as its page.
type Table struct {
	Name       string // of the list
	Conditions string // what it is restricted to, for people; empty: nothing
	Columns    []string
	Rows       [][]any // texts, whole numbers, rates, moments ([time.Time]) and days ([Day]); nil is a blank
	Sums       []any   // the last row of a workbook; nil: none
}

// Day is a day in a [Table], without a time.
type Day time.Time

// WriteTable writes a table in a format, as CSV in an encoding; it returns the characters that the
// encoding lacks.
func (t Table) WriteTable(w io.Writer, format, charset string) ([]Lost, error) {
	switch format {
	case XLSX:
		return nil, t.writeXLSX(w)
	case CSV:
		return t.writeCSV(w, charset)
	case JSON, JSONL:
		return nil, t.writeJSON(w, format == JSONL)
	}
	return nil, &registry.Error{Code: registry.Invalid, Op: "report.WriteTable", Field: "format",
		Message: fmt.Sprintf("形式「%s」では出力できません。%s のどれかを指定してください。", format, strings.Join(Formats, "、"))}
}

func (t Table) writeXLSX(w io.Writer) error {
	b, err := newBook()
	if err != nil {
		return err
	}
	defer b.close()
	heads := make([]head, len(t.Columns))
	for i, label := range t.Columns {
		heads[i] = head{text: label, width: t.width(i), style: t.styleOf(i)}
	}
	sums := min(len(t.Sums), 1)
	s, err := b.table(t.Name, heads, len(t.Rows), sums)
	if err != nil {
		return err
	}
	if err := b.printConditions(t.Name, t.Conditions); err != nil {
		return err
	}
	cells := make([]cell, len(t.Columns))
	for i, row := range append(t.Rows[:len(t.Rows):len(t.Rows)], t.Sums) {
		for j, v := range row {
			cells[j] = tableCell(v)
		}
		switch {
		case i < len(t.Rows):
			err = s.add(cells)
		case sums > 0:
			err = s.addSums(cells)
		}
		if err != nil {
			return err
		}
	}
	if err := s.finish(); err != nil {
		return err
	}
	return b.write(w)
}

// first is the first value of a column, which tells what the column holds; nil for a blank column.
func (t Table) first(column int) any {
	for _, row := range t.Rows {
		if row[column] != nil {
			return row[column]
		}
	}
	return nil
}

func (t Table) styleOf(column int) style {
	switch t.first(column).(type) {
	case int64, int:
		return style{number: countFormat}
	case progress.Rate:
		return style{number: rateFormat}
	case time.Time:
		return style{number: momentFormat}
	case Day:
		return style{number: dayFormat}
	}
	return style{wrap: true}
}

// width is as many letters as the column's cells need, within bounds.
func (t Table) width(column int) float64 {
	letters := wideLetters(t.Columns[column]) + 2
	for _, row := range t.Rows {
		switch v := row[column].(type) {
		case string:
			letters = max(letters, wideLetters(v)+2)
		case time.Time, Day:
			letters = max(letters, 18)
		}
	}
	return float64(min(max(letters, 8), 60))
}

// wideLetters is the width of a text: a Japanese letter is two wide.
func wideLetters(s string) (n int) {
	for _, r := range s {
		n++
		if r > 0x2000 {
			n++
		}
	}
	return n
}

// tableCell is a value as a workbook holds it. A rate is in per cent, cut off as on the pages.
func tableCell(v any) cell {
	switch v := v.(type) {
	case progress.Rate:
		if v.Denominator == 0 {
			return progress.Percent(0, 0)
		}
		return float64(v.Numerator*1000/v.Denominator) / 10
	case time.Time:
		if v.IsZero() {
			return nil
		}
		_, offset := v.In(registry.Tokyo).Zone()
		return v.UTC().Add(time.Duration(offset) * time.Second) // a workbook knows no time zones
	case Day:
		return tableCell(time.Time(v))
	case string:
		return textCell(v)
	}
	return v
}

func (t Table) writeCSV(w io.Writer, charset string) ([]Lost, error) {
	out, err := newCSV(w, charset)
	if err != nil {
		return nil, err
	}
	n := 0
	lost := func(i int, r, written rune) Lost {
		return Lost{Row: n, Field: t.Columns[i], Character: r, Written: written}
	}
	out.line(t.Columns, lost)
	texts := make([]string, len(t.Columns))
	for _, row := range t.Rows {
		n++
		for i, v := range row {
			texts[i] = tableText(v)
		}
		out.line(texts, lost)
	}
	return out.lost, out.w.Flush()
}

// tableText is a value as a csv holds it.
func tableText(v any) string {
	switch v := v.(type) {
	case progress.Rate:
		return v.Percent
	case time.Time:
		return minute(v)
	case Day:
		return csvText(cell(time.Time(v).In(registry.Tokyo)))
	}
	return csvText(cell(v))
}
