package report

import (
	"bufio"
	"encoding/json"
	"io"
	"time"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
)

// writeJSON writes the processes of a list with its moment, or (lines) each as a line of its own.
func (l List) writeJSON(w io.Writer, lines bool, asOf time.Time, rows Rows) error {
	out := bufio.NewWriterSize(w, 1<<16)
	head, between, foot := "", "\n", "\n"
	if !lines {
		first, err := json.Marshal(map[string]any{"as_of": asOf.In(registry.Tokyo), "threshold": l.Judge.Threshold})
		if err != nil {
			return err
		}
		head, between, foot = string(first[:len(first)-1])+`,"processes":[`+"\n", ",\n", "\n]}\n"
	}
	if err := writeItems(out, head, between, foot, func(yield func(any, error) bool) {
		for row, err := range rows {
			if !yield(Chosen(l.Fields, NewProcessJSON(l.Form, row.Process, l.Judge.Threshold)), err) {
				return
			}
		}
	}); err != nil {
		return err
	}
	return out.Flush()
}

// writeItems writes values one after the other. Of none, JSON Lines are an empty file.
func writeItems(out *bufio.Writer, head, between, foot string, items func(func(any, error) bool)) error {
	out.WriteString(head) // a bufio.Writer keeps its first error until Flush
	n := 0
	for item, err := range items {
		if err != nil {
			return err
		}
		text, err := json.Marshal(item)
		if err != nil {
			return err
		}
		if n++; n > 1 {
			out.WriteString(between)
		}
		out.Write(text)
	}
	if n > 0 || head != "" {
		out.WriteString(foot)
	}
	return nil
}

// writeJSON writes the rows of a table as objects by their columns' labels, or (lines) each as a
// line of its own.
func (t Table) writeJSON(w io.Writer, lines bool) error {
	out := bufio.NewWriterSize(w, 1<<16)
	head, between, foot := "", "\n", "\n"
	if !lines {
		first, err := json.Marshal(map[string]any{"name": t.Name, "conditions": t.Conditions, "columns": t.Columns})
		if err != nil {
			return err
		}
		head, between, foot = string(first[:len(first)-1])+`,"rows":[`+"\n", ",\n", "\n]}\n"
	}
	if err := writeItems(out, head, between, foot, func(yield func(any, error) bool) {
		for _, row := range t.Rows {
			if !yield(labelled{t.Columns, row}, nil) {
				return
			}
		}
	}); err != nil {
		return err
	}
	return out.Flush()
}

// labelled is a row as a JSON object, in the order of its columns.
type labelled struct {
	columns []string
	values  []any
}

// MarshalJSON writes the row.
func (l labelled) MarshalJSON() ([]byte, error) {
	text := []byte{'{'}
	for i, column := range l.columns {
		if i > 0 {
			text = append(text, ',')
		}
		for _, part := range []any{column, jsonValue(l.values[i])} {
			one, err := json.Marshal(part)
			if err != nil {
				return nil, err
			}
			text = append(append(text, one...), ':')
		}
		text = text[:len(text)-1]
	}
	return append(text, '}'), nil
}

// jsonValue is a table's value as programs read it: a rate with what it is made of, a day, a
// moment.
func jsonValue(v any) any {
	switch v := v.(type) {
	case progress.Rate:
		return map[string]any{"numerator": v.Numerator, "denominator": v.Denominator, "percent": v.Percent}
	case time.Time:
		if v.IsZero() {
			return nil
		}
		return v.In(registry.Tokyo)
	case Day:
		if time.Time(v).IsZero() {
			return nil
		}
		return registry.DateOf(time.Time(v))
	case string:
		if v == "" {
			return nil
		}
	}
	return v
}

// lostTable is a list of what an encoding lacked, for people.
func lostTable(name string, lost []Lost) Table {
	t := Table{Name: name + "で変わった文字", Columns: []string{"行", "列", "文字", "書いた文字", "数"}}
	type place struct {
		row, field         string
		character, written rune
	}
	at := map[place]int{}
	for _, l := range lost {
		p := place{l.Where(), l.Field, l.Character, l.Written}
		i, ok := at[p]
		if !ok {
			i = len(t.Rows)
			at[p] = i
			t.Rows = append(t.Rows, []any{p.row, p.field, string(p.character), string(p.written), int64(0)})
		}
		t.Rows[i][4] = t.Rows[i][4].(int64) + 1 // our own row
	}
	return t
}
