package page_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/webtest"
)

// An approver writes remarks down while reading, page by page and over several sessions,
// mends them, and sends them together. Nobody else sees them before.
func TestRemarksAreCollectedWhileReading(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	at := r.Questioned()
	officer, approver := r.As(registry.Officer), r.As(registry.Approver)
	officer.Post(at+"/submit", "keep", "1").Want(t, 303)
	difference := at + "/difference?show=new"
	href := approver.Get(difference).Want(t, 200, "!書き留めた指摘").Page(t).Href("E2（デジタル化状況）を指摘する")
	form := strings.TrimSuffix(href, "#remark-text")
	sent := webtest.FormOf(t, approver.Get(form).Want(t, 200).Body, at+"/draft")
	back := approver.Submit(at+"/draft", sent, "remark_text", "いつ実施しましたか<?>").Want(t, 303).Header.Get("Location")
	if !strings.HasPrefix(back, difference+"#row-") {
		t.Errorf("it leads back to %s", back)
	}
	approver.Get(difference).Want(t, 200, "下書きを保存しました（指摘 1 件）", "書き留めた指摘が 1 件", "指摘の下書き いつ実施しましたか<?>").
		See(t, webtest.Link("まとめて見て、差し戻す", at+"/submission#return"), webtest.Link("E2（デジタル化状況）の指摘を直す", href))

	// A cell that the file does not have takes none, and what was entered is still there.
	bad := []string{"remark_sheet", "Sheet1", "remark_text", "架空の指摘", "reason", "途中の理由"}
	for cell, want := range map[string]string{"Z2": "A1 から F2 まで", "E3": "セル E3 は、このファイルにありません", "２行目": "K17 のように"} {
		approver.Post(at+"/draft", append(bad, "remark_cell", cell)...).Want(t, 422, want).
			See(t, webtest.Filled("指摘", "架空の指摘"), webtest.Filled("セル", cell), webtest.Filled("差し戻す理由", "途中の理由"))
	}
	sent.Set("remark_cell", "E9")
	approver.Submit(at+"/draft", sent, "remark_text", "架空の指摘").Want(t, 422, "セル E9 は、このファイルにありません")
	approver.Post(at+"/draft", "remark_sheet", "Sheet9", "remark_cell", "E2", "remark_text", "x").Want(t, 422, "「Sheet9」というシートは")
	approver.Post(at+"/draft", append(bad, "remark_cell", "ｃ２")...).Want(t, 303)

	// Nobody else has it, and another session of the same person does.
	for _, role := range []registry.Role{registry.Officer, registry.Headquarters} {
		r.As(role).Get(at+"/submission").Want(t, 200, "!いつ実施", "!途中の理由", "!書き留めた指摘")
		r.As(role).Get("/api/v1"+at+"/draft").Want(t, 200, `{"reason":"","remarks":[]}`)
	}
	officer.Post(at+"/draft", append(bad, "remark_cell", "C2")...).Want(t, 403)
	again := r.SignIn(registry.Approver)
	page := again.Get(at+"/submission").Want(t, 200, "書き留めた指摘（2 件）", "承認すると、送られません").
		See(t, webtest.Filled("Sheet1 E2", "いつ実施しましたか<?>"), webtest.Filled("Sheet1 C2", "架空の指摘"), webtest.Filled("差し戻す理由", "途中の理由"))
	second := page.Page(t).Name("Sheet1 C2")
	again.Post(at+"/draft", second, strings.Repeat("長", 1001)).Want(t, 422, "1,000文字以内")
	again.Post(at+"/draft", second, "件数を直す", "text.999", "x").Want(t, 409, "もう下書きにありません").
		See(t, webtest.Filled("Sheet1 C2", "件数を直す"))
	again.Get(at+"/submission").Want(t, 200).See(t, webtest.Filled("Sheet1 C2", "架空の指摘")) // all of it or nothing
	again.Post(at+"/draft", second, "件数を直す").Want(t, 303)
	again.Post(at+"/draft", "remark_sheet", "Sheet1", "remark_cell", "", "remark_text", "シート全体の架空の指摘").Want(t, 303)
	third := again.Get(at + "/submission").Page(t).Name("Sheet1（シート全体）")
	again.Post(at+"/draft", "remove", strings.TrimPrefix(third, "text.")).Want(t, 303)

	// What was drafted goes with the return, and is gone then.
	again.Post(at+"/return", "reason", "本当の理由", "remark_sheet", "Sheet1", "remark_cell", "D2", "remark_text", "最後の指摘").Want(t, 303)
	officer.Get(at).Want(t, 200, "本当の理由", "Sheet1 E2：いつ実施しましたか<?>", "Sheet1 C2：件数を直す", "Sheet1 D2：最後の指摘", "!シート全体の架空", "!途中の理由")
	marked := officer.Get(officer.Get(at).Page(t).Href("赤ペン入りのファイル")).Want(t, 200, "PK").Body
	if got := firstSheet(t, marked); !strings.Contains(got, "本当の理由") || !strings.Contains(got, "件数を直す") ||
		!strings.Contains(got, "承認者の指摘：3 件") {
		t.Errorf("the marked workbook says %s", got)
	}
	officer.Get("/notices").Want(t, 200, "が差し戻しました（指摘 3 件）")
	officer.Get("/api/v1/notices").Want(t, 200, `"remarks":3`)
	officer.Post(at+"/submit").Want(t, 303)
	approver.Get(at+"/submission").Want(t, 200, "!書き留めた指摘").See(t, webtest.Filled("差し戻す理由", ""))
}

