package web

import (
	"fmt"
	"html"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/xuri/excelize/v2"

	"tetsuzuki/internal/registry"
)

// questioned is the page of an upload of the officer's that leaves two of three
// registered processes out, and names the third otherwise.
func (r *rig) questioned() string {
	r.t.Helper()
	r.imported(
		[]any{"架空廃棄物処理施設の設置の許可", "架空廃棄物法", 12000, 1, "検討中", "不要"},
		[]any{"架空騒音の<届出>", "架空騒音法", 5, 1, "検討中", "要"},
		[]any{"架空悪臭の届出", "架空悪臭法", 7, 1, "検討中", "要"})
	return r.as(registry.Officer).send("/uploads", "架空の二回目.xlsx", sheet(r.t,
		[]any{"架空廃棄物処理施設の設置許可", "架空廃棄物法", 12000, 1, "実施済", "不要"})).want(r.t, 303).header.Get("Location")
}

// Hundreds of questions need not be answered one by one: what is on the page and was
// not chosen is answered at once.
func TestTheRestOfAPageIsAnsweredAtOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.as(registry.Officer)
	row := func(name string, status string) []any { return []any{name, "架空法", 5, 1, status, "要"} }
	r.imported(row("架空騒音施設の設置の届出", "検討中"), row("架空悪臭施設の設置の許可", "検討中"), row("架空振動施設の検査の結果", "検討中"), row("架空粉じんの台帳", "検討中"))
	matching := b.send("/uploads", "架空の二回目.xlsx", sheet(t, row("架空騒音施設の設置届出", "検討中"), row("架空騒音施設の設置の届け出", "検討中"),
		row("架空悪臭施設の設置許可", "検討中"), row("架空振動施設の検査結果", "検討中"), row("架空悪臭施設設置の許可", "検討中"))).want(t, 303).header.Get("Location") + "/matches"
	page := b.get(matching).want(t, 200, "まだ選んでいない行 <b>5</b> 行", `href="#save"`, `<a href="/processes/P-0000002">P-0000002</a>`).body
	var shown []string // the form as it is sent
	for i, part := range strings.Split(page, `name="first.match.`) {
		if place, rest, _ := strings.Cut(part, `" value="`); i > 0 {
			process, _, _ := strings.Cut(rest, `"`)
			shown = append(shown, "first.match."+place, process)
		}
	}
	if fmt.Sprint(shown) != "[first.match.1 P-0000001 first.match.2 P-0000001 first.match.3 P-0000002 first.match.4 P-0000003 first.match.5 P-0000002]" {
		t.Fatalf("the form has %v", shown)
	}
	b.post(matching, shown...).want(t, 422, "1行以上を選んでください")
	b.post(matching, append(shown[:2:2], "all", "new")...).want(t, 303)
	b.get(matching).want(t, 200, "1 行の答えを保存しました", "まだ選んでいない行 <b>4</b> 行", "!架空騒音施設の設置届出")
	b.post(matching, append(shown[2:], "match.4", "new", "all", "first")...).want(t, 303)
	b.get(matching).want(t, 200, "3 行の答えを保存しました", "すべて選びました", "!この画面の残り", "!架空振動施設の検査結果",
		`name="match.2" value="P-0000001" checked`, `name="match.3" value="P-0000002" checked`) // the fifth is not the same one, too

	conflicting := b.send("/uploads", "架空の三回目.xlsx", sheet(t, row("架空騒音施設の設置の届出", "実施済"), row("架空悪臭施設の設置の許可", "実施済"),
		row("架空振動施設の検査の結果", "実施済"), row("架空粉じんの台帳", "検討中"))).want(t, 303).header.Get("Location") + "/conflicts"
	hand := r.as(registry.Headquarters)
	for _, id := range []string{"P-0000001", "P-0000002", "P-0000003"} {
		hand.header.Set("If-Match", hand.get("/api/v1/processes/"+id).header.Get("ETag"))
		hand.call("PATCH", "/api/v1/processes/"+id, `{"fields": {"digitization_status": "今後実施"}, "reason": "架空の理由"}`).want(t, 200)
	}
	b.get(conflicting).want(t, 200, "まだ選んでいないところ <b>3</b> か所", `href="#save"`)
	cell := func(row int) string { return fmt.Sprintf("conflict.%d.digitization_status.0", row) }
	form := []string{"now." + cell(1), "planned", "now." + cell(2), "planned", "now." + cell(3), "planned"}
	b.post(conflicting, form...).want(t, 422, "1か所以上を選んでください")
	b.post(conflicting, append(form, cell(2), "theirs", "all", "none")...).want(t, 303)
	b.get(conflicting).want(t, 200, "まだ選んでいないところ <b>2</b> か所")
	stale := append([]string{"now." + cell(1), "considering", cell(1), "theirs"}, form[2:]...)
	b.post(conflicting, append(stale, cell(3), "mine")...).want(t, 409, "また変わりました", `name="`+cell(3)+`" value="mine" checked`, `!name="`+cell(1)+`" value="theirs" checked`)
	b.post(conflicting, append(form, cell(2), "theirs", "all", "mine")...).want(t, 303)
	b.get(conflicting).want(t, 200, "3 か所の答えを保存しました", "すべて選びました", `name="`+cell(1)+`" value="mine" checked`, `name="`+cell(2)+`" value="theirs" checked`)
}

