package store

import (
	"context"
	"strings"
	"syscall"
	"testing"
	"time"

	"tetsuzuki/internal/postgres/pgtest"
	"tetsuzuki/internal/registry"
)

// shortBounds keep the tests quick; TestTheBoundsKeepWhatIsPromised is about the real ones.
var shortBounds = Bounds{Connect: 300 * time.Millisecond, Silence: 200 * time.Millisecond, Probe: 300 * time.Millisecond}

// openOwn is a store over a server of the test's own, with connections open already.
func openOwn(t *testing.T, url string) *Store {
	t.Helper()
	s, err := Open(t.Context(), url, Options{Bounds: shortBounds, MaxConnections: 4})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	held := make([]func() error, 0, 3)
	for range cap(held) {
		tx, _, err := s.begin(t.Context(), nobody, nil)
		if err != nil {
			t.Fatal(err)
		}
		held = append(held, tx.Rollback)
	}
	for _, end := range held {
		if err := end(); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// back waits for the first right answer, and fails where it takes longer than is promised.
func back(t *testing.T, s *Store, since time.Time) {
	t.Helper()
	for {
		_, err := s.Bureau(t.Context(), "環境局")
		took := time.Since(since)
		if err == nil && took < 2*time.Second {
			return
		}
		if took > 10*time.Second || err == nil {
			t.Fatalf("the first right answer comes after %v (%v)", took, err)
		}
		<-time.After(20 * time.Millisecond)
	}
}

func TestNothingWaitsForAServerThatStandsStill(t *testing.T) {
	t.Parallel()
	own := pgtest.NewOwn(t)
	s := openOwn(t, own.URL)
	long := strings.Repeat("長い", 8<<20) // fills every buffer on the way
	for name, call := range map[string]func() error{
		"reading":       func() error { _, err := s.Bureau(context.Background(), "環境局"); return err },
		"a transaction": func() error { return s.Transact(context.Background(), func(*Store) error { return nil }) },
		"what is sent":  func() error { _, err := s.Bureau(context.Background(), long); return err },
		"the end of a change": func() error {
			return s.Transact(context.Background(), func(*Store) error { own.Freeze(t); return nil })
		},
		"more than the pool": func() error { _, err := s.Bureau(context.Background(), "建設局"); return err },
	} {
		t.Run(name, func(t *testing.T) {
			if name != "the end of a change" {
				own.Freeze(t)
			}
			start := time.Now()
			err := call()
			took := time.Since(start)
			if registry.CodeOf(err) != registry.Unavailable || registry.MessageOf(err) != silent {
				t.Errorf("says %v", err)
			}
			if took > 3*time.Second {
				t.Errorf("took %v", took)
			}
			start = time.Now()
			if _, err := s.Bureau(context.Background(), "環境局"); registry.CodeOf(err) != registry.Unavailable ||
				time.Since(start) > 100*time.Millisecond {
				t.Errorf("the next one waits again: %v after %v", err, time.Since(start))
			}
			ready, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
			defer cancel()
			if err := s.Ready(ready); registry.MessageOf(err) != silent {
				t.Errorf("ready: %v", err)
			}
			own.Thaw(t)
			back(t, s, time.Now())
			if err := s.Ready(t.Context()); err != nil {
				t.Errorf("ready again: %v", err)
			}
		})
	}
	t.Run("one process of many", func(t *testing.T) {
		tx, q, err := s.begin(t.Context(), everyBureau, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer tx.Rollback()
		var pid int
		if err := tx.Get(&pid, "select pg_backend_pid()"); err != nil {
			t.Fatal(err)
		}
		if err := syscall.Kill(pid, syscall.SIGSTOP); err != nil {
			t.Fatal(err)
		}
		defer syscall.Kill(pid, syscall.SIGCONT)
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		start := time.Now()
		var n []struct{ N int }
		err = q.selectText(ctx, &n, "bureaus", "")
		if took := time.Since(start); registry.CodeOf(err) != registry.Unavailable || took > stopLimit+time.Second {
			t.Errorf("%v after %v", err, took)
		}
		if _, err := s.Bureau(t.Context(), "環境局"); err != nil {
			t.Errorf("the others: %v", err)
		}
	})
}

// Of one process that stands still, while the others answer, a transaction's end is waited
// for no longer than its context lasts.
func TestTheEndOfATransactionIsWaitedForAsLongAsItsContextLasts(t *testing.T) {
	t.Parallel()
	s := openOwn(t, pgtest.NewOwn(t).URL)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	tx, _, err := s.begin(ctx, everyBureau, nil)
	if err != nil {
		t.Fatal(err)
	}
	var pid int
	if err := tx.Get(&pid, "select pg_backend_pid()"); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(pid, syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	defer syscall.Kill(pid, syscall.SIGCONT)
	ended := make(chan error, 1)
	go func() { ended <- tx.Commit() }()
	select {
	case err := <-ended:
		t.Fatalf("the end does not wait at all: %v", err)
	case <-time.After(4 * shortBounds.Silence): // it was asked whether the server is there
	}
	cancel()
	select {
	case err := <-ended:
		if err == nil {
			t.Error("the transaction is said to have counted")
		}
	case <-time.After(stopLimit + 2*time.Second):
		t.Fatal("the end is waited for although nobody wants to know")
	}
}

// The server is asked whether it is there, and a slow statement goes on.
func TestASlowAnswerIsWaitedFor(t *testing.T) {
	t.Parallel()
	s := openOwn(t, pgtest.New(t))
	start := time.Now()
	if _, err := s.db.ExecContext(t.Context(), "select pg_sleep(0.8)"); err != nil {
		t.Errorf("after %v: %v", time.Since(start), err)
	}
}

func TestAServerStartedAgainAnswersAtOnce(t *testing.T) {
	t.Parallel()
	own := pgtest.NewOwn(t)
	s := openOwn(t, own.URL)
	own.Stop(t)
	if _, err := s.Bureau(t.Context(), "環境局"); registry.CodeOf(err) != registry.Unavailable {
		t.Errorf("while it is down: %v", err)
	}
	if err := s.Ready(t.Context()); registry.MessageOf(err) != lost {
		t.Errorf("ready: %v", err)
	}
	own.Start(t)
	for i := range 4 { // each connection of before
		if _, err := s.Bureau(t.Context(), "環境局"); err != nil {
			t.Errorf("answer %d: %v", i, err)
		}
	}
	// What stood open is not used again, though nobody has noticed.
	tx, _, err := s.begin(t.Context(), nobody, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	own.Exec(t, `select pg_terminate_backend(pid, 5000)
		from pg_stat_activity
		where pid <> pg_backend_pid() and backend_type = 'client backend'`)
	if _, err := s.db.ExecContext(t.Context(), "select 1"); err != nil {
		t.Errorf("by a connection that the server had ended: %v", err)
	}
}

func TestADatabaseThatTakesNoWritesSaysSo(t *testing.T) {
	t.Parallel()
	own := pgtest.NewOwn(t)
	s := openOwn(t, own.URL)
	own.Exec(t, "alter system set default_transaction_read_only = on")
	own.Exec(t, "select pg_reload_conf()")
	deadline := time.Now().Add(10 * time.Second)
	err := s.Ready(t.Context())
	for ; err == nil && time.Now().Before(deadline); err = s.Ready(t.Context()) {
		<-time.After(20 * time.Millisecond) // until the server has heard
	}
	if registry.CodeOf(err) != registry.Unavailable || registry.MessageOf(err) != readOnly {
		t.Errorf("ready: %v", err)
	}
	if _, err := s.Bureau(t.Context(), "環境局"); err != nil {
		t.Errorf("reading: %v", err)
	}
	for name, write := range map[string]func() error{
		"a statement": func() error {
			return s.AddSession(t.Context(), []byte(name32), 0, registry.Session{}, []byte{}, time.Hour)
		},
		"a transaction": func() error {
			_, err := s.AddAccount(t.Context(), registry.Operator("test"), registry.Account{Login: "kari", Name: "架空の人", Role: registry.Planner}, "")
			return err
		},
	} {
		if err := write(); registry.CodeOf(err) != registry.Unavailable || registry.MessageOf(err) != readOnly {
			t.Errorf("%s: %v", name, err)
		}
	}
}

var name32 = strings.Repeat("x", 32)

func TestTheBoundsKeepWhatIsPromised(t *testing.T) {
	t.Parallel()
	s, err := Open(t.Context(), pgtest.New(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	b := s.hosts.hosts[0].bounds
	if b.Silence+b.Probe > 7*time.Second {
		t.Errorf("a server that says nothing is waited for %v; pages are to say so within ten seconds", b.Silence+b.Probe)
	}
	for name, most := range map[string]time.Duration{"statement_timeout": 30 * time.Second, "lock_timeout": 8 * time.Second,
		"idle_in_transaction_session_timeout": 10 * time.Minute} {
		var text string
		if err := s.db.GetContext(t.Context(), &text, "select setting from pg_settings where name = $1", name); err != nil {
			t.Fatal(err)
		}
		limit, err := time.ParseDuration(text + "ms")
		if err != nil || limit <= 0 || limit > most {
			t.Errorf("%s is %v, %v", name, limit, err)
		}
	}
}
