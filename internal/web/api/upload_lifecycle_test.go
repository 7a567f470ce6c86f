package api_test

import (
	"fmt"
	"testing"
	"time"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/webtest"
)

func TestTheLifecycleByAPI(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	officer, approver, planner, hq := r.As(registry.Officer), r.As(registry.Approver), r.As(registry.Planner), r.As(registry.Headquarters)
	nobody := r.Visitor()
	officer.Send("/api/v1/uploads", "一覧.xlsx", webtest.Sheet(t,
		[]any{"架空廃棄物処理業の許可", "架空廃棄物法", 12000, 300, "未着手・今後検討", "不要"},
		[]any{"架空騒音の届出", "架空騒音法", "不明", nil, "検討中", "不要"},
		[]any{"架空振動の検査", "架空振動法", 3, 1, "検討中", "不要"})).Want(t, 201)
	const first, second = "/api/v1/uploads/1", "/api/v1/uploads/2"
	r.Play(
		webtest.Ask(officer, "POST "+first+"/return", `{"reason": "まだ"}`, 403, nil),
		webtest.Ask(approver, "POST "+first+"/return", `{"reason": "まだ"}`, 409, nil),
		webtest.Ask(planner, "POST "+first+"/submit", ``, 403, nil),
		webtest.Ask(nobody, "POST "+first+"/submit", ``, 401, nil),
		webtest.Ask(officer, "POST "+first+"/submit", `{"txt": ""}`, 422, nil),
		webtest.Ask(officer, "POST "+first+"/submit", `{"text": "お願いします"}`, 200, []string{`"state":"submitted"`}),
		webtest.Ask(officer, "POST "+first+"/approve", ``, 403, []string{`"code":"forbidden"`}),
		webtest.Ask(approver, "POST "+first+"/return", ``, 422, []string{`"field":"reason"`}),
		webtest.Ask(approver, "POST "+first+"/return", `{"remarks": [{"sheet": "集計", "cell": "C2", "text": "単位は件です"}]}`, 422,
			[]string{`"field":"remarks"`, "「集計」というシート"}),
		webtest.Ask(approver, "POST "+first+"/return", `{"remarks": [{"sheet": "Sheet1", "cell": "c2", "text": "単位は件です"}]}`, 200,
			[]string{`"state":"returned"`}),
		webtest.Ask(officer, "GET "+first+"/events", ``, 200,
			[]string{`"kind":"returned","label":"差戻し"`, `"cell":"C2","text":"単位は件です"`, `"text":"お願いします"`}),
		webtest.Ask(officer, "POST "+first+"/submit", ``, 200, nil),
		webtest.Ask(hq, "POST "+first+"/approve", ``, 200, []string{`"state":"confirmed"`, `"new":3`}),
		webtest.Ask(hq, "POST "+first+"/approve", ``, 409, nil),
		webtest.Ask(hq, "GET "+first+"/missing", ``, 409, nil),
	)
	officer.Upload("次.xlsx", webtest.Sheet(t,
		[]any{"架空廃棄物処理業許可申請", "架空廃棄物法", 12000, 300, "実施済", "不要"})).Want(t, 200, `"new":1`, `"missing":3`)
	r.Play(
		webtest.Ask(officer, "GET "+second+"/questions", ``, 200, []string{`"missing":3`, `"matches":1`}),
		webtest.Ask(officer, "POST "+second+"/submit", ``, 409, []string{`"field":"matches"`}),
		webtest.Ask(officer, "GET "+second+"/matches", ``, 200, []string{`"place":1`, `"process_id":"P-0000001"`, `"same":null`, `!P-0000002`}),
		webtest.Ask(planner, "POST "+second+"/matches", `{"matches": []}`, 403, nil),
		webtest.Ask(officer, "POST "+second+"/matches", `{"matches": [{"place": 1, "same": "P-1x"}]}`, 422, []string{`"field":"matches"`}),
		webtest.Ask(officer, "POST "+second+"/matches", `{"matches": [{"place": 1, "same": "P-0000001"}]}`, 200,
			[]string{`"matches":0`, `"missing":2`}),
		webtest.Ask(officer, "GET "+second+"/matches", ``, 200, []string{`"same":"P-0000001"`, `"actor":"架空の局入力者"`}),
		webtest.Ask(officer, "POST "+second+"/submit", ``, 409, []string{`"field":"missing"`}),
		webtest.Ask(officer, "GET "+second+"/missing?q=騒音&undecided=true", ``, 200,
			[]string{"P-0000002", `"decision":null`, `!P-0000003`, `"next_after":null`}),
		webtest.Ask(officer, "GET "+second+"/missing?after=x", ``, 400, []string{`"field":"after"`}),
		webtest.Ask(officer, "POST "+second+"/decisions", `{"decision": "erase"}`, 422, []string{`"field":"decision"`}),
		webtest.Ask(officer, "POST "+second+"/decisions", `{"processes": ["P-0000002"], "decision": "transfer", "to_bureau": "ない局"}`, 422,
			[]string{`"field":"to_bureau"`}),
		webtest.Ask(planner, "POST "+second+"/decisions", `{"decision": "keep"}`, 403, nil),
		webtest.Ask(officer, "POST "+second+"/decisions", `{"processes": ["P-0000002"], "decision": "merge", "merged_into": "P-0000001"}`, 200,
			[]string{`"decided":1`}),
		webtest.Ask(officer, "POST "+second+"/decisions", `{"undecided": true, "decision": "transfer", "to_bureau": "建設局"}`, 200,
			[]string{`"decided":1`}),
		webtest.Ask(planner, "GET "+second+"/missing", ``, 200,
			[]string{`"decision":"merge","merged_into":"P-0000001"`, `"decision":"transfer"`, `"name":"建設局"`}),
		webtest.Ask(officer, "POST "+second+"/submit", ``, 200, []string{`"state":"submitted"`}),
		webtest.Ask(approver, "POST "+second+"/approve", ``, 200, []string{`"state":"confirmed"`, `"changed":1`, `"new":0`}),
		webtest.Ask(officer, "GET /api/v1/processes/P-0000002", ``, 200, []string{`"digitization_status":"abolished"`}),
		webtest.Ask(officer, "GET /api/v1/processes/P-0000001", ``, 200, []string{"架空廃棄物処理業許可申請"}),
		webtest.Ask(officer, "GET /api/v1/transfers", ``, 200, []string{"P-0000003", "建設局"}),
		webtest.Ask(officer, "POST "+second+"/discard", ``, 409, nil),
	)
}

