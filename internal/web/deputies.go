package web

import (
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
)

// deputiesBody is the page of who approves in whose place.
type deputiesBody struct {
	Tables []deputyTable // those of today, even where there are none

	May      bool // appoint deputies
	Anybody  bool // for every approver, not for oneself only
	People   []registry.Account
	Approver int64 // what was entered
	Deputy   int64
	From, To string
	Problem  string
	Field    string
}

// deputyTable is the deputies of today, of later, or of earlier.
type deputyTable struct {
	ID, Heading string
	Rows        []deputyRow
}

// deputyRow is a deputy for people.
type deputyRow struct {
	registry.Deputy
	Bureau string
	CanEnd bool
}

// Approvers are those whose deputies may be appointed.
func (b deputiesBody) Approvers() []registry.Account {
	var all []registry.Account
	for _, a := range b.People {
		if a.Role == registry.Approver {
			all = append(all, a)
		}
	}
	return all
}

func (s *server) deputiesPage(c echo.Context) error {
	today := registry.DateOf(s.now())
	return s.showDeputies(c, http.StatusOK, deputiesBody{From: today, To: today})
}

func (s *server) showDeputies(c echo.Context, status int, b deputiesBody) error {
	ctx, scope := c.Request().Context(), scopeOf(c)
	deputies, err := s.store.Deputies(ctx, scope)
	if err != nil {
		return err
	}
	names, err := s.bureauNames(ctx)
	if err != nil {
		return err
	}
	b.May, b.Anybody = scope.May(registry.Approve), scope.AllBureaus()
	if b.May {
		if b.People, err = s.store.BureauPeople(ctx, scope); err != nil {
			return err
		}
	}
	present, future, past := deputyTable{ID: "present", Heading: "いまの代理"}, deputyTable{ID: "future", Heading: "これからの代理"},
		deputyTable{ID: "past", Heading: "終わった代理"}
	today := registry.DateOf(s.now())
	for _, d := range deputies {
		row := deputyRow{d, names[d.BureauID].Name, b.May && (b.Anybody || d.AccountID == scope.AccountID)}
		switch {
		case !d.EndedAt.IsZero() || d.To.Format(time.DateOnly) < today:
			row.CanEnd = false
			past.Rows = append(past.Rows, row)
		case d.From.Format(time.DateOnly) > today:
			future.Rows = append(future.Rows, row)
		default:
			present.Rows = append(present.Rows, row)
		}
	}
	b.Tables = []deputyTable{present}
	for _, t := range []deputyTable{future, past} {
		if len(t.Rows) > 0 {
			b.Tables = append(b.Tables, t)
		}
	}
	return s.pages.deputies.render(s, c, status, page{Title: "承認の代理"}, b)
}

func (s *server) addDeputy(c echo.Context) error {
	form := c.Request().PostForm
	b := deputiesBody{From: form.Get("from"), To: form.Get("to")}
	b.Approver, _ = strconv.ParseInt(form.Get("approver"), 10, 64) // none: one's own
	b.Deputy, _ = strconv.ParseInt(form.Get("deputy"), 10, 64)     // none: the store asks for one
	from, to, err := deputyDays(b.From, b.To)
	if err == nil {
		_, err = s.store.AddDeputy(c.Request().Context(), scopeOf(c), registry.Deputy{AccountID: b.Approver, DeputyID: b.Deputy, From: from, To: to})
	}
	if mendable(err) {
		b.Problem, b.Field = registry.MessageOf(err), fieldOf(err)
		return s.showDeputies(c, http.StatusUnprocessableEntity, b)
	}
	if err != nil {
		return err
	}
	return s.done(c, "/deputies", "代理を決めました。")
}

// deputyDays reads the first and the last day for which a deputy is appointed.
func deputyDays(first, last string) (from, to time.Time, err error) {
	const op = "web.deputyDays"
	if from, err = time.Parse(time.DateOnly, first); err != nil {
		return from, to, &registry.Error{Code: registry.Invalid, Op: op, Field: "from", Err: err, Message: "代理の始まりの日を入力してください。例：2026-04-01"}
	}
	if to, err = time.Parse(time.DateOnly, last); err != nil {
		return from, to, &registry.Error{Code: registry.Invalid, Op: op, Field: "to", Err: err, Message: "代理の終わりの日を入力してください。例：2026-04-30"}
	}
	return from, to, nil
}

func (s *server) endDeputy(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	if err := s.store.EndDeputy(c.Request().Context(), scopeOf(c), id); err != nil {
		return err
	}
	return s.done(c, "/deputies", "代理を終えました。")
}
