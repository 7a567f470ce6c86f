package page_test

import (
	"bytes"
	"net/url"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store/storetest"
	"tetsuzuki/internal/web/webtest"
)

// Of the 40 made-up procedures (架空) that need the national government, the page counts 31 that were
// asked for, 5 with a date, and 26 asked again.
func TestProposalsAreCountedOnAPage(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	ids := w.MajorProcedures(t, 10)
	r := webtest.NewRigOver(t, w)
	planner := r.As(registry.Planner)
	of := func(ids []registry.ProcessID) string {
		v := url.Values{}
		for _, id := range ids {
			v.Add("process_id", id.String())
		}
		return v.Encode()
	}
	planner.Post("/proposals", "title", "架空の旅券", "laws", "架空第1法 第3条", "ministry", "架空省", "filter", of(ids[119:124]),
		"links", "https://www.example.lg.jp/teian.pdf", "reason", "架空").Want(t, 303)
	planner.Post("/proposals", "title", "架空のほか", "filter", of(ids[124:150]), "reason", "架空").Want(t, 303)
	planner.Post("/proposals/1/states", "state", "sent", "day", "R3.6.30").Want(t, 303)
	planner.Post("/proposals/1/states", "state", "responding", "day", "R3.9.30", "due", "R5.3.31", "answer", "架空の回答").Want(t, 303)
	for _, day := range []string{"R3.6.30", "R4.6.30"} {
		planner.Post("/proposals/2/states", "state", "sent", "day", day).Want(t, 303)
	}
	planner.Get("/proposals").Want(t, 200, "40 手続", "31 手続", "5 手続", "26 手続（うち、もう一度求めたもの 26 手続）").
		See(t, webtest.Row("架空の旅券", "架空第1法 第3条", "架空省", "対応中", "2021年9月30日", "2023年3月31日", "5"),
			webtest.Link("架空の旅券", "/proposals/1"))
	planner.Get("/proposals/1").Want(t, 200, "架空の回答").
		See(t, webtest.Link("https://www.example.lg.jp/teian.pdf", "https://www.example.lg.jp/teian.pdf"))
	planner.Post("/proposals", "title", "架空", "links", "javascript:alert(1)", "reason", "架空").Want(t, 422, "リンクにできません", "例：https://")
	r.As(registry.Officer).Post("/proposals", "title", "架空", "reason", "架空").Want(t, 403)
	r.As(registry.Officer).Post("/proposals/1/states", "state", "realized", "day", "R4.6.30").Want(t, 403)
}

// The list of proposals goes to a workbook and back without a finding; a row that is wrong is named
// with its place and a right example, and then nothing is taken.
func TestTheListOfProposalsGoesOutAndComesBack(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.Fill()
	planner := r.As(registry.Planner)
	planner.Post("/proposals", "title", "架空の提案", "body", "=架空の\n内容", "filter", "bureau=B10", "links",
		"https://www.example.lg.jp/a https://www.example.lg.jp/b", "reason", "架空").Want(t, 303)
	planner.Post("/proposals/1/states", "state", "sent", "day", "R4.6.30", "due", "R6.3.31", "answer", "架空の\n回答").Want(t, 303)
	planner.Post("/proposals", "title", "架空の次", "reason", "架空").Want(t, 303)
	book := planner.Get("/proposals.xlsx").Want(t, 200).Body
	csv := planner.Get("/proposals.csv").Want(t, 200).Body
	changes := r.Count("select count(*) from change")
	for name, file := range map[string]string{"提案.xlsx": book, "提案.csv": csv} {
		planner.Send("/proposals/import", name, []byte(file)).Want(t, 303)
		planner.Get("/proposals").Want(t, 200, "変わったところはありません（2 件）")
	}
	if n := r.Count("select count(*) from change"); n != changes {
		t.Errorf("%d changes came of what was not changed", n-changes)
	}
	f, err := excelize.OpenReader(strings.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	sheet := f.GetSheetName(0)
	headers, err := f.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	set := func(row int, label, value string) {
		t.Helper()
		for i, h := range headers[0] {
			if h == label {
				cell, _ := excelize.CoordinatesToCellName(i+1, row)
				if err := f.SetCellValue(sheet, cell, value); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	send := func() webtest.Answer {
		t.Helper()
		var b bytes.Buffer
		if err := f.Write(&b); err != nil {
			t.Fatal(err)
		}
		return planner.Send("/proposals/import", "提案.xlsx", b.Bytes())
	}
	set(3, "状態", "途中")
	set(3, "資料のリンク", "ftp://www.example.lg.jp")
	send().Want(t, 422, "3行目", "状態「途中」が分かりません", "例：提案済", "例：https://", "何も取り込んでいません")
	set(3, "状態", "提案済")
	set(3, "状態の日", "令和4年7月1日")
	set(3, "手続の条件", "status=done")
	set(3, "資料のリンク", "")
	set(4, "件名", "架空の新しい提案")
	send().Want(t, 303)
	planner.Get("/proposals").Want(t, 200, "新しい提案 1、変更した提案 1、変更のない提案 1").
		See(t, webtest.Titled("架空の新しい提案"), webtest.Row("架空の次", "—", "—", "提案済", "2022年7月1日"))
	if n := r.Count("select count(*) from change"); n != changes+1 {
		t.Errorf("the list came in %d changes", n-changes)
	}
	r.As(registry.Officer).Send("/proposals/import", "提案.xlsx", []byte(book)).Want(t, 403)
}

// A writing of which no law could be read leads from the ranking to the page that says which one it
// means; then it is counted for that law.
func TestWhatAWritingMeansIsSetOnAPage(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.World.Change(t, "2022-04-01 09:00", "作成者", &storetest.Row{Process: registry.Process{LegalBasis: "架空旅券法", LawToChange: "架空のあれ",
		InScope: true, Status: registry.NotStarted, NationalLawChange: registry.LawChangeRequired}})
	planner := r.As(registry.Planner)
	to := planner.Get("/laws").Want(t, 200).Page(t).Href("架空のあれ")
	planner.Get(strings.TrimSuffix(to, "#setting-form")).Want(t, 200).
		See(t, webtest.Filled("書かれていること（所管府省を定めるときは、法令の名前）", "架空のあれ"))
	form := []string{"kind", "alias", "written", "架空のあれ", "reason", "架空"}
	planner.Post("/laws/settings", append(form, "value", "あれ")...).Want(t, 422, "例：旅券法")
	planner.Post("/laws/settings", append(form, "value", "架空旅券法")...).Want(t, 303)
	planner.Get("/laws").Want(t, 200, "!法令を読み取れなかったもの").See(t, webtest.Row("架空旅券法", "1"))
	// Another day keeps the way of ranking.
	planner.Get("/laws?by=ministry").Want(t, 200).See(t, webtest.Sends("by", "ministry"))
	r.As(registry.Officer).Post("/laws/settings", append(form, "value", "架空旅券法")...).Want(t, 403)
	planner.Post("/laws/settings/1/withdraw", "reason", "架空の誤り").Want(t, 303)
	planner.Get("/laws").Want(t, 200, "法令を読み取れなかったもの")
	r.Play(
		webtest.Ask(planner, "POST /api/v1/laws/settings", `{"kind": "ministry", "written": "架空旅券法", "value": "架空省", "reason": "架空"}`, 201,
			[]string{`"kind":"ministry"`, `"ended_reason":"架空の誤り"`}),
		webtest.Ask(planner, "GET /api/v1/laws/settings", "", 200, nil),
		webtest.Ask(planner, "POST /api/v1/laws/settings/2/withdraw", `{"reason": "架空"}`, 200, nil),
	)
}
