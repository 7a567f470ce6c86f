package page_test

import (
	"regexp"
	"testing"

	"github.com/chromedp/chromedp"

	"tetsuzuki/internal/browser"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/webtest"
)

const wastePath = "/processes/P-0000001"

func TestEditingAProcess(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.Fill()
	b := r.As(registry.Officer)
	b.Get(wastePath).Want(t, 200, "!"+wastePath+"/priority").See(t, webtest.Link("", wastePath+"/edit"))
	r.As(registry.Planner).Get(wastePath).Want(t, 200, "!"+wastePath+"/edit").See(t, webtest.Link("", wastePath+"/priority"))
	b.Get(wastePath+"?as_of=2022-04-30").Want(t, 200, "!"+wastePath+"/edit")
	b.Get("/processes/P-0000003/edit").Want(t, 404)
	r.As(registry.Planner).Get(wastePath+"/edit").Want(t, 403)

	f := webtest.FormOf(t, b.Get(wastePath+"/edit").Want(t, 200, "架空廃棄物の<許可>を編集", "令和2年度").Body, wastePath+"/edit")
	b.Submit(wastePath+"/edit", f).Want(t, 422, "変更の理由を入力してください").See(t, webtest.Filled("手続名", "架空廃棄物の<許可>"))
	b.Submit(wastePath+"/edit", f, "reason", "架空の理由").Want(t, 303)
	b.Get(wastePath).Want(t, 200, "何も保存していません")

	b.Submit(wastePath+"/edit", f, "reason", "架空の理由", "annual_volume.2020", "たくさん", "remarks", "架空の<備考>").
		Want(t, 422, "年間件数").
		See(t, webtest.Wrong("年間件数"), webtest.Filled("年間件数", "たくさん"), webtest.Filled("備考", "架空の<備考>"))
	b.Submit(wastePath+"/edit", f, "reason", "架空の理由", "annual_volume.new", "5").Want(t, 422, "件数を加える年度を選んでください")
	b.Submit(wastePath+"/edit", f, "version", "x").Want(t, 422, "開き直してください")

	f["obstacle"] = []string{"6", "3"}
	b.Submit(wastePath+"/edit", f, "reason", "担当課に確かめた（架空）", "annual_volume.2020", "約1.2万件", "new_year", "2021", "annual_volume.new", "不明",
		"remarks", "架空の<備考>", "digitization_status", "in_progress", "attachments", "架空の定款\r\n架空の図面", "standard_processing_period", "30日").
		Want(t, 303)
	b.Get(wastePath).Want(t, 200, "変更を保存しました", "担当課に確かめた（架空）", "架空の局入力者", "約12,000", "架空の<備考>", "架空の定款、架空の図面", "30日", "令和3年度").
		See(t, webtest.Row("実施済", "実施中"))

	// The form is made of what is recorded: sent back as it is, it changes nothing.
	again := webtest.FormOf(t, b.Get(wastePath+"/edit").Body, wastePath+"/edit")
	b.Submit(wastePath+"/edit", again, "reason", "架空の理由").Want(t, 303)
	b.Get(wastePath).Want(t, 200, "何も保存していません")
	cleared := webtest.FormOf(t, b.Get(wastePath+"/edit").Body, wastePath+"/edit")
	cleared.Del("obstacle")
	b.Submit(wastePath+"/edit", cleared, "reason", "架空の理由", "remarks", "").Want(t, 303)
	b.Get(wastePath).Want(t, 200).See(t, webtest.Row("架空の<備考>", "—"))
}

// A number that cannot be believed is warned of in the words of an import, and is written all the same.
func TestAnEditWarnsOfANumberThatCannotBeBelieved(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.Fill()
	b := r.As(registry.Officer)
	save := func(values ...string) webtest.Answer {
		f := webtest.FormOf(t, b.Get(wastePath+"/edit").Want(t, 200).Body, wastePath+"/edit")
		b.Submit(wastePath+"/edit", f, append(values, "reason", "架空の理由")...).Want(t, 303)
		return b.Get(wastePath).Want(t, 200, "変更を保存しました")
	}
	save("new_year", "2021", "annual_volume.new", "9999999").Want(t, 200, "!確かめてください")
	save("annual_volume.2021", "10000000").Want(t, 200, "確認してください：「10000000」は、2020年度（10000）の1,000倍以上です。")
	save("annual_volume.2021", "140000001").Want(t, 200, "確認してください：「140000001」は東京都の人口の10倍を超えています。")
}

