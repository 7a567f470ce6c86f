package page_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"tetsuzuki/internal/browser"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web"
	"tetsuzuki/internal/web/webtest"
)

func TestTheBoardTellsWhoHasHandedIn(t *testing.T) {
	t.Parallel()
	now := time.Now()
	r := webtest.NewRig(t, func(o *web.Options) { o.Now = func() time.Time { return now } })
	hq, officer := r.As(registry.Headquarters), r.As(registry.Officer)
	day := func(days int) string { return registry.DateOf(now.AddDate(0, 0, days)) }
	hq.Get("/board").Want(t, 200, "調査回はまだありません").See(t, webtest.Link("調査回を決める", "/admin/rounds"))
	officer.Get("/board").Want(t, 200, "調査回はまだありません", "!/admin/rounds")
	officer.Get("/admin/rounds").Want(t, 403)

	round := func(name, opens, deadline string) []string {
		return []string{"name", name, "fiscal_year", "2025", "opens_on", opens, "deadline", deadline, "note", "架空の<説明>"}
	}
	hq.Post("/admin/rounds", round(" ", day(-10), day(3))...).Want(t, 422, "調査回の名前を入力してください", "架空の<説明>")
	hq.Post("/admin/rounds", round("架空の回", day(-10), day(-11))...).Want(t, 422, "締切には、受付を始める日かそれより後の日").See(t, webtest.Wrong("締切（この日まで）"))
	hq.Post("/admin/rounds", round("架空の回", "", "")...).Want(t, 422, "受付を始める日を 2023年4月1日、R5.4.1")
	hq.Post("/admin/rounds", round("架空の回", day(-10), day(3))...).Want(t, 303)
	hq.Post("/admin/rounds", round("架空の回", day(-9), day(3))...).Want(t, 422, "この名前の調査回はすでにあります")
	first := strings.TrimPrefix(hq.Get("/admin/rounds").Want(t, 200, "架空の<説明>", "架空の本部", "令和7年度").Page(t).Href("架空の回"), "/admin/rounds/")
	hq.Get("/admin/rounds/99").Want(t, 404)
	hq.Post("/admin/rounds/99", round("架空", day(-90), day(-80))...).Want(t, 404)

	hq.Get("/board").Want(t, 200, "架空の回", "あと 4 日", "登録済み 0／", "まだ取り込んでいません", "あと4日", "警視庁", "!オリンピック", "!東京都立病院機構")
	officer.Get("/board").Want(t, 200, "環境局", "!建設局", "／ 1 局")
	officer.Get("/notices").Want(t, 200, "架空の回の締切は", "あと4日")

	at := officer.Send("/uploads", "架空.xlsx", webtest.Sheet(t, []any{"架空廃棄物の許可", "架空廃棄物法", 1, 1, "検討中", "不要"})).Want(t, 303).
		Header.Get("Location")
	officer.Get("/board").Want(t, 200, "提出前", "架空.xlsx").See(t, webtest.Link("", at))
	officer.Post(at+"/submit").Want(t, 303)
	officer.Get("/board").Want(t, 200, "承認待ち", "!あと4日")
	officer.Get("/notices").Want(t, 200, "!の締切は")
	r.As(registry.Approver).Post(at+"/approve").Want(t, 303)
	officer.Get("/board").Want(t, 200).See(t, webtest.Tag("登録済み"), webtest.Figure("登録済み", "1／ 1 局"))

	// Once the last day has passed, what was not handed in is late, and what is handed
	// in then is said to be.
	hq.Post("/admin/rounds/"+first, round("架空の回", day(-10), day(-2))...).Want(t, 303)
	hq.Get("/board?round="+first).Want(t, 200, "締切を過ぎました", "2日の遅れ", "期限の後に提出")
	hq.Get("/notices").Want(t, 200, "まだ提出していない局が")
	hq.Get("/board?round=99").Want(t, 404)

	// A new round begins anew.
	hq.Post("/admin/rounds", round("次の回", day(0), day(30))...).Want(t, 303)
	hq.Get("/board").Want(t, 200, "次の回", "!2日の遅れ")
	hq.Get("/board?round="+first).Want(t, 200).See(t, webtest.Not(webtest.Tag("登録済み"))) // it was handed in on the first day of the next
}

