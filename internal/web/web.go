// Package web joins the pages and the API into one service: the middleware that all
// routes share, and the service's health.
package web

import (
	"cmp"
	"crypto/rand"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/auth"
	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/api"
	"tetsuzuki/internal/web/page"
	"tetsuzuki/internal/web/request"
)

// Options are what the service is made of. Store is required; the other zero
// values mean the defaults named at each.
type Options struct {
	Store         *store.Store
	Logger        *slog.Logger   // default [slog.Default]
	SecureCookies bool           // users reach the service by TLS, through a proxy in front of it
	SessionIdle   time.Duration  // default one hour
	SessionLimit  time.Duration  // default 12 hours
	Intake        *intake.Intake // shared with the worker; default one of its own
	Now           func() time.Time
	OpenID        auth.OpenIDConfig // empty Issuer: people sign in by password only
	SecondFactor  []registry.Role   // roles that need a second factor when they sign in by password
	PublicURL     string            // as users type it, without a slash at the end; needed for OpenID
	Mailing       bool              // notices go out by e-mail, too
	ExportsAtOnce int               // how many exports are made at once; default half the processors
	// ExportPatience is how long a browser waits for a file before it gets a page of the progress;
	// default 2 s.
	ExportPatience time.Duration
	Build          string // tells programs apart whose answers may differ; default this run
}

// server joins the pages and the API.
type server struct {
	*request.Service
	page  *page.Handlers
	api   *api.Handlers
	build string
}

// New makes the service's handler. It fails if a page, a static file or a route is wrong.
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
	shared := &request.Service{Store: opt.Store, Log: cmp.Or(opt.Logger, slog.Default()), Intake: opt.Intake, Now: opt.Now,
		Mailing: opt.Mailing, SecondFactor: opt.SecondFactor}
	if shared.Intake == nil {
		shared.Intake = intake.New(opt.Store, 0)
	}
	if shared.Now == nil {
		shared.Now = time.Now
	}
	shared.Exports = request.NewExports(opt.ExportsAtOnce, opt.ExportPatience, shared.Now)
	idle, limit := cmp.Or(opt.SessionIdle, time.Hour), cmp.Or(opt.SessionLimit, 12*time.Hour)
	shared.Sessions = auth.NewSessions(opt.Store, idle, limit, opt.SecureCookies)
	var openID *auth.OpenID
	if opt.OpenID.Issuer != "" {
		openID = auth.NewOpenID(opt.OpenID, opt.PublicURL+page.OpenIDCallback, shared.Now)
	}
	pages, err := page.New(shared, openID)
	if err != nil {
		return nil, err
	}
	return &server{shared, pages, api.New(shared), cmp.Or(opt.Build, rand.Text())}, nil
}

// Routes lists every address of the service with its permission and limits. It is for tests,
// which hold each of them to the documents.
func Routes() []request.Route {
	shared := &request.Service{Intake: intake.New(nil, 0)}
	return (&server{shared, &page.Handlers{Service: shared}, api.New(shared), ""}).routes()
}

// routes lists every address of the service. A route without a permission keeps the service
// from starting.
func (s *server) routes() []request.Route {
	return slices.Concat([]request.Route{
		request.Get("/healthz", request.Public, s.health),
		request.Get("/readyz", request.Public, s.ready),
	}, s.page.Routes(), s.api.Routes())
}

// handler puts routes behind the middleware that all of them share.
func (s *server) handler(routes []request.Route) (http.Handler, error) {
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.HTTPErrorHandler = s.fail
	e.IPExtractor = request.Direct
	if s.Sessions.Cookie.Secure {
		e.IPExtractor = request.Proxied
	}
	limited := map[string]request.Limits{}
	e.Use(reference, s.logRequests, s.headers, recoverPanics, timed(limited), crossOrigin(), s.identify)
	for _, r := range routes {
		if err := r.Valid(); err != nil {
			return nil, registry.Failed("web.New", err)
		}
		limited[r.Method+" "+r.Path] = r.Limits
		guards := []echo.MiddlewareFunc{s.permit(r.Access, r.Limits), bounded(r.Limits), s.unchanged(r.Shows)} // the outermost first
		e.Add(r.Method, r.Path, r.Handle, guards...)
		if r.Method == http.MethodGet {
			limited[http.MethodHead+" "+r.Path] = r.Limits
			e.Add(http.MethodHead, r.Path, r.Handle, guards...) // the same without its body
		}
	}
	return request.Arriving(e), nil
}
