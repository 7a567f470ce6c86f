package job_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"tetsuzuki/internal/crashtest"
	"tetsuzuki/internal/job"
	"tetsuzuki/internal/postgres/pgtest"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

func TestMain(m *testing.M) {
	crashtest.Main(m, map[string]crashtest.Program{"worker": workerProgram})
}

var operator = registry.Operator("運用者（試験）")

const probe = registry.JobKind("probe")

func open(t testing.TB, url string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), url, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() }) // its connections may have been cut
	return s
}

func enqueue(t testing.TB, s *store.Store, n registry.NewJob) int64 {
	t.Helper()
	id, err := s.EnqueueJob(t.Context(), operator, n)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func read(t testing.TB, s *store.Store, id int64) registry.Job {
	t.Helper()
	j, err := s.Job(t.Context(), operator, id)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

// event is a line of the worker's log: the message, and its attributes.
type event struct {
	message string
	job     int64
	outcome string
	done    int64
}

// events is the worker's log, by which a test knows when something has happened.
type events struct {
	slog.Handler
	of    int64
	lines chan event
}

func newEvents() *events {
	return &events{Handler: slog.DiscardHandler, lines: make(chan event, 10_000)}
}

func (e *events) Enabled(context.Context, slog.Level) bool { return true }

func (e *events) WithAttrs(attrs []slog.Attr) slog.Handler {
	with := *e
	for _, a := range attrs {
		if a.Key == "job" {
			with.of = a.Value.Int64()
		}
	}
	return &with
}

func (e *events) Handle(_ context.Context, r slog.Record) error {
	line := event{message: r.Message, job: e.of}
	r.Attrs(func(a slog.Attr) bool {
		switch a.Key {
		case "job":
			line.job = a.Value.Int64()
		case "outcome":
			line.outcome = a.Value.String()
		case "done":
			line.done = a.Value.Int64()
		}
		return true
	})
	e.lines <- line
	return nil
}

// patience is how long anything may take before a test gives up on it.
const patience = time.Minute

// until waits for the first line that is meant.
func (e *events) until(t testing.TB, what string, meant func(event) bool) event {
	t.Helper()
	limit := time.After(patience)
	var seen []string
	for {
		select {
		case line := <-e.lines:
			if meant(line) {
				return line
			}
			seen = append(seen, fmt.Sprint(line))
		case <-limit:
			t.Fatalf("the log never says: %s; but\n%s", what, strings.Join(seen, "\n"))
		}
	}
}

// ended waits for the end of an attempt at a job.
func (e *events) ended(t testing.TB, id int64, outcome string) {
	t.Helper()
	if got := e.until(t, "job ended", func(l event) bool { return l.message == "job ended" && l.job == id }); got.outcome != outcome {
		t.Errorf("job %d ended %q, want %q", id, got.outcome, outcome)
	}
}

// wait takes the next value that the handler hands to the test.
func wait[T any](t testing.TB, c <-chan T) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(patience):
		t.Fatal("nothing came")
		panic("unreachable")
	}
}

// start runs a worker until the end of the test, or until stop is called, which
// returns when the worker has.
func start(t testing.TB, w job.Worker) (_ *events, stop func()) {
	t.Helper()
	log := newEvents()
	w.Logger = slog.New(log)
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		w.Run(ctx)
	}()
	stop = func() {
		cancel()
		wait(t, ended)
	}
	t.Cleanup(stop)
	return log, stop
}

func kinds(h job.Handler) map[registry.JobKind]job.Handler {
	return map[registry.JobKind]job.Handler{probe: h}
}

func fresh(t testing.TB) *store.Store {
	t.Helper()
	return open(t, pgtest.New(t))
}