func TestAStaleEditAsksOnlyWhatClashes(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.Fill()
	b := r.As(registry.Officer)
	f := webtest.FormOf(t, b.Get(wastePath+"/edit").Body, wastePath+"/edit")
	r.Edit(1, "相手の<備考>")
	stale := b.Submit(wastePath+"/edit", f, "reason", "架空の理由", "remarks", "自分の備考", "division", "架空課").
		Want(t, 409, "まだ保存していません", "1 か所", "架空の別の人").
		See(t, webtest.Row("備考", "相手の<備考>", "自分の備考"), webtest.In(webtest.Group("備考をどちらの値にするか"), webtest.Field("自分の値にする")),
			webtest.Not(webtest.Row("架空課")))
	b.Get(wastePath).Want(t, 200, "相手の<備考>", "!自分の備考")

	again := webtest.FormOf(t, stale.Body, wastePath+"/edit")
	b.Submit(wastePath+"/edit", again, "take.remarks", "theirs").Want(t, 303)
	b.Get(wastePath).Want(t, 200, "架空課", "相手の<備考>", "!自分の備考")

	// Whoever insists gets it, under the version that the question showed.
	r.Edit(1, "相手の第三の備考")
	b.Submit(wastePath+"/edit", again, "take.remarks", "mine").Want(t, 409, "相手の第三の備考")
	newest := webtest.FormOf(t, b.Submit(wastePath+"/edit", again, "take.remarks", "mine").Body, wastePath+"/edit")
	b.Submit(wastePath+"/edit", newest, "take.remarks", "mine").Want(t, 303)
	b.Get(wastePath).Want(t, 200, "自分の備考")

	// Where others changed something else, nothing is to be decided.
	f = webtest.FormOf(t, b.Get(wastePath+"/edit").Body, wastePath+"/edit")
	r.Edit(1, "もう一度")
	b.Submit(wastePath+"/edit", f, "reason", "架空の理由", "department", "架空の新しい部").Want(t, 409, "同じ項目の変更はありません", "もう一度", "ほかの人の値のまま")
}

func TestDecidingAPriorityByHand(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.Fill()
	const noise = "/processes/P-0000002"
	b := r.As(registry.Planner)
	r.As(registry.Officer).Get(noise+"/priority").Want(t, 403)
	f := webtest.FormOf(t, b.Get(noise+"/priority").Want(t, 200, "判定不能", "不明", "10,000 件以上").Body, noise+"/priority")
	b.Submit(noise+"/priority", f, "decision", "yes").Want(t, 422, "理由を入力してください").See(t, webtest.Ticked("重点手続にする"))
	b.Submit(noise+"/priority", f, "decision", "yes", "reason", "都民の関心が高い（架空）").Want(t, 303)
	b.Get(noise).Want(t, 200, "重点手続の判定を変更しました", "都民の関心が高い（架空）").See(t, webtest.Tag("重点手続"))
	b.Get("/priorities").Want(t, 200, "重点手続（3）")
	b.Submit(noise+"/priority", f, "decision", "no", "reason", "古い画面から").Want(t, 409, "ほかの人がこの手続を変更しました")
	back := webtest.FormOf(t, b.Get(noise+"/priority").Body, noise+"/priority")
	b.Submit(noise+"/priority", back, "decision", "", "reason", "").Want(t, 422, "理由を入力してください")
	b.Submit(noise+"/priority", back, "decision", "", "reason", "件数のとおりでよい（架空）").Want(t, 303)
	b.Get(noise).Want(t, 200, "判定不能")
}

// In the browser: edit by keyboard and form alone, meet another's change, decide.
func TestEditingInTheBrowser(t *testing.T) {
	t.Parallel()
	browser.Need(t)
	r := webtest.NewRig(t)
	r.Fill()
	w := r.Window()
	r.As(registry.Headquarters).Lend(w)
	w.Go(wastePath + "/edit")
	w.Accessible("the edit page")
	names := browser.Eval[string](w, `[...document.querySelectorAll('main input:not([type=hidden]), main select, main textarea')]
		.filter(e => !e.labels?.length && !e.getAttribute('aria-label')).map(e => e.name).join()`)
	if names != "" {
		t.Errorf("inputs without a label: %s", names)
	}
	r.Edit(1, "相手の備考")
	w.Follow(`input[value=mine]`, chromedp.SetValue("#remarks", "自分の備考", chromedp.ByQuery),
		chromedp.SetValue("#reason", "架空の理由", chromedp.ByQuery),
		chromedp.Click("form[action$='/edit'] .primary"))
	w.Accessible("the page of a stale edit")
	w.Follow("#history", chromedp.Click(`input[value=mine]`), chromedp.Click("form[action$='/edit'] .primary"))
	if got := w.Text("main"); !regexp.MustCompile(`備考\s*自分の備考`).MatchString(got) {
		t.Errorf("not saved: %s", got)
	}
	w.Go(wastePath + "/priority")
	w.Accessible("the page of the priority")
}
