package page_test

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"tetsuzuki/internal/browser"
	"tetsuzuki/internal/postgres/pgtest"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/webtest"
)

// Figures are published, and corrected, by keyboard alone and without JavaScript; each
// page on the way is accessible, wide and narrow.
func TestFiguresArePublishedByKeyboardWithoutScripts(t *testing.T) {
	t.Parallel()
	browser.Need(t)
	r := webtest.NewRig(t)
	r.World.Catalogue(t)
	w := r.Window()
	r.As(registry.Headquarters).Lend(w)
	look := func(at string) {
		t.Helper()
		for _, width := range []int64{1280, 360} {
			w.Size(width, 900)
			w.Accessible(at)
			if wide := browser.Eval[bool](w, `document.documentElement.scrollWidth > document.documentElement.clientWidth`); wide {
				t.Errorf("%s is wider than %d px", at, width)
			}
		}
		w.Size(1280, 900)
	}
	w.Go("/snapshots")
	look("no snapshot")
	w.Scripts(false)
	w.Go("/?as_of=2022-12-31")
	w.Follow("#record", chromedp.Focus(`a[href^="/snapshots/new"]`), chromedp.KeyEvent(kb.Enter))
	w.Follow("#proof", chromedp.Focus("#name"), chromedp.KeyEvent("2022年度 第3四半期（架空）"+kb.Tab+"架空のメモ"+kb.Tab+kb.Enter))
	w.Scripts(true)
	w.Go("/snapshots/1")
	look("a snapshot")
	w.Go("/snapshots/new?replaces=1")
	look("a correction")
	w.Scripts(false)
	w.Go("/snapshots/new?replaces=1")
	w.Follow("#proof", chromedp.Focus("#reason"), chromedp.KeyEvent("架空の理由"+kb.Tab+kb.Tab+kb.Enter))
	w.Scripts(true)
	if _, err := pgtest.Open(t, r.World.URL).
		Exec(`set session_replication_role = replica; update process set digitization_status = 'done' where process_id = 3`); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/snapshots", "/snapshots/1", "/snapshots/2", "/snapshots/new", "/snapshots/new?as_of=2022-03-31"} {
		w.Go(path)
		look(path)
	}
	w.Go("/snapshots/new")
	w.Follow("#snapshot-problem", chromedp.SetAttributeValue("#name", "value", "2022年度 第3四半期（架空）"), chromedp.Click("form.form button"))
	look("a name that is taken")
}
