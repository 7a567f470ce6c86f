package store_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tetsuzuki/internal/crashtest"
	"tetsuzuki/internal/postgres/pgtest"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/store/storetest"
)

// What one server writes, another one on the same database sees at the next question,
// whatever it has remembered: changes, undone ones, settings and whether there are made-up
// accounts.
func TestWhatIsRememberedIsForgottenWithTheNextEdition(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	other := storetest.Over(t, w.URL, store.Options{})
	row := storetest.Row{Process: registry.Process{BureauID: 1, InScope: true}}
	seen := func() string {
		t.Helper()
		f, err := w.Figures(t.Context(), headquarters, time.Time{})
		list, errList := w.Processes(t.Context(), headquarters, store.ProcessFilter{})
		bureaus, errBureaus := w.Bureaus(t.Context())
		targets, errTargets := w.Targets(t.Context())
		sample, errSample := w.HasSample(t.Context())
		if err := errors.Join(err, errList, errBureaus, errTargets, errSample); err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf("%d processes, %d listed, over %d and %d, %d targets, %s, made up: %v", f.Processes, list.Total,
			f.Threshold, list.Threshold, len(targets), bureaus[0].Name, sample)
	}
	set := func(text string) func() {
		return func() {
			if _, err := other.Pool.ExecContext(t.Context(), text); err != nil {
				t.Fatal(err)
			}
		}
	}
	day := func(text string) time.Time {
		t.Helper()
		day, err := time.ParseInLocation(time.DateOnly, text, registry.Tokyo)
		if err != nil {
			t.Fatal(err)
		}
		return day
	}
	first := seen()
	for _, c := range []struct {
		what string
		do   func()
		want string
	}{
		{"a change", func() { other.Change(t, "2022-04-01 09:00", "甲", &row) }, "1 processes, 1 listed, over 10000 and 10000"},
		{"an undone one", func() {
			row.Gone = true
			other.Change(t, "2022-04-02 09:00", "乙", &row)
		}, "0 processes, 0 listed, over 10000 and 10000"},
		{"a threshold", func() {
			if err := other.SetThreshold(t.Context(), headquarters, registry.Threshold{EffectiveFrom: day("2022-04-01"), Volume: 5000,
				Reason: "試験"}); err != nil {
				t.Fatal(err)
			}
		}, "0 processes, 0 listed, over 5000 and 5000, 2 targets"},
		{"a target", func() {
			if _, err := other.SetTarget(t.Context(), headquarters, registry.Target{Name: "次の目標", From: day("2022-04-01"),
				To: day("2099-03-31"), Rate: registry.RateUnit, Scope: registry.TargetInScope, Reason: "試験"}); err != nil {
				t.Fatal(err)
			}
		}, "0 processes, 0 listed, over 5000 and 5000, 3 targets"},
		{"a bureau's name", set("update bureau set name = '架空局' where id = 1"),
			"0 processes, 0 listed, over 5000 and 5000, 3 targets, 架空局, made up: false"},
		{"a made-up account", func() {
			if _, err := other.AddAccount(t.Context(), registry.Operator("試験"), registry.Account{Login: "x", Name: "架空",
				Role: registry.Planner, Sample: true}, ""); err != nil {
				t.Fatal(err)
			}
		}, "0 processes, 0 listed, over 5000 and 5000, 3 targets, 架空局, made up: true"},
	} {
		c.do()
		got := seen()
		if got == first || len(got) < len(c.want) || got[:len(c.want)] != c.want {
			t.Errorf("after %s: %s, want %s", c.what, got, c.want)
		}
		first = got
	}
}

