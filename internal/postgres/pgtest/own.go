package pgtest

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"tetsuzuki/internal/postgres"
)

// Own is a PostgreSQL of one test, which may be frozen, stopped and started again.
type Own struct {
	URL    string // of a database with the newest schema
	config postgres.Config
	held   []*postgres.Server // each start
	frozen bool
}

// NewOwn starts one, until the end of the test.
func NewOwn(t testing.TB) *Own {
	t.Helper()
	return newOwn(t, true)
}

// NewFollowed is NewOwn for one that may have standbys, which takes longer to make.
func NewFollowed(t testing.TB) *Own {
	t.Helper()
	return newOwn(t, false)
}

func newOwn(t testing.TB, volatile bool) *Own {
	t.Helper()
	if _, err := shared(); err != nil {
		Empty(t) // says or skips
	}
	o := &Own{config: postgres.Config{Dir: filepath.Join(Dir(t), "postgres"), Database: "own", Volatile: volatile}}
	o.Start(t)
	t.Cleanup(func() {
		o.Thaw(t)
		for _, s := range o.held {
			if err := s.Stop(context.Background()); err != nil {
				t.Error(err)
			}
		}
	})
	o.URL = o.held[0].URL("own")
	if err := migrate(t.Context(), o.URL); err != nil {
		t.Fatal(err)
	}
	return o
}

// Start starts the server after a Stop; its address stays.
func (o *Own) Start(t testing.TB) {
	t.Helper()
	server, err := postgres.Start(context.WithoutCancel(t.Context()), o.config)
	if err != nil {
		t.Fatal(err)
	}
	o.held = append(o.held, server)
}

// Stop stops the server, which cuts off whoever works with it.
func (o *Own) Stop(t testing.TB) {
	t.Helper()
	pid := o.pid(t)
	if err := syscall.Kill(pid, syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	for syscall.Kill(pid, 0) == nil {
		<-time.After(5 * time.Millisecond)
	}
}

// Freeze has all processes of the server stand still, as the machine does that is out of
// memory, or whose disk hangs: connections stay, and nothing answers.
func (o *Own) Freeze(t testing.TB) {
	t.Helper()
	o.signal(t, syscall.SIGSTOP)
	o.frozen = true
}

// Thaw lets them go on.
func (o *Own) Thaw(t testing.TB) {
	t.Helper()
	if o.frozen {
		o.signal(t, syscall.SIGCONT)
		o.frozen = false
	}
}

// signal is sent to the server's first process and its children.
func (o *Own) signal(t testing.TB, s syscall.Signal) {
	t.Helper()
	pid := o.pid(t)
	if err := syscall.Kill(pid, s); err != nil { // first, so that it makes no more
		t.Fatal(err)
	}
	for _, child := range Children(t, pid) {
		_ = syscall.Kill(child, s) // it may have ended
	}
}

// pid is the server's first process.
func (o *Own) pid(t testing.TB) (pid int) {
	t.Helper()
	file, err := os.ReadFile(filepath.Join(o.config.Dir, "data", "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fmt.Sscan(string(file), &pid); err != nil {
		t.Fatal(err)
	}
	return pid
}

// Children are the processes that a process has started, by /proc.
func Children(t testing.TB, pid int) (children []int) {
	t.Helper()
	entries, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Fatal(err)
	}
	if entries == nil {
		t.Skip("this system does not list its processes")
	}
	for _, e := range entries {
		b, err := os.ReadFile(e)
		if err != nil {
			continue // it has ended
		}
		var parent int
		var state string
		end := len(b) - 1
		for end > 0 && b[end] != ')' { // behind the name, which may hold anything
			end--
		}
		if _, err := fmt.Sscan(string(b[end+1:]), &state, &parent); err != nil || parent != pid {
			continue
		}
		child, err := strconv.Atoi(filepath.Base(filepath.Dir(e)))
		if err != nil {
			t.Fatal(err)
		}
		children = append(children, child)
	}
	return children
}

// Exec runs a statement as the database's owner, on a connection of its own.
func (o *Own) Exec(t testing.TB, statement string, args ...any) {
	t.Helper()
	pool, err := sql.Open("postgres", o.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), 30*time.Second)
	defer cancel()
	if _, err := pool.ExecContext(ctx, statement, args...); err != nil {
		t.Fatal(err)
	}
}
