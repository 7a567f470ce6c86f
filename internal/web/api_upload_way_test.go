package web

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tetsuzuki/internal/registry"
)

// scenario is one call with what must come of it.
type scenario struct {
	as      *visitor
	call    string // method and path
	body    string
	status  int
	content []string
}

// play plays scenarios in their order, and holds the answers to the description.
func (r *rig) play(scenarios ...scenario) {
	r.t.Helper()
	check := newContract(r.t)
	for _, c := range scenarios {
		method, path, _ := strings.Cut(c.call, " ")
		got := c.as.call(method, path, c.body).want(r.t, c.status, c.content...)
		if err := check(method, path, got); err != nil {
			r.t.Errorf("%s: %v", c.call, err)
		}
		if r.t.Failed() {
			r.t.Fatalf("%s %s: %.1500s", c.call, c.body, got.body)
		}
	}
}

func TestTheWayByAPI(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	officer, approver, planner, hq := r.as(registry.Officer), r.as(registry.Approver), r.as(registry.Planner), r.as(registry.Headquarters)
	nobody := r.visitor()
	officer.send("/api/v1/uploads", "一覧.xlsx", sheet(t,
		[]any{"架空廃棄物処理業の許可", "架空廃棄物法", 12000, 300, "未着手・今後検討", "不要"},
		[]any{"架空騒音の届出", "架空騒音法", "不明", nil, "検討中", "不要"},
		[]any{"架空振動の検査", "架空振動法", 3, 1, "検討中", "不要"})).want(t, 201)
	const first, second = "/api/v1/uploads/1", "/api/v1/uploads/2"
	r.play(
		scenario{officer, "POST " + first + "/return", `{"reason": "まだ"}`, 403, nil},
		scenario{approver, "POST " + first + "/return", `{"reason": "まだ"}`, 409, nil},
		scenario{planner, "POST " + first + "/submit", ``, 403, nil},
		scenario{nobody, "POST " + first + "/submit", ``, 401, nil},
		scenario{officer, "POST " + first + "/submit", `{"txt": ""}`, 422, nil},
		scenario{officer, "POST " + first + "/submit", `{"text": "お願いします"}`, 200, []string{`"state":"submitted"`}},
		scenario{officer, "POST " + first + "/approve", ``, 403, []string{`"code":"forbidden"`}},
		scenario{approver, "POST " + first + "/return", ``, 422, []string{`"field":"reason"`}},
		scenario{approver, "POST " + first + "/return", `{"remarks": [{"sheet": "集計", "cell": "C2", "text": "単位は件です"}]}`, 422, []string{`"field":"remarks"`, "「集計」というシート"}},
		scenario{approver, "POST " + first + "/return", `{"remarks": [{"sheet": "Sheet1", "cell": "c2", "text": "単位は件です"}]}`, 200, []string{`"state":"returned"`}},
		scenario{officer, "GET " + first + "/events", ``, 200, []string{`"kind":"returned","label":"差戻し"`, `"cell":"C2","text":"単位は件です"`, `"text":"お願いします"`}},
		scenario{officer, "POST " + first + "/submit", ``, 200, nil},
		scenario{hq, "POST " + first + "/approve", ``, 200, []string{`"state":"confirmed"`, `"new":3`}},
		scenario{hq, "POST " + first + "/approve", ``, 409, nil},
		scenario{hq, "GET " + first + "/missing", ``, 409, nil},
	)
	officer.upload("次.xlsx", sheet(t,
		[]any{"架空廃棄物処理業許可申請", "架空廃棄物法", 12000, 300, "実施済", "不要"})).want(t, 200, `"new":1`, `"missing":3`)
	r.play(
		scenario{officer, "GET " + second + "/questions", ``, 200, []string{`"missing":3`, `"matches":1`}},
		scenario{officer, "POST " + second + "/submit", ``, 409, []string{`"field":"matches"`}},
		scenario{officer, "GET " + second + "/matches", ``, 200, []string{`"place":1`, `"process_id":"P-0000001"`, `"same":null`, `!P-0000002`}},
		scenario{planner, "POST " + second + "/matches", `{"matches": []}`, 403, nil},
		scenario{officer, "POST " + second + "/matches", `{"matches": [{"place": 1, "same": "P-1x"}]}`, 422, []string{`"field":"matches"`}},
		scenario{officer, "POST " + second + "/matches", `{"matches": [{"place": 1, "same": "P-0000001"}]}`, 200, []string{`"matches":0`, `"missing":2`}},
		scenario{officer, "GET " + second + "/matches", ``, 200, []string{`"same":"P-0000001"`, `"actor":"架空の局入力者"`}},
		scenario{officer, "POST " + second + "/submit", ``, 409, []string{`"field":"missing"`}},
		scenario{officer, "GET " + second + "/missing?q=騒音&undecided=true", ``, 200, []string{"P-0000002", `"decision":null`, `!P-0000003`, `"next_after":null`}},
		scenario{officer, "GET " + second + "/missing?after=x", ``, 400, []string{`"field":"after"`}},
		scenario{officer, "POST " + second + "/decisions", `{"decision": "erase"}`, 422, []string{`"field":"decision"`}},
		scenario{officer, "POST " + second + "/decisions", `{"processes": ["P-0000002"], "decision": "transfer", "to_bureau": "ない局"}`, 422, []string{`"field":"to_bureau"`}},
		scenario{planner, "POST " + second + "/decisions", `{"decision": "keep"}`, 403, nil},
		scenario{officer, "POST " + second + "/decisions", `{"processes": ["P-0000002"], "decision": "merge", "merged_into": "P-0000001"}`, 200, []string{`"decided":1`}},
		scenario{officer, "POST " + second + "/decisions", `{"undecided": true, "decision": "transfer", "to_bureau": "建設局"}`, 200, []string{`"decided":1`}},
		scenario{planner, "GET " + second + "/missing", ``, 200, []string{`"decision":"merge","merged_into":"P-0000001"`, `"decision":"transfer"`, `"name":"建設局"`}},
		scenario{officer, "POST " + second + "/submit", ``, 200, []string{`"state":"submitted"`}},
		scenario{approver, "POST " + second + "/approve", ``, 200, []string{`"state":"confirmed"`, `"changed":1`, `"new":0`}},
		scenario{officer, "GET /api/v1/processes/P-0000002", ``, 200, []string{`"digitization_status":"abolished"`}},
		scenario{officer, "GET /api/v1/processes/P-0000001", ``, 200, []string{"架空廃棄物処理業許可申請"}},
		scenario{officer, "GET /api/v1/transfers", ``, 200, []string{"P-0000003", "建設局"}},
		scenario{officer, "POST " + second + "/discard", ``, 409, nil},
	)
}

