package page_test

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/xuri/excelize/v2"

	"tetsuzuki/internal/browser"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/webtest"
)

// Hundreds of questions need not be answered one by one: what is on the page and was
// not chosen is answered at once.
func TestTheRestOfAPageIsAnsweredAtOnce(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	b := r.As(registry.Officer)
	row := func(name string, status string) []any { return []any{name, "架空法", 5, 1, status, "要"} }
	r.Imported(row("架空騒音施設の設置の届出", "検討中"), row("架空悪臭施設の設置の許可", "検討中"), row("架空振動施設の検査の結果", "検討中"), row("架空粉じんの台帳", "検討中"))
	matching := b.Send("/uploads", "架空の二回目.xlsx", webtest.Sheet(t, row("架空騒音施設の設置届出", "検討中"), row("架空騒音施設の設置の届け出", "検討中"),
		row("架空悪臭施設の設置許可", "検討中"), row("架空振動施設の検査結果", "検討中"), row("架空悪臭施設設置の許可", "検討中"))).Want(t, 303).Header.Get("Location") + "/matches"
	page := b.Get(matching).Want(t, 200, "まだ選んでいない行 5 行").
		See(t, webtest.Link("まとめて選ぶ", "#save"), webtest.Link("P-0000002", "/processes/P-0000002"))
	var shown []string // the form as it is sent
	sent := webtest.FormOf(t, page.Body, matching)
	for _, name := range slices.Sorted(maps.Keys(sent)) {
		if strings.HasPrefix(name, "first.match.") {
			shown = append(shown, name, sent.Get(name))
		}
	}
	if fmt.Sprint(shown) != "[first.match.1 P-0000001 first.match.2 P-0000001 first.match.3 P-0000002 first.match.4 P-0000003 "+
		"first.match.5 P-0000002]" {
		t.Fatalf("the form has %v", shown)
	}
	b.Post(matching, shown...).Want(t, 422, "1行以上を選んでください")
	b.Post(matching, append(shown[:2:2], "all", "new")...).Want(t, 303)
	b.Get(matching).Want(t, 200, "1 行の答えを保存しました", "まだ選んでいない行 4 行", "!架空騒音施設の設置届出")
	b.Post(matching, append(shown[2:], "match.4", "new", "all", "first")...).Want(t, 303)
	b.Get(matching).Want(t, 200, "3 行の答えを保存しました", "すべて選びました", "!この画面の残り", "!架空振動施設の検査結果").
		See(t, webtest.In(webtest.Group("架空騒音施設の設置の届け出"), webtest.Ticked("P-0000001 と同じ手続")),
			webtest.In(webtest.Group("架空悪臭施設の設置許可"), webtest.Ticked("P-0000002 と同じ手続"))) // the fifth is not the same one, too

	conflicting := b.Send("/uploads", "架空の三回目.xlsx", webtest.Sheet(t, row("架空騒音施設の設置の届出", "実施済"), row("架空悪臭施設の設置の許可", "実施済"),
		row("架空振動施設の検査の結果", "実施済"), row("架空粉じんの台帳", "検討中"))).Want(t, 303).Header.Get("Location") + "/conflicts"
	hand := r.As(registry.Headquarters)
	for _, id := range []string{"P-0000001", "P-0000002", "P-0000003"} {
		hand.Header.Set("If-Match", hand.Get("/api/v1/processes/"+id).Header.Get("ETag"))
		hand.Call("PATCH", "/api/v1/processes/"+id, `{"fields": {"digitization_status": "今後実施"}, "reason": "架空の理由"}`).Want(t, 200)
	}
	b.Get(conflicting).Want(t, 200, "まだ選んでいないところ 3 か所", "架空の本部", "編集：架空の理由").
		See(t, webtest.Link("変更の履歴（架空騒音施設の設置の届出）", "/processes/P-0000001#history"))
	b.Get("/api/v1"+conflicting).Want(t, 200, `"theirs_by":{"change":`, `"kind":"edit","reason":"架空の理由","upload":null}`)
	b.Get(conflicting).See(t, webtest.Link("まとめて選ぶ", "#save"))
	cell := func(row int) string { return fmt.Sprintf("conflict.%d.digitization_status.0", row) }
	form := []string{"now." + cell(1), "planned", "now." + cell(2), "planned", "now." + cell(3), "planned"}
	b.Post(conflicting, form...).Want(t, 422, "1か所以上を選んでください")
	b.Post(conflicting, append(form, cell(2), "theirs", "all", "none")...).Want(t, 303)
	b.Get(conflicting).Want(t, 200, "まだ選んでいないところ 2 か所")
	stale := append([]string{"now." + cell(1), "considering", cell(1), "theirs"}, form[2:]...)
	b.Post(conflicting, append(stale, cell(3), "mine")...).Want(t, 409, "また変わりました").
		See(t, webtest.In(webtest.Group("架空振動施設の検査の結果"), webtest.Ticked("ファイルの値にする")),
			webtest.Not(webtest.In(webtest.Group("架空騒音施設の設置の届出"), webtest.Ticked("ほかの人の値のまま"))))
	b.Post(conflicting, append(form, cell(2), "theirs", "all", "mine")...).Want(t, 303)
	b.Get(conflicting).Want(t, 200, "3 か所の答えを保存しました", "すべて選びました").
		See(t, webtest.In(webtest.Group("架空騒音施設の設置の届出"), webtest.Ticked("ファイルの値にする")),
			webtest.In(webtest.Group("架空悪臭施設の設置の許可"), webtest.Ticked("ほかの人の値のまま")))
}

