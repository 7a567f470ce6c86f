package web

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/auth"
	"tetsuzuki/internal/registry"
)

// accountBody is the page of one's own account.
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
	Here bool // the one in which the page is looked at
}

func (s *server) accountPage(c echo.Context) error {
	return s.showAccount(c, http.StatusOK, accountBody{})
}

func (s *server) showAccount(c echo.Context, status int, b accountBody) error {
	ctx := c.Request().Context()
	tokens, err := s.store.Tokens(ctx, scopeOf(c))
	if err != nil {
		return err
	}
	for _, t := range tokens {
		b.Tokens = append(b.Tokens, tokenRow{t, t.InForce(s.now())})
	}
	sessions, err := s.store.Sessions(ctx, scopeOf(c))
	if err != nil {
		return err
	}
	for _, v := range sessions {
		b.Sessions = append(b.Sessions, sessionRow{v, v.Key == s.sessions.Key(ctx)})
	}
	b.Mailing = s.mailing
	a := accountOf(c)
	if a.SecondFactor {
		if b.Factor, err = s.store.SecondFactor(ctx, a.ID); err != nil {
			return err
		}
	}
	if b.Events, err = s.ownEvents(ctx, scopeOf(c), time.Time{}); err != nil {
		return err
	}
	b.FactorMust = slices.Contains(s.secondFactor, a.Role) && !a.Sample
	b.PreviousSignIn = s.sessions.PreviousSignIn(ctx)
	return s.pages.account.render(s, c, status, page{Title: "アカウント"}, b)
}

func (s *server) changePassword(c echo.Context) error {
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
	if err := s.sessions.RenewToken(c.Request().Context()); err != nil {
		return registry.Failed("web.changePassword", err)
	}
	return s.done(c, "/account", "パスワードを変更しました。ほかの端末ではサインアウトしました。")
}

// setMails lets a person have notices by e-mail, or not.
func (s *server) setMails(c echo.Context) error {
	on := c.FormValue("on") != ""
	if err := s.store.SetMails(c.Request().Context(), scopeOf(c), on); err != nil {
		return err
	}
	if on {
		return s.done(c, "/account", "お知らせをメールでも送ります。")
	}
	return s.done(c, "/account", "お知らせのメールを止めました。")
}

// tokenLife is how long an API token lives; the form offers these days.
var tokenLife = map[string]time.Duration{"30": 30 * 24 * time.Hour, "90": 90 * 24 * time.Hour, "365": 365 * 24 * time.Hour}

func (s *server) addToken(c echo.Context) error {
	name := c.FormValue("name")
	life, ok := tokenLife[c.FormValue("days")]
	if !ok {
		life = tokenLife["90"]
	}
	token, hash := auth.NewToken()
	_, err := s.store.AddToken(c.Request().Context(), scopeOf(c), name, hash, s.now().Add(life))
	if registry.CodeOf(err) == registry.Invalid {
		return s.showAccount(c, http.StatusUnprocessableEntity, accountBody{TokenProblem: registry.MessageOf(err), TokenName: name})
	}
	if err != nil {
		return err
	}
	return s.showAccount(c, http.StatusOK, accountBody{NewToken: token})
}

func (s *server) revokeToken(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	if err := s.store.RevokeToken(c.Request().Context(), scopeOf(c), id); err != nil {
		return err
	}
	return s.done(c, "/account", "トークンを取り消しました。")
}

// pathID is the number in a route's ":id".
func pathID(c echo.Context) (int64, error) {
	id, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil || id <= 0 {
		return 0, registry.Errorf(registry.NotFound, "web.pathID", "お探しのページはありません。アドレスを確かめてください。")
	}
	return id, nil
}