// Each figure of the board leads to the bureaus that it counts.
func TestTheFiguresOfTheBoardLeadToTheirBureaus(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.Imported([]any{"架空廃棄物の許可", "架空廃棄物法", 1, 1, "検討中", "不要"})
	hq := r.As(registry.Headquarters)
	hq.Post("/admin/rounds", "name", "架空の回", "fiscal_year", "2025", "opens_on", webtest.Day(-9), "deadline", webtest.Day(-1), "asks", "all").
		Want(t, 303)
	board := hq.Get("/board").Want(t, 200).Page(t)
	for _, name := range []string{"登録済み", "承認待ち", "作業中・差戻し", "まだ取り込んでいない", "締切を過ぎて未提出"} {
		figure, href := board.FigureOf(name)
		hq.Get(href).Want(t, 200).See(t, webtest.Counted(strings.FieldsFunc(figure, func(r rune) bool { return r > '9' })[0]+" 局"))
	}
}

// What is registered stays registered, a mended file keeps the day of the first submission, and
// bureaus without processes are asked for nothing.
func TestTheBoardKeepsWhatWasHandedIn(t *testing.T) {
	t.Parallel()
	var clock webtest.Clock
	r := webtest.NewRig(t, clock.Set)
	r.Imported([]any{"架空廃棄物の許可", "架空廃棄物法", 1, 1, "検討中", "不要"})
	officer, approver, hq := r.As(registry.Officer), r.As(registry.Approver), r.As(registry.Headquarters)
	hq.Get("/admin/rounds").Want(t, 200, "すべての局に求めます").See(t, webtest.Filled("提出を求める局", "手続のある局"))
	hq.Post("/admin/rounds", "name", "架空の回", "fiscal_year", "2025", "opens_on", webtest.Day(0), "deadline", webtest.Day(0), "asks", "some").
		Want(t, 422, "提出を求める局を一覧から選んでください").See(t, webtest.Wrong("提出を求める局"))
	hq.Post("/admin/rounds", "name", "架空の回", "fiscal_year", "2025", "opens_on", webtest.Day(0), "deadline", webtest.Day(0)).Want(t, 303)
	round := webtest.Num(r.Count("select max(id) from round"))
	if _, err := r.World.Pool.ExecContext(t.Context(), "update upload set received_at = received_at - interval '9 days'"); err != nil {
		t.Fatal(err) // of an earlier round
	}
	hq.Get("/board").Want(t, 200, "手続のない", "局には、提出を求めていません").
		See(t, webtest.Figure("登録済み", "0／ 1 局"), webtest.Row("建設局", "手続がありません", "—"),
			webtest.Row("環境局", "まだ取り込んでいません", "あと1日"))

	file := func(volume int) []byte {
		return webtest.Sheet(t, []any{"架空廃棄物の許可", "架空廃棄物法", volume, 1, "検討中", "不要"})
	}
	first := officer.Send("/uploads", "はじめ.xlsx", file(2)).Want(t, 303).Header.Get("Location")
	officer.Post(first+"/submit", "keep", "1").Want(t, 303)
	approver.Post(first+"/return", "reason", "架空の不足").Want(t, 303)
	second := officer.Send("/uploads", "直した.xlsx", file(3), "replaces", strings.TrimPrefix(first, "/uploads/")).Want(t, 303).
		Header.Get("Location")
	clock.Pass(5 * 24 * time.Hour) // the deadline is over
	officer.Post(second+"/submit", "keep", "1").Want(t, 303)
	approver.Post(second+"/approve").Want(t, 303)
	third := officer.Send("/uploads", "次の.xlsx", file(4)).Want(t, 303).Header.Get("Location")
	hq.Get("/board").Want(t, 200, "登録済みの局のうち 1 局では", "そのあとの取込", "次の.xlsx（提出前）", "!日の遅れ").
		See(t, webtest.Figure("登録済み", "1／ 1 局"), webtest.Tag("登録済み"), webtest.Not(webtest.Tag("期限の後に提出")),
			webtest.Link("", second), webtest.Link("", third),
			webtest.Figure("締切を過ぎて未提出", "0局"))
	check := webtest.NewContract(t)
	got := hq.Call("GET", "/api/v1/board", "").Want(t, 200, `"standing":"registered"`, `"file_name":"直した.xlsx"`, `"later":{"upload":`,
		`"file_name":"次の.xlsx"`, `"standing":"not_asked"`, `"after_deadline":false`, `"asks":"holders"`, `!"after_deadline":true`)
	if err := check("GET", "/api/v1/board", got); err != nil {
		t.Error(err)
	}
	var board struct {
		Bureaus []struct {
			Standing    string
			DaysLate    int    `json:"days_late"`
			SubmittedAt string `json:"submitted_at"`
			HandedInAt  string `json:"handed_in_at"`
		}
	}
	if err := json.Unmarshal([]byte(got.Body), &board); err != nil {
		t.Fatal(err)
	}
	late := 0
	for _, b := range board.Bureaus {
		late += b.DaysLate
		if b.Standing == "registered" && (b.SubmittedAt == "" || b.SubmittedAt != b.HandedInAt) {
			t.Errorf("%+v", b)
		}
	}
	if late != 0 {
		t.Errorf("bureaus are %d days late by the API", late)
	}
	hq.Post("/board/reminders", "round", round, "bureau", "all").Want(t, 422, "督促する局がありません")

	w := r.Window()
	hq.Lend(w)
	for _, path := range []string{"/board", "/admin/rounds/" + round} {
		w.Go(path)
		w.Accessible(path)
	}
}

