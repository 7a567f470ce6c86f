package page

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// deputiesBody is the page of deputies.
type deputiesBody struct {
	Tables []deputyTable // those of today, even where there are none

	May      bool // appoint deputies
	Anybody  bool // for every approver, not for oneself only
	People   []registry.Account
	Approver int64 // whose deputy is appointed
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

// Candidates can stand in for the approver: they belong to the same bureau.
func (b deputiesBody) Candidates() []registry.Account {
	var all []registry.Account
	i := slices.IndexFunc(b.People, func(a registry.Account) bool { return a.ID == b.Approver })
	for _, a := range b.People {
		if i >= 0 && a.BureauID == b.People[i].BureauID && a.ID != b.Approver {
			all = append(all, a)
		}
	}
	return all
}

func (s *Handlers) deputiesPage(c echo.Context) error {
	today := registry.DateOf(s.Now())
	b := deputiesBody{From: today, To: today}
	b.Approver, _ = strconv.ParseInt(c.QueryParam("approver"), 10, 64) // none: the first, or oneself
	return s.showDeputies(c, http.StatusOK, b)
}

func (s *Handlers) showDeputies(c echo.Context, status int, b deputiesBody) error {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	deputies, err := s.Store.Deputies(ctx, scope)
	if err != nil {
		return err
	}
	names, err := s.BureauNames(ctx)
	if err != nil {
		return err
	}
	b.May, b.Anybody = scope.May(registry.Approve), scope.AllBureaus()
	if b.May {
		if b.People, err = s.Store.BureauPeople(ctx, scope); err != nil {
			return err
		}
		if approvers := b.Approvers(); !b.Anybody {
			b.Approver = scope.AccountID
		} else if len(approvers) > 0 && !slices.ContainsFunc(approvers, func(a registry.Account) bool { return a.ID == b.Approver }) {
			b.Approver = approvers[0].ID
		}
	}
	present, future, past := deputyTable{ID: "present", Heading: "いまの代理"}, deputyTable{ID: "future", Heading: "これからの代理"},
		deputyTable{ID: "past", Heading: "終わった代理"}
	today := registry.DateOf(s.Now())
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

func (s *Handlers) addDeputy(c echo.Context) error {
	form := c.Request().PostForm
	b := deputiesBody{From: form.Get("from"), To: form.Get("to")}
	b.Approver, _ = strconv.ParseInt(form.Get("approver"), 10, 64) // none: one's own
	b.Deputy, _ = strconv.ParseInt(form.Get("deputy"), 10, 64)     // none: the store asks for one
	from, to, err := request.DeputyDays(b.From, b.To)
	if err == nil {
		_, err = s.Store.AddDeputy(
			c.Request().Context(),
			request.ScopeOf(c),
			registry.Deputy{AccountID: b.Approver, DeputyID: b.Deputy, From: from, To: to},
		)
	}
	if request.Mendable(err) {
		b.Problem, b.Field = registry.MessageOf(err), request.FieldOf(err)
		return s.showDeputies(c, http.StatusUnprocessableEntity, b)
	}
	if err != nil {
		return err
	}
	return s.Done(c, "/deputies", "代理を決めました。")
}

func (s *Handlers) endDeputy(c echo.Context) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	if err := s.Store.EndDeputy(c.Request().Context(), request.ScopeOf(c), id); err != nil {
		return err
	}
	return s.Done(c, "/deputies", "代理を終えました。")
}
