package web_test

import (
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web"
	"tetsuzuki/internal/web/request"
	"tetsuzuki/internal/web/webtest"
)

// stated is who may call what, as PERMISSIONS.md has it.
type stated struct {
	roles map[registry.Role]bool // "" is whoever is not signed in
	fresh bool                   // with the password typed lately
}

// permissions reads PERMISSIONS.md: by "method path" of each route, and by way of
// writing and role "own", "all" or nothing.
func permissions(t *testing.T) (routes map[string]stated, ways map[string]map[registry.Role]string) {
	t.Helper()
	text, err := os.ReadFile("PERMISSIONS.md")
	if err != nil {
		t.Fatal(err)
	}
	routes, ways = map[string]stated{}, map[string]map[registry.Role]string{}
	var now stated
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if title, ok := strings.CutPrefix(line, "### "); ok {
			now = stated{roles: map[registry.Role]bool{}}
			title, now.fresh = strings.CutSuffix(title, "; with the password typed lately")
			switch title {
			case "everybody, signed in or not":
				now.roles[""] = true
				fallthrough
			case "every role":
				for _, role := range registry.Roles {
					now.roles[role] = true
				}
			default:
				for name := range strings.SplitSeq(title, ", ") {
					if role := registry.Role(name); slices.Contains(registry.Roles, role) {
						now.roles[role] = true
					} else {
						t.Fatalf("PERMISSIONS.md names %q, which is no role", name)
					}
				}
			}
		}
		if route, ok := strings.CutPrefix(line, "- "); ok {
			words := strings.Fields(route)
			for _, method := range words[:len(words)-1] {
				key := method + " " + words[len(words)-1]
				if _, twice := routes[key]; twice {
					t.Errorf("PERMISSIONS.md has %s twice", key)
				}
				routes[key] = now
			}
		}
		if cells := strings.Split(line, "|"); len(cells) == len(registry.Roles)+3 && !strings.HasPrefix(line, "|--") &&
			strings.TrimSpace(cells[1]) != "way" {
			ways[strings.TrimSpace(cells[1])] = map[registry.Role]string{}
			for i, role := range registry.Roles {
				ways[strings.TrimSpace(cells[1])][role] = strings.TrimSpace(cells[i+2])
			}
		}
	}
	return routes, ways
}

// Every role against every route: whoever may not call is turned away before the
// handler runs, and whoever may is not. What must be is stated apart from the code.
func TestEveryRoleOnEveryRoute(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	s, err := web.NewServer(web.Options{Store: r.Store, Logger: webtest.Quiet})
	if err != nil {
		t.Fatal(err)
	}
	routes := s.Routes()
	for i := range routes {
		// The handlers' own doings are other tests' matter.
		routes[i].Handle = func(c echo.Context) error { return c.String(http.StatusTeapot, "") }
	}
	handler, err := s.Handler(routes)
	if err != nil {
		t.Fatal(err)
	}
	visitors := map[registry.Role]*webtest.Visitor{"": r.Visitor()}
	for _, role := range registry.Roles {
		visitors[role] = r.SignIn(role)
	}
	r.Serve(handler, visitors)
	must, _ := permissions(t)
	for _, route := range routes {
		key := route.Method + " " + route.Path
		said, known := must[key]
		if !known {
			t.Errorf("%s: say in PERMISSIONS.md who may call it", key)
			continue
		}
		delete(must, key)
		if said.fresh != route.Access.Fresh {
			t.Errorf("%s asks for the password once more: %t, want %t", key, route.Access.Fresh, said.fresh)
		}
		path := strings.NewReplacer(":id", "1", ":hash", "x", ":name", "y").Replace(route.Path)
		for role, b := range visitors {
			want := http.StatusForbidden
			switch {
			case said.roles[role]:
				want = http.StatusTeapot
			case role == "" && strings.HasPrefix(path, "/api/"):
				want = http.StatusUnauthorized
			case role == "":
				want = http.StatusSeeOther
			}
			if got := b.Do(route.Method, path, nil, "").Status; got != want {
				t.Errorf("%s as %q: %d, want %d", key, role, got, want)
			}
		}
	}
	for key := range must {
		t.Errorf("PERMISSIONS.md has %s, which is no route", key)
	}
}

func TestARouteWithoutAPermissionKeepsTheServiceFromStarting(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	s, err := web.NewServer(web.Options{Store: r.Store, Logger: webtest.Quiet})
	if err != nil {
		t.Fatal(err)
	}
	for _, missing := range []request.Access{{}, request.Needs("")} {
		if _, err := s.Handler([]request.Route{request.Get("/x", missing, s.Health)}); err == nil {
			t.Errorf("a route with %+v was accepted", missing)
		}
	}
}
