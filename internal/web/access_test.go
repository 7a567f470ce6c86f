package web

import (
	"net/http"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
)

// Every role against every route: whoever lacks the permission is turned away
// before the handler runs, and whoever has it is not.
func TestEveryRoleOnEveryRoute(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s, err := newServer(Options{Store: r.store, Logger: quiet})
	if err != nil {
		t.Fatal(err)
	}
	routes := s.routes()
	for i := range routes {
		// The handlers' own doings are other tests' matter.
		routes[i].handle = func(c echo.Context) error { return c.String(http.StatusTeapot, "") }
	}
	handler, err := s.handler(routes)
	if err != nil {
		t.Fatal(err)
	}
	visitors := map[registry.Role]*visitor{"": r.visitor()}
	for _, role := range registry.Roles {
		visitors[role] = r.signIn(role)
	}
	r.serve(handler, visitors)
	for _, route := range routes {
		path := strings.NewReplacer(":id", "1", ":hash", "x", ":name", "y").Replace(route.path)
		for role, b := range visitors {
			var scope registry.Scope
			if role != "" {
				scope = registry.ScopeOf(registry.Account{ID: 1, Role: role, BureauID: bureauFor(role)})
			}
			want := http.StatusForbidden
			switch {
			case route.access.permits(scope):
				want = http.StatusTeapot
			case role == "" && strings.HasPrefix(path, "/api/"):
				want = http.StatusUnauthorized
			case role == "":
				want = http.StatusSeeOther
			}
			if got := b.do(route.method, path, nil, "").status; got != want {
				t.Errorf("%s %s as %q: %d, want %d", route.method, path, role, got, want)
			}
		}
	}
}

// What the matrix must say, written out once more for the routes that matter most.
func TestPowersThatMustNotSpread(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for _, role := range registry.Roles {
		b := r.as(role)
		want := http.StatusForbidden
		if role == registry.Administrator {
			want = http.StatusOK
		}
		if got := b.get("/admin/accounts").status; got != want {
			t.Errorf("accounts as %s: %d, want %d", role, got, want)
		}
	}
}

func TestARouteWithoutAPermissionKeepsTheServiceFromStarting(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s, err := newServer(Options{Store: r.store, Logger: quiet})
	if err != nil {
		t.Fatal(err)
	}
	for _, missing := range []access{{}, needs("")} {
		if _, err := s.handler([]route{{http.MethodGet, "/x", missing, s.health, limits{}}}); err == nil {
			t.Errorf("a route with %+v was accepted", missing)
		}
	}
}

func bureauFor(role registry.Role) int {
	if role.OfBureau() {
		return 1
	}
	return 0
}
