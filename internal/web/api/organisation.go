package api

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// partJSON is a bureau before or after a reorganisation.
type partJSON struct {
	Bureau      request.BureauName `json:"bureau"`
	Departments []string           `json:"departments"` // whose processes it gets; none: all that are left
}

// entryJSON is what is recorded of the organisation.
type entryJSON struct {
	ID      int                        `json:"id"`
	Kind    registry.OrganisationKind  `json:"kind"`
	On      string                     `json:"on"` // the first day on which it is so
	State   registry.OrganisationState `json:"state"`
	Before  []partJSON                 `json:"before"`
	After   []partJSON                 `json:"after"`
	Left    int64                      `json:"left"`    // processes that have still to move
	Waiting int64                      `json:"waiting"` // those of them whose transfer waits for consent
	report.SetJSON
}

// organisation lists what is recorded of the organisation, the current entries first.
func (s *Handlers) organisation(c echo.Context) error { return s.sendOrganisation(c, http.StatusOK) }

func (s *Handlers) sendOrganisation(c echo.Context, status int) error {
	ctx := c.Request().Context()
	all, err := s.Store.Organisation(ctx, request.ScopeOf(c))
	if err != nil {
		return err
	}
	names, err := s.BureauNames(ctx)
	if err != nil {
		return err
	}
	list := make([]entryJSON, len(all))
	for i, e := range all {
		list[i] = entryJSON{ID: e.ID, Kind: e.Kind, On: e.On.Format(time.DateOnly), State: e.State(s.Now()),
			Before: newPartsJSON(e.Before, names), After: newPartsJSON(e.After, names),
			Left: e.Left, Waiting: e.Waiting, SetJSON: report.NewSetJSON(e.Reason, e.Set)}
	}
	return c.JSON(status, struct {
		report.SettingsJSON
		Organisation []entryJSON `json:"organisation"`
	}{s.newSettingsJSON(), list})
}

func newPartsJSON(parts []registry.BureauPart, names map[int]request.BureauName) []partJSON {
	list := make([]partJSON, len(parts))
	for i, p := range parts {
		list[i] = partJSON{request.BureauName{Code: names[p.BureauID].Code, Name: p.Name}, append([]string{}, p.Departments...)}
	}
	return list
}

// partGiven is a bureau that takes over, as a request names it.
type partGiven struct {
	Name        string   `json:"name"` // or code; a new bureau's if there is none of that name on the day
	Departments []string `json:"departments"`
}

// reorganisationGiven is what a request says that becomes of bureaus.
type reorganisationGiven struct {
	Kind     registry.OrganisationKind `json:"kind"`
	On       string                    `json:"on"`
	Bureaus  []string                  `json:"bureaus"` // names or codes
	Name     string                    `json:"name"`
	External bool                      `json:"external"`
	Into     []partGiven               `json:"into"`
	Reason   string                    `json:"reason"`
}

func (s *Handlers) reorganise(c echo.Context) error {
	ctx := c.Request().Context()
	var given reorganisationGiven
	if err := request.ReadJSON(c, &given); err != nil {
		return err
	}
	on, err := dayGiven("on", given.On)
	if err != nil {
		return err
	}
	bureaus, err := s.Store.Bureaus(ctx)
	if err != nil {
		return err
	}
	r := registry.Reorganisation{Kind: given.Kind, On: on, Name: given.Name, External: given.External, Reason: given.Reason}
	for _, name := range given.Bureaus {
		b, err := registry.BureauNamed(bureaus, "bureaus", name)
		if err != nil {
			return err
		}
		r.Bureaus = append(r.Bureaus, b.ID)
	}
	for _, p := range given.Into {
		r.Into = append(r.Into, registry.BureauPartNamed(bureaus, on, p.Name, p.Departments))
	}
	if _, err := s.Store.Reorganise(ctx, request.ScopeOf(c), r); err != nil {
		return err
	}
	return s.sendOrganisation(c, http.StatusCreated)
}

// proposeMoves proposes the transfers of the processes that have still to move by an entry.
func (s *Handlers) proposeMoves(c echo.Context) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	var given struct {
		Into []partGiven `json:"into"`
	}
	if err := request.ReadJSON(c, &given); err != nil {
		return err
	}
	ctx := c.Request().Context()
	bureaus, err := s.Store.Bureaus(ctx)
	if err != nil {
		return err
	}
	var into []registry.BureauPart
	for _, p := range given.Into {
		into = append(into, registry.BureauPartNamed(bureaus, s.Now(), p.Name, p.Departments))
	}
	if _, err := s.Store.ProposeMoves(ctx, request.ScopeOf(c), int(id), into); err != nil {
		return err
	}
	return s.sendOrganisation(c, http.StatusOK)
}

// withdrawReorganisation withdraws an entry.
func (s *Handlers) withdrawReorganisation(c echo.Context) error {
	if err := withdraw(s, c, (*store.Store).WithdrawReorganisation); err != nil {
		return err
	}
	return s.sendOrganisation(c, http.StatusOK)
}
