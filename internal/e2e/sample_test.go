package e2e

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"tetsuzuki/internal/browser"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/sample"
)

func signIn(w *browser.Window, login string) {
	w.Go("/")
	w.Follow(".site-nav", chromedp.SendKeys("#login", login), chromedp.SendKeys("#password", sample.Password+kb.Enter))
}

// What a new user does: start the program, sign in with an account that it
// printed, and look around among the made-up 28,000 processes; then bring a bureau's
// list up to date.
func TestTheSampleInTheBrowser(t *testing.T) {
	t.Parallel()
	browser.Need(t)
	m := newMachine(t)
	until, all := "2020-12-01", "28,000" // the first inventory alone, for speed
	if os.Getenv(screenshots) != "" {
		until, all = "2023-01-10", "手続" // in the middle of the programme
	}
	s := m.serve(t, "--sample-if-empty", "--sample-until", until)
	w := browser.Open(t, s.url)
	signIn(w, "kikaku")
	w.Await("#waiting")
	w.Go("/")
	for _, want := range []string{"サンプル（架空のデータ）", all, "環境局"} {
		if got := w.Text("body"); !strings.Contains(got, want) {
			t.Errorf("the dashboard lacks %q", want)
		}
	}
	w.Accessible("the dashboard")
	picture(t, w, 1640, "dashboard.png")
	for _, p := range []struct {
		path, name string
		height     int64
	}{
		{"/progress/curve?to=2022-12-31", "curve.png", 1250}, {"/progress/forecast?as_of=2022-12-31", "forecast.png", 1400},
		{"/laws", "laws.png", 1000}, {"/progress/bureaus?as_of=2022-12-31", "bureaus.png", 1500},
		{"/progress/bridge?from=2022-09-30&to=2022-12-31", "bridge.png", 1300}, {"/progress/scope?as_of=2022-12-31", "scope.png", 1400},
		{"/progress/honesty?as_of=2022-12-31", "honesty.png", 800},
	} {
		w.Go(p.path)
		w.Accessible(p.path)
		picture(t, w, p.height, p.name)
	}
	for _, path := range []string{"/processes?sort=volume&order=desc", "/processes/P-0000001", "/priorities?limit=200", "/uploads",
		"/uploads/1"} {
		w.Go(path)
		w.Accessible(path)
	}

	deskPictures(t, m, s)
	list := filepath.Join(m.temporary, "環境局_令和3年度棚卸.csv")
	m.must(t, "export", "list", "--bureau", "環境局", "--out", list)
	updated(t, list)
	w = browser.Open(t, s.url)
	signIn(w, "kankyo-nyuryoku")
	w.Go("/uploads")
	w.Follow("#checked", chromedp.SetUploadFiles("#file", []string{list}), chromedp.Click("form .primary"))
	step := func(name string, height int64, wants ...string) {
		t.Helper()
		w.Accessible("/" + name)
		for _, want := range wants {
			if got := w.Text("main"); !strings.Contains(got, want) {
				t.Errorf("/%s lacks %q: %.2000s", name, want, got)
			}
		}
		picture(t, w, height, name+".png")
	}
	w.Follow(`form[action$="/stage-right"]`, chromedp.Click(`.steps a[href$="/findings"]`))
	step("findings", 1500, "近いうち", "申請のたぐい")
	w.Follow("#checked", chromedp.Click(`details:has(form[action$="/stage-right"]) summary`),
		chromedp.Click(`form[action$="/stage-right"] button`))
	w.Follow(`.tabs a[href*="show=changed"]`, chromedp.Click(`.steps a[href$="/difference"]`))
	if got := w.Text("main"); !strings.Contains(got, "（架空）水素充填設備の設置の届出") {
		t.Errorf("what is new is not shown: %.2000s", got)
	}
	w.Follow(`.tabs a[href*="show=changed"][aria-current]`, chromedp.Click(`.tabs a[href*="show=changed"]`))
	step("difference", 1300, "検討中 → 実施済")
	w.Follow(`form[action$="/submit"]`, chromedp.Click(`.steps a[href$="/submission"]`))
	for range browser.Eval[int](w, `document.querySelectorAll('form[action$="/submit"] [type=checkbox]').length`) {
		w.Do(chromedp.Click(`form[action$="/submit"] [type=checkbox]:not(:checked)`))
	}
	w.Follow(`.steps li:nth-child(5)[aria-current]`, chromedp.Click(`form[action$="/submit"] .primary`))
	upload := strings.TrimSuffix(w.Path(), "/submission") + "/submission"

	w = browser.Open(t, s.url)
	signIn(w, "honbu")
	w.Go("/admin/rounds")
	w.Follow(`main a[href^="/admin/rounds/"]`,
		chromedp.SetValue("#name", "棚卸（架空）"), chromedp.SetValue("#opens-on", registry.DateOf(time.Now())),
		chromedp.SetValue("#deadline", registry.DateOf(time.Now().AddDate(0, 0, 14))), chromedp.Click("main form .primary"))

	for _, c := range []struct {
		login, path, name string
		height            int64
		want              string
	}{
		{"kankyo-shonin", upload, "approver.png", 1250, "承認して登録する"},
		{"honbu", "/board", "headquarters.png", 1000, "環境局"},
		{"kansa", "/admin/log", "auditor.png", 900, "記録"},
		{"kanri", "/admin/accounts", "administrator.png", 900, "kankyo-nyuryoku"},
	} {
		w = browser.Open(t, s.url)
		signIn(w, c.login)
		w.Go(c.path)
		w.Accessible(c.path)
		if got := w.Text("main"); !strings.Contains(got, c.want) {
			t.Errorf("%s as %s lacks %q: %.2000s", c.path, c.login, c.want, got)
		}
		picture(t, w, c.height, c.name)
	}
}

// updated changes an exported list as a bureau does: what was under consideration is
// done, a process is new, one is gone, and two cells are filled in wrongly.
func updated(t *testing.T, file string) {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(content, []byte("\xef\xbb\xbf")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := func(header string) int {
		i := slices.Index(rows[0], header)
		if i < 0 {
			t.Fatalf("no column %s: %v", header, rows[0])
		}
		return i
	}
	status, day, planned := at("デジタル化状況"), at("デジタル化実施日"), at("デジタル化予定年度")
	done := 0
	for _, row := range rows[1:] {
		if row[status] == "検討中" && done < 6 {
			row[status], row[day], row[planned] = "実施済", "令和3年10月1日", ""
			done++
		}
	}
	rows[3][planned], rows[7][at("手続類型")] = "近いうち", "申請のたぐい"
	fresh := slices.Clone(rows[9])
	fresh[at("手続ID")], fresh[at("手続名")] = "", "（架空）水素充填設備の設置の届出"
	rows = append(slices.Delete(rows, 5, 6), fresh)
	var b bytes.Buffer
	out := csv.NewWriter(&b)
	out.UseCRLF = true
	if err := out.WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}
