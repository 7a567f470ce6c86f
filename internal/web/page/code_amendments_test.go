package page_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/webtest"

	"github.com/xuri/excelize/v2"
)

// Headquarters teaches the registry how bureaus write a choice, adds a choice and ends one: from
// the day on files are read so, fields and forms offer it, and lists filter by it. It can be
// withdrawn, and what was read stays.
func TestACodeListIsAmended(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	hq, officer, approver := r.As(registry.Headquarters), r.As(registry.Officer), r.As(registry.Approver)
	const path = "/admin/codes/amendments"
	amend := func(list, kind, code, writing, from string) webtest.Answer {
		return hq.Post(path, "list", list, "kind", kind, "code", code, "writing", writing, "effective_from", from, "reason", "架空の理由")
	}
	file := []byte("手続名,根拠法令,デジタル化状況,未実施の理由,国の法令改正の要否\r\n架空の許可,架空の法,架空で完成,,不要\r\n架空の届出,架空の法,未着手,架空の事情による,不要\r\n")
	at := officer.Send("/uploads", "架空の棚卸.csv", file).Want(t, 303).Header.Get("Location")
	officer.Get(at+"/findings").Want(t, 200, "架空で完成", "架空の事情による")

	amend("digitization_status", "writing", "done", "架空で完成", "R4.4.1").Want(t, 303)
	amend("obstacle", "choice", "架空の事情による", "", "R4.4.1").Want(t, 303)
	amend("obstacle", "end", "6", "", "R4.4.1").Want(t, 303)
	amend("obstacle", "choice", "ずっと先の事情", "", "R40.4.1").Want(t, 303)
	hq.Get("/admin/codes").Want(t, 200, "加えた選択肢", "選べません", "架空で完成", "!ずっと先の事情")
	hq.Get(path).Want(t, 200).See(t, webtest.Row("デジタル化状況", "読み取る書き方を加える", "done 実施済", "架空で完成"),
		webtest.Row("未実施の理由", "選択肢を加える", "ずっと先の事情", "2058年4月1日"))
	changes := hq.Get("/api/v1/codelists").Want(t, 200, `"code":"架空の事情による"`, `"added":true`, `"effective_from":"2022-04-01"`)
	if strings.Count(changes.Body, `"added":true`) != 1 || strings.Count(changes.Body, `"offered":false`) != 1 {
		t.Errorf("the lists are %s", changes.Body)
	}

	at = officer.Send("/uploads", "架空の棚卸.csv", file).Want(t, 303).Header.Get("Location")
	officer.Post(at+"/submit").Want(t, 303)
	approver.Post(at+"/approve").Want(t, 303)
	officer.Get("/api/v1/processes/P-0000001").Want(t, 200, `"digitization_status":"done"`)
	officer.Get("/api/v1/processes/P-0000002").Want(t, 200, `"obstacle":["架空の事情による"]`)
	list := "/processes?obstacle=%E6%9E%B6%E7%A9%BA%E3%81%AE%E4%BA%8B%E6%83%85%E3%81%AB%E3%82%88%E3%82%8B"
	officer.Get(list).Want(t, 200).See(t, webtest.Counted("1"), webtest.Filled("未実施の理由", "架空の事情による（1）"))
	officer.Get("/processes/P-0000002").Want(t, 200, "架空の事情による")
	officer.Get("/processes/P-0000002/edit").Want(t, 200, "架空の事情による", "!費用対効果が小さい又は不明", "!ずっと先の事情")
	approver.Header.Set("If-Match", approver.Get("/api/v1/processes/P-0000001").Header.Get("ETag"))
	approver.Call(http.MethodPatch, "/api/v1/processes/P-0000001", `{"fields": {"digitization_status": "検討中", "obstacle": ["3", "架空の事情による"]},
		"reason": "架空の理由"}`).Want(t, 200)

	// The blank form offers what the registry does.
	choices := choicesOf(t, officer.Get("/uploads/form.xlsx").Want(t, 200).Body)
	if !slices.Contains(choices, "架空の事情による") || slices.ContainsFunc(choices, func(cell string) bool {
		return strings.Contains(cell, "費用対効果が小さい又は不明") || strings.Contains(cell, "ずっと先の事情")
	}) {
		t.Errorf("the blank form offers %q", choices)
	}

	// A list leaves with the new choice among its choices, and comes back without a finding.
	book := officer.Get("/processes.xlsx").Want(t, 200).Body
	back := officer.Send("/uploads", "架空の一覧.xlsx", []byte(book)).Want(t, 303).Header.Get("Location")
	officer.Get("/api/v1"+back).Want(t, 200, `"errors":0`, `"warnings":0`)
	officer.Get("/api/v1"+back+"/structure").Want(t, 200)

	// The history tells it cell by cell; a withdrawn writing is not read any more.
	hq.Get("/changes/2").Want(t, 200, "コードの一覧の改め").See(t, webtest.Row("コードの一覧", "未実施の理由"),
		webtest.Row("改め方", "選択肢を加える"), webtest.Row("選択肢", "架空の事情による"))
	hq.Post(path+"/1/withdraw", "reason", "架空の取りやめ").Want(t, 303)
	hq.Post(path+"/1/withdraw", "reason", "架空の取りやめ").Want(t, 404)
	officer.Get("/api/v1/processes/P-0000002").Want(t, 200, `"obstacle":["架空の事情による"]`)
	at = officer.Send("/uploads", "架空の棚卸2.csv", file).Want(t, 303).Header.Get("Location")
	officer.Get(at+"/findings").Want(t, 200, "架空で完成", "!架空の事情による")
	r.As(registry.Planner).Get("/api/v1/codelists").Want(t, 200, `"ended_reason":"架空の取りやめ"`)

	for _, wrong := range []struct{ list, kind, code, writing, from, says string }{
		{"color", "writing", "1", "赤い", "R4.4.1", "コードの一覧「color」はありません"},
		{"obstacle", "paint", "1", "赤い", "R4.4.1", "改め方は"},
		{"obstacle", "writing", "99", "赤い", "R4.4.1", "選択肢「99」は、この一覧にありません"},
		{"obstacle", "writing", "1", "原本が紙", "R4.4.1", "もう「一部の必要書類の原本が紙"},
		{"obstacle", "writing", "1", "", "R4.4.1", "言葉を入力してください"},
		{"obstacle", "writing", "1", "12", "R4.4.1", "日本語の言葉を"},
		{"obstacle", "writing", "1", "〃", "R4.4.1", "ほかの意味で読み取る言葉"},
		{"scope", "choice", "どちらでもない", "", "R4.4.1", "選択肢は、率や対象の決まりに使われているため"},
		{"obstacle", "end", "6", "", "R4.4.1", "もう選べなくなっているか"},
		{"obstacle", "end", "1", "赤い", "R4.4.1", "空欄にしてください"},
		{"obstacle", "choice", "赤い事情", "", "きのう", "日付として読めません"},
		{"obstacle", "choice", "赤い*事情", "", "R4.4.1", "記号の"},
		{"digitization_status", "label", "done", "検討中", "R4.4.1", "もう「検討中」と読み取っています"},
		{"digitization_status", "label", "done", "実施済", "R4.4.1", "もう「実施済」と読み取っています"},
		{"digitization_status", "label", "done", "", "R4.4.1", "言葉を入力してください"},
		{"digitization_status", "label", "done", "=架空", "R4.4.1", "記号の"},
		{"obstacle", "order", "1", "いちばん上", "R4.4.1", "1から始まる数字"},
		{"obstacle", "order", "1", "99", "R4.4.1", "この一覧の選択肢は"},
		{"obstacle", "note", "1", "", "R4.4.1", "1文字から1,000文字まで"},
	} {
		amend(wrong.list, wrong.kind, wrong.code, wrong.writing, wrong.from).Want(t, 422, wrong.says)
	}
	hq.Post(path, "list", "obstacle", "kind", "choice", "code", "赤い事情", "effective_from", "R4.4.1").Want(t, 422, "理由")
	officer.Get(path).Want(t, 403)
	officer.Call("POST", "/api/v1/codelists/amendments", `{"list": "obstacle", "kind": "end", "code": "1", "effective_from": "2022-04-01",
		"reason": "架空"}`).Want(t, 403)
}

