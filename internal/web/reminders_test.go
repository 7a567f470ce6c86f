package web

import (
	"strings"
	"testing"

	"tetsuzuki/internal/registry"
)

func TestHeadquartersRemindsBureaus(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	check := newContract(t)
	officer, approver, hq, admin := r.as(registry.Officer), r.as(registry.Approver), r.as(registry.Headquarters), r.as(registry.Administrator)
	hq.post("/admin/rounds", "name", "架空の回", "fiscal_year", "2025", "opens_on", day(-10), "deadline", day(-1)).want(t, 303)
	round := between(hq.get("/admin/rounds").body, `<a href="/admin/rounds/`, `"`)
	ours, total := num(int64(r.bureau.ID)), between(hq.get("/board").body, "まだ提出していない ", " 局に督促する")
	hq.get("/board").want(t, 200, "いま督促する</button>", "次の開庁日から毎週")
	officer.get("/board").want(t, 200, "!督促する</button>", "次の開庁日から毎週")
	officer.post("/board/reminders", "round", round, "bureau", ours).want(t, 403)

	hq.post("/board/reminders", "round", round, "bureau", "x").want(t, 422)
	hq.post("/board/reminders", "round", "99", "bureau", ours).want(t, 404)
	hq.post("/board/reminders", "round", round, "bureau", ours, "text", strings.Repeat("架", 501)).want(t, 422, "500文字以内", "架架")
	hq.post("/board/reminders", "round", round, "bureau", ours, "text", "架空の<言葉>").want(t, 303)
	hq.get("/board").want(t, 200, "1 局に督促しました", "1 回", "架空の本部", `!name="bureau" value="`+ours+`"`) // not twice on a day
	hq.post("/board/reminders", "round", round, "bureau", ours).want(t, 422, "今日はすでに督促しました")
	officer.get("/board").want(t, 200, "1 回", "架空の本部")
	for _, b := range []*visitor{officer, approver} {
		b.get("/notices").want(t, 200, "架空の本部が提出を督促しました", "架空の&lt;言葉&gt;", `href="/board?round=`+round+`"`, "架空の回（締切 ", "未読")
	}
	hq.get("/notices").want(t, 200, "!提出を督促しました") // one's own doing

	// All others at once; the ones that had one today are left out.
	got := admin.call("POST", "/api/v1/rounds/"+round+"/reminders", `{"text": "架空の全局"}`).want(t, 201, "警視庁", "!環境局")
	if err := check("POST", "/api/v1/rounds/"+round+"/reminders", got); err != nil {
		t.Error(err)
	}
	if n := num(int64(strings.Count(got.body, `"code"`) + 1)); n != total {
		t.Errorf("%s bureaus were reminded in all, want %s", n, total)
	}
	hq.get("/notices").want(t, 200, "架空の管理者が提出を督促しました", "政策企画局、", "架空の全局", "!環境局、")
	check2 := hq.call("GET", "/api/v1/board?round="+round, "").want(t, 200, `"kind":"asked"`, `"actor":"架空の管理者"`, `"text":"架空の全局"`)
	if err := check("GET", "/api/v1/board?round="+round, check2); err != nil {
		t.Error(err)
	}
	notices := hq.call("GET", "/api/v1/notices", "").want(t, 200, `"kind":"reminder_asked"`, `"round":`+round, `"bureaus":["政策企画局",`)
	if err := check("GET", "/api/v1/notices", notices); err != nil {
		t.Error(err)
	}
	hq.call("POST", "/api/v1/rounds/"+round+"/reminders", `{"bureaus": ["ない局"]}`).want(t, 422, `"field":"bureaus"`)
	officer.call("POST", "/api/v1/rounds/"+round+"/reminders", `{}`).want(t, 403)

	// Whoever has handed in is left in peace.
	at := officer.send("/uploads", "架空.xlsx", sheet(t, []any{"架空廃棄物の許可", "架空廃棄物法", 1, 1, "検討中", "不要"})).want(t, 303).header.Get("Location")
	officer.post(at+"/submit").want(t, 303)
	hq.post("/board/reminders", "round", round, "bureau", ours).want(t, 422, "すでに提出した局")
	hq.get("/board").want(t, 200, `!value="`+ours+`"`)

	// A round that is over reminds nobody.
	hq.post("/admin/rounds", "name", "次の回", "fiscal_year", "2025", "opens_on", day(0), "deadline", day(9)).want(t, 303)
	hq.post("/board/reminders", "round", round, "bureau", "all").want(t, 422, "受付の期間ではない")
	hq.get("/board?round="+round).want(t, 200, "!いま督促する")

	w := r.window()
	hq.lend(w)
	for _, path := range []string{"/board", "/board?round=" + round, "/notices"} {
		w.Go(path)
		w.Accessible(path)
	}
}