func TestChangedRowsAreFilteredByTheFieldThatTheyChange(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	b := r.As(registry.Officer)
	r.Imported([]any{"架空騒音の届出", "架空法", 5, 1, "検討中", "要"}, []any{"架空悪臭の届出", "架空法", 7, 1, "検討中", "要"})
	at := b.Send("/uploads", "架空の二回目.xlsx", webtest.Sheet(t, []any{"架空騒音の届出", "架空法", 6, 1, "検討中", "要"},
		[]any{"架空悪臭の届出", "架空法", 8, 1, "実施済", "要"})).Want(t, 303).Header.Get("Location") + "/difference"
	b.Get(at).Want(t, 200, "架空騒音", "!最初の差分").See(t, webtest.Option("変わる項目", "年間件数（2）"), webtest.Option("変わる項目", "デジタル化状況（1）"))
	b.Get(at+"?show=changed&field=digitization_status").Want(t, 200, "架空悪臭", "!架空騒音").
		See(t, webtest.Filled("変わる項目", "デジタル化状況（1）"), webtest.Link("変更（2）", at+"?field=digitization_status&show=changed"),
			webtest.Current("変更（2）"), webtest.Link("", at+"?show=unchanged"))
	b.Get(at+"?show=changed&field=fee").Want(t, 200, "条件に合う差分はありません", "!架空悪臭")
	b.Get(at+"?show=unchanged&field=fee").Want(t, 200, "この種類の差分はありません", "!変わる項目")
	b.Get(at+"?show=changed&after=1").Want(t, 200, "架空悪臭", "!架空騒音").See(t, webtest.Link("最初の差分", at+"?show=changed"))
	b.Get("/api/v1"+at+"?field=digitization_status").Want(t, 200, "架空悪臭", "!架空騒音")
	b.Get("/api/v1"+at+"?field=none").Want(t, 400, `"field":"field"`)
}

