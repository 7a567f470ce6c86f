package api_test

import (
	"testing"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store/storetest"
	"tetsuzuki/internal/web/webtest"
)

// A process is shown with what may belong to it and why, within what the caller sees; what somebody
// decided is kept with who, when and why, each decision one change, and can be withdrawn.
func TestRelatedProcessesWithTheirReasonsAndDecisions(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	row := func(bureau int, name, step, law, article string) *storetest.Row {
		return &storetest.Row{Process: registry.Process{BureauID: bureau, ProcedureName: name, ProcessName: step, LegalBasis: law,
			LegalArticle: article, ProcessType: "1", InScope: true}}
	}
	r.World.Change(t, "2022-04-01 09:00", "作成者",
		row(10, "架空施設の許可", "申請", "架空施設法", "第3条"),  // 1
		row(10, "架空施設の許可", "通知", "架空施設法", "第4条"),  // 2: another step
		row(10, "架空施設の廃止の届出", "", "架空施設法", "第３条"), // 3: the same law and article, written otherwise
		row(10, "架空祭礼の届出", "", "架空祭礼法", "第9条"),    // 4: the same documents
		row(15, "架空施設の許可", "申請", "架空施設法", "第8条"),  // 5: alike, in another bureau
		row(10, "架空とは違う届出", "", "架空のほかの法", "第1条")) // 6: nothing
	planner, officer, check := r.As(registry.Planner), r.As(registry.Officer), webtest.NewContract(t)
	r.As(registry.Headquarters).Call("POST", "/api/v1/bulk-edits",
		`{"process_ids": ["P-0000001", "P-0000004"], "fields": {"attachments": ["架空図面"]}, "reason": "架空"}`).Want(t, 201)
	const at = "/api/v1/processes/P-0000001/related"
	got := planner.Get(at).Want(t, 200, `"process_id":"P-0000002"`, `"reason":"procedure"`, `"reason":"law","label":"同じ法令・条項"`,
		`"reason":"form"`, `"process_id":"P-0000005"`, `"reason":"alike"`, "!P-0000006", `"decision":null`)
	if err := check("GET", at, got); err != nil {
		t.Error(err)
	}
	officer.Get(at).Want(t, 200, "P-0000002", "P-0000003", "P-0000004", "!P-0000005", "!建設局")
	planner.Get("/processes/P-0000001/related").Want(t, 200, "同じ手続の別の段階", "ほかの局の似た手続", "!判断する")
	officer.Get("/processes/P-0000005/related").Want(t, 404)
	officer.Get("/processes/P-0000001").Want(t, 200).See(t, webtest.Link("関連する手続", "/processes/P-0000001/related"))

	before := r.Count("select count(*) from change")
	planner.Call("PUT", at, `{"other": "P-0000003", "related": true, "reason": "架空"}`).Want(t, 403)
	officer.Call("PUT", at, `{"other": "P-0000005", "related": true, "reason": "架空"}`).Want(t, 404, "!建設局")
	officer.Call("PUT", at, `{"other": "P-0000001", "related": true, "reason": "架空"}`).Want(t, 422, `"field":"other"`)
	officer.Call("PUT", at, `{"other": "P-0000003", "related": false, "reason": ""}`).Want(t, 422, `"field":"reason"`)
	officer.Call("PUT", at, `{"other": "P-0000006", "related": true, "reason": "架空の窓口が同じ"}`).Want(t, 200,
		`"processes":[{"process_id":"P-0000006"`, `"reasons":[{"reason":"decided","label":"人の判断"}]`, `"related":true,"reason":"架空の窓口が同じ"`)
	officer.Post("/processes/P-0000001/related", "other", "P-0000003", "decision", "unrelated", "reason", "架空の別の話").Want(t, 303)
	officer.Get("/processes/P-0000001/related").Want(t, 200, "関係なし", "架空の別の話", "架空の局入力者")
	officer.Post("/processes/P-0000001/related", "other", "P-9", "decision", "related", "reason", "架空").Want(t, 422, "P-0000123")
	// It is one decision, whichever of the two is looked at.
	officer.Get("/api/v1/processes/P-0000003/related").Want(t, 200, `"related":false,"reason":"架空の別の話"`)
	planner.Get(at+"?as_of=2022-12-31").Want(t, 200, "!架空の別の話")
	officer.Call("POST", at+"/withdraw", `{"other": "P-0000003", "reason": "架空の誤り"}`).Want(t, 200, "!架空の別の話")
	officer.Call("POST", at+"/withdraw", `{"other": "P-0000003", "reason": "架空の誤り"}`).Want(t, 404, "すでに取り消されています")
	if n := r.Count("select count(*) from change") - before; n != 3 {
		t.Errorf("three decisions made %d changes", n)
	}
	planner.Get("/changes/"+webtest.Num(before+1)).Want(t, 200, "P-0000001 と P-0000006 の関係：関係あり", "手続の関係")
}