// A bureau's officer gets its own figures and lists, however often headquarters has asked.
func TestNothingIsRememberedForAnotherScope(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	w.Change(t, "2022-04-01 09:00", "甲", &storetest.Row{Process: registry.Process{BureauID: 1}},
		&storetest.Row{Process: registry.Process{BureauID: 2}}, &storetest.Row{Process: registry.Process{BureauID: 3}})
	for range 2 {
		for _, c := range []struct {
			scope registry.Scope
			want  int64
		}{{headquarters, 3}, {officer(2), 1}} {
			f, err := w.Figures(t.Context(), c.scope, time.Time{})
			if err != nil || f.Processes != c.want {
				t.Errorf("figures of %s: %d processes, %v", c.scope.Role, f.Processes, err)
			}
			for _, limit := range []int{1, 2} {
				list, err := w.Processes(t.Context(), c.scope, store.ProcessFilter{Limit: limit})
				if err != nil || list.Total != c.want {
					t.Errorf("list of %s: %d processes, %v", c.scope.Role, list.Total, err)
				}
			}
			got, err := store.Remember(t.Context(), w.Store, c.scope, store.Question{Name: "who"}, func(context.Context) (registry.Role, error) {
				return c.scope.Role, nil
			})
			if err != nil || got != c.scope.Role {
				t.Errorf("%s is answered as %s, %v", c.scope.Role, got, err)
			}
		}
	}
}

// Many who ask at once wait for one computation. It goes on when the first who asked has
// gone; what went wrong is asked again.
func TestManyWhoAskAtOnceAreAnsweredByOneComputation(t *testing.T) {
	t.Parallel()
	s := open(t)
	var computed atomic.Int64
	begun, goes := make(chan struct{}), make(chan struct{})
	ask := func(ctx context.Context) (int64, error) {
		return store.Remember(ctx, s, headquarters, store.Question{Name: "slow"}, func(ctx context.Context) (int64, error) {
			n := computed.Add(1)
			close(begun)
			<-goes
			return n, ctx.Err()
		})
	}
	first, leave := context.WithCancel(t.Context())
	var all sync.WaitGroup
	all.Go(func() {
		if _, err := ask(first); registry.CodeOf(err) == "" {
			t.Error("whoever has gone is answered")
		}
	})
	<-begun
	for range 20 {
		all.Go(func() {
			if n, err := ask(t.Context()); n != 1 || err != nil {
				t.Errorf("answered %d, %v", n, err)
			}
		})
	}
	leave()
	close(goes)
	all.Wait()
	if n := computed.Load(); n != 1 {
		t.Errorf("computed %d times", n)
	}

	fails := errors.New("架空の障害")
	for i, want := range []error{fails, nil, nil} {
		n, err := store.Remember(t.Context(), s, headquarters, store.Question{Name: "once wrong"}, func(context.Context) (int, error) {
			return i, want
		})
		if !errors.Is(err, want) || err == nil && n != 1 {
			t.Errorf("asked for the %dth time: %d, %v", i, n, err)
		}
	}
	if _, err := store.Remember(t.Context(), s, headquarters, store.Question{Name: "panic"}, func(context.Context) (int, error) {
		panic("架空の障害")
	}); err == nil {
		t.Error("a panic is an answer")
	}
}

// A brief answer is for those who ask while it is computed, and for nobody later.
func TestABriefAnswerIsNotKept(t *testing.T) {
	t.Parallel()
	s := open(t)
	computed := 0
	for want := 1; want <= 2; want++ {
		n, err := store.Remember(t.Context(), s, headquarters, store.Question{Name: "brief", Brief: true}, func(context.Context) (int, error) {
			computed++
			return computed, nil
		})
		if n != want || err != nil {
			t.Errorf("asked for the %dth time: %d, %v", want, n, err)
		}
	}
}

