package web

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"golang.org/x/net/html"

	"tetsuzuki/internal/browser"
	"tetsuzuki/internal/registry"
)

// formOf is what a browser would send of the form with that address, as it stands
// on the page.
func formOf(t *testing.T, page, action string) url.Values {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	attr := func(n *html.Node, name string) (string, bool) {
		i := slices.IndexFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
		if i < 0 {
			return "", false
		}
		return n.Attr[i].Val, true
	}
	text := func(n *html.Node) string {
		if n.FirstChild == nil {
			return ""
		}
		return n.FirstChild.Data
	}
	values := url.Values{}
	for n := range doc.Descendants() {
		if at, _ := attr(n, "action"); n.Data != "form" || at != action {
			continue
		}
		for e := range n.Descendants() {
			name, named := attr(e, "name")
			if !named {
				continue
			}
			value, _ := attr(e, "value")
			kind, _ := attr(e, "type")
			switch _, checked := attr(e, "checked"); {
			case e.Data == "select":
				for o := range e.Descendants() {
					if _, selected := attr(o, "selected"); selected {
						value, _ = attr(o, "value")
					}
				}
				values.Add(name, value)
			case e.Data == "textarea":
				values.Add(name, text(e))
			case e.Data == "input" && (kind != "checkbox" && kind != "radio" || checked):
				values.Add(name, value)
			}
		}
		return values
	}
	t.Fatalf("the page has no form to %s", action)
	return nil
}

// submit sends a form with some values other than they stand.
func (b *visitor) submit(action string, values url.Values, change ...string) answer {
	b.t.Helper()
	sent := url.Values{}
	for name, v := range values {
		sent[name] = v
	}
	for i := 0; i+1 < len(change); i += 2 {
		sent.Set(change[i], change[i+1])
	}
	return b.do("POST", action, strings.NewReader(sent.Encode()), "application/x-www-form-urlencoded")
}

const wastePath = "/processes/P-0000001"

func TestEditingAProcess(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.fill()
	b := r.as(registry.Officer)
	b.get(wastePath).want(t, 200, wastePath+"/edit", "!"+wastePath+"/priority")
	r.as(registry.Planner).get(wastePath).want(t, 200, "!"+wastePath+"/edit", wastePath+"/priority")
	b.get(wastePath+"?as_of=2022-04-30").want(t, 200, "!"+wastePath+"/edit")
	b.get("/processes/P-0000003/edit").want(t, 404)
	r.as(registry.Planner).get(wastePath+"/edit").want(t, 403)

	f := formOf(t, b.get(wastePath+"/edit").want(t, 200, "架空廃棄物の&lt;許可&gt;を編集", "令和2年度").body, wastePath+"/edit")
	b.submit(wastePath+"/edit", f).want(t, 422, "変更の理由を入力してください", `value="架空廃棄物の&lt;許可&gt;"`)
	b.submit(wastePath+"/edit", f, "reason", "架空の理由").want(t, 303)
	b.get(wastePath).want(t, 200, "何も保存していません")

	b.submit(wastePath+"/edit", f, "reason", "架空の理由", "annual_volume.2020", "たくさん", "remarks", "架空の<備考>").
		want(t, 422, "年間件数", "たくさん", "架空の&lt;備考&gt;", `aria-invalid="true"`)
	b.submit(wastePath+"/edit", f, "reason", "架空の理由", "annual_volume.new", "5").want(t, 422, "件数を加える年度を選んでください")
	b.submit(wastePath+"/edit", f, "version", "x").want(t, 422, "開き直してください")

	f["obstacle"] = []string{"6", "3"}
	b.submit(wastePath+"/edit", f, "reason", "担当課に確かめた（架空）", "annual_volume.2020", "約1.2万件", "new_year", "2021", "annual_volume.new", "不明",
		"remarks", "架空の<備考>", "digitization_status", "in_progress", "attachments", "架空の定款\r\n架空の図面", "standard_processing_period", "30日").want(t, 303)
	b.get(wastePath).want(t, 200, "変更を保存しました", "担当課に確かめた（架空）", "架空の局入力者", "約12,000", "架空の&lt;備考&gt;", "架空の定款、架空の図面", "30日",
		`<span class="before">実施済</span></td><td><span class="after">実施中`, "令和3年度")

	// The form is made of what is recorded: sent back as it is, it changes nothing.
	again := formOf(t, b.get(wastePath+"/edit").body, wastePath+"/edit")
	b.submit(wastePath+"/edit", again, "reason", "架空の理由").want(t, 303)
	b.get(wastePath).want(t, 200, "何も保存していません")
	cleared := formOf(t, b.get(wastePath+"/edit").body, wastePath+"/edit")
	cleared.Del("obstacle")
	b.submit(wastePath+"/edit", cleared, "reason", "架空の理由", "remarks", "").want(t, 303)
	b.get(wastePath).want(t, 200, `架空の&lt;備考&gt;</span></td><td><span class="after">—`)
}

