package page_test

import (
	"testing"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/webtest"
)

// Beside each choice of the catalogue's filters stands how many processes it would show; the
// list tells its sums; and what was not planned, is overdue or changed lately can be asked for.
func TestTheCatalogueCountsItsChoices(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.Fill()
	planner := r.As(registry.Planner)
	planner.Get("/processes").Want(t, 200, "年間件数 22,000 件（ほかに不明 1 手続）", "対象 3 のうち実施済 2（66.6％）").See(t,
		webtest.Option("局", "環境局（2）"), webtest.Option("局", "建設局（1）"), webtest.Option("デジタル化状況", "実施済（2）"),
		webtest.Option("予定の有無", "対象で実施済でなく、予定年度がない（1）"), webtest.Option("未実施の理由", "（記入なし）（3）"),
		webtest.Option("申請基盤", "（記入なし）（3）"), webtest.Option("確かめたいもの", "件数が正確でない"))
	// A choice that is made keeps the counts of its neighbours.
	planner.Get("/processes?bureau=B10").Want(t, 200).See(t, webtest.Counted("2"), webtest.Option("局", "建設局（1）"),
		webtest.Option("デジタル化状況", "実施済（1）"))
	planner.Get("/processes?plan=none").Want(t, 200, "予定の有無：対象で実施済でなく、予定年度がない", "架空騒音").See(t, webtest.Counted("1"),
		webtest.Filled("予定の有無", "対象で実施済でなく、予定年度がない（1）"))
	planner.Get("/processes?changed_since=R4.9.30").Want(t, 200, "この日より後の変更：2022年9月30日", "架空廃棄物").See(t, webtest.Counted("1"),
		webtest.Filled("この日より後に変わったもの", "2022年9月30日"))
	planner.Get("/processes?changed_since=9月").Want(t, 400, "この日より後の変更「9月」を日付として読めません")
	planner.Get("/processes?obstacle=none&platform=none").Want(t, 200).See(t, webtest.Counted("3"))
	r.As(registry.Officer).Get("/processes").Want(t, 200).See(t, webtest.Option("局", "環境局（2）"), webtest.Not(webtest.Option("局", "建設局（1）")))
}
