package page

import (
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/auth"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// accountBody is the page of the caller's own account.
type accountBody struct {
	PreviousSignIn  time.Time
	Sessions        []sessionRow
	Tokens          []tokenRow
	NewToken        string                // shown once
	Factor          registry.SecondFactor // zero: there is none
	FactorMust      bool                  // the role needs one
	Events          []ownEvent
	PasswordProblem string
	TokenProblem    string
	TokenName       string
	Mailing         bool // mails are sent at all
}

type tokenRow struct {
	registry.Token
	InForce bool
}

type sessionRow struct {
	registry.Session
	Here bool // the session of this request
}

func (s *Handlers) accountPage(c echo.Context) error {
	return s.showAccount(c, http.StatusOK, accountBody{})
}

func (s *Handlers) showAccount(c echo.Context, status int, b accountBody) error {
	ctx := c.Request().Context()
	tokens, err := s.Store.Tokens(ctx, request.ScopeOf(c))
	if err != nil {
		return err
	}
	for _, t := range tokens {
		b.Tokens = append(b.Tokens, tokenRow{t, t.InForce(s.Now())})
	}
	sessions, err := s.Store.Sessions(ctx, request.ScopeOf(c))
	if err != nil {
		return err
	}
	for _, v := range sessions {
		b.Sessions = append(b.Sessions, sessionRow{v, v.Key == s.Sessions.Key(ctx)})
	}
	b.Mailing = s.Mailing
	a := request.AccountOf(c)
	if a.SecondFactor {
		if b.Factor, err = s.Store.SecondFactor(ctx, a.ID); err != nil {
			return err
		}
	}
	if b.Events, err = s.ownEvents(ctx, request.ScopeOf(c), time.Time{}); err != nil {
		return err
	}
	b.FactorMust = slices.Contains(s.SecondFactor, a.Role) && !a.Sample
	b.PreviousSignIn = s.Sessions.PreviousSignIn(ctx)
	return s.pages.account.render(s, c, status, page{Title: "アカウント"}, b)
}

func (s *Handlers) changePassword(c echo.Context) error {
	problem, err := s.prove(c, c.FormValue("current"))
	if err == nil && problem == "" {
		problem, err = s.choosePassword(c)
	}
	if err != nil {
		return err
	}
	if problem != "" {
		return s.showAccount(c, http.StatusUnprocessableEntity, accountBody{PasswordProblem: problem})
	}
	if err := s.Sessions.RenewToken(c.Request().Context()); err != nil {
		return registry.Failed("page.changePassword", err)
	}
	return s.Done(c, "/account", "パスワードを変更しました。ほかの端末ではサインアウトしました。")
}

// setMails turns notices by e-mail on or off for the caller.
func (s *Handlers) setMails(c echo.Context) error {
	on := c.FormValue("on") != ""
	if err := s.Store.SetMails(c.Request().Context(), request.ScopeOf(c), on); err != nil {
		return err
	}
	if on {
		return s.Done(c, "/account", "お知らせをメールでも送ります。")
	}
	return s.Done(c, "/account", "お知らせのメールを止めました。")
}

// tokenLife is how long an API token lives; the form offers these days.
var tokenLife = map[string]time.Duration{"30": 30 * 24 * time.Hour, "90": 90 * 24 * time.Hour, "365": 365 * 24 * time.Hour}

func (s *Handlers) addToken(c echo.Context) error {
	name := c.FormValue("name")
	life, ok := tokenLife[c.FormValue("days")]
	if !ok {
		life = tokenLife["90"]
	}
	token, hash := auth.NewToken()
	_, err := s.Store.AddToken(c.Request().Context(), request.ScopeOf(c), name, hash, s.Now().Add(life))
	if registry.CodeOf(err) == registry.Invalid {
		return s.showAccount(c, http.StatusUnprocessableEntity, accountBody{TokenProblem: registry.MessageOf(err), TokenName: name})
	}
	if err != nil {
		return err
	}
	return s.showAccount(c, http.StatusOK, accountBody{NewToken: token})
}

func (s *Handlers) revokeToken(c echo.Context) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	if err := s.Store.RevokeToken(c.Request().Context(), request.ScopeOf(c), id); err != nil {
		return err
	}
	return s.Done(c, "/account", "トークンを取り消しました。")
}
