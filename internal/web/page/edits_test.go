package page_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/webtest"
)

// Whether an edit of one process needs a second person is a setting. On, the edit waits,
// by page and API alike, until somebody else approves or returns it; off, it is written at
// once, and the page says so.
func TestAnEditWaitsForASecondPersonWhereTheSettingSaysSo(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.Imported([]any{"架空廃棄物の<許可>", "架空法", 12_000, 1, "検討中", "要"})
	officer, approver, hq, planner := r.As(registry.Officer), r.As(registry.Approver), r.As(registry.Headquarters), r.As(registry.Planner)
	const process = "/processes/P-0000001"
	edit := func(by *webtest.Visitor, change ...string) webtest.Answer {
		t.Helper()
		page := by.Get(process+"/edit").Want(t, 200)
		return by.Submit(process+"/edit", webtest.FormOf(t, page.Body, process+"/edit"), change...)
	}
	patch := func(by *webtest.Visitor, body string) webtest.Answer {
		t.Helper()
		by.Header = http.Header{"If-Match": {by.Get("/api/v1" + process).Header.Get("ETag")}}
		defer func() { by.Header = http.Header{} }()
		return by.Call("PATCH", "/api/v1"+process, body)
	}
	waiting := func() string { // the page of the edit that waits
		t.Helper()
		return "/edits/" + strconv.FormatInt(r.Count("select id from pending_edit where state = 'waiting'"), 10)
	}
	officer.Get(process+"/edit").Want(t, 200, "承認を待たずに、すぐに登録されます").See(t, webtest.Button("保存する"))
	edit(officer, "remarks", "承認なしの架空の備考", "reason", "架空の理由").Want(t, 303)
	officer.Get(process).Want(t, 200, "変更を保存しました", "承認なしの架空の備考")

	officer.Post("/admin/edit-approval", "required", "1", "reason", "架空").Want(t, 403)
	hq.Post("/admin/edit-approval", "required", "1").Want(t, 422, "理由を入力してください")
	hq.Post("/admin/edit-approval", "required", "1", "reason", "架空の内部統制").Want(t, 303)
	hq.Get("/admin").Want(t, 200, "ほかの人の承認を求めています", "架空の内部統制（架空の本部").See(t, webtest.Button("承認を求めないようにする"))
	r.As(registry.Auditor).Get("/admin/log").Want(t, 200, "編集の承認の設定", "必要とする")

	officer.Get(process+"/edit").Want(t, 200, "ほかの人の承認が要ります").See(t, webtest.Button("編集を提出する"))
	edit(officer, "remarks", "承認ありの架空の備考", "reason", "架空の訂正").Want(t, 303)
	officer.Get(process).Want(t, 200, "編集を提出しました", "承認を待っている編集があります", "架空の訂正", "承認なしの架空の備考").
		See(t, webtest.Link("編集を見る", "/edits"))
	edit(officer, "remarks", "二つ目", "reason", "架空の訂正").Want(t, 409, "承認を待っている編集があります")
	patch(officer, `{"fields": {"remarks": "三つ目"}, "reason": "架空"}`).Want(t, 409)

	approver.Get("/edits").Want(t, 200, "架空の局入力者", "備考：承認なしの架空の備考 → 承認ありの架空の備考").
		See(t, webtest.Button("承認して登録する"), webtest.Button("差し戻す"))
	approver.Get("/notices").Want(t, 200, "架空の局入力者が手続を編集しました。承認を待っています。").See(t, webtest.Link("編集「架空廃棄物の<許可>」", "/edits"))
	approver.Get("/uploads").Want(t, 200, "承認を待っている編集が 1 件あります")
	officer.Get("/edits").Want(t, 200, "承認ありの架空の備考", "!承認して登録する").See(t, webtest.Button("取り下げる"))
	officer.Post("/edits/1/approve").Want(t, 403)
	officer.Post("/edits/1/return", "reason", "x").Want(t, 403)
	approver.Post("/edits/1/withdraw").Want(t, 403)
	approver.Post("/edits/1/return").Want(t, 422, "差し戻す理由を入力してください")
	approver.Post("/edits/1/return", "reason", "根拠を書いてください").Want(t, 303)
	officer.Get("/notices").Want(t, 200, "架空の局承認者が手続の編集を差し戻しました", "根拠を書いてください")
	officer.Get("/edits").Want(t, 200, "差戻し：根拠を書いてください", "承認を待っている編集はありません")
	officer.Get(process).Want(t, 200, "承認なしの架空の備考", "!承認ありの架空の備考")

	// By the API; and nobody approves their own, whatever their role.
	second := "/edits/" + webtest.Between(patch(approver, `{"fields": {"remarks": "承認者の架空の備考"}, "reason": "架空の理由"}`).
		Want(t, 202, "承認なしの架空の備考").Body, `"pending_edit":`, "}")
	approver.Call("POST", "/api/v1"+second+"/approve", "{}").Want(t, 403, "ご自身の編集")
	hq.Get("/api/v1/edits").Want(t, 200, `"approval":{"required":true`, `"cells":[{"field":"remarks","fiscal_year":null,"old":"承認なしの架空の備考"`)
	hq.Call("POST", "/api/v1"+second+"/approve", "{}").Want(t, 204)
	hq.Call("POST", "/api/v1"+second+"/approve", "{}").Want(t, 409, "承認済み")
	officer.Get(process).Want(t, 200, "承認者の架空の備考", "架空の局承認者", "架空の理由（承認：架空の本部）", "!承認を待っている編集")
	r.As(registry.Auditor).Get("/admin/log").Want(t, 200, "編集の提出", "編集の承認", "編集の差戻し")

	// What was made from an older version cannot be approved, but returned or withdrawn.
	edit(officer, "remarks", "古い版からの備考", "reason", "架空").Want(t, 303)
	hq.Post("/admin/edit-approval", "required", "0", "reason", "架空の終わり").Want(t, 303)
	edit(hq, "remarks", "本部の備考", "reason", "架空").Want(t, 303)
	approver.Get("/edits").Want(t, 200, "編集のあとで、この手続が変わりました", "!承認して登録する")
	third := waiting()
	approver.Post(third+"/approve").Want(t, 409, "編集のあとで、この手続が変わりました")
	officer.Get(process).Want(t, 200, "本部の備考", "!古い版からの備考")
	officer.Post(third+"/withdraw").Want(t, 303)
	officer.Get("/edits").Want(t, 200, "取下げ")

	// A priority that is decided by hand is an edit like any other.
	hq.Call("PUT", "/api/v1/edit-approval", `{"required": true, "reason": "架空"}`).Want(t, 204)
	version := webtest.FormOf(t, planner.Get(process+"/priority").Want(t, 200, "ほかの人の承認が要ります").Body, process+"/priority").Get("version")
	planner.Post(process+"/priority", "version", version, "decision", "no", "reason", "架空の判断").Want(t, 303)
	planner.Get(process).Want(t, 200, "編集を提出しました", "重点手続")
	fourth := waiting()
	planner.Post(fourth+"/approve").Want(t, 403)
	approver.Post(fourth+"/approve").Want(t, 303)
	planner.Get("/api/v1"+process).Want(t, 200, `"priority":"no"`)
	if v, err := r.Store.Verify(t.Context(), registry.Operator("監査"), nil, nil); err != nil || len(v.Problems) > 0 {
		t.Errorf("%+v, %v", v.Problems, err)
	}
}

