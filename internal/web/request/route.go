package request

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

// Route is one address and what it asks of whoever calls it.
type Route struct {
	Method string
	Path   string
	Access Access
	Handle echo.HandlerFunc
	Limits Limits
}

// Access says who may call a route. The zero access is nobody's statement: such a
// route is a mistake.
type Access struct {
	Kind  accessKind
	Power registry.Power
	Fresh bool // only for whoever has proved lately who they are
}

type accessKind int

// The kinds of access.
const (
	unstated accessKind = iota
	Open                // anybody, signed in or not
	anyAccount
	byPower
)

// Access that is the same for every role.
var (
	Public   = Access{Kind: Open}       // anybody, signed in or not
	SignedIn = Access{Kind: anyAccount} // any account that may sign in
)

// Needs is access for accounts that have a power. Over which bureaus, the store
// decides call by call.
func Needs(p registry.Power) Access { return Access{Kind: byPower, Power: p} }

// Proved is the same access for whoever has typed the password lately: what is done
// there would let a stranger at an open desk stay.
func (a Access) Proved() Access {
	a.Fresh = true
	return a
}

// Permits reports whether a scope may call; the zero Scope is nobody's.
func (a Access) Permits(scope registry.Scope) bool {
	switch a.Kind {
	case Open:
		return true
	case anyAccount:
		return scope.AccountID != 0
	case byPower:
		return scope.May(a.Power)
	}
	return false
}

// Limits are a route's bounds; zero values mean the defaults.
type Limits struct {
	Body int64         // bytes of the request's body; default 1 MiB
	Time time.Duration // for the whole of the work; default 30 s
}

// Whole are the limits with the defaults in place.
func (l Limits) Whole() Limits {
	return Limits{Body: cmp.Or(l.Body, 1<<20), Time: cmp.Or(l.Time, 30*time.Second)}
}

// Of is a request's body within the limits.
func (l Limits) Of(c echo.Context, r *http.Request) io.ReadCloser {
	l = l.Whole()
	limitBody(r, l.Time) // reading knows no context: a body that trickles in is cut off by the connection
	return http.MaxBytesReader(c.Response(), r.Body, l.Body)
}

// Valid says what the route lacks.
func (r Route) Valid() error {
	switch {
	case r.Access.Kind == unstated || r.Access.Kind == byPower && r.Access.Power == "":
		return fmt.Errorf("%s %s states no permission", r.Method, r.Path)
	case r.Method == "" || r.Path == "" || r.Handle == nil:
		return errors.New("a route lacks its method, path or handler")
	}
	return nil
}
