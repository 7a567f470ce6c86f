package page_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"tetsuzuki/internal/browser"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/webtest"
)

// mostTabs is how often a person presses Tab before giving up.
const mostTabs = 300

// tabTo moves the focus to what the selector finds, by Tab alone.
func tabTo(t *testing.T, w *browser.Window, selector string) {
	t.Helper()
	for range mostTabs {
		w.Do(chromedp.KeyEvent(kb.Tab))
		if browser.Eval[bool](w, "document.activeElement.matches(`"+selector+"`)") {
			return
		}
	}
	t.Fatalf("%d times Tab do not reach %s on %s", mostTabs, selector, w.Path())
}

// look checks that the open page is accessible and fits, at 320 and 1280 px.
func look(t *testing.T, w *browser.Window, name string) {
	t.Helper()
	for _, width := range []int64{320, 1280} {
		w.Size(width, 900)
		w.Accessible(name)
		if got := browser.Eval[int64](w, `document.documentElement.scrollWidth`); got > width {
			t.Errorf("%s is %d px wide at %d px", name, got, width)
		}
		shoot(w, name, width)
	}
	w.Size(1280, 900)
}

// A view is saved and changed, columns are chosen, many processes are edited and put back, and a
// related process is decided on by keyboard alone; each page on the way is accessible and fits.
func TestTheListsAndTheirEditsByKeyboard(t *testing.T) {
	t.Parallel()
	browser.Need(t)
	r := webtest.NewRig(t)
	openProcesses(t, r)
	w := r.Window()
	r.As(registry.Headquarters).Lend(w)
	tab := func(selector string) { t.Helper(); tabTo(t, w, selector) }
	typed := func(keys string) { t.Helper(); w.Do(chromedp.KeyEvent(keys)) }
	enter := func(shows string) { t.Helper(); w.Follow(shows, chromedp.KeyEvent(kb.Enter)) }

	w.Go("/priorities")
	look(t, w, "priorities")
	tab("#try")
	typed("500")
	enter(".notice.info")
	look(t, w, "priorities-tried")

	w.Go("/processes")
	tab(`details:has([name="column"]) > summary`)
	typed(kb.Enter)
	look(t, w, "columns")
	tab(`[name="column"][value="platform"]`)
	typed(" ")
	tab(`details:has([name="column"]) button`)
	enter(`th a[href*="sort=platform"]`)
	tab(`details:has(#view-name) > summary`)
	typed(kb.Enter)
	look(t, w, "save-view")
	tab("#view-name")
	typed("架空の表示")
	tab(`details [name="shared"]`)
	typed(" ")
	tab(`form[action="/views"] button`)
	enter(`th a[href*="sort=platform"]`)
	w.Go("/views")
	look(t, w, "views")
	tab(`a[href="/views/1/edit"]`)
	enter("#end-view")
	look(t, w, "view")
	tab("#name")
	typed("別の名前")
	enter(".table-box")
	if text := w.Text("main .table-box"); !strings.Contains(text, "別の名前") || !strings.Contains(text, "列：申請基盤") {
		t.Errorf("the views are %q", text)
	}

	w.Go("/processes")
	tab(`[name="chosen"][value="P-0000001"]`)
	typed(" ")
	tab(`button[value="chosen"]`)
	enter(`[name="change"]`)
	look(t, w, "bulk")
	w.Size(320, 900)
	if beyond := browser.Eval[int](w, `[...document.querySelectorAll('main :is(input, select, textarea, button)')]
		.filter(e => e.getBoundingClientRect().right > 320).length`); beyond > 0 {
		t.Errorf("%d fields of the edit are beyond the edge at 320 px", beyond)
	}
	w.Size(1280, 900)
	tab(`[name="change"][value="digitization_status"]`)
	typed(" ")
	tab(`select[name="digitization_status"]`)
	typed("検討中")
	tab("main form button.primary")
	enter("#save")
	look(t, w, "bulk-preview")
	tab("#reason")
	typed("架空の方針")
	enter(`a[href="/bulk-edits/1/undo"]`)
	look(t, w, "bulk-edit")
	tab(`a[href="/bulk-edits/1/undo"]`)
	enter("#undo")
	look(t, w, "bulk-undo")
	tab("#reason")
	typed("架空の取消し")
	enter(`main .facts a[href="/changes/4"]`)
	w.Go("/bulk-edits")
	look(t, w, "bulk-edits")

	w.Go("/processes/P-0000001/related")
	tab("#other")
	typed("P-0000002")
	tab("#reason")
	typed("架空の同じ手続")
	tab(`button[value="related"]`)
	enter("main .tag.good")
	tab("main summary")
	typed(kb.Enter)
	look(t, w, "related")
	tab(`details [name="reason"]`)
	typed("架空の思い違い")
	tab(`details button[value="withdraw"]`)
	enter("main .empty")
}

// Without scripts everything is read, and it is all on paper.
func TestTheListsAndTheirEditsWithoutScriptsAndOnPaper(t *testing.T) {
	t.Parallel()
	browser.Need(t)
	r := webtest.NewRig(t)
	openProcesses(t, r)
	hq := r.As(registry.Headquarters)
	hq.Post("/views", "name", "架空の表示", "list", "processes", "query", "column=platform", "shared", "yes").Want(t, 303)
	hq.Post("/bulk-edits", "query", "bureau=B10", "of", "all", "change", "platform", "platform", "架空の基盤", "reason", "架空の方針").
		Want(t, 303)
	hq.Post("/processes/P-0000001/related", "other", "P-0000002", "decision", "related", "reason", "架空の同じ手続").Want(t, 303)
	w := r.Window()
	hq.Lend(w)
	w.Scripts(false)
	for path, want := range map[string][]string{
		"/views":                       {"架空の表示", "列：申請基盤"},
		"/views/1/edit":                {"列：申請基盤", "保存した人"},
		"/processes?column=platform":   {"申請基盤", "架空の基盤", "架空の許可"},
		"/priorities?list=undecidable": {"重点手続", "判定不能"},
		"/bulk-edits":                  {"架空の方針", "登録済み"},
		"/bulk-edits/1":                {"架空の方針", "局：環境局"},
		"/bulk-edits/1/undo":           {"架空の届出", "架空の基盤", "元に戻す"},
		"/bulk-edits/new?query=bureau%3DB10&of=all": {"デジタル化状況", "申請基盤"},
		"/processes/P-0000001/related":              {"架空の申請", "関係あり", "架空の同じ手続"},
	} {
		w.Go(path)
		text := w.Text("main")
		file := filepath.Join(t.TempDir(), "page.pdf")
		if err := os.WriteFile(file, w.PDF(), 0o600); err != nil {
			t.Fatal(err)
		}
		paper := strings.Join(printedOf(t, file).pages, "")
		for _, words := range want {
			if !strings.Contains(text, words) {
				t.Errorf("%s without scripts lacks %q:\n%s", path, words, text)
			}
			if !strings.Contains(strings.Join(strings.Fields(paper), ""), words) {
				t.Errorf("%s on paper lacks %q:\n%s", path, words, paper)
			}
		}
	}
}
