package web_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/web"
	"tetsuzuki/internal/web/request"
	"tetsuzuki/internal/web/webtest"
)

// A request that outlasts its limit is its own sender's matter: whoever is given the
// connection next, as a proxy does that keeps connections, is served like on a new one.
func TestARequestThatOutlastsItsLimitLeavesItsConnectionInOrder(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	s, err := web.NewServer(web.Options{Store: r.Store, Logger: webtest.Quiet})
	if err != nil {
		t.Fatal(err)
	}
	const limit = 40 * time.Millisecond
	slow := func(c echo.Context) error {
		<-c.Request().Context().Done()
		<-time.After(2 * limit) // whatever hangs without heeding it, as a driver may
		return context.Cause(c.Request().Context())
	}
	quick := func(c echo.Context) error {
		if err := c.Request().Context().Err(); err != nil {
			return err
		}
		return c.String(http.StatusOK, c.Request().RemoteAddr)
	}
	handler, err := s.Handler([]request.Route{
		request.Get("/slow", request.Public, slow).Within(request.Limits{Time: limit}),
		request.Post("/slow", request.Public, slow).Within(request.Limits{Time: limit}),
		request.Get("/quick", request.Public, quick),
		request.Post("/quick", request.Public, quick),
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	for name, via := range map[string]*http.Client{
		"directly":      {Transport: &http.Transport{MaxConnsPerHost: 1}},
		"through nginx": nginx(t, server.Listener.Addr().String()),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if via == nil {
				t.Skip("nginx is not on this machine")
			}
			ask := func(method, path, body string) (int, string) {
				t.Helper()
				req, err := http.NewRequestWithContext(t.Context(), method, server.URL+path, strings.NewReader(body))
				if err != nil {
					t.Fatal(err)
				}
				res, err := via.Do(req)
				if err != nil {
					t.Fatal(err)
				}
				defer res.Body.Close()
				text, err := io.ReadAll(res.Body)
				if err != nil {
					t.Fatal(err)
				}
				return res.StatusCode, string(text)
			}
			_, before := ask(http.MethodGet, "/quick", "")
			for _, c := range []struct{ method, body string }{{http.MethodGet, ""}, {http.MethodPost, ""}, {http.MethodPost, "架空の本文"}} {
				if status, _ := ask(c.method, "/slow", c.body); status != http.StatusServiceUnavailable {
					t.Errorf("%s %q over its limit: %d", c.method, c.body, status)
				}
				for _, method := range []string{http.MethodGet, http.MethodPost} {
					status, connection := ask(method, "/quick", c.body)
					if status != http.StatusOK {
						t.Errorf("%s after %s %q over its limit: %d", method, c.method, c.body, status)
					} else if connection != before {
						t.Errorf("by %s after %s, where the connection was to be kept", connection, before)
					}
				}
			}
		})
	}
}

// A connection whose context ended all the same serves what is on its way, and is closed.
func TestAConnectionWhoseContextEndedIsClosed(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	over, end := context.WithCancel(context.Background())
	end()
	for _, path := range []string{"/healthz", "/sign-in"} {
		w := httptest.NewRecorder()
		r.Handler.ServeHTTP(w, httptest.NewRequestWithContext(over, http.MethodGet, path, nil))
		if w.Code != http.StatusOK || w.Header().Get("Connection") != "close" {
			t.Errorf("%s: %d, Connection: %q", path, w.Code, w.Header().Get("Connection"))
		}
	}
}

// nginx is a client by way of a real proxy that keeps one connection to the upstream, as
// the README's installation has it; nil where there is none on the machine.
func nginx(t *testing.T, upstream string) *http.Client {
	t.Helper()
	program, err := exec.LookPath("nginx")
	if err != nil {
		program = "/usr/sbin/nginx" // no place of an ordinary user's PATH
	}
	if _, err := os.Stat(program); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("nginx is missing")
		}
		return nil
	}
	dir, err := os.MkdirTemp("", "nginx") // t.TempDir's path may be too long for a socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	socket := filepath.Join(dir, "socket")
	config := fmt.Sprintf(`daemon off; master_process off; pid %[1]s/pid; error_log stderr;
events { worker_connections 64; }
http {
	access_log off;
	client_body_temp_path %[1]s/body; proxy_temp_path %[1]s/proxy; fastcgi_temp_path %[1]s/f; uwsgi_temp_path %[1]s/u; scgi_temp_path %[1]s/s;
	upstream service { server %[2]s; keepalive 1; }
	server {
		listen unix:%[1]s/socket;
		location / {
			proxy_pass http://service;
			proxy_http_version 1.1;
			proxy_set_header Connection "";
			proxy_set_header Host $host;
			proxy_next_upstream off;
		}
	}
}
`, dir, upstream)
	file := filepath.Join(dir, "conf")
	if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	proxy := exec.CommandContext(context.WithoutCancel(t.Context()), program, "-p", dir, "-c", file)
	var said strings.Builder
	proxy.Stderr = &said
	if err := proxy.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- proxy.Wait() }()
	t.Cleanup(func() {
		_ = proxy.Process.Kill()
		<-ended
	})
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", socket)
	}
	for conn, err := dial(t.Context(), "", ""); ; conn, err = dial(t.Context(), "", "") {
		if err == nil {
			_ = conn.Close()
			break
		}
		select {
		case err := <-ended:
			ended <- err
			t.Fatalf("nginx: %v\n%s", err, said.String())
		case <-time.After(5 * time.Millisecond):
		}
	}
	return &http.Client{Transport: &http.Transport{DialContext: dial}}
}