func TestQuestionsAreAnsweredBeforeSubmitting(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	at := r.Questioned()
	b := r.As(registry.Officer)
	b.Get(at).Want(t, 200, "似た行が 1 行", "ファイルにないものが 3 手続").
		See(t, webtest.Primary("", at+"/matches"), webtest.Link("どうするかを決める", at+"/decisions?undecided=1"), webtest.Not(webtest.Button("提出する")))
	b.Get(at+"/submission").Want(t, 200, "似た行が 1 行").See(t, webtest.Needed("まだ選んでいない、登録と似た 1 行は、新しい手続として提出する"),
		webtest.Needed("まだ決めていない、ファイルにない 3 手続は、そのままとして提出する"))
	b.Post(at+"/submit", "new_rows", "1").Want(t, 409, "ファイルにないもの")
	b.Post(at+"/submit", "text", "架空の<連絡>").Want(t, 409, "似た行が 1 行").See(t, webtest.Heading("提出する"), webtest.Filled("承認者への連絡", "架空の<連絡>"))

	b.Get(at+"/matches").Want(t, 200, "架空廃棄物処理施設の設置許可", "P-0000001 と同じ手続", "どれとも違う、新しい手続", "架空廃棄物処理施設の設置の許可")
	r.As(registry.Planner).Get(at+"/matches").Want(t, 200, "P-0000001").See(t, webtest.Not(webtest.Field("と同じ手続")))
	b.Post(at+"/matches").Want(t, 422, "1行以上を選んでください")
	place := b.Get(at + "/matches").Page(t).Name("P-0000001 と同じ手続")
	b.Post(at+"/matches", place, "P-0000002x").Want(t, 422)
	b.Post(at+"/matches", "match.x", "new").Want(t, 422)
	b.Post(at+"/matches", place, "P-0000001").Want(t, 303)
	b.Get(at+"/matches").Want(t, 200, "すべて選びました", "架空の局入力者 が選択済み").See(t, webtest.Ticked("P-0000001 と同じ手続"))

	b.Get(at+"/decisions").Want(t, 200, "まだ決めていない 2 手続", "架空騒音の<届出>", "架空悪臭の届出", "!架空廃棄物処理")
	b.Get(at+"/decisions?q=ｶｸｳ").Want(t, 200, "条件に合う手続はありません")
	b.Get(at+"/decisions?q=悪臭&undecided=1").Want(t, 200, "架空悪臭の届出", "!架空騒音")
	b.Post(at+"/decisions", "decision", "abolish").Want(t, 422, "手続を1つ以上選んでください").See(t, webtest.Ticked("手続そのものがなくなった"))
	b.Post(at+"/decisions", "process", "P-0000002").Want(t, 422, "一覧から選んでください")
	b.Post(at+"/decisions", "process", "P-0000002", "decision", "merge", "merged_into", "悪臭").Want(t, 422, "P-0000123").
		See(t, webtest.Ticked("架空騒音の<届出>（P-0000002）を選ぶ"))
	b.Get(at+"/decisions").Want(t, 200).See(t, webtest.Option("移す先の局（所管替えのとき）", "建設局"),
		webtest.Not(webtest.Option("移す先の局（所管替えのとき）", "環境局")), webtest.Not(webtest.Option("移す先の局（所管替えのとき）", "福祉保健局")))
	b.Post(at+"/decisions", "process", "P-0000002", "merged_into", "架空悪臭", "find", "1").
		Want(t, 200, "統合先（「架空悪臭」に当てはまる手続）", "!どうするか、一覧から")
	b.Post(at+"/decisions", "process", "P-0000002", "decision", "merge", "merged_into", "").Want(t, 422, "統合先の手続名の一部か、手続IDを")
	b.Post(at+"/decisions", "process", "P-0000002", "decision", "merge", "merged_into", "ない手続").Want(t, 422, "続いている手続はありません")
	b.Post(at+"/decisions", "process", "P-0000002", "decision", "merge", "merged_into", "悪臭").Want(t, 422, "1 手続あります。下の欄で統合先を選んで").
		See(t, webtest.In(webtest.Group("統合先（「悪臭」に当てはまる手続）"), webtest.Field("架空悪臭の届出")))
	b.Post(at+"/decisions", "process", "P-0000002", "decision", "merge", "merged_into", "悪臭",
		"target_of", "悪臭", "target", "P-0000003").Want(t, 303)
	b.Get(at+"/decisions").Want(t, 200, "P-0000003 へ")
	b.Post(at+"/decisions", "process", "P-0000002", "decision", "transfer").Want(t, 422)
	b.Post(at+"/decisions", "process", "P-0000002", "decision", "merge", "merged_into", "P-0000003").Want(t, 303)
	b.Get(at+"/decisions").Want(t, 200, "1 手続を「統合」にしました", "P-0000003 へ", "まだ決めていない 1 手続")
	b.Post(at+"/decisions", "all", "1", "q", "悪臭", "undecided", "1", "decision", "out_of_scope").Want(t, 303)
	b.Get(at+"/decisions").Want(t, 200, "すべて決まっています", "対象外", "統合")
	r.As(registry.Planner).Get(at+"/decisions").Want(t, 200, "対象外", "!選んだ手続に決める")
	r.As(registry.Planner).Post(at+"/decisions", "all", "1", "decision", "keep").Want(t, 403)

	b.Post(at+"/submit", "text", "架空の連絡").Want(t, 303)
	b.Get(at).Want(t, 200, "承認を待っています", "架空の連絡").See(t, webtest.Not(webtest.Button("提出する")))
	r.As(registry.Approver).Get(at+"/submission").Want(t, 200, "承認者への連絡", "架空の連絡", "統合 1 手続、対象外 1 手続").
		See(t, webtest.Link("", at+"/decisions"))
	b.Get(at+"/decisions").Want(t, 200, "!選んだ手続に決める")
	b.Post(at+"/decisions", "all", "1", "decision", "keep").Want(t, 409)
	r.As(registry.Approver).Post(at+"/approve").Want(t, 303)
	b.Get("/processes").Want(t, 200, "架空廃棄物処理施設の設置許可", "廃止").See(t, webtest.Counted("3 手続"))
	b.Get("/processes/P-0000001").Want(t, 200).See(t, webtest.Row("架空廃棄物処理施設の設置の許可", "架空廃棄物処理施設の設置許可"))

	// What was written can be found again.
	b.Get(at+"/difference").Want(t, 200, "この差分は登録されました", "新規（0）", "変更（3）", "!ファイルにない（3）",
		"デジタル化状況：検討中 → 廃止",
		"検討中 → 実施済").See(t, webtest.Link("", "/processes/P-0000002"))
	b.Get(at+"/difference?q=悪臭").Want(t, 200, "架空悪臭の届出", "!架空騒音")
	r.As(registry.Auditor).Get("/api/v1"+at+"/difference?kind=changed").
		Want(t, 200, `"process_id":"P-0000003"`, `"field":"scope","fiscal_year":null,"old":"in","new":"out"`)
	r.As(registry.Auditor).Get("/api/v1"+at+"/difference?kind=unchanged").Want(t, 200, `"rows":[]`)
	first := "/uploads/1"
	b.Get(first+"/difference").Want(t, 200, "新規（3）", "変更（0）", "架空騒音の<届出>", "!検討中 → ")
	r.As(registry.Headquarters).Post(at+"/undo", "direction", "undo", "reason", "架空の理由").Want(t, 303)
	b.Get(at+"/difference").Want(t, 200, "取り消されました", "変更（3）", "廃止")
}

