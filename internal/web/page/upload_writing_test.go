package page_test

import (
	"database/sql"
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"tetsuzuki/internal/browser"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/webtest"
)

// oneInTheMiddle keeps a write from one of its processes.
const oneInTheMiddle = `select from process where process_id = 20 and recorded_to = 'infinity' for update`

// someWritten is what a page says while a write stands in the middle.
const someWritten = `今の内容を履歴に移しています.*[（ ][1-9]\d* / 40 行）`

// written is how many rows of how many the page tells.
func written(t *testing.T, a webtest.Answer) (done, total int) {
	t.Helper()
	return a.Page(t).Progress()
}

// While an upload is confirmed, whoever may see it sees how many of its rows are
// written, and nobody waits for it.
func TestHowFarAConfirmIsCanBeSeen(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	at := r.SubmittedAgain()
	r.As(registry.Approver).Get(at+"/submission").Want(t, http.StatusOK, "別の画面で開く").See(t, webtest.Watched(at))
	release := r.Hold(oneInTheMiddle)
	defer release()
	confirmed := r.As(registry.Approver).Later(at + "/approve")

	page := r.As(registry.Planner).Meanwhile(at, someWritten).
		Want(t, http.StatusOK, "登録しています。", "この画面を閉じても、最後まで続きます", "承認待ち", "!次にすること").See(t, webtest.Live())
	if done, total := written(t, page); done == 0 || done >= total || total != webtest.ManyRows {
		t.Errorf("%d of %d rows are written, want some of %d", done, total, webtest.ManyRows)
	}
	r.As(registry.Planner).Get("/api/v1"+at).Want(t, http.StatusOK, `"state":"submitted"`,
		`"writing":{"act":"confirm","step":"今の内容を履歴に移しています","done":`, `"total":40}`)
	r.As(registry.Officer).Get(at+"/findings").Want(t, http.StatusOK)
	for _, path := range []string{"/submission", "/difference", "/decisions", "/conflicts", "/matches"} { // they would wait for it
		if to := r.As(registry.Officer).Get(at+path).Want(t, http.StatusSeeOther).Header.Get("Location"); to != at {
			t.Errorf("%s leads to %s", path, to)
		}
	}
	other := registry.Scope{AccountID: 1, Actor: "架空", Role: registry.Officer, BureauID: r.Bureau.ID + 1}
	if w, err := r.Store.WriteProgress(t.Context(), other, 2); w != nil || err != nil {
		t.Errorf("another bureau sees %+v, %v", w, err)
	}
	release()
	if a := <-confirmed; a.Status != http.StatusSeeOther || a.Header.Get("Location") != at {
		t.Errorf("%d to %s: %s", a.Status, a.Header.Get("Location"), a.Body)
	}
	r.As(registry.Planner).Get(at).Want(t, http.StatusOK, "登録しました", "変更 40 手続", "!data-live")
	r.As(registry.Planner).Get("/api/v1"+at).Want(t, http.StatusOK, `"state":"confirmed"`, `!"writing"`)
}

// A write that waits for another one says so, and one that may not be is told so at
// once and seen by nobody.
func TestAConfirmThatWaitsForAnotherSaysSo(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	at := r.SubmittedAgain()
	release := r.Hold(`select pg_advisory_xact_lock(7417001)`)
	defer release()
	r.As(registry.Officer).Post(at+"/approve").Want(t, http.StatusForbidden)
	r.As(registry.Headquarters).Post(at+"/undo", "direction", "undo", "reason", "架空").Want(t, http.StatusConflict)
	r.As(registry.Planner).Get(at).Want(t, http.StatusOK, "!data-live")

	confirmed := r.As(registry.Approver).Later(at + "/approve")
	r.As(registry.Planner).Meanwhile(at, "ほかの登録が終わるのを待っています").Want(t, http.StatusOK, "登録しています", "!行）")
	release()
	if a := <-confirmed; a.Status != http.StatusSeeOther {
		t.Errorf("%d: %s", a.Status, a.Body)
	}
}

