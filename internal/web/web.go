// Package web serves the pages and the API: routes, sessions, templates, static
// files. It is the only room that knows HTTP.
package web

import (
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/auth"
	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// Options are what the service is made of. Store is required; the other zero
// values mean the defaults named at each.
type Options struct {
	Store         *store.Store
	Logger        *slog.Logger   // default [slog.Default]
	SecureCookies bool           // users reach the service by TLS, through a proxy in front of it
	SessionIdle   time.Duration  // default one hour
	SessionLimit  time.Duration  // default 12 hours
	Intake        *intake.Intake // what the worker reads uploads with; default one of its own
	Now           func() time.Time
	OpenID        auth.OpenIDConfig // empty Issuer: people sign in by password only
	SecondFactor  []registry.Role   // must have one, where they sign in by a password kept here
	PublicURL     string            // as users type it, without a slash at the end; needed for OpenID
	Mailing       bool              // notices go out by e-mail, too
	ExportsAtOnce int               // how many files are made at once; default half the processors
}

// server is what the handlers share. It keeps no state that another one would need: any number of
// them run over one database.
type server struct {
	store    *store.Store
	log      *slog.Logger
	sessions auth.Sessions
	pages    *pages
	assets   *assets
	intake   *intake.Intake
	now      func() time.Time
	openID   *auth.OpenID // nil: not configured
	mailing  bool

	exportTurns  *exportQueue
	secondFactor []registry.Role // must have one
}

// New makes the service's handler. It fails where a page, a static file or a
// route is not as it must be.
func New(opt Options) (http.Handler, error) {
	s, err := newServer(opt)
	if err != nil {
		return nil, err
	}
	return s.handler(s.routes())
}

func newServer(opt Options) (*server, error) {
	const op = "web.New"
	if opt.Store == nil {
		return nil, registry.Failed(op, errors.New("no store"))
	}
	s := &server{store: opt.Store, log: opt.Logger, intake: opt.Intake, now: opt.Now, mailing: opt.Mailing, secondFactor: opt.SecondFactor,
		exportTurns: newExportQueue(opt.ExportsAtOnce)}
	if s.log == nil {
		s.log = slog.Default()
	}
	if s.intake == nil {
		s.intake = intake.New(s.store, 0)
	}
	if s.now == nil {
		s.now = time.Now
	}
	idle, limit := opt.SessionIdle, opt.SessionLimit
	if idle == 0 {
		idle = time.Hour
	}
	if limit == 0 {
		limit = 12 * time.Hour
	}
	if opt.OpenID.Issuer != "" {
		s.openID = auth.NewOpenID(opt.OpenID, opt.PublicURL+openIDCallback, s.now)
	}
	s.sessions = auth.NewSessions(s.store, idle, limit, opt.SecureCookies)
	var err error
	if s.assets, err = loadAssets(); err != nil {
		return nil, registry.Failed(op, err)
	}
	if s.pages, err = loadPages(s.assets); err != nil {
		return nil, registry.Failed(op, err)
	}
	return s, nil
}

// handler puts routes behind the middleware that all of them share.
func (s *server) handler(routes []route) (http.Handler, error) {
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.HTTPErrorHandler = s.fail
	e.IPExtractor = direct
	if s.sessions.Cookie.Secure {
		e.IPExtractor = proxied
	}
	limited := map[string]limits{}
	e.Use(reference, s.logRequests, s.headers, recoverPanics, timed(limited), crossOrigin(), s.identify)
	for _, r := range routes {
		if err := r.valid(); err != nil {
			return nil, registry.Failed("web.New", err)
		}
		limited[r.method+" "+r.path] = r.limits
		e.Add(r.method, r.path, r.handle, r.guards(s)...)
		if r.method == http.MethodGet {
			limited[http.MethodHead+" "+r.path] = r.limits
			e.Add(http.MethodHead, r.path, r.handle, r.guards(s)...) // the same without its body
		}
	}
	return arriving(e), nil
}
