package page

import (
	"context"
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// boardBody is the page of who has handed in for a round.
type boardBody struct {
	registry.Board // of no round where there is none
	Rounds         []registry.Round
	List           shownList[boardRow]
	Packs          packLinks
	Configure      bool
	Administer     bool
	Without        string // the bureaus that no reminder reaches
	Text           string // what was to be said by a reminder that could not be sent
	Problem        string // why it could not
}

// Standing leads to the bureaus that stand so; there are Count of them.
func (b boardBody) Standing(standing string) string {
	return boardLink(b.Round.ID, boardStanding, standing)
}

// Overdue leads to the bureaus that have not handed in, though the deadline is over.
func (b boardBody) Overdue() string { return boardLink(b.Round.ID, boardDue, boardLate) }

// Count is how many bureaus stand so.
func (b boardBody) Count(standing registry.BoardStanding) int { return b.Counts[standing] }

// Rule says when bureaus are reminded by themselves.
func (boardBody) Rule() string { return registry.ReminderRule }

// boardRow is one bureau for people.
type boardRow struct {
	registry.BoardRow
	Bureau      string
	Label, Tone string // of its standing
	When, Alarm string // against the deadline, and the tone of that; empty: nothing to be said
	Beside      string // the state of the later upload
	Pack        string // where the bureau's pack is, for whoever sees every bureau
	Reminders   []boardReminder
}

// boardReminder is a reminder that a bureau had, for people.
type boardReminder struct {
	registry.Reminder
	Label  string
	People []boardReached
}

// boardReached is a person whom a reminder reached, with the ways in which it did.
type boardReached struct{ Name, Ways string }

func newBoardReminder(r registry.Reminder) boardReminder {
	b := boardReminder{Reminder: r, Label: map[registry.ReminderKind]string{
		registry.ReminderBefore: "締切前（自動）", registry.ReminderLate: "締切後（自動）", registry.ReminderAsked: r.Actor}[r.Kind]}
	for i, p := range r.Reached {
		way := p.Way.Label()
		if p.Address != "" {
			way += " " + p.Address
		}
		if i > 0 && p.AccountID == r.Reached[i-1].AccountID {
			b.People[len(b.People)-1].Ways += "、" + way
			continue
		}
		b.People = append(b.People, boardReached{p.Name, way})
	}
	return b
}

func newBoardRow(r registry.BoardRow, bureau string, daysLeft int) boardRow {
	row := boardRow{BoardRow: r, Bureau: bureau}
	switch r.Standing {
	case registry.StandsRegistered:
		row.Label, row.Tone = "登録済み", "good"
	case registry.StandsNothing:
		row.Label = "まだ取り込んでいません"
		if r.Undone() {
			row.Label = "登録は取り消されました"
		}
	case registry.StandsNotAsked:
		row.Label = "手続がありません"
	default:
		l := request.StateOf(r.State)
		row.Label, row.Tone = l.Label, l.Tone
	}
	switch {
	case r.DaysLate > 0:
		row.When, row.Alarm = fmt.Sprintf("%d日の遅れ", r.DaysLate), "bad"
	case r.Soon:
		row.When, row.Alarm = fmt.Sprintf("あと%d日", daysLeft), "warn"
	case r.AfterDue:
		row.When, row.Alarm = "期限の後に提出", "warn"
	}
	if r.Later.UploadID != 0 {
		row.Beside = request.StateOf(r.Later.State).Label
	}
	for _, sent := range r.Reminders {
		row.Reminders = append(row.Reminders, newBoardReminder(sent))
	}
	return row
}

func (s *Handlers) board(c echo.Context) error {
	return s.showBoard(c, http.StatusOK, c.QueryParam("round"), boardBody{})
}

func (s *Handlers) showBoard(c echo.Context, status int, round string, b boardBody) error {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	b.Configure, b.Administer = scope.May(registry.Configure), scope.May(registry.Administer)
	var err error
	if b.Rounds, err = s.Store.Rounds(ctx); err != nil {
		return err
	}
	if b.Round, err = s.roundAsked(b.Rounds, round); err != nil {
		return err
	}
	b.Packs = s.packLinks(scope, b.Round)
	if b.Round.ID != 0 {
		var rows []boardRow
		if b.Board, rows, err = s.boardRows(ctx, scope, b.Round); err != nil {
			return err
		}
		if b.List, err = boardListOf(b.Round).show(c, rows); err != nil {
			return err
		}
		if b.Configure && len(b.Board.Without) > 0 {
			names, err := s.BureauNames(ctx)
			if err != nil {
				return err
			}
			b.Without = namesOf(names, b.Board.Without)
		}
	}
	if !b.Configure {
		b.Remind = 0
	}
	return s.pages.board.render(s, c, status, page{Title: "提出状況"}, b)
}

// boardRows is a round's board, with its bureaus for people. Nobody else than whoever
// decides rounds reminds.
func (s *Handlers) boardRows(ctx context.Context, scope registry.Scope, r registry.Round) (registry.Board, []boardRow, error) {
	board, err := s.Board(ctx, scope, r)
	if err != nil {
		return board, nil, err
	}
	names, err := s.BureauNames(ctx)
	if err != nil {
		return board, nil, err
	}
	rows := make([]boardRow, len(board.Rows))
	packs := s.packLinks(scope, r)
	for i, row := range board.Rows {
		row.Remind = row.Remind && scope.May(registry.Configure)
		rows[i] = newBoardRow(row, names[row.BureauID].Name, board.DaysLeft)
		if packs.All != "" && row.Standing != registry.StandsNotAsked {
			rows[i].Pack = packOf(r.ID, names[row.BureauID].Code)
		}
	}
	return board, rows, nil
}
