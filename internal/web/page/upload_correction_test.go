package page_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/webtest"
)

// A faulty cell is put right on the page of the findings, seen there, undone there, and told in
// the receipt; the difference of the right rows can be seen before.
func TestACellIsPutRightOnThePage(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	b := r.As(registry.Officer)
	r.Imported([]any{"架空騒音の届出", "架空騒音法", 3, 1, "検討中", "不要"})
	at := b.Send("/uploads", "誤り.xlsx", webtest.Sheet(t,
		[]any{"架空廃棄物の許可", "架空廃棄物法", "たくさん", 1, "しました", "不要"}, []any{"架空振動の検査", "架空振動法", "たくさん", 1, "検討中", "不要"},
		[]any{"架空騒音の届出", "架空騒音法", 5, 1, "検討中", "不要"})).Want(t, 303).Header.Get("Location")

	b.Get(at).Want(t, 200, "差分のまとめ（直すところのない行）").See(t, webtest.Link("正しい行の差分を見る", at+"/difference"))
	b.Get(at+"/difference").Want(t, 200, "直すところのない行だけの差分です。", "2 行は、直してから登録できます", "変更（1）", "要修正（2）", "!提出へ進む")
	b.Get(at+"/decisions").Want(t, 303)

	page := b.Get(at+"/findings").Want(t, 200, "この画面で直す", "!画面で直したセル").See(t, webtest.Field("C2「年間件数」の直す値"), webtest.Field("E2「デジタル化状況」の直す値"))
	f := webtest.FormOf(t, page.Body, at+"/corrections")
	names := map[string]string{}
	for name, values := range f {
		if strings.HasPrefix(name, "cells.") {
			names[values[0]] = strings.TrimPrefix(name, "cells.")
		}
	}
	volume, status := names["C2:C3"], names["E2"]
	if volume == "" || status == "" {
		t.Fatalf("inputs for %v", names)
	}
	b.Post(at+"/corrections").Want(t, 422, "直す値を、1か所以上入力してください")
	b.Submit(at+"/corrections", f, "value."+volume, "12", "cells."+status, "A1", "value."+status, "実施済").Want(t, 422, "セル A1 は直せません").
		See(t, webtest.Filled("C2「年間件数」の直す値", "12"))
	b.Submit(at+"/corrections", f, "value."+volume, "12", "value."+status, "まだ").Want(t, 303)
	b.Get(at).Want(t, 200, "直していただくところが 1 件", "セルの訂正", "Sheet1 C2・C3を「12」に直しました、Sheet1 E2を「まだ」に直しました（ファイルはそのままです）。")
	r.As(registry.Planner).Get(at+"/findings").Want(t, 200, "画面で直したセル", "!この画面で直す")
	r.As(registry.Planner).Post(at+"/corrections", "undo", "C2 Sheet1").Want(t, 403)

	b.Get(at+"/findings").Want(t, 200, "画面で直したセル", "たくさん", "まだ")
	cells := "/api/v1" + at + "/corrections"
	r.Play(
		webtest.Ask(b, "POST "+cells, `{"cells": [{"sheet": "Sheet1", "cell": "E2", "value": "実施済"}]}`, 200, []string{`"upload":2`}),
		webtest.Ask(b, "GET "+cells, ``, 200,
			[]string{`"cell":"C2","was":"たくさん","value":"12"`, `"cell":"E2","was":"しました","value":"実施済"`}),
		webtest.Ask(b, "POST "+cells, `{"cells": [{"sheet": "Sheet1", "cell": "Z9", "value": "1"}]}`, 422, []string{`"field":"cells"`}),
	)
	b.Get(at).Want(t, 200, "提出前")
	b.Post(at+"/corrections", "undo", "C3 Sheet1").Want(t, 303)
	b.Get(at).Want(t, 200, "修正が必要", "Sheet1 C3の訂正を取り消しました")
	b.Get(at+"/findings").Want(t, 200).See(t, webtest.Field("C3「年間件数」の直す値"))
	b.Post(at+"/corrections", "sheet.0", "Sheet1", "cells.0", "C3", "value.0", "約13件").Want(t, 303)
	b.Post(at+"/submit", "keep", "1").Want(t, 303)
	b.Post(at+"/corrections", "undo", "C3 Sheet1").Want(t, 409)
	r.As(registry.Approver).Post(at+"/approve").Want(t, 303)
	b.Get(at+"/receipt").Want(t, 200, "画面で直したセル", "Sheet1 C2：「たくさん」→ 「12」（架空の局入力者）", "Sheet1 C3：「たくさん」→ 「約13件」")
}

// The page of the file that mends another one says which cells are put right in it, too, and which
// not.
func TestThePageSaysWhichCorrectionsWereCarriedOver(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	b := r.As(registry.Officer)
	bad, other := []any{"架空廃棄物の許可", "架空廃棄物法", "たくさん", 1, "検討中", "不要"}, []any{"架空騒音の届出", "架空騒音法", "多数", 1, "検討中", "不要"}
	at := b.Send("/uploads", "誤り.xlsx", webtest.Sheet(t, bad, other, []any{"架空振動の検査", "架空振動法", "とても", 1, "検討中", "不要"})).
		Want(t, 303).Header.Get("Location")
	b.Post(at+"/corrections", "sheet.0", "Sheet1", "cells.0", "C2", "value.0", "12", "sheet.1", "Sheet1", "cells.1", "C3", "value.1", "13").
		Want(t, 303)
	other[2] = 14
	better := b.Send("/uploads", "直した.xlsx", webtest.Sheet(t, other, bad), "replaces", strings.TrimPrefix(at, "/uploads/")).
		Want(t, 303).Header.Get("Location")
	const said = "受付番号 1 の画面で直した 2 セルのうち、1 セルを引き継ぎました：Sheet1 C3。引き継いでいないもの：Sheet1 C3（値が「14」になっています）。"
	b.Get(better).Want(t, 200, "提出前", "前のファイルを画面で直したところを、引き継ぎました。", said, "訂正の引継ぎ")
	b.Get(better+"/findings").Want(t, 200, said, "画面で直したセル", "たくさん")
	r.As(registry.Officer).Get("/api/v1"+better+"/events").Want(t, 200, `"kind":"carried"`)
}

func TestACellIsPutRightInTheBrowser(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	b := r.As(registry.Officer)
	at := b.Send("/uploads", "誤り.xlsx", webtest.Sheet(t, []any{"架空廃棄物の許可", "架空廃棄物法", "たくさん", 1, "しました", "不要"},
		[]any{"架空騒音の届出", "架空騒音法", 5, 1, "検討中", "不要"})).Want(t, 303).Header.Get("Location")
	w := r.Window()
	b.Lend(w)
	w.Go(at + "/findings")
	w.Accessible("the findings with inputs")
	w.Do(chromedp.EmulateViewport(360, 740))
	w.Accessible("the findings with inputs, on a narrow screen")
	w.Do(chromedp.EmulateViewport(1280, 900))
	w.Follow("[data-live]", chromedp.SendKeys(`[aria-label="C2「年間件数」の直す値"]`, "12"),
		chromedp.SendKeys(`[aria-label="E2「デジタル化状況」の直す値"]`, "実施済"), chromedp.Click(`#correct ~ .actions .primary`))
	r.Work()
	w.Gone("[data-live]")
	w.Await("#checked")
	if got := w.Text(".tag"); got != "提出前" {
		t.Errorf("state %q", got)
	}
	w.Go(at + "/findings")
	w.Accessible("what was put right")
	w.Go(at + "/difference")
	w.Accessible("the difference")
}
