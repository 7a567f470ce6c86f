package page_test

import (
	"testing"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/webtest"
)

func TestTakingAnUploadBack(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.Imported([]any{"架空廃棄物の許可", "架空廃棄物法", 9000, 1, "検討中", "不要"})
	at := r.Imported(
		[]any{"架空廃棄物の許可", "架空廃棄物法", 12000, 1, "実施済", "不要"},
		[]any{"架空騒音の<届出>", "架空騒音法", 5, 1, "検討中", "要"},
		[]any{"架空悪臭の届出", "架空悪臭法", 7, 1, "検討中", "要"})
	r.Edit(2, "架空の備考")
	b := r.As(registry.Headquarters)
	b.Get(at).Want(t, 200).See(t, webtest.Link("", at+"/undo"))
	r.As(registry.Officer).Get(at).Want(t, 200, "!"+at+"/undo")
	r.As(registry.Approver).Get(at+"/undo").Want(t, 403)
	r.As(registry.Officer).Post(at+"/undo", "direction", "undo", "reason", "架空").Want(t, 403)

	b.Get(at+"/undo").Want(t, 200, "この取込を取り消す", "元に戻す（2）", "そのまま残す（1）", "戻せない（0）", "1 手続は一覧から外れます",
		"12,000", "9,000", "実施済 → 検討中", "取り消す（2 手続）")
	b.Get(at+"/undo?show=kept").Want(t, 200, "架空騒音の<届出>", "架空の別の人", "編集", "架空の備考", "!架空悪臭")
	b.Get(at+"/undo?show=impossible").Want(t, 200, "この区分の手続はありません")
	b.Get("/processes").Want(t, 200).See(t, webtest.Counted("3 手続")) // looking changes nothing

	b.Post(at+"/undo", "direction", "undo", "reason", "　").Want(t, 422, "理由を入力してください").See(t, webtest.Wrong("理由"))
	b.Post(at+"/undo", "reason", "架空").Want(t, 422)
	b.Post(at+"/undo", "direction", "undo", "reason", "別の局のファイルだった（架空）").Want(t, 303)
	b.Get(at).Want(t, 200, "元に戻したもの 2 手続、そのまま残したもの 1 手続", "取消し済み", "登録した後で取り消されました")
	b.Get("/processes").Want(t, 200, "9,000", "!架空悪臭").See(t, webtest.Counted("2 手続"))
	b.Get("/processes/P-0000001").Want(t, 200, "別の局のファイルだった（架空）", "変更 4　").See(t, webtest.Heading("取消し"))
	officer := r.As(registry.Officer)
	officer.Get(at).Want(t, 200).See(t, webtest.Row("取消し", "架空の本部", "別の局のファイルだった（架空）"), webtest.Not(webtest.Row("もう一度登録")))
	officer.Get(at+"/receipt").Want(t, 200, "取消し済み", "に取消し（架空の本部）", "別の局のファイルだった（架空）")
	officer.Get("/notices").Want(t, 200, "登録した取込を取り消しました", "!もう一度登録しました")
	b.Post(at+"/undo", "direction", "undo", "reason", "二度目").Want(t, 409, "すでに取り消されています")

	b.Get(at+"/undo").Want(t, 200, "もう一度登録する", "一覧に戻ります")
	b.Post(at+"/undo", "direction", "redo", "reason", "やはり正しい（架空）").Want(t, 303)
	b.Get("/processes").Want(t, 200, "12,000", "架空悪臭").See(t, webtest.Counted("3 手続"))
	b.Get("/processes/P-0000001").Want(t, 200).See(t, webtest.Heading("もう一度登録"), webtest.Heading("取消し"))
	officer.Get(at).Want(t, 200, "登録済み").See(t, webtest.Row("取消し"), webtest.Row("もう一度登録", "架空の本部", "やはり正しい（架空）"))
	officer.Get(at+"/receipt").Want(t, 200, "登録済み", "!に取消し（")
	officer.Get("/notices").Want(t, 200, "登録した取込を取り消しました", "取り消した取込をもう一度登録しました")
	r.As(registry.Auditor).Get("/api/v1/processes/P-0000001").Want(t, 200, `"redone":true`)
}

func TestWhatCannotBeTakenBackIsSaid(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.Imported([]any{"架空廃棄物の許可", "架空廃棄物法", 1, 1, "検討中", "不要"})
	same := r.Imported([]any{"架空廃棄物の許可", "架空廃棄物法", 1, 1, "検討中", "不要"})
	r.As(registry.Headquarters).Get(same+"/undo").Want(t, 409, "取り消せるのは、確定した取込だけです")
	r.As(registry.Headquarters).Get("/uploads/999/undo").Want(t, 404)
}
