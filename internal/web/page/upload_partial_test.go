package page_test

import (
	"fmt"
	"strings"
	"testing"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/webtest"
)

// 「このファイルは一部です」 is chosen with the file, or on the difference as long as it is open,
// and told on the upload's pages and its receipt.
func TestAFileIsCalledAPart(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	b := r.As(registry.Officer)
	first := []any{"架空廃棄物の許可", "架空廃棄物法", 5, 1, "検討中", "不要"}
	r.Imported(first, []any{"架空振動の検査", "架空振動法", 3, 1, "検討中", "不要"}, []any{"架空騒音の届出", "架空騒音法", 3, 1, "検討中", "不要"})
	first[2] = 7
	b.Get("/uploads").Want(t, 200).See(t, webtest.Field("このファイルは一部です　ファイルにない手続は尋ねず、今のまま残します。"))
	at := b.Send("/uploads", "一部.xlsx", webtest.Sheet(t, first), "partial", "1").Want(t, 303).Header.Get("Location")
	b.Get(at).Want(t, 200, "このファイルは一部です", "!どうするかを決める", "ファイルにない手続は、今のまま残します")
	b.Get(at+"/difference").Want(t, 200, "ファイルにない（0）")
	b.Post(at+"/partial").Want(t, 303)
	b.Get(at+"/difference").Want(t, 200, "ファイルにない（2）", "どうするかを決める", "!このファイルは一部です。").
		See(t, webtest.Button("このファイルは一部です（ファイルにない手続を尋ねない）"))
	b.Post(at+"/partial", "partial", "1").Want(t, 303)
	b.Get(at+"/difference").Want(t, 200, "ファイルにない（0）", "このファイルは一部とします")
	r.As(registry.Planner).Post(at+"/partial").Want(t, 403)
	b.Post(at+"/submit").Want(t, 303)
	b.Post(at+"/partial").Want(t, 409)
	r.As(registry.Approver).Post(at+"/approve").Want(t, 303)
	b.Get(at+"/receipt").Want(t, 200, "一部（ファイルにない手続は、今のまま）", "このファイルは一部です。ファイルにない手続は、今のまま残します。")

	// The file that mends a part is offered as one.
	faulty := b.Send("/uploads", "誤り.xlsx", webtest.Sheet(t, []any{"架空廃棄物の許可", "架空廃棄物法", "たくさん", 1, "検討中", "不要"}), "partial", "1").
		Want(t, 303).Header.Get("Location")
	b.Get("/uploads"+"?replaces="+strings.TrimPrefix(faulty, "/uploads/")).Want(t, 200).
		See(t, webtest.Ticked("このファイルは一部です　ファイルにない手続は尋ねず、今のまま残します。"))
	b.Send("/api/v1/uploads", "一部.xlsx", webtest.Sheet(t, first), "partial", "true").Want(t, 201, `"partial":true`)
	r.Play(webtest.Ask(b, "POST /api/v1/uploads/4/partial", `{"partial": false}`, 200, []string{`"partial":false`, `"missing":2`}))
}

// All processes of a page are selected by one button, without scripts, and decided together.
func TestAllOfAPageIsSelected(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	b := r.As(registry.Officer)
	r.Imported([]any{"架空廃棄物の許可", "架空廃棄物法", 5, 1, "検討中", "不要"}, []any{"架空振動の検査", "架空振動法", 3, 1, "検討中", "不要"},
		[]any{"架空騒音の届出", "架空騒音法", 3, 1, "検討中", "不要"})
	at := b.Send("/uploads", "a.xlsx", webtest.Sheet(t, []any{"架空廃棄物の許可", "架空廃棄物法", 7, 1, "検討中", "不要"})).Want(t, 303).Header.Get("Location")
	b.Get(at+"/decisions").Want(t, 200).See(t, webtest.Button("この画面の 2 手続をすべて選ぶ"), webtest.Not(webtest.Ticked("架空振動の検査（P-0000002）を選ぶ")))
	b.Get(at+"/decisions?select=page&q=").Want(t, 200).See(t, webtest.Button("選択をすべて外す"),
		webtest.Ticked("架空振動の検査（P-0000002）を選ぶ"), webtest.Ticked("架空騒音の届出（P-0000003）を選ぶ"))
	b.Post(at+"/decisions", "process", "P-0000002", "process", "P-0000003", "decision", "keep").Want(t, 303)
	b.Get(at+"/submission").Want(t, 200, "!ファイルにない 2 手続は、そのままとして")
}

// That a file hardly fits its bureau is the first thing that its pages say, and another bureau's
// file is one sentence.
func TestAFileThatDoesNotFitSaysSoFirst(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	b := r.As(registry.Officer)
	var ours, theirs, named [][]any
	for i := range 10 {
		ours = append(ours, []any{fmt.Sprintf("架空大気の届出第%d号", i), "架空大気法", 5, 1, "検討中", "不要"})
		theirs = append(theirs, []any{fmt.Sprintf("架空港の許可第%d号", i), "架空港法", 5, 1, "検討中", "不要"})
		named = append(named, []any{"港湾局", fmt.Sprintf("架空港の許可第%d号", i), 5})
	}
	r.Imported(ours...)
	at := b.Send("/uploads", "港湾局の棚卸.xlsx", webtest.Sheet(t, theirs...)).Want(t, 303).Header.Get("Location")
	says := []string{"このファイルは、登録とほとんど合いません。10 行のうち、環境局の登録と合う行はありません。", "「港湾局」とあります"}
	for _, path := range []string{"", "/structure", "/findings", "/difference", "/submission"} {
		text := b.Get(at+path).Want(t, 200, says...).Page(t).Text()
		if first := strings.Index(text, says[0]); first > strings.Index(text, "まだ登録していません") && path == "" {
			t.Errorf("%s: it is not the first thing that is said", path)
		}
	}
	b.Get("/api/v1"+at).Want(t, 200, `"rule":"R-unfit"`)

	foreign := b.Send("/uploads", "a.csv", []byte(csvOf([]any{"局", "手続名", "年間件数（令和2年度）"}, named...))).Want(t, 303).Header.Get("Location")
	b.Get(foreign).Want(t, 200, "この局のファイルではないようです。このファイルは港湾局のものです（10 行のうち 10 行）。", "要修正 1 件")
	b.Get(foreign+"/findings").Want(t, 200, "このファイルは港湾局のものです", "!この行は港湾局の手続です")
}

// csvOf writes rows as a text.
func csvOf(header []any, rows ...[]any) string {
	var b strings.Builder
	for _, row := range append([][]any{header}, rows...) {
		for i, cell := range row {
			if i > 0 {
				b.WriteByte(',')
			}
			fmt.Fprint(&b, cell)
		}
		b.WriteByte('\n')
	}
	return b.String()
}
