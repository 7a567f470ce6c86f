package page

import (
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

const boardPath = "/board"

// The filters of the board. Each figure above the table leads to the bureaus that it counts.
const (
	boardStanding = "standing"
	boardDue      = "due"
	boardLate     = "late" // of boardDue
)

var standingLabels = chosen("", registry.BoardStandings, registry.BoardStanding.Label)

// boardFile is the board of a round as a file.
func (s *Handlers) boardFile(c echo.Context) (shownList[boardRow], error) {
	var none shownList[boardRow]
	rounds, err := s.Store.Rounds(c.Request().Context())
	if err != nil {
		return none, err
	}
	round, err := s.roundAsked(rounds, c.QueryParam("round"))
	if err != nil {
		return none, err
	}
	_, rows, err := s.boardRows(c.Request().Context(), request.ScopeOf(c), round)
	if err != nil {
		return none, err
	}
	return boardListOf(round).show(c, rows)
}

// roundAsked is the round that an address asks for; of nonsense there is none.
func (s *Handlers) roundAsked(rounds []registry.Round, given string) (registry.Round, error) {
	id, err := strconv.Atoi(given)
	if err != nil && given != "" {
		id = -1
	}
	return registry.RoundAsked(rounds, id, s.Now())
}

func boardListOf(round registry.Round) list[boardRow] {
	l := list[boardRow]{
		Name: "提出状況", Path: boardPath, Unit: "局", Own: []string{"round"}, Anchor: "bureaus",
		Filters: []listFilter[boardRow]{
			{Name: "q", Label: "局・ファイル・担当者", Example: "福祉",
				Keep: func(r boardRow, v string) bool { return contains(v, r.Bureau, r.FileName, r.Actor) }},
			{Name: boardStanding, Label: "状態", Options: standingLabels,
				Keep: func(r boardRow, v string) bool { return string(r.Standing) == v }},
			{Name: boardDue, Label: "締切との関係", Options: []option{{Value: boardLate, Label: "締切を過ぎて未提出"},
				{Value: "soon", Label: "締切が近い"}, {Value: "after", Label: "期限の後に提出"}},
				Keep: func(r boardRow, v string) bool {
					return v == boardLate && r.DaysLate > 0 || v == "soon" && r.Soon || v == "after" && r.AfterDue
				}},
		},
		Columns: []listColumn[boardRow]{
			{Key: "bureau", Label: "局", Value: func(r boardRow) any { return r.Bureau }},
			{Key: "state", Label: "状態", Value: func(r boardRow) any { return r.Label }},
			{Key: "due", Label: "締切との関係", Value: func(r boardRow) any { return r.When }},
			{Key: "reminders", Label: "督促", Value: func(r boardRow) any { return len(r.Reminders) }},
			{Key: "upload", Label: "取込", Value: func(r boardRow) any {
				if r.UploadID == 0 {
					return nil
				}
				return r.UploadID
			}},
			{Label: "ファイル", File: true, Value: func(r boardRow) any { return r.FileName }},
			{Label: "担当者", File: true, Value: func(r boardRow) any { return r.Actor }},
			{Label: "受付日時", File: true, Value: func(r boardRow) any { return r.ReceivedAt }},
			{Key: "submitted", Label: "はじめの提出", Value: func(r boardRow) any { return r.SubmittedAt }},
			{Key: "confirmed", Label: "登録", Value: func(r boardRow) any { return r.ConfirmedAt }},
		},
	}
	if round.ID != 0 {
		l.When = "調査回「" + round.Name + "」"
	}
	return l
}

// boardLink is the board of a round with the bureaus that a filter leaves.
func boardLink(round int, name, value string) string {
	return withQuery(boardPath, url.Values{"round": {strconv.Itoa(round)}, name: {value}}) + "#bureaus"
}