func TestQuestionsOfAnUploadByAPI(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	officer, approver, planner := r.as(registry.Officer), r.as(registry.Approver), r.as(registry.Planner)
	row := func(status, volume any) []any {
		return []any{"架空廃棄物の許可", "架空廃棄物法", volume, 300, status, "不要"}
	}
	r.imported(row("検討中", 12000))
	officer.upload("次.xlsx", sheet(t, row("実施済", "たくさん"), []any{"架空騒音の届出", "架空騒音法", 3, "", "", "不要"})).want(t, 200, `"state":"faulty"`)
	officer.upload("次の次.xlsx", sheet(t, row("実施済", ""))).want(t, 200, `"state":"staged"`)
	edit := r.as(registry.Headquarters)
	edit.header.Set("If-Match", `"1"`)
	const faulty, good = "/api/v1/uploads/2", "/api/v1/uploads/3"
	r.play(
		scenario{edit, "PATCH /api/v1/processes/P-0000001", `{"fields": {"digitization_status": "今後実施"}, "reason": "架空"}`, 200, nil},
		scenario{planner, "POST " + faulty + "/stage", `{"right_only": true}`, 403, nil},
		scenario{officer, "POST " + faulty + "/stage", `{"right_only": true}`, 200, []string{`"state":"faulty"`, `"reading":{"state":"available"`}},
		scenario{officer, "GET " + faulty, ``, 200, []string{`"state":"staged"`, `"right_only":true`, `"faulty":1`, `"new":1`, `"missing":0`, `!"reading"`}},
		scenario{officer, "GET " + faulty + "/difference?kind=new", ``, 200, []string{"架空騒音の届出", "!架空廃棄物", `"next_after":null`}},
		scenario{officer, "GET " + faulty + "/difference?kind=old", ``, 400, []string{`"field":"kind"`}},
		scenario{officer, "GET " + good + "/conflicts", ``, 200, []string{`"place":1`, `"field":"digitization_status"`, `"base":"considering","theirs":"planned","mine":"done","take":null`}},
		scenario{officer, "POST " + good + "/submit", `{"keep": true}`, 409, []string{`"field":"conflicts"`}},
		scenario{officer, "POST " + good + "/conflicts", `{"conflicts": [{"place": 1, "field": "digitization_status", "theirs": "planned", "take": "both"}]}`, 422, nil},
		scenario{officer, "POST " + good + "/conflicts", `{"conflicts": [{"place": 1, "field": "digitization_status", "theirs": "done", "take": "mine"}]}`, 409, nil},
		scenario{planner, "POST " + good + "/conflicts", `{"conflicts": []}`, 403, nil},
		scenario{officer, "POST " + good + "/conflicts", `{"conflicts": [{"place": 1, "field": "digitization_status", "theirs": "planned", "take": "mine"}]}`, 200, []string{`"conflicts":0`}},
		scenario{officer, "POST " + good + "/clears", `{"clears": ["remarks"]}`, 422, []string{`"field":"clears"`}},
		scenario{officer, "POST " + good + "/clears", `{"clears": ["legal_basis"]}`, 200, []string{`"clears":["legal_basis"]`}},
		scenario{officer, "POST " + good + "/submit", ``, 200, []string{`"state":"submitted"`}},
		scenario{approver, "POST " + good + "/approve", ``, 200, []string{`"state":"confirmed"`, `"changed":1`}},
		scenario{planner, "GET " + good + "/receipt", ``, 200, []string{`"records":1`, `"same_as":null`, `"seal":{"number":`, `"approved":{"at":`, `"kind":"confirmed"`}},
		scenario{planner, "GET " + faulty + "/receipt", ``, 200, []string{`"submitted":null`, `"finished":null`}},
	)
}

