package job_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tetsuzuki/internal/job"
	"tetsuzuki/internal/postgres/pgtest"
	"tetsuzuki/internal/registry"
)

func at(int) time.Duration { return 0 }

func TestAJobIsDone(t *testing.T) {
	t.Parallel()
	s := fresh(t)
	log, _ := start(t, job.Worker{Store: s, Kinds: kinds(func(_ context.Context, j *job.Job) error {
		var payload struct{ Upload int }
		if err := j.Decode(&payload); err != nil {
			return err
		}
		if !j.Scope.Reaches(3) || j.Scope.Reaches(4) {
			t.Errorf("the job acts under %+v", j.Scope)
		}
		if payload.Upload != 7 {
			t.Errorf("the job is about %d", payload.Upload)
		}
		j.Progress(10, 10, "完了")
		return nil
	})})
	id := enqueue(t, s, registry.NewJob{Kind: probe, BureauID: 3, Payload: map[string]int{"upload": 7}})
	log.ended(t, id, "done")
	if j := read(t, s, id); j.State != registry.JobDone || j.Done != 10 || j.Step != "完了" {
		t.Errorf("the job is %+v", j)
	}
}

func TestProgressCanBeReadWhileTheJobRuns(t *testing.T) {
	t.Parallel()
	s := fresh(t)
	next := make(chan struct{})
	log, _ := start(t, job.Worker{Store: s, Every: time.Nanosecond, Kinds: kinds(func(_ context.Context, j *job.Job) error {
		j.Progress(1, 2, "行を読み取っています")
		<-next
		j.Progress(-1, 2, "壊れた文字\xff\x00です")
		<-next
		return nil
	})})
	id := enqueue(t, s, registry.NewJob{Kind: probe})
	for _, want := range []struct {
		done int64
		step string
	}{{1, "行を読み取っています"}, {0, "壊れた文字\uFFFDです"}} {
		log.until(t, "progress", func(l event) bool { return l.message == "job alive" && l.done == want.done })
		if j := read(t, s, id); j.State != registry.JobRunning || j.Done != want.done || j.Total != 2 || j.Step != want.step {
			t.Errorf("the job is %+v, want %+v", j, want)
		}
		next <- struct{}{}
	}
	log.ended(t, id, "done")
}

func TestProgressIsWrittenNowAndThenOnly(t *testing.T) {
	t.Parallel()
	s := fresh(t)
	log, _ := start(t, job.Worker{Store: s, Every: time.Hour, Stale: time.Hour, Kinds: kinds(func(_ context.Context, j *job.Job) error {
		for i := range int64(100_000) {
			j.Progress(i+1, 100_000, "行を読み取っています")
		}
		return nil
	})})
	id := enqueue(t, s, registry.NewJob{Kind: probe})
	written := 0
	log.until(t, "the end", func(l event) bool {
		if l.message == "job alive" {
			written++
		}
		return l.message == "job ended"
	})
	if written > 1 {
		t.Errorf("progress was written %d times within the hour", written)
	}
	if j := read(t, s, id); j.Done != 100_000 {
		t.Errorf("in the end %d", j.Done)
	}
}

func TestHowAHandlersErrorEndsAJob(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		fail     func() error
		attempts int
		message  string
	}{
		{"what would come out the same", func() error { return registry.Errorf(registry.Invalid, "test", "見出しがありません。") }, 1, "見出しがありません。"},
		{"not allowed", func() error { return registry.Errorf(registry.Forbidden, "test", "権限がありません。") }, 1, "権限がありません。"},
		{"busy", func() error { return registry.Errorf(registry.Unavailable, "test", "混み合っています。") }, 3, "混み合っています。"},
		{"an error of no kind", func() error { return errors.New("secret detail") }, 3, registry.MessageOf(errors.New(""))},
		{"a panic", func() error { panic("secret detail") }, 1, registry.MessageOf(errors.New(""))},
		{"a message that cannot be stored", func() error { return registry.Errorf(registry.Invalid, "test", "壊れた\x00文字\xff") }, 1, "壊れた文字\uFFFD"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := fresh(t)
			var attempts atomic.Int32
			log, _ := start(t, job.Worker{Store: s, Backoff: at, Kinds: kinds(func(context.Context, *job.Job) error {
				attempts.Add(1)
				return c.fail()
			})})
			id := enqueue(t, s, registry.NewJob{Kind: probe})
			for range c.attempts - 1 {
				log.ended(t, id, "to be tried again")
			}
			log.ended(t, id, "failed")
			if n := int(attempts.Load()); n != c.attempts {
				t.Errorf("%d attempts, want %d", n, c.attempts)
			}
			if j := read(t, s, id); j.State != registry.JobFailed || j.Message != c.message || j.Attempt != c.attempts {
				t.Errorf("the job is %+v, want the message %q", j, c.message)
			}
		})
	}
}

func TestASecondAttemptMaySucceed(t *testing.T) {
	t.Parallel()
	s := fresh(t)
	log, _ := start(t, job.Worker{Store: s, Backoff: at, Kinds: kinds(func(_ context.Context, j *job.Job) error {
		if j.Attempt == 1 {
			return registry.Errorf(registry.Unavailable, "test", "混み合っています。")
		}
		return nil
	})})
	id := enqueue(t, s, registry.NewJob{Kind: probe})
	log.ended(t, id, "to be tried again")
	log.ended(t, id, "done")
	if j := read(t, s, id); j.State != registry.JobDone || j.Attempt != 2 || j.Message != "" {
		t.Errorf("the job is %+v", j)
	}
}