func TestAReturnSaysWhichCells(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	at := r.Questioned()
	b, approver := r.As(registry.Officer), r.As(registry.Approver)
	b.Post(at+"/submit", "keep", "1").Want(t, 303)
	b.Get(at+"/submission").Want(t, 200, "!承認して登録する").See(t, webtest.Not(webtest.Heading("差し戻す")))
	approver.Get(at).Want(t, 200).See(t, webtest.Primary("", at+"/submission"))
	approver.Get(at+"/submission").Want(t, 200, "承認して登録する").See(t, webtest.Heading("差し戻す"), webtest.Option("シート", "Sheet1"))
	// A cell of the difference is remarked on without looking for it in the file.
	b.Get(at+"/difference?show=new").Want(t, 200, "デジタル化状況：実施済　E2", "!を指摘する")
	href := approver.Get(at+"/difference?show=new").Want(t, 200, "デジタル化状況：実施済　E2").Page(t).Href("E2（デジタル化状況）を指摘する")
	approver.Get(strings.TrimSuffix(href, "#remark-text")).Want(t, 200).See(t, webtest.Field("E2（デジタル化状況）への指摘"))
	approver.Post(at+"/return").Want(t, 422, "差し戻す理由を入力してください")
	approver.Post(at+"/return", "reason", "架空の<理由>", "remark_sheet", "Sheet1", "remark_cell", "17列", "remark_text", "件数を確かめる").
		Want(t, 422, "K17 のように").See(t, webtest.Filled("差し戻す理由", "架空の<理由>"), webtest.Filled("指摘", "件数を確かめる"))
	approver.Post(at+"/return", "remark_sheet", "Sheet1", "remark_cell", "c2", "remark_text", "件数を<確かめる>", "remark_sheet", "Sheet1",
		"remark_cell", "", "remark_text", " ").Want(t, 303)
	b.Get(at).Want(t, 200, "差し戻されました（架空の局承認者、", "Sheet1 C2：件数を<確かめる>", "このまま、もう一度提出する").
		See(t, webtest.Primary("直したファイルを取り込む", "/uploads?replaces="+strings.TrimPrefix(at,
			"/uploads/")+"#send")) // the cells that are pointed at are in the file
	b.Get(at+"/submission").Want(t, 200, "Sheet1 C2：件数を<確かめる>").See(t, webtest.Button("提出する"))
	b.Get(at+"/receipt").Want(t, 409, "まだ登録されていません")
	b.Get(at+"/receipt.xlsx").Want(t, 409, "まだ登録されていません")
	b.Post(at+"/submit").Want(t, 303)
	approver.Post(at+"/approve").Want(t, 303)
	b.Get(at+"/receipt").Want(t, 200, "取込票", "受付番号", "架空の局承認者", "承認", "登録済み", "架空の二回目.xlsx", "SHA-256", "控える封印", "承認した人",
		"ファイルにない手続の判断：そのまま 3 手続", "1行",
		"!登録していない", "Sheet1 C2：件数を<確かめる>")
	b.Get(at).Want(t, 200).See(t, webtest.Link("", at+"/receipt"))
	if got := firstSheet(t, b.Get("/api/v1"+at+"/receipt.xlsx").Want(t, 200, "PK").Body); !strings.Contains(got, "架空の二回目.xlsx") ||
		!strings.Contains(got, "架空の局承認者") || !strings.Contains(got, "控える封印") {
		t.Errorf("the receipt says %s", got)
	}
	r.As(registry.Auditor).Get("/api/v1/audit-events?kind=export").Want(t, 200, "（取込票）架空の二回目.xlsx")
}

