package page_test

import (
	"net/url"
	"strings"
	"testing"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store/storetest"
	"tetsuzuki/internal/web/webtest"
)

// The published figures of the 169 major procedures stand on the page of their group, each leading
// to the list that it counts, from made-up rows (架空) that add up as they do.
func TestTheFiguresOfTheMajorProceduresOnPages(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	ids := w.MajorProcedures(t, 30)
	r := webtest.NewRigOver(t, w)
	planner := r.As(registry.Planner)
	texts := make([]string, len(ids))
	for i, id := range ids {
		texts[i] = id.String()
	}
	group := []string{"name", "主要169手続（架空）", "source", "架空の計画", "description", "架空の説明", "members", strings.Join(texts, "\n")}
	planner.Post("/groups", append(group, "reason", "")...).Want(t, 422, "理由").See(t, webtest.Filled("名前", "主要169手続（架空）"))
	planner.Post("/groups", append(group, "reason", "架空の理由")...).Want(t, 303)
	planner.Get("/groups").Want(t, 200).See(t, webtest.Row("主要169手続（架空）", "169", "159", "102", "64.1％", "85.0％", "0"))

	name := url.QueryEscape("主要169手続（架空）")
	page := planner.Get("/groups/1").Want(t, 200, "架空の説明", "架空の計画")
	page.See(t, webtest.Heading("主要169手続（架空）"),
		webtest.Row("都の裁量でできるもの", "119", "9,700,000", "0", "102", "9,350,000"),
		webtest.Row("国の法令改正が要るもの", "40", "1,300,000", "0", "0", "0"),
		webtest.Row("廃止、適用除外、対象外のもの", "10", "0", "10", "0", "0"),
		webtest.Row("すべて", "169", "11,000,000", "10", "102", "9,350,000"),
		webtest.Row("令和2年度までに実施済", "56", "5,400,000", "0", "56", "5,400,000"),
		webtest.Row("令和3年度に実施済", "46", "3,950,000", "0", "46", "3,950,000"),
		webtest.Row("令和3年度に予定", "57", "1,650,000", "0", "17", "350,000"))
	seen := page.Page(t)
	for _, figure := range []struct{ href, counts string }{
		{"/processes?group=" + name + "&law_change=not_required&scope=counted", "119"},
		{"/processes?group=" + name + "&law_change=required&scope=counted", "40"},
		{"/processes?digitized_to=2021-03-31&group=" + name + "&scope=counted&status=done", "56"},
		{"/processes?digitized_from=2021-04-01&digitized_to=2022-03-31&group=" + name + "&scope=counted&status=done", "46"},
	} {
		found := false
		for _, l := range seen.Links() {
			found = found || l.Href == figure.href && l.Text == figure.counts
		}
		if !found {
			t.Errorf("%s does not lead to %s", figure.counts, figure.href)
		}
		planner.Get(figure.href).Want(t, 200).See(t, webtest.Counted(figure.counts))
	}
	// 67 of the 119 in September 2021.
	planner.Get("/groups/1?as_of=2021-09-30").Want(t, 200).See(t, webtest.Row("都の裁量でできるもの", "119", "9,700,000", "0", "67"))
	planner.Get("/progress/curve?group="+name+"&to=2021-09-30&rate=discretion&step=quarter").Want(t, 200, "だけを示しています").
		See(t, webtest.Row("2021年9月30日", "実績", "56.3％", "67", "119", "0"))
	planner.Get("/progress/bridge?group="+name+"&from=2021-03-31&to=2021-09-30&rate=discretion").Want(t, 200).
		See(t, webtest.Row("はじめ", "56", "119"), webtest.Row("終わり", "67", "119"))
	for _, path := range []string{"/progress/scope", "/progress/forecast", "/laws", "/priorities", "/processes"} {
		planner.Get(path+"?group="+name).Want(t, 200, "主要169手続（架空）")
		planner.Get(path+"?group="+url.QueryEscape("ない群")).Want(t, 400, "「ない群」という手続群はありません", "!group=")
	}
	planner.Get("/laws?group="+name).Want(t, 200, "40 手続")

	// What a bureau sees of it are its own rows.
	r.As(registry.Officer).Get("/groups/1").Want(t, 200).See(t, webtest.Row("すべて", "85"), webtest.Not(webtest.Link("この手続群を変える", "")))
}

