package api

import (
	"context"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// deputyJSON is who approves in whose place, and when.
type deputyJSON struct {
	ID       int64      `json:"id"`
	Approver string     `json:"approver"`
	Deputy   string     `json:"deputy"`
	From     string     `json:"from"` // days, both included
	To       string     `json:"to"`
	SetBy    string     `json:"set_by"`
	SetAt    time.Time  `json:"set_at"`
	EndedAt  *time.Time `json:"ended_at"`
}

// personJSON is an account that may be a deputy or, an approver's, have one.
type personJSON struct {
	Account int64              `json:"account"`
	Login   string             `json:"login"`
	Name    string             `json:"name"`
	Role    registry.Role      `json:"role"`
	Bureau  request.BureauName `json:"bureau"`
}

func (s *Handlers) deputies(c echo.Context) error {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	deputies, err := s.Store.Deputies(ctx, scope)
	if err != nil {
		return err
	}
	people, err := s.peopleJSON(ctx, scope)
	if err != nil {
		return err
	}
	list := make([]deputyJSON, len(deputies))
	for i, d := range deputies {
		list[i] = deputyJSON{
			ID:       d.ID,
			Approver: d.Name,
			Deputy:   d.Deputy,
			From:     d.From.Format(time.DateOnly),
			To:       d.To.Format(time.DateOnly),
			SetBy:    d.SetBy,
			SetAt:    d.SetAt.In(registry.Tokyo),
		}
		if !d.EndedAt.IsZero() {
			ended := d.EndedAt.In(registry.Tokyo)
			list[i].EndedAt = &ended
		}
	}
	return c.JSON(http.StatusOK, map[string]any{"deputies": list, "people": people})
}

// peopleJSON is whom the scope may appoint; nobody where it may not.
func (s *Handlers) peopleJSON(ctx context.Context, scope registry.Scope) ([]personJSON, error) {
	if !scope.May(registry.Approve) {
		return []personJSON{}, nil
	}
	accounts, err := s.Store.BureauPeople(ctx, scope)
	if err != nil {
		return nil, err
	}
	names, err := s.BureauNames(ctx)
	if err != nil {
		return nil, err
	}
	people := make([]personJSON, len(accounts))
	for i, a := range accounts {
		people[i] = personJSON{a.ID, a.Login, a.Name, a.Role, names[a.BureauID]}
	}
	return people, nil
}

func (s *Handlers) addDeputy(c echo.Context) error {
	var body struct {
		Approver int64  `json:"approver"` // an account; 0: the caller's own
		Deputy   int64  `json:"deputy"`
		From     string `json:"from"`
		To       string `json:"to"`
	}
	if err := request.ReadJSON(c, &body); err != nil {
		return err
	}
	from, to, err := request.DeputyDays(body.From, body.To)
	if err != nil {
		return err
	}
	d := registry.Deputy{AccountID: body.Approver, DeputyID: body.Deputy, From: from, To: to}
	id, err := s.Store.AddDeputy(c.Request().Context(), request.ScopeOf(c), d)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusCreated, map[string]int64{"id": id})
}

func (s *Handlers) endDeputy(c echo.Context) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	if err := s.Store.EndDeputy(c.Request().Context(), request.ScopeOf(c), id); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}