func TestChangedRowsAreFilteredByTheFieldThatTheyChange(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.as(registry.Officer)
	r.imported([]any{"架空騒音の届出", "架空法", 5, 1, "検討中", "要"}, []any{"架空悪臭の届出", "架空法", 7, 1, "検討中", "要"})
	at := b.send("/uploads", "架空の二回目.xlsx", sheet(t, []any{"架空騒音の届出", "架空法", 6, 1, "検討中", "要"},
		[]any{"架空悪臭の届出", "架空法", 8, 1, "実施済", "要"})).want(t, 303).header.Get("Location") + "/difference"
	b.get(at).want(t, 200, `<option value="annual_volume">年間件数（2）</option><option value="digitization_status">デジタル化状況（1）</option>`, "架空騒音", "!最初の差分")
	b.get(at+"?show=changed&field=digitization_status").want(t, 200, `value="digitization_status" selected`, "架空悪臭", "!架空騒音",
		at+`?field=digitization_status&amp;show=changed" aria-current="page">変更（2）`, at+`?show=unchanged"`)
	b.get(at+"?show=changed&field=fee").want(t, 200, "条件に合う差分はありません", "!架空悪臭")
	b.get(at+"?show=unchanged&field=fee").want(t, 200, "この種類の差分はありません", "!変わる項目")
	b.get(at+"?show=changed&after=1").want(t, 200, "架空悪臭", "!架空騒音", `<a class="button" href="`+at+`?show=changed">最初の差分</a>`)
	b.get("/api/v1"+at+"?field=digitization_status").want(t, 200, "架空悪臭", "!架空騒音")
	b.get("/api/v1"+at+"?field=none").want(t, 400, `"field":"field"`)
}

