package web

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"tetsuzuki/internal/registry"
)

// A file by the API is read in one call, and registered when another person approves.
func TestUploadsByAPI(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	officer, planner, hq := r.as(registry.Officer), r.as(registry.Planner), r.as(registry.Headquarters)
	check := newContract(t)
	good := sheet(t,
		[]any{"架空廃棄物の許可", "架空廃棄物法", 12000, 300, "未着手・今後検討", "不要"},
		[]any{"架空騒音の届出", "架空騒音法", "不明", nil, "実施済", "不要"})
	faulty := sheet(t, []any{"架空廃棄物の許可", "架空廃棄物法", "たくさん", nil, "実施済", "不要"})

	for _, c := range []struct {
		name    string
		as      *visitor
		file    []byte
		fields  []string
		status  int
		content []string
		read    []string // when it has been read
	}{
		{"new", officer, good, []string{"reason", "作り物の棚卸"}, 201,
			[]string{`"upload":1`, `"state":"received"`, `"bureau":"環境局"`, `"change":null`, `"reason":"作り物の棚卸"`, `"reading":{"state":"available"`},
			[]string{`"state":"staged"`, `"new":2`, `"change":null`, `"summary"`, `!"reading"`}},
		{"the same again", officer, good, []string{"bureau", "B10"}, 201, nil, []string{`"state":"staged"`, `"new":2`, `"change":null`}},
		{"a faulty cell", officer, faulty, nil, 201, nil, []string{`"state":"faulty"`, `"rule":"L2-01"`, `"cell":"C2"`, `"raw":"たくさん"`, `"change":null`}},
		{"no workbook", officer, []byte("\x00\x01"), nil, 201, nil, []string{`"state":"unreadable"`, `"severity":"error"`}},
		{"another bureau", officer, good, []string{"bureau", "建設局"}, 403, []string{`"code":"forbidden"`}, nil},
		{"an unknown bureau", hq, good, []string{"bureau", "ない局"}, 422, []string{`"field":"bureau"`}, nil},
		{"an odd year", hq, good, []string{"bureau", "環境局", "fiscal_year", "R2"}, 422, []string{`"field":"fiscal_year"`, "fiscal_year=2020"}, nil},
		{"by a planner", planner, good, nil, 403, []string{`"code":"forbidden"`}, nil},
		{"by nobody", r.visitor(), good, nil, 401, []string{`"code":"unauthenticated"`}, nil},
	} {
		got := c.as.send("/api/v1/uploads", "一覧.xlsx", c.file, c.fields...)
		got.want(t, c.status, c.content...)
		if t.Failed() {
			t.Fatalf("%s: %.1500s", c.name, got.body)
		}
		if err := check(http.MethodPost, "/api/v1/uploads", got); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		if c.status == 201 {
			c.as.get(got.header.Get("Location")).want(t, 200, c.read...)
		}
	}
	officer.do(http.MethodPost, "/api/v1/uploads", strings.NewReader("half"), "multipart/form-data; boundary=x").want(t, 422, `"field":"file"`)

	approver := r.as(registry.Approver)
	for _, step := range []struct {
		path    string
		as      *visitor
		content []string
	}{
		{"/api/v1/uploads/1/submit", officer, []string{`"state":"submitted"`}},
		{"/api/v1/uploads/2/submit", officer, []string{`"state":"submitted"`}},
		{"/api/v1/uploads/1/approve", approver, []string{`"state":"confirmed"`, `"new":2`, `"change":1`}},
		{"/api/v1/uploads/2/approve", approver, []string{`"state":"unchanged"`, `"unchanged":2`, `"change":null`}},
	} {
		got := step.as.call(http.MethodPost, step.path, "").want(t, 200, step.content...)
		if err := check(http.MethodPost, step.path, got); err != nil {
			t.Errorf("%s: %v", step.path, err)
		}
	}
	officer.call(http.MethodPost, "/api/v1/uploads/3/submit", "").want(t, 409, "直すところがあります")
	officer.call(http.MethodPost, "/api/v1/uploads/4/submit", "").want(t, 409, "読み取れませんでした")
	if got := planner.get("/api/v1/uploads/3/file").want(t, 200); got.body != string(faulty) {
		t.Errorf("the file came back as %d bytes, %d were sent", len(got.body), len(faulty))
	}
	planner.get("/api/v1/uploads/3/marked").want(t, 200, "PK")
	planner.get("/api/v1/uploads/4/marked").want(t, 400, "赤ペンを入れられません")
	planner.get("/api/v1/audit-events?kind=export").want(t, 403)
	r.as(registry.Auditor).get("/api/v1/audit-events?kind=export").want(t, 200, "取込3（原本）一覧.xlsx", "取込3（赤ペン）一覧.xlsx")
	officer.get("/api/v1/processes").want(t, 200, `"total":2`, "架空騒音の届出")
	planner.get("/api/v1/processes?sort=nix").want(t, 400, "process_id、bureau、", "![")
	planner.call(http.MethodDelete, "/api/v1/processes/P-0000001", "").want(t, 405, `"code":"invalid"`)
	planner.get("/api/v1/priorities").want(t, 200, `"priority":1`, "架空廃棄物の許可", `"fiscal_year":2020`)
	for path, content := range map[string][]string{
		"/api/v1/uploads":          {`"upload":4`, `"upload":1`, `"next_before":null`, `!"report"`},
		"/api/v1/uploads?before=2": {`"upload":1`, `!"upload":2`},
		"/api/v1/uploads/3":        {`"state":"faulty"`, `"cell":"C2"`, "一覧.xlsx"},
	} {
		got := planner.get(path).want(t, 200, content...)
		if err := check(http.MethodGet, path, got); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
	planner.get("/api/v1/uploads?before=x").want(t, 400, `"field":"before"`)
	planner.get("/api/v1/uploads?state=faulty").want(t, 400, `"field":"state"`)
	hq.send("/api/v1/uploads", "道路.xlsx", good, "bureau", "建設局").want(t, 201, `"bureau":"建設局"`)
	officer.get("/api/v1/uploads/5").want(t, 404, "!道路.xlsx")
	officer.get("/api/v1/uploads").want(t, 200, "!道路.xlsx")
	if location := officer.send("/api/v1/uploads", "一覧.xlsx", good).header.Get("Location"); location != fmt.Sprintf("/api/v1/uploads/%d", 6) {
		t.Errorf("Location %q", location)
	}
}
