package api_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"tetsuzuki/internal/postgres/pgtest"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/store/storetest"
	"tetsuzuki/internal/web/webtest"
)

// Headquarters edit many processes under one change, after a preview; what somebody changed since
// is told and not overwritten; the whole is undone but for what was changed after it.
func TestManyProcessesAreEditedAtOnce(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.World.Catalogue(t)
	hq, check := r.As(registry.Headquarters), webtest.NewContract(t)
	call := func(path, body string, status int, content ...string) webtest.Answer {
		t.Helper()
		got := hq.Call("POST", path, body).Want(t, status, content...)
		if err := check("POST", path, got); err != nil {
			t.Error(err)
		}
		return got
	}
	const fields = `"query": "bureau=B10", "fields": {"digitization_status": "今後実施", "planned_fiscal_year": 2024, "platform": "架空基盤"}`
	before := r.Count("select count(*) from change")
	preview := call("/api/v1/bulk-edits/preview", "{"+fields+"}", 200, `"changes":3`, `"unchanged":0`, `"waits":false`,
		`{"field":"platform","fiscal_year":null,"old":null,"new":"架空基盤"}`)
	var seen struct{ Base int64 }
	if err := json.Unmarshal([]byte(preview.Body), &seen); err != nil || seen.Base != before {
		t.Fatalf("the preview is of %d (%v), the last change is %d", seen.Base, err, before)
	}
	r.Edit(2, "架空の割込み")
	call("/api/v1/bulk-edits", "{"+fields+fmt.Sprintf(`, "base": %d, "reason": ""}`, seen.Base), 422, `"field":"reason"`)
	call("/api/v1/bulk-edits", "{"+fields+fmt.Sprintf(`, "base": %d, "reason": "架空の方針"}`, seen.Base), 201, `"state":"written"`,
		`"processes":2`, `"left_out":1`, `{"process_id":"P-0000002","why":"確かめたあとで、ほかの人が変えた"}`, `"outcome":"stale"`)
	if n := r.Count("select count(*) from change") - before; n != 2 {
		t.Errorf("an edit of others and one of many made %d changes", n)
	}
	hq.Get("/api/v1/processes?platform=架空基盤").Want(t, 200, `"total":2`, "P-0000001", "!P-0000002")
	hq.Get("/api/v1/processes/P-0000002").Want(t, 200, `"remarks":"架空の割込み"`, `"platform":null`)

	// Once more, two have the values already, and the third gets them.
	call("/api/v1/bulk-edits/preview", "{"+fields+"}", 200, `"changes":1`, `"unchanged":2`)
	// What does not fit a process is told of it, and nothing of it is written.
	call("/api/v1/bulk-edits/preview", `{"process_ids": ["P-0000001"], "fields": {"national_law_change": "不要", "law_to_change": "架空法"}}`, 200,
		`"process_id":"P-0000001"`)
	for body, says := range map[string]string{
		`{"query": "bureau=B10"}`:                                                    `"field":"fields"`,
		`{"fields": {"platform": "x"}}`:                                              `"field":"query"`,
		`{"query": "colour=red", "fields": {"platform": "x"}}`:                       `"field":"colour"`,
		`{"query": "bureau=B10", "fields": {"procedure_name": "x"}}`:                 `"field":"procedure_name"`,
		`{"query": "bureau=B10", "fields": {"digitization_status": "終わった"}}`:         `"field":"digitization_status"`,
		`{"query": "bureau=B10&as_of=2022-12-31", "fields": {"platform": "x"}}`:      `"field":"as_of"`,
		`{"query": "bureau=B10", "fields": {"platform": "x"}, "base": 987654}`:       `"field":"base"`,
		`{"query": "bureau=B10", "fields": {"priority_override": "yes"}, "base": 0}`: `"field":"priority_override"`,
	} {
		if got := hq.Call("POST", "/api/v1/bulk-edits/preview", body); got.Status != 400 && got.Status != 422 {
			t.Errorf("%s: %d", body, got.Status)
		} else {
			got.Want(t, got.Status, says)
		}
	}
	call("/api/v1/bulk-edits", `{"query": "bureau=B10&q=どこにもない", "fields": {"platform": "x"}, "reason": "架空"}`, 409, "変わる手続がありません")

	// Undone but for what was changed after it.
	r.Edit(3, "架空の後から")
	got := hq.Get("/api/v1/bulk-edits/1/undo").Want(t, 200, `"put_back":1`, `"kept":1`, `"impossible":0`, `"field":"platform"`)
	if err := check("GET", "/api/v1/bulk-edits/1/undo", got); err != nil {
		t.Error(err)
	}
	call("/api/v1/bulk-edits/1/undo", `{"reason": ""}`, 422)
	call("/api/v1/bulk-edits/1/undo", `{"reason": "架空の取消し"}`, 200, `"put_back":1`)
	hq.Get("/api/v1/processes/P-0000001").Want(t, 200, `"platform":null`, `"digitization_status":"done"`, `"redone":false`, "架空の取消し")
	hq.Get("/api/v1/processes/P-0000003").Want(t, 200, `"platform":"架空基盤"`)
	hq.Get("/api/v1/bulk-edits/1/undo").Want(t, 200, `"put_back":1`, `"kept":1`)
	call("/api/v1/bulk-edits/1/undo", `{"reason": "もう一度"}`, 409, "すでに取り消されています")
	got = hq.Get("/api/v1/bulk-edits").Want(t, 200, `"undone_by":`)
	if err := check("GET", "/api/v1/bulk-edits", got); err != nil {
		t.Error(err)
	}
	for _, role := range []registry.Role{registry.Officer, registry.Approver, registry.Planner, registry.Auditor, registry.Administrator} {
		r.As(role).Call("POST", "/api/v1/bulk-edits", "{"+fields+`, "reason": "架空"}`).Want(t, 403)
		r.As(role).Get("/api/v1/bulk-edits/1").Want(t, 403)
	}
}

