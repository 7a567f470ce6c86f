package request

import (
	"context"
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/auth"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// The keys under which the middleware stores what it found in the request's context.
const (
	KeyReference = "reference"
	KeyCaller    = "caller"
	KeyPartial   = "partial" // the answer lacks something that could not be read
	keyScope     = "scope"   // of whoever asks without an account
)

// ActAs has what is asked without a request, by a verb, be asked with a permission.
func ActAs(c echo.Context, scope registry.Scope) { c.Set(keyScope, scope) }

// ReferenceOf is the number by which a request is found in the log.
func ReferenceOf(c echo.Context) string {
	id, _ := c.Get(KeyReference).(string)
	return id
}

// Bearer returns who has the token in an Authorization header.
func (s *Service) Bearer(ctx context.Context, header string) (store.Caller, error) {
	token, ok := auth.TokenFrom(header)
	if !ok {
		return store.Caller{}, Unauthenticated("request.bearer")
	}
	c, err := s.Store.CallerByToken(ctx, auth.TokenHash(token))
	if registry.CodeOf(err) == registry.NotFound {
		return store.Caller{}, Unauthenticated("request.bearer")
	}
	return c, err
}

// StillAuthorized fails if the caller was signed out, disabled or given another role since the
// request began. Requests that can take minutes check it before they answer.
func (s *Service) StillAuthorized(c echo.Context) error {
	return s.authorized(c)(c.Request().Context())
}

// authorized returns StillAuthorized for what outlives the request.
func (s *Service) authorized(c echo.Context) func(context.Context) error {
	const op = "request.stillTheSame"
	was, scope, header := AccountOf(c), ScopeOf(c), ""
	if IsAPI(c) {
		header = c.Request().Header.Get(echo.HeaderAuthorization)
	}
	return func(ctx context.Context) error {
		var now registry.Account
		var err error
		if header != "" {
			var caller store.Caller
			caller, err = s.Bearer(ctx, header)
			now = caller.Account
		} else {
			var sessions []registry.Session
			if sessions, err = s.Store.Sessions(ctx, scope); err != nil {
				return err
			}
			if !slices.ContainsFunc(sessions, func(v registry.Session) bool { return v.Key == s.Sessions.Key(ctx) }) {
				return Unauthenticated(op)
			}
			now, err = s.Store.Account(ctx, scope, was.ID)
		}
		if err != nil {
			return err
		}
		if now.ID != was.ID || now.Role != was.Role || now.BureauID != was.BureauID || !now.DisabledAt.IsZero() {
			return registry.Errorf(registry.Forbidden, op, "操作のあいだに、アカウントの権限が変わりました。画面を開き直して、もう一度お試しください。")
		}
		return nil
	}
}

// Basis is all that answers from the registry depend on besides the address and the program: the
// registry's edition, the day, and who calls.
func (s *Service) Basis(c echo.Context) []any {
	caller := CallerOf(c)
	e, a := caller.Edition, caller.Account
	return []any{e.Changes, e.Settings, e.Day(), registry.DateOf(s.Now()), a.ID, a.Role, a.BureauID, a.Name, a.BureauName}
}

// CallerOf is who makes the request, and what the registry was when it began.
func CallerOf(c echo.Context) store.Caller {
	found, _ := c.Get(KeyCaller).(store.Caller)
	return found
}

// AccountOf is the account of the caller; the zero Account if nobody is signed in.
func AccountOf(c echo.Context) registry.Account {
	return CallerOf(c).Account
}

// ScopeOf is the permission under which a request reads and writes.
func ScopeOf(c echo.Context) registry.Scope {
	if scope, ok := c.Get(keyScope).(registry.Scope); ok {
		return scope
	}
	a := AccountOf(c)
	if a.ID == 0 {
		return registry.Scope{}
	}
	return registry.ScopeOf(a).From(c.RealIP())
}

// Unauthenticated is the error of a program that has to prove who it is.
func Unauthenticated(op string) error {
	return registry.Errorf(registry.Unauthenticated, op, "サインインが必要です。有効なトークンを付けて、もう一度お試しください。")
}

// IsAPI reports whether a request goes to an address of the API.
//
// A file that a page offers is asked for by a program where a token is shown for it.
func IsAPI(c echo.Context) bool {
	r := c.Request()
	return strings.HasPrefix(r.URL.Path, "/api/") ||
		(r.Method == http.MethodGet || r.Method == http.MethodHead) && r.Header.Get(echo.HeaderAuthorization) != "" &&
			slices.Contains(fileEndings, path.Ext(r.URL.Path))
}

// fileEndings are those of the files that pages offer.
var fileEndings = []string{".xlsx", ".csv", ".json", ".jsonl", ".svg", ".zip"}

// IsStatic reports whether a request is for a static file.
func IsStatic(c echo.Context) bool { return strings.HasPrefix(c.Request().URL.Path, "/static/") }