// Of a confirm whose database connection dies in the middle, nothing stays, neither
// written nor told; the next one goes through.
func TestAConfirmThatDiesLeavesNoProgress(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	at := r.SubmittedAgain()
	release := r.Hold(oneInTheMiddle)
	defer release()
	confirmed := r.As(registry.Approver).Later(at + "/approve")
	r.As(registry.Planner).Meanwhile(at, someWritten)
	var killed sql.NullBool
	if err := r.World.Pool.QueryRowContext(t.Context(), `select bool_and(pg_terminate_backend(l.pid)) from pg_locks l
		where l.locktype = 'advisory' and l.objid = 7417001 and l.granted
		  and l.database = (select oid from pg_database where datname = current_database())`).Scan(&killed); err != nil || !killed.Bool {
		t.Fatal(killed, err)
	}
	if a := <-confirmed; a.Status < 500 {
		t.Errorf("%d: %s", a.Status, a.Body)
	}
	r.As(registry.Planner).Meanwhile(at, "承認を待っています").Want(t, http.StatusOK, "!data-live")
	r.As(registry.Planner).Get("/api/v1"+at).Want(t, http.StatusOK, `"state":"submitted"`, `!"writing"`)
	release()
	r.As(registry.Approver).Post(at+"/approve").Want(t, http.StatusSeeOther)
	r.As(registry.Planner).Get(at).Want(t, http.StatusOK, "登録しました")
}

func TestHowFarAnUndoIsCanBeSeen(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	at := r.SubmittedAgain()
	r.As(registry.Approver).Post(at+"/approve").Want(t, http.StatusSeeOther)
	hq := r.As(registry.Headquarters)
	for _, reverse := range []struct{ direction, told string }{
		{"undo", "取り消しています。"},
		{"redo", "もう一度登録しています。"},
	} {
		hq.Get(at+"/undo").Want(t, http.StatusOK, "別の画面で開く").See(t, webtest.Watched(at))
		release := r.Hold(oneInTheMiddle)
		done := hq.Later(at+"/undo", "direction", reverse.direction, "reason", "架空")
		page := r.As(registry.Officer).Meanwhile(at, someWritten).Want(t, http.StatusOK, reverse.told)
		if done, total := written(t, page); done == 0 || done >= total || total != webtest.ManyRows {
			t.Errorf("%s: %d of %d rows are written, want some of %d", reverse.direction, done, total, webtest.ManyRows)
		}
		r.As(registry.Officer).Get("/api/v1"+at).Want(t, http.StatusOK, `"writing":{"act":"`+reverse.direction+`"`)
		if to := hq.Get(at+"/undo").Want(t, http.StatusSeeOther).Header.Get("Location"); to != at {
			t.Errorf("the page of undoing leads to %s", to)
		}
		release()
		if a := <-done; a.Status != http.StatusSeeOther {
			t.Errorf("%s: %d: %s", reverse.direction, a.Status, a.Body)
		}
		hq.Get(at).Want(t, http.StatusOK, "!data-live")
	}
}

// Whoever has pressed the button sees it in the page that waits for the answer, and
// whoever looks at the upload sees it end; without scripts, in the page itself.
func TestHowFarAConfirmIsCanBeSeenInTheBrowser(t *testing.T) {
	t.Parallel()
	browser.Need(t)
	r := webtest.NewRig(t)
	at := r.SubmittedAgain()
	release := r.Hold(oneInTheMiddle)
	defer release()
	presser, viewer, plain := r.Window(), r.Window(), r.Window()
	r.As(registry.Approver).Lend(presser)
	r.As(registry.Planner).Lend(viewer)
	r.As(registry.Planner).Lend(plain)
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
		new MutationObserver(() => form.querySelector('progress[max="40"]') && console.log(form.textContent))
			.observe(form, { childList: true, subtree: true });`+" true")
	presser.Do(chromedp.Click("//button[text()='承認して登録する']", chromedp.BySearch))
	r.As(registry.Planner).Meanwhile(at, someWritten)
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