// What cannot be sent any more is shown to whoever wrote it.
func TestADraftThatCannotBeSentIsNotLost(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	at := r.Questioned()
	officer, approver, hq := r.As(registry.Officer), r.As(registry.Approver), r.As(registry.Headquarters)
	officer.Post(at+"/submit", "keep", "1").Want(t, 303)
	approver.Post(at+"/draft", "remark_sheet", "Sheet1", "remark_cell", "C2", "remark_text", "架空の指摘").Want(t, 303)
	hq.Post(at+"/return", "reason", "本部の理由").Want(t, 303)
	approver.Get(at).Want(t, 200, "送っていない差戻しの下書き", "もう一度提出されたときに送れます", "Sheet1 C2：架空の指摘")
	officer.Post(at+"/submit").Want(t, 303)
	approver.Get(at+"/submission").Want(t, 200, "!送っていない").See(t, webtest.Filled("Sheet1 C2", "架空の指摘"))
	hq.Post(at+"/approve").Want(t, 303)
	approver.Post(at+"/return", "reason", "遅れた理由", "remark_sheet", "Sheet1", "remark_cell", "D2", "remark_text", "遅れた指摘").
		Want(t, 409, "承認を待っている状態ではありません", "遅れた理由", "Sheet1 C2：架空の指摘", "Sheet1 D2：遅れた指摘", "もう差し戻せません")
	approver.Get(at).Want(t, 200, "もう差し戻せません", "Sheet1 C2：架空の指摘")
	officer.Get(at).Want(t, 200, "!架空の指摘")
}

// In a browser: the link leads into the field, and typing and Enter are enough.
func TestTheFocusGoesToTheRemark(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	at := r.Questioned()
	r.As(registry.Officer).Post(at+"/submit", "keep", "1").Want(t, 303)
	w := r.Window()
	r.As(registry.Approver).Lend(w)
	w.Go(at + "/difference?show=new")
	w.Do(chromedp.Click("tbody details summary"))
	w.Follow("#remark-text", chromedp.Click(`//a[contains(., "E2") and contains(., "を指摘する")]`, chromedp.BySearch))
	var focused string
	w.Do(chromedp.Evaluate("document.activeElement.id", &focused))
	if focused != "remark-text" {
		t.Errorf("the focus is on %q", focused)
	}
	w.Accessible("the form of a remark")
	w.Do(chromedp.KeyEvent("架空の指摘"))
	w.Follow(".notice", chromedp.KeyEvent("\r"))
	w.Follow("#return", chromedp.Click(`//a[contains(., "まとめて見て")]`, chromedp.BySearch))
	w.Accessible("the drafted return")
	w.Do(chromedp.SetValue("#return-form .draft input", "直した架空の指摘"))
	w.Follow("#return", chromedp.SendKeys("#return-form .draft input", "\r")) // Enter saves; it does not send
	r.As(registry.Approver).Get("/api/v1"+at+"/draft").Want(t, 200, "直した架空の指摘", `"cell":"E2"`)
	r.As(registry.Officer).Get(at).Want(t, 200, "承認を待っています")
}