func TestQuestionsAreAnsweredBeforeSubmitting(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	at := r.questioned()
	b := r.as(registry.Officer)
	b.get(at).want(t, 200, "似た行が 1 行", "ファイルにない手続が 3 件", `<a class="button primary" href="`+at+`/matches">`, at+"/decisions", "!提出する</button>")
	b.get(at+"/submission").want(t, 200, "似た行が 1 行", `name="keep" value="1" required`)
	b.post(at+"/submit", "text", "架空の<連絡>").want(t, 409, "似た行が 1 件", "提出する</h2>", "架空の&lt;連絡&gt;</textarea>")

	b.get(at+"/matches").want(t, 200, "架空廃棄物処理施設の設置許可", "P-0000001 と同じ手続", "どれとも違う、新しい手続", `<strong class="other">架空廃棄物処理施設の設置の許可`)
	r.as(registry.Planner).get(at+"/matches").want(t, 200, "P-0000001", "!と同じ手続</label>")
	b.post(at+"/matches").want(t, 422, "1行以上を選んでください")
	place := `match.` + between(b.get(at+"/matches").body, `name="match.`, `"`)
	b.post(at+"/matches", place, "P-0000002x").want(t, 422)
	b.post(at+"/matches", "match.x", "new").want(t, 422)
	b.post(at+"/matches", place, "P-0000001").want(t, 303)
	b.get(at+"/matches").want(t, 200, "すべて選びました", "架空の局入力者 が選択済み", `value="P-0000001" checked`)

	b.get(at+"/decisions").want(t, 200, "まだ決めていない手続 <b>2</b> 件", "架空騒音の&lt;届出&gt;", "架空悪臭の届出", "!架空廃棄物処理")
	b.get(at+"/decisions?q=ｶｸｳ").want(t, 200, "条件に合う手続はありません")
	b.get(at+"/decisions?q=悪臭&undecided=1").want(t, 200, "架空悪臭の届出", "!架空騒音")
	b.post(at+"/decisions", "decision", "abolish").want(t, 422, "手続を1件以上選んでください", `value="abolish" checked`)
	b.post(at+"/decisions", "process", "P-0000002").want(t, 422, "一覧から選んでください")
	b.post(at+"/decisions", "process", "P-0000002", "decision", "merge", "merged_into", "悪臭").want(t, 422, "P-0000123", `value="P-0000002" aria-label="架空騒音の&lt;届出&gt;（P-0000002）を選ぶ" checked`)
	b.post(at+"/decisions", "process", "P-0000002", "decision", "transfer").want(t, 422)
	b.post(at+"/decisions", "process", "P-0000002", "decision", "merge", "merged_into", "P-0000003").want(t, 303)
	b.get(at+"/decisions").want(t, 200, "1 件を「統合」にしました", "P-0000003 へ", "まだ決めていない手続 <b>1</b> 件")
	b.post(at+"/decisions", "all", "1", "q", "悪臭", "undecided", "1", "decision", "out_of_scope").want(t, 303)
	b.get(at+"/decisions").want(t, 200, "すべて決まっています", "対象外", "統合")
	r.as(registry.Planner).get(at+"/decisions").want(t, 200, "対象外", "!選んだ手続に決める")
	r.as(registry.Planner).post(at+"/decisions", "all", "1", "decision", "keep").want(t, 403)

	b.post(at+"/submit", "text", "架空の連絡").want(t, 303)
	b.get(at).want(t, 200, "承認を待っています", "架空の連絡", "!提出する</button>")
	r.as(registry.Approver).get(at+"/submission").want(t, 200, "承認者への連絡", "架空の連絡", "統合 1 件、対象外 1 件", at+"/decisions")
	b.get(at+"/decisions").want(t, 200, "!選んだ手続に決める")
	b.post(at+"/decisions", "all", "1", "decision", "keep").want(t, 409)
	r.as(registry.Approver).post(at+"/approve").want(t, 303)
	b.get("/processes").want(t, 200, "<b>3</b> 手続", "架空廃棄物処理施設の設置許可", "廃止")
	b.get("/processes/P-0000001").want(t, 200, "架空廃棄物処理施設の設置の許可</span></td>")

	// What was written can be found again.
	b.get(at+"/difference").want(t, 200, "この差分は登録されました", "新規（0）", "変更（3）", "!ファイルにない（3）",
		`デジタル化状況：<span class="before">検討中</span> → <span class="after">廃止</span>`,
		`<span class="before">検討中</span> → <span class="after">実施済</span>`, `<a href="/processes/P-0000002">`)
	b.get(at+"/difference?q=悪臭").want(t, 200, "架空悪臭の届出", "!架空騒音")
	r.as(registry.Auditor).get("/api/v1"+at+"/difference?kind=changed").want(t, 200, `"process_id":"P-0000003"`, `"field":"scope","fiscal_year":null,"old":"in","new":"out"`)
	r.as(registry.Auditor).get("/api/v1"+at+"/difference?kind=unchanged").want(t, 200, `"rows":[]`)
	first := "/uploads/1"
	b.get(first+"/difference").want(t, 200, "新規（3）", "変更（0）", "架空騒音の&lt;届出&gt;", "!検討中</span> → ")
	r.as(registry.Headquarters).post(at+"/undo", "way", "undo", "reason", "架空の理由").want(t, 303)
	b.get(at+"/difference").want(t, 200, "取り消されました", "変更（3）", `<span class="after">廃止</span>`)
}

