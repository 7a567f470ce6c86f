package api_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"tetsuzuki/internal/auth"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/web"
	"tetsuzuki/internal/web/api"
	"tetsuzuki/internal/web/webtest"
)

func TestReadingByAPI(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.World.Catalogue(t)
	visitors := map[registry.Role]*webtest.Visitor{"": r.Visitor(), registry.Planner: r.As(registry.Planner),
		registry.Officer: r.As(registry.Officer)}
	check := webtest.NewContract(t)
	for _, c := range []struct {
		as      registry.Role
		path    string
		status  int
		content []string
	}{
		{"", "/api/v1/processes", 401, []string{`"code":"unauthenticated"`, "!ローン業"}},
		{"", "/api/v1/processes/P-0000001", 401, []string{"!ローン業"}},
		{"", "/api/v1/priorities", 401, []string{"!ローン業"}},
		{"", "/api/v1/progress", 401, []string{"!環境局"}},
		{"", "/api/v1/bureaus", 401, []string{"!環境局"}},

		{registry.Planner, "/api/v1/processes", 200, []string{`"total":7`, `"threshold":10000`, `"next_cursor":null`, "道路占用許可", `"digitization_status":"実施済"`}},
		{registry.Planner, "/api/v1/processes?bureau=B15&sort=volume&order=desc&limit=2", 200, []string{`"total":4`, "内部手続", "道路占用許可", "!河川", "!ローン"}},
		{registry.Planner, "/api/v1/processes?q=" + url.QueryEscape("ﾛｰﾝ"), 200, []string{`"total":1`, "ローン業の登録"}},
		{registry.Planner, "/api/v1/processes?search=" + url.QueryEscape("b10 ろーん業"), 200,
			[]string{`"total":1`, "ローン業の登録", `"kind":"bureau","text":"b10","value":"B10","otherwise":[{"kind":"words","search":"「b10」 ろーん業"}]`}},
		{registry.Planner, "/api/v1/processes?q=" + url.QueryEscape("ローン業　作り物貸金業法"), 200, []string{`"total":0`, `"understood":[]`}},
		{registry.Planner, "/api/v1/processes?law=" + url.QueryEscape("作り物貸金業法"), 200, []string{`"total":1`}},
		{registry.Planner, "/api/v1/processes?process_id=P-0000001&process_id=P-0000002", 200, []string{`"total":2`}},
		{"", "/api/v1/facets", 401, []string{"!B10"}},
		{registry.Planner, "/api/v1/facets?bureau=B15", 200, []string{`"processes":4`, `"rule_version"`, `"facets":{`, `{"value":"B10","processes":3,`}},
		{registry.Officer, "/api/v1/facets", 200, []string{`{"value":"B10","processes":3,`, "!B15"}},
		{registry.Planner, "/api/v1/facets?sort=volume", 400, []string{`"field":"sort"`}},
		{registry.Planner, "/api/v1/facets?doubt=color", 400, []string{`"field":"doubt"`, "doubt=inexact"}},
		{registry.Planner, "/api/v1/processes?process_id=1", 400, []string{`"field":"process_id"`}},
		{registry.Planner, "/api/v1/processes?as_of=2022-03-31", 200, []string{`"total":0`, `"as_of":"2022-03-31T23:59:59.999999+09:00"`, `"processes":[]`}},
		{registry.Planner, "/api/v1/processes?color=red", 400, []string{`"field":"color"`, `"code":"invalid"`, "使える条件", `"reference":"`}},
		{registry.Planner, "/api/v1/processes?volume_min=ten", 400, []string{`"field":"volume_min"`, "volume_min=10000"}},
		{registry.Planner, "/api/v1/processes?as_of=9000-01-01", 400, []string{`"field":"as_of"`, "未来の日付"}},
		{registry.Planner, "/api/v1/processes?bureau=" + url.QueryEscape("ない局"), 400, []string{`"field":"bureau"`}},
		{registry.Planner, "/api/v1/processes?cursor=abc", 400, []string{`"field":"cursor"`}},
		{registry.Planner, "/api/v1/processes?cursor=" +
			base64.RawURLEncoding.EncodeToString([]byte(`{"l":"0","s":"9999-12-31T23:59:59Z","h":-1}`)), 400,
			[]string{`"field":"cursor"`, "書き換えられています"}},
		{registry.Planner, "/api/v1/processes/P-0000001", 200, []string{`"process_id":"P-0000001"`, `"total":10000`, `"online":4000`, `"created":true`, `"field":"annual_volume"`, "作成者"}},
		{registry.Planner, "/api/v1/processes/P-0000004?as_of=2022-04-01", 200, []string{`"priority":"undecidable"`, `"total_upper":11000`}},
		{registry.Planner, "/api/v1/processes/P-0000001?as_of=2022-03-31", 404, []string{`"code":"not_found"`, "!ローン業"}},
		{registry.Planner, "/api/v1/processes/P-0000099", 404, []string{"P-0000099"}},
		{registry.Planner, "/api/v1/processes/1", 400, []string{"P-0000123"}},
		{registry.Planner, "/api/v1/processes/P-0000001?bureau=B10", 400, []string{`"field":"bureau"`}},
		{registry.Planner, "/api/v1/priorities", 200, []string{`"list":"priority"`, `"totals":{"near":2,"priority":3,"undecidable":2}`, "内部手続", "ローン業の登録", "知事の指示", `"rank":3`, "!道路占用"}},
		{registry.Planner, "/api/v1/priorities?list=undecidable", 200, []string{"道路占用許可", "騒音", `"volume":null`, "!ローン業の登録"}},
		{registry.Planner, "/api/v1/priorities?list=near&bureau=B10", 200, []string{`"total":1`, "廃棄物処理業の許可", `"total_qualifier":"approx"`}},
		{registry.Planner, "/api/v1/priorities?list=all", 400, []string{`"field":"list"`, "list=undecidable"}},
		{registry.Planner, "/api/v1/priorities?sort=volume&limit=1", 200, []string{`"rank":1`, "P-0000007", "!P-0000006"}},
		{registry.Planner, "/api/v1/priorities?limit=1", 200, []string{`"rank":1`, "P-0000006", "!P-0000007"}},
		{registry.Planner, "/api/v1/processes?column=platform&column=priority&column=digitization_status&limit=1", 200,
			[]string{`"platform":null`, `"priority":"yes"`, `"undecidable_cause":null`, `"labels":{"digitization_status":"実施済"}`,
				`"procedure_name":"ローン業の登録"`, `!"bureau"`, `!"volume"`, `!"national_law_change"`}},
		{registry.Planner, "/api/v1/priorities?column=annual_volume&limit=1", 200,
			[]string{`"rank":1`, `"volume":{`, `"process_id":"P-0000006"`, `!"digitization_status"`, `"labels":{}`}},
		{registry.Planner, "/api/v1/processes?column=color", 400, []string{`"field":"column"`, "column=bureau"}},
		{registry.Planner, "/api/v1/progress?as_of=2022-12-31", 200, []string{`"processes":7`, `"in_scope":5`, `"done":1`, `"partial":1`, `"numerator":10000`, `"share_of_volume":`, `"gap":3`}},
		{registry.Planner, "/api/v1/progress?as_of=" + url.QueryEscape("令和4年"), 400, []string{`"field":"as_of"`, "2022-12-31"}},
		{registry.Planner, "/api/v1/progress?bureau=B10", 400, []string{`"field":"bureau"`}},
		{registry.Planner, "/api/v1/bureaus", 200, []string{`"code":"B11"`, `"valid_to":"2023-07-01"`, `"successors":["B32","B33"]`}},

		{registry.Officer, "/api/v1/processes", 200, []string{`"total":3`, "ローン業の登録", "!道路占用"}},
		{registry.Officer, "/api/v1/processes?bureau=B15", 403, []string{`"code":"forbidden"`, "!道路占用"}},
		{registry.Officer, "/api/v1/processes/P-0000004", 404, []string{"!道路占用"}},
		{registry.Officer, "/api/v1/processes/P-0000001", 200, []string{"ローン業の登録"}},
		{registry.Officer, "/api/v1/priorities", 200, []string{`"priority":1`, "ローン業の登録", "!内部手続"}},
		{registry.Planner, "/api/v1/curve?from=2022-02-01&to=2022-12-31&step=quarter", 200, []string{`"day":"2022-03-31"`, `"day":"2022-12-31"`,
			`"known_now":`, `"fiscal_year":2022`, `"per_quarter":`, `"entered":[]`, `"bureau":""`}},
		{registry.Planner, "/api/v1/curve?from=2022-12-31&to=2022-02-01", 400, []string{`"field":"from"`, "from=2022-09-30"}},
		{registry.Planner, "/api/v1/curve?from=1900-01-01", 400, []string{`"field":"from"`, "step=quarter"}},
		{registry.Planner, "/api/v1/bridge?from=2022-03-31&to=2022-12-31", 200, []string{`"kind":"new"`, `"label":"新規"`, `"denominator":5`, `"processes":5`}},
		{registry.Planner, "/api/v1/bridge?from=2022-03-31&bureau=" + url.QueryEscape("建設局"), 200, []string{`"bureau":"建設局"`, `"denominator":2`}},
		{registry.Planner, "/api/v1/bridge/processes?from=2022-03-31&part=new&limit=2", 200, []string{`"total":5`, "ローン業の登録", `"from":null`,
			`"next":"P-0000002"`, `"bureau":"環境局"`}},
		{registry.Planner, "/api/v1/bridge/processes?from=2022-03-31&part=new&after=P-0000003&rate=cases", 200, []string{"河川のカード申請", "!ローン", `"next":null`}},
		{registry.Officer, "/api/v1/bridge?from=2022-03-31&bureau=B15", 403, []string{"!建設局"}},
		{registry.Officer, "/api/v1/bridge/processes?from=2022-03-31&part=new", 200, []string{`"total":3`, "!河川"}},
		{registry.Officer, "/api/v1/curve?from=2022-02-01", 200, []string{`"bureau":"環境局"`, "!建設局"}},
		{registry.Officer, "/api/v1/progress", 200, []string{`"processes":3`, "環境局", "!建設局"}},
	} {
		got := visitors[c.as].Get(c.path)
		got.Want(t, c.status, c.content...)
		if t.Failed() {
			t.Fatalf("at %s as %q:\n%.1500s", c.path, c.as, got.Body)
		}
		if err := check(http.MethodGet, c.path, got); err != nil {
			t.Errorf("%s as %q does not keep what the description says: %v", c.path, c.as, err)
		}
	}
	r.Visitor().Get("/api/v1/openapi.yaml").Want(t, 200, "openapi: 3")
}

