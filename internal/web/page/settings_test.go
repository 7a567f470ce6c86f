package page_test

import (
	"testing"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/webtest"
)

// Thresholds and targets are set, changed and withdrawn on pages, with a reason; what was
// entered wrongly comes back with what to do, and what was before stays in the history.
func TestThresholdsAndTargetsOnPages(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	hq, planner := r.As(registry.Headquarters), r.As(registry.Planner)
	planner.Get("/admin/thresholds").Want(t, 403)
	planner.Post("/admin/targets", "name", "架空の目標").Want(t, 403)
	hq.Get("/admin").Want(t, 200).See(t, webtest.Link("基準を定める", "/admin/thresholds"), webtest.Link("目標を定める", "/admin/targets"))

	hq.Post("/admin/thresholds", "effective_from", "R12.4.1", "volume", "千件", "reason", "架空の理由").
		Want(t, 422, "年間件数「千件」を数として読めません", "例：10000").
		See(t, webtest.Wrong("年間件数（以上）"), webtest.Filled("いつから", "2030年4月1日"), webtest.Filled("理由", "架空の理由"))
	hq.Post("/admin/thresholds", "effective_from", "令和12年4月1日", "volume", "５，０００件", "reason", "架空の理由").Want(t, 303)
	hq.Get("/admin/thresholds").Want(t, 200, "2030年4月1日からの基準を、年間 5,000 件以上にしました", "架空の本部")
	hq.Post("/admin/thresholds", "effective_from", "来年", "volume", "５，０００件", "reason", "架空の理由").
		Want(t, 422, "いつから「来年」を日付として読めません").See(t, webtest.Wrong("いつから"), webtest.Filled("年間件数（以上）", "５，０００件"))
	hq.Post("/admin/thresholds/withdraw", "effective_from", "令和12年4月1日", "reason", "架空の誤り").Want(t, 303)
	hq.Get("/admin/thresholds").Want(t, 200, "前の設定", "まで：架空の誤り")
	hq.Post("/admin/thresholds/withdraw", "effective_from", "2021-04-01", "reason", "架空の誤り").Want(t, 422, "先に新しい基準を加えてください")

	target := []string{"name", "架空の目標", "from", "R8.4.1", "to", "令和9年3月31日", "scope", "applications", "reason", "架空の理由"}
	hq.Post("/admin/targets", append(target, "percent", "半分")...).Want(t, 422, "例：70", "架空の目標", "半分")
	hq.Post("/admin/targets", append(target, "percent", "６２．５ %")...).Want(t, 303)
	hq.Get("/admin/targets").Want(t, 200, "目標「架空の目標」を定めました", "62.5％", "申請等")
	hq.Get("/admin/targets/3").Want(t, 200, "「架空の目標」を変える").
		See(t, webtest.Filled("割合（％。手続数の目標なら空欄）", "62.5"), webtest.Filled("期間の最初の日", "2026年4月1日"))
	hq.Get("/admin/targets/99").Want(t, 404)
	hq.Post("/admin/targets/3", append(target, "percent", "70", "count", "18,000")...).Want(t, 422, "どちらか一方")
	hq.Post("/admin/targets/3", append(target, "percent", "", "count", "18,000")...).Want(t, 303)
	hq.Get("/admin/targets").Want(t, 200, "18,000", "前の設定")
	hq.Get("/admin/targets/3").Want(t, 200).See(t, webtest.Filled("割合（％。手続数の目標なら空欄）", ""))
	hq.Post("/admin/targets/3/withdraw", "reason", "").Want(t, 422, "変更の理由")
	hq.Post("/admin/targets/3/withdraw", "reason", "架空の誤り").Want(t, 303)
	hq.Get("/admin").Want(t, 200, "都の裁量分を100％（第二期）", "３年間で70％", "!架空の目標")
}

