package web

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"net/url"
	"runtime/debug"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/page"
	"tetsuzuki/internal/web/request"
)

// reference gives every request a number that is written to the log and shown on the error
// page, so that a user can name it.
func reference(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		id := rand.Text()[:12]
		c.Set(request.KeyReference, id)
		c.Response().Header().Set(echo.HeaderXRequestID, id)
		return next(c)
	}
}

// logRequests logs one line for each request. It answers errors itself, so that the line has
// the status that was sent.
func (s *server) logRequests(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		start := time.Now()
		if err := next(c); err != nil {
			c.Error(err)
		}
		level := slog.LevelInfo
		if request.IsStatic(c) || isProbe(c) {
			level = slog.LevelDebug
		}
		r := c.Request()
		s.Log.LogAttrs(r.Context(), level, "request",
			slog.String("reference", request.ReferenceOf(c)), slog.String("method", r.Method), slog.String("path", r.URL.Path),
			slog.Int("status", c.Response().Status), slog.Int64("bytes", c.Response().Size),
			slog.Duration("took", time.Since(start)), slog.Int64("account", request.ScopeOf(c).AccountID))
		return nil
	}
}

// policy is the Content-Security-Policy: a page loads only what this service serves.
const policy = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; " +
	"object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// retryAfter is the number of seconds after which a client may try again.
const retryAfter = "5"

// headers sets the headers of every answer. If users connect by TLS, their browsers are told
// to do so always.
func (s *server) headers(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Response().Header()
		h.Set("Content-Security-Policy", policy)
		if s.Sessions.Cookie.Secure {
			// The names below the service's own, too: ASVS 3.4.1. The README asks for a name
			// of its own, below which is nothing else.
			h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
		}
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		h.Set("Cache-Control", "no-store") // pages hold what only their reader may see
		c.Response().Before(func() {
			if c.Response().Status == http.StatusServiceUnavailable {
				h.Set("Retry-After", retryAfter)
			}
		})
		return next(c)
	}
}

// recoverPanics turns a panic into an error that is answered and logged like any
// other. net/http's own way to break off a connection passes through.
func recoverPanics(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			switch p := recover(); p {
			case nil:
			case http.ErrAbortHandler:
				panic(p)
			default:
				err = registry.Failed("web.recoverPanics", fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
			}
		}()
		return next(c)
	}
}

// crossOrigin refuses requests that another site's page made a browser send.
func crossOrigin() echo.MiddlewareFunc {
	protection := http.NewCrossOriginProtection()
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if err := protection.Check(c.Request()); err != nil {
				return &registry.Error{Code: registry.Forbidden, Op: "web.crossOrigin", Err: err,
					Message: "ほかのサイトからの操作は受け付けられません。このサービスの画面から操作してください。"}
			}
			return next(c)
		}
	}
}

// identify finds out who calls: by a bearer token on addresses of the API, else by the
// session.
func (s *server) identify(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		var caller store.Caller
		var err error
		switch header := c.Request().Header.Get(echo.HeaderAuthorization); {
		case request.IsStatic(c) || isProbe(c):
		case header != "" && request.IsAPI(c):
			caller, err = s.Bearer(c.Request().Context(), header)
		default:
			caller, err = s.session(c)
		}
		if err != nil {
			return err
		}
		c.Set(request.KeyCaller, caller)
		if reads(c.Request()) && !caller.Edition.Now.IsZero() {
			c.SetRequest(c.Request().WithContext(store.WithEdition(c.Request().Context(), caller.Edition)))
		}
		return next(c)
	}
}

// session loads the request's session, saves it before the first byte of the answer is sent,
// and returns who has it.
func (s *server) session(c echo.Context) (store.Caller, error) {
	var token string
	if cookie, err := c.Cookie(s.Sessions.Cookie.Name); err == nil {
		token = cookie.Value
	}
	ctx, caller, err := s.Sessions.Load(c.Request().Context(), token)
	if err != nil {
		return store.Caller{}, err
	}
	c.SetRequest(c.Request().WithContext(ctx))
	c.Response().Header().Add("Vary", "Cookie")
	c.Response().Before(func() { s.saveSession(ctx, c) })
	if caller.Account.ID != s.Sessions.Account(ctx) {
		caller.Account = registry.Account{} // it may no longer sign in
	}
	if caller.Account.ID != 0 && s.Sessions.Own(ctx) {
		c.Set(page.KeyDuty, s.page.DutyOf(caller.Account))
	}
	return caller, nil
}

