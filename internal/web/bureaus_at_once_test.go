package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tetsuzuki/internal/auth"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// crowd is the bureaus that hand in at once, and what the busy one of them sends.
const (
	crowd     = 30
	crowdRows = 60 // of each file
	busyFiles = 20
)

// Thirty bureaus hand in at once, one of them twenty files, while planners and
// headquarters read: every file comes to its end, nobody waits for all of the busy
// bureau's files, and no answer holds another bureau's data.
func TestThirtyBureausAtOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.idle = true // a worker of its own does what waits, as in the service
	working, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	var worker sync.WaitGroup
	worker.Go(func() { r.worker.Run(working) })
	defer worker.Wait()
	defer stop()
	bureaus, err := r.store.Bureaus(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	bureaus = bureaus[:crowd]
	readers := map[registry.Role][]string{
		registry.Planner:      {"/", "/processes?sort=volume&order=desc", "/processes?q=架空", "/priorities", "/board", "/api/v1/progress", "/uploads"},
		registry.Headquarters: {"/", "/priorities", "/processes", "/api/v1/processes?limit=200", "/api/v1/uploads", "/processes.csv"},
		registry.Auditor:      {"/", "/processes", "/admin/log", "/api/v1/audit-events"},
	}
	for role := range readers {
		r.as(role) // signs in
	}
	people := make([]*colleagues, len(bureaus))
	for i, b := range bureaus {
		people[i] = r.colleagues(b)
	}

	var sending, reading sync.WaitGroup
	over := make(chan struct{})
	var read atomic.Int64
	for role, paths := range readers {
		reading.Go(func() {
			t.Run(string(role), func(t *testing.T) {
				b := r.as(role).of(t)
				for n := 0; ; n++ {
					select {
					case <-over:
						return
					default:
					}
					b.get(paths[n%len(paths)]).want(t, http.StatusOK)
					read.Add(1)
				}
			})
		})
	}
	for i, c := range people {
		sending.Go(func() {
			t.Run(c.bureau.Name, func(t *testing.T) {
				files := 1
				if i == 0 {
					files = busyFiles
				}
				c.handIn(t, files)
				c.look(t, people)
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

	want := int64(crowd * crowdRows)
	if got := r.count(`select count(*) from process where recorded_to = 'infinity'`); got != want {
		t.Errorf("%d processes, want %d", got, want)
	}
	if n := r.count(`select count(*) from upload where state not in ('confirmed', 'unchanged')`); n != 0 {
		t.Errorf("%d uploads have not come to their end", n)
	}
	if n := r.count(`select count(*) from job where state <> 'done'`); n != 0 {
		t.Errorf("%d jobs are not done", n)
	}
	// While a bureau's file waits, the busy bureau has at most the turn that it is
	// just taking, and one more.
	if n := r.count(`select coalesce(max(n), 0) from (select count(*) as n from job j join job b on b.bureau_id = $1
			and b.claimed_at > j.created_at and b.claimed_at < j.claimed_at
		where j.bureau_id <> $1 group by j.id) as ahead`, bureaus[0].ID); n > 2 {
		t.Errorf("%d files of the busy bureau were read while another bureau's waited", n)
	}
	everything := r.as(registry.Planner).get("/processes.csv").want(t, http.StatusOK).body
	for _, c := range people {
		if n := strings.Count(everything, "架空の届出0"+c.mark); n != 1 {
			t.Errorf("the first row of %s is there %d times", c.bureau.Name, n)
		}
	}
	v, err := r.store.Verify(t.Context(), registry.Operator("試験"))
	if err != nil || len(v.Problems) > 0 {
		t.Errorf("%v, %+v", err, v.Problems)
	}
}

// count asks the database past the program.
func (r *rig) count(query string, args ...any) (n int64) {
	r.t.Helper()
	if err := r.world.Pool.QueryRowContext(r.t.Context(), query, args...).Scan(&n); err != nil {
		r.t.Fatal(err)
	}
	return n
}

// of is the same visitor in another test.
func (b *visitor) of(t *testing.T) *visitor {
	same := *b
	same.t, same.header = t, b.header.Clone()
	return &same
}

// colleagues are the officer and the approver of a bureau.
type colleagues struct {
	bureau   registry.Bureau
	mark     string // stands in everything that is the bureau's
	officer  *visitor
	approver *visitor
	uploads  []string // the numbers of those that they sent
}

func (r *rig) colleagues(b registry.Bureau) *colleagues {
	r.t.Helper()
	c := &colleagues{bureau: b, mark: fmt.Sprintf("〔印%02d〕", b.ID), officer: r.visitor(), approver: r.visitor()}
	hash, err := passwordHash()
	if err != nil {
		r.t.Fatal(err)
	}
	for login, role := range map[string]registry.Role{"nyuryoku": registry.Officer, "shonin": registry.Approver} {
		a := registry.Account{Login: login + strconv.Itoa(b.ID), Name: "架空の人" + c.mark, Role: role, BureauID: b.ID}
		if a.ID, err = r.store.AddAccount(r.t.Context(), registry.Operator("試験"), a, hash); err != nil {
			r.t.Fatal(err)
		}
		if role == registry.Officer {
			c.officer.post("/sign-in", "login", a.Login, "password", password).want(r.t, http.StatusSeeOther)
			continue
		}
		token, tokenHash := auth.NewToken()
		if _, err := r.store.AddToken(r.t.Context(), registry.ScopeOf(a), "試験", tokenHash, time.Now().Add(time.Hour)); err != nil {
			r.t.Fatal(err)
		}
		c.approver.header.Set("Authorization", "Bearer "+token)
	}
	return c
}

// handIn sends the bureau's file so many times, and takes each the whole way. The
// first one is confirmed; the others then say the same.
func (c *colleagues) handIn(t *testing.T, files int) {
	officer, approver := c.officer.of(t), c.approver.of(t)
	rows := make([][]any, crowdRows)
	for n := range rows {
		rows[n] = []any{fmt.Sprintf("架空の届出%d%s", n, c.mark), "架空の法" + c.mark, 9000 + 40*n, n, "検討中", "不要"}
	}
	file := sheet(t, rows...)
	for n := range files {
		at := officer.send("/uploads", fmt.Sprintf("一覧%d%s.xlsx", n, c.mark), file, "reason", "架空の棚卸"+c.mark).
			want(t, http.StatusSeeOther).header.Get("Location")
		c.uploads = append(c.uploads, strings.TrimPrefix(at, "/uploads/"))
	}
	for _, id := range c.uploads {
		at := "/api/v1/uploads/" + id
		for limit := time.Now().Add(2 * time.Minute); ; time.Sleep(20 * time.Millisecond) {
			var u struct {
				State   registry.UploadState
				Reading *struct{ State registry.JobState }
			}
			if err := json.Unmarshal([]byte(officer.get(at).want(t, http.StatusOK).body), &u); err != nil {
				t.Fatal(err)
			}
			if u.Reading == nil && u.State == registry.UploadStaged {
				break
			}
			if time.Now().After(limit) {
				t.Fatalf("upload %s is %+v", id, u)
			}
		}
		officer.post("/uploads/"+id+"/submit", "keep", "1").want(t, http.StatusSeeOther)
		approver.call(http.MethodPost, at+"/approve", "{}").want(t, http.StatusOK)
	}
}

// look reads whatever the bureau's people can read, and finds its own in it, and
// nothing of the others.
func (c *colleagues) look(t *testing.T, all []*colleagues) {
	officer, approver := c.officer.of(t), c.approver.of(t)
	paths := []string{"/", "/processes", "/processes?sort=volume&order=desc&limit=200", "/processes?q=架空", "/priorities", "/priorities?limit=200",
		"/uploads", "/uploads/" + c.uploads[0], "/uploads/" + c.uploads[0] + "/receipt", "/board", "/notices", "/transfers", "/exports",
		"/processes.csv", "/api/v1/processes?limit=200", "/api/v1/priorities", "/api/v1/progress", "/api/v1/uploads",
		"/api/v1/uploads/" + c.uploads[0], "/api/v1/uploads/" + c.uploads[0] + "/receipt"}
	silent := []string{"/", "/board", "/notices", "/transfers", "/exports", "/api/v1/progress"} // need not name any row
	for _, path := range paths {
		visitors := []*visitor{officer}
		if strings.HasPrefix(path, "/api/") {
			visitors = append(visitors, approver)
		}
		for _, b := range visitors {
			body := b.get(path).want(t, http.StatusOK).body
			if !strings.Contains(body, c.mark) && !slices.Contains(silent, path) {
				t.Errorf("%s lacks the bureau's own", path)
			}
			for _, other := range all {
				if other != c && strings.Contains(body, other.mark) {
					t.Errorf("%s holds data of %s", path, other.bureau.Name)
				}
			}
		}
	}
	if n := strings.Count(officer.get("/api/v1/processes?limit=200").body, `"procedure_name":`); n != crowdRows {
		t.Errorf("the bureau has %d processes, want %d", n, crowdRows)
	}
	for id := c.bureau.ID % 7; id < crowd+busyFiles-1; id += 7 {
		if n := strconv.Itoa(id + 1); !slices.Contains(c.uploads, n) {
			officer.get("/uploads/"+n).want(t, http.StatusNotFound)
			approver.get("/api/v1/uploads/"+n).want(t, http.StatusNotFound)
		}
	}
}

// Where too many files wait, another one is kept with its number, and whoever sent it
// is told that it is not read yet; once there is room it goes its way by itself.
func TestAFullQueueSaysSoAndKeepsTheFile(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.idle = true
	small, err := store.Open(t.Context(), r.world.URL, store.Options{MaxWaitingJobsOfBureau: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer small.Close()
	handler, err := New(Options{Store: small, Logger: quiet})
	if err != nil {
		t.Fatal(err)
	}
	b := r.as(registry.Officer)
	r.serve(handler, map[registry.Role]*visitor{registry.Officer: b})
	file := sheet(t, []any{"架空廃棄物の許可", "架空廃棄物法", 12000, 300, "実施済", "不要"})
	b.send("/uploads", "一つ目.xlsx", file).want(t, http.StatusSeeOther)
	for n, send := range []func() string{
		func() string {
			return b.send("/uploads", "二つ目.xlsx", file).want(t, http.StatusSeeOther).header.Get("Location")
		},
		func() string {
			made := b.send("/api/v1/uploads", "三つ目.xlsx", file, "bureau", "環境局").want(t, http.StatusCreated, `"state":"received"`, `"reading":{"state":"kept"`, "空きしだい自動で検査します")
			return strings.TrimPrefix(made.header.Get("Location"), "/api/v1")
		},
	} {
		at := send()
		if want := fmt.Sprintf("/uploads/%d", n+2); at != want {
			t.Errorf("it is at %s, want %s", at, want)
		}
		b.get(at).want(t, http.StatusOK, "混み合っているため、まだ読み取っていません", "空きしだい自動で検査します", "data-live", "!検査する")
		b.post(at+"/stage").want(t, http.StatusServiceUnavailable, "処理待ちが1件あり")
		b.do(http.MethodPost, "/api/v1"+at+"/stage", strings.NewReader("{}"), "application/json").
			want(t, http.StatusServiceUnavailable, `"code":"unavailable"`, "処理待ちが1件あり")
		b.get(at+"/file").want(t, http.StatusOK, string(file))
	}
	r.work()
	for n := range 3 {
		b.get(fmt.Sprintf("/uploads/%d", n+1)).want(t, http.StatusOK, "差分を確かめる")
	}
}