func TestNoticesOfWhatOthersDid(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	officer, approver, hq := r.As(registry.Officer), r.As(registry.Approver), r.As(registry.Headquarters)
	officer.Get("/notices").Want(t, 200, "お知らせはありません")
	r.As(registry.Planner).Get("/notices").Want(t, 403)
	r.As(registry.Planner).Get("/").Want(t, 200).See(t, webtest.Not(webtest.Link("", "/notices")))

	at := officer.Send("/uploads", "架空<1>.xlsx", webtest.Sheet(t, []any{"架空廃棄物の許可", "架空廃棄物法", 1, 1, "検討中", "不要"})).Want(t, 303).
		Header.Get("Location")
	officer.Post(at+"/submit", "text", "よろしく<架空>").Want(t, 303)
	officer.Get("/notices").Want(t, 200, "お知らせはありません") // nobody is told of their own doing
	page := approver.Get("/notices").Want(t, 200, "未読", "架空の局入力者が提出しました", "架空<1>.xlsx", "よろしく<架空>").See(t, webtest.Link("", at)).Body
	approver.Get("/").Want(t, 200, "1 件の未読")
	until := webtest.FormOf(t, page, "/notices/read")
	approver.Post(at+"/return", "reason", "架空の不足").Want(t, 303)
	officer.Get("/notices").Want(t, 200, "架空の局承認者が差し戻しました", "架空の不足")

	// What came after the page was shown stays unread.
	officer.Post(at+"/submit").Want(t, 303)
	approver.Submit("/notices/read", until).Want(t, 303)
	if body := approver.Get("/notices").Want(t, 200, "未読").Body; strings.Count(body, ">未読<") != 1 {
		t.Errorf("%d are unread, want the one that came since", strings.Count(body, ">未読<"))
	}
	approver.Post("/notices/read", "until", "2999-01-01T00:00:00Z").Want(t, 422)
	approver.Post(at+"/approve").Want(t, 303)
	hq.Post(at+"/undo", "direction", "undo", "reason", "架空の取消し").Want(t, 303)
	officer.Get("/notices").Want(t, 200, "承認し、登録されました", "取り消しました", "架空の取消し")

	other := registry.Account{Login: "other", Name: "架空の他局", Role: registry.Officer}
	b, err := r.Store.Bureau(t.Context(), "建設局")
	if err != nil {
		t.Fatal(err)
	}
	other.BureauID = b.ID
	told, err := r.Store.Notices(t.Context(), registry.ScopeOf(other), 10)
	if err != nil || len(told) != 0 {
		t.Errorf("another bureau is told %+v, %v", told, err)
	}
}