// Every route of the API is described, and nothing is described that is no route.
func TestTheAPIDescriptionNamesEveryRoute(t *testing.T) {
	t.Parallel()
	doc, err := openapi3.NewLoader().LoadFromData(api.OpenAPI)
	if err != nil {
		t.Fatal(err)
	}
	described := map[string]bool{}
	for path, item := range doc.Paths.Map() {
		for method := range item.Operations() {
			for _, format := range report.Formats {
				described[method+" "+strings.ReplaceAll(path, "{format}", format)] = true
			}
		}
	}
	for _, route := range web.Routes() {
		key := route.Method + " " + strings.ReplaceAll(route.Path, ":id", "{id}")
		must := strings.HasPrefix(route.Path, "/api/") && route.Path != "/api/v1/openapi.yaml" || path.Ext(route.Path) == "."+report.CSV
		if must && !described[key] {
			t.Errorf("%s is not described", key)
		}
		delete(described, key)
	}
	for key := range described {
		t.Errorf("%s is described and is no route", key)
	}
}

// What a field may hold is described as the program knows it.
func TestTheAPIDescriptionNamesEveryCode(t *testing.T) {
	t.Parallel()
	doc, err := openapi3.NewLoader().LoadFromData(api.OpenAPI)
	if err != nil {
		t.Fatal(err)
	}
	described := func(schema, field string) []any {
		return doc.Components.Schemas[schema].Value.Properties[field].Value.Enum
	}
	var kinds []any
	for _, p := range doc.Paths.Find("/api/v1/audit-events").Get.Parameters {
		if p.Value.Name == "kind" {
			kinds = p.Value.Schema.Value.Enum
		}
	}
	for _, c := range []struct {
		name      string
		described []any
		known     []string
	}{
		{"steps of an upload", described("UploadEvent", "kind"), texts(registry.UploadEventKinds)},
		{"kinds of notices", described("Notice", "kind"), texts(registry.NoticeKinds)},
		{"decisions", doc.Components.Schemas["Decision"].Value.Enum, texts(registry.Decisions)},
		{"kinds of acts", kinds, texts(registry.AuditKinds)},
	} {
		slices.Sort(c.known)
		slices.SortFunc(c.described, func(a, b any) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
		if got := fmt.Sprint(c.described); got != fmt.Sprint(c.known) {
			t.Errorf("%s: described as %s, known are %s", c.name, got, c.known)
		}
	}
	for _, kind := range registry.UploadEventKinds {
		if kind.Label() == "" {
			t.Errorf("the step %s has no name", kind)
		}
	}
	for _, kind := range registry.NoticeKinds {
		if (registry.Notice{Kind: kind}).Sentence() == "" {
			t.Errorf("of %s nothing is said", kind)
		}
	}
}

func texts[T ~string](codes []T) []string {
	all := make([]string, len(codes)) // a list of its own: it is sorted
	for i, c := range codes {
		all[i] = string(c)
	}
	return all
}

func TestPagesOfTheAPIFollowTheCursor(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.World.Catalogue(t)
	b := r.As(registry.Planner)
	var names []string
	cursor := ""
	for range 10 {
		res := b.Get("/api/v1/processes?sort=volume&order=desc&limit=2"+cursor).Want(t, 200, `"total":7`)
		var page struct {
			First     int
			Processes []struct {
				Name string `json:"procedure_name"`
			}
			Next *string `json:"next_cursor"`
		}
		if err := json.NewDecoder(bytes.NewBufferString(res.Body)).Decode(&page); err != nil {
			t.Fatal(err)
		}
		if page.First != len(names)+1 {
			t.Errorf("the page begins at %d, want %d", page.First, len(names)+1)
		}
		for _, p := range page.Processes {
			names = append(names, p.Name)
		}
		if page.Next == nil {
			break
		}
		cursor = "&cursor=" + url.QueryEscape(*page.Next)
	}
	want := "内部手続 ローン業の登録 廃棄物処理業の許可 道路占用許可 河川のカード申請 重点とした手続 騒音１００％の届出"
	if got := strings.Join(names, " "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestATokenReadsWhatItsAccountReads(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.World.Catalogue(t)
	account, err := r.Store.Account(t.Context(), registry.Operator("test"), r.Ids[registry.Officer])
	if err != nil {
		t.Fatal(err)
	}
	token, hash := auth.NewToken()
	if _, err := r.Store.AddToken(t.Context(), registry.ScopeOf(account), "集計用（作り物）", hash, time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	b := r.Visitor()
	b.Header.Set("Authorization", "Bearer "+token)
	b.Get("/api/v1/processes").Want(t, 200, `"total":3`, "!道路占用")
	b.Get("/api/v1/processes/P-0000004").Want(t, 404)
	b.Header.Set("Authorization", "Bearer "+token+"x")
	b.Get("/api/v1/processes").Want(t, 401, `"code":"unauthenticated"`)
}
