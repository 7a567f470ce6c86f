package web

import (
	"bytes"
	"testing"
	"time"

	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// imported is the page of a made-up upload of 環境局 that went the whole way.
func (r *rig) imported(rows ...[]any) string {
	r.t.Helper()
	file := intake.File{Name: "架空の棚卸.xlsx", Data: bytes.NewReader(sheet(r.t, rows...))}
	done, err := intake.New(r.store, 0).Import(r.t.Context(), registry.Operator("架空の運用担当"), file, intake.Options{BureauID: r.bureau.ID})
	if err != nil {
		r.t.Fatal(err)
	}
	return uploadPath(done.Upload.ID)
}

// edit changes the remarks of a process, as somebody else would meanwhile.
func (r *rig) edit(id registry.ProcessID, remarks string) {
	r.t.Helper()
	scope := registry.Operator("架空の別の人")
	now, err := r.store.Process(r.t.Context(), scope, id, time.Time{})
	if err == nil {
		_, err = r.store.Edit(r.t.Context(), scope, id, now.ChangeID, store.Patch{Fields: []string{"remarks"}, Process: registry.Process{Remarks: remarks}}, "架空の訂正")
	}
	if err != nil {
		r.t.Fatal(err)
	}
}

func TestTakingAnUploadBack(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.imported([]any{"架空廃棄物の許可", "架空廃棄物法", 9000, 1, "検討中", "不要"})
	at := r.imported(
		[]any{"架空廃棄物の許可", "架空廃棄物法", 12000, 1, "実施済", "不要"},
		[]any{"架空騒音の<届出>", "架空騒音法", 5, 1, "検討中", "要"},
		[]any{"架空悪臭の届出", "架空悪臭法", 7, 1, "検討中", "要"})
	r.edit(2, "架空の備考")
	b := r.as(registry.Headquarters)
	b.get(at).want(t, 200, at+"/undo")
	r.as(registry.Officer).get(at).want(t, 200, "!"+at+"/undo")
	r.as(registry.Approver).get(at+"/undo").want(t, 403)
	r.as(registry.Officer).post(at+"/undo", "way", "undo", "reason", "架空").want(t, 403)

	b.get(at+"/undo").want(t, 200, "この取込を取り消す", "元に戻す（2）", "そのまま残す（1）", "戻せない（0）", "1 件は一覧から外れます",
		"12,000", "9,000", `<span class="before">実施済</span> → <span class="after">検討中</span>`, "取り消す（2 件）")
	b.get(at+"/undo?show=kept").want(t, 200, "架空騒音の&lt;届出&gt;", "架空の別の人", "編集", "架空の備考", "!架空悪臭")
	b.get(at+"/undo?show=impossible").want(t, 200, "この区分の手続はありません")
	b.get("/processes").want(t, 200, "<b>3</b> 手続") // looking changes nothing

	b.post(at+"/undo", "way", "undo", "reason", "　").want(t, 422, "理由を入力してください", `aria-invalid="true"`)
	b.post(at+"/undo", "reason", "架空").want(t, 422)
	b.post(at+"/undo", "way", "undo", "reason", "別の局のファイルだった（架空）").want(t, 303)
	b.get(at).want(t, 200, "元に戻した手続 2 件、そのまま残した手続 1 件", "取消し済み", "登録した後で取り消されました")
	b.get("/processes").want(t, 200, "<b>2</b> 手続", "9,000", "!架空悪臭")
	b.get("/processes/P-0000001").want(t, 200, "別の局のファイルだった（架空）", "変更 4　", "<h3>取消し</h3>")
	officer := r.as(registry.Officer)
	officer.get(at).want(t, 200, `取消し</th><td class="who-did">架空の本部</td><td class="said">別の局のファイルだった（架空）`, "!もう一度登録</th>")
	officer.get(at+"/receipt").want(t, 200, "取消し済み", "に取消し（架空の本部）", "別の局のファイルだった（架空）")
	officer.get("/notices").want(t, 200, "登録した取込を取り消しました", "!もう一度登録しました")
	b.post(at+"/undo", "way", "undo", "reason", "二度目").want(t, 409, "すでに取り消されています")

	b.get(at+"/undo").want(t, 200, "もう一度登録する", "一覧に戻ります")
	b.post(at+"/undo", "way", "redo", "reason", "やはり正しい（架空）").want(t, 303)
	b.get("/processes").want(t, 200, "<b>3</b> 手続", "12,000", "架空悪臭")
	b.get("/processes/P-0000001").want(t, 200, "<h3>もう一度登録</h3>", "<h3>取消し</h3>")
	officer.get(at).want(t, 200, "登録済み", `取消し</th>`, `もう一度登録</th><td class="who-did">架空の本部</td><td class="said">やはり正しい（架空）`)
	officer.get(at+"/receipt").want(t, 200, "登録済み", "!に取消し（")
	officer.get("/notices").want(t, 200, "登録した取込を取り消しました", "取り消した取込をもう一度登録しました")
	r.as(registry.Auditor).get("/api/v1/processes/P-0000001").want(t, 200, `"redone":true`)
}

func TestWhatCannotBeTakenBackIsSaid(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.imported([]any{"架空廃棄物の許可", "架空廃棄物法", 1, 1, "検討中", "不要"})
	same := r.imported([]any{"架空廃棄物の許可", "架空廃棄物法", 1, 1, "検討中", "不要"})
	r.as(registry.Headquarters).get(same+"/undo").want(t, 409, "取り消せるのは、確定した取込だけです")
	r.as(registry.Headquarters).get("/uploads/999/undo").want(t, 404)
}
