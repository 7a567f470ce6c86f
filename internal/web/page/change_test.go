package page_test

import (
	"encoding/hex"
	"fmt"
	"net/http"
	"testing"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/store/storetest"
	"tetsuzuki/internal/web/webtest"
)

// A change has a page of its own, to which the history of a process leads.
func TestAChangeIsToldCellByCell(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.Fill()
	auditor := r.As(registry.Auditor)
	auditor.Get("/processes/P-0000001").Want(t, 200).See(t, webtest.Link("変更 2", "/changes/2"), webtest.Link("変更 1", "/changes/1"))
	auditor.Get("/changes/2").Want(t, 200, "架空の担当者", "2022年10月1日 9:00").See(t,
		webtest.Heading("取込"), webtest.Figure("だれが", "架空の担当者"), webtest.Figure("変更した手続", "1 手続"),
		webtest.Figure("新しく登録した手続", "0 手続"), webtest.Row("デジタル化状況", "今後実施", "実施済"),
		webtest.Row("デジタル化予定年度", "令和5年度", "—"), webtest.Row("年間件数（令和2年度）", "約9,800", "10,000"),
		webtest.Link("前の変更（変更 1）", "/changes/1"))
	auditor.Get("/changes/1").Want(t, 200, "新しく登録").See(t, webtest.Figure("新しく登録した手続", "3 手続"),
		webtest.Row("根拠法令", "—", "架空廃棄物法"), webtest.Link("後の変更（変更 2）", "/changes/2"))

	// Its processes come in pages.
	auditor.Get("/changes/1?limit=2").Want(t, 200, "!架空道路の占用").See(t, webtest.Link("次のページ", "/changes/1?after=P-0000002"))
	auditor.Get("/changes/1?after=P-0000002").Want(t, 200, "架空道路の占用", "!架空騒音の届出").
		See(t, webtest.Link("最初のページ", "/changes/1"), webtest.Not(webtest.Link("次のページ", "")))
	auditor.Get("/changes/99").Want(t, 404, "この番号の変更はありません")
	auditor.Get("/changes/1?after=x").Want(t, 400)

	// A bureau sees its own processes of it, and no other change.
	officer := r.As(registry.Officer)
	officer.Get("/changes/1").Want(t, 200, "架空騒音の届出", "!架空道路の占用").See(t, webtest.Figure("新しく登録した手続", "2 手続"))
	r.World.Change(t, "2022-11-01 09:00", "架空の別の人",
		&storetest.Row{Process: registry.Process{BureauID: 15, ProcedureName: "架空道路の別の届出", InScope: true}})
	auditor.Get("/changes/3").Want(t, 200, "架空道路の別の届出")
	officer.Get("/changes/3").Want(t, 404)

	// Each names the hash of the one before.
	hq := r.As(registry.Headquarters)
	for _, name := range []string{"架空の公表値一", "架空の公表値二"} {
		hq.Call(http.MethodPost, "/api/v1/snapshots", `{"name": "`+name+`"}`).Want(t, 201)
	}
	published, err := r.Store.Change(t.Context(), registry.Operator("試験"), 4, store.ChangePage{})
	if err != nil {
		t.Fatal(err)
	}
	auditor.Get("/changes/4").Want(t, 200, hex.EncodeToString(published.Hash[:]), "この変更で変わった手続はありません").
		See(t, webtest.Link("公表値 1", "/snapshots/1"))
	auditor.Get("/changes/5").Want(t, 200, hex.EncodeToString(published.Hash[:]))
	auditor.Get("/snapshots/2").Want(t, 200).See(t, webtest.Link("変更 5", "/changes/5"), webtest.Link("変更 4", "/changes/4"))

	check := webtest.NewContract(t)
	for _, path := range []string{"/api/v1/changes/1?limit=1", "/api/v1/changes/2", "/api/v1/changes/99"} {
		if err := check(http.MethodGet, path, auditor.Get(path)); err != nil {
			t.Error(err)
		}
	}
	auditor.Get("/api/v1/changes/2").Want(t, 200, `"field":"digitization_status"`, `"old":"planned"`, `"new":"done"`, `"altered":1`)
	auditor.Get("/api/v1/changes/5").Want(t, 200, fmt.Sprintf(`"previous_hash":"%x"`, published.Hash))
}

// A change of a setting tells its cells before and after, whatever the setting.
func TestAChangeOfASettingIsToldCellByCell(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	admin, auditor := r.As(registry.Administrator), r.As(registry.Auditor)
	call := func(path, body string) string { // the page of the change that it made
		t.Helper()
		if got := admin.Call(http.MethodPost, "/api/v1/"+path, body); got.Status != 200 && got.Status != 201 {
			t.Fatalf("%s: %d %s", path, got.Status, got.Body)
		}
		return fmt.Sprintf("/changes/%d", r.Count("select max(id) from change"))
	}
	auditor.Get(call("thresholds", `{"effective_from":"2030-04-01","volume":12000,"reason":"架空の理由"}`)).Want(t, 200, "重点手続の基準", "新しく定めた").
		See(t, webtest.Row("いつから", "—", "2030年4月1日"), webtest.Row("年間件数（以上）", "—", "12,000"))
	at := call("thresholds", `{"effective_from":"2030-04-01","volume":9000,"reason":"架空の別の理由"}`)
	auditor.Get(at).Want(t, 200, "!いつから", "!変更した手続").
		See(t, webtest.Row("年間件数（以上）", "12,000", "9,000"), webtest.Row("理由", "架空の理由", "架空の別の理由"))
	auditor.Get(call("thresholds/withdraw", `{"effective_from":"2030-04-01","reason":"誤り"}`)).Want(t, 200, "取りやめ").
		See(t, webtest.Row("年間件数（以上）", "9,000", "—"))
	auditor.Get(call("targets", `{"name":"架空の目標","from":"2026-04-01","to":"2027-03-31","rate":0.6996,"scope":"applications","reason":"架空"}`)).
		Want(t, 200, "架空の目標").See(t, webtest.Row("率", "—", "69.96％"), webtest.Row("数える手続", "—", "対象のうち、申請等"))
	auditor.Get(call("organisation", `{"kind":"add","on":"2030-04-01","name":"架空の新しい局","reason":"架空の改正"}`)).
		Want(t, 200, "架空の新しい局").See(t, webtest.Row("改正の種類", "—", registry.BureauAdded.Label()), webtest.Row("名前", "—", "架空の新しい局"))
	answer := auditor.Get("/api/v1"+at).Want(t, 200, `"setting":"threshold"`, `"old":"12000"`, `"new":"9000"`)
	if err := webtest.NewContract(t)(http.MethodGet, "/api/v1"+at, answer); err != nil {
		t.Error(err)
	}
}