// Where edits need a second person, an edit of many waits for one, too, and is written as one
// change of its maker when somebody else approves it.
func TestAnEditOfManyWaitsForASecondPerson(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.World.Catalogue(t)
	hq := r.As(registry.Headquarters)
	hq.Call("PUT", "/api/v1/edit-approval", `{"required": true, "reason": "架空"}`).Want(t, 204)
	const body = `{"query": "bureau=B10", "fields": {"platform": "架空基盤"}, "reason": "架空の方針"}`
	hq.Call("POST", "/api/v1/bulk-edits/preview", body).Want(t, 200, `"waits":true`)
	hq.Call("POST", "/api/v1/bulk-edits", body).Want(t, 202, `"state":"waiting"`, `"change":null`, `"processes":3`)
	hq.Get("/api/v1/processes?platform=架空基盤").Want(t, 200, `"total":0`)
	hq.Call("POST", "/api/v1/bulk-edits/1/approve", `{}`).Want(t, 403, "ご自身の編集は承認も差戻しもできません")
	hq.Call("POST", "/api/v1/bulk-edits/1/undo", `{"reason": "架空"}`).Want(t, 409, "登録されていない")
	other, _ := r.Second()
	r.Edit(2, "架空の割込み")
	before := r.Count("select count(*) from change")
	other.Get("/api/v1/bulk-edits/1").Want(t, 200, `"outcome":"stale"`, `"outcome":"changes"`)
	other.Call("POST", "/api/v1/bulk-edits/1/return", `{"reason": ""}`).Want(t, 422, "差し戻す理由")
	other.Call("POST", "/api/v1/bulk-edits/1/approve", `{}`).Want(t, 204)
	if n := r.Count("select count(*) from change") - before; n != 1 {
		t.Errorf("approving made %d changes", n)
	}
	hq.Get("/api/v1/bulk-edits/1").Want(t, 200, `"state":"written"`, `"ended_by":"架空の本部二"`, `"left_out_processes":[{"process_id":"P-0000002"`)
	hq.Get("/api/v1/processes/P-0000001").Want(t, 200, `"platform":"架空基盤"`, "架空の方針（承認：架空の本部二）")
	other.Call("POST", "/api/v1/bulk-edits/1/approve", `{}`).Want(t, 409, "もう承認を待っていません")

	hq.Call("POST", "/api/v1/bulk-edits", `{"process_ids": ["P-0000001"], "fields": {"platform": null}, "reason": "架空"}`).Want(t, 202)
	other.Call("POST", "/api/v1/bulk-edits/2/withdraw", `{}`).Want(t, 403)
	hq.Call("POST", "/api/v1/bulk-edits/2/withdraw", `{}`).Want(t, 204)
	hq.Call("POST", "/api/v1/bulk-edits", `{"process_ids": ["P-0000001"], "fields": {"platform": null}, "reason": "架空"}`).Want(t, 202)
	other.Call("POST", "/api/v1/bulk-edits/3/return", `{"reason": "架空のやり直し"}`).Want(t, 204)
	hq.Get("/api/v1/processes/P-0000001").Want(t, 200, `"platform":"架空基盤"`)
}

