package e2e

import (
	"net/http"
	"strings"
	"syscall"
	"testing"
)

func TestServeAndStop(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	if m.databaseRuns() {
		t.Fatal("a verb left its database running")
	}
	s := m.serve(t)
	if !m.databaseRuns() {
		t.Fatal("the service runs without its database")
	}
	for path, want := range map[string]string{"/healthz": "ok", "/metrics": "tetsuzuki_http_request_duration_seconds"} {
		if status, body := s.get(t, s.client(t), path); status != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
	if err := s.end(t, syscall.SIGTERM); err != nil {
		t.Errorf("SIGTERM: %v\n%s", err, s.log)
	}
	if m.databaseRuns() {
		t.Error("the service left its database running")
	}
}

func TestOnlyOneServiceOverADataFolder(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	s := m.serve(t)
	status, _, stderr := m.run(t, "serve")
	if status != 1 || !strings.Contains(stderr, "すでにサービスが動いています（"+s.url) {
		t.Errorf("a second service: status %d, %s", status, stderr)
	}
	status, _, stderr = m.run(t, "serve", "--addr", strings.TrimPrefix(s.url, "http://"))
	if status != 1 || !strings.Contains(stderr, "はほかのプログラムが使っています") {
		t.Errorf("a port in use: status %d, %s", status, stderr)
	}
	if status, body := s.get(t, s.client(t), "/readyz"); status != http.StatusOK {
		t.Errorf("the first one is no longer ready: %d %s", status, body)
	}
	// A verb beside the service uses its database, and leaves it running.
	m.must(t, "progress", "--json")
	if status, body := s.get(t, s.client(t), "/readyz"); status != http.StatusOK {
		t.Errorf("not ready after a verb: %d %s", status, body)
	}
}

func TestKilledAndStartedAgain(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	if err := m.serve(t).end(t, syscall.SIGKILL); err == nil {
		t.Fatal("the service survived SIGKILL")
	}
	m.killDatabase(t)
	s := m.serve(t)
	if err := s.end(t, syscall.SIGINT); err != nil {
		t.Errorf("SIGINT: %v\n%s", err, s.log)
	}
	if m.databaseRuns() {
		t.Error("the service left its database running")
	}
}

func TestTheConfigurationIsToldWhole(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	cmd := m.command(t.Context(), "serve")
	cmd.Env = append(cmd.Env, "TETSUZUKI_ADDR=8080", "TETSUZUKI_SESSION_IDLE=soon")
	out, err := cmd.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "TETSUZUKI_ADDR: ") || !strings.Contains(string(out), "TETSUZUKI_SESSION_IDLE: ") {
		t.Errorf("%v: %s", err, out)
	}
}
