package page_test

import (
	"os"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"tetsuzuki/internal/browser"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/webtest"
)

// A plan is made, adopted and undone by keyboard alone and without scripts; each page on the way
// is accessible and fits, wide and at 320 px, and in print.
func TestAPlanByKeyboardWithoutScripts(t *testing.T) {
	t.Parallel()
	browser.Need(t)
	r := webtest.NewRig(t)
	openProcesses(t, r)
	w := r.Window()
	r.As(registry.Headquarters).Lend(w)
	shots := os.Getenv("TETSUZUKI_TEST_SHOTS")
	look := func(at string) {
		t.Helper()
		for _, width := range []int64{1280, 320} {
			w.Size(width, 900)
			w.Accessible(at)
			if wide := browser.Eval[bool](w, `document.documentElement.scrollWidth > document.documentElement.clientWidth`); wide {
				t.Errorf("%s is wider than %d px", at, width)
			}
			if shots != "" {
				w.Screenshot(shots + "/" + at + map[int64]string{1280: "-wide", 320: "-narrow"}[width] + ".png")
			}
		}
		w.Size(1280, 900)
	}
	w.Go("/plans")
	look("no-plan")
	w.Go("/plans/new")
	look("new")
	w.Scripts(false)
	w.Go("/plans/new")
	w.Follow("#result", chromedp.Focus("#name"), chromedp.KeyEvent("架空の計画"+kb.Enter))
	w.Scripts(true)
	w.Go("/plans/1")
	look("plan")
	w.Go("/plans/new?from=1")
	w.Follow("#result", chromedp.Click("summary"), chromedp.SetValue("#law-year", "2027"), chromedp.Click("form.form button.primary"))
	w.Go("/plans/compare?a=1&b=2")
	look("compare")
	w.Scripts(false)
	w.Go("/plans/2")
	w.Follow("#adoptions", chromedp.Focus("#adopt-reason"), chromedp.KeyEvent("架空の決定"+kb.Tab+kb.Enter))
	w.Scripts(true)
	w.Go("/plans/2")
	look("adopted")
	w.Scripts(false)
	w.Go("/plans/2")
	w.Follow("#adopt", chromedp.Focus("#undo-reason"), chromedp.KeyEvent("見直し"+kb.Tab+kb.Enter))
	w.Scripts(true)
	w.Go("/plans")
	look("plans")
	w.Go("/plans/new")
	w.Follow("#plan-problem", chromedp.SetValue("#name", "架空"), chromedp.Click("summary"), chromedp.SetValue("#capacity", "ない局 5"),
		chromedp.Click("form.form button.primary"))
	look("wrong")
}
