package page_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web"
	"tetsuzuki/internal/web/request"
	"tetsuzuki/internal/web/webtest"
)

// Who waits long for a file gets a page that tells how far it is and leads to it. The file is
// made once, noted once, and nobody else's.
func TestALongExportHasAPageOfItsProgress(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t, func(o *web.Options) { o.ExportsAtOnce, o.ExportPatience = 1, time.Nanosecond })
	r.Fill()
	planner, auditor := r.As(registry.Planner), r.As(registry.Auditor)
	planner.Header.Set("Accept", "text/html")
	release := r.Hold("lock table audit_event in share mode") // an export notes itself there first
	const file = "/processes.xlsx?status=done"
	waiting := planner.Get(file).Want(t, http.StatusSeeOther).Header.Get("Location")
	if waiting != request.WaitingAt(file) {
		t.Fatalf("it leads to %s", waiting)
	}
	if p := planner.Get(waiting).Want(t, 200, "出力の用意", "手続一覧_"); !webtest.Refreshes(p.Body) {
		t.Error("the page stands still")
	}
	planner.Get("/exports").Want(t, 200, "作っている出力と、できた出力")
	auditor.Get(waiting).Want(t, http.StatusNotFound, "もう一度保存してください")
	release()
	for webtest.Refreshes(planner.Get(waiting).Want(t, 200).Body) { // until it is there
	}
	if p := planner.Get(waiting).Want(t, 200, "できました"); !strings.Contains(p.Body, `content="0; url=`+file+`"`) {
		t.Error("the page does not lead to the file by itself")
	}
	if got := planner.Get(file).Want(t, 200); !strings.HasPrefix(got.Body, "PK") {
		t.Errorf("the file begins with %.10q", got.Body)
	}
	if told := r.Told(registry.AuditExport); len(told) != 1 {
		t.Errorf("it is noted as %q", told)
	}
	planner.Get(file).Want(t, 200)
	if told := r.Told(registry.AuditExport); len(told) != 2 || !strings.Contains(told[0], "手続一覧_") {
		t.Errorf("fetched again, it is noted as %q", told)
	}
	if missing := planner.Get(request.WaitingPath + "?" + url.Values{"of": {"//elsewhere"}}.Encode()); missing.Status != http.StatusNotFound {
		t.Errorf("an address that nobody asked for: %d", missing.Status)
	}
}

// In a browser, with scripts and without, the page moves on by itself, and the file is saved.
func TestALongExportIsSavedByTheBrowser(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t, func(o *web.Options) { o.ExportsAtOnce, o.ExportPatience = 1, time.Nanosecond })
	r.Fill()
	planner := r.As(registry.Planner)
	for _, scripts := range []bool{true, false} {
		w := r.Window()
		planner.Lend(w)
		w.Scripts(scripts)
		w.Go(map[bool]string{true: "/processes?status=done", false: "/processes?status=planned"}[scripts])
		saved := make(chan string, 1)
		w.Listen(func(event any) {
			if begins, ok := event.(*cdpbrowser.EventDownloadWillBegin); ok {
				saved <- begins.SuggestedFilename
			}
		})
		w.Do(cdpbrowser.SetDownloadBehavior(cdpbrowser.SetDownloadBehaviorBehaviorAllow).WithDownloadPath(t.TempDir()).WithEventsEnabled(true))
		release := r.Hold("lock table audit_event in share mode")
		w.Follow("progress", chromedp.Click(`a[href^="/processes.xlsx"]`, chromedp.ByQuery))
		if scripts {
			w.Accessible("a file that is waited for")
		}
		release()
		if name := <-saved; !strings.HasPrefix(name, "手続一覧_") {
			t.Errorf("saved as %q", name)
		}
		if text := w.Text("main"); !strings.Contains(text, "できました") {
			t.Errorf("the page says %q", text)
		}
	}
}

// The same question at the same change is answered by the file that is there; after a change, or
// to somebody else, it is made anew. A download that broke off goes on where it was.
func TestAKeptExportAnswersAgainAndGoesOn(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.Fill()
	planner := r.As(registry.Planner)
	const file = "/processes.csv"
	whole := planner.Get(file).Want(t, 200)
	tag := whole.Header.Get("ETag")
	if again := planner.Get(file).Want(t, 200); tag == "" || again.Header.Get("ETag") != tag || again.Body != whole.Body {
		t.Errorf("the same question: %q and %q", tag, again.Header.Get("ETag"))
	}
	if other := r.As(registry.Auditor).Get(file).Want(t, 200); other.Header.Get("ETag") == tag {
		t.Error("somebody else got the same file")
	}
	rest := func(headers ...string) webtest.Answer {
		b := r.As(registry.Planner)
		b.Header.Set("Range", "bytes=100-")
		for i := 0; i < len(headers); i += 2 {
			b.Header.Set(headers[i], headers[i+1])
		}
		return b.Get(file)
	}
	if got := rest("If-Range", tag).Want(t, http.StatusPartialContent); got.Body != whole.Body[100:] {
		t.Error("the rest is another one")
	}
	r.Edit(1, "架空の新しい備考")
	if got := rest("If-Range", tag).Want(t, http.StatusPartialContent); got.Body != whole.Body[100:] {
		t.Error("after a change the rest of the former file is another one")
	}
	anew := planner.Get(file).Want(t, 200, "架空の新しい備考")
	if anew.Header.Get("ETag") == tag {
		t.Error("after a change the former file was sent")
	}
	if got := rest("If-Range", `"nothing"`).Want(t, 200); got.Body != anew.Body {
		t.Error("whoever has a part of something else does not get the whole")
	}
	b := r.As(registry.Planner)
	b.Header.Set("Range", "bytes=0-9")
	if got := b.Get(file+"?status=done").Want(t, 200); got.Header.Get("Content-Range") != "" {
		t.Error("a part of a file that was just made")
	}
}
