package notify

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store/storetest"
)

// heard is a logger that passes on what it is told.
func heard() (*slog.Logger, <-chan string) {
	said := make(chan string, 1000)
	return slog.New(ear{slog.DiscardHandler, said}), said
}

type ear struct {
	slog.Handler
	said chan<- string
}

func (ear) Enabled(context.Context, slog.Level) bool { return true }

func (e ear) Handle(_ context.Context, r slog.Record) error {
	e.said <- r.Message
	return nil
}

func until(t *testing.T, said <-chan string, message string) {
	t.Helper()
	limit := time.After(2 * time.Minute)
	for {
		select {
		case got := <-said:
			if got == message {
				return
			}
		case <-limit:
			t.Fatalf("%q was not said", message)
		}
	}
}

// The clock reminds when the time has come, and not before.
func TestTheClockReminds(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	day := func(n int) time.Time { return time.Date(2099, 6, n, 0, 0, 0, 0, registry.Tokyo) }
	id, err := w.SaveRound(t.Context(), scope, registry.Round{Name: "架空の回", FiscalYear: 2098, OpensOn: day(1), Deadline: day(12)})
	if err != nil {
		t.Fatal(err)
	}
	b, err := w.Bureau(t.Context(), "環境局")
	if err != nil {
		t.Fatal(err)
	}
	reader := registry.Account{Login: "reads", Name: "架空", Role: registry.Officer, BureauID: b.ID}
	if _, err := w.AddAccount(t.Context(), scope, reader, ""); err != nil {
		t.Fatal(err)
	}
	log, said := heard()
	moments := make(chan time.Time)
	clock := Clock{Store: w.Store, Logger: log, Every: time.Millisecond, Now: func() time.Time { return <-moments }}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { clock.Run(ctx); close(ended) }()
	sent := func() int {
		t.Helper()
		all, err := w.Reminders(t.Context(), scope, id)
		if err != nil {
			t.Fatal(err)
		}
		return len(all)
	}
	moments <- day(4)
	moments <- day(4) // the tick before is over
	if n := sent(); n != 0 {
		t.Errorf("%d reminders went out before their day", n)
	}
	moments <- day(5).Add(9 * time.Hour)
	until(t, said, "bureaus reminded")
	first := sent()
	if first == 0 {
		t.Error("no reminder went out")
	}
	moments <- day(5).Add(10 * time.Hour)
	moments <- day(5).Add(11 * time.Hour)
	if n := sent(); n != first {
		t.Errorf("%d reminders, want %d: one for each bureau", n, first)
	}
	stop()
	select {
	case <-ended:
	case moments <- day(5):
		<-ended
	}
}
