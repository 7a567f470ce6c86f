package web_test

import (
	"net/http/httptest"
	"testing"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web"
	"tetsuzuki/internal/web/request"
	"tetsuzuki/internal/web/webtest"
)

// A request that was on its way while its session ended, as a long one may be, does not
// bring it back.
func TestASessionThatEndedStaysEnded(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.Idle = true
	admin := registry.Scope{AccountID: r.Ids[registry.Administrator], Role: registry.Administrator}
	for name, c := range map[string]struct {
		role registry.Role
		end  func(*testing.T, *webtest.Visitor)
	}{
		"signed out": {registry.Planner, func(t *testing.T, same *webtest.Visitor) { same.Post("/sign-out").Want(t, 303) }},
		"with another password": {registry.Auditor, func(t *testing.T, same *webtest.Visitor) {
			const other = "another made-up horse"
			same.Post("/account/password", "current", webtest.Password, "password", other, "again", other).Want(t, 303)
		}},
		"proved anew": {registry.Officer, func(t *testing.T, same *webtest.Visitor) {
			same.Post("/account/confirm", "password", webtest.Password).Want(t, 303)
		}},
		"disabled and enabled": {registry.Approver, func(t *testing.T, _ *webtest.Visitor) {
			if err := r.Store.DisableAccount(t.Context(), admin, r.Ids[registry.Approver]); err != nil {
				t.Fatal(err)
			}
			if err := r.Store.EnableAccount(t.Context(), admin, r.Ids[registry.Approver]); err != nil {
				t.Fatal(err)
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			token := webtest.Cookie(t, r.Visitor().Post("/sign-in", "login", string(c.role), "password", webtest.Password))
			with := func() *webtest.Visitor {
				b := r.Visitor()
				b.Client.Jar = nil
				b.Header.Set("Cookie", token.Name+"="+token.Value)
				return b
			}
			s, err := web.NewServer(web.Options{Store: r.Store, Logger: webtest.Quiet})
			if err != nil {
				t.Fatal(err)
			}
			handler, err := s.Handler([]request.Route{request.Get("/long", request.SignedIn, func(e echo.Context) error {
				c.end(t, with())
				return s.Done(e, "/", "済みました。")
			})})
			if err != nil {
				t.Fatal(err)
			}
			long := with()
			server := httptest.NewServer(handler)
			t.Cleanup(server.Close)
			long.Url = server.URL
			if set := long.Get("/long").Want(t, 303).Header["Set-Cookie"]; set != nil {
				t.Errorf("the browser is given %q", set)
			}
			with().Get("/account").Want(t, 303)
		})
	}
}
