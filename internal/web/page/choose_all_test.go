package page_test

import (
	"testing"

	"github.com/chromedp/chromedp"

	"tetsuzuki/internal/browser"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/webtest"
)

// All rows of a page are chosen at once: by a box in the head of their column, and without
// scripts by a button. The choice holds for that page alone.
func TestAllRowsOfAPageAreChosenAtOnce(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	admin := r.As(registry.Administrator)
	for _, role := range registry.Roles {
		r.As(role)
	}
	none := admin.Get("/admin/accounts?role=officer").Want(t, 200).
		See(t, webtest.Link("この画面の行をすべて選ぶ", "/admin/accounts?role=officer&select=page"))
	if chosen := webtest.FormOf(t, none.Body, "/admin/accounts/disable")["account"]; len(chosen) > 0 {
		t.Errorf("at first %v are chosen", chosen)
	}
	page := admin.Get("/admin/accounts?select=page").Want(t, 200).
		See(t, webtest.Link("選択をすべて外す", "/admin/accounts"), webtest.Link("ログイン名", "/admin/accounts?order=asc&sort=login"))
	form := webtest.FormOf(t, page.Body, "/admin/accounts/disable")
	if n := len(form["account"]); n != len(registry.Roles)-1 {
		t.Errorf("%d accounts are chosen: all but the own one can be", n)
	}

	browser.Need(t)
	r.Imported([]any{"架空廃棄物の許可", "架空法", 1, 1, "検討中", "要"}, []any{"架空騒音の届出", "架空法", 1, 1, "検討中", "要"},
		[]any{"架空悪臭の届出", "架空法", 1, 1, "検討中", "要"})
	officer := r.As(registry.Officer)
	at := officer.Send("/uploads", "架空.xlsx", webtest.Sheet(t, []any{"架空廃棄物の許可", "架空法", 2, 1, "検討中", "要"})).Want(t, 303).Header.Get("Location")
	w := r.Window()
	chosen := func() int {
		return browser.Eval[int](w, `document.querySelectorAll('tbody input[type=checkbox]:checked').length`)
	}
	some := func() bool { return browser.Eval[bool](w, `document.querySelector('[data-choose]').indeterminate`) }
	for _, c := range []struct {
		who  *webtest.Visitor
		path string
		rows int
	}{{officer, at + "/decisions", 2}, {admin, "/admin/accounts", len(registry.Roles) - 1}} {
		c.who.Lend(w)
		w.Go(c.path)
		w.Accessible("a list whose rows are chosen")
		w.Do(chromedp.Click(`[data-choose]`))
		if n := chosen(); n != c.rows || some() {
			t.Errorf("%s: %d of %d are chosen", c.path, n, c.rows)
		}
		w.Do(chromedp.Click(`tbody input[type=checkbox]`))
		if n := chosen(); n != c.rows-1 || !some() {
			t.Errorf("%s: one less, %d of %d are chosen, and some is %t", c.path, n, c.rows, some())
		}
		w.Do(chromedp.Click(`[data-choose]`), chromedp.Click(`[data-choose]`))
		if n := chosen(); n != 0 {
			t.Errorf("%s: none, %d of %d are chosen", c.path, n, c.rows)
		}
	}
	w.Scripts(false)
	w.Go("/admin/accounts")
	if shown := browser.Eval[bool](w, `document.querySelector('[data-choose]').offsetParent !== null`); shown {
		t.Error("without scripts, the box is there and does nothing")
	}
}