func TestNoMoreJobsAtOnceThanAllowed(t *testing.T) {
	t.Parallel()
	s := fresh(t)
	const jobs = 12
	var now, most atomic.Int32
	log, _ := start(t, job.Worker{Store: s, Concurrency: 2, Kinds: kinds(func(ctx context.Context, j *job.Job) error {
		n := now.Add(1)
		defer now.Add(-1)
		for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
		}
		_, err := s.Job(ctx, j.Scope, j.ID)
		return err
	})})
	for range jobs {
		enqueue(t, s, registry.NewJob{Kind: probe})
	}
	for range jobs {
		log.until(t, "the end of a job", func(l event) bool { return l.message == "job ended" })
	}
	if m := most.Load(); m > 2 {
		t.Errorf("%d jobs ran at once", m)
	}
}

func TestManyWorkersDoEachJobOnce(t *testing.T) {
	t.Parallel()
	url := pgtest.New(t)
	const jobs, workers = 60, 4
	s := open(t, url)
	var mu sync.Mutex
	times := map[int64]int{}
	var all sync.WaitGroup
	all.Add(jobs)
	for range workers {
		start(t, job.Worker{Store: open(t, url), Concurrency: 3, Kinds: kinds(func(_ context.Context, j *job.Job) error {
			mu.Lock()
			defer mu.Unlock()
			if times[j.ID]++; times[j.ID] == 1 {
				all.Done()
			}
			return nil
		})})
	}
	for i := range jobs {
		enqueue(t, s, registry.NewJob{Kind: probe, BureauID: 1 + i%5})
	}
	all.Wait()
	mu.Lock()
	defer mu.Unlock()
	for id, n := range times {
		if n != 1 {
			t.Errorf("job %d ran %d times", id, n)
		}
	}
}

func TestOtherKindsAreLeftToOtherWorkers(t *testing.T) {
	t.Parallel()
	s := fresh(t)
	other := enqueue(t, s, registry.NewJob{Kind: "other"})
	log, stop := start(t, job.Worker{Store: s, Kinds: kinds(func(context.Context, *job.Job) error { return nil })})
	log.ended(t, enqueue(t, s, registry.NewJob{Kind: probe}), "done")
	stop()
	if j := read(t, s, other); j.State != registry.JobAvailable || j.Attempt != 0 {
		t.Errorf("the other kind's job is %+v", j)
	}
}

func TestStoppingLetsARunningJobFinish(t *testing.T) {
	t.Parallel()
	s := fresh(t)
	running, finish := make(chan struct{}), make(chan struct{})
	log, stop := start(t, job.Worker{Store: s, Concurrency: 1, Kinds: kinds(func(ctx context.Context, _ *job.Job) error {
		close(running)
		<-finish
		return ctx.Err()
	})})
	id := enqueue(t, s, registry.NewJob{Kind: probe})
	wait(t, running)
	next := enqueue(t, s, registry.NewJob{Kind: probe})
	go func() {
		log.until(t, "stopping", func(l event) bool { return l.message == "worker stopping" })
		close(finish)
	}()
	stop()
	if j := read(t, s, id); j.State != registry.JobDone {
		t.Errorf("the running job is %+v", j)
	}
	if j := read(t, s, next); j.State != registry.JobAvailable {
		t.Errorf("the waiting job is %+v", j)
	}
}

func TestStoppingGivesBackAJobThatTakesTooLong(t *testing.T) {
	t.Parallel()
	s := fresh(t)
	running := make(chan struct{})
	_, stop := start(t, job.Worker{Store: s, Drain: time.Millisecond, Kinds: kinds(func(ctx context.Context, _ *job.Job) error {
		close(running)
		<-ctx.Done()
		return ctx.Err()
	})})
	id := enqueue(t, s, registry.NewJob{Kind: probe, MaxAttempts: 1})
	wait(t, running)
	stop()
	if j := read(t, s, id); j.State != registry.JobAvailable || j.Attempt != 0 {
		t.Errorf("the job is %+v", j)
	}
	log, _ := start(t, job.Worker{Store: s, Kinds: kinds(func(context.Context, *job.Job) error { return nil })})
	log.ended(t, id, "done")
}

// The bureaus' thirty jobs each, worked off by one worker at a time: nobody waits for
// another bureau's heap.
func TestABureauWithManyJobsDoesNotStarveOthers(t *testing.T) {
	t.Parallel()
	s := fresh(t)
	for range 30 {
		enqueue(t, s, registry.NewJob{Kind: probe, BureauID: 1})
	}
	for bureau := 2; bureau <= 5; bureau++ {
		enqueue(t, s, registry.NewJob{Kind: probe, BureauID: bureau})
	}
	order := make(chan int, 34)
	start(t, job.Worker{Store: s, Concurrency: 1, Kinds: kinds(func(_ context.Context, j *job.Job) error {
		order <- j.BureauID
		return nil
	})})
	served := map[int]bool{}
	for range 5 {
		served[wait(t, order)] = true
	}
	if len(served) != 5 {
		t.Errorf("the first five turns went to bureaus %v", served)
	}
}
