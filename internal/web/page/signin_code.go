package page

import (
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/auth"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// codeForm asks for the second factor of a sign-in.
type codeForm struct {
	Problem string
}

func (s *Handlers) signInCodePage(c echo.Context) error {
	if s.Sessions.Awaited(c.Request().Context()).AccountID == 0 {
		return c.Redirect(http.StatusSeeOther, "/sign-in")
	}
	return s.showCode(c, http.StatusOK, codeForm{})
}

func (s *Handlers) showCode(c echo.Context, status int, f codeForm) error {
	return s.pages.signInCode.render(s, c, status, page{Title: "二段階認証"}, f)
}

// signInCode ends a sign-in with a code of the app, or with a recovery code.
func (s *Handlers) signInCode(c echo.Context) error {
	ctx := c.Request().Context()
	wait := s.Sessions.Awaited(ctx)
	entered := c.FormValue("code")
	if entered == "" {
		entered = c.FormValue("recovery")
	}
	a, left, err := auth.SignInSecond(ctx, s.Store, wait, entered, c.RealIP(), s.Now())
	switch code := registry.CodeOf(err); code {
	case "":
	case registry.Unauthenticated, registry.Unavailable:
		status, e := request.Explain(err)
		if code == registry.Unauthenticated {
			status = http.StatusUnprocessableEntity
		}
		return s.showCode(c, status, codeForm{Problem: e.Message})
	case registry.Forbidden: // the sign-in has expired
		return s.showSignIn(
			c,
			http.StatusUnprocessableEntity,
			signInForm{Login: wait.Login, Next: local(wait.Next), Problem: registry.MessageOf(err)},
		)
	default:
		return err
	}
	more := ""
	if left >= 0 {
		more = fmt.Sprintf("回復コードを1つ使いました。残りは%d個です。", left)
	}
	return s.begin(c, a, local(wait.Next), s.Now(), true, more)
}
