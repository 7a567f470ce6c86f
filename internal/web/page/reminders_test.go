package page_test

import (
	"strings"
	"testing"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/webtest"
)

func TestHeadquartersRemindsBureaus(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	check := webtest.NewContract(t)
	officer, approver, hq, admin := r.As(registry.Officer), r.As(registry.Approver), r.As(registry.Headquarters), r.As(registry.Administrator)
	for _, name := range []string{"政策企画局", "建設局", "警視庁"} {
		b, err := r.Store.Bureau(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		a := registry.Account{Login: strings.ToLower(b.Code), Name: "架空の" + name, Role: registry.Officer, BureauID: b.ID}
		if _, err := r.Store.AddAccount(t.Context(), registry.Operator("試験"), a, ""); err != nil {
			t.Fatal(err)
		}
	}
	hq.Post("/admin/rounds", "name", "架空の回", "fiscal_year", "2025", "opens_on", webtest.Day(-10), "deadline", webtest.Day(-1)).Want(t, 303)
	round := strings.TrimPrefix(hq.Get("/admin/rounds").Page(t).Href("架空の回"), "/admin/rounds/")
	ours, total := webtest.Num(int64(r.Bureau.ID)), webtest.Between(hq.Get("/board").Page(t).Text(), "まだ提出していない ", " 局に督促する")
	hq.Get("/board").Want(t, 200, "次の開庁日から毎週").See(t, webtest.Button("いま督促する"))
	officer.Get("/board").Want(t, 200, "次の開庁日から毎週").See(t, webtest.Not(webtest.Button("督促する")))
	officer.Post("/board/reminders", "round", round, "bureau", ours).Want(t, 403)

	hq.Post("/board/reminders", "round", round, "bureau", "x").Want(t, 422)
	hq.Post("/board/reminders", "round", "99", "bureau", ours).Want(t, 404)
	hq.Post("/board/reminders", "round", round, "bureau", ours, "text", strings.Repeat("架", 501)).Want(t, 422, "500文字以内", "架架")
	hq.Post("/board/reminders", "round", round, "bureau", ours, "text", "架空の<言葉>").Want(t, 303)
	hq.Get("/board").Want(t, 200, "1 局の 2 人に督促しました", "1 回", "架空の本部", "架空の局入力者（お知らせ）、架空の局承認者（お知らせ）").
		See(t, webtest.Not(webtest.Button("環境局にいま督促する"))) // not twice on a day
	hq.Post("/board/reminders", "round", round, "bureau", ours).Want(t, 422, "今日はすでに督促しました")

	// Whom nothing reaches is told to whoever can mend it, and not counted.
	port, err := r.Store.Bureau(t.Context(), "港湾局")
	if err != nil {
		t.Fatal(err)
	}
	hq.Post("/board/reminders", "round", round, "bureau", webtest.Num(int64(port.ID))).Want(t, 422, "サインインできる局入力者・局承認者がいません")
	hq.Get("/board").Want(t, 200, "サインインできるアカウントのない局が", "管理者に、アカウントの登録を依頼してください").
		See(t, webtest.Not(webtest.Button("港湾局にいま督促する")), webtest.Tag("アカウントなし"))
	admin.Get("/board").Want(t, 200, "港湾局").See(t, webtest.Link("アカウントを登録する", "/admin/accounts"))
	officer.Get("/board").Want(t, 200, "!アカウントのない局が")
	officer.Get("/board").Want(t, 200, "1 回", "架空の本部")
	for _, b := range []*webtest.Visitor{officer, approver} {
		b.Get("/notices").Want(t, 200, "架空の本部が提出を督促しました", "架空の<言葉>", "架空の回（締切 ", "未読").See(t, webtest.Link("", "/board?round="+round))
	}
	hq.Get("/notices").Want(t, 200, "!提出を督促しました") // one's own doing

	// All others at once; the ones that had one today are left out.
	got := admin.Call("POST", "/api/v1/rounds/"+round+"/reminders", `{"text": "架空の全局"}`).
		Want(t, 201, "警視庁", `"people":3`, `"without_account":[`, "港湾局", "!環境局")
	if err := check("POST", "/api/v1/rounds/"+round+"/reminders", got); err != nil {
		t.Error(err)
	}
	if n := webtest.Num(int64(strings.Count(webtest.Between(got.Body, `"reminded":[`, "]"), `"code"`) + 1)); n != total {
		t.Errorf("%s bureaus were reminded in all, want %s", n, total)
	}
	hq.Get("/notices").Want(t, 200, "架空の管理者が提出を督促しました", "政策企画局、", "架空の全局", "!環境局、", "!港湾局")
	check2 := hq.Call("GET", "/api/v1/board?round="+round, "").Want(t, 200, `"kind":"asked"`, `"actor":"架空の管理者"`,
		`"text":"架空の全局"`, `"reached":[{"name":"架空の警視庁","way":"notice",`,
		`"accounts":0`)
	if err := check("GET", "/api/v1/board?round="+round, check2); err != nil {
		t.Error(err)
	}
	notices := hq.Call("GET", "/api/v1/notices", "").Want(t, 200, `"kind":"reminder_asked"`, `"round":`+round, `"bureaus":["政策企画局",`)
	if err := check("GET", "/api/v1/notices", notices); err != nil {
		t.Error(err)
	}
	hq.Call("POST", "/api/v1/rounds/"+round+"/reminders", `{"bureaus": ["ない局"]}`).Want(t, 422, `"field":"bureaus"`)
	officer.Call("POST", "/api/v1/rounds/"+round+"/reminders", `{}`).Want(t, 403)

	// Whoever has handed in is left in peace.
	at := officer.Send("/uploads", "架空.xlsx", webtest.Sheet(t, []any{"架空廃棄物の許可", "架空廃棄物法", 1, 1, "検討中", "不要"})).Want(t, 303).
		Header.Get("Location")
	officer.Post(at+"/submit").Want(t, 303)
	hq.Post("/board/reminders", "round", round, "bureau", ours).Want(t, 422, "すでに提出した局")
	hq.Get("/board").Want(t, 200).See(t, webtest.Not(webtest.Button("環境局にいま督促する")))

	// A round that is over reminds nobody.
	hq.Post("/admin/rounds", "name", "次の回", "fiscal_year", "2025", "opens_on", webtest.Day(0), "deadline", webtest.Day(9)).Want(t, 303)
	hq.Post("/board/reminders", "round", round, "bureau", "all").Want(t, 422, "受付の期間ではない")
	hq.Get("/board?round="+round).Want(t, 200, "!いま督促する")

	w := r.Window()
	hq.Lend(w)
	for _, path := range []string{"/board", "/board?round=" + round, "/notices"} {
		w.Go(path)
		w.Accessible(path)
	}
}
