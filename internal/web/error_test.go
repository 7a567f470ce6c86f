package web_test

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web"
	"tetsuzuki/internal/web/page"
	"tetsuzuki/internal/web/request"
	"tetsuzuki/internal/web/webtest"
)

// Whoever sends a form byte by byte holds the service no longer than its route's work
// may take.
func TestABodyThatTricklesInIsCutOff(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	s, err := web.NewServer(web.Options{Store: r.Store, Logger: webtest.Quiet})
	if err != nil {
		t.Fatal(err)
	}
	handler, err := s.Handler([]request.Route{request.Post("/form", request.Public, func(echo.Context) error {
		t.Error("half a form was acted upon")
		return nil
	}).Within(request.Limits{Time: 100 * time.Millisecond})})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	defer server.Close()
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(30 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn,
		"POST /form HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\na=1"); err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(conn) // to the end of the connection
	if err != nil || !strings.HasPrefix(string(got), "HTTP/1.1 422 ") {
		t.Errorf("the answer is %.40q, %v", got, err)
	}
}

// Errors of every kind come out with the right status, as a page or as JSON, and
// tell nothing that is only for the log.
func TestErrorsBecomeAnswers(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	s, err := web.NewServer(web.Options{Store: r.Store, Logger: webtest.Quiet})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name    string
		err     error
		status  int
		message string
	}{
		{"invalid", registry.Errorf(registry.Invalid, "op", "入力の誤り"), 400, "入力の誤り"},
		{"forbidden", registry.Errorf(registry.Forbidden, "op", "権限なし"), 403, "権限なし"},
		{"not found", registry.Errorf(registry.NotFound, "op", "ありません"), 404, "ありません"},
		{"conflict", registry.Errorf(registry.Conflict, "op", "重なり"), 409, "重なり"},
		{"too large", registry.Errorf(registry.TooLarge, "op", "大きい"), 413, "大きい"},
		{"unavailable", registry.Errorf(registry.Unavailable, "op", "混雑"), 503, "混雑"},
		{"a full disk", registry.Failed("op", &fs.PathError{Op: "write", Path: "secret detail", Err: syscall.ENOSPC}), 507, "ディスクの空きがありません"},
		{"wrapped", fmt.Errorf("outside: %w", registry.Errorf(registry.Conflict, "op", "重なり")), 409, "重なり"},
		{"failed", registry.Failed("op", errors.New("secret detail")), 500, "処理を完了できませんでした"},
		{"any other", errors.New("secret detail"), 500, "処理を完了できませんでした"},
		{"echo's, wrapped", fmt.Errorf("secret detail: %w", echo.ErrNotFound), 404, "お探しのページはありません"},
		{"too long a body", fmt.Errorf("secret detail: %w", &http.MaxBytesError{Limit: 1}), 413, "大きすぎます"},
	} {
		for _, path := range []string{"/page", "/api/v1/thing"} {
			t.Run(c.name+path, func(t *testing.T) {
				handler, err := s.Handler([]request.Route{request.Get(path, request.Public, func(echo.Context) error { return c.err })})
				if err != nil {
					t.Fatal(err)
				}
				w := httptest.NewRecorder()
				handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
				got := webtest.Answer{Status: w.Code, Header: w.Header(), Body: w.Body.String()}.Want(t, c.status, c.message, got(w), "!secret detail")
				if json := strings.HasPrefix(got.Header.Get("Content-Type"), "application/json"); json != (path != "/page") {
					t.Errorf("%s is %s", path, got.Header.Get("Content-Type"))
				}
			})
		}
	}
}

// got is the reference number that the answer must show.
func got(w *httptest.ResponseRecorder) string { return w.Header().Get("X-Request-Id") }

func TestAPanicIsAnErrorPage(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	s, err := web.NewServer(web.Options{Store: r.Store, Logger: webtest.Quiet})
	if err != nil {
		t.Fatal(err)
	}
	handler, err := s.Handler([]request.Route{request.Get("/page", request.Public, func(echo.Context) error { panic("secret detail") })})
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/page", nil))
	webtest.Answer{Status: w.Code, Header: w.Header(), Body: w.Body.String()}.Want(t, 500, "エラーが起きました", "問い合わせ番号", "!secret detail")
}

