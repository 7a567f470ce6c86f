package page

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// page is the part that all pages have besides their bodies.
type page struct {
	Title   string
	Account registry.Account // zero: nobody is signed in
	Nav     navigation
	Labels  labels    // of the code lists
	Views   []navItem // the saved views that the account may open, as a line below
	Mailbox bool      // there are notices for the account
	Unread  string    // how many of them are; empty: none
	Sample  bool      // the registry holds made-up data
	Notice  string    // the result of the previous act
	Next    string    // the address that the browser goes on to by itself; empty: none
	Refused refused   // what was posted to the address; zero: it was not refused
	Refresh int       // in how many seconds the page is shown anew without scripts; 0: nothing goes on
}

// refused is a reason that was posted to an address which refused what it was for.
type refused struct{ path, reason string }

// ReasonAt is the reason that was entered in the form with an action, which is not lost where the
// form is refused.
func (r refused) ReasonAt(action string) string {
	if r.path == action {
		return r.reason
	}
	return ""
}

// render answers with the page. It renders to a buffer first, so that an error in the template
// leads to an error page.
func (v view[T]) render(s *Handlers, c echo.Context, status int, p page, body T) error {
	s.complete(c, status, &p)
	var b bytes.Buffer
	if err := v.execute(&b, p, body); err != nil {
		return registry.Failed("page.render", err)
	}
	return c.HTMLBlob(status, b.Bytes())
}

// complete fills in what every page shows.
func (s *Handlers) complete(c echo.Context, status int, p *page) {
	p.Account = request.AccountOf(c)
	if r := c.Request(); r.Method == http.MethodPost && status >= http.StatusBadRequest {
		p.Refused = refused{r.URL.Path, r.PostForm.Get("reason")}
	}
	scope := request.ScopeOf(c)
	if DutyFirst(c) == "" {
		p.Nav = navigationAt(c.Request().URL.Path, scope.May)
	}
	if status == http.StatusServiceUnavailable {
		return // what is missing may be the database
	}
	p.Labels = s.labels(c)
	// An error page comes after the request's time has ended.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.Request().Context()), 2*time.Second)
	defer cancel()
	if status < http.StatusBadRequest {
		p.Notice = s.Sessions.PopString(ctx, sessionNotice)
	}
	if p.Mailbox = scope.May(registry.HandIn) && DutyFirst(c) == ""; p.Mailbox {
		var err error
		if p.Unread, err = s.unread(ctx, c); err != nil {
			s.Log.Warn("how many notices wait", slog.Any("error", err))
			c.Set(request.KeyPartial, true)
		}
	}
	if p.Nav.Sections != nil {
		var err error
		if p.Views, err = s.viewLines(c); err != nil {
			s.Log.Warn("the saved views", slog.Any("error", err))
			c.Set(request.KeyPartial, true)
		}
	}
	sample, err := s.Store.HasSample(ctx)
	if err != nil {
		s.Log.Warn("whether the registry holds sample data", slog.Any("error", err))
		c.Set(request.KeyPartial, true)
	}
	p.Sample = sample
}

// Around is what stands on a page around its body, as far as it depends on more than the
// caller: how many notices wait. It is not ok if the page has something to show once.
func (s *Handlers) Around(c echo.Context) (unread string, ok bool) {
	ctx := c.Request().Context()
	if s.Sessions.Exists(ctx, sessionNotice) {
		return "", false
	}
	if !request.ScopeOf(c).May(registry.HandIn) || DutyFirst(c) != "" {
		return "", true
	}
	unread, err := s.unread(ctx, c)
	return unread, err == nil
}

// sessionNotice is the key in the session of the notice for the next page.
const sessionNotice = "notice"

// Done redirects the browser after an act, with a notice of its result.
func (s *Handlers) Done(c echo.Context, to, notice string) error {
	s.Sessions.Put(c.Request().Context(), sessionNotice, notice)
	return c.Redirect(http.StatusSeeOther, to)
}