func TestFiguresFromBeforeTheRegistryAreEnteredOnAPage(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	hq, officer := r.As(registry.Headquarters), r.As(registry.Officer)
	figure := []string{"name", "架空の年度末", "day", "R4.3.31", "rate_kind", "process", "source", "架空の報告", "reason", "架空の理由"}
	officer.Post("/entered-figures", append(figure, "percent", "21.1")...).Want(t, 403)
	hq.Post("/entered-figures", append(figure, "percent", "二割")...).Want(t, 422, "例：21.1", "二割", "架空の報告")
	hq.Post("/entered-figures", append(figure, "percent", "21.1", "numerator", "七千")...).Want(t, 422, "例：7900", "七千")
	hq.Post("/entered-figures", append(figure, "percent", "21.1％", "numerator", "5,900", "denominator", "28,000")...).Want(t, 303)
	officer.Get("/entered-figures").Want(t, 200, "2022年3月31日", "21.1％", "5,900", "架空の報告").See(t, webtest.Not(webtest.Button("取り消す")))
	hq.Post("/entered-figures/1/withdraw", "reason", "架空の誤り").Want(t, 303)
	hq.Get("/entered-figures").Want(t, 200, "取り消しました", "架空の誤り")
}

// A bureau is renamed, split and closed on the page of the organisation; what was entered
// wrongly comes back, and what has still to move leads to the transfers.
func TestTheOrganisationIsKeptOnAPage(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.Fill()
	hq, planner := r.As(registry.Headquarters), r.As(registry.Planner)
	planner.Get("/admin/organisation").Want(t, 403)
	planner.Post("/admin/organisation", "kind", "add").Want(t, 403)
	hq.Get("/admin").Want(t, 200).See(t, webtest.Link("組織の改正を記録する", "/admin/organisation"))
	hq.Get("/admin/organisation").Want(t, 200, "福祉保健局 → 福祉局、保健医療局", "済み")

	form := func(kind string, more ...string) []string {
		return append([]string{"kind", kind, "on", "2024-04-01", "reason", "架空の改正"}, more...)
	}
	hq.Post("/admin/organisation", form("rename", "bureau", "B03", "name", "建設局")...).Want(t, 422, "施行日にすでにあります", "架空の改正")
	hq.Post("/admin/organisation", form("rename", "bureau", "B03", "name", "架空総務局")...).Want(t, 303)
	hq.Get("/admin/organisation").Want(t, 200, "総務局 → 架空総務局", "2024年4月1日")
	hq.Post("/admin/organisation", form("close", "bureau", "B10")...).Want(t, 422, "廃止できません", "統合か分割として")
	hq.Get("/admin/organisation?kind=split").Want(t, 200, "分割してできる局")
	hq.Post("/admin/organisation", form("split", "bureau", "B10", "into", "架空一局")...).Want(t, 422, "2つ以上", "架空一局")
	hq.Post("/admin/organisation", form("split", "bureau", "B10", "into", "架空一局\r\n架空二局：架空郡\r\n")...).
		Want(t, 422, "部が「架空郡」の手続はありません", "架空部")
	hq.Post("/admin/organisation", form("split", "bureau", "B10", "into", "架空一局\r\n架空二局：架空部\r\n")...).Want(t, 303)
	hq.Get("/admin/organisation").Want(t, 200, "移行中", "残り", "架空二局：架空部").See(t, webtest.Link("協議中", "/transfers?state=proposed"))
	hq.Post("/admin/organisation/7/withdraw", "reason", "架空の誤り").Want(t, 303)
	hq.Get("/admin/organisation").Want(t, 200, "取りやめたもの", "架空の誤り")
	hq.Get("/admin").Want(t, 200, "!架空一局")
	hq.Post("/admin/organisation", form("merge", "bureau", "B16", "bureau", "B15", "into", "建設局")...).Want(t, 303)
	hq.Get("/admin").Want(t, 200, "2024年3月31日")
}