// reads reports whether a request only reads.
func reads(r *http.Request) bool { return r.Method == http.MethodGet || r.Method == http.MethodHead }

// saveLimit is how long saving a session may take, even after the request's own time is over.
const saveLimit = 5 * time.Second

func (s *server) saveSession(ctx context.Context, c echo.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), saveLimit)
	defer cancel()
	switch s.Sessions.Status(ctx) {
	case scs.Modified:
		token, expiry, err := s.Sessions.Commit(ctx)
		if registry.CodeOf(err) == registry.NotFound {
			return // somebody ended it during the request
		}
		if err != nil {
			s.Log.Error("session not saved", slog.String("reference", request.ReferenceOf(c)), slog.Any("error", err))
			return
		}
		s.Sessions.WriteSessionCookie(ctx, c.Response(), token, expiry)
	case scs.Destroyed:
		s.Sessions.WriteSessionCookie(ctx, c.Response(), "", time.Time{})
	default:
		if err := s.Sessions.Used(ctx); err != nil {
			s.Log.Warn("use of a session not noted", slog.String("reference", request.ReferenceOf(c)), slog.Any("error", err))
		}
	}
}

// permit lets callers with the route's permission through. A page asks visitors to sign in
// first.
func (s *server) permit(a request.Access, l request.Limits) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			switch scope := request.ScopeOf(c); {
			case a.Permits(scope) && a.Kind != request.Open && page.DutyFirst(c).HoldsUp(c.Path()):
				return page.DutyFirst(c).Lead(c)
			case a.Permits(scope) && a.Fresh && !byToken(c) && !s.page.ProvedLately(c):
				return c.Redirect(http.StatusSeeOther, "/account/confirm?next="+url.QueryEscape(page.BackTo(c)))
			case a.Permits(scope):
				return next(c)
			case scope.AccountID != 0:
				return scope.Require("web.permit", a.Power)
			case request.IsAPI(c):
				return request.Unauthenticated("web.permit")
			}
			// A browser reads the answer only after it has sent the whole body. The session
			// may have ended while it sent a large file.
			_, _ = io.Copy(io.Discard, l.Of(c, c.Request()))
			return c.Redirect(http.StatusSeeOther, "/sign-in?next="+url.QueryEscape(page.BackTo(c)))
		}
	}
}

// byToken reports whether a program shows a token: it was made by who had typed the password
// lately, and a program at a desk that nobody minds has no page to be led to.
func byToken(c echo.Context) bool {
	return c.Request().Header.Get(echo.HeaderAuthorization) != "" && request.IsAPI(c)
}

// timed bounds the time of a request by its route's limits, identifying the caller included. A
// request that writes is finished once all of it has arrived, even if the client has gone:
// a person who closes the page finds the act done.
func timed(routes map[string]request.Limits) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			r := c.Request()
			ctx := r.Context()
			if !reads(r) {
				ctx = context.WithoutCancel(ctx)
			}
			ctx, cancel := context.WithTimeout(ctx, routes[r.Method+" "+c.Path()].Whole().Time)
			defer cancel()
			c.SetRequest(r.WithContext(ctx))
			return next(c)
		}
	}
}

// bounded bounds the size of a request's body by its route's limits.
func bounded(l request.Limits) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			r := c.Request()
			r.Body = l.Of(c, r)
			if !reads(r) {
				if err := readForm(r); err != nil {
					return &registry.Error{Code: registry.Invalid, Op: "web.bounded", Err: err,
						Message: "送られた内容を読み取れませんでした。入力を確かめてください。"}
				}
			}
			return next(c)
		}
	}
}

// readForm reads the fields of a form from the request's body. It is done here because reading
// a value later would hide an error. Parameters of the address are ignored, and a body that
// is no form has no fields; net/http would use the address, or write files to disk.
func readForm(r *http.Request) error {
	if kind, _, _ := mime.ParseMediaType(r.Header.Get(echo.HeaderContentType)); kind != echo.MIMEApplicationForm {
		r.Form, r.PostForm = url.Values{}, url.Values{}
		return nil
	}
	if err := r.ParseForm(); err != nil {
		return err
	}
	r.Form = r.PostForm
	return nil
}

// isProbe reports whether a request is a health check, which no person sends.
func isProbe(c echo.Context) bool { return c.Path() == "/healthz" || c.Path() == "/readyz" }
