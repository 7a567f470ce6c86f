package page_test

import (
	"net/url"
	"testing"

	"tetsuzuki/internal/postgres/pgtest"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/store/storetest"
	"tetsuzuki/internal/web/webtest"
)

// Headquarters choose processes on the catalogue, enter the new values, look at what would change,
// and edit them as one change, which they can undo; nobody else is offered it.
func TestHeadquartersEditManyProcesses(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.Fill()
	hq := r.As(registry.Headquarters)
	hq.Get("/processes?bureau=B10").Want(t, 200).See(t, webtest.Button("選んだ手続をまとめて編集"),
		webtest.Button("この条件の 2 手続をまとめて編集"), webtest.Sends("query", "bureau=B10"))
	hq.Get("/bulk-edits/new?query=bureau%3DB10&of=chosen").Want(t, 400, "編集する手続が選ばれていません")
	hq.Get("/bulk-edits/new").Want(t, 400, "どの手続を編集するかが分かりません")
	hq.Get("/bulk-edits/new?query=&bureau=B10&of=all").Want(t, 400, "「bureau」という条件はありません")
	hq.Post("/bulk-edits/preview", "change", "platform", "platform", "jGrants").Want(t, 422, "どの手続を編集するかが分かりません")
	hq.Post("/bulk-edits", "change", "platform", "platform", "jGrants", "reason", "架空").Want(t, 422, "どの手続を編集するかが分かりません")
	hq.Get("/bulk-edits/new?query=bureau%3DB10&of=chosen&chosen=P-0000002").Want(t, 200, "1 手続を編集します", "手続ID：P-0000002")
	entry := hq.Get("/bulk-edits/new?query=bureau%3DB10&of=all").Want(t, 200, "2 手続を編集します", "局：環境局")
	form := webtest.FormOf(t, entry.Body, "/bulk-edits/preview")
	hq.Submit("/bulk-edits/preview", form).Want(t, 422, "変える項目を1つ以上選んでください")
	form["change"] = []string{"platform", "digitized_on", "obstacle"}
	form.Set("platform", "架空基盤")
	form.Set("digitized_on", "いつか")
	hq.Submit("/bulk-edits/preview", form).Want(t, 422, "いつか").See(t, webtest.Wrong("デジタル化実施日の新しい値"), webtest.Ticked("申請基盤を変える"),
		webtest.Filled("申請基盤の新しい値", "架空基盤"))
	form.Set("digitized_on", "R4.4.1")
	form["obstacle"] = []string{"3", "6"}
	preview := hq.Submit("/bulk-edits/preview", form).Want(t, 200, "まだ何も変わっていません", "変わる（2 手続）").See(t,
		webtest.Row("P-0000001", "架空廃棄物", "申請基盤：— → 架空基盤"), webtest.Row("P-0000002", "未実施の理由：— → 電子化に必要なシステム"),
		webtest.Button("編集する（2 手続）"))
	again := webtest.FormOf(t, preview.Body, "/bulk-edits/preview")
	hq.Submit("/bulk-edits/preview", again).Want(t, 200).See(t, webtest.Ticked("申請基盤を変える"), webtest.Filled("申請基盤の新しい値", "架空基盤"))

	before := r.Count("select count(*) from change")
	act := webtest.FormOf(t, preview.Body, "/bulk-edits")
	hq.Submit("/bulk-edits", act).Want(t, 422, "理由を入力してください", "まだ何も変わっていません").See(t, webtest.Wrong("理由"))
	r.Edit(2, "架空の割込み")
	act.Set("reason", "架空の方針")
	at := hq.Submit("/bulk-edits", act).Want(t, 303).Header.Get("Location")
	hq.Get(at).Want(t, 200, "1 手続を編集しました", "1 手続はそのままです", "確かめたあとで、ほかの人が変えた").See(t, webtest.Link("この編集を取り消す", at+"/undo"))
	if n := r.Count("select count(*) from change") - before; n != 2 {
		t.Errorf("the edit and another made %d changes", n)
	}
	hq.Get("/processes/P-0000002").Want(t, 200, "架空の割込み", "!架空基盤")
	hq.Get("/processes/P-0000001").Want(t, 200, "架空基盤", "架空の方針", "2022年4月1日")
	hq.Get("/bulk-edits").Want(t, 200, "架空の方針", "登録済み")

	hq.Get(at+"/undo").Want(t, 200, "元に戻す（1 手続）").See(t, webtest.Button("取り消す（1 手続）"))
	hq.Post(at+"/undo", "reason", " ").Want(t, 422, "理由を入力してください").See(t, webtest.Wrong("理由"))
	hq.Post(at+"/undo", "reason", "架空の取消し").Want(t, 303)
	hq.Get(at).Want(t, 200, "取消し済み", "元に戻したもの 1 手続")
	hq.Get("/processes/P-0000001").Want(t, 200, "取消し", "!もう一度登録")

	for _, role := range []registry.Role{registry.Officer, registry.Planner, registry.Administrator} {
		b := r.As(role)
		b.Get("/processes?bureau=B10").Want(t, 200, "!まとめて編集")
		b.Get("/bulk-edits").Want(t, 403)
		b.Post("/bulk-edits", "query", "bureau=B10", "change", "platform", "platform", "x", "reason", "架空").Want(t, 403)
	}
}