func TestQuestionsOfAnUploadByAPI(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	officer, approver, planner := r.As(registry.Officer), r.As(registry.Approver), r.As(registry.Planner)
	row := func(status, volume any) []any {
		return []any{"架空廃棄物の許可", "架空廃棄物法", volume, 300, status, "不要"}
	}
	r.Imported(row("検討中", 12000))
	officer.Upload("次.xlsx", webtest.Sheet(t, row("実施済", "たくさん"), []any{"架空騒音の届出", "架空騒音法", 3, "", "", "不要"})).Want(t, 200, `"state":"faulty"`)
	officer.Upload("次の次.xlsx", webtest.Sheet(t, row("実施済", ""))).Want(t, 200, `"state":"staged"`)
	edit := r.As(registry.Headquarters)
	edit.Header.Set("If-Match", `"1"`)
	const faulty, good = "/api/v1/uploads/2", "/api/v1/uploads/3"
	r.Play(
		webtest.Ask(edit, "PATCH /api/v1/processes/P-0000001", `{"fields": {"digitization_status": "今後実施"}, "reason": "架空"}`, 200, nil),
		webtest.Ask(planner, "POST "+faulty+"/stage", `{"right_only": true}`, 403, nil),
		webtest.Ask(officer, "POST "+faulty+"/stage", `{"right_only": true}`, 200,
			[]string{`"state":"faulty"`, `"reading":{"state":"available"`}),
		webtest.Ask(officer, "GET "+faulty, ``, 200, []string{`"state":"staged"`, `"right_only":true`, `"faulty":1`, `"new":1`, `"missing":0`,
			`!"reading"`}),
		webtest.Ask(officer, "GET "+faulty+"/difference?kind=new", ``, 200, []string{"架空騒音の届出", "!架空廃棄物", `"next_after":null`}),
		webtest.Ask(officer, "GET "+faulty+"/difference?kind=old", ``, 400, []string{`"field":"kind"`}),
		webtest.Ask(officer, "GET "+good+"/conflicts", ``, 200,
			[]string{`"place":1`, `"field":"digitization_status"`, `"base":"considering","theirs":"planned"`, `"mine":"done","take":null`}),
		webtest.Ask(officer, "POST "+good+"/submit", `{"keep": true}`, 409, []string{`"field":"conflicts"`}),
		webtest.Ask(officer, "POST "+good+"/conflicts", `{"conflicts": [{"place": 1, "field": "digitization_status", "theirs": "planned", `+
			`"take": "both"}]}`, 422, nil),
		webtest.Ask(officer, "POST "+good+"/conflicts", `{"conflicts": [{"place": 1, "field": "digitization_status", "theirs": "done", `+
			`"take": "mine"}]}`, 409, nil),
		webtest.Ask(planner, "POST "+good+"/conflicts", `{"conflicts": []}`, 403, nil),
		webtest.Ask(officer, "POST "+good+"/conflicts", `{"conflicts": [{"place": 1, "field": "digitization_status", "theirs": "planned", `+
			`"take": "mine"}]}`, 200, []string{`"conflicts":0`}),
		webtest.Ask(officer, "POST "+good+"/clears", `{"clears": ["remarks"]}`, 422, []string{`"field":"clears"`}),
		webtest.Ask(officer, "POST "+good+"/clears", `{"clears": ["legal_basis"]}`, 200, []string{`"clears":["legal_basis"]`}),
		webtest.Ask(officer, "POST "+good+"/submit", ``, 200, []string{`"state":"submitted"`}),
		webtest.Ask(approver, "POST "+good+"/approve", ``, 200, []string{`"state":"confirmed"`, `"changed":1`}),
		webtest.Ask(planner, "GET "+good+"/receipt", ``, 200,
			[]string{`"records":1`, `"same_as":null`, `"seal":{"number":`, `"approved":{"at":`, `"kind":"confirmed"`}),
		webtest.Ask(planner, "GET "+faulty+"/receipt", ``, 200, []string{`"submitted":null`, `"finished":null`}),
	)
}

