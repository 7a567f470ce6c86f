package job_test

import (
	"context"
	"testing"
	"time"

	"tetsuzuki/internal/job"
	"tetsuzuki/internal/postgres/pgtest"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// A worker lives through a database that stands still: the job that it was at is tried
// again or ends, and the next one is done.
func TestAWorkerLivesThroughADatabaseThatStandsStill(t *testing.T) {
	t.Parallel()
	own := pgtest.NewOwn(t)
	s, err := store.Open(t.Context(), own.URL, store.Options{
		Bounds: store.Bounds{Connect: 300 * time.Millisecond, Silence: 200 * time.Millisecond, Probe: 300 * time.Millisecond}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() }) // its connections may have been cut
	at := make(chan struct{}, 10)
	frozen := make(chan struct{})
	log, _ := start(t, job.Worker{Store: s, Poll: 50 * time.Millisecond, Backoff: func(int) time.Duration { return time.Millisecond },
		Kinds: kinds(func(ctx context.Context, _ *job.Job) error {
			at <- struct{}{}
			<-frozen
			_, err := s.Bureau(ctx, "環境局") // it has no end of its own
			return err
		})})
	id := enqueue(t, s, registry.NewJob{Kind: probe, MaxAttempts: 5})
	wait(t, at)
	own.Freeze(t)
	close(frozen)
	log.until(t, "no job can be claimed, or the end cannot be written", func(l event) bool {
		return l.message == "no job can be claimed" || l.message == "the job's end cannot be written yet"
	})
	own.Thaw(t)
	for log.until(t, "the job is done", func(l event) bool { return l.message == "job ended" && l.job == id }).outcome != "done" {
	}
	log.ended(t, enqueue(t, s, registry.NewJob{Kind: probe}), "done")
}