func TestAStaleEditAsksOnlyWhatClashes(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.fill()
	b := r.as(registry.Officer)
	f := formOf(t, b.get(wastePath+"/edit").body, wastePath+"/edit")
	r.edit(1, "相手の<備考>")
	stale := b.submit(wastePath+"/edit", f, "reason", "架空の理由", "remarks", "自分の備考", "division", "架空課").
		want(t, 409, "まだ保存していません", "1 か所", "相手の&lt;備考&gt;", "自分の備考", "架空の別の人", `name="take.remarks"`, "!架空課</strong>")
	b.get(wastePath).want(t, 200, "相手の&lt;備考&gt;", "!自分の備考")

	again := formOf(t, stale.body, wastePath+"/edit")
	b.submit(wastePath+"/edit", again, "take.remarks", "theirs").want(t, 303)
	b.get(wastePath).want(t, 200, "架空課", "相手の&lt;備考&gt;", "!自分の備考")

	// Whoever insists gets it, under the version that the question showed.
	r.edit(1, "相手の第三の備考")
	b.submit(wastePath+"/edit", again, "take.remarks", "mine").want(t, 409, "相手の第三の備考")
	newest := formOf(t, b.submit(wastePath+"/edit", again, "take.remarks", "mine").body, wastePath+"/edit")
	b.submit(wastePath+"/edit", newest, "take.remarks", "mine").want(t, 303)
	b.get(wastePath).want(t, 200, "自分の備考")

	// Where others changed something else, nothing is to be decided.
	f = formOf(t, b.get(wastePath+"/edit").body, wastePath+"/edit")
	r.edit(1, "もう一度")
	b.submit(wastePath+"/edit", f, "reason", "架空の理由", "department", "架空の新しい部").want(t, 409, "同じ項目の変更はありません", "もう一度", "ほかの人の値のまま")
}

func TestDecidingAPriorityByHand(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.fill()
	const noise = "/processes/P-0000002"
	b := r.as(registry.Planner)
	r.as(registry.Officer).get(noise+"/priority").want(t, 403)
	f := formOf(t, b.get(noise+"/priority").want(t, 200, "判定不能", "不明", "10,000 件以上").body, noise+"/priority")
	b.submit(noise+"/priority", f, "decision", "yes").want(t, 422, "理由を入力してください", `value="yes" checked`)
	b.submit(noise+"/priority", f, "decision", "yes", "reason", "都民の関心が高い（架空）").want(t, 303)
	b.get(noise).want(t, 200, "重点手続の判定を変更しました", `<span class="tag key">重点手続</span>`, "都民の関心が高い（架空）")
	b.get("/priorities").want(t, 200, "重点手続（3）")
	b.submit(noise+"/priority", f, "decision", "no", "reason", "古い画面から").want(t, 409, "ほかの人がこの手続を変更しました")
	back := formOf(t, b.get(noise+"/priority").body, noise+"/priority")
	b.submit(noise+"/priority", back, "decision", "", "reason", "").want(t, 422, "理由を入力してください")
	b.submit(noise+"/priority", back, "decision", "", "reason", "件数のとおりでよい（架空）").want(t, 303)
	b.get(noise).want(t, 200, "判定不能")
}

// In the browser: edit by keyboard and form alone, meet another's change, decide.
func TestEditingInTheBrowser(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.fill()
	w := r.window()
	r.as(registry.Headquarters).lend(w)
	w.Go(wastePath + "/edit")
	w.Accessible("the edit page")
	names := browser.Eval[string](w, `[...document.querySelectorAll('main input:not([type=hidden]), main select, main textarea')].filter(e => !e.labels?.length && !e.getAttribute('aria-label')).map(e => e.name).join()`)
	if names != "" {
		t.Errorf("inputs without a label: %s", names)
	}
	r.edit(1, "相手の備考")
	w.Follow(`input[value=mine]`, chromedp.SetValue("#remarks", "自分の備考", chromedp.ByQuery), chromedp.SetValue("#reason", "架空の理由", chromedp.ByQuery),
		chromedp.Click("form[action$='/edit'] .primary"))
	w.Accessible("the page of a stale edit")
	w.Follow("#history", chromedp.Click(`input[value=mine]`), chromedp.Click("form[action$='/edit'] .primary"))
	if got := w.Text("main"); !regexp.MustCompile(`備考\s*自分の備考`).MatchString(got) {
		t.Errorf("not saved: %s", got)
	}
	w.Go(wastePath + "/priority")
	w.Accessible("the page of the priority")
}