func TestATransferByBothSides(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.Imported([]any{"架空廃棄物の<許可>", "架空廃棄物法", 1, 1, "検討中", "不要"}, []any{"架空騒音の届出", "架空騒音法", 5, 1, "検討中", "要"})
	other, err := r.Store.Bureau(t.Context(), "建設局")
	if err != nil {
		t.Fatal(err)
	}
	from, to := webtest.Num(int64(r.Bureau.ID)), webtest.Num(int64(other.ID))
	officer, approver, hq := r.As(registry.Officer), r.As(registry.Approver), r.As(registry.Headquarters)
	officer.Get("/transfers").Want(t, 200, "所管替えはまだありません", "環境局")
	officer.Get("/transfers/new?process=P-0000001").Want(t, 200).See(t, webtest.Filled("移す手続の手続ID", "P-0000001"), webtest.Filled("渡す局", "環境局"))
	officer.Get("/transfers/new").Want(t, 200).See(t, webtest.Option("受ける局", "建設局"), webtest.Not(webtest.Option("受ける局", "環境局")),
		webtest.Not(webtest.Option("受ける局", "福祉保健局")), webtest.Not(webtest.Option("渡す局", "建設局")),
		webtest.Link("受ける局として申し出る", "/transfers/new?take=1"))
	officer.Get("/transfers/new?take=1").Want(t, 200).See(t, webtest.Filled("受ける局", "環境局"), webtest.Option("渡す局", "福祉保健局"),
		webtest.Not(webtest.Option("渡す局", "環境局")))
	hq.Get("/transfers/new?process=P-0000001").Want(t, 200).See(t, webtest.Filled("渡す局", "環境局"),
		webtest.Not(webtest.Option("受ける局", "環境局")))
	closed, err := r.Store.Bureau(t.Context(), "福祉保健局")
	if err != nil {
		t.Fatal(err)
	}
	hq.Post("/transfers", "from", from, "to", webtest.Num(int64(closed.ID)), "processes", "P-0000001", "effective_on", "2022-04-01",
		"reason", "架空").
		Want(t, 422, "「福祉保健局」は2023年6月30日で廃止されています", "福祉局、保健医療局").See(t, webtest.Wrong("受ける局"))
	r.As(registry.Planner).Get("/transfers").Want(t, 200, "!所管替えを申し出る")
	r.As(registry.Planner).Get("/transfers/new").Want(t, 403)

	propose := func(ids, reason string) []string {
		return []string{"from", from, "to", to, "processes", ids, "effective_on", "2026-04-01", "reason", reason}
	}
	officer.Post("/transfers", propose("P-1", "架空の理由")...).Want(t, 422, "P-0000123", "架空の理由")
	officer.Post("/transfers", propose("P-0000001", " ")...).Want(t, 422, "理由を入力してください").See(t, webtest.Filled("移す手続の手続ID", "P-0000001"))
	officer.Post("/transfers", "from", to, "to", webtest.Num(int64(other.ID)), "processes", "P-0000001").Want(t, 422)
	at := officer.Post("/transfers", propose("P-0000001、P-0000002\r\n", "架空の組織改正")...).Want(t, 303).Header.Get("Location")
	officer.Get(at).Want(t, 200, "環境局 から 建設局 へ", "協議中", "申出を取り下げる", "!所管替えに同意する", "架空廃棄物の<許可>")
	officer.Post(at+"/accept").Want(t, 403)
	approver.Get("/notices").Want(t, 200, "架空の局入力者が所管替えを申し出ました")
	approver.Post(at+"/refuse").Want(t, 422, "同意しない理由を入力してください")
	approver.Post(at+"/accept").Want(t, 303)
	approver.Post(at+"/accept").Want(t, 409, "すでに同意しています")
	approver.Get(at).Want(t, 200, "架空の局承認者").See(t, webtest.Not(webtest.Button("所管替えに同意する")))
	hq.Post(at+"/accept").Want(t, 303)
	hq.Get(at).Want(t, 200, "所管替えが成立し").See(t, webtest.Tag("成立"))
	officer.Get("/processes").Want(t, 200).See(t, webtest.Counted("0 手続"))
	hq.Get("/transfers").Want(t, 200, "成立", "建設局")
	hq.Get("/reconciliation?from="+registry.DateOf(time.Now())).Want(t, 200).See(t, webtest.Row("建設局", "2"), webtest.Row("合計"))
	hq.Get("/reconciliation?from=x").Want(t, 200, "期間の最初の日「x」を日付として読めません")
	r.As(registry.Officer).Get("/transfers/99").Want(t, 404)

	again := hq.Post("/transfers", "from", to, "to", from, "processes", "P-0000001", "effective_on", "2026-04-01", "reason", "架空の戻し").
		Want(t, 303).Header.Get("Location")
	hq.Post(again+"/withdraw", "reason", "架空の取下げ").Want(t, 303)
	officer.Get(again).Want(t, 200, "取下げ", "架空の取下げ", "!申出を取り下げる")
}

func TestThePagesOfRoundsAndTransfersAreAccessible(t *testing.T) {
	t.Parallel()
	browser.Need(t)
	r := webtest.NewRig(t)
	hq := r.As(registry.Headquarters)
	today := time.Now().In(registry.Tokyo)
	hq.Post("/admin/rounds", "name", "架空の回", "fiscal_year", "2025", "opens_on", today.Format(time.DateOnly), "deadline",
		today.AddDate(0, 0, 3).Format(time.DateOnly)).Want(t, 303)
	at := r.Questioned()
	r.As(registry.Officer).Post(at+"/submit", "keep", "1").Want(t, 303)
	other, err := r.Store.Bureau(t.Context(), "建設局")
	if err != nil {
		t.Fatal(err)
	}
	hq.Post("/transfers", "from", webtest.Num(int64(r.Bureau.ID)), "to", webtest.Num(int64(other.ID)), "processes", "P-0000001",
		"effective_on", "2026-04-01", "reason", "架空").Want(t, 303)
	w := r.Window()
	hq.Lend(w)
	for _, path := range []string{"/board", "/admin/rounds", "/admin/rounds/1", "/notices", "/transfers", "/transfers/new", "/transfers/1"} {
		w.Go(path)
		w.Accessible(path)
	}
}
