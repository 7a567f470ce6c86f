package job_test

import (
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/job"
	"tetsuzuki/internal/postgres/pgtest"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// inventory is a made-up file of so many rows.
func inventory(rows int) intake.File {
	var b strings.Builder
	b.WriteString("局,手続名,根拠法令,年間件数（令和2年度）\r\n")
	for i := range rows {
		fmt.Fprintf(&b, "環境局,架空の届出第%d号,架空法,%d\r\n", i+1, i)
	}
	return intake.File{Name: "架空.csv", Data: strings.NewReader(b.String())}
}

// desk is an intake with a worker beside it that works when it is told to.
func desk(t *testing.T, opt store.Options) (*store.Store, *intake.Intake, job.Worker) {
	t.Helper()
	s, err := store.Open(t.Context(), pgtest.New(t), opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	in := intake.New(s, 0)
	return s, in, job.Worker{Store: s, Logger: slog.New(slog.DiscardHandler),
		Kinds: map[registry.JobKind]job.Handler{registry.JobRead: job.Reads(in)}, More: in.RequestWaitingReadings}
}

func handIn(t *testing.T, in *intake.Intake, rows int) registry.Upload {
	t.Helper()
	u, err := in.HandIn(t.Context(), operator, inventory(rows), intake.Options{})
	if err != nil || u.State != registry.UploadReceived || u.ID == 0 {
		t.Fatalf("%+v, %v", u, err)
	}
	return u
}

// stands checks what an upload and the job that reads it have become.
func stands(t *testing.T, s *store.Store, in *intake.Intake, id int64, state registry.UploadState,
	jobState registry.JobState) registry.Job {
	t.Helper()
	u, err := s.Upload(t.Context(), operator, id)
	if err != nil || u.State != state {
		t.Errorf("upload %d is %s, want %s; %v", id, u.State, state, err)
	}
	j, err := in.ReadingJob(t.Context(), operator, id)
	if registry.CodeOf(err) == registry.NotFound && jobState == "" {
		return j
	}
	if err != nil || j.State != jobState {
		t.Errorf("the job of upload %d is %s (%s), want %s; %v", id, j.State, j.Message, jobState, err)
	}
	return j
}

func TestAFileIsReadByAWorker(t *testing.T) {
	t.Parallel()
	s, in, worker := desk(t, store.Options{})
	u := handIn(t, in, 1000)
	stands(t, s, in, u.ID, registry.UploadReceived, registry.JobAvailable)
	if err := worker.Once(t.Context()); err != nil {
		t.Fatal(err)
	}
	j := stands(t, s, in, u.ID, registry.UploadStaged, registry.JobDone)
	if j.Done != 1000 || j.Total != 1000 || j.Step != "登録内容と比べています" {
		t.Errorf("it ended at %d of %d: %s", j.Done, j.Total, j.Step)
	}
	counts, err := in.Difference(t.Context(), operator, u.ID)
	if err != nil || counts.New != 1000 {
		t.Errorf("%+v, %v", counts, err)
	}

	// Asked for twice, it is read once; given up meanwhile, it is not read at all.
	for range 2 {
		if err := in.RequestReading(t.Context(), operator, intake.Reading{Upload: u.ID}); err != nil {
			t.Fatal(err)
		}
	}
	if waiting, err := s.Jobs(t.Context(), operator, registry.JobAvailable, 0, 10); err != nil || len(waiting) != 1 {
		t.Errorf("%+v, %v", waiting, err)
	}
	if err := in.Discard(t.Context(), operator, u.ID); err != nil {
		t.Fatal(err)
	}
	if err := worker.Once(t.Context()); err != nil {
		t.Fatal(err)
	}
	if j := stands(t, s, in, u.ID, registry.UploadDiscarded, registry.JobFailed); !strings.Contains(j.Message, "すでに終わっています") {
		t.Errorf("it says %q", j.Message)
	}
	if err := in.RequestReading(t.Context(), operator, intake.Reading{Upload: u.ID}); registry.CodeOf(err) != registry.Conflict {
		t.Errorf("asked for after it was given up: %v", err)
	}
}

// A file that finds the queue full is read once there is room, though nobody asks for it
// again, and one that was given up meanwhile is not.
func TestAFileIsKeptWhenTooManyWait(t *testing.T) {
	t.Parallel()
	s, in, worker := desk(t, store.Options{MaxWaitingJobs: 1})
	first, second, third := handIn(t, in, 1), handIn(t, in, 2), handIn(t, in, 3)
	stands(t, s, in, first.ID, registry.UploadReceived, registry.JobAvailable)
	stands(t, s, in, second.ID, registry.UploadReceived, "")
	err := in.RequestReading(t.Context(), operator, intake.Reading{Upload: second.ID})
	if registry.CodeOf(err) != registry.Unavailable || !strings.Contains(registry.MessageOf(err), "混み合って") {
		t.Errorf("asked for while the queue is full: %v", err)
	}
	if err := in.Discard(t.Context(), operator, third.ID); err != nil {
		t.Fatal(err)
	}
	if err := worker.Once(t.Context()); err != nil {
		t.Fatal(err)
	}
	stands(t, s, in, first.ID, registry.UploadStaged, registry.JobDone)
	stands(t, s, in, second.ID, registry.UploadStaged, registry.JobDone)
	stands(t, s, in, third.ID, registry.UploadDiscarded, "")
}

// The worker of the service looks for them by the clock.
func TestAWorkerFindsKeptFilesByItself(t *testing.T) {
	t.Parallel()
	s, in, worker := desk(t, store.Options{MaxWaitingJobs: 1})
	first, second := handIn(t, in, 1), handIn(t, in, 2)
	worker.Poll, worker.Concurrency = quick, 1
	log, _ := start(t, worker)
	log.until(t, "room for the second", func(e event) bool { return e.message == "room found in the queue" })
	j, err := in.ReadingJob(t.Context(), operator, second.ID)
	if err != nil {
		t.Fatal(err)
	}
	log.ended(t, j.ID, "done")
	stands(t, s, in, first.ID, registry.UploadStaged, registry.JobDone)
	stands(t, s, in, second.ID, registry.UploadStaged, registry.JobDone)
}

// Of the files that wait for room, each bureau's first comes before anybody's second,
// and no more are asked for than there is room for.
func TestKeptFilesComeInTurns(t *testing.T) {
	t.Parallel()
	s, in, _ := desk(t, store.Options{MaxWaitingJobs: 3})
	keep := func(bureau int) int64 {
		u, err := in.HandIn(t.Context(), operator, inventory(1), intake.Options{BureauID: bureau})
		if err != nil {
			t.Fatal(err)
		}
		return u.ID
	}
	asked := func() (keys []string) {
		waiting, err := s.Jobs(t.Context(), operator, registry.JobAvailable, 0, 10)
		if err != nil {
			t.Fatal(err)
		}
		for _, j := range waiting {
			keys = append(keys, j.Key)
		}
		slices.Sort(keys)
		return keys
	}
	for range 3 {
		keep(10)
	}
	a, b, c, d := keep(10), keep(10), keep(15), keep(16)
	if n, err := in.RequestWaitingReadings(t.Context()); n != 0 || err != nil {
		t.Errorf("%d were asked for in a full queue, %v", n, err)
	}
	for _, want := range [][]int64{{a, c, d}, {b}} {
		worker := job.Worker{Store: s, Logger: slog.New(slog.DiscardHandler),
			Kinds: map[registry.JobKind]job.Handler{registry.JobRead: job.Reads(in)}}
		if err := worker.Once(t.Context()); err != nil {
			t.Fatal(err)
		}
		n, err := in.RequestWaitingReadings(t.Context())
		if err != nil || n != len(want) {
			t.Errorf("%d were asked for, want %d; %v", n, len(want), err)
		}
		var keys []string
		for _, id := range want {
			keys = append(keys, strconv.FormatInt(id, 10))
		}
		if got := asked(); !slices.Equal(got, keys) {
			t.Errorf("asked for %v, want %v", got, keys)
		}
	}
}

// A file that came with its password is read at once, and nothing keeps the password.
func TestAPasswordIsInNoJob(t *testing.T) {
	t.Parallel()
	s, in, _ := desk(t, store.Options{})
	u, err := in.HandIn(t.Context(), operator, inventory(3), intake.Options{Password: "架空の合言葉"})
	if err != nil {
		t.Fatal(err)
	}
	stands(t, s, in, u.ID, registry.UploadStaged, "")
}

// One whose reading was cut short waits for somebody with the password: without it,
// there is nothing to read.
func TestAProtectedFileIsNotAskedForByItself(t *testing.T) {
	t.Parallel()
	s, in, worker := desk(t, store.Options{MaxWaitingJobs: 1})
	handIn(t, in, 1) // the queue is full
	u, err := in.Receive(t.Context(), operator, inventory(3), intake.Options{Password: "架空の合言葉"})
	if err != nil {
		t.Fatal(err)
	}
	if err := worker.Once(t.Context()); err != nil {
		t.Fatal(err)
	}
	stands(t, s, in, u.ID, registry.UploadReceived, "")
}