// Half an answer must not look like a whole one.
func TestAnErrorAfterTheFirstByteBreaksTheConnection(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	s, err := web.NewServer(web.Options{Store: r.Store, Logger: webtest.Quiet})
	if err != nil {
		t.Fatal(err)
	}
	handler, err := s.Handler([]request.Route{request.Get("/file", request.Public, func(c echo.Context) error {
		c.Response().WriteHeader(http.StatusOK)
		if _, err := io.WriteString(c.Response(), strings.Repeat("half", 5000)); err != nil {
			return err
		}
		return errors.New("the rest could not be read")
	})})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	defer server.Close()
	res, err := http.Get(server.URL + "/file")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if _, err := io.ReadAll(res.Body); err == nil {
		t.Error("the half answer ended like a whole one")
	}
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	for _, path := range []string{"/sign-in", "/nothing-here", "/api/v1/nothing"} {
		h := r.Visitor().Get(path).Header
		for name, want := range map[string]string{
			"Content-Security-Policy": web.Policy, "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
			"Referrer-Policy": "same-origin", "Cache-Control": "no-store",
		} {
			if got := h.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
	}
	if got := r.Visitor().Do(http.MethodHead, "/healthz", nil, ""); got.Status != http.StatusOK || got.Body != "" {
		t.Errorf("HEAD: %d %q", got.Status, got.Body)
	}
	if strings.Contains(web.Policy, "unsafe") || strings.Contains(web.Policy, "data:") {
		t.Error("the policy is loosened:", web.Policy)
	}
}

func TestStaticFilesAreKeptForEverUnderTheirHash(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	a, err := page.LoadAssets()
	if err != nil {
		t.Fatal(err)
	}
	for name, f := range a.ByName {
		res := r.Visitor().Get(f.Url).Want(t, 200)
		if got := res.Header.Get("Cache-Control"); !strings.Contains(got, "immutable") {
			t.Errorf("%s: Cache-Control %q", name, got)
		}
		if f.ContentType == "" || res.Header.Get("Content-Type") != f.ContentType {
			t.Errorf("%s: Content-Type %q", name, res.Header.Get("Content-Type"))
		}
	}
	r.Visitor().Get("/static/0000000000000000/app.css").Want(t, 404)
}

func TestOtherSitesCannotActForAUser(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	b := r.As(registry.Administrator)
	for _, said := range []http.Header{
		{"Sec-Fetch-Site": {"cross-site"}},
		{"Sec-Fetch-Site": {"same-site"}}, // a neighbour's page
		{"Origin": {"https://evil.example"}},
		{"Origin": {"null"}},
		{"Origin": {"https://evil.example"}, "Sec-Fetch-Site": {""}},
	} {
		b.Header = said.Clone()
		b.Post("/sign-out").Want(t, 403, "ほかのサイトからの操作は受け付けられません")
		// Whatever a page can send without asking first.
		for _, kind := range []string{"text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", ""} {
			b.Do(http.MethodPost, "/api/v1/snapshots", strings.NewReader(`{"name": "x"}`), kind).Want(t, 403, `"code":"forbidden"`, "ほかのサイト")
		}
		// Nor may it sign its visitors in as somebody of its own.
		guest := r.Visitor()
		guest.Header = said.Clone()
		if got := guest.Post("/sign-in", "login", "planner", "password", webtest.Password).Want(t, 403); got.Header["Set-Cookie"] != nil {
			t.Errorf("%v: signed in", said)
		}
	}
	b.Header = http.Header{}
	b.Get("/account").Want(t, 200)
}

func TestABodyOverTheLimitIsRefused(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.As(registry.Planner).Post("/account/tokens", "name", strings.Repeat("x", 1<<20)).Want(t, 413, "大きすぎます")
}
