package page_test

import (
	"net/url"
	"strings"
	"testing"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store/storetest"
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

// The priority list takes the filters of the catalogue, tells what is done, in hand and not
// begun, and what another threshold would do before anybody sets it.
func TestThePriorityListIsFilteredAndItsLineMoves(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.Fill()
	planner := r.As(registry.Planner)
	planner.Get("/priorities").Want(t, 200).See(t, webtest.Option("局", "環境局（1）"), webtest.Option("局", "建設局（1）"),
		webtest.Figure("実施済", "2手続"), webtest.Figure("取組中", "0手続"), webtest.Figure("未着手", "0手続"),
		webtest.Link("2", "/processes?order=desc&priority=yes&scope=counted&sort=volume&status=done"))
	exempt := &storetest.Row{Volumes: []registry.Volume{storetest.Cases(2020, registry.Exact, 20000)}, Process: registry.Process{BureauID: 10,
		Department: "架空部", ProcedureName: "架空の適用除外", Status: registry.Exempt, InScope: true, NationalLawChange: registry.LawChangeNotRequired}}
	r.World.Change(t, "2022-11-01 09:00", "架空の担当者", exempt)
	planner.Get("/priorities").Want(t, 200, "率に数えない重点手続が 1 手続")
	exempt.Status = registry.Planned
	r.World.Change(t, "2022-11-02 09:00", "架空の担当者", exempt)
	planner.Get("/priorities").Want(t, 200, "!率に数えない重点手続")
	exempt.Volumes = []registry.Volume{storetest.Cases(2020, registry.Exact, 1)}
	r.World.Change(t, "2022-11-03 09:00", "架空の担当者", exempt)
	planner.Get("/priorities?bureau=B10").Want(t, 200, "局：環境局", "架空廃棄物", "!架空道路").See(t, webtest.Filled("局", "環境局（1）"),
		webtest.Link("局：環境局を外す", "/priorities?list=priority"))
	planner.Get("/priorities?try=12,000&bureau=B10").Want(t, 200, "重点手続は 2 から 1 手続", "22,000 から 12,000 件", "基準は変わっていません").
		See(t, webtest.Filled("ほかの基準を試す", "12000"))
	planner.Get("/priorities?try=半分").Want(t, 400, "例：5000")
	planner.Get("/api/v1/thresholds/effect?volume=12000").Want(t, 200,
		`"threshold":10000`, `"volume":12000`, `"now":{"count":2`, `"then":{"count":1`)
	planner.Get("/api/v1/thresholds/effect").Want(t, 400, "volume=5000")
	planner.Get("/priorities").Want(t, 200, "10,000 件以上")
	planner.Get("/priorities").See(t, webtest.Sorted("年間件数", "descending"),
		webtest.Link("デジタル化状況", "/priorities?list=priority&sort=status"))
	planner.Get("/priorities?list=priority&sort=status").Want(t, 200).See(t, webtest.Sorted("デジタル化状況", "ascending"))
}

// The priority list says of each process what is missing to digitize it and how much of what is
// missing to the target it brings; the catalogue does where its columns are chosen, and so do files.
func TestThePriorityListSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.Fill()
	cases := storetest.Cases(2021, registry.Exact, 30_000)
	r.World.Change(t, "2022-11-01 09:00", "架空の担当者", &storetest.Row{Process: registry.Process{BureauID: 10, ProcedureName: "架空旅券の発給",
		InScope: true, Status: registry.Considering, NationalLawChange: registry.LawChangeNotRequired, Obstacle: []string{"3"},
		PlannedFiscalYear: 2020}, Volumes: []registry.Volume{cases}})
	planner := r.As(registry.Planner)
	const missing = "システムの整備、申請基盤の決定、過ぎた予定年度の見直し、オンライン件数の把握"
	// The target in force counts what TMG decides itself: one of two is done, 10,000 of 40,000 cases.
	page := planner.Get("/priorities").Want(t, 200, "目標「都の裁量分を100％（第二期）」", "足りないのは 1 手続、年間 30,000 件").
		See(t, webtest.Row("1", "架空旅券の発給", "環境局", "30,000", "令和3年度", "確定値", "検討中", missing,
			"件数の 100.0％、手続 1／1"))
	planner.Get("/priorities?volume_min=20000&changed_since=R4.10.31").Want(t, 200, "年間件数の下限：20,000件").See(t, webtest.Counted("1"),
		webtest.Filled("年間件数の下限", "20000"), webtest.Filled("この日より後に変わったもの", "2022年10月31日"))
	planner.Get("/processes?column=missing&column=target_share&q=架空旅券").Want(t, 200).See(t,
		webtest.Row("", "架空旅券の発給", missing, "件数の 100.0％、手続 1／1"))
	if csv := planner.Get(page.Page(t).Href("CSVで保存")).Want(t, 200).Body; !strings.Contains(csv, missing) ||
		!strings.Contains(csv, "件数の 100.0％") {
		t.Errorf("the file of the list does not say it: %.400s", csv)
	}
	planner.Get("/api/v1/priorities").Want(t, 200, `"missing":[{"lack":"system","label":"システムの整備"}`,
		`"gap":1,"cases_of":40000,"cases_done":10000,"cases_gap":30000`,
		`"target_share":{"target":"都の裁量分を100％（第二期）","processes":{"numerator":1,"denominator":1,`)
	planner.Get("/api/v1/processes?column=missing&limit=1").Want(t, 200, `"missing":[]`, `!"target_share"`)
	planner.Get("/api/v1/processes?limit=1").Want(t, 200, `!"missing"`)
	// As of a moment, by the target of then.
	planner.Get("/priorities?as_of=2022-12-31").Want(t, 200, "目標「３年間で70％」", "手続 1／1")
}

// A bureau is found by the name that it bore before, and one that has ended leads to its successors.
func TestASearchKnowsFormerNamesAndSuccessors(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.Fill()
	hq := r.As(registry.Headquarters)
	hq.Get("/processes?search="+url.QueryEscape("福祉保健局")).
		Want(t, 200, "局「福祉局」として探す", "局「保健医療局」として探す")
	hq.Call("POST", "/api/v1/organisation", `{"kind": "rename", "on": "2022-07-01", "bureaus": ["環境局"], "name": "架空みどり局", "reason": "架空"}`).
		Want(t, 201)
	for _, name := range []string{"環境局", "架空みどり局"} {
		hq.Get("/api/v1/processes?search="+url.QueryEscape(name)).Want(t, 200, `"kind":"bureau"`, `"value":"B10"`)
	}
}

// A bureau that an address names is chosen in the form, as one by its code is: to choose another
// replaces it.
func TestABureauByNameIsChosenInTheForm(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.Fill()
	for _, bureau := range []string{"B10", "環境局"} {
		got := r.As(registry.Planner).Get("/processes?bureau="+url.QueryEscape(bureau)).Want(t, 200)
		_, form, _ := strings.Cut(got.Body, `<form class="filters"`)
		form, _, _ = strings.Cut(form, "</form>")
		if !strings.Contains(form, `<option value="B10" selected>`) || strings.Contains(form, `type="hidden" name="bureau"`) {
			t.Errorf("%s is not chosen in the form", bureau)
		}
	}
}