func TestTheLifecycleIsAccessible(t *testing.T) {
	t.Parallel()
	browser.Need(t)
	r := webtest.NewRig(t)
	at := r.Questioned()
	w := r.Window()
	r.As(registry.Officer).Lend(w)
	for _, path := range []string{at, at + "/findings", at + "/difference", at + "/submission", at + "/matches", at + "/decisions",
		at + "/decisions?undecided=1&q=none"} {
		w.Go(path)
		w.Accessible(path)
	}
	w.Go(at + "/matches")
	w.Follow(".notice.success", chromedp.Click(`input[type=radio][value="P-0000001"]`), chromedp.Click("form .primary"))
	w.Go(at + "/decisions")
	w.Follow(".notice.success", chromedp.Click(`input[value="keep"]`), chromedp.Click(`button[name=all]`))
	w.Accessible("decided")
	w.Go(at + "/submission")
	w.Follow(`.steps li:nth-child(5)[aria-current]`, chromedp.Click(`form[action$="/submit"] .primary`))
	r.As(registry.Approver).Lend(w)
	w.Go(at)
	w.Accessible("submitted")
	w.Follow(`form[action$="/approve"]`, chromedp.Click(`.next-step .primary`))
	w.Accessible("to approve")
	w.Follow(".notice.success", chromedp.Click(`form[action$="/approve"] .primary`))
	w.Follow(".receipt", chromedp.Click(`a[href$="/receipt"]`))
	w.Accessible("the receipt")
	r.As(registry.Headquarters).Lend(w)
	w.Go(at + "/undo")
	w.Accessible("the page of an undo")
}

