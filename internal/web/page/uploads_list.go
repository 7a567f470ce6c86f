package page

import (
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// uploadList is the list of all uploads that the scope reaches.
func (s *Handlers) uploadList(c echo.Context) (shownList[uploadRow], error) {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	found, err := s.Intake.Uploads(ctx, scope, 0, wholeList)
	if err != nil {
		return shownList[uploadRow]{}, err
	}
	bureaus, err := s.Store.Bureaus(ctx)
	if err != nil {
		return shownList[uploadRow]{}, err
	}
	rows := make([]uploadRow, len(found))
	for i, u := range found {
		rows[i] = uploadRow{u, request.StateOfUpload(u)}
	}
	return uploadListOf(bureauOptions(scope, bureaus)).show(c, rows)
}

// wholeList is the limit of a list that is held in memory.
const wholeList = 1_000_000

// bureauOptions are the bureaus that a scope can choose from.
func bureauOptions(scope registry.Scope, bureaus []registry.Bureau) []option {
	var options []option
	for _, b := range bureaus {
		if scope.Reaches(b.ID) {
			options = append(options, option{Value: b.Name, Label: b.Name})
		}
	}
	return options
}

// bureauText is the bureau of an upload for people.
func (r uploadRow) bureauText() string {
	if r.Bureau == "" {
		return "全局"
	}
	return r.Bureau
}

// counted is a number of rows, where the upload was compared.
func (r uploadRow) counted(n int) any {
	if !r.Counted() {
		return nil
	}
	return int64(n)
}

func uploadListOf(bureaus []option) list[uploadRow] {
	var states []option
	for _, label := range append(registry.UploadStateLabels(), registry.ReplacedLabel) {
		states = append(states, option{Value: label, Label: label})
	}
	return list[uploadRow]{
		Name: "取込", Path: "/uploads", Unit: "件", Sort: "-id", Own: []string{"replaces"},
		Filters: []listFilter[uploadRow]{
			{Name: "q", Label: "ファイル・メモ・担当者", Example: "棚卸",
				Keep: func(r uploadRow, v string) bool { return contains(v, r.FileName, r.Upload.Reason, r.Actor) }},
			{Name: "bureau", Label: "局", Options: bureaus, Keep: func(r uploadRow, v string) bool { return r.bureauText() == v }},
			{Name: "state", Label: "状態", Options: states,
				Keep: func(r uploadRow, v string) bool { return r.State.Label == v }},
			{Name: "from", Label: "この日から", Day: true,
				KeepDay: func(r uploadRow, day time.Time) bool { return !r.ReceivedAt.Before(day) }},
			{Name: "to", Label: "この日まで", Day: true,
				KeepDay: func(r uploadRow, day time.Time) bool { return r.ReceivedAt.Before(day.AddDate(0, 0, 1)) }},
		},
		Columns: []listColumn[uploadRow]{
			{Key: "id", Label: "受付番号", Value: func(r uploadRow) any { return r.ID }},
			{Key: "received", Label: "受付日時", Value: func(r uploadRow) any { return r.ReceivedAt }},
			{Key: "bureau", Label: "局", Value: func(r uploadRow) any { return r.bureauText() }},
			{Key: "file", Label: "ファイル", Value: func(r uploadRow) any { return r.FileName }},
			{Key: "state", Label: "状態", Value: func(r uploadRow) any { return r.State.Label }},
			{Key: "new", Label: "新規", Number: true, Value: func(r uploadRow) any { return r.counted(r.Counts.New) }},
			{Key: "changed", Label: "変更", Number: true, Value: func(r uploadRow) any { return r.counted(r.Counts.Changed) }},
			{Key: "unchanged", Label: "変更なし", Number: true, Value: func(r uploadRow) any { return r.counted(r.Counts.Unchanged) }},
			{Key: "missing", Label: "ファイルにない", Number: true, Value: func(r uploadRow) any { return r.counted(r.Counts.Missing) }},
			{Key: "actor", Label: "担当者", Value: func(r uploadRow) any { return r.Actor }},
			{Label: "メモ", File: true, Value: func(r uploadRow) any { return r.Upload.Reason }},
		},
	}
}
