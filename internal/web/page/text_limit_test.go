package page_test

import (
	"net/http"
	"strings"
	"testing"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/webtest"
)

// Texts that one person enters are on the pages of others: each has its end, and says
// which.
func TestTextsHaveAnEnd(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.World.Catalogue(t)
	officer, approver, admin := r.As(registry.Officer), r.As(registry.Approver), r.As(registry.Administrator)
	long := func(n int) string { return strings.Repeat("長", n) }
	file := webtest.Sheet(t, []any{"架空廃棄物の許可", "架空廃棄物法", 10, 1, "実施済", "不要"})
	const end = "文字以内"
	admin.Post("/admin/accounts", "login", "fresh", "name", long(201), "role", "planner", "password", webtest.Password).
		Want(t, 422, "名前は200"+end)
	admin.Post("/admin/accounts", "login", "fresh", "name", long(200), "role", "planner", "password", webtest.Password).Want(t, 303)
	officer.Post("/account/tokens", "name", long(101), "days", "30").Want(t, 422, "名前は100"+end)
	admin.Post("/admin/rounds", "name", long(101), "fiscal_year", "2025", "opens_on", "2026-06-01", "deadline", "2026-06-12").
		Want(t, 422, "名前は100"+end)
	admin.Post("/admin/rounds", "name", "架空の回", "note", long(1001), "fiscal_year", "2025", "opens_on", "2026-06-01", "deadline",
		"2026-06-12").Want(t, 422, "メモは1,000"+end)
	officer.Send("/uploads", strings.Repeat("n", 252)+".csv", file).Want(t, 422, "ファイルの名前が長すぎます")
	officer.Send("/api/v1/uploads", strings.Repeat("n", 252)+".csv", file).Want(t, 422, `"field":"file"`, "255"+end)
	officer.Send("/api/v1/uploads", strings.Repeat("n", 251)+".csv", file, "reason", long(1001)).Want(t, 422, `"field":"reason"`, "1,000"+end)

	at := officer.Send("/api/v1/uploads", strings.Repeat("長", 250)+".xlsx", file, "reason", long(1000)).Want(t, 201).Header.Get("Location")
	officer.Call(http.MethodPost, at+"/submit", `{"keep": true, "text": "`+long(2001)+`"}`).Want(t, 422, `"field":"text"`, "2,000"+end)
	officer.Call(http.MethodPost, at+"/submit", `{"keep": true, "text": "`+long(2000)+`"}`).Want(t, 200)
	approver.Call(http.MethodPost, at+"/return", `{"reason": "`+long(2001)+`"}`).Want(t, 422, "2,000"+end)
	approver.Call(http.MethodPost, at+"/return", `{"remarks": [{"sheet": "Sheet1", "cell": "C2", "text": "`+long(1001)+`"}]}`).
		Want(t, 422, `"field":"remarks"`, "1,000"+end)
	approver.Call(http.MethodPost, at+"/return", `{"remarks": [{"sheet": "`+long(256)+`", "cell": "C2", "text": "x"}]}`).
		Want(t, 422, `"field":"remarks"`)

	const transfer = `{"from": "環境局", "to": "財務局", "processes": ["P-0000001"], "effective_on": "2022-04-01", "reason": "`
	officer.Call(http.MethodPost, "/api/v1/transfers", transfer+long(2001)+`"}`).Want(t, 422, "2,000"+end)
	id := webtest.Between(officer.Call(http.MethodPost, "/api/v1/transfers", transfer+long(2000)+`"}`).Want(t, 201).Body, `"transfer":`, ",")
	officer.Call(http.MethodPost, "/api/v1/transfers/"+id+"/withdraw", `{"reason": "`+long(2001)+`"}`).Want(t, 422, "2,000"+end)

	planner := *r.As(registry.Planner)
	planner.Header = http.Header{"If-Match": {officer.Get("/api/v1/processes/P-0000002").Header.Get("ETag")}}
	planner.Do(http.MethodPut, "/api/v1/processes/P-0000002/priority", strings.NewReader(`{"priority": "yes", "reason": "`+long(1001)+`"}`),
		"application/json").
		Want(t, 422, `"field":"reason"`, "1,000"+end)
	editor := *officer
	editor.Header = planner.Header
	editor.Do(http.MethodPatch, "/api/v1/processes/P-0000002", strings.NewReader(`{"fields": {"remarks": "x"}, "reason": "`+long(2001)+`"}`),
		"application/json").
		Want(t, 422, `"field":"reason"`, "2,000"+end)
}
