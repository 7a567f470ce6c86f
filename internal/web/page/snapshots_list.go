package page

import (
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// snapshotList is the list of all published figures.
func (s *Handlers) snapshotList(c echo.Context) (shownList[store.Snapshot], error) {
	all, err := s.Store.Snapshots(c.Request().Context(), request.ScopeOf(c))
	if err != nil {
		return shownList[store.Snapshot]{}, err
	}
	rate := func(key, label string, of func(progress.Rates) progress.Rate) listColumn[store.Snapshot] {
		return listColumn[store.Snapshot]{Key: key, Label: label, Number: true,
			Value: func(s store.Snapshot) any { return of(s.Figures.Rates) }}
	}
	return list[store.Snapshot]{
		Name: "公表値", Path: "/snapshots", Unit: "件", Sort: "-as_of",
		Filters: []listFilter[store.Snapshot]{
			{Name: "q", Label: "名前・メモ・記録した人", Example: "第3四半期",
				Keep: func(s store.Snapshot, v string) bool { return contains(v, s.Name, s.Note, s.Recorded.Actor) }},
			{Name: "from", Label: "時点がこの日から", Day: true,
				KeepDay: func(s store.Snapshot, day time.Time) bool { return !s.AsOf.Before(day) }},
			{Name: "to", Label: "時点がこの日まで", Day: true,
				KeepDay: func(s store.Snapshot, day time.Time) bool { return s.AsOf.Before(day.AddDate(0, 0, 1)) }},
		},
		Columns: []listColumn[store.Snapshot]{
			{Key: "name", Label: "名前", Value: func(s store.Snapshot) any { return s.Name }},
			{Key: "as_of", Label: "時点", Value: func(s store.Snapshot) any { return s.AsOf }},
			rate("process", "デジタル化率", func(r progress.Rates) progress.Rate { return r.Process }),
			rate("cases", "件数カバー率", func(r progress.Rates) progress.Rate { return r.Cases }),
			rate("usage", "オンライン利用率", func(r progress.Rates) progress.Rate { return r.Usage }),
			rate("discretion", "都の裁量分", func(r progress.Rates) progress.Rate { return r.Discretion }),
			{Key: "done", Label: "実施済／対象", Number: true, Value: func(s store.Snapshot) any { return s.Figures.Done }},
			{Key: "actor", Label: "記録した人", Value: func(s store.Snapshot) any { return s.Recorded.Actor }},
			{Label: "対象", File: true, Value: func(s store.Snapshot) any { return s.Figures.InScope }},
			{Label: "記録した日時", File: true, Value: func(s store.Snapshot) any { return s.Recorded.At }},
			{Label: "メモ", File: true, Value: func(s store.Snapshot) any { return s.Note }},
		},
	}.show(c, all)
}
