package page_test

import (
	"archive/zip"
	"bytes"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"tetsuzuki/internal/postgres/pgtest"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/store/storetest"
	"tetsuzuki/internal/web/webtest"
)

// openProcesses are two of 環境局, one of which waits for a law, and one of 建設局.
func openProcesses(t *testing.T, r *webtest.Rig) {
	t.Helper()
	of := func(bureau int, name string, law registry.LawChange, cases int64) *storetest.Row {
		return &storetest.Row{Volumes: []registry.Volume{storetest.Cases(2021, registry.Exact, cases)}, Process: registry.Process{
			BureauID: bureau, ProcedureName: name, InScope: true, ProcessType: "1", Status: registry.NotStarted, NationalLawChange: law}}
	}
	r.World.Change(t, "2022-04-01 09:00", "作成者", of(10, "架空の届出", registry.LawChangeNotRequired, 100),
		of(10, "架空の申請", registry.LawChangeRequired, 900), of(15, "架空の許可", registry.LawChangeNotRequired, 50))
}

// planForm is the form of a new plan as the page has it, with some fields otherwise.
func planForm(t *testing.T, v *webtest.Visitor, change ...string) []string {
	t.Helper()
	values := webtest.FormOf(t, v.Get("/plans/new").Want(t, 200, "計画を作る").Body, "/plans")
	for i := 0; i < len(change); i += 2 {
		values.Set(change[i], change[i+1])
	}
	return pairs(values)
}

func pairs(values url.Values) (all []string) {
	for name, of := range values {
		all = append(all, name, of[0])
	}
	return all
}

// A planner makes a plan with few fields, reads what binds, and makes another beside it; what
// cannot be planned is told beside its field.
func TestAPlanIsMadeReadAndCompared(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	openProcesses(t, r)
	planner := r.As(registry.Planner)
	planner.Get("/plans").Want(t, 200, "計画はまだありません").See(t, webtest.Primary("計画を作る", "/plans/new"))
	planner.Post("/plans", planForm(t, planner, "name", "")...).Want(t, 422, "計画の名前を入力してください")
	planner.Post("/plans", planForm(t, planner, "name", "架空", "capacity", "環境局")...).Want(t, 422, "「環境局」を読めません", "環境局 2026 1500")
	planner.Post("/plans", planForm(t, planner, "name", "架空", "target", "rate", "goal_rate", "百")...).Want(t, 422, "「百」を数として読めません")
	planner.Post("/plans", planForm(t, planner, "name", "架空", "shared_percent", "0")...).Want(t, 422, "1から100までの％")
	planner.Post("/plans", planForm(t, planner, "name", "件数の計画", "objective", "cases")...).Want(t, 303)
	page := planner.Get("/plans/1").Want(t, 200, "最も多くの件数", "150 件", "これよりよい計画はありません", "架空の届出", "!架空の申請", "架空の許可",
		"国の法令を待つ 1", "法令：", "最大 900 件", "件数が不明 0 手続")
	page.See(t, webtest.Heading("件数の計画"), webtest.Link("", "/plans/1/processes.xlsx"), webtest.Link("", "/plans/1/books.zip"),
		webtest.Link("P-0000001", "/processes/P-0000001"))
	page.See(t, webtest.Row("令和8年度", "2"), webtest.Link("1 手続", "/plans/1?bureau=%E5%BB%BA%E8%A8%AD%E5%B1%80&year=2026#processes"))
	planner.Get(page.Page(t).Href("3 手続")).Want(t, 200).See(t, webtest.Counted("3 手続"))
	planner.Get("/plans/1?bureau=建設局").Want(t, 200, "架空の許可", "!架空の届出")
	planner.Get("/plans/1/curve.svg").Want(t, 200, "<svg", "計画どおりなら 100.0％")
	planner.Post("/plans", planForm(t, planner, "name", "法令が変わる計画", "objective", "cases", "law_year", "2027", "last_year", "2028",
		"capacity", "建設局 0\n環境局 2026 0")...).Want(t, 303)
	planner.Get("/plans/2").Want(t, 200, "架空の申請", "!架空の許可", "建設局 0", "令和9年度")
	planner.Get("/plans/new?from=2").Want(t, 200).See(t, webtest.Filled("計画の名前", "法令が変わる計画（別案）"))
	planner.Get("/plans").Want(t, 200, "件数の計画", "法令が変わる計画", "2つの計画を比べる").See(t, webtest.Link("件数の計画", "/plans/1"))
	planner.Get("/plans/compare?a=1&b=2").Want(t, 200, "1つ目だけ 1 手続、2つ目だけ 1 手続、両方にあって年度が違う 1 手続", "架空の申請", "2027")
	planner.Get("/plans/compare?a=1&b=2&where=a").Want(t, 200, "架空の許可", "!架空の申請")
	planner.Get("/plans/compare.csv?a=1&b=2").Want(t, 200, "P-0000003")
	planner.Get("/plans/compare.svg?a=1&b=2").Want(t, 200, "<svg", "法令が変わる計画")
	planner.Get("/plans/compare?a=1").Want(t, 400, "比べる計画を2つ")
	r.As(registry.Officer).Get("/plans/1").Want(t, 403, "すべての局")
	r.As(registry.Auditor).Get("/plans/1").Want(t, 200, "件数の計画", "!この計画をもとに作る", "!取りやめる理由")
}

