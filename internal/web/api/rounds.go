package api

import (
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/parameter"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// roundJSON is a round (調査回); its days are days in Tokyo.
type roundJSON struct {
	Round      int                `json:"round"`
	Name       string             `json:"name"`
	FiscalYear int                `json:"fiscal_year"`
	OpensOn    string             `json:"opens_on"`
	Deadline   string             `json:"deadline"` // the last day
	Ends       *string            `json:"ends"`     // the day on which the next round opens; null: there is none
	Asks       registry.RoundAsks `json:"asks"`
	Note       string             `json:"note"`
	SetBy      string             `json:"set_by"`
	SetAt      time.Time          `json:"set_at"`
}

func newRoundJSON(r registry.Round) roundJSON {
	return roundJSON{r.ID, r.Name, r.FiscalYear, r.OpensOn.Format(time.DateOnly), r.Deadline.Format(time.DateOnly), dayOrNull(r.Ends),
		r.Asks, r.Note, r.SetBy, r.SetAt.In(registry.Tokyo)}
}

func (s *Handlers) rounds(c echo.Context) error {
	rounds, err := s.Store.Rounds(c.Request().Context())
	if err != nil {
		return err
	}
	list := make([]roundJSON, len(rounds))
	for i, r := range rounds {
		list[i] = newRoundJSON(r)
	}
	return c.JSON(http.StatusOK, map[string]any{"rounds": list})
}

// roundGiven is what a request says that a round is to be.
type roundGiven struct {
	Name       string             `json:"name"`
	FiscalYear int                `json:"fiscal_year"`
	OpensOn    string             `json:"opens_on"`
	Deadline   string             `json:"deadline"`
	Asks       registry.RoundAsks `json:"asks"` // empty: as before; for a new round, as the store decides
	Note       string             `json:"note"`
}

func (g roundGiven) round(id int) (registry.Round, error) {
	r := registry.Round{ID: id, Name: strings.TrimSpace(g.Name), FiscalYear: g.FiscalYear, Asks: g.Asks, Note: strings.TrimSpace(g.Note)}
	var err error
	if r.OpensOn, err = dayGiven("opens_on", g.OpensOn); err != nil {
		return r, err
	}
	r.Deadline, err = dayGiven("deadline", g.Deadline)
	return r, err
}

// dayGiven reads the day in a field of a request, from its beginning in Tokyo.
func dayGiven(field, given string) (time.Time, error) {
	return registry.ParseDay("api.dayGiven", field, field+" ", given)
}

// setRound adds a round or changes one, and answers with it as it is then.
func (s *Handlers) setRound(c echo.Context) error {
	id, status, err := written(c, roundGiven.round, s.Store.SaveRound)
	if err != nil {
		return err
	}
	rounds, err := s.Store.Rounds(c.Request().Context())
	if err != nil {
		return err
	}
	r, err := registry.RoundAsked(rounds, id, s.Now())
	if err != nil {
		return err
	}
	return c.JSON(status, newRoundJSON(r))
}

// boardJSON is one bureau's state in a round.
type boardJSON struct {
	Bureau      request.BureauName     `json:"bureau"`
	Standing    registry.BoardStanding `json:"standing"`
	Asked       bool                   `json:"asked"`    // it is asked for an inventory
	Accounts    int                    `json:"accounts"` // that may sign in, and that reminders reach
	Upload      *int64                 `json:"upload"`   // the last one registered, else the last open one; null: none, and so the four below
	State       *registry.UploadState  `json:"state"`
	FileName    *string                `json:"file_name"`
	Actor       *string                `json:"actor"`
	ReceivedAt  *time.Time             `json:"received_at"`
	Later       *boardUploadJSON       `json:"later"`        // an open one beside the registered one; null: none
	SubmittedAt *time.Time             `json:"submitted_at"` // the first submission, whether or not it was replaced since
	HandedInAt  *time.Time             `json:"handed_in_at"` // decides whether the bureau was in time; null: nothing stands
	ConfirmedAt *time.Time             `json:"confirmed_at"` // the last registration
	DaysLate    int                    `json:"days_late"`    // since the deadline, where nothing was handed in
	AfterDue    bool                   `json:"after_deadline"`
	Reminders   []reminderJSON         `json:"reminders"` // the latest first
}

// boardUploadJSON is an upload beside the one by which a bureau stands.
type boardUploadJSON struct {
	Upload     int64                `json:"upload"`
	State      registry.UploadState `json:"state"`
	FileName   string               `json:"file_name"`
	Actor      string               `json:"actor"`
	ReceivedAt time.Time            `json:"received_at"`
}

func newBoardUploadJSON(u registry.BoardUpload) *boardUploadJSON {
	if u.UploadID == 0 {
		return nil
	}
	return &boardUploadJSON{u.UploadID, u.State, u.FileName, u.Actor, u.ReceivedAt.In(registry.Tokyo)}
}

// boardQuery is whose round the board is of; 0: the one that is open.
type boardQuery struct{ Round int }

var boardParameters = parameter.Table[boardQuery]{
	parameter.Integer("round", "調査回。省くと、いま受け付けているもの", "1", 1, 0, func(q *boardQuery) *int { return &q.Round }),
}

// board tells who has handed in for a round, by default for the one that is open.
func (s *Handlers) board(c echo.Context, q boardQuery) error {
	const op = "api.board"
	ctx := c.Request().Context()
	rounds, err := s.Store.Rounds(ctx)
	if err != nil {
		return err
	}
	round, err := registry.RoundAsked(rounds, q.Round, s.Now())
	if err != nil {
		return err
	}
	if round.ID == 0 {
		return registry.Errorf(registry.NotFound, op, "調査回はまだありません。")
	}
	b, err := s.Board(ctx, request.ScopeOf(c), round)
	if err != nil {
		return err
	}
	names, err := s.BureauNames(ctx)
	if err != nil {
		return err
	}
	list := make([]boardJSON, len(b.Rows))
	for i, r := range b.Rows {
		list[i] = boardJSON{
			Bureau:      names[r.BureauID],
			Standing:    r.Standing,
			Asked:       r.Asked,
			Accounts:    r.Accounts,
			Later:       newBoardUploadJSON(r.Later),
			HandedInAt:  momentOrNull(r.HandedInAt),
			SubmittedAt: momentOrNull(r.SubmittedAt),
			ConfirmedAt: momentOrNull(r.ConfirmedAt),
			DaysLate:    r.DaysLate,
			AfterDue:    r.AfterDue,
			Reminders:   make([]reminderJSON, len(r.Reminders)),
		}
		for k, sent := range r.Reminders {
			list[i].Reminders[k] = newReminderJSON(sent)
		}
		if r.UploadID != 0 {
			list[i].Upload, list[i].State, list[i].FileName, list[i].Actor, list[i].ReceivedAt =
				&r.UploadID, &r.State, &r.FileName, &r.Actor, momentOrNull(r.ReceivedAt)
		}
	}
	return c.JSON(http.StatusOK, map[string]any{"round": newRoundJSON(b.Round), "days_left": max(b.DaysLeft, 0), "bureaus": list})
}

func momentOrNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.In(registry.Tokyo)
	return &t
}
