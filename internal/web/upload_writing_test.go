package web

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"tetsuzuki/internal/browser"
	"tetsuzuki/internal/registry"
)

const manyRows = 40

// manyOf are made-up rows with a volume.
func manyOf(volume int) (rows [][]any) {
	for i := range manyRows {
		rows = append(rows, []any{fmt.Sprintf("架空の届出第%d号", i+1), "架空法", volume, 1, "検討中", "不要"})
	}
	return rows
}

// submittedAgain is the page of a submitted upload that changes every process of
// 環境局.
func (r *rig) submittedAgain() string {
	r.t.Helper()
	r.imported(manyOf(100)...)
	b := r.as(registry.Officer)
	at := b.send("/uploads", "架空の棚卸.xlsx", sheet(r.t, manyOf(200)...)).want(r.t, http.StatusSeeOther).header.Get("Location")
	b.post(at+"/submit", "keep", "1").want(r.t, http.StatusSeeOther)
	return at
}

// hold keeps others from a lock until the returned function is called.
func (r *rig) hold(statement string) (release func()) {
	r.t.Helper()
	ctx, cancel := context.WithCancel(r.t.Context())
	tx, err := r.world.Pool.BeginTx(ctx, nil)
	if err == nil {
		_, err = tx.ExecContext(ctx, statement)
	}
	if err != nil {
		r.t.Fatal(err)
	}
	return func() {
		_ = tx.Rollback()
		cancel()
	}
}

// oneInTheMiddle keeps a write from one of its processes.
const oneInTheMiddle = `select from process where process_id = 20 and recorded_to = 'infinity' for update`

// someWritten is what a page says while a write stands in the middle.
const someWritten = `今の内容を履歴に移しています.*[（ ][1-9]\d* / 40 行）`

// later posts while the test goes on.
func (b *visitor) later(path string, form ...string) <-chan answer {
	done := make(chan answer, 1)
	go func() { done <- b.post(path, form...) }()
	return done
}

// meanwhile is the page once it holds the text.
func (b *visitor) meanwhile(path, text string) answer {
	b.t.Helper()
	for limit := time.Now().Add(time.Minute); ; {
		a := b.get(path)
		if regexp.MustCompile(text).MatchString(a.body) {
			return a
		}
		if time.Now().After(limit) {
			_, main, _ := strings.Cut(a.body, "<main")
			b.t.Fatalf("%s never holds %q, but\n%.2000s", path, text, main)
		}
	}
}

// written is how many rows of how many the page tells.
func written(t *testing.T, body string) (done, total int) {
	t.Helper()
	m := regexp.MustCompile(`<progress id="reading-progress" value="(\d+)" max="(\d+)">`).FindStringSubmatch(body)
	if m == nil {
		t.Fatalf("no progress in %.3000s", body)
	}
	done, _ = strconv.Atoi(m[1])
	total, _ = strconv.Atoi(m[2])
	return done, total
}

// While an upload is confirmed, whoever may see it sees how many of its rows are
// written, and nobody waits for it.
func TestHowFarAConfirmIsCanBeSeen(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	at := r.submittedAgain()
	r.as(registry.Approver).get(at+"/submission").want(t, http.StatusOK, `data-busy-at="`+at+`"`, "<noscript>")
	release := r.hold(oneInTheMiddle)
	defer release()
	confirmed := r.as(registry.Approver).later(at + "/approve")

	page := r.as(registry.Planner).meanwhile(at, someWritten).
		want(t, http.StatusOK, "data-live", "登録しています。", "この画面を閉じても、最後まで続きます", "承認待ち", "!次にすること")
	if done, total := written(t, page.body); done == 0 || done >= total || total != manyRows {
		t.Errorf("%d of %d rows are written, want some of %d", done, total, manyRows)
	}
	r.as(registry.Planner).get("/api/v1"+at).want(t, http.StatusOK, `"state":"submitted"`, `"writing":{"deed":"confirm","step":"今の内容を履歴に移しています","done":`, `"total":40}`)
	r.as(registry.Officer).get(at+"/findings").want(t, http.StatusOK)
	for _, path := range []string{"/submission", "/difference", "/decisions", "/conflicts", "/matches"} { // they would wait for it
		if to := r.as(registry.Officer).get(at+path).want(t, http.StatusSeeOther).header.Get("Location"); to != at {
			t.Errorf("%s leads to %s", path, to)
		}
	}
	other := registry.Scope{AccountID: 1, Actor: "架空", Role: registry.Officer, BureauID: r.bureau.ID + 1}
	if w, err := r.store.Writing(t.Context(), other, 2); w != nil || err != nil {
		t.Errorf("another bureau sees %+v, %v", w, err)
	}
	release()
	if a := <-confirmed; a.status != http.StatusSeeOther || a.header.Get("Location") != at {
		t.Errorf("%d to %s: %s", a.status, a.header.Get("Location"), a.body)
	}
	r.as(registry.Planner).get(at).want(t, http.StatusOK, "登録しました", "変更 40 件", "!data-live")
	r.as(registry.Planner).get("/api/v1"+at).want(t, http.StatusOK, `"state":"confirmed"`, `!"writing"`)
}

// A write that waits for another one says so, and one that may not be is told so at
// once and seen by nobody.
func TestAConfirmThatWaitsForAnotherSaysSo(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	at := r.submittedAgain()
	release := r.hold(`select pg_advisory_xact_lock(7417001)`)
	defer release()
	r.as(registry.Officer).post(at+"/approve").want(t, http.StatusForbidden)
	r.as(registry.Headquarters).post(at+"/undo", "way", "undo", "reason", "架空").want(t, http.StatusConflict)
	r.as(registry.Planner).get(at).want(t, http.StatusOK, "!data-live")

	confirmed := r.as(registry.Approver).later(at + "/approve")
	r.as(registry.Planner).meanwhile(at, "ほかの登録が終わるのを待っています").want(t, http.StatusOK, "登録しています", "!行）")
	release()
	if a := <-confirmed; a.status != http.StatusSeeOther {
		t.Errorf("%d: %s", a.status, a.body)
	}
}