// A planner comes from a list or from a group to a plan of its processes alone, and chooses others
// on the page.
func TestAPlanIsMadeOfAListOrAGroup(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	openProcesses(t, r)
	planner := r.As(registry.Planner)
	planner.Call("POST", "/api/v1/groups", `{"name": "架空の手続群", "source": "架空", "reason": "架空",
		"processes": ["P-0000001", "P-0000003"]}`).Want(t, 201)
	planner.Get("/processes?bureau=環境局").Want(t, 200).See(t, webtest.Link("この条件で計画を作る", "/plans/new?"+url.Values{"bureau": {"環境局"}}.Encode()))
	planner.Get("/groups/1").Want(t, 200).See(t, webtest.Link("計画を作る", "/plans/new?"+url.Values{"group": {"架空の手続群"}}.Encode()))
	page := planner.Get("/plans/new?bureau=&group=架空の手続群").Want(t, 200, "対象 2 手続、うち実施済 0 手続").
		See(t, webtest.Filled("手続群", "架空の手続群"), webtest.Filled("局", "すべて"))
	values := webtest.FormOf(t, page.Body, "/plans")
	values.Set("name", "手続群の計画")
	values.Set("objective", "cases")
	planner.Post("/plans", pairs(values)...).Want(t, 303)
	planner.Get("/plans/1").Want(t, 200, "150 件", "架空の許可", "!架空の申請").
		See(t, webtest.Link("手続群：架空の手続群", ""), webtest.Heading("手続群の計画"))
	planner.Get("/plans").Want(t, 200, "手続群：架空の手続群")
	planner.Get("/plans/new?from=1").Want(t, 200, "対象 2 手続").See(t, webtest.Filled("手続群", "架空の手続群"))
	planner.Get("/plans/new?from=1&bureau=環境局&group=").Want(t, 200, "手続群の計画（別案）").See(t, webtest.Filled("局", "環境局"))
	values.Set("filter", "bureau=環境局&type=1")
	values.Set("name", "")
	planner.Post("/plans", pairs(values)...).Want(t, 422, "計画の名前を入力してください", "対象 2 手続").See(t, webtest.Filled("局", "環境局"))
	values.Set("name", "局の計画")
	planner.Post("/plans", pairs(values)...).Want(t, 303)
	planner.Get("/plans/compare?a=1&b=2").Want(t, 200, "計画する手続", "手続群：架空の手続群", "局：環境局")
	planner.Get("/plans/new?bureau=架空局").Want(t, 400, "架空局")
	planner.Get("/plans/new?status=x").Want(t, 400)
	r.As(registry.Auditor).Get("/processes?bureau=環境局").Want(t, 200, "!この条件で計画を作る")
}

