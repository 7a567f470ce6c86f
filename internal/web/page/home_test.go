package page_test

import (
	"strings"
	"testing"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store/storetest"
	"tetsuzuki/internal/web/webtest"
)

// An empty registry says what is to be done before its first file, and what is done.
func TestAnEmptyRegistryLeadsToItsFirstFile(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	admin, hq, officer, planner := r.As(registry.Administrator), r.As(registry.Headquarters), r.As(registry.Officer), r.As(registry.Planner)
	admin.Get("/home").Want(t, 200, "5 つのうち 2 つが済んでいます", "局入力者がいる局 1、局承認者がいる局 1、本部 1人").
		See(t, webtest.Heading("今日の仕事"), webtest.Link("アカウントを登録する", "/admin/accounts"), webtest.Link("調査回を決める", "/admin/rounds"),
			webtest.Link("棚卸の様式を配る", "/uploads/form.xlsx"), webtest.Link("組織を確かめる", "/admin#organisation"),
			webtest.Not(webtest.Link("はじめのファイルを取り込む", "/uploads")))
	planner.Get("/home").Want(t, 200, "調査回を決める").See(t, webtest.Not(webtest.Link("調査回を決める", "")))
	hq.Post("/admin/rounds", "name", "架空の回", "fiscal_year", "2025", "opens_on", webtest.Day(0), "deadline", webtest.Day(9)).Want(t, 303)
	hq.Get("/uploads/form.xlsx").Want(t, 200)
	hq.Get("/home").Want(t, 200, "5 つのうち 4 つが済んでいます", "まだ提出していない局", "局").See(t, webtest.Link("架空の回", ""))
	officer.Get("/home").Want(t, 200, "まだ提出していません").See(t, webtest.Link("はじめのファイルを取り込む", "/uploads"))
	officer.Upload("架空.xlsx", webtest.Sheet(t, []any{"架空廃棄物の許可", "架空廃棄物法", 1, 1, "検討中", "不要"}))
	hq.Get("/home").Want(t, 200, "5 つのうち 5 つが済んでいます")
	r.Imported([]any{"架空騒音の届出", "架空騒音法", 5, 1, "検討中", "要"})
	hq.Get("/home").Want(t, 200, "!はじめるまで")
}

// Each role finds on its home what waits for it, what it has begun and what others changed.
func TestTheHomeOfEachRole(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	check := webtest.NewContract(t)
	r.Imported([]any{"架空廃棄物の許可", "架空廃棄物法", 1, 1, "検討中", "不要"}, []any{"架空騒音の届出", "架空騒音法", 5, 1, "検討中", "要"})
	officer, approver, hq, admin := r.As(registry.Officer), r.As(registry.Approver), r.As(registry.Headquarters), r.As(registry.Administrator)
	for _, role := range registry.Roles {
		r.As(role).Get("/home").Want(t, 200, "いま待っていることはありません", "!はじめるまで").
			See(t, webtest.Current("今日の仕事"), webtest.Link("進捗", "/"), webtest.Link("手続レジストリ", "/home"))
	}

	// Whoever signs in comes home, with what was asked for kept.
	in := func(next, want string) {
		t.Helper()
		got := r.Visitor().Post("/sign-in", "login", "planner", "password", webtest.Password, "next", next).Want(t, 303).Header.Get("Location")
		if got != want {
			t.Errorf("a sign-in for %q leads to %s, want %s", next, got, want)
		}
	}
	in("", "/home")
	in("/", "/home")
	in("/?as_of=2022-12-31", "/?as_of=2022-12-31")
	in("/board", "/board")
	r.As(registry.Planner).Get("/").Want(t, 200).See(t, webtest.Heading("進捗")) // a bookmark of the figures

	at := officer.Send("/uploads", "架空.xlsx", webtest.Sheet(t,
		[]any{"架空廃棄物の許可", "架空廃棄物法", 9, 1, "検討中", "不要"})).Want(t, 303).Header.Get("Location")
	id := strings.TrimPrefix(at, "/uploads/")
	officer.Get("/home").Want(t, 200, "差分の確認に答える（残り 1 か所）").
		See(t, webtest.Link("取込 "+id+"「架空.xlsx」", at), webtest.Tag("提出前"), webtest.Heading("始めたこと"))
	officer.Post(at+"/submit", "keep", "1").Want(t, 303)
	officer.Get("/home").Want(t, 200, "承認を待っています", "!差分の確認に答える")
	approver.Get("/home").Want(t, 200, "取込を承認する 1", "環境局　提出 架空の局入力者", "未読のお知らせを読む 1").See(t, webtest.Link("取込 "+id+"「架空.xlsx」", at))
	hq.Get("/home").Want(t, 200, "取込を承認する 1")
	r.As(registry.Auditor).Get("/home").Want(t, 200, "!取込を承認する")
	approver.Post(at+"/return", "reason", "架空の不足", "sheet", "Sheet1", "cell", "C2", "text", "架空の指摘").Want(t, 303)
	officer.Get("/home").Want(t, 200, "差し戻された取込を直す 1", "差戻し 架空の局承認者")
	approver.Get("/home").Want(t, 200, "!取込を承認する")
	officer.Post(at+"/submit", "keep", "1").Want(t, 303)
	approver.Post(at+"/approve").Want(t, 303)

	// What others changed since the account was here before.
	officer.Get("/home").Want(t, 200, "変わったこと", "架空廃棄物の許可").See(t, webtest.Row("", "架空の局承認者", "取込"))
	approver.Get("/home").Want(t, 200).See(t, webtest.Not(webtest.Row("", "架空の局承認者", "取込"))) // one's own doing
	again := r.SignIn(registry.Officer)
	again.Get("/home").Want(t, 200, "架空廃棄物の許可") // since the sign-in before
	again = r.SignIn(registry.Officer)
	again.Get("/home").Want(t, 200, "変わったことはありません").See(t, webtest.Link("この7日", "/home?days=7#changes"))
	again.Get("/home?days=7").Want(t, 200, "架空廃棄物の許可")
	again.Get("/home?days=8").Want(t, 200, "変わったことはありません")

	other, err := r.Store.Bureau(t.Context(), "建設局")
	if err != nil {
		t.Fatal(err)
	}
	transfer := officer.Post("/transfers", "from", webtest.Num(int64(r.Bureau.ID)), "to", webtest.Num(int64(other.ID)),
		"processes", "P-0000001", "effective_on", "2026-04-01", "reason", "架空").Want(t, 303).Header.Get("Location")
	approver.Get("/home").Want(t, 200, "所管替えに同意する 1", "環境局から建設局へ　1手続").See(t, webtest.Link("", transfer))
	officer.Get("/home").Want(t, 200, "協議中", "!所管替えに同意する").See(t, webtest.Link("", transfer))

	// A round's deadline, for whoever has not handed in; and what only an administrator can mend.
	hq.Post("/admin/rounds", "name", "架空の回", "fiscal_year", "2025", "opens_on", webtest.Day(1), "deadline", webtest.Day(9),
		"asks", "all").Want(t, 303)
	officer.Get("/home").Want(t, 200, "!調査回の締切")
	hq.Post("/admin/rounds", "name", "次の回", "fiscal_year", "2025", "opens_on", webtest.Day(-1), "deadline", webtest.Day(0),
		"asks", "all").Want(t, 303)
	hq.Get("/home").Want(t, 200, "次の回", "今日まで", "まだ提出していない局")
	admin.Get("/home").Want(t, 200, "アカウントを整える", "サインインできる局入力者・局承認者がいません").See(t, webtest.Link("政策企画局", "/admin/accounts"),
		webtest.Not(webtest.Link("環境局", "/admin/accounts")))
	for _, b := range []*webtest.Visitor{officer, hq, admin} {
		for _, path := range []string{"/api/v1/home", "/api/v1/home?since=2026-01-01"} {
			got := b.Call("GET", path, "").Want(t, 200, `"kind":"`)
			if err := check("GET", path, got); err != nil {
				t.Error(err)
			}
		}
	}
	officer.Call("GET", "/api/v1/home?since=2026-01-01", "").Want(t, 200, `"procedure_name":"架空廃棄物の許可"`, `"kind":"import"`, `"setup":[]`)
	officer.Call("GET", "/api/v1/home?since=x", "").Want(t, 400)

	w := r.Window()
	for _, role := range []registry.Role{registry.Officer, registry.Administrator} {
		r.As(role).Lend(w)
		w.Go("/home")
		w.Accessible("/home")
	}
}