// A group is made of a filter of the catalogue, changed, counted by a target and withdrawn on
// pages; what was entered wrongly comes back with what to do.
func TestAGroupIsKeptOnPages(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.Fill()
	planner, hq, officer := r.As(registry.Planner), r.As(registry.Headquarters), r.As(registry.Officer)
	made := planner.Get("/processes?status=done").Want(t, 200).Page(t).Href("この条件で手続群をつくる")
	if made != "/groups?filter=status%3Ddone#setting-form" {
		t.Fatalf("the catalogue leads to %q", made)
	}
	planner.Get(strings.TrimSuffix(made, "#setting-form")).Want(t, 200).
		See(t, webtest.Filled("手続一覧の条件（一覧のアドレスの「?」より後）", "status=done"))
	officer.Get("/groups").Want(t, 200).See(t, webtest.Not(webtest.Button("加える")))
	officer.Post("/groups", "name", "架空").Want(t, 403)
	group := []string{"name", "架空の済", "source", "架空", "reason", "架空の理由"}
	planner.Post("/groups", append(group, "members", "P-0000001 手続")...).Want(t, 422, "手続IDの「手続」は使えません", "例：P-0000123").
		See(t, webtest.Wrong("手続ID（空白、改行、読点で区切る）"))
	planner.Post("/groups", append(group, "filter", "status=ない")...).Want(t, 422).See(t, webtest.Wrong("手続一覧の条件（一覧のアドレスの「?」より後）"))
	planner.Post("/groups", append(group, "filter", "status=done")...).Want(t, 303)
	planner.Get("/groups/1").Want(t, 200, "デジタル化状況：実施済", "手続群「架空の済」を加えました")
	planner.Get("/groups/1/edit").Want(t, 200).See(t, webtest.Filled("名前", "架空の済"))
	planner.Post("/groups/1", "name", "架空の済んだもの", "source", "架空", "members", "P-0000001、P-0000002", "reason", "架空の改め").Want(t, 303)
	planner.Get("/groups/1").Want(t, 200, "2 手続", "前の定め", "架空の改め")
	planner.Get("/processes?group="+url.QueryEscape("架空の済")).Want(t, 200).See(t, webtest.Counted("2")) // by its former name

	hq.Get("/admin/targets?group=1").Want(t, 200).See(t, webtest.Option("数える手続", "手続群「架空の済んだもの」"))
	hq.Post("/admin/targets", "name", "架空の群の目標", "from", "R3.4.1", "to", "R10.3.31", "percent", "100", "scope", "group:1", "reason", "架空").
		Want(t, 303)
	hq.Post("/admin/targets", "name", "架空の目標2", "from", "R3.4.1", "to", "R10.3.31", "percent", "100", "scope", "group:9", "reason", "架空").
		Want(t, 422, "手続群がありません")
	hq.Get("/admin/targets").Want(t, 200, "手続群「架空の済んだもの」")
	hq.Get("/groups/1").Want(t, 200, "架空の群の目標", "あと")
	hq.Get("/").Want(t, 200, "!架空の群の目標")
	planner.Post("/groups/1/withdraw", "reason", "架空の誤り").Want(t, 409, "先に目標を取りやめてください")
	hq.Post("/admin/targets/3/withdraw", "reason", "架空の誤り").Want(t, 303)
	planner.Post("/groups/1/withdraw", "reason", "架空の誤り").Want(t, 303)
	planner.Get("/groups/1").Want(t, 404, "取りやめられています")
	hq.Get("/changes/4").Want(t, 200, "手続群", "架空の済んだもの")
}