// At midnight in Tokyo other settings may be in force.
func TestNothingIsRememberedBeyondMidnight(t *testing.T) {
	t.Parallel()
	s := open(t)
	e, err := s.Edition(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range []struct {
		now  string
		want int
	}{{"2030-04-01 23:59:59", 0}, {"2030-04-01 00:00:00", 0}, {"2030-04-02 00:00:00", 2}, {"2030-04-02 12:00:00", 2}} {
		if e.Now, err = time.ParseInLocation(time.DateTime, c.now, registry.Tokyo); err != nil {
			t.Fatal(err)
		}
		got, err := store.Remember(store.WithEdition(t.Context(), e), s, headquarters, store.Question{Name: "day"},
			func(context.Context) (int, error) { return i, nil })
		if err != nil || got != c.want {
			t.Errorf("at %s: the answer of %d, %v", c.now, got, err)
		}
	}
}

// Of the past, an answer lasts through changes; of settings, it does not.
func TestAnswersOfThePastLastThroughChanges(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	computed := 0
	ask := func(asOf string) {
		t.Helper()
		moment, err := time.ParseInLocation(time.DateOnly, asOf, registry.Tokyo)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := store.Remember(t.Context(), w.Store, headquarters, store.Question{Name: "past", AsOf: moment},
			func(context.Context) (int, error) { computed++; return 0, nil }); err != nil {
			t.Fatal(err)
		}
	}
	w.Change(t, "2022-04-01 09:00", "甲", &storetest.Row{})
	ask("2021-04-01")
	ask("2023-04-01") // nothing has changed since the last change
	w.Change(t, "2022-05-01 09:00", "甲", &storetest.Row{})
	ask("2021-04-01")
	if computed != 2 {
		t.Errorf("computed %d times, want 2", computed)
	}
	ask("2023-04-01")
	if computed != 3 {
		t.Errorf("computed %d times, want 3: the last change was before the moment", computed)
	}
	if _, err := w.Pool.ExecContext(t.Context(), "update bureau set name = '架空局' where id = 1"); err != nil {
		t.Fatal(err)
	}
	if ask("2021-04-01"); computed != 4 {
		t.Errorf("computed %d times, want 4: a bureau has another name", computed)
	}
}

// Who calls and what the registry is comes in one step, and the use of a session or token
// is noted once a minute.
func TestACallerIsFoundInOneStep(t *testing.T) {
	t.Parallel()
	url := pgtest.New(t)
	wire := crashtest.NewWire(t, url)
	w := storetest.Over(t, wire.URL(), store.Options{MaxConnections: 1})
	id, err := w.AddAccount(t.Context(), registry.Operator("試験"), registry.Account{Login: "x", Name: "架空", Role: registry.Planner}, "")
	if err != nil {
		t.Fatal(err)
	}
	session, token := sha256.Sum256([]byte("session")), sha256.Sum256([]byte("token"))
	if err := w.AddSession(t.Context(), session[:], id, registry.Session{Key: "k"}, []byte("x"), time.Hour); err != nil {
		t.Fatal(err)
	}
	if _, err := w.AddToken(t.Context(), registry.Scope{AccountID: id}, "試験", token[:], time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	last := func() (at string) {
		t.Helper()
		if err := w.Pool.QueryRow("select concat(s.seen_at, ' ', t.last_used_at) from session s, api_token t").Scan(&at); err != nil {
			t.Fatal(err)
		}
		return at
	}
	bySession := func() (store.Caller, error) { return w.CallerBySession(t.Context(), session[:], time.Hour) }
	byToken := func() (store.Caller, error) { return w.CallerByToken(t.Context(), token[:]) }
	for range 2 { // the first prepares the statements and notes the use of the token
		for name, find := range map[string]func() (store.Caller, error){"session": bySession, "token": byToken} {
			if c, err := find(); err != nil || c.Account.ID != id || c.Edition.Changes == 0 || name == "session" && c.Due {
				t.Fatalf("by %s: %+v, %v", name, c, err)
			}
		}
	}
	noted, asked := last(), wire.Asked()
	for range 5 {
		_, err := bySession()
		_, other := byToken()
		if err := errors.Join(err, other); err != nil {
			t.Fatal(err)
		}
	}
	if n := wire.Asked() - asked; n != 10 || last() != noted {
		t.Errorf("ten callers were found in %d steps, last used %s, then %s", n, noted, last())
	}
	if _, err := w.Pool.Exec(`update session set seen_at = seen_at - interval '61 seconds'`); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Pool.Exec(`update api_token set last_used_at = last_used_at - interval '61 seconds'`); err != nil {
		t.Fatal(err)
	}
	early := last()
	if c, err := bySession(); err != nil || !c.Due {
		t.Errorf("after a minute: %+v, %v", c, err)
	}
	if err := w.SessionUsed(t.Context(), session[:], time.Hour, 12*time.Hour); err != nil {
		t.Fatal(err)
	}
	if c, err := byToken(); err != nil || c.Account.ID != id || last() == early {
		t.Errorf("after a minute: %+v, %v; last used %s, then %s", c, err, early, last())
	}
	if c, err := bySession(); err != nil || c.Due {
		t.Errorf("noted, and due again: %v", err)
	}
}
