package web_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web"
	"tetsuzuki/internal/web/webtest"
)

// Thirty bureaus hand in at once, one of them twenty files, while planners and
// headquarters read: every file ends, nobody waits for all of the busy
// bureau's files, and no answer holds another bureau's data.
func TestThirtyBureausAtOnce(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("takes half a minute")
	}
	r := webtest.NewRig(t)
	r.Idle = true // a worker of its own does what waits, as in the service
	working, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	var worker sync.WaitGroup
	worker.Go(func() { r.Worker.Run(working) })
	defer worker.Wait()
	defer stop()
	bureaus, err := r.Store.Bureaus(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	bureaus = slices.DeleteFunc(bureaus, func(b registry.Bureau) bool { return b.External || !b.Open(time.Now()) })
	bureaus = bureaus[:min(len(bureaus), webtest.Crowd)]
	readers := map[registry.Role][]string{
		registry.Planner:      {"/", "/processes?sort=volume&order=desc", "/processes?q=架空", "/priorities", "/board", "/api/v1/progress", "/uploads"},
		registry.Headquarters: {"/", "/priorities", "/processes", "/api/v1/processes?limit=200", "/api/v1/uploads", "/processes.csv"},
		registry.Auditor:      {"/", "/processes", "/admin/log", "/api/v1/audit-events"},
	}
	for role := range readers {
		r.As(role) // signs in
	}
	people := make([]*webtest.Colleagues, len(bureaus))
	for i, b := range bureaus {
		people[i] = r.Colleagues(b)
	}

	var sending, reading sync.WaitGroup
	over := make(chan struct{})
	var read atomic.Int64
	for role, paths := range readers {
		reading.Go(func() {
			t.Run(string(role), func(t *testing.T) {
				b := r.As(role).Of(t)
				for n := 0; ; n++ {
					select {
					case <-over:
						return
					default:
					}
					b.Get(paths[n%len(paths)]).Want(t, http.StatusOK)
					read.Add(1)
				}
			})
		})
	}
	for i, c := range people {
		sending.Go(func() {
			t.Run(c.Bureau.Name, func(t *testing.T) {
				files := 1
				if i == 0 {
					files = webtest.BusyFiles
				}
				c.HandIn(t, files)
				c.Look(t, people)
			})
		})
	}
	sending.Wait()
	close(over)
	reading.Wait()
	t.Logf("%d pages were read meanwhile", read.Load())
	if t.Failed() {
		return
	}

	want := int64(len(bureaus) * webtest.CrowdRows)
	if got := r.Count(`select count(*) from process where recorded_to = 'infinity'`); got != want {
		t.Errorf("%d processes, want %d", got, want)
	}
	if n := r.Count(`select count(*) from upload where state not in ('confirmed', 'unchanged')`); n != 0 {
		t.Errorf("%d uploads have not ended", n)
	}
	if n := r.Count(`select count(*) from job where state <> 'done'`); n != 0 {
		t.Errorf("%d jobs are not done", n)
	}
	// While a bureau's file waits, the busy bureau has at most the turn that it is
	// just taking, and one more.
	if n := r.Count(`select coalesce(max(n), 0) from (select count(*) as n from job j join job b on b.bureau_id = $1
			and b.claimed_at > j.created_at and b.claimed_at < j.claimed_at
		where j.bureau_id <> $1 group by j.id) as ahead`, bureaus[0].ID); n > 2 {
		t.Errorf("%d files of the busy bureau were read while another bureau's waited", n)
	}
	everything := r.As(registry.Planner).Get("/processes.csv").Want(t, http.StatusOK).Body
	for _, c := range people {
		if n := strings.Count(everything, "架空の届出0"+c.Mark); n != 1 {
			t.Errorf("the first row of %s is there %d times", c.Bureau.Name, n)
		}
	}
	v, err := r.Store.Verify(t.Context(), registry.Operator("試験"), nil, nil)
	if err != nil || len(v.Problems) > 0 {
		t.Errorf("%v, %+v", err, v.Problems)
	}
}

// Where too many files wait, another one is kept with its number, and whoever sent it
// is told that it is not read yet; once there is room it goes its way by itself.
func TestAFullQueueSaysSoAndKeepsTheFile(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.Idle = true
	small, err := store.Open(t.Context(), r.World.URL, store.Options{MaxWaitingJobsOfBureau: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer small.Close()
	handler, err := web.New(web.Options{Store: small, Logger: webtest.Quiet})
	if err != nil {
		t.Fatal(err)
	}
	b := r.As(registry.Officer)
	r.Serve(handler, map[registry.Role]*webtest.Visitor{registry.Officer: b})
	file := webtest.Sheet(t, []any{"架空廃棄物の許可", "架空廃棄物法", 12000, 300, "実施済", "不要"})
	b.Send("/uploads", "一つ目.xlsx", file).Want(t, http.StatusSeeOther)
	for n, send := range []func() string{
		func() string {
			return b.Send("/uploads", "二つ目.xlsx", file).Want(t, http.StatusSeeOther).Header.Get("Location")
		},
		func() string {
			made := b.Send("/api/v1/uploads", "三つ目.xlsx", file, "bureau", "環境局").
				Want(t, http.StatusCreated, `"state":"received"`, `"reading":{"state":"kept"`, "空きしだい自動で検査します")
			return strings.TrimPrefix(made.Header.Get("Location"), "/api/v1")
		},
	} {
		at := send()
		if want := fmt.Sprintf("/uploads/%d", n+2); at != want {
			t.Errorf("it is at %s, want %s", at, want)
		}
		b.Get(at).Want(t, http.StatusOK, "混み合っているため、まだ読み取っていません", "空きしだい自動で検査します", "!検査する").See(t, webtest.Live())
		b.Post(at+"/stage").Want(t, http.StatusServiceUnavailable, "処理待ちが1件あり")
		b.Do(http.MethodPost, "/api/v1"+at+"/stage", strings.NewReader("{}"), "application/json").
			Want(t, http.StatusServiceUnavailable, `"code":"unavailable"`, "処理待ちが1件あり")
		b.Get(at+"/file").Want(t, http.StatusOK, string(file))
	}
	r.Work()
	for n := range 3 {
		b.Get(fmt.Sprintf("/uploads/%d", n+1)).Want(t, http.StatusOK, "差分を確かめる")
	}
}