func TestDeputiesByAPI(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	officer, approver, hq := r.As(registry.Officer), r.As(registry.Approver), r.As(registry.Headquarters)
	today := registry.DateOf(time.Now())
	appoint := func(approver, deputy registry.Role) string {
		return fmt.Sprintf(`{"approver": %d, "deputy": %d, "from": %q, "to": %q}`, r.Ids[approver], r.Ids[deputy], today, today)
	}
	const path = "/api/v1/deputies"
	hq.Send("/api/v1/uploads", "一覧.xlsx", webtest.Sheet(t, []any{"架空廃棄物の許可", "架空廃棄物法", 1, 1, "検討中", "不要"}), "bureau", "環境局").Want(t, 201)
	r.Play(
		webtest.Ask(hq, "POST /api/v1/uploads/1/submit", ``, 200, nil),
		webtest.Ask(officer, "POST /api/v1/uploads/1/approve", ``, 403, nil),
		webtest.Ask(officer, "POST "+path, appoint(registry.Approver, registry.Officer), 403, nil),
		webtest.Ask(approver, "POST "+path, `{"deputy": 1, "from": "あした", "to": ""}`, 422, []string{`"field":"from"`}),
		webtest.Ask(approver, "POST "+path, appoint(registry.Approver, registry.Planner), 422, []string{`"field":"deputy"`}),
		webtest.Ask(approver, "POST "+path, appoint(registry.Approver, registry.Officer), 201, []string{`"id":1`}),
		webtest.Ask(officer, "GET "+path, ``, 200, []string{"架空の局承認者", "架空の局入力者", today, `"ended_at":null`, `"people":[]`}),
		webtest.Ask(approver, "GET "+path, ``, 200,
			[]string{fmt.Sprintf(`{"account":%d,"login":"officer","name":"架空の局入力者","role":"officer","bureau":{"code":"B10"`,
				r.Ids[registry.Officer])}),
		webtest.Ask(r.As(registry.Planner), "GET "+path, ``, 200, []string{`"people":[]`}),
		webtest.Ask(officer, "POST /api/v1/uploads/1/approve", ``, 200, []string{`"state":"confirmed"`}),
		webtest.Ask(officer, "GET /api/v1/uploads/1/events", ``, 200, []string{"架空の局承認者の代理"}),
		webtest.Ask(officer, "POST "+path+"/1/end", ``, 403, nil),
		webtest.Ask(approver, "POST "+path+"/1/end", ``, 204, nil),
		webtest.Ask(approver, "POST "+path+"/1/end", ``, 404, nil),
	)
}
