package crashtest_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"
	"testing"
	"time"

	"tetsuzuki/internal/crashtest"
	"tetsuzuki/internal/postgres/pgtest"
)

func TestMain(m *testing.M) {
	crashtest.Main(m, map[string]crashtest.Program{"idle": idle})
}

func TestAWireIsCutBeforeOrAfterARequest(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		at   crashtest.Moment
		rows int // those of a statement, a transaction of two, and another statement
	}{
		{crashtest.Moment{Request: 0}, 0},
		{crashtest.Moment{Request: 0, Done: true}, 1},
		{crashtest.Moment{Request: 1}, 1},             // begin
		{crashtest.Moment{Request: 3, Done: true}, 1}, // both rows are written, and not committed
		{crashtest.Moment{Request: 4}, 1},             // commit
		{crashtest.Moment{Request: 4, Done: true}, 3},
		{crashtest.Moment{Request: 5}, 3},
		{crashtest.Moment{Request: 5, Done: true}, 4},
		{crashtest.Moment{Request: 6}, 4}, // never comes
	} {
		t.Run(c.at.String(), func(t *testing.T) {
			t.Parallel()
			url := pgtest.Empty(t)
			direct := pgtest.Open(t, url)
			if _, err := direct.Exec(`create table t (n integer)`); err != nil {
				t.Fatal(err)
			}
			wire := crashtest.NewWire(t, url)
			pool, err := sql.Open("postgres", wire.URL())
			if err != nil {
				t.Fatal(err)
			}
			defer pool.Close()
			program, err := pool.Conn(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			wire.CutAt(c.at)
			err = writes(t.Context(), program)
			wire.Cut()
			if whole := c.rows == 4 && !c.at.Done; whole != (err == nil) {
				t.Errorf("the program heard %v", err)
			}
			var rows int
			if err := direct.QueryRow(`select count(*) from t`).Scan(&rows); err != nil {
				t.Fatal(err)
			}
			if rows != c.rows {
				t.Errorf("%d rows, want %d", rows, c.rows)
			}
		})
	}
}

func writes(ctx context.Context, program *sql.Conn) error {
	for _, statement := range []string{`insert into t values (1)`, `begin`, `insert into t values (2)`, `insert into t values (3)`,
		`commit`, `insert into t values (4)`} {
		if _, err := program.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// idle says who it is and what it was told, and waits to be killed.
func idle(_ context.Context, out io.Writer, args []string) error {
	fmt.Fprintln(out, os.Getpid(), args)
	<-time.After(time.Hour)
	return nil
}

func TestAProcessRunsUntilItIsKilled(t *testing.T) {
	t.Parallel()
	p := crashtest.Start(t, "idle", "作り物")
	var pid int
	var args string
	if _, err := fmt.Sscan(p.Line(t), &pid, &args); err != nil {
		t.Fatal(err)
	}
	if pid == os.Getpid() || args != "[作り物]" {
		t.Errorf("process %d was told %s", pid, args)
	}
	p.Kill(t)
	if err := syscall.Kill(pid, 0); !errors.Is(err, syscall.ESRCH) {
		t.Errorf("after the kill: %v", err)
	}
}
