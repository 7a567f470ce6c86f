package web

import (
	"net/http"
	"strings"
	"testing"

	"tetsuzuki/internal/registry"
)

// Texts that one person enters are on the pages of others: each has its end, and says
// which.
func TestTextsHaveAnEnd(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.world.Catalogue(t)
	officer, approver, admin := r.as(registry.Officer), r.as(registry.Approver), r.as(registry.Administrator)
	long := func(n int) string { return strings.Repeat("長", n) }
	file := sheet(t, []any{"架空廃棄物の許可", "架空廃棄物法", 10, 1, "実施済", "不要"})
	const end = "文字以内"
	admin.post("/admin/accounts", "login", "fresh", "name", long(201), "role", "planner", "password", password).want(t, 422, "名前は200"+end)
	admin.post("/admin/accounts", "login", "fresh", "name", long(200), "role", "planner", "password", password).want(t, 303)
	officer.post("/account/tokens", "name", long(101), "days", "30").want(t, 422, "名前は100"+end)
	admin.post("/admin/rounds", "name", long(101), "fiscal_year", "2025", "opens_on", "2026-06-01", "deadline", "2026-06-12").want(t, 422, "名前は100"+end)
	admin.post("/admin/rounds", "name", "架空の回", "note", long(1001), "fiscal_year", "2025", "opens_on", "2026-06-01", "deadline", "2026-06-12").want(t, 422, "メモは1,000"+end)
	officer.send("/uploads", strings.Repeat("n", 252)+".csv", file).want(t, 422, "ファイルの名前が長すぎます")
	officer.send("/api/v1/uploads", strings.Repeat("n", 252)+".csv", file).want(t, 422, `"field":"file"`, "255"+end)
	officer.send("/api/v1/uploads", strings.Repeat("n", 251)+".csv", file, "reason", long(1001)).want(t, 422, `"field":"reason"`, "1,000"+end)

	at := officer.send("/api/v1/uploads", strings.Repeat("長", 250)+".xlsx", file, "reason", long(1000)).want(t, 201).header.Get("Location")
	officer.call(http.MethodPost, at+"/submit", `{"keep": true, "text": "`+long(2001)+`"}`).want(t, 422, `"field":"text"`, "2,000"+end)
	officer.call(http.MethodPost, at+"/submit", `{"keep": true, "text": "`+long(2000)+`"}`).want(t, 200)
	approver.call(http.MethodPost, at+"/return", `{"reason": "`+long(2001)+`"}`).want(t, 422, "2,000"+end)
	approver.call(http.MethodPost, at+"/return", `{"remarks": [{"sheet": "Sheet1", "cell": "C2", "text": "`+long(1001)+`"}]}`).want(t, 422, `"field":"remarks"`, "1,000"+end)
	approver.call(http.MethodPost, at+"/return", `{"remarks": [{"sheet": "`+long(256)+`", "cell": "C2", "text": "x"}]}`).want(t, 422, `"field":"remarks"`)

	const transfer = `{"from": "環境局", "to": "財務局", "processes": ["P-0000001"], "effective_on": "2022-04-01", "reason": "`
	officer.call(http.MethodPost, "/api/v1/transfers", transfer+long(2001)+`"}`).want(t, 422, "2,000"+end)
	id := between(officer.call(http.MethodPost, "/api/v1/transfers", transfer+long(2000)+`"}`).want(t, 201).body, `"transfer":`, ",")
	officer.call(http.MethodPost, "/api/v1/transfers/"+id+"/withdraw", `{"reason": "`+long(2001)+`"}`).want(t, 422, "2,000"+end)

	planner := *r.as(registry.Planner)
	planner.header = http.Header{"If-Match": {officer.get("/api/v1/processes/P-0000002").header.Get("ETag")}}
	planner.do(http.MethodPut, "/api/v1/processes/P-0000002/priority", strings.NewReader(`{"priority": "yes", "reason": "`+long(1001)+`"}`), "application/json").
		want(t, 422, `"field":"reason"`, "1,000"+end)
	editor := *officer
	editor.header = planner.header
	editor.do(http.MethodPatch, "/api/v1/processes/P-0000002", strings.NewReader(`{"fields": {"remarks": "x"}, "reason": "`+long(2001)+`"}`), "application/json").
		want(t, 422, `"field":"reason"`, "2,000"+end)
}
