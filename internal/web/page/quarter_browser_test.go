package page_test

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"tetsuzuki/internal/browser"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/webtest"
)

// Headquarters' quarter: last quarter's published figures and this one's, one step, the zip saved
// and opened. Then a bureau takes its pack from its board, fills cells in, sends it back, and sees
// them in the difference.
func TestAQuarterAsHeadquartersDoesIt(t *testing.T) {
	t.Parallel()
	browser.Need(t)
	r := webtest.NewRig(t)
	r.Fill()
	openRound(t, r, 2021)
	hq, officer := r.As(registry.Headquarters), r.As(registry.Officer)
	for _, published := range []string{`{"name": "架空の第1四半期", "as_of": "2022-06-30"}`, `{"name": "架空の第3四半期", "as_of": "2022-12-31"}`} {
		hq.Call(http.MethodPost, "/api/v1/snapshots", published).Want(t, http.StatusCreated)
	}

	w := r.Window()
	hq.Lend(w)
	w.Go("/snapshots")
	if text := w.Text("main"); !strings.Contains(text, "33.3％") || !strings.Contains(text, "66.6％") {
		t.Errorf("the published figures are %q", text)
	}
	w.Go("/exports")
	w.Follow("#from", chromedp.Click(`main a[href="/reports/quarter"]`, chromedp.ByQuery))
	w.Follow("#sentence", chromedp.SendKeys("#from", "1", chromedp.ByQuery), chromedp.SendKeys("#to", "2", chromedp.ByQuery),
		chromedp.Click("form.as-of button", chromedp.ByQuery))
	look(t, w, "quarter")
	sentence := w.Text("#sentence ~ .panel")
	name, data := w.Save(`a[href^="/reports/quarter.zip"]`)
	if !strings.HasSuffix(name, "20221231.zip") {
		t.Errorf("it is saved as %q", name)
	}
	files := zipped(t, string(data))
	wantSums(t, files)
	if got := strings.TrimSpace(string(files["公表文.txt"])); got != strings.TrimSpace(sentence) || !strings.Contains(got, "66.6％") ||
		!strings.Contains(got, "＋33.3 ポイント") {
		t.Errorf("the zip's sentence is %q, the page's %q", got, sentence)
	}
	book := openedPack(t, string(files["進捗報告_20221231.xlsx"]))
	if sheets := book.GetSheetList(); !slices.Contains(sheets, "表紙") || len(sheets) < 10 {
		t.Errorf("the workbook has the sheets %q", sheets)
	}
	w.Go("/board")
	_, data = w.Save(`a[href^="/board/packs.zip"]`)
	packs := zipped(t, string(data))
	wantSums(t, packs)

	w = r.Window()
	officer.Lend(w)
	w.Go("/board")
	name, data = w.Save(`a[href^="/board/pack.xlsx"]`)
	if string(packs[name]) != string(data) {
		t.Errorf("the bureau's pack %s is another one than headquarters has: %q", name, slices.Sorted(maps.Keys(packs)))
	}
	p := &packSheet{t: t, file: openedPack(t, string(data))}
	p.must(p.file.SetCellValue(packTable, p.column("備考")+"2", "架空の局の記入"))
	p.must(p.file.SetCellValue(packTable, p.column("年間件数")+"3", 120))
	cells := sentDifference(t, r, w, name, p.bytes())
	slices.Sort(cells)
	if len(cells) != 2 || !strings.Contains(strings.Join(cells, " "), "架空の局の記入") || !strings.Contains(strings.Join(cells, " "), "120") {
		t.Errorf("the difference has %q", cells)
	}
}

// wantSums fails unless a zip's list of checksums is that of all of its other files.
func wantSums(t *testing.T, files map[string][]byte) {
	t.Helper()
	const list = "SHA256SUMS"
	var want []string
	for name, data := range files {
		if name != list {
			want = append(want, fmt.Sprintf("%x  %s", sha256.Sum256(data), name))
		}
	}
	got := strings.Split(strings.TrimSpace(string(files[list])), "\n")
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("%s says %q, the files are %q", list, got, want)
	}
}