func TestConflictsAreDecidedInThePage(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	row := func(status string) []any {
		return []any{"架空廃棄物の<許可>", "架空廃棄物法", 12000, 300, status, "不要"}
	}
	r.Imported(row("検討中"))
	b := r.As(registry.Officer)
	at := b.Send("/uploads", "架空.xlsx", webtest.Sheet(t, row("実施済"))).Want(t, 303).Header.Get("Location")
	b.Get(at+"/conflicts").Want(t, 200, "重なった変更はありません")
	move := func(status string) {
		f := webtest.FormOf(t, r.As(registry.Headquarters).Get(wastePath+"/edit").Body, wastePath+"/edit")
		r.As(registry.Headquarters).Submit(wastePath+"/edit", f, "digitization_status", status, "reason", "架空").Want(t, 303)
	}
	move("planned")
	b.Get(at).Want(t, 200, "ほかの人も変えたところが 1 か所", "どちらの値にするかを選ぶ").See(t, webtest.Link("", at+"/conflicts"))
	b.Get(at+"/submission").Want(t, 200).See(t, webtest.Not(webtest.Field("として提出する")))
	b.Post(at+"/submit", "keep", "1").Want(t, 409, "どちらの値にするか")
	asked := b.Get(at+"/conflicts").Want(t, 200, "まだ選んでいないところ 1 か所", "検討中", "今後実施", "実施済", "架空廃棄物の<許可>")
	asked.See(t, webtest.Link("変更 2", "/changes/2"))
	b.Get("/changes/2").Want(t, 200, "今後実施")
	conflicts := asked.Page(t)
	r.As(registry.Planner).Get(at+"/conflicts").Want(t, 200, "今後実施", "!ファイルの値にする")
	f := webtest.FormOf(t, asked.Body, at+"/conflicts")
	name := conflicts.Name("ファイルの値にする")
	b.Submit(at+"/conflicts", f).Want(t, 422, "1か所以上を選んでください")
	move("in_progress")
	b.Submit(at+"/conflicts", f, name, "mine").Want(t, 409, "登録内容がまた変わりました", "実施中")
	b.Submit(at+"/conflicts", webtest.FormOf(t, b.Get(at+"/conflicts").Body, at+"/conflicts"), name, "mine").Want(t, 303)
	b.Get(at+"/conflicts").Want(t, 200, "すべて選びました", "架空の局入力者").See(t, webtest.Ticked("ファイルの値にする"))
	w := r.Window()
	b.Lend(w)
	w.Go(at + "/conflicts")
	w.Accessible("the conflicts")
	b.Post(at+"/submit").Want(t, 303)
	r.As(registry.Approver).Post(at+"/approve").Want(t, 303)
	b.Get(wastePath).Want(t, 200, "実施済")
}

func TestTheRightRowsGoOnAlone(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	b := r.As(registry.Officer)
	at := b.Send("/uploads", "架空.xlsx", webtest.Sheet(t, []any{"架空廃棄物の許可", "架空廃棄物法", "たくさん", 1, "検討中", "不要"},
		[]any{"架空騒音の届出", "架空騒音法", 5, 1, "検討中", "要"})).Want(t, 303).Header.Get("Location")
	b.Get(at).Want(t, 200, "修正が必要").See(t, webtest.Link("", at+"/findings"))
	b.Get(at+"/findings").Want(t, 200, "修正が必要", "正しい行だけを進める")
	r.As(registry.Planner).Post(at+"/stage-right").Want(t, 403)
	b.Post(at+"/stage-right").Want(t, 303)
	b.Get(at).Want(t, 200, "提出前", "直すところのある行は、登録しません")
	b.Get(at+"/difference").Want(t, 200, "新規（1）", "要修正（1）")
	b.Post(at+"/submit").Want(t, 303)
	r.As(registry.Approver).Post(at+"/approve").Want(t, 303)
	b.Get("/processes").Want(t, 200, "架空騒音の届出", "!架空廃棄物").See(t, webtest.Counted("1 手続"))
	b.Get(at+"/receipt").Want(t, 200).See(t, webtest.Figure("登録していない", "1行"))

	// The other row comes back as a workbook, and is handed in by itself.
	b.Get(at).Want(t, 200).See(t, webtest.Link("", at+"/remainder"))
	b.Get(at+"/findings").Want(t, 200).See(t, webtest.Link("", at+"/remainder"))
	rest := b.Get("/api/v1"+at+"/remainder").Want(t, 200, "PK").Body
	if got := b.Get(at + "/remainder").Header.Get("Content-Disposition"); !strings.Contains(got, url.PathEscape("直すところのある行_架空.xlsx")) {
		t.Errorf("it is called %s", got)
	}
	f, err := excelize.OpenReader(strings.NewReader(rest))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := f.SetCellValue("Sheet1", "C2", 12000); err != nil {
		t.Fatal(err)
	}
	mended, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	mine := b.Send("/uploads", "直した.xlsx", mended.Bytes()).Want(t, 303).Header.Get("Location")
	b.Get(mine).Want(t, 200, "直すところのある行だけのファイルです", "提出前").See(t, webtest.Link("", at))
	b.Get("/api/v1"+mine).Want(t, 200, `"remainder_of":`+strings.TrimPrefix(at, "/uploads/"), `"missing":0`)
	b.Post(mine+"/submit").Want(t, 303)
	r.As(registry.Approver).Post(mine+"/approve").Want(t, 303)
	b.Get("/processes").Want(t, 200, "架空廃棄物の許可").See(t, webtest.Counted("2 手続"))
	b.Get(mine+"/remainder").Want(t, 409, "正しい行だけを進めた取込")
	r.As(registry.Auditor).Get("/api/v1/audit-events?kind=export").Want(t, 200, "（直すところのある行）架空.xlsx")
}

