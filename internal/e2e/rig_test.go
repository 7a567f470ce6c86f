// Package e2e has only tests: they build the program and run it as a user would.
package e2e

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"tetsuzuki/internal/browser"
	"tetsuzuki/internal/postgres"
	"tetsuzuki/internal/postgres/pgtest"
)

// patience is how long anything may take before a test gives up on it: on a busy
// machine a start with crash recovery is slow.
const patience = 2 * time.Minute

// binary is the program, built once.
var binary = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "tetsuzuki-e2e-")
	if err != nil {
		return "", err
	}
	file := filepath.Join(dir, "tetsuzuki")
	out, err := exec.Command("go", "build", "-o", file, "tetsuzuki/cmd/tetsuzuki").CombinedOutput()
	if err != nil {
		err = fmt.Errorf("go build: %w: %s", err, out)
	}
	return file, err
})

func TestMain(m *testing.M) {
	status := m.Run()
	browser.Close()
	if file, err := binary(); err == nil {
		os.RemoveAll(filepath.Dir(file))
	}
	os.Exit(status)
}

// machine is a place to run the program: a data folder of its own, with its own
// private PostgreSQL.
type machine struct {
	binary, data string
	temporary    string   // where the program puts files for a while
	through      []string // what runs the program, and with what; usually nothing
	env          []string // besides the folders'
}

func newMachine(t *testing.T) *machine {
	t.Helper()
	m := bareMachine(t)
	if status, out, stderr := m.run(t, "migrate", "up"); status != 0 {
		if strings.Contains(stderr, postgres.ErrNoBinaries.Error()) && os.Getenv("CI") == "" {
			t.Skip("no PostgreSQL server programs on this machine")
		}
		t.Fatalf("status %d: %s%s", status, out, stderr)
	}
	return m
}

// bareMachine has no database yet.
func bareMachine(t *testing.T) *machine {
	t.Helper()
	file, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	dir := pgtest.Dir(t)
	m := &machine{binary: file, data: filepath.Join(dir, "var"), temporary: filepath.Join(dir, "tmp")}
	if err := os.Mkdir(m.temporary, 0o700); err != nil {
		t.Fatal(err)
	}
	return m
}

func (m *machine) command(ctx context.Context, args ...string) *exec.Cmd {
	args = slices.Concat(m.through, []string{m.binary}, args)
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	for _, e := range os.Environ() {
		if !strings.HasPrefix(e, "TETSUZUKI_") {
			cmd.Env = append(cmd.Env, e)
		}
	}
	cmd.Env = append(cmd.Env, "TETSUZUKI_DATA="+m.data, "TETSUZUKI_ADDR=127.0.0.1:0", "TMPDIR="+m.temporary)
	cmd.Env = append(cmd.Env, m.env...)
	return cmd
}

// run runs a verb to its end.
func (m *machine) run(t *testing.T, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, wrong bytes.Buffer
	cmd := m.command(t.Context(), args...)
	cmd.Stdout, cmd.Stderr = &out, &wrong
	err := cmd.Run()
	if _, ok := errors.AsType[*exec.ExitError](err); err != nil && !ok {
		t.Fatalf("%v: %v", args, err)
	}
	return cmd.ProcessState.ExitCode(), out.String(), wrong.String()
}

// must runs a verb that has to succeed, and returns what it printed.
func (m *machine) must(t *testing.T, args ...string) string {
	t.Helper()
	status, out, stderr := m.run(t, args...)
	if status != 0 {
		t.Fatalf("%v: status %d: %s%s", args, status, out, stderr)
	}
	return out
}

// databaseRuns reports whether the private PostgreSQL is running, or fell without
// being stopped.
func (m *machine) databaseRuns() bool {
	_, err := os.Stat(filepath.Join(m.data, "postgres", "data", "postmaster.pid"))
	return err == nil
}

// killDatabase ends the private PostgreSQL as a loss of power would.
func (m *machine) killDatabase(t *testing.T) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(m.data, "postgres", "data", "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(b), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
}

// service is the program, serving.
type service struct {
	cmd   *exec.Cmd
	url   string // where it listens
	ended chan error
	over  bool
	log   logFile
}

// logFile is what a service says on its standard error output, as far as it has.
type logFile string

func (f logFile) String() string {
	text, err := os.ReadFile(string(f))
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// listening is how a service's log tells where.
var listening = regexp.MustCompile(`"msg":"serving","addr":"([^"]+)"`)

// serve starts the service and waits until it is ready.
func (m *machine) serve(t *testing.T, flags ...string) *service {
	t.Helper()
	cmd := m.command(context.WithoutCancel(t.Context()), append([]string{"serve"}, flags...)...)
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	s := &service{cmd: cmd, ended: make(chan error, 1), log: logFile(filepath.Join(t.TempDir(), "log"))}
	log, err := os.Create(string(s.log))
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	cmd.Stderr = log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if !s.over {
			if err := s.end(t, syscall.SIGTERM); err != nil {
				t.Errorf("the service ended with %v\n%s", err, s.log)
			}
		}
	})
	greeted := make(chan struct{})
	go func() {
		var once sync.Once
		for lines := bufio.NewScanner(pipe); lines.Scan(); {
			if strings.HasPrefix(lines.Text(), "  http://") {
				once.Do(func() { close(greeted) })
			}
		}
		s.ended <- cmd.Wait()
	}()
	select {
	case <-greeted:
	case err := <-s.ended:
		t.Fatalf("the service did not start: %v\n%s", err, s.log)
	case <-time.After(patience):
		t.Fatalf("the service does not start\n%s", s.log)
	}
	at := listening.FindStringSubmatch(s.log.String())
	if at == nil {
		t.Fatalf("the log does not tell where the service listens\n%s", s.log)
	}
	s.url = "http://" + at[1]
	if status, body := s.get(t, s.client(t), "/readyz"); status != http.StatusOK {
		t.Fatalf("not ready: %d %s", status, body)
	}
	return s
}

// end sends a signal and waits for the end; it returns how the program ended.
func (s *service) end(t *testing.T, signal os.Signal) error {
	t.Helper()
	if err := s.cmd.Process.Signal(signal); err != nil {
		t.Fatal(err)
	}
	s.over = true
	select {
	case err := <-s.ended:
		return err
	case <-time.After(patience):
		t.Fatalf("%v does not end the service\n%s", signal, s.log)
		return nil
	}
}

// client is a browser of its own: cookies, and no proxy in between.
func (s *service) client(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar, Timeout: patience, Transport: &http.Transport{Proxy: nil, DisableKeepAlives: true}}
}

func (s *service) get(t *testing.T, c *http.Client, path string) (status int, body string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	return do(t, c, request)
}

func do(t *testing.T, c *http.Client, r *http.Request) (status int, body string) {
	t.Helper()
	response, err := c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	b, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(b)
}