// A choice is called otherwise from a day on: every page, form and file says so, files with the
// label of before are read as before, and the figures stay. Withdrawn, all is as it was.
func TestAChoiceIsCalledOtherwiseOnEveryPage(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	hq, officer := r.As(registry.Headquarters), r.As(registry.Officer)
	r.Imported([]any{"架空の許可", "架空の法", 20000, 1, "実施済", "不要"}, []any{"架空の届出", "架空の法", 5, 1, "検討中", "要"})
	amend := func(list, kind, code, writing string) {
		t.Helper()
		hq.Post("/admin/codes/amendments", "list", list, "kind", kind, "code", code, "writing", writing, "effective_from", "R4.4.1",
			"reason", "架空の理由").Want(t, 303)
	}
	var withdrawn []string
	for _, path := range []string{"/processes", "/processes?status=done", "/processes/P-0000001", "/processes/P-0000001/edit", "/priorities",
		"/reconciliation", "/api/v1/processes/P-0000001", "/api/v1/processes",
		"/api/v1/priorities", "/processes.csv", "/processes.json", "/changes/1", "/admin/codes"} {
		hq.Get(path).Want(t, 200, "実施済", "!架空の完了")
		withdrawn = append(withdrawn, path)
	}
	amend("digitization_status", "label", "done", "架空の完了")
	amend("digitization_status", "note", "done", "架空の説明です")
	amend("digitization_status", "order", "done", "3")
	amend("national_law_change", "label", "required", "架空の改正待ち")
	for _, path := range withdrawn {
		hq.Get(path).Want(t, 200, "架空の完了")
	}
	hq.Get("/processes").Want(t, 200, "架空の改正待ち").See(t, webtest.Tag("架空の完了"))
	hq.Get("/processes?status=done").Want(t, 200, "デジタル化状況：架空の完了")
	hq.Get("/processes/P-0000001/edit").Want(t, 200, "架空の完了：架空の説明です")
	statuses := hq.Get("/api/v1/codelists").Want(t, 200, `"note":"架空の説明です"`).Body
	if first, done := strings.Index(statuses, `"code":"partial"`), strings.Index(statuses, `"code":"done"`); first < 0 || done < first {
		t.Errorf("the choices stand in another order: %s", statuses)
	}
	choices := choicesOf(t, officer.Get("/uploads/form.xlsx").Want(t, 200).Body)
	if !slices.Contains(choices, "架空の完了") || slices.Contains(choices, "実施済") || !slices.Contains(choices, "架空の説明です") {
		t.Errorf("the blank form offers %q", choices)
	}
	sendsBack := func(name, book string) {
		t.Helper()
		at := officer.Send("/uploads", name, []byte(book)).Want(t, 303).Header.Get("Location")
		officer.Get("/api/v1"+at).Want(t, 200, `"errors":0`, `"warnings":0`, `"unchanged":2`)
	}
	sendsBack("架空の一覧.xlsx", officer.Get("/processes.xlsx").Want(t, 200).Body)
	sendsBack("架空の様式.xlsx", officer.Get("/processes/form.xlsx").Want(t, 200).Body)
	sendsBack("架空の前の一覧.csv", strings.ReplaceAll(officer.Get("/processes.csv").Want(t, 200).Body, "架空の完了", "実施済"))
	cells := cellsOf(t, hq.Get("/exports/progress.xlsx").Want(t, 200).Body)
	for _, want := range []string{"架空の完了", "架空の改正待ち"} {
		if !strings.Contains(cells, want) {
			t.Errorf("the workbook of progress does not say %s", want)
		}
	}
	for id := 4; id >= 1; id-- {
		hq.Post(fmt.Sprintf("/admin/codes/amendments/%d/withdraw", id), "reason", "架空の取りやめ").Want(t, 303)
	}
	for _, path := range withdrawn {
		if path != "/changes/1" {
			hq.Get(path).Want(t, 200, "実施済", "!架空の完了")
		}
	}
}

// cellsOf are the cells of a workbook in one text.
func cellsOf(t *testing.T, book string) string {
	t.Helper()
	f, err := excelize.OpenReader(strings.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var all strings.Builder
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			all.WriteString(strings.Join(row, "\t") + "\n")
		}
	}
	return all.String()
}