// An edit of very many is written by a job, under one change, with its progress on its page; undone,
// all is as it was. One that cannot be written says why, and nothing has changed.
func TestAnEditOfVeryManyIsWrittenByAJob(t *testing.T) {
	t.Parallel()
	r := webtest.NewRigOver(t, storetest.Over(t, pgtest.New(t), store.Options{BulkAtOnce: 1}))
	r.Fill()
	r.Idle = true
	hq := r.As(registry.Headquarters)
	act := url.Values{"query": {"bureau=B10"}, "change": {"platform"}, "platform": {"架空基盤"}, "reason": {"架空の方針"}}
	before := r.Count("select count(*) from change")
	at := hq.Submit("/bulk-edits", act).Want(t, 303).Header.Get("Location")
	if page := hq.Get(at).Want(t, 200, "編集しています。", "処理中"); !webtest.Refreshes(page.Body) {
		t.Error("the page is not shown anew")
	}
	hq.Get("/api/v1"+at).Want(t, 200, `"state":"working"`, `"change":null`)
	hq.Get("/processes?platform=架空基盤").Want(t, 200).See(t, webtest.Counted("0"))
	r.Work()
	hq.Get(at).Want(t, 200, "登録済み", "!編集しています。")
	hq.Get("/processes?platform=架空基盤").Want(t, 200).See(t, webtest.Counted("2"))
	hq.Submit("/bulk-edits", act).Want(t, 303)
	r.Work()
	hq.Get("/bulk-edits/2").Want(t, 200, "登録できませんでした", "変わる手続がありません")
	if n := r.Count("select count(*) from change") - before; n != 1 {
		t.Errorf("the edits made %d changes", n)
	}
	hq.Get(at+"/undo").Want(t, 200, "元に戻す（2 手続）")
	hq.Post(at+"/undo", "reason", "架空の取消し").Want(t, 303)
	if page := hq.Get(at).Want(t, 200, "編集を取り消しています。", "!この編集を取り消す"); !webtest.Refreshes(page.Body) {
		t.Error("the page is not shown anew")
	}
	hq.Get(at+"/undo").Want(t, 200, "編集を取り消しています。", "!取り消す（2 手続）")
	r.Work()
	hq.Get(at).Want(t, 200, "取消し済み", "取消しの結果を見る", "!取り消しています")
	hq.Get("/processes?platform=架空基盤").Want(t, 200).See(t, webtest.Counted("0"))
}

// Who asked a job to approve an edit of very many must still be allowed to when it writes. A job that
// cannot do it leaves all as it was and says why, and somebody else can do it.
func TestADecisionOnVeryManyThatFailsChangesNothing(t *testing.T) {
	t.Parallel()
	r := webtest.NewRigOver(t, storetest.Over(t, pgtest.New(t), store.Options{BulkAtOnce: 1}))
	r.Fill()
	r.Idle = true
	hq := r.As(registry.Headquarters)
	second, secondID := r.Second()
	hq.Call("PUT", "/api/v1/edit-approval", `{"required": true, "reason": "架空"}`).Want(t, 204)
	at := second.Submit("/bulk-edits", url.Values{"query": {"bureau=B10"}, "change": {"platform"}, "platform": {"架空基盤"},
		"reason": {"架空の方針"}}).Want(t, 303).Header.Get("Location")
	r.Work()
	hq.Get(at).Want(t, 200, "承認待ち").See(t, webtest.Button("承認して登録する"))
	before := r.Count("select count(*) from change")
	become := func(role registry.Role) {
		t.Helper()
		a := registry.Account{ID: r.Ids[registry.Headquarters], Login: string(registry.Headquarters), Name: "架空の本部", Role: role}
		if err := r.Store.ChangeAccount(t.Context(), registry.Operator("試験"), a); err != nil {
			t.Fatal(err)
		}
	}
	hq.Post(at+"/approve").Want(t, 303)
	if page := hq.Get(at).Want(t, 200, "承認した編集を登録しています。", "承認待ち", "!承認して登録する"); !webtest.Refreshes(page.Body) {
		t.Error("the page is not shown anew")
	}
	second.Get(at).Want(t, 200, "承認した編集を登録しています。", "!取り下げる")
	become(registry.Auditor)
	r.Work()
	second.Get(at).Want(t, 200, "承認した編集を登録できませんでした。登録は変わっていません。", "この操作を行う権限", "承認待ち").
		See(t, webtest.Button("取り下げる"))
	if n := r.Count("select count(*) from change") - before; n != 0 {
		t.Errorf("an approval that failed made %d changes", n)
	}

	become(registry.Headquarters)
	hq = r.SignIn(registry.Headquarters)
	hq.Post(at+"/approve").Want(t, 303)
	r.Work()
	hq.Get(at).Want(t, 200, "登録済み", "!登録できませんでした")
	second.Post(at+"/undo", "reason", "架空の取消し").Want(t, 303)
	if err := r.Store.DisableAccount(t.Context(), registry.Operator("試験"), secondID); err != nil {
		t.Fatal(err)
	}
	r.Work()
	hq.Get(at).Want(t, 200, "編集を取り消せませんでした。登録は変わっていません。", "この編集を取り消す", "登録済み")
	if n := r.Count("select count(*) from change") - before; n != 1 {
		t.Errorf("an approval and an undo that failed made %d changes", n)
	}
}
