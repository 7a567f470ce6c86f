package report

import (
	"tetsuzuki/import/form"
	"tetsuzuki/internal/registry"
)

// derivedFields are columns of a list that no sheet of a bureau has.
var derivedFields = map[string]form.Field{
	"priority":      {Label: "重点手続", Kind: form.Text, Width: 12},
	"recorded_from": {Label: "最後に変わった日時", Kind: form.Text, Width: 18},
}

// ColumnLabel is what a column of a list is called.
func ColumnLabel(key string) string {
	if d, ok := derivedFields[key]; ok {
		return d.Label
	}
	return form.Current().Field(key).Label
}

// derived is a column of what follows from a process's fields.
func (l List) derived(key string) column {
	d := derivedFields[key]
	d.Key, d.Note = key, "手続レジストリが求めた値です。直しても登録は変わりません。"
	return column{&d, d.Label, func(r *Row) cell { return l.derivedCell(key, r) }}
}

func (l List) derivedCell(key string, r *Row) cell {
	if key == "recorded_from" {
		return registry.MomentText(r.Process.RecordedFrom)
	}
	return r.Process.Priority(l.Threshold).Label()
}
