package page

import (
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// transferLabels are the states of a transfer for people.
var transferLabels = map[registry.TransferState]request.StateLabel{
	registry.TransferProposed: {Label: "協議中", Tone: "warn"}, registry.TransferAccepted: {Label: "成立", Tone: "good"},
	registry.TransferRefused: {Label: "不同意", Tone: "bad"}, registry.TransferWithdrawn: {Label: "取下げ", Tone: ""},
	registry.TransferSuperseded: {Label: "別の所管替えを優先", Tone: ""}}

// transferList is the list of all transfers that the scope reaches.
func (s *Handlers) transferList(c echo.Context) (shownList[transferRow], error) {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	var none shownList[transferRow]
	all, err := s.Store.Transfers(ctx, scope, store.TransferFilter{Limit: wholeList})
	if err != nil {
		return none, err
	}
	names, err := s.BureauNames(ctx)
	if err != nil {
		return none, err
	}
	bureaus, err := s.Store.Bureaus(ctx)
	if err != nil {
		return none, err
	}
	var rows []transferRow
	for _, t := range all {
		rows = append(rows, newTransferRow(t, names))
	}
	var every []option
	for _, b := range bureaus {
		every = append(every, option{Value: b.Name, Label: b.Name})
	}
	return transferListOf(every).show(c, rows)
}

func transferListOf(bureaus []option) list[transferRow] {
	var states []option
	for _, state := range registry.TransferStates {
		states = append(states, option{Value: string(state), Label: transferLabels[state].Label})
	}
	return list[transferRow]{
		Name: "所管替え", Path: "/transfers", Unit: "件", Sort: "-id",
		Filters: []listFilter[transferRow]{
			{Name: "q", Label: "理由・手続名", Example: "組織改正", Keep: func(r transferRow, v string) bool {
				texts := []string{r.Transfer.Reason}
				for _, p := range r.Processes {
					texts = append(texts, p.ProcedureName, p.ID.String())
				}
				return contains(v, texts...)
			}},
			{Name: "giver", Label: "渡す局", Options: bureaus, Keep: func(r transferRow, v string) bool { return r.FromName == v }},
			{Name: "receiver", Label: "受ける局", Options: bureaus, Keep: func(r transferRow, v string) bool { return r.ToName == v }},
			{Name: "state", Label: "状態", Options: states,
				Keep: func(r transferRow, v string) bool { return string(r.Transfer.State) == v }},
			{Name: "from", Label: "この日から", Day: true,
				KeepDay: func(r transferRow, day time.Time) bool { return !registry.DayOf(r.EffectiveOn).Before(day) }},
			{Name: "to", Label: "この日まで", Day: true,
				KeepDay: func(r transferRow, day time.Time) bool { return !registry.DayOf(r.EffectiveOn).After(day) }},
		},
		Columns: []listColumn[transferRow]{
			{Key: "id", Label: "番号", Value: func(r transferRow) any { return r.ID }},
			{Key: "giver", Label: "渡す局", Value: func(r transferRow) any { return r.FromName }},
			{Key: "receiver", Label: "受ける局", Value: func(r transferRow) any { return r.ToName }},
			{Key: "processes", Label: "手続", Number: true, Value: func(r transferRow) any { return int64(len(r.Processes)) }},
			{Key: "day", Label: "所管替えの日", Value: func(r transferRow) any { return report.Day(r.EffectiveOn) }},
			{Key: "state", Label: "状態", Value: func(r transferRow) any { return r.Label.Label }},
			{Key: "given", Label: "渡す局の同意", Value: func(r transferRow) any { return r.Given.Actor }},
			{Key: "received", Label: "受ける局の同意", Value: func(r transferRow) any { return r.Received.Actor }},
			{Label: "理由", Value: func(r transferRow) any { return r.Transfer.Reason }},
		},
	}
}