// The processes of a plan leave as one workbook for each bureau, each with its own processes.
func TestAPlanLeavesAsAWorkbookForEachBureau(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	openProcesses(t, r)
	planner := r.As(registry.Planner)
	planner.Post("/plans", planForm(t, planner, "name", "架空の計画", "objective", "cases")...).Want(t, 303)
	body := planner.Get("/plans/1/books.zip").Want(t, 200).Body
	z, err := zip.NewReader(strings.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, f := range z.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if _, err := b.ReadFrom(in); err != nil {
			t.Fatal(err)
		}
		book, err := excelize.OpenReader(&b)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := book.GetRows(book.GetSheetName(0))
		if err != nil || len(rows) < 2 || !slices.Contains(rows[0], "計画の年度") {
			t.Fatalf("%v, %v", rows, err)
		}
		got[f.Name] = strings.Join(rows[1], " ")
	}
	if len(got) != 2 || !strings.Contains(got["計画_環境局.xlsx"], "架空の届出") || !strings.Contains(got["計画_建設局.xlsx"], "架空の許可") {
		t.Errorf("%v", got)
	}
}

// Headquarters adopts a plan and undoes that; the bureau is told, and sees what changed.
func TestAPlanIsAdoptedAndUndoneOnItsPage(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	openProcesses(t, r)
	planner, hq, officer := r.As(registry.Planner), r.As(registry.Headquarters), r.As(registry.Officer)
	planner.Post("/plans", planForm(t, planner, "name", "架空の計画", "objective", "cases")...).Want(t, 303)
	planner.Get("/plans/1").Want(t, 200, "!採用の理由", "取りやめる理由")
	hq.Get("/plans/1").Want(t, 200, "予定の年度を書き換える：2 手続")
	hq.Post("/plans/1/adopt", "reason", " ").Want(t, 422, "理由を入力してください")
	hq.Post("/plans/1/adopt", "reason", "架空の決定").Want(t, 303)
	hq.Get("/plans/1").Want(t, 200, "計画の採用を受け付けました", "採用済み", "架空の決定", "2 手続の予定の年度を、採用の前に戻します", "!取りやめる理由")
	officer.Get("/notices").Want(t, 200, "計画を採用し、手続の予定の年度が変わりました", "架空の計画").See(t, webtest.Link("", "/changes/2"))
	officer.Get("/changes/2").Want(t, 200, "架空の届出", "!架空の許可")
	hq.Post("/plans/1/undo", "reason", "見直し").Want(t, 303)
	hq.Get("/plans/1").Want(t, 200, "採用の取消し済み", "見直し")
	hq.Post("/plans/1/withdraw", "reason", "不要").Want(t, 303)
	hq.Get("/plans/1").Want(t, 200, "取りやめ", "!採用の理由")
}

// While a job computes a plan, its page says so and is shown anew; then it has the outcome.
func TestAPlanThatIsComputedShowsItsProgress(t *testing.T) {
	t.Parallel()
	r := webtest.NewRigOver(t, storetest.Over(t, pgtest.New(t), store.Options{PlanAtOnce: 1}))
	openProcesses(t, r)
	planner := r.As(registry.Planner)
	r.Idle = true
	planner.Post("/plans", planForm(t, planner, "name", "大きな計画", "objective", "hours")...).Want(t, 303)
	page := planner.Get("/plans/1").Want(t, 200, "計画しています", "計算中")
	if !webtest.Refreshes(page.Body) {
		t.Error("it is not shown anew")
	}
	r.Work()
	planner.Get("/plans/1").Want(t, 200, "150 時間", "!計画しています")
}
