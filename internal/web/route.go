package web

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
)

// route is one address and what it asks of whoever calls it.
type route struct {
	method string
	path   string
	access access
	handle echo.HandlerFunc
	limits limits
}

// access says who may call a route. The zero access is nobody's statement: such a
// route is a mistake.
type access struct {
	kind  accessKind
	power registry.Power
	fresh bool // only for whoever has proved lately who they are
}

type accessKind int

const (
	unstated accessKind = iota
	open
	anyAccount
	byPower
)

var (
	public   = access{kind: open}       // anybody, signed in or not
	signedIn = access{kind: anyAccount} // any account that may sign in
)

// needs is access for accounts that have a power. Over which bureaus, the store
// decides call by call.
func needs(p registry.Power) access { return access{kind: byPower, power: p} }

// proved is the same access for whoever has typed the password lately: what is done
// there would let a stranger at an open desk stay.
func (a access) proved() access {
	a.fresh = true
	return a
}

// permits reports whether a scope may call; the zero Scope is nobody's.
func (a access) permits(scope registry.Scope) bool {
	switch a.kind {
	case open:
		return true
	case anyAccount:
		return scope.AccountID != 0
	case byPower:
		return scope.May(a.power)
	}
	return false
}

// limits are a route's bounds; zero values mean the defaults.
type limits struct {
	body int64         // bytes of the request's body; default 1 MiB
	time time.Duration // for the whole of the work; default 30 s
}

// whole are the limits with the defaults in place.
func (l limits) whole() limits {
	return limits{body: cmp.Or(l.body, 1<<20), time: cmp.Or(l.time, 30*time.Second)}
}

// of is a request's body within the limits.
func (l limits) of(c echo.Context, r *http.Request) io.ReadCloser {
	l = l.whole()
	limitBody(r, l.time) // reading knows no context: a body that trickles in is cut off by the connection
	return http.MaxBytesReader(c.Response(), r.Body, l.body)
}

// valid says what the route lacks.
func (r route) valid() error {
	switch {
	case r.access.kind == unstated || r.access.kind == byPower && r.access.power == "":
		return fmt.Errorf("%s %s states no permission", r.method, r.path)
	case r.method == "" || r.path == "" || r.handle == nil:
		return errors.New("a route lacks its method, path or handler")
	}
	return nil
}

// guards are the checks that stand before the handler, the outermost first.
func (r route) guards(s *server) []echo.MiddlewareFunc {
	return []echo.MiddlewareFunc{s.permit(r.access, r.limits), bounded(r.limits)}
}