// Of a confirm whose database connection dies in the middle, nothing stays, neither
// written nor told; the next one goes through.
func TestAConfirmThatDiesLeavesNoProgress(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	at := r.submittedAgain()
	release := r.hold(oneInTheMiddle)
	defer release()
	confirmed := r.as(registry.Approver).later(at + "/approve")
	r.as(registry.Planner).meanwhile(at, someWritten)
	var killed sql.NullBool
	if err := r.world.Pool.QueryRowContext(t.Context(), `select bool_and(pg_terminate_backend(l.pid)) from pg_locks l
		where l.locktype = 'advisory' and l.objid = 7417001 and l.granted
		  and l.database = (select oid from pg_database where datname = current_database())`).Scan(&killed); err != nil || !killed.Bool {
		t.Fatal(killed, err)
	}
	if a := <-confirmed; a.status < 500 {
		t.Errorf("%d: %s", a.status, a.body)
	}
	r.as(registry.Planner).meanwhile(at, "承認を待っています").want(t, http.StatusOK, "!data-live")
	r.as(registry.Planner).get("/api/v1"+at).want(t, http.StatusOK, `"state":"submitted"`, `!"writing"`)
	release()
	r.as(registry.Approver).post(at+"/approve").want(t, http.StatusSeeOther)
	r.as(registry.Planner).get(at).want(t, http.StatusOK, "登録しました")
}

func TestHowFarAnUndoIsCanBeSeen(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	at := r.submittedAgain()
	r.as(registry.Approver).post(at+"/approve").want(t, http.StatusSeeOther)
	hq := r.as(registry.Headquarters)
	for _, way := range []struct{ way, told string }{
		{"undo", "取り消しています。"},
		{"redo", "もう一度登録しています。"},
	} {
		hq.get(at+"/undo").want(t, http.StatusOK, `data-busy-at="`+at+`"`, "<noscript>")
		release := r.hold(oneInTheMiddle)
		done := hq.later(at+"/undo", "way", way.way, "reason", "架空")
		page := r.as(registry.Officer).meanwhile(at, someWritten).want(t, http.StatusOK, "data-live", way.told)
		if done, total := written(t, page.body); done == 0 || done >= total || total != manyRows {
			t.Errorf("%s: %d of %d rows are written, want some of %d", way.way, done, total, manyRows)
		}
		r.as(registry.Officer).get("/api/v1"+at).want(t, http.StatusOK, `"writing":{"deed":"`+way.way+`"`)
		if to := hq.get(at+"/undo").want(t, http.StatusSeeOther).header.Get("Location"); to != at {
			t.Errorf("the page of undoing leads to %s", to)
		}
		release()
		if a := <-done; a.status != http.StatusSeeOther {
			t.Errorf("%s: %d: %s", way.way, a.status, a.body)
		}
		hq.get(at).want(t, http.StatusOK, "!data-live")
	}
}

// Whoever has pressed the button sees it in the page that waits for the answer, and
// whoever looks at the upload sees it end; without scripts, in the page itself.
func TestHowFarAConfirmIsCanBeSeenInTheBrowser(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	at := r.submittedAgain()
	release := r.hold(oneInTheMiddle)
	defer release()
	presser, viewer, plain := r.window(), r.window(), r.window()
	r.as(registry.Approver).lend(presser)
	r.as(registry.Planner).lend(viewer)
	r.as(registry.Planner).lend(plain)
	plain.Scripts(false)

	presser.Go(at + "/submission")
	// Nothing can be asked of a page that waits for the next one: it tells by itself what it shows.
	shown := make(chan string, 1)
	presser.Listen(func(event any) {
		if e, ok := event.(*runtime.EventConsoleAPICalled); ok && len(shown) == 0 {
			var said string
			_ = json.Unmarshal(e.Args[0].Value, &said) // what is no text, fails below
			shown <- said
		}
	})
	browser.Eval[bool](presser, `const form = document.querySelector('form[data-busy-at]');
		new MutationObserver(() => form.querySelector('progress[max="40"]') && console.log(form.textContent)).observe(form, { childList: true, subtree: true });`+" true")
	presser.Do(chromedp.Click("//button[text()='承認して登録する']", chromedp.BySearch))
	r.as(registry.Planner).meanwhile(at, someWritten)
	viewer.Go(at)
	viewer.Await("[data-live] progress[max='40']")
	viewer.Accessible("the page of the upload")
	plain.Go(at)
	if said := plain.Text("[data-live]"); !regexp.MustCompile(`（\d+ / 40 行）[\s\S]*いまの状況を見る`).MatchString(said) {
		t.Errorf("without scripts it reads %q", said)
	}
	select {
	case said := <-shown:
		if !regexp.MustCompile(`登録しています…[\s\S]*最後まで続きます[\s\S]*（\d+ / 40 行）`).MatchString(said) {
			t.Errorf("whoever pressed reads %q", said)
		}
	case <-time.After(time.Minute):
		t.Error("whoever pressed reads nothing of it")
	}
	release()
	for _, w := range []*browser.Window{presser, viewer} {
		w.Await(".notice.success")
	}
	plain.Follow(".notice.success", chromedp.Click("[data-live] a", chromedp.ByQuery))
	if said := plain.Text("main"); !strings.Contains(said, "登録しました") {
		t.Errorf("without scripts it ends with %q", said)
	}
}
