package page_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"tetsuzuki/internal/browser"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/webtest"
)

// Whoever has no mouse gets from the top of each page of progress to what it leads to, by Tab and
// Enter alone, and sees where the focus is.
func TestThePagesOfProgressByKeyboard(t *testing.T) {
	t.Parallel()
	browser.Need(t)
	r := webtest.NewRig(t)
	r.Fill()
	w := r.Window()
	r.As(registry.Planner).Lend(w)
	for _, c := range []struct{ from, tabTo, shows, leadsTo string }{
		{"/", `main a[href^="/processes?"]`, "main .table-box", "/processes"},
		{"/progress/curve", `main form button`, "main figure", "/progress/curve"},
		{"/progress/bridge?from=2021-04-01", `main a[href^="/progress/bridge/"]`, "main .table-box", "/progress/bridge/"},
		{"/progress/bridge?from=2021-04-01&rate=usage", `main [name="from"]`, "main figure", "/progress/bridge"},
		{"/progress/bureaus", `main th a[href*="sort="]`, "main th[aria-sort]", "/progress/bureaus"},
		{"/progress/scope", `main a[href*="scope=out"]`, "h1", "/processes"},
		{"/progress/scope", `main a[href*="obstacle="]`, "h1", "/processes"},
		{"/progress/honesty", `main a[href^="/processes?"]`, "h1", "/processes"},
	} {
		w.Go(c.from)
		tabTo(t, w, c.tabTo)
		if outline := browser.Eval[string](w, `getComputedStyle(document.activeElement).outlineStyle`); outline == "none" {
			t.Errorf("%s: nobody sees that %s has the focus", c.from, c.tabTo)
		}
		w.Follow(c.shows, chromedp.KeyEvent(kb.Enter))
		if at := w.Path(); !strings.HasPrefix(at, c.leadsTo) {
			t.Errorf("%s: %s leads to %s", c.from, c.tabTo, at)
		}
	}
}