// Another bureau's edit is nobody's to see or decide on.
func TestEditsOfOtherBureausAreNotThere(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.Fill()
	if err := r.Store.SetEditApproval(t.Context(), webtest.Fixer, true, "架空"); err != nil {
		t.Fatal(err)
	}
	hq := r.As(registry.Headquarters)
	const road = "/processes/P-0000003" // 建設局's
	hq.Header = http.Header{"If-Match": {hq.Get("/api/v1" + road).Header.Get("ETag")}}
	hq.Call("PATCH", "/api/v1"+road, `{"fields": {"remarks": "秘密の備考"}, "reason": "架空"}`).Want(t, 202)
	approver := r.As(registry.Approver)
	approver.Get("/edits").Want(t, 200, "!秘密の備考", "承認を待っている編集はありません")
	approver.Post("/edits/1/approve").Want(t, 404)
	approver.Post("/edits/1/return", "reason", "x").Want(t, 404)
	// The operator's verbs do without a second person, as with files.
	d, err := r.Store.Process(t.Context(), registry.Operator("試験"), 1, store.ProcessDetail{}.AsOf)
	if err != nil {
		t.Fatal(err)
	}
	after, err := r.Store.Edit(t.Context(), registry.Operator("試験"), 1, d.ChangeID, store.Patch{Fields: []string{"remarks"},
		Process: registry.Process{Remarks: "運用担当の備考"}}, "架空")
	if err != nil || after.Pending != nil || !strings.Contains(after.Remarks, "運用担当") {
		t.Errorf("%+v, %v", after.Pending, err)
	}
}

// An edit that waits stands on the home of whoever may approve it, and of whoever made it, until
// it has ended.
func TestAnEditThatWaitsStandsOnTheApproversHome(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.Imported([]any{"架空廃棄物の許可", "架空法", 12_000, 1, "検討中", "要"})
	officer, approver, hq := r.As(registry.Officer), r.As(registry.Approver), r.As(registry.Headquarters)
	hq.Post("/admin/edit-approval", "required", "1", "reason", "架空の内部統制").Want(t, 303)
	const process = "/processes/P-0000001"
	edit := func(remarks string) {
		t.Helper()
		page := officer.Get(process+"/edit").Want(t, 200)
		officer.Submit(process+"/edit", webtest.FormOf(t, page.Body, process+"/edit"), "remarks", remarks, "reason", "架空の訂正").Want(t, 303)
	}
	edit("架空の備考")
	for _, v := range []*webtest.Visitor{approver, hq} {
		v.Get("/home").Want(t, 200, "編集を承認する 1 件", "環境局　編集 架空の局入力者").
			See(t, webtest.Link("編集　架空廃棄物の許可", "/edits#edit-1"))
	}
	approver.Get("/api/v1/home").Want(t, 200, `"kind":"edit"`)
	officer.Get("/home").Want(t, 200, "承認を待っています", "!編集を承認する").See(t, webtest.Link("編集　架空廃棄物の許可", "/edits#edit-1"))
	r.As(registry.Planner).Get("/home").Want(t, 200, "!架空廃棄物の許可　")
	r.Edit(1, "別の人の備考")
	approver.Get("/home").Want(t, 200, "編集を承認する 1 件", "そのあとで手続が変わったため、差し戻します")
	officer.Get("/home").Want(t, 200, "編集のあとで手続が変わり、承認できません")
	approver.Post("/edits/1/return", "reason", "架空の理由").Want(t, 303)
	approver.Get("/home").Want(t, 200, "!編集を承認する")
	officer.Get("/home").Want(t, 200, "!編集　架空廃棄物の許可")
}
