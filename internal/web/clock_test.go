package web_test

import (
	"fmt"
	"html"
	"net/http"
	"regexp"
	"testing"
	"time"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web"
	"tetsuzuki/internal/web/webtest"
)

// operator acts as the clock of the service does.
var operator = registry.Operator("架空の時計")

// The database's clock was hours ahead and is set back, or jumps ahead: a session lasts as
// long as it was meant to, a pause after failed sign-ins ends, what waits is done, and
// whoever turns pages finds the next one.
func TestTheDatabasesClockJumps(t *testing.T) {
	t.Parallel()
	for name, jump := range map[string]time.Duration{"back": -6 * time.Hour, "ahead": 6 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := webtest.NewRig(t)
			rows := [][]any{}
			for _, name := range []string{"架空廃棄物の許可", "架空騒音の届出", "架空悪臭の届出"} {
				rows = append(rows, []any{name, "架空法", 5, 1, "検討中", "不要"})
			}
			r.Imported(rows...)
			officer, stranger := r.As(registry.Officer), r.Visitor()
			list := officer.Get("/api/v1/processes?limit=1").Want(t, http.StatusOK)
			cursor := regexp.MustCompile(`"next_cursor":"([^"]+)"`).FindStringSubmatch(list.Body)
			if cursor == nil {
				t.Fatalf("no next page in %s", list.Body)
			}
			r.Idle = true
			at := officer.Send("/uploads", "架空.xlsx", webtest.Sheet(t, []any{"架空廃棄物の許可", "架空法", 7, 1, "検討中", "不要"})).
				Want(t, http.StatusSeeOther).Header.Get("Location")
			for range 6 {
				stranger.Post("/sign-in", "login", "planner", "password", "wrong horse battery")
			}
			paused := stranger.Post("/sign-in", "login", "planner", "password", webtest.Password).Want(t, http.StatusServiceUnavailable)
			if paused.Header.Get("Retry-After") == "" {
				t.Error("a pause without Retry-After")
			}

			r.World.Jump(t, jump)
			n, err := r.Store.ClockWentBack(t.Context(), operator)
			if err != nil || (n > 0) != (jump < 0) {
				t.Errorf("%d dated anew, %v", n, err)
			}
			r.Work()
			if again, err := r.Store.ClockWentBack(t.Context(), operator); err != nil || again != 0 {
				t.Errorf("%d dated anew again, %v", again, err)
			}
			if jump > 0 {
				officer.Get("/uploads").Want(t, http.StatusSeeOther) // idle for six hours, as far as anybody knows
				officer = r.SignIn(registry.Officer)
			} else if left := r.Count("select extract(epoch from max(expires_at) - now())::bigint from session"); left > 3600 {
				t.Errorf("a session goes on for %d s without anybody in it", left)
			}
			officer.Get("/api/v1"+at).Want(t, http.StatusOK, `"state":"staged"`) // the job was done
			if jump > 0 {                                                        // what is dated later than the page was shown is not in it
				officer.Get("/api/v1/processes?limit=1&cursor="+cursor[1]).Want(t, http.StatusOK, `"process_id":"P-0000002"`)
			}
			officer.Post(at+"/submit", "keep", "1").Want(t, http.StatusSeeOther)
			r.As(registry.Approver) // has not signed in yet
			r.As(registry.Approver).Post(at+"/approve").Want(t, http.StatusSeeOther)
			r.World.Jump(t, 16*time.Minute) // the longest pause, and a bit
			stranger.Post("/sign-in", "login", "planner", "password", webtest.Password).Want(t, http.StatusSeeOther)
		})
	}
}

// The program's clock is ahead of the database's, by days or over midnight, or behind it:
// figures are as of the database's now, what is published never of a moment to come, and
// pages show and take what the database dated.
func TestTheProgramsClockIsApart(t *testing.T) {
	t.Parallel()
	for name, apart := range map[string]time.Duration{"ahead": 50 * time.Hour, "behind": -50 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := webtest.NewRig(t, func(o *web.Options) { o.Now = func() time.Time { return time.Now().Add(apart) } })
			r.Imported([]any{"架空廃棄物の許可", "架空法", 5, 1, "検討中", "不要"})
			hq := r.As(registry.Headquarters)
			page := hq.Get("/snapshots/new").Want(t, http.StatusOK)
			moment := regexp.MustCompile(`type="hidden" name="as_of" value="([^"]+)"`).FindStringSubmatch(page.Body)
			if moment == nil {
				t.Fatalf("no moment in %s", page.Body)
			}
			seen := html.UnescapeString(moment[1])
			if shown, err := time.Parse(time.RFC3339Nano, seen); err != nil || time.Since(shown).Abs() > time.Hour {
				t.Errorf("the figures are as of %s", seen)
			}
			hq.Post("/snapshots", "name", "架空の公表", "as_of", seen).Want(t, http.StatusSeeOther)
			hq.Post("/snapshots", "name", "架空の明日", "as_of", webtest.Day(2)).Want(t, http.StatusUnprocessableEntity, "未来")
			r.Edit(1, "公表のあとの訂正")
			v, err := r.Store.Verify(t.Context(), operator, nil, nil)
			if err != nil || len(v.Problems) > 0 || v.Snapshots != 1 {
				t.Errorf("%+v, %v", v, err)
			}
			// A transfer of today, by the database's day.
			by := registry.ScopeOf(registry.Account{ID: r.Ids[registry.Officer], Name: "架空", Role: registry.Officer, BureauID: r.Bureau.ID})
			p, err := r.Store.ProposeTransfer(t.Context(), by, store.Proposal{FromBureauID: r.Bureau.ID, ToBureauID: 15,
				Processes: []registry.ProcessID{1}, EffectiveOn: registry.DayOf(time.Now()), Reason: "架空"})
			if err != nil {
				t.Fatal(err)
			}
			for _, by := range []*webtest.Visitor{r.As(registry.Approver), hq} { // the giving bureau's, then for the other
				by.Call(http.MethodPost, fmt.Sprintf("/api/v1/transfers/%d/accept", p.ID), `{}`).Want(t, http.StatusOK)
			}
			// A session and a proof last as long as they do.
			officer := r.As(registry.Officer)
			officer.Get("/uploads").Want(t, http.StatusOK)
			officer.Post("/account/tokens", "name", "架空", "days", "30").Want(t, http.StatusOK)
			notices := r.As(registry.Approver).Get("/api/v1/notices").Want(t, http.StatusOK)
			if until := regexp.MustCompile(`"at":"([^"]+)"`).FindStringSubmatch(notices.Body); until != nil {
				r.As(registry.Approver).Call(http.MethodPost, "/api/v1/notices/read", `{"until": "`+until[1]+`"}`).Want(t, http.StatusNoContent)
			}
		})
	}
}

// A proof that lies ahead, because the program's clock was and went back, is none.
func TestAProofEndsWhenTheClockGoesBack(t *testing.T) {
	t.Parallel()
	var ahead time.Duration
	r := webtest.NewRig(t, func(o *web.Options) { o.Now = func() time.Time { return time.Now().Add(ahead) } })
	ahead = 6 * time.Hour
	b := r.As(registry.Administrator)
	b.Get("/admin/accounts").Want(t, http.StatusOK)
	ahead = 0
	if got := b.Get("/admin/accounts"); got.Status != http.StatusSeeOther {
		t.Errorf("%d after the clock went back", got.Status)
	}
}