// Who makes proposals to the national government finds on the home those that wait for its answer,
// and those that came true with the bureaus that have not looked at their processes.
func TestTheHomeTellsOfProposalsThatWait(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	row := func(bureau int, name string) *storetest.Row {
		return &storetest.Row{Process: registry.Process{BureauID: bureau, ProcedureName: name, LegalBasis: "架空旅券法", InScope: true,
			Status: registry.NotStarted, NationalLawChange: registry.LawChangeRequired}}
	}
	r.World.Change(t, "2022-04-01 09:00", "架空の作成者", row(10, "架空の発給"), row(15, "架空の更新"), row(15, "架空の紛失"))
	planner, hq := r.As(registry.Planner), r.As(registry.Headquarters)
	planner.Post("/proposals", "title", "架空旅券法の改正", "filter", "law=架空旅券法", "reason", "架空").Want(t, 303)
	const reply, freed = "国への提案の回答を確かめる", "実現した提案の手続を、局に確かめてもらう"
	move := func(state string, fields ...string) {
		t.Helper()
		planner.Post("/proposals/1/states", append([]string{"state", state, "day", "R4.6.30"}, fields...)...).Want(t, 303)
	}
	hq.Get("/home").Want(t, 200, "!"+reply) // considered among us
	move("sent")
	for _, v := range []*webtest.Visitor{planner, hq} {
		v.Get("/home").Want(t, 200, reply+" 1", "提案済 2022年6月30日").See(t, webtest.Link("架空旅券法の改正", "/proposals/1"))
	}
	r.As(registry.Auditor).Get("/home").Want(t, 200, "!"+reply)
	move("responding", "due", webtest.Day(30))
	hq.Get("/home").Want(t, 200, "!"+reply)
	move("responding", "due", webtest.Day(-1))
	hq.Get("/home").Want(t, 200, reply+" 1", "（過ぎています）")
	move("realized")
	hq.Get("/home").Want(t, 200, "!"+reply, freed+" 1", "環境局 1 手続、建設局 2 手続").See(t, webtest.Link("架空旅券法の改正", "/proposals/1"))
	hq.Get("/api/v1/home").Want(t, 200, `"kind":"freed"`)
	officer := r.As(registry.Officer)
	officer.Get("/home").Want(t, 200, "改正で動かせるようになった手続を確かめる 1", "!"+freed)
	officer.Post("/proposals/1/answers", "process", "P-0000001", "reason", "架空の政令も要る").Want(t, 303)
	hq.Get("/home").Want(t, 200, freed+" 1", "!環境局 1 手続", "建設局 2 手続")
}
