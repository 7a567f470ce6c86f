package page_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"tetsuzuki/internal/browser"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store/storetest"
	"tetsuzuki/internal/web/webtest"
)

// planned is a registry whose laws, plan and proposal have longer lists than a page of paper, with
// two groups, two plans, and figures that were published with their forecast.
func planned(t *testing.T) *webtest.Rig {
	t.Helper()
	r := lived(t)
	rows := make([]*storetest.Row, printedRows)
	for i := range rows {
		rows[i] = &storetest.Row{Volumes: []registry.Volume{storetest.Cases(2021, registry.Exact, int64(100*(i+1)))}, Process: registry.Process{
			BureauID: 10 + i%3, ProcedureName: fmt.Sprintf("架空の届出その%d。", i+1), LegalBasis: fmt.Sprintf("架空第%d法", i+1), LegalArticle: "第3条第2項",
			InScope: true, ProcessType: "1", Status: registry.NotStarted, NationalLawChange: registry.LawChangeNotRequired}}
		if i%2 == 0 {
			rows[i].Process.NationalLawChange = registry.LawChangeRequired
		}
	}
	r.World.Change(t, "2023-06-01 09:00", "架空の作成者", rows...)
	planner := r.As(registry.Planner)
	planner.Post("/groups", "name", "架空の手続群", "source", "架空の計画", "filter", "q=架空の届出", "reason", "架空").Want(t, 303)
	planner.Post("/proposals", "title", "架空の改正", "laws", "架空第1法 第3条", "filter", "q=架空の届出", "reason", "架空").Want(t, 303)
	planner.Post("/proposals/1/states", "state", "sent", "day", "R5.6.30").Want(t, 303)
	for _, body := range []string{`{"name": "架空の計画", "objective": "cases", "group": "架空の手続群"}`,
		`{"name": "架空の別案", "objective": "cases", "group": "架空の手続群", "assumptions": {"law_year": 2027}}`} {
		planner.Call("POST", "/api/v1/plans", body).Want(t, 201)
	}
	return r
}

// Each page of laws, forecasts, plans, groups and proposals is read without scripts, fits at 320 px,
// is accessible, is led through by the Tab key, and is whole on paper.
func TestThePagesOfThePlannersDesk(t *testing.T) {
	t.Parallel()
	browser.Need(t)
	r := planned(t)
	w := r.Window()
	r.As(registry.Headquarters).Lend(w)
	for _, c := range []struct {
		path, says string
		row        string // of a list, with a number; empty: none
		rows, step int
		header     string // of that list, on each page of paper
	}{
		{"/laws?limit=200", "改正が要る手続", "架空第%d法", printedRows, 2, "改正後のデジタル化率"},
		{"/laws?by=article", "条項ごと", "", 0, 0, ""},
		{"/laws/settings", "法令", "", 0, 0, ""},
		{"/progress/forecast", "目標に届く見込み", "", 0, 0, ""},
		{"/progress/forecast/scores", "幅も含めた誤差", "", 0, 0, ""},
		{"/plans", "架空の別案", "", 0, 0, ""},
		{"/plans/new?group=架空の手続群", "目的と仮定", "", 0, 0, ""},
		{"/plans/2?limit=200", "局と年度ごと、妨げになるもの", "架空の届出その%d。", printedRows, 1, "局の今の予定の年度"},
		{"/plans/compare?a=1&b=2&limit=200", "結果と仮定の違い", "架空の届出その%d。", printedRows, 2, "1つ目の年度"},
		{"/groups", "架空の手続群", "", 0, 0, ""},
		{"/groups/1", "年度", "", 0, 0, ""},
		{"/groups/1/edit", "を変える", "", 0, 0, ""},
		{"/proposals", "架空の改正", "", 0, 0, ""},
		{"/proposals/1", "この提案の手続", "架空の届出その%d。", printedRows, 1, "局の確認"},
	} {
		w.Scripts(false)
		w.Go(c.path)
		if text := w.Text("main"); !strings.Contains(text, c.says) {
			t.Errorf("%s without scripts lacks %q: %.500q", c.path, c.says, text)
		}
		file := filepath.Join(t.TempDir(), "page.pdf")
		if err := os.WriteFile(file, w.PDF(), 0o600); err != nil {
			t.Fatal(err)
		}
		paper := printedOf(t, file)
		whole := bare(strings.Join(paper.pages, ""))
		if !paper.landscape || !strings.Contains(whole, bare(c.says)) || strings.Contains(whole, "サインアウト") {
			t.Errorf("%s on paper (landscape: %t) lacks %q or has its menu", c.path, paper.landscape, c.says)
		}
		for i := 1; c.row != "" && i <= c.rows; i += c.step {
			if row := fmt.Sprintf(c.row, i); !strings.Contains(whole, row) {
				t.Errorf("%s on paper lacks %q", c.path, row)
			}
		}
		for i, text := range paper.pages {
			numbered(t, c.path, text, i+1, len(paper.pages))
			if first := fmt.Sprintf(strings.ReplaceAll(c.row, "%d", "%.0s"), ""); c.row != "" && strings.Count(bare(text), bare(first)) > 3 &&
				!strings.Contains(bare(text), bare(c.header)) {
				t.Errorf("page %d of %s has rows and no header:\n%.300s", i+1, c.path, text)
			}
		}
		w.Scripts(true)
		w.Go(c.path)
		look(t, w, strings.NewReplacer("/", "_", "?", "_").Replace(c.path))
		led(t, w, c.path)
	}
}

// led checks that the Tab key leads to everything on the page that can be used, and out of it again.
func led(t *testing.T, w *browser.Window, at string) {
	t.Helper()
	const every = `[...document.querySelectorAll('main a[href], main button, main input:not([type=hidden]), main select, main textarea,` +
		` main summary, main [tabindex="0"]')].filter(e => e.checkVisibility())`
	want := browser.Eval[int](w, every+`.length`)
	w.Do(chromedp.Evaluate(`document.querySelector('main').focus(); window.reached = new Set()`, nil))
	for range want + mostTabs {
		w.Do(chromedp.KeyEvent(kb.Tab))
		if browser.Eval[bool](w, `(e => !(e.closest('main') && reached.add(e)) && reached.size > 0)(document.activeElement)`) {
			break // it is past the last one
		}
	}
	if missed := browser.Eval[[]string](w, every+`.filter(e => !reached.has(e)).map(e => e.outerHTML.slice(0, 100))`); len(missed) > 0 {
		t.Errorf("the Tab key does not lead to %d of %d on %s: %q", len(missed), want, at, missed[:min(len(missed), 5)])
	}
}
