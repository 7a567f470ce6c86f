package page

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/auth"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

type signInForm struct {
	Login   string
	Next    string
	Problem string
	OpenID  string // what the button of the provider says; empty: there is none
}

// Lapsed reports whether a form was sent without a session, most likely because the session had
// ended.
func (f signInForm) Lapsed() bool { return strings.HasSuffix(f.Next, typed) }

func (s *Handlers) showSignIn(c echo.Context, status int, f signInForm) error {
	if s.openID != nil {
		f.OpenID = s.openID.Label()
	}
	return s.pages.signIn.render(s, c, status, page{Title: "サインイン"}, f)
}

func (s *Handlers) signInPage(c echo.Context) error {
	next := local(c.QueryParam("next"))
	if request.AccountOf(c).ID != 0 {
		return c.Redirect(http.StatusSeeOther, next)
	}
	return s.showSignIn(c, http.StatusOK, signInForm{Next: next})
}

func (s *Handlers) signIn(c echo.Context) error {
	ctx := c.Request().Context()
	form := signInForm{Login: c.FormValue("login"), Next: local(c.FormValue("next"))}
	a, wait, err := auth.SignIn(ctx, s.Store, form.Login, c.FormValue("password"), c.RealIP(), s.Now())
	switch registry.CodeOf(err) {
	case "":
	case registry.Unauthenticated, registry.Unavailable:
		status, e := request.Explain(err)
		form.Problem = e.Message
		if status == http.StatusUnauthorized {
			status = http.StatusUnprocessableEntity // a form to mend; no challenge for a program
		}
		return s.showSignIn(c, status, form)
	default:
		return err
	}
	if wait.AccountID != 0 {
		wait.Next = form.Next
		if err := s.Sessions.Await(ctx, wait); err != nil {
			return err
		}
		return c.Redirect(http.StatusSeeOther, "/sign-in/code")
	}
	return s.begin(c, a, form.Next, s.Now(), true, "")
}

// begin starts an account's session and redirects to next. Its notice tells of the previous
// sign-in, so that the owner notices one by somebody else. proved is when the person proved who
// they are (zero: not known), own says that they did by their password here, and more is put
// before the notice.
func (s *Handlers) begin(c echo.Context, a registry.Account, next string, proved time.Time, own bool, more string) error {
	from := registry.Session{Address: c.RealIP(), Agent: c.Request().UserAgent()}
	if err := s.Sessions.Begin(c.Request().Context(), a, from, proved, own); err != nil {
		return err
	}
	if a.LastSignInAt.IsZero() {
		return s.Done(c, next, more+"サインインしました。サインインは今回がはじめてです。")
	}
	happened, err := s.happenedSince(c, a)
	if err != nil {
		return err
	}
	return s.Done(c, next, more+"サインインしました。前回のサインインは"+registry.MomentText(a.LastSignInAt)+"です。"+happened+
		"覚えがないときは、パスワードを変更してください。")
}

func (s *Handlers) signOut(c echo.Context) error {
	if scope := request.ScopeOf(c); scope.AccountID != 0 {
		if err := s.Store.SignedOut(c.Request().Context(), scope); err != nil {
			return err
		}
	}
	if err := s.Sessions.Destroy(c.Request().Context()); err != nil {
		return registry.Failed("page.signOut", err)
	}
	c.Response().Header().Set("Clear-Site-Data", `"cache"`) // pages that the browser has kept for this person
	return c.Redirect(http.StatusSeeOther, "/sign-in")
}

// homePath is the page to which a sign-in leads.
const homePath = "/home"

// local returns next if it is an address of this service, else the home. Who opened the
// service by its bare address comes home, too.
func local(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.Scheme != "" || u.Host != "" || !strings.HasPrefix(next, "/") ||
		strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") || next == "/" {
		return homePath
	}
	return next
}