func TestDeputiesByAPI(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	officer, approver, hq := r.as(registry.Officer), r.as(registry.Approver), r.as(registry.Headquarters)
	today := registry.DateOf(time.Now())
	appoint := func(approver, deputy registry.Role) string {
		return fmt.Sprintf(`{"approver": %d, "deputy": %d, "from": %q, "to": %q}`, r.ids[approver], r.ids[deputy], today, today)
	}
	const path = "/api/v1/deputies"
	hq.send("/api/v1/uploads", "一覧.xlsx", sheet(t, []any{"架空廃棄物の許可", "架空廃棄物法", 1, 1, "検討中", "不要"}), "bureau", "環境局").want(t, 201)
	r.play(
		scenario{hq, "POST /api/v1/uploads/1/submit", ``, 200, nil},
		scenario{officer, "POST /api/v1/uploads/1/approve", ``, 403, nil},
		scenario{officer, "POST " + path, appoint(registry.Approver, registry.Officer), 403, nil},
		scenario{approver, "POST " + path, `{"deputy": 1, "from": "あした", "to": ""}`, 422, []string{`"field":"from"`}},
		scenario{approver, "POST " + path, appoint(registry.Approver, registry.Planner), 422, []string{`"field":"deputy"`}},
		scenario{approver, "POST " + path, appoint(registry.Approver, registry.Officer), 201, []string{`"id":1`}},
		scenario{officer, "GET " + path, ``, 200, []string{"架空の局承認者", "架空の局入力者", today, `"ended_at":null`, `"people":[]`}},
		scenario{approver, "GET " + path, ``, 200, []string{fmt.Sprintf(`{"account":%d,"login":"officer","name":"架空の局入力者","role":"officer","bureau":{"code":"B10"`, r.ids[registry.Officer])}},
		scenario{r.as(registry.Planner), "GET " + path, ``, 200, []string{`"people":[]`}},
		scenario{officer, "POST /api/v1/uploads/1/approve", ``, 200, []string{`"state":"confirmed"`}},
		scenario{officer, "GET /api/v1/uploads/1/events", ``, 200, []string{"架空の局承認者の代理"}},
		scenario{officer, "POST " + path + "/1/end", ``, 403, nil},
		scenario{approver, "POST " + path + "/1/end", ``, 204, nil},
		scenario{approver, "POST " + path + "/1/end", ``, 404, nil},
	)
}