// between is the text after the first start and before the next end.
func between(s, start, end string) string {
	_, rest, _ := strings.Cut(s, start)
	text, _, _ := strings.Cut(rest, end)
	return text
}

func TestAReturnSaysWhichCells(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	at := r.questioned()
	b, approver := r.as(registry.Officer), r.as(registry.Approver)
	b.post(at+"/submit", "keep", "1").want(t, 303)
	b.get(at+"/submission").want(t, 200, "!差し戻す</h2>", "!承認して登録する")
	approver.get(at).want(t, 200, `<a class="button primary" href="`+at+`/submission">`)
	approver.get(at+"/submission").want(t, 200, "承認して登録する", "差し戻す</h2>", `<option>Sheet1</option>`)
	// A cell of the difference is remarked on without looking for it in the file.
	b.get(at+"/difference?show=new").want(t, 200, `デジタル化状況：実施済　<span class="hint">E2</span>`, "!を指摘する")
	href := between(approver.get(at+"/difference?show=new").want(t, 200, "を指摘する").body, `デジタル化状況：実施済　<span class="hint"><a href="`, `"`)
	approver.get(strings.TrimSuffix(html.UnescapeString(href), "#remarks")).want(t, 200, `name="remark_cell" value="E2"`, "<option selected>Sheet1</option>")
	approver.post(at+"/return").want(t, 422, "差し戻す理由を入力してください")
	approver.post(at+"/return", "reason", "架空の<理由>", "remark_sheet", "Sheet1", "remark_cell", "17列", "remark_text", "件数を確かめる").
		want(t, 422, "K17 のように", "架空の&lt;理由&gt;</textarea>", `value="件数を確かめる"`)
	approver.post(at+"/return", "remark_sheet", "Sheet1", "remark_cell", "c2", "remark_text", "件数を<確かめる>", "remark_sheet", "Sheet1", "remark_cell", "", "remark_text", " ").want(t, 303)
	b.get(at).want(t, 200, "差し戻されました</strong>（架空の局承認者、", "Sheet1 C2：件数を&lt;確かめる&gt;", "このまま、もう一度提出する",
		`<a class="button primary" href="/uploads?replaces=`) // the cells that are pointed at are in the file
	b.get(at+"/submission").want(t, 200, "Sheet1 C2：件数を&lt;確かめる&gt;", "提出する</button>")
	b.get(at+"/receipt").want(t, 409, "まだ登録されていません")
	b.get(at+"/receipt.xlsx").want(t, 409, "まだ登録されていません")
	b.post(at+"/submit").want(t, 303)
	approver.post(at+"/approve").want(t, 303)
	b.get(at+"/receipt").want(t, 200, "取込票", "受付番号", "架空の局承認者", "承認", "登録済み", "架空の二回目.xlsx", "SHA-256", "控える封印", "承認した人", "ファイルにない手続の判断：そのまま 3 件", "<dd>1<small>行",
		"!登録していない", "Sheet1 C2：件数を&lt;確かめる&gt;")
	b.get(at).want(t, 200, at+"/receipt")
	if got := firstSheet(t, b.get("/api/v1"+at+"/receipt.xlsx").want(t, 200, "PK").body); !strings.Contains(got, "架空の二回目.xlsx") || !strings.Contains(got, "架空の局承認者") || !strings.Contains(got, "控える封印") {
		t.Errorf("the receipt says %s", got)
	}
	r.as(registry.Auditor).get("/api/v1/audit-events?kind=export").want(t, 200, "（取込票）架空の二回目.xlsx")
}

