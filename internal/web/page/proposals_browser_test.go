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
	"tetsuzuki/internal/store/storetest"
	"tetsuzuki/internal/web/webtest"
)

// From beginning to end in a browser: a proposal is sent and comes true, the bureau finds its processes from
// what waits for it, changes the one that is freed and answers of the other, and the planner finds
// what came of it in the bridge. Each page on the way is accessible and fits on a narrow screen.
func TestFromAProposalToTheBridge(t *testing.T) {
	t.Parallel()
	browser.Need(t)
	r := webtest.NewRig(t)
	row := func(name string) *storetest.Row {
		return &storetest.Row{Process: registry.Process{BureauID: 10, ProcedureName: name, LegalBasis: "架空旅券法", InScope: true, ProcessType: "1",
			Status: registry.NotStarted, NationalLawChange: registry.LawChangeRequired}}
	}
	r.World.Change(t, "2022-04-01 09:00", "架空の作成者", row("架空旅券の発給"), row("架空旅券の更新"))
	planner, officer := r.As(registry.Planner), r.As(registry.Officer)
	planner.Post("/groups", "name", "架空の旅券", "source", "架空の計画", "filter", "law=架空旅券法", "reason", "架空").Want(t, 303)
	p, o := r.Window(), r.Window()
	planner.Lend(p)
	officer.Lend(o)
	look := func(w *browser.Window, at string) {
		t.Helper()
		if folder := os.Getenv("TETSUZUKI_TEST_SHOTS"); folder != "" {
			w.Size(1280, 900)
			w.Screenshot(filepath.Join(folder, at+".png"))
		}
		for _, width := range []int64{1280, 320} {
			w.Size(width, 900)
			w.Accessible(at)
			if wide := browser.Eval[bool](w, `document.documentElement.scrollWidth > document.documentElement.clientWidth`); wide {
				t.Errorf("%s is wider than %d px", at, width)
			}
		}
		w.Size(1280, 900)
	}
	for _, page := range []struct{ path, at string }{{"/groups", "groups"}, {"/groups/1", "group"}, {"/groups/1/edit", "group-edit"},
		{"/laws/settings", "law-settings"}} {
		p.Go(page.path)
		look(p, page.at)
	}
	// By keyboard alone, without scripts.
	p.Scripts(false)
	p.Go("/proposals")
	p.Follow("#state", chromedp.Focus("#title"), chromedp.KeyEvent("架空旅券法の改正"+kb.Tab+"架空の内容"+kb.Tab+"架空旅券法 第3条"+kb.Tab+"架空省"+kb.Tab+
		"law=架空旅券法"+kb.Tab+"https://www.example.lg.jp/teian.pdf"+kb.Tab+"架空の理由"+kb.Tab+kb.Enter))
	p.Follow("#steps", chromedp.SetValue("#state", "sent"), chromedp.Focus("#day"), chromedp.KeyEvent("R4.6.30"+kb.Tab+kb.Tab+kb.Tab+kb.Enter))
	p.Follow("#steps", chromedp.SetValue("#state", "realized"), chromedp.Focus("#day"),
		chromedp.KeyEvent("R4.9.30"+kb.Tab+kb.Tab+"架空の改正が成立"+kb.Tab+kb.Enter))
	p.Scripts(true)
	p.Go("/proposals/1")
	look(p, "proposal")
	p.Go("/proposals")
	look(p, "proposals")

	o.Go("/home")
	o.Follow("#answer-reason", chromedp.Click(`main a[href="/proposals/1"]`))
	look(o, "proposal-of-a-bureau")
	o.Follow(`a[href="/processes/P-0000001/edit"]`, chromedp.Click(`a[href="/processes/P-0000001"]`))
	o.Follow("#national_law_change", chromedp.Click(`a[href="/processes/P-0000001/edit"]`))
	o.Follow(`a[href="/processes/P-0000001/edit"]`, chromedp.SetValue("#national_law_change", "not_required"),
		chromedp.SetValue("#digitization_status", "done"), chromedp.SetValue("#digitized_on", "R8.11.1"),
		chromedp.SetValue("#reason", "架空の改正で実施"), chromedp.Click("main form.form button.primary, main form button.primary"))
	o.Go("/proposals/1")
	o.Follow(".notice", chromedp.Click(`input[value="P-0000002"]`), chromedp.SetValue("#answer-reason", "架空の政令も要る"),
		chromedp.Click(`form[action="/proposals/1/answers"] button`))
	if text := o.Text("main"); !strings.Contains(text, "動かせない：架空の政令も要る") || strings.Contains(text, "提案が実現しました") {
		t.Errorf("after the answers: %s", text)
	}

	p.Go("/proposals/1")
	p.Follow("#bridge-heading", chromedp.Click(`a[href^="/progress/bridge"]`))
	if text := p.Text("main"); !strings.Contains(text, "国の法令改正（提案の実現）") {
		t.Errorf("the bridge: %s", text)
	}
	look(p, "bridge")
}

// A new planner's questions take at most three steps each: which law blocks most cases, and whether
// the target is reached.
func TestTwoQuestionsOfAPlannerTakeThreeSteps(t *testing.T) {
	t.Parallel()
	browser.Need(t)
	r := webtest.NewRig(t)
	r.Fill()
	r.World.Change(t, "2022-11-01 09:00", "架空の担当者",
		&storetest.Row{Process: registry.Process{BureauID: 10, ProcedureName: "架空旅券の発給", LegalBasis: "架空旅券法", InScope: true,
			NationalLawChange: registry.LawChangeRequired}, Volumes: []registry.Volume{storetest.Cases(2021, registry.Exact, 50_000)}})
	w := r.Window()
	r.As(registry.Planner).Lend(w)
	w.Go("/home")
	w.Follow("h1", chromedp.Click(`nav a[href="/laws"]`))                                 // one
	w.Follow(`th[aria-sort="descending"]`, chromedp.Click(`thead a[href*="sort=cases"]`)) // two
	if first := w.Text("tbody tr"); !strings.Contains(first, "架空旅券法") || !strings.Contains(first, "50,000") {
		t.Errorf("the law that blocks most cases: %s", first)
	}
	w.Go("/home")
	w.Follow("h1", chromedp.Click(`nav a[href="/"]`))                              // one
	w.Follow("#chances", chromedp.Click(`main nav a[href^="/progress/forecast"]`)) // two
	if text := w.Text("main"); !strings.Contains(text, "届く見込み") {
		t.Errorf("whether the target is reached: %s", text)
	}
}
