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
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/store/storetest"
)

// mostStepsToAnswer is how many pages a new planner opens until a question is answered.
const mostStepsToAnswer = 3

// A new planner asks what comes next in one bureau, and which bureaus lag and why. Each answer
// is found from the page of progress by what is read on the pages, in few steps, with the mouse
// and with the keyboard alone.
func TestTwoQuestionsOfANewPlanner(t *testing.T) {
	t.Parallel()
	browser.Need(t)
	r := lived(t)
	waits := func(name string, bureau int, status registry.Status, cases int64) *storetest.Row {
		return &storetest.Row{Process: registry.Process{BureauID: bureau, ProcedureName: name, ProcessType: "1", Status: status, InScope: true,
			NationalLawChange: registry.LawChangeNotRequired}, Volumes: []registry.Volume{storetest.Cases(2022, registry.Exact, cases)}}
	}
	welfare := 11
	r.World.Change(t, "2023-06-01 09:00", "作り物", waits("架空の給付の申請", welfare, registry.Considering, 60_000),
		waits("架空の手当の届出", welfare, registry.Considering, 80_000), waits("架空の証明の申請", welfare, registry.Done, 90_000),
		waits("架空の水質の届出", 10, registry.Considering, 99_000), waits("架空の小さな届出", welfare, registry.Considering, 9_999))
	r.As(registry.Headquarters).Post("/admin/rounds", "name", "架空の回", "fiscal_year", "2022", "opens_on", "R5.4.1", "deadline", "R5.6.30").
		Want(t, 303)
	planner := r.As(registry.Planner)
	table := decoded[report.BureauTableJSON](t, planner.Get("/api/v1/bureau-table").Want(t, 200))
	w := r.Window()
	planner.Lend(w)
	for way, press := range map[string]func(selector string) chromedp.Action{
		"mouse":    func(selector string) chromedp.Action { return chromedp.Click(selector, chromedp.ByQuery) },
		"keyboard": func(selector string) chromedp.Action { return chromedp.SendKeys(selector, kb.Enter, chromedp.ByQuery) },
	} {
		steps := 0
		open := func(arrived, selector string) {
			t.Helper()
			steps++
			w.Follow(arrived, press(selector))
		}
		answered := func(question string) {
			t.Helper()
			if steps > mostStepsToAnswer {
				t.Errorf("%s, by %s: %d steps", question, way, steps)
			}
			w.Accessible(w.Path())
			shoot(w, "question-"+question, 1280)
			steps = 0
			w.Go("/")
		}
		w.Go("/")
		open("#f-bureau", `.site-nav a[href="/priorities"]`)
		w.Do(chromedp.SetValue("#f-bureau", "B11", chromedp.ByQuery))
		open(".chips", `.filters button:not([type="button"])`)
		open(".chips", `.figures a[href*="status=considering"]`)
		if first := w.Text("main tbody tr:first-child"); !strings.Contains(first, "架空の手当の届出") || !strings.Contains(first, "80,000") {
			t.Errorf("what comes next in 福祉保健局 is %q", first)
		}
		if rest := w.Text("main tbody"); strings.Contains(rest, "架空の水質の届出") || strings.Contains(rest, "架空の証明の申請") {
			t.Errorf("the list is %q", rest)
		}
		answered("next")
		open("#states", `.tabs a[href^="/progress/bureaus"]`)
		open(".chips", `a[href*="state=D"]`)
		shown := w.Text("#bureaus ~ .table-box")
		for _, b := range table.Bureaus {
			if lags := b.State == "D"; lags != strings.Contains(shown, b.Bureau) || lags && !strings.Contains(shown, b.Why[0]) {
				t.Errorf("%s is %s (%q); the page says %q", b.Bureau, b.State, b.Why, shown)
			}
		}
		if !strings.Contains(shown, "締切を") {
			t.Errorf("nobody says what was not handed in: %q", shown)
		}
		answered("lag")
	}
}

// The pages of progress can be read without scripts and are printed whole.
func TestThePagesOfProgressWithoutScriptsAndOnPaper(t *testing.T) {
	t.Parallel()
	browser.Need(t)
	r := lived(t)
	w := r.Window()
	r.As(registry.Planner).Lend(w)
	w.Scripts(false)
	for _, c := range []struct{ path, says string }{
		{"/", "デジタル化率"}, {"/progress/bureaus", "状態の決まり方"}, {"/progress/curve", "図のもとの表"},
		{"/progress/curve?rate=usage", "計画の線と目標がありません"}, {"/progress/bridge?from=2022-03-31", "理由ごとの増減"},
		{"/progress/bridge?from=2022-03-31&rate=usage", "利用の"}, {"/progress/scope", "すべての手続から実施済まで"},
		{"/progress/honesty", "数値の前に知っておくこと"}, {"/progress/forecast", "見込み"},
		{"/progress/bridge/processes?from=2022-03-31&part=digitized", "この理由で変わったもの"},
	} {
		w.Go(c.path)
		if text := w.Text("main"); !strings.Contains(text, c.says) {
			t.Errorf("%s without scripts lacks %q: %.300q", c.path, c.says, text)
		}
		file := filepath.Join(t.TempDir(), "page.pdf")
		if err := os.WriteFile(file, w.PDF(), 0o600); err != nil {
			t.Fatal(err)
		}
		paper := printedOf(t, file)
		if !paper.landscape || !strings.Contains(bare(strings.Join(paper.pages, "")), bare(c.says)) {
			t.Errorf("%s on paper (landscape: %t) lacks %q", c.path, paper.landscape, c.says)
		}
		if menu := "サインアウト"; strings.Contains(bare(paper.pages[0]), menu) {
			t.Errorf("%s is printed with its menu", c.path)
		}
	}
}

// bare is a text without its blanks: paper breaks lines elsewhere.
func bare(text string) string { return strings.Join(strings.Fields(text), "") }
