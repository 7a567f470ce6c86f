package api_test

import (
	"net/http"
	"strings"
	"testing"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
	"tetsuzuki/internal/web/webtest"
)

// As for the page: what cannot be believed is told as an import tells it, and is written.
func TestAnEditByAPITellsOfANumberThatCannotBeBelieved(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.World.Catalogue(t)
	officer := r.As(registry.Officer)
	const loans = "/api/v1/processes/P-0000001"
	edit := func(volume string, content ...string) {
		t.Helper()
		body := `{"volumes": [{"fiscal_year": 2021, "total": ` + volume + `}], "reason": "架空の理由"}`
		officer.Header.Set("If-Match", officer.Get(loans).Header.Get("ETag"))
		officer.Call(http.MethodPatch, loans, body).Want(t, 200, append(content, `"total":`+volume)...)
	}
	edit("9999999", `"findings":[]`)
	edit("10000000", `"severity":"warning"`, "の1,000倍以上です")
	edit("140000001", `"severity":"warning"`, "東京都の人口の10倍を超えています")
}

func TestEditingByAPI(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.World.Catalogue(t)
	check := webtest.NewContract(t)
	const loans, road = "/api/v1/processes/P-0000001", "/api/v1/processes/P-0000004"
	visitors := map[registry.Role]*webtest.Visitor{"": r.Visitor()}
	for _, role := range registry.Roles {
		visitors[role] = r.As(role)
	}
	first := visitors[registry.Officer].Get(loans).Want(t, 200).Header.Get("ETag")
	if version, ok := request.VersionIn(first); !ok || version != 1 {
		t.Fatalf("ETag %q", first)
	}
	if past := visitors[registry.Officer].Get(loans+"?as_of=2022-04-01").Want(t, 200); past.Header.Get("ETag") != "" {
		t.Error("a past version has an ETag")
	}
	for _, c := range []struct {
		name    string
		as      registry.Role
		method  string
		path    string
		match   string
		body    string
		status  int
		content []string
	}{
		{"without a version", registry.Officer, "PATCH", loans, "", `{"fields": {"remarks": "備考"}}`, 428, []string{`"code":"no_version"`, `If-Match`}},
		{"for any version", registry.Officer, "PATCH", loans, "*", `{"fields": {"remarks": "備考"}}`, 428, []string{`"code":"no_version"`}},
		{"nobody", "", "PATCH", loans, first, `{"fields": {"remarks": "備考"}}`, 401, nil},
		{"a planner", registry.Planner, "PATCH", loans, first, `{"fields": {"remarks": "備考"}}`, 403, nil},
		{"an auditor", registry.Auditor, "PATCH", loans, first, `{"fields": {"remarks": "備考"}}`, 403, nil},
		{"another bureau's", registry.Officer, "PATCH", road, first, `{"fields": {"remarks": "備考"}}`, 404, []string{"!道路占用"}},
		{"what is no JSON", registry.Officer, "PATCH", loans, first, `remarks=備考`, 422, []string{`"code":"invalid"`}},
		{"an unknown name", registry.Officer, "PATCH", loans, first, `{"remarks": "備考"}`, 422, []string{`"code":"invalid"`}},
		{"an empty text", registry.Officer, "PATCH", loans, first, `{"fields": {"remarks": ""}}`, 422, []string{"null"}},
		{"an odd value", registry.Officer, "PATCH", loans, first, `{"fields": {"remarks": true}}`, 422, []string{`"code":"invalid"`}},
		{"no choice", registry.Officer, "PATCH", loans, first, `{"fields": {"digitization_status": "そのうち"}}`, 422, []string{`"field":"digitization_status"`}},
		{"more online than in all", registry.Officer, "PATCH", loans, first, `{"volumes": [{"fiscal_year": 2020, "online": 10001}]}`, 422, []string{`"field":"online_volume"`, "令和2年度"}},
		{"a text that no export could hold", registry.Officer, "PATCH", loans, first, `{"fields": {"remarks": "` + strings.Repeat("長", 32768) + `"}}`, 422, []string{`"field":"remarks"`, "32,767"}},
		{"a list that none could", registry.Officer, "PATCH", loans, first, `{"fields": {"attachments": ["` + strings.Repeat("長", 20000) + `", "` + strings.Repeat("長", 20000) + `"]}}`, 422, []string{`"field":"attachments"`, "32,767"}},
		{"without a reason", registry.Officer, "PATCH", loans, first, `{"fields": {"remarks": "備考"}, "reason": "　"}`, 422, []string{`"field":"reason"`, "理由を入力してください"}},
		{"nothing new", registry.Officer, "PATCH", loans, first, `{"fields": {"digitization_status": "実施済"}, "reason": "架空の理由"}`, 200, []string{`"findings":[]`, `!"kind":"edit"`}},
		{"all kinds of values", registry.Officer, "PATCH", loans, first,
			`{"fields": {"planned_fiscal_year": 2023, "obstacle": ["6", "7"], "national_law_change": null, "remarks": "備考"},
			"volumes": [{"fiscal_year": 2021, "total": "約1.2万", "online": null}], "reason": "調べ直した"}`, 200,
			[]string{`"planned_fiscal_year":2023`, `"obstacle":["6","7"]`, `"national_law_change":"unknown"`, `"total":12000`,
				`"total_qualifier":"approx"`,
				`"online_state":"not_provided"`, `"kind":"edit"`, `"reason":"調べ直した"`, `"actor":"架空の局入力者"`}},
		{"a stale edit", registry.Approver, "PATCH", loans, first, `{"fields": {"remarks": "ほかの備考", "platform": "jGrants"}}`, 412,
			[]string{`"code":"conflict"`, `"etag":"\"2\""`,
				`{"field":"remarks","fiscal_year":null,"base":"","theirs":"備考","mine":"ほかの備考","clash":true}`,
				`{"field":"annual_volume","fiscal_year":2021,"base":"","theirs":"約12000","mine":"","clash":false}`}},
		{"by the newest version", registry.Approver, "PATCH", loans, `"2"`, `{"fields": {"remarks": null}, "reason": "架空の理由"}`, 200, []string{`"remarks":null`}},
		{"the priority by an officer", registry.Officer, "PUT", loans + "/priority", `"3"`, `{"priority": "no", "reason": "試験"}`, 403, nil},
		{"the priority among the fields", registry.Headquarters, "PATCH", loans, `"3"`, `{"fields": {"priority_override": "no"}}`, 422, []string{`"field":"priority_override"`}},
		{"the priority without a reason", registry.Planner, "PUT", loans + "/priority", `"3"`, `{"priority": "no"}`, 422, []string{`"field":"reason"`}},
		{"the priority of an old version", registry.Planner, "PUT", loans + "/priority", first, `{"priority": "no", "reason": "試験"}`, 412, nil},
		{"the priority", registry.Planner, "PUT", loans + "/priority", `"3"`, `{"priority": "no", "reason": "代わりの手続がある（作り物）"}`, 200,
			[]string{`"priority":"no"`, `"priority_reason":"代わりの手続がある（作り物）"`}},
		{"the priority by volume without a reason", registry.Planner, "PUT", loans + "/priority", `"4"`, `{"priority": null}`, 422, []string{`"field":"reason"`}},
		{"the priority by volume again", registry.Planner, "PUT", loans + "/priority", `"4"`, `{"priority": null, "reason": "架空の理由"}`, 200, []string{`"priority":"yes"`, `"priority_override":null`}},
	} {
		b := visitors[c.as]
		b.Header = http.Header{}
		if c.match != "" {
			b.Header.Set("If-Match", c.match)
		}
		got := b.Call(c.method, c.path, c.body).Want(t, c.status, c.content...)
		if t.Failed() {
			t.Fatalf("%s:\n%.1500s", c.name, got.Body)
		}
		if err := check(c.method, c.path, got); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestUndoingByAPI(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	check := webtest.NewContract(t)
	officer, hq := r.As(registry.Officer), r.As(registry.Headquarters)
	officer.Upload("一覧.xlsx", webtest.Sheet(t,
		[]any{"架空廃棄物の許可", "架空廃棄物法", 12000, 300, "未着手・今後検討", "不要"},
		[]any{"架空騒音の届出", "架空騒音法", "不明", nil, "実施済", "不要"})).Want(t, 200, `"state":"staged"`)
	officer.Call(http.MethodPost, "/api/v1/uploads/1/submit", "").Want(t, 200)
	r.As(registry.Approver).Call(http.MethodPost, "/api/v1/uploads/1/approve", "").Want(t, 200, `"state":"confirmed"`)
	officer.Header.Set("If-Match", `"1"`)
	officer.Call("PATCH", "/api/v1/processes/P-0000001", `{"fields": {"remarks": "手で直した"}, "reason": "誤記"}`).Want(t, 200)
	officer.Header = http.Header{}
	for _, c := range []struct {
		as      *webtest.Visitor
		method  string
		path    string
		body    string
		status  int
		content []string
	}{
		{officer, "GET", "/api/v1/uploads/1/undo", "", 403, nil},
		{officer, "POST", "/api/v1/uploads/1/undo", "", 403, nil},
		{r.As(registry.Planner), "POST", "/api/v1/uploads/1/undo", "", 403, nil},
		{hq, "GET", "/api/v1/uploads/9/undo", "", 404, nil},
		{hq, "GET", "/api/v1/uploads/1/undo", "", 200, []string{`{"put_back":1,"removed":1,"revived":0,"kept":1,"impossible":0}`, `"rows":[]`}},
		{hq, "GET", "/api/v1/uploads/1/undo?bucket=kept", "", 200, []string{"P-0000001", `"field":"remarks"`, "手で直した", `"actor":"架空の局入力者"`, "誤記", "!P-0000002"}},
		{hq, "GET", "/api/v1/uploads/1/undo?bucket=put_back&limit=1", "", 200, []string{"P-0000002", `"removes":true`, `"next_after":null`, "!P-0000001"}},
		{hq, "GET", "/api/v1/uploads/1/undo?bucket=all", "", 400, []string{`"field":"bucket"`}},
		{hq, "GET", "/api/v1/uploads/1/undo?after=2", "", 400, []string{`"field":"after"`}},
		{hq, "GET", "/api/v1/uploads/1/undo?limit=0", "", 400, []string{`"field":"limit"`}},
		{hq, "GET", "/api/v1/uploads/1/undo?all=1", "", 400, []string{`"field":"all"`}},
		{hq, "POST", "/api/v1/uploads/1/redo", `{"reason": "まだ"}`, 409, nil},
		{hq, "POST", "/api/v1/uploads/1/undo", `{"reason": " "}`, 422, []string{`"field":"reason"`}},
		{hq, "POST", "/api/v1/uploads/1/undo", `{"reason": "別の年度のファイルだった"}`, 200, []string{`"state":"undone"`, `"undone_by":3`, `"change":3`, `"put_back":1`}},
		{hq, "POST", "/api/v1/uploads/1/undo", `{"reason": "二度目"}`, 409, []string{"すでに取り消されて"}},
		{hq, "GET", "/api/v1/uploads/1/undo?bucket=kept", "", 200, []string{`"put_back":1`, "P-0000001", "手で直した"}},
		{hq, "GET", "/api/v1/processes/P-0000002", "", 404, []string{"取り消されたため", "!架空騒音"}},
		{officer, "GET", "/api/v1/processes/P-0000002", "", 404, []string{"取り消されたため"}},
		{hq, "GET", "/api/v1/processes/P-0000001", "", 200, []string{"手で直した"}},
		{hq, "GET", "/api/v1/uploads/1/redo?bucket=put_back", "", 200, []string{"P-0000002", `"revives":true`}},
		{hq, "POST", "/api/v1/uploads/1/redo", `{"reason": "やはり正しい"}`, 200, []string{`"state":"confirmed"`, `"undone_by":null`, `"revived":1`}},
		{hq, "GET", "/api/v1/processes/P-0000002", "", 200, []string{"架空騒音の届出", `"kind":"undo"`, `"removed":true`, "別の年度のファイルだった"}},
	} {
		got := c.as.Call(c.method, c.path, c.body).Want(t, c.status, c.content...)
		if t.Failed() {
			t.Fatalf("%s %s:\n%.1500s", c.method, c.path, got.Body)
		}
		if err := check(c.method, c.path, got); err != nil {
			t.Errorf("%s %s: %v", c.method, c.path, err)
		}
	}
	hq.Get("/uploads/1").Want(t, 200, "登録済み")
}

func TestTransfersByAPI(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.World.Catalogue(t)
	check := webtest.NewContract(t)
	officer, approver, hq, planner := r.As(registry.Officer), r.As(registry.Approver), r.As(registry.Headquarters), r.As(registry.Planner)
	const proposal = `{"from": "環境局", "to": "B15", "processes": ["P-0000001"], "effective_on": "2022-04-01", "reason": "組織改正（作り物）"}`
	for _, c := range []struct {
		as      *webtest.Visitor
		method  string
		path    string
		body    string
		status  int
		content []string
	}{
		{planner, "POST", "/api/v1/transfers", proposal, 403, nil},
		{officer, "POST", "/api/v1/transfers", strings.Replace(proposal, "環境局", "ない局", 1), 422, []string{`"field":"from"`}},
		{officer, "POST", "/api/v1/transfers", strings.Replace(proposal, "B15", "", 1), 422, []string{`"field":"to"`}},
		{officer, "POST", "/api/v1/transfers", strings.Replace(proposal, "P-0000001", "1", 1), 422, []string{"P-0000123"}},
		{officer, "POST", "/api/v1/transfers", strings.Replace(proposal, "P-0000001", "P-0000004", 1), 422, []string{`"field":"processes"`, "P-0000004", "!道路占用"}},
		{officer, "POST", "/api/v1/transfers", strings.Replace(proposal, "2022-04-01", "4月1日", 1), 422, []string{`"field":"effective_on"`}},
		{officer, "POST", "/api/v1/transfers", proposal, 201, []string{`"transfer":1`, `"state":"proposed"`, `"given":null`, `"code":"B10"`, "ローン業の登録", "架空の局入力者"}},
		{officer, "POST", "/api/v1/transfers", proposal, 409, []string{"P-0000001"}},
		{officer, "POST", "/api/v1/transfers/1/accept", "", 403, nil},
		{approver, "POST", "/api/v1/transfers/1/accept", "", 200, []string{`"state":"proposed"`, `"given":{`, `"received":null`}},
		{approver, "POST", "/api/v1/transfers/1/accept", "", 409, nil},
		{approver, "POST", "/api/v1/transfers/1/refuse", `{}`, 422, []string{`"field":"reason"`}},
		{planner, "GET", "/api/v1/transfers?state=proposed", "", 200, []string{`"transfer":1`, `"next_before":null`}},
		{planner, "GET", "/api/v1/transfers?state=accepted", "", 200, []string{`"transfers":[]`}},
		{planner, "GET", "/api/v1/transfers?state=done", "", 400, []string{`"field":"state"`}},
		{hq, "POST", "/api/v1/transfers/1/accept", "", 200, []string{`"state":"accepted"`, `"change":2`, "架空の本部"}},
		{hq, "GET", "/api/v1/transfers/1", "", 200, []string{`"state":"accepted"`}},
		{hq, "GET", "/api/v1/transfers/9", "", 404, nil},
		{hq, "POST", "/api/v1/transfers/1/withdraw", `{"reason": "誤り"}`, 409, nil},
		{officer, "GET", "/api/v1/processes/P-0000001", "", 404, nil},
		{hq, "GET", "/api/v1/processes/P-0000001", "", 200, []string{"建設局", `"kind":"transfer"`}},
		{officer, "POST", "/api/v1/transfers", strings.Replace(proposal, "P-0000001", "P-0000002", 1), 201, []string{`"transfer":2`}},
		{officer, "POST", "/api/v1/transfers/2/withdraw", `{"reason": "誤り"}`, 200, []string{`"state":"withdrawn"`, `"end_reason":"誤り"`}},
		{hq, "GET", "/api/v1/reconciliation?from=2022-04-02", "", 200, []string{
			`{"code":"B10","bureau":"環境局","submitted":3,"received":0,"handed_over":1,"new":0,"removed":0,"total":2,`,
			`{"code":"B15","bureau":"建設局","submitted":4,"received":1,"handed_over":0,"new":0,"removed":0,"total":5,`, `"none":1`}},
		{hq, "GET", "/api/v1/reconciliation?from=2022-04-01&to=2022-04-30&bureau=" + "B10", "", 200, []string{`"submitted":0`, `"new":3`, `"total":3`, "!建設局"}},
		{officer, "GET", "/api/v1/reconciliation?from=2022-04-02", "", 200, []string{"環境局", "!建設局"}},
		{officer, "GET", "/api/v1/reconciliation?from=2022-04-02&bureau=B15", "", 403, nil},
		{hq, "GET", "/api/v1/reconciliation", "", 400, []string{`"field":"from"`}},
		{hq, "GET", "/api/v1/reconciliation?from=2022-04-02&to=x", "", 400, []string{`"field":"to"`}},
		{hq, "GET", "/api/v1/reconciliation?from=2022-04-02&year=2022", "", 400, []string{`"field":"year"`}},
	} {
		got := c.as.Call(c.method, c.path, c.body).Want(t, c.status, c.content...)
		if t.Failed() {
			t.Fatalf("%s %s:\n%.1500s", c.method, c.path, got.Body)
		}
		if err := check(c.method, c.path, got); err != nil {
			t.Errorf("%s %s: %v", c.method, c.path, err)
		}
	}
}
