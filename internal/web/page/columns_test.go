package page_test

import (
	"bytes"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"tetsuzuki/import/form"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/webtest"
)

// The columns of a list are in its address: the list shows them, sorts by them, goes on with them
// through its pages, filters and files, and returns to those it shows by itself.
func TestTheColumnsOfAListAreChosen(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.Fill()
	planner := r.As(registry.Planner)
	planner.Get("/processes").Want(t, 200).See(t, webtest.Column("根拠法令"), webtest.Ticked("根拠法令"), webtest.Not(webtest.Column("申請基盤")),
		webtest.Not(webtest.Link("標準の列に戻す", "/processes")))
	const chosen = "/processes?bureau=B10&column=platform&column=recorded_from&column=priority"
	page := planner.Get(chosen+"&limit=1").Want(t, 200, "最後に変わった日時").See(t,
		webtest.Column("手続ID"), webtest.Column("手続名"), webtest.Column("重点手続"), webtest.Column("申請基盤"),
		webtest.Not(webtest.Column("根拠法令")), webtest.Ticked("申請基盤"), webtest.Not(webtest.Ticked("根拠法令")),
		webtest.Link("標準の列に戻す", "/processes?bureau=B10&limit=1"), webtest.Sends("column", "platform"),
		webtest.Link("申請基盤", "/processes?bureau=B10&column=platform&column=recorded_from&column=priority&limit=1&sort=platform")).Page(t)
	if next := page.Next(); !strings.Contains(next, "column=platform") {
		t.Errorf("the next page %q forgets the columns", next)
	} else {
		planner.Get(next).Want(t, 200).See(t, webtest.Column("申請基盤"), webtest.Not(webtest.Column("根拠法令")))
	}
	want := []string{"手続ID", "手続名", "重点手続", "申請基盤", "最後に変わった日時"}
	if href := page.Href("Excelで保存"); !slices.Equal(heads(t, planner.Get(href).Want(t, 200).Body), want) {
		t.Errorf("the workbook has the columns %q, want %q", heads(t, planner.Get(href).Body), want)
	}
	if csv := planner.Get(page.Href("CSVで保存")).Want(t, 200).Body; !strings.HasPrefix(csv, "\ufeff"+strings.Join(want, ",")+"\r\n") {
		t.Errorf("the csv begins %q, want the columns %q", csv[:min(200, len(csv))], want)
	}
	planner.Get("/processes?column=online_volume").Want(t, 200).See(t, webtest.Column("うちオンライン件数"))
	if csv := planner.Get("/processes.csv?column=online_volume").Want(t, 200).Body; !strings.Contains(csv, "うちオンライン件数（") ||
		strings.Contains(csv, "年間件数（") {
		t.Errorf("the online volume alone: %q", csv[:min(200, len(csv))])
	}
	planner.Get("/processes?column=colour").Want(t, 400, "列を一覧から選んでください")
	planner.Get("/priorities?list=near&column=platform&column=annual_volume").Want(t, 200)
	planner.Get("/priorities?column=platform").Want(t, 200).See(t, webtest.Column("順位"), webtest.Column("申請基盤"),
		webtest.Not(webtest.Column("件数の確かさ")), webtest.Link("標準の列に戻す", "/priorities?list=priority"))
}

func heads(t *testing.T, book string) []string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader([]byte(book)))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := f.GetRows(f.GetSheetName(0))
	if err != nil || len(rows) == 0 {
		t.Fatal(len(rows), err)
	}
	return rows[0]
}

// choicesOf are the choices that a workbook of ours offers.
func choicesOf(t *testing.T, book string) (all []string) {
	t.Helper()
	f, err := excelize.OpenReader(strings.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := f.GetRows(form.Current().CodesSheet)
	if err != nil {
		t.Fatal(err)
	}
	return slices.Concat(rows...)
}

// A workbook with some columns, and with what the registry derived, reads back as unchanged.
func TestAListWithChosenColumnsComesBackUnchanged(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.Imported([]any{"架空の届出", "架空条例", 1000, 10, "検討中", "不要"}, []any{"架空の申請", "架空条例", 20000, 10, "実施済", "不要"})
	officer := r.As(registry.Officer)
	columns := url.Values{"column": {"bureau", "legal_basis", "priority", "recorded_from", "digitization_status"}}
	book := officer.Get("/processes.xlsx?"+columns.Encode()).Want(t, 200).Body
	at := officer.Send("/uploads", "架空の列.xlsx", []byte(book)).Want(t, 303).Header.Get("Location")
	r.Work()
	officer.Get(at).Want(t, 200, "変更なし 2手続", "変更 0手続", "要修正 0 件、確認 0 件")
}
