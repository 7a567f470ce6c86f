package page_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"tetsuzuki/import/form"
	"tetsuzuki/internal/browser"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/webtest"
)

// A bureau whose file was returned gets its pack from the board, with the remark as a comment on the
// cell, fills cells in, saves it by LibreOffice, sends it, and sees exactly these cells in the difference.
func TestAPackIsFilledInAndSentBack(t *testing.T) {
	t.Parallel()
	browser.Need(t)
	r := webtest.NewRig(t)
	r.Imported([]any{"架空廃棄物の許可", "架空廃棄物法", 5, 1, "検討中", "不要"}, []any{"架空振動の検査", "架空振動法", 3, 1, "実施済", "不要"})
	openRound(t, r, 2021)
	officer, approver := r.As(registry.Officer), r.As(registry.Approver)
	first := officer.Send("/uploads", "架空の一覧.xlsx", changed(t, []byte(officer.Get("/processes.xlsx").Want(t, 200).Body),
		map[string]string{"P-0000002": "直す前の備考"}, "備考")).Want(t, http.StatusSeeOther).Header.Get("Location")
	officer.Post(first+"/submit").Want(t, http.StatusSeeOther)
	approver.Call(http.MethodPost, "/api/v1"+first+"/return", `{"reason": "架空の理由", "remarks": [
		{"sheet": "手続一覧", "cell": "`+p2Cell(t, officer)+`", "text": "架空の指摘です。"}]}`).Want(t, 200)

	w := r.Window()
	officer.Lend(w)
	w.Go("/board")
	look(t, w, "board-pack")
	name, data := w.Save(`a[href*="pack.xlsx"]`)
	p := &packSheet{t: t, file: openedPack(t, string(data))}
	p.see("備考", 3, form.ReturnedStart+"架空の指摘です。")
	p.must(p.file.SetCellValue(packTable, p.column("年間件数")+"2", 120))
	p.must(p.file.SetCellValue(packTable, p.column("備考")+"3", "直した備考"))
	cells := sentDifference(t, r, w, name, savedByLibreOffice(t, p.bytes()))
	look(t, w, "difference-pack")
	if len(cells) != 2 || !strings.Contains(cells[0], "120") || !strings.Contains(cells[1], "直した備考") {
		t.Errorf("the difference has %q", cells)
	}
}

// sentDifference sends a workbook from the window, and reads from the difference the cells that it
// changes.
func sentDifference(t *testing.T, r *webtest.Rig, w *browser.Window, name string, workbook []byte) []string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, workbook, 0o600); err != nil {
		t.Fatal(err)
	}
	w.Go("/uploads")
	w.Do(chromedp.SetUploadFiles("#file", []string{path}))
	w.Follow("[data-live]", chromedp.Click(`form[action="/uploads"] .primary`))
	r.Work()
	w.Await("#checked")
	w.Go(w.Path() + "/difference")
	w.Await("td.told")
	return strings.Fields(browser.Eval[string](w, `Array.from(document.querySelectorAll("td.told li"),
		l => l.innerText.replace(/\s+/g, "")).join(" ")`))
}

// p2Cell is the cell of the remarks of the second process on the exported list.
func p2Cell(t *testing.T, officer *webtest.Visitor) string {
	t.Helper()
	p := &packSheet{t: t, file: openedPack(t, officer.Get("/processes.xlsx").Want(t, 200).Body)}
	return fmt.Sprintf("%s%d", p.columnAt("備考"), 3)
}

// see fails unless the cell of a column has a comment that begins so.
func (p *packSheet) see(header string, row int, begins string) {
	p.t.Helper()
	comments, err := p.file.GetComments(packTable)
	p.must(err)
	at := fmt.Sprintf("%s%d", p.columnAt(header), row)
	for _, c := range comments {
		if c.Cell == at && strings.HasPrefix(strings.TrimPrefix(c.Text, "手続レジストリ:"), begins) {
			return
		}
	}
	p.t.Errorf("%s has no comment %q: %v", at, begins, slices.Collect(func(yield func(string) bool) {
		for _, c := range comments {
			if !yield(c.Cell + " " + c.Text) {
				return
			}
		}
	}))
}