func TestBlanksClearWhereThePageSaysSo(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.Imported([]any{"架空廃棄物の許可", "架空廃棄物法", 1, 1, "検討中", "不要"})
	b := r.As(registry.Officer)
	at := b.Send("/uploads", "架空.xlsx", webtest.Sheet(t, []any{"架空廃棄物の許可", "架空廃棄物法", 1, 1, "", "不要"})).Want(t, 303).Header.Get("Location")
	b.Get(at+"/difference").Want(t, 200, "変更なし（1）")
	b.Get(at+"/submission").Want(t, 200, "空欄は、登録の値を残します").
		See(t, webtest.Field("デジタル化状況"), webtest.Not(webtest.Ticked("デジタル化状況")), webtest.Not(webtest.Field("備考")))
	b.Post(at+"/clears", "clears", "remarks").Want(t, 422)
	r.As(registry.Planner).Post(at+"/clears", "clears", "digitization_status").Want(t, 403)
	b.Post(at+"/clears", "clears", "digitization_status").Want(t, 303)
	b.Get(at+"/submission").Want(t, 200, "1 列の空欄は、登録を消します").See(t, webtest.Ticked("デジタル化状況"))
	b.Get(at+"/difference").Want(t, 200, "変更（1）")
	b.Post(at+"/clears").Want(t, 303)
	b.Get(at+"/submission").Want(t, 200, "空欄は、登録の値を残します")
	b.Get(at+"/difference").Want(t, 200, "変更なし（1）")
}

// firstSheet is the text of a workbook's first sheet.
func firstSheet(t *testing.T, file string) string {
	t.Helper()
	f, err := excelize.OpenReader(strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows(f.GetSheetName(0))
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(rows)
}

func TestAReplacedUploadAndTheOneThatMendsItLeadToEachOther(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	at := r.Questioned()
	b := r.As(registry.Officer)
	b.Post(at+"/submit", "keep", "1").Want(t, 303)
	r.As(registry.Approver).Post(at+"/return", "reason", "架空の理由").Want(t, 303)

	id := strings.TrimPrefix(at, "/uploads/")
	sheet := webtest.Sheet(t, []any{"架空廃棄物処理施設の設置許可", "架空廃棄物法", 13000, 1, "実施済", "不要"})
	mended := b.Send("/uploads", "架空の三回目.xlsx", sheet, "replaces", id).Want(t, 303).Header.Get("Location")
	b.Get(mended).Want(t, 200, "受付番号 "+id+" での判断を引き継ぎました").See(t,
		webtest.Notice("info", "前の判断を引き継ぎました。"), webtest.Link(id, at), webtest.Primary("差分を確かめる", mended+"/difference"))
	b.Get("/api/v1"+mended).Want(t, 200, `"answers_from":`+id, `"replaced_by":null`)
	b.Get(at).Want(t, 200).See(t, webtest.Notice("info", "直したファイルを受け付けています"), webtest.Link("", mended), webtest.Tag("差戻し"))

	b.Post(mended+"/submit").Want(t, 303)
	b.Get(at).Want(t, 200, "!取りやめました").See(t,
		webtest.Notice("info", "のファイルに差し替えました。"), webtest.Link("", mended), webtest.Tag("差替え済み"))
	b.Get("/uploads").Want(t, 200).See(t, webtest.Tag("差替え済み"), webtest.Not(webtest.Tag("取りやめ")))
	b.Get("/api/v1"+at).Want(t, 200, `"state":"discarded"`, `"replaced_by":`+strings.TrimPrefix(mended, "/uploads/"))
}
