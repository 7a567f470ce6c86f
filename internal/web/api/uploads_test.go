package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/webtest"
)

// A file by the API is read in one call, and registered when another person approves.
func TestUploadsByAPI(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	officer, planner, hq := r.As(registry.Officer), r.As(registry.Planner), r.As(registry.Headquarters)
	check := webtest.NewContract(t)
	good := webtest.Sheet(t,
		[]any{"架空廃棄物の許可", "架空廃棄物法", 12000, 300, "未着手・今後検討", "不要"},
		[]any{"架空騒音の届出", "架空騒音法", "不明", nil, "実施済", "不要"})
	faulty := webtest.Sheet(t, []any{"架空廃棄物の許可", "架空廃棄物法", "たくさん", nil, "実施済", "不要"})

	for _, c := range []struct {
		name    string
		as      *webtest.Visitor
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
		{"half a workbook", officer, webtest.Damaged(t), nil, 201, nil, []string{`"state":"unreadable"`, `"severity":"error"`}},
		{"no workbook", officer, []byte("%PDF-1.7\n"), nil, 422,
			[]string{`"code":"invalid"`, `"field":"file"`, "「一覧.xlsx」は受け付けませんでした。PDFファイルです", "元のExcelファイルを送ってください"}, nil},
		{"another bureau", officer, good, []string{"bureau", "建設局"}, 403, []string{`"code":"forbidden"`}, nil},
		{"an unknown bureau", hq, good, []string{"bureau", "ない局"}, 422, []string{`"field":"bureau"`}, nil},
		{"an odd year", hq, good, []string{"bureau", "環境局", "fiscal_year", "R2"}, 422, []string{`"field":"fiscal_year"`, "fiscal_year=2020"}, nil},
		{"by a planner", planner, good, nil, 403, []string{`"code":"forbidden"`}, nil},
		{"by nobody", r.Visitor(), good, nil, 401, []string{`"code":"unauthenticated"`}, nil},
	} {
		got := c.as.Send("/api/v1/uploads", "一覧.xlsx", c.file, c.fields...)
		got.Want(t, c.status, c.content...)
		if t.Failed() {
			t.Fatalf("%s: %.1500s", c.name, got.Body)
		}
		if err := check(http.MethodPost, "/api/v1/uploads", got); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		if c.status == 201 {
			c.as.Get(got.Header.Get("Location")).Want(t, 200, c.read...)
		}
	}
	officer.Do(http.MethodPost, "/api/v1/uploads", strings.NewReader("half"), "multipart/form-data; boundary=x").Want(t, 422, `"field":"file"`)

	approver := r.As(registry.Approver)
	for _, step := range []struct {
		path    string
		as      *webtest.Visitor
		content []string
	}{
		{"/api/v1/uploads/1/submit", officer, []string{`"state":"submitted"`}},
		{"/api/v1/uploads/2/submit", officer, []string{`"state":"submitted"`}},
		{"/api/v1/uploads/1/approve", approver, []string{`"state":"confirmed"`, `"new":2`, `"change":1`}},
		{"/api/v1/uploads/2/approve", approver, []string{`"state":"unchanged"`, `"unchanged":2`, `"change":null`}},
	} {
		got := step.as.Call(http.MethodPost, step.path, "").Want(t, 200, step.content...)
		if err := check(http.MethodPost, step.path, got); err != nil {
			t.Errorf("%s: %v", step.path, err)
		}
	}
	officer.Call(http.MethodPost, "/api/v1/uploads/3/submit", "").Want(t, 409, "直すところがあります")
	officer.Call(http.MethodPost, "/api/v1/uploads/4/submit", "").Want(t, 409, "読み取れませんでした")
	if got := planner.Get("/api/v1/uploads/3/file").Want(t, 200); got.Body != string(faulty) {
		t.Errorf("the file came back as %d bytes, %d were sent", len(got.Body), len(faulty))
	}
	planner.Get("/api/v1/uploads/3/marked").Want(t, 200, "PK")
	planner.Get("/api/v1/uploads/4/marked").Want(t, 400, "赤ペンを入れられません")
	planner.Get("/api/v1/audit-events?kind=export").Want(t, 403)
	r.As(registry.Auditor).Get("/api/v1/audit-events?kind=export").Want(t, 200, "取込3（原本）一覧.xlsx", "取込3（赤ペン）一覧.xlsx")
	officer.Get("/api/v1/processes").Want(t, 200, `"total":2`, "架空騒音の届出")
	planner.Get("/api/v1/processes?sort=nix").Want(t, 400, "process_id、bureau、", "![")
	planner.Call(http.MethodDelete, "/api/v1/processes/P-0000001", "").Want(t, 405, `"code":"invalid"`)
	planner.Get("/api/v1/priorities").Want(t, 200, `"priority":1`, "架空廃棄物の許可", `"fiscal_year":2020`)
	for path, content := range map[string][]string{
		"/api/v1/uploads":          {`"upload":4`, `"upload":1`, `"next_before":null`, `!"report"`},
		"/api/v1/uploads?before=2": {`"upload":1`, `!"upload":2`},
		"/api/v1/uploads/3":        {`"state":"faulty"`, `"cell":"C2"`, "一覧.xlsx"},
	} {
		got := planner.Get(path).Want(t, 200, content...)
		if err := check(http.MethodGet, path, got); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
	planner.Get("/api/v1/uploads?before=x").Want(t, 400, `"field":"before"`)
	planner.Get("/api/v1/uploads?state=faulty").Want(t, 400, `"field":"state"`)
	hq.Send("/api/v1/uploads", "道路.xlsx", good, "bureau", "建設局").Want(t, 201, `"bureau":"建設局"`)
	officer.Get("/api/v1/uploads/5").Want(t, 404, "!道路.xlsx")
	officer.Get("/api/v1/uploads").Want(t, 200, "!道路.xlsx")
	if location := officer.Send("/api/v1/uploads", "一覧.xlsx", good).Header.Get("Location"); location != fmt.Sprintf("/api/v1/uploads/%d", 6) {
		t.Errorf("Location %q", location)
	}
}
