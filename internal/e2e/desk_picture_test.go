package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"tetsuzuki/internal/browser"
)

// deskPictures looks at the pages of the planner's desk and of headquarters' lists over the sample.
// Two plans are made, and a view is saved.
func deskPictures(t *testing.T, m *machine, s *service) {
	t.Helper()
	m.must(t, "plan", "--objective", "cases", "--save", "件数を先に（架空）")
	m.must(t, "plan", "--objective", "hours", "--save", "時間を先に（架空）")
	w := browser.Open(t, s.url)
	signIn(w, "honbu")
	w.Await("#waiting")
	w.Go("/processes?plan=passed&column=bureau&column=planned_fiscal_year&column=digitization_status")
	w.Follow(".chips", chromedp.Click(`details:has(form[action="/views"]) summary`),
		chromedp.SetValue("#view-name", "予定年度を過ぎた手続"), chromedp.Click(`form[action="/views"] button`))
	for _, p := range []struct {
		path, name string
		height     int64
		want       string
	}{
		{"/plans/1", "plan.png", 1500, "局と年度ごと、妨げになるもの"}, {"/plans/compare?a=1&b=2", "plan-compare.png", 1300, "結果と仮定の違い"},
		{"/progress/forecast/scores", "forecast-scores.png", 900, "見込みの成績"}, {"/groups/1", "group.png", 1300, "内訳"},
		{"/proposals", "proposals.png", 900, "国に提案したもの"}, {"/reports/quarter", "quarter.png", 1000, "四半期"},
		{"/progress/curve?rate=usage&to=2022-12-31", "usage.png", 1250, "利用"}, {"/admin/targets", "targets.png", 1000, "目標"},
		{"/admin/codes", "codes.png", 900, "コード"}, {"/views", "views.png", 680, "予定年度を過ぎた手続"},
		{"/bulk-edits/new?query=process_id%3DP-0000001%26process_id%3DP-0000002&of=all", "bulk-edit.png", 1100, "手続を編集します"},
		{"/processes/P-0000001/related", "related.png", 1000, "関係"},
	} {
		w.Go(p.path)
		w.Accessible(p.path)
		if got := w.Text("main"); !strings.Contains(got, p.want) {
			t.Errorf("%s lacks %q: %.2000s", p.path, p.want, got)
		}
		picture(t, w, p.height, p.name)
		w.Size(1280, 900)
	}
}