func TestTheWayIsAccessible(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	at := r.questioned()
	w := r.window()
	r.as(registry.Officer).lend(w)
	for _, path := range []string{at, at + "/findings", at + "/difference", at + "/submission", at + "/matches", at + "/decisions", at + "/decisions?undecided=1&q=none"} {
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
	r.as(registry.Approver).lend(w)
	w.Go(at)
	w.Accessible("submitted")
	w.Follow(`form[action$="/approve"]`, chromedp.Click(`.next-step .primary`))
	w.Accessible("to approve")
	w.Follow(".notice.success", chromedp.Click(`form[action$="/approve"] .primary`))
	w.Follow(".receipt", chromedp.Click(`a[href$="/receipt"]`))
	w.Accessible("the receipt")
	r.as(registry.Headquarters).lend(w)
	w.Go(at + "/undo")
	w.Accessible("the page of an undo")
}

func TestConflictsAreDecidedInThePage(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	row := func(status string) []any {
		return []any{"架空廃棄物の<許可>", "架空廃棄物法", 12000, 300, status, "不要"}
	}
	r.imported(row("検討中"))
	b := r.as(registry.Officer)
	at := b.send("/uploads", "架空.xlsx", sheet(t, row("実施済"))).want(t, 303).header.Get("Location")
	b.get(at+"/conflicts").want(t, 200, "重なった変更はありません")
	move := func(status string) {
		f := formOf(t, r.as(registry.Headquarters).get(wastePath+"/edit").body, wastePath+"/edit")
		r.as(registry.Headquarters).submit(wastePath+"/edit", f, "digitization_status", status, "reason", "架空").want(t, 303)
	}
	move("planned")
	b.get(at).want(t, 200, "ほかの人も変えたところが 1 か所", at+"/conflicts", "どちらの値にするかを選ぶ")
	b.get(at+"/submission").want(t, 200, `!name="keep"`)
	b.post(at+"/submit", "keep", "1").want(t, 409, "どちらの値にするか")
	page := b.get(at+"/conflicts").want(t, 200, "まだ選んでいないところ <b>1</b> か所", "検討中", "今後実施", "実施済", "架空廃棄物の&lt;許可&gt;").body
	r.as(registry.Planner).get(at+"/conflicts").want(t, 200, "今後実施", "!ファイルの値にする")
	f := formOf(t, page, at+"/conflicts")
	name := between(page, `name="now.`, `"`)
	b.submit(at+"/conflicts", f).want(t, 422, "1か所以上を選んでください")
	move("in_progress")
	b.submit(at+"/conflicts", f, name, "mine").want(t, 409, "登録内容がまた変わりました", "実施中")
	b.submit(at+"/conflicts", formOf(t, b.get(at+"/conflicts").body, at+"/conflicts"), name, "mine").want(t, 303)
	b.get(at+"/conflicts").want(t, 200, "すべて選びました", `value="mine" checked`, "架空の局入力者")
	w := r.window()
	b.lend(w)
	w.Go(at + "/conflicts")
	w.Accessible("the conflicts")
	b.post(at+"/submit").want(t, 303)
	r.as(registry.Approver).post(at+"/approve").want(t, 303)
	b.get(wastePath).want(t, 200, `<span class="after">実施済`)
}

func TestTheRightRowsGoOnAlone(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.as(registry.Officer)
	at := b.send("/uploads", "架空.xlsx", sheet(t, []any{"架空廃棄物の許可", "架空廃棄物法", "たくさん", 1, "検討中", "不要"},
		[]any{"架空騒音の届出", "架空騒音法", 5, 1, "検討中", "要"})).want(t, 303).header.Get("Location")
	b.get(at).want(t, 200, "修正が必要", at+"/findings")
	b.get(at+"/findings").want(t, 200, "修正が必要", "正しい行だけを進める")
	r.as(registry.Planner).post(at+"/stage-right").want(t, 403)
	b.post(at+"/stage-right").want(t, 303)
	b.get(at).want(t, 200, "提出前", "直すところのある行は、登録しません")
	b.get(at+"/difference").want(t, 200, "新規（1）", "要修正（1）")
	b.post(at+"/submit").want(t, 303)
	r.as(registry.Approver).post(at+"/approve").want(t, 303)
	b.get("/processes").want(t, 200, "<b>1</b> 手続", "架空騒音の届出", "!架空廃棄物")
	b.get(at+"/receipt").want(t, 200, "<dt>登録していない</dt><dd>1<small>行")

	// The other row comes back as a workbook, and is handed in by itself.
	b.get(at).want(t, 200, at+"/remainder")
	b.get(at+"/findings").want(t, 200, at+"/remainder")
	rest := b.get("/api/v1"+at+"/remainder").want(t, 200, "PK").body
	if got := b.get(at + "/remainder").header.Get("Content-Disposition"); !strings.Contains(got, url.PathEscape("直すところのある行_架空.xlsx")) {
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
	mine := b.send("/uploads", "直した.xlsx", mended.Bytes()).want(t, 303).header.Get("Location")
	b.get(mine).want(t, 200, `受付番号 <a href="`+at+`">`, "直すところのある行だけのファイルです", "提出前")
	b.get("/api/v1"+mine).want(t, 200, `"remainder_of":`+strings.TrimPrefix(at, "/uploads/"), `"missing":0`)
	b.post(mine+"/submit").want(t, 303)
	r.as(registry.Approver).post(mine+"/approve").want(t, 303)
	b.get("/processes").want(t, 200, "<b>2</b> 手続", "架空廃棄物の許可")
	b.get(mine+"/remainder").want(t, 409, "正しい行だけを進めた取込")
	r.as(registry.Auditor).get("/api/v1/audit-events?kind=export").want(t, 200, "（直すところのある行）架空.xlsx")
}

func TestBlanksClearWhereThePageSaysSo(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.imported([]any{"架空廃棄物の許可", "架空廃棄物法", 1, 1, "検討中", "不要"})
	b := r.as(registry.Officer)
	at := b.send("/uploads", "架空.xlsx", sheet(t, []any{"架空廃棄物の許可", "架空廃棄物法", 1, 1, "", "不要"})).want(t, 303).header.Get("Location")
	b.get(at+"/difference").want(t, 200, "変更なし（1）")
	b.get(at+"/submission").want(t, 200, "空欄は、登録の値を残します", `name="clears" value="digitization_status">`, `!name="clears" value="remarks"`)
	b.post(at+"/clears", "clears", "remarks").want(t, 422)
	r.as(registry.Planner).post(at+"/clears", "clears", "digitization_status").want(t, 403)
	b.post(at+"/clears", "clears", "digitization_status").want(t, 303)
	b.get(at+"/submission").want(t, 200, "1 列の空欄は、登録を消します", `name="clears" value="digitization_status" checked>`)
	b.get(at+"/difference").want(t, 200, "変更（1）")
	b.post(at+"/clears").want(t, 303)
	b.get(at+"/submission").want(t, 200, "空欄は、登録の値を残します")
	b.get(at+"/difference").want(t, 200, "変更なし（1）")
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
