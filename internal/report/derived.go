package report

import (
	"context"
	"strings"

	"tetsuzuki/import/form"
	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// derivedFields are columns of a list that no sheet of a bureau has.
var derivedFields = map[string]form.Field{
	"priority":      {Label: "重点手続", Kind: form.Text, Width: 12},
	"recorded_from": {Label: "最後に変わった日時", Kind: form.Text, Width: 18},
	"missing":       {Label: "足りないもの", Kind: form.Text, Width: 40},
	"target_share":  {Label: "目標の不足に占める割合", Kind: form.Text, Width: 30},
}

// Judge says of processes what depends on the day and the target in force.
type Judge struct {
	Threshold  int64
	FiscalYear int
	Gap        *progress.Gap // nil: no target is in force
}

// NewJudge is the judge of a standing.
func NewJudge(s registry.Standing) Judge {
	return Judge{s.Threshold.Volume, registry.FiscalYear(s.AsOf), progress.GapOf(s)}
}

// Of is the judge of a list: where a group is listed that a target in force counts, shares are of
// what is missing to that target.
func (j Judge) Of(ctx context.Context, st *store.Store, scope registry.Scope, f store.ProcessFilter) (Judge, error) {
	if f.Group == "" {
		return j, nil
	}
	all, err := st.Groups(ctx)
	if err != nil {
		return j, err
	}
	g, err := registry.GroupNamed(all, "group", f.Group)
	if err != nil {
		return j, err
	}
	standing, err := st.GroupStanding(ctx, scope, f.AsOf, g.Number)
	if err != nil {
		return j, err
	}
	return j.within(standing), nil
}

// within is the judge of a list of a group.
func (j Judge) within(group registry.Standing) Judge {
	if gap := progress.GapOf(group); gap != nil {
		j.Gap = gap
	}
	return j
}

// judgeOf is the judge of a list that a view shows, see [Judge.Of].
func judgeOf(ctx context.Context, v *store.View, f store.ProcessFilter) (Judge, error) {
	standing, err := v.Standing(ctx)
	if err != nil || f.Group == "" {
		return NewJudge(standing), err
	}
	group, err := v.GroupStanding(ctx, f.Group)
	return NewJudge(standing).within(group), err
}

// Missing is what is missing to digitize a process, for people.
func (j Judge) Missing(p registry.Process) string {
	var labels []string
	for _, l := range registry.LacksOf(p, j.FiscalYear) {
		labels = append(labels, l.Label())
	}
	return strings.Join(labels, "、")
}

// Share is how much of what is missing to the target a process brings, for people; empty: none.
func (j Judge) Share(p registry.Process) string {
	b := j.Gap.Brings(p)
	if b == nil {
		return ""
	}
	text := "手続 1／" + registry.Thousands(b.Processes.Denominator)
	switch {
	case b.Cases != nil:
		text = "件数の " + b.Cases.Text() + "、" + text
	case p.Deciding == nil:
		text += "、件数は不明"
	}
	return text
}

// IsDerived reports whether a column is one of those.
func IsDerived(key string) bool {
	_, ok := derivedFields[key]
	return ok
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
	switch key {
	case "recorded_from":
		return registry.MomentText(r.Process.RecordedFrom)
	case "missing":
		return textCell(l.Judge.Missing(r.Process))
	case "target_share":
		return textCell(l.Judge.Share(r.Process))
	}
	return r.Process.Priority(l.Judge.Threshold).Label()
}
