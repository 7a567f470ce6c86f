package request

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/parameter"
	"tetsuzuki/internal/registry"
)

// Route is one address with its permission, limits and handler.
type Route struct {
	Method string
	Path   string
	Access Access
	Handle echo.HandlerFunc
	Limits Limits
	Shows  Shows // of a GET route

	// What an address of the API takes; pages take what they know.
	Parameters []parameter.Spec // behind the "?"
	Fields     []parameter.Spec // of the form beside a file
}

// Shows says what the answers of a GET route depend on besides the caller and the address, so
// that an unchanged one is not made again.
type Shows int

// What answers depend on.
const (
	ShowsMore    Shows = iota // whatever it is, each request is answered anew
	ShowsEdition              // the registry's edition; of a page, what is sealed, too: no jobs, sessions, mails
	ShowsVersion              // the same, where the answer is tagged with the version of a process
)

// OfEdition returns the route as one whose answers are those of the edition.
func (r Route) OfEdition() Route {
	r.Shows = ShowsEdition
	return r
}

// OfVersion returns the route as one whose answers are those of the edition and name a version.
func (r Route) OfVersion() Route {
	r.Shows = ShowsVersion
	return r
}

// Access says who may call a route. The zero Access is an error, so that none is forgotten.
type Access struct {
	Kind  accessKind
	Power registry.Power
	Fresh bool // only for callers who have confirmed lately who they are
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

// Needs is access for accounts with a power. The store checks for each call over which bureaus
// the account has it.
func Needs(p registry.Power) Access { return Access{Kind: byPower, Power: p} }

// Proved is the same access, but only for callers who have entered their password lately. It
// is for acts by which a stranger at an unattended desk could keep access.
func (a Access) Proved() Access {
	a.Fresh = true
	return a
}

// Permits reports whether a scope may call; the zero Scope stands for a visitor.
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
	Time time.Duration // for the whole request; default 30 s
}

// Whole returns the limits with the defaults filled in.
func (l Limits) Whole() Limits {
	return Limits{Body: cmp.Or(l.Body, 1<<20), Time: cmp.Or(l.Time, 30*time.Second)}
}

// Of returns a request's body, bounded by the limits.
func (l Limits) Of(c echo.Context, r *http.Request) io.ReadCloser {
	l = l.Whole()
	limitBody(r, l.Time) // reads of a body have no context: the connection's deadline ends a slow one
	return http.MaxBytesReader(c.Response(), r.Body, l.Body)
}

// Valid is an error if something of the route is missing.
func (r Route) Valid() error {
	switch {
	case r.Access.Kind == unstated || r.Access.Kind == byPower && r.Access.Power == "":
		return fmt.Errorf("%s %s states no permission", r.Method, r.Path)
	case r.Method == "" || r.Path == "" || r.Handle == nil:
		return errors.New("a route lacks its method, path or handler")
	}
	return nil
}