// Approving and undoing an edit of very many is answered at once: a job does it, once however often
// it is asked for, and the edit says how far that is.
func TestDecidingOnAnEditOfVeryManyIsAJob(t *testing.T) {
	t.Parallel()
	r := webtest.NewRigOver(t, storetest.Over(t, pgtest.New(t), store.Options{BulkAtOnce: 1}))
	r.World.Catalogue(t)
	r.Idle = true
	hq, check := r.As(registry.Headquarters), webtest.NewContract(t)
	second, _ := r.Second()
	hq.Call("PUT", "/api/v1/edit-approval", `{"required": true, "reason": "架空"}`).Want(t, 204)
	const at = "/api/v1/bulk-edits/1"
	asked := func(as *webtest.Visitor, path, body string, status int, content ...string) {
		t.Helper()
		got := as.Call("POST", path, body).Want(t, status, content...)
		if err := check("POST", path, got); err != nil {
			t.Error(err)
		}
		if location := got.Header.Get("Location"); status == 202 && location != at {
			t.Errorf("%s leads to %q", path, location)
		}
	}
	told := func(content ...string) {
		t.Helper()
		if err := check("GET", at, hq.Get(at).Want(t, 200, content...)); err != nil {
			t.Error(err)
		}
	}
	asked(hq, "/api/v1/bulk-edits", `{"query": "bureau=B10", "fields": {"platform": "架空基盤"}, "reason": "架空の方針"}`, 202,
		`"state":"working"`, `"job":{"act":"write","state":"available"`)
	r.Work()
	told(`"state":"waiting"`, `"job":{"act":"write","state":"done"`)

	before := r.Count("select count(*) from change")
	asked(hq, at+"/approve", `{}`, 403, "ご自身の編集は承認も差戻しもできません")
	asked(hq, at+"/undo", `{"reason": "架空"}`, 409, "登録されていない")
	for range 2 {
		asked(second, at+"/approve", `{}`, 202, `"state":"waiting"`, `"change":null`, `"job":{"act":"approve","state":"available"`, `"rows":[]`)
	}
	asked(second, at+"/return", `{"reason": "架空"}`, 409, "いま処理しています")
	asked(hq, at+"/withdraw", `{}`, 409, "いま処理しています")
	hq.Get("/api/v1/processes?platform=架空基盤").Want(t, 200, `"total":0`)
	r.Edit(2, "架空の割込み")
	r.Work()
	told(`"state":"written"`, `"ended_by":"架空の本部二"`, `"left_out":1`, `"job":{"act":"approve","state":"done"`)
	hq.Get("/api/v1/processes/P-0000001").Want(t, 200, `"platform":"架空基盤"`, "架空の方針（承認：架空の本部二）")
	asked(second, at+"/approve", `{}`, 409, "もう承認を待っていません")

	r.Edit(3, "架空の後から")
	asked(second, at+"/undo", `{"reason": " "}`, 422, `"field":"reason"`)
	for _, reason := range []string{"架空の取消し", "もう一度"} {
		asked(hq, at+"/undo", `{"reason": "`+reason+`"}`, 202, `"state":"written"`, `"undone_by":null`, `"job":{"act":"undo","state":"available"`)
	}
	release := r.Hold("select id from bulk_edit for update") // as the job does while it writes
	hq.Get(at+"/undo").Want(t, 200, `"put_back":1`, `"kept":1`)
	release()
	hq.Get("/api/v1/processes/P-0000001").Want(t, 200, `"platform":"架空基盤"`)
	r.Work()
	told(`"job":{"act":"undo","state":"done"`, "!"+`"undone_by":null`)
	hq.Get("/api/v1/processes/P-0000001").Want(t, 200, `"platform":null`, "架空の取消し", "!もう一度")
	hq.Get("/api/v1/processes/P-0000003").Want(t, 200, `"platform":"架空基盤"`)
	hq.Get(at+"/undo").Want(t, 200, `"put_back":1`, `"kept":1`)
	asked(hq, at+"/undo", `{"reason": "架空"}`, 409, "すでに取り消されています")
	if n := r.Count("select count(*) from change") - before; n != 4 {
		t.Errorf("approving, undoing and two edits made %d changes", n)
	}
}
