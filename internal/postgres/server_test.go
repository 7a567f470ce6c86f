package postgres

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/lib/pq"
)

// starterVariable makes this test binary a program that starts the private
// PostgreSQL of the folder named, says so, and waits.
const starterVariable = "TETSUZUKI_TEST_STARTER"

func TestMain(m *testing.M) {
	if dir := os.Getenv(starterVariable); dir != "" {
		if _, err := Start(context.Background(), Config{Dir: dir}); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		fmt.Println("started")
		select {}
	}
	os.Exit(m.Run())
}

// newDir is a folder that the server's user can reach, too.
func newDir(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.Chmod(filepath.Dir(dir), 0o711); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "postgres")
}

func start(t *testing.T, cfg Config) *Server {
	t.Helper()
	s, err := Start(t.Context(), cfg)
	if errors.Is(err, ErrNoBinaries) && os.Getenv("CI") == "" {
		t.Skip("no PostgreSQL server programs on this machine")
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { // a test that failed half-way
		if s.use.file.Fd() != ^uintptr(0) {
			_ = s.Stop(context.Background())
		}
	})
	return s
}

func stop(t *testing.T, s *Server) {
	t.Helper()
	if err := s.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// one asks the server for a single value.
func one(t *testing.T, s *Server, database, query string) string {
	t.Helper()
	db, err := s.open(database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var v string
	if err := db.QueryRowContext(t.Context(), query).Scan(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

const (
	write  = "CREATE TABLE note AS SELECT 'kept'::text AS text"
	reread = "SELECT text FROM note"
)

// keep writes a row that later starts must find.
func keep(t *testing.T, s *Server, database string) {
	t.Helper()
	db, err := s.open(database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), write); err != nil {
		t.Fatal(err)
	}
}

func wantKept(t *testing.T, s *Server, database string) {
	t.Helper()
	if got := one(t, s, database, reread); got != "kept" {
		t.Errorf("the row reads %q", got)
	}
}

func TestDataSurvivesAStop(t *testing.T) {
	t.Parallel()
	cfg := Config{Dir: newDir(t), Database: "registry"}
	s := start(t, cfg)
	keep(t, s, "registry")
	stop(t, s)
	if pid := s.place.postmaster(); pid != 0 {
		t.Errorf("process %d still runs after Stop", pid)
	}
	s = start(t, cfg)
	wantKept(t, s, "registry")
	stop(t, s)
}

func TestTheServerIsAsTheHouseWantsIt(t *testing.T) {
	t.Parallel()
	s := start(t, Config{Dir: newDir(t), Volatile: true})
	for query, want := range map[string]string{
		"SHOW listen_addresses": "",
		"SHOW server_encoding":  "UTF8",
		"SELECT datcollate || datctype FROM pg_database WHERE datname = 'template0'": "C.UTF-8C.UTF-8",
		"SELECT current_user": role,
	} {
		if got := one(t, s, "postgres", query); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
	info, err := os.Stat(s.sockets)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o700 {
		t.Errorf("the socket's folder has mode %o: others could come in", info.Mode().Perm())
	}
	if uid := info.Sys().(*syscall.Stat_t).Uid; uid == 0 {
		t.Error("the server's processes are root")
	}
	stop(t, s)
}

func TestNoOtherRoleComesIn(t *testing.T) {
	t.Parallel()
	s := start(t, Config{Dir: newDir(t), Volatile: true})
	c, err := pq.NewConnector(strings.Replace(s.URL("postgres"), "user="+role, "user=postgres", 1))
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Connect(t.Context())
	if refusal := (*pq.Error)(nil); !errors.As(err, &refusal) || refusal.Code != "28000" {
		t.Errorf("connecting as another role: %v, want a refusal with SQLSTATE 28000", err)
	}
	stop(t, s)
}

func TestTheLastUserStopsTheServer(t *testing.T) {
	t.Parallel()
	cfg := Config{Dir: newDir(t), Volatile: true}
	first, second := start(t, cfg), start(t, cfg)
	stop(t, first)
	if got := one(t, second, "postgres", "SELECT 'here'"); got != "here" {
		t.Errorf("after the first has left: %q", got)
	}
	stop(t, second)
	if pid := second.place.postmaster(); pid != 0 {
		t.Errorf("process %d still runs after the last has left", pid)
	}
	if _, err := os.Stat(second.place.data()); !os.IsNotExist(err) {
		t.Errorf("a volatile cluster is still there: %v", err)
	}
}

func TestManyStartAtOnce(t *testing.T) {
	t.Parallel()
	cfg := Config{Dir: newDir(t), Database: "registry", Volatile: true}
	stop(t, start(t, cfg))
	const n = 5
	type result struct {
		s   *Server
		err error
	}
	results := make(chan result, n)
	for range n {
		go func() {
			s, err := Start(t.Context(), cfg)
			results <- result{s, err}
		}()
	}
	for range n {
		r := <-results
		if r.err != nil {
			t.Error(r.err)
			continue
		}
		if got := one(t, r.s, "registry", "SELECT 'here'"); got != "here" {
			t.Errorf("a joined server answers %q", got)
		}
		stop(t, r.s)
	}
}

func TestAStartRepairsWhatAKilledServerLeft(t *testing.T) {
	t.Parallel()
	cfg := Config{Dir: newDir(t), Database: "registry"}
	s := start(t, cfg)
	keep(t, s, "registry")
	if err := syscall.Kill(s.place.postmaster(), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	again := start(t, cfg)
	wantKept(t, again, "registry")
	stop(t, s)
	wantKept(t, again, "registry")
	stop(t, again)
}

func TestKeepStartsAKilledServerAgain(t *testing.T) {
	t.Parallel()
	s := start(t, Config{Dir: newDir(t), Volatile: true})
	ctx, cancel := context.WithCancel(t.Context())
	said, ended := make(chan error), make(chan struct{})
	go func() {
		s.Keep(ctx, func(err error) { said <- err })
		close(ended)
	}()
	if err := syscall.Kill(s.place.postmaster(), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if err := <-said; err != nil {
		t.Error(err)
	}
	if got := one(t, s, "postgres", "SELECT 'here'"); got != "here" {
		t.Errorf("the server answers %q", got)
	}
	cancel()
	<-ended
	stop(t, s)
}

func TestAStartTakesOverFromAKilledProgram(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	stop(t, start(t, Config{Dir: dir}))
	program := exec.Command(os.Args[0])
	program.Env = append(os.Environ(), starterVariable+"="+dir)
	out, err := program.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if line != "started\n" {
		t.Fatalf("the program says %q, %v", line, err)
	}
	if err := program.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = program.Wait() // killed, as asked
	p, err := settle(dir)
	if err != nil {
		t.Fatal(err)
	}
	left := p.postmaster()
	if left == 0 {
		t.Fatal("the server went with the program: nothing to take over")
	}
	s := start(t, Config{Dir: dir})
	if now := s.place.postmaster(); now != left {
		t.Errorf("process %d runs, want the one that was left, %d", now, left)
	}
	stop(t, s)
	if pid := p.postmaster(); pid != 0 {
		t.Errorf("process %d still runs after Stop", pid)
	}
}

// After a crash and a restart of the machine the server's old number may
// belong to a process of somebody else, or of the same user.
func TestAStrangerWithTheOldNumberDoesNotStopAStart(t *testing.T) {
	t.Parallel()
	cfg := Config{Dir: newDir(t), Database: "registry"}
	s := start(t, cfg)
	keep(t, s, "registry")
	content, err := os.ReadFile(s.place.pidFile())
	if err != nil {
		t.Fatal(err)
	}
	stop(t, s)

	stranger := exec.Command("sleep", "600")
	s.account.as(stranger)
	if err := stranger.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = stranger.Process.Kill()
		_ = stranger.Wait()
	})
	_, rest, _ := strings.Cut(string(content), "\n")
	if err := os.WriteFile(s.place.pidFile(), fmt.Appendf(nil, "%d\n%s", stranger.Process.Pid, rest), 0o600); err != nil {
		t.Fatal(err)
	}
	if s.account.drop {
		if err := os.Chown(s.place.pidFile(), s.account.uid, s.account.gid); err != nil {
			t.Fatal(err)
		}
	}
	s = start(t, cfg)
	wantKept(t, s, "registry")
	stop(t, s)
	if err := stranger.Process.Signal(syscall.Signal(0)); err != nil {
		t.Errorf("the stranger was hit: %v", err)
	}
}

func TestAnInterruptedInitdbIsDoneAgain(t *testing.T) {
	t.Parallel()
	cfg := Config{Dir: newDir(t), Volatile: true}
	p, err := settle(cfg.Dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(p.fresh(), "base"), 0o700); err != nil {
		t.Fatal(err)
	}
	stop(t, start(t, cfg))
}

func TestALongPathHasAShortPrivateSocket(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	if err := os.Mkdir(dir, 0o711); err != nil {
		t.Fatal(err)
	}
	cfg := Config{Dir: filepath.Join(dir, strings.Repeat("長い", 20)+` "q" 'a'`), Volatile: true}
	first, second := start(t, cfg), start(t, cfg)
	if first.sockets != second.sockets {
		t.Errorf("two users look in %s and %s", first.sockets, second.sockets)
	}
	if info, err := os.Stat(first.sockets); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the socket's folder: %v, %v", info.Mode(), err)
	}
	stop(t, first)
	stop(t, second)
	if _, err := os.Stat(first.sockets); !os.IsNotExist(err) {
		t.Errorf("%s is still there: %v", first.sockets, err)
	}
}

func TestGuardStopsWhatDeadProcessesLeft(t *testing.T) {
	t.Parallel()
	cfg := Config{Dir: newDir(t), Volatile: true}
	s := start(t, cfg)
	ended := make(chan error, 1)
	go func() { ended <- Guard(t.Context(), cfg.Dir, 100*time.Millisecond) }()
	if err := s.use.release(); err != nil { // as the kernel does for a killed process
		t.Fatal(err)
	}
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	if pid := s.place.postmaster(); pid != 0 {
		t.Errorf("process %d still runs", pid)
	}
	if _, err := os.Stat(s.place.data()); !os.IsNotExist(err) {
		t.Errorf("the cluster is still there: %v", err)
	}
}

func TestAFolderThatCannotBeMadeIsSaidInJapanese(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Start(t.Context(), Config{Dir: filepath.Join(file, "below", "postgres")})
	if e := (*Error)(nil); !errors.As(err, &e) || !strings.Contains(e.Message, "TETSUZUKI_DATA") {
		t.Errorf("%v, want an Error that names TETSUZUKI_DATA", err)
	}
}
