package api_test

import (
	"strings"
	"testing"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/webtest"
)

func TestRoundsBoardAndNoticesByAPI(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	check := webtest.NewContract(t)
	officer, approver, hq, planner := r.As(registry.Officer), r.As(registry.Approver), r.As(registry.Headquarters), r.As(registry.Planner)
	round := `{"name": "架空の回", "fiscal_year": 2025, "opens_on": "` + webtest.Day(-10) + `", "deadline": "` + webtest.Day(3) +
		`", "note": "架空"}`
	late := strings.Replace(round, webtest.Day(3), webtest.Day(-2), 1)
	type call struct {
		as      *webtest.Visitor
		method  string
		path    string
		body    string
		status  int
		content []string
	}
	run := func(calls []call) {
		t.Helper()
		for _, c := range calls {
			got := c.as.Call(c.method, c.path, c.body).Want(t, c.status, c.content...)
			if t.Failed() {
				t.Fatalf("%s %s:\n%.1500s", c.method, c.path, got.Body)
			}
			if err := check(c.method, c.path, got); err != nil {
				t.Errorf("%s %s: %v", c.method, c.path, err)
			}
		}
	}
	run([]call{
		{planner, "GET", "/api/v1/rounds", "", 200, []string{`"rounds":[]`}},
		{planner, "GET", "/api/v1/board", "", 404, []string{"調査回はまだありません"}},
		{officer, "POST", "/api/v1/rounds", round, 403, nil},
		{hq, "POST", "/api/v1/rounds", strings.Replace(round, "架空の回", " ", 1), 422, []string{`"field":"name"`}},
		{hq, "POST", "/api/v1/rounds", strings.Replace(round, "2025", "25", 1), 422, []string{`"field":"fiscal_year"`}},
		{hq, "POST", "/api/v1/rounds", strings.Replace(round, webtest.Day(3), "3月", 1), 422, []string{`"field":"deadline"`}},
		{hq, "POST", "/api/v1/rounds", strings.Replace(round, webtest.Day(3), webtest.Day(-11), 1), 422, []string{`"field":"deadline"`}},
		{hq, "POST", "/api/v1/rounds", `{"color": "red"}`, 422, []string{`"field":"color"`}},
	})
	added := webtest.Between(hq.Call("POST", "/api/v1/rounds", round).
		Want(t, 201, `"deadline":"`+webtest.Day(3)+`"`, `"ends":null`, `"set_by":"架空の本部"`).Body, `"round":`, ",")
	run([]call{
		{officer, "PUT", "/api/v1/rounds/" + added, late, 403, nil},
		{hq, "PUT", "/api/v1/rounds/99", late, 404, nil},
		{planner, "GET", "/api/v1/board", "", 200, []string{`"days_left":4`, `"standing":"nothing"`, "警視庁", `"upload":null`, `"days_late":0`}},
		{officer, "GET", "/api/v1/board?round=" + added, "", 200, []string{"環境局", "!警視庁"}},
		{officer, "GET", "/api/v1/board?round=99", "", 404, nil},
		{officer, "GET", "/api/v1/board?bureau=1", "", 400, []string{`"field":"bureau"`}},
		{hq, "PUT", "/api/v1/rounds/" + added, late, 200, []string{`"deadline":"` + webtest.Day(-2) + `"`}},
		{officer, "GET", "/api/v1/board", "", 200, []string{`"days_left":0`, `"days_late":2`, `"after_deadline":false`}},
	})

	at := officer.Send("/uploads", "架空.xlsx", webtest.Sheet(t, []any{"架空廃棄物の許可", "架空廃棄物法", 1, 1, "検討中", "不要"})).Want(t, 303).
		Header.Get("Location")
	run([]call{{officer, "GET", "/api/v1/board", "", 200, []string{`"standing":"working"`, `"file_name":"架空.xlsx"`, `"days_late":2`}}})
	officer.Post(at+"/submit", "text", "架空の言葉").Want(t, 303)
	run([]call{
		{officer, "GET", "/api/v1/board", "", 200, []string{`"standing":"submitted"`, `"days_late":0`, `"after_deadline":true`}},
		{officer, "GET", "/api/v1/notices", "", 200, []string{`"notices":[]`}},
		{planner, "GET", "/api/v1/notices", "", 403, nil},
		{approver, "GET", "/api/v1/notices", "", 200, []string{`"kind":"upload_submitted"`, `"title":"架空.xlsx"`, `"text":"架空の言葉"`, `"read":false`, `"transfer":null`}},
		{approver, "POST", "/api/v1/notices/read", `{"until": "今日"}`, 422, []string{`"field":"until"`}},
		{approver, "POST", "/api/v1/notices/read", `{"until": "2999-01-01T00:00:00Z"}`, 422, nil},
	})
	newest := webtest.Between(approver.Get("/api/v1/notices").Body, `"at":"`, `"`)
	run([]call{
		{approver, "POST", "/api/v1/notices/read", `{"until": "` + newest + `"}`, 204, nil},
		{approver, "GET", "/api/v1/notices", "", 200, []string{`"read":true`, `!"read":false`}},
		{hq, "GET", "/api/v1/notices", "", 200, []string{`"read":false`}}, // for others it is still unread
	})
}
