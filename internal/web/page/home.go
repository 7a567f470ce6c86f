package page

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// homeBody is the page of what an account has to do (今日の仕事).
type homeBody struct {
	registry.Home
	Setup     []setupRow
	SetupDone int
	Changes   []homeChange
	Periods   []homePeriod
}

// setupRow is a step of the checklist for people.
type setupRow struct {
	registry.SetupStep
	Who string
	May bool // this account may take it
}

// homeChange is a change for people.
type homeChange struct {
	registry.HomeChange
	Label string
}

// homePeriod is a choice of how far back the changes go.
type homePeriod struct {
	Label, Href string
	Current     bool
}

// homeDays are the choices besides the last visit.
var homeDays = []int{7, 30}

func (s *Handlers) home(c echo.Context) error {
	var since time.Time
	days, err := strconv.Atoi(c.QueryParam("days"))
	if err == nil && slices.Contains(homeDays, days) { // anything else: since the last visit
		since = registry.DayOf(s.Now()).AddDate(0, 0, -days)
	}
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	home, err := s.Home(ctx, scope, since)
	if err != nil {
		return err
	}
	b := homeBody{Home: home, Periods: []homePeriod{{"前回のサインインから", homePath, since.IsZero()}}}
	for _, d := range homeDays {
		b.Periods = append(b.Periods, homePeriod{"この" + strconv.Itoa(d) + "日",
			withQuery(homePath, url.Values{"days": {strconv.Itoa(d)}}), !since.IsZero() && d == days})
	}
	for _, step := range home.Setup {
		who, power := step.Kind.By()
		b.Setup = append(b.Setup, setupRow{step, who, scope.May(power)})
		if step.Done {
			b.SetupDone++
		}
	}
	for _, change := range home.Changes {
		b.Changes = append(b.Changes, homeChange{change, changeLabel(registry.Change{Kind: change.Kind})})
	}
	return s.pages.home.render(s, c, http.StatusOK, page{Title: "今日の仕事"}, b)
}
