package page_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/webtest"
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
	hq.Get("/changes/2").Want(t, 200, "コードの一覧の追加・終了").See(t, webtest.Row("コードの一覧", "未実施の理由"),
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
		{"obstacle", "end", "1", "赤い", "R4.4.1", "ときだけ入力してください"},
		{"obstacle", "choice", "赤い事情", "", "きのう", "日付として読めません"},
	} {
		amend(wrong.list, wrong.kind, wrong.code, wrong.writing, wrong.from).Want(t, 422, wrong.says)
	}
	hq.Post(path, "list", "obstacle", "kind", "choice", "code", "赤い事情", "effective_from", "R4.4.1").Want(t, 422, "理由")
	officer.Get(path).Want(t, 403)
	officer.Call("POST", "/api/v1/codelists/amendments", `{"list": "obstacle", "kind": "end", "code": "1", "effective_from": "2022-04-01",
		"reason": "架空"}`).Want(t, 403)
}
