package page_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/webtest"
)

// accountBook is a made-up list of accounts as a workbook, its first row the headers.
func accountBook(t *testing.T, blank []byte, rows ...[]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	if blank != nil {
		var err error
		if f, err = excelize.OpenReader(bytes.NewReader(blank)); err != nil {
			t.Fatal(err)
		}
	}
	defer f.Close()
	first := 1
	if blank != nil {
		first = 2
	}
	for i, row := range rows {
		if err := f.SetSheetRow(f.GetSheetList()[0], fmt.Sprintf("A%d", i+first), &row); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A list of accounts is shown before it counts, taken as a whole or not at all, and its
// passwords are shown once.
func TestAccountsComeFromAList(t *testing.T) {
	t.Parallel()
	var clock webtest.Clock
	r := webtest.NewRig(t, clock.Set)
	admin, hq := r.As(registry.Administrator), r.As(registry.Headquarters)
	hq.Get("/admin/accounts/list").Want(t, 403)
	admin.Get("/admin/accounts").Want(t, 200).See(t, webtest.Link("一覧のファイルから登録する", "/admin/accounts/list"))
	admin.Get("/admin/accounts/list").Want(t, 200).See(t, webtest.Link("空の一覧をダウンロードする", "/admin/accounts/list.xlsx"))
	count := func() int64 { return r.Count("select count(*) from account") }
	before := count()

	// What is wrong is told with its cell and a right value; nothing counts.
	headers := []any{"所属", "氏名", "ログインID", "内線", "役割", "メール"}
	faulty := accountBook(t, nil, []any{"架空の職員の一覧"}, headers,
		[]any{"環境局", "架空 太郎", "Ｔaro", 1, "局入力者", "taro@example.lg.jp"},
		[]any{"ない局", "架空 次郎", "taro", 2, "局承認者", ""},
		[]any{"", "", "架空", 3, "課長", "jiro"},
		[]any{"福祉保健局", "架空 三郎", "saburo", 4, "局入力者", ""},
		[]any{"環境局", "架空の局入力者", "officer", 5, "局入力者", ""},
		[]any{"環境局", "別人", "approver", 5, "局入力者", ""},
		[]any{"環境局", "架空 企画", "kikaku", 5, "企画", ""})

	admin.Send("/admin/accounts/list", "職員.xlsx", faulty).Want(t, 200,
		"C4：ログイン名「taro」は、「Sheet1」の 3行目にもあります", "A4：「ない局」という局はありません", "B5：名前がありません。例：山田花子",
		"C5：「架空」はログイン名に使えません", "E5：役割「課長」が分かりません。局入力者、局承認者", "F5：メールアドレス「jiro」の形が正しくありません",
		"A6：「福祉保健局」は2023年6月30日で廃止されています", "C8：ログイン名「approver」のアカウントは、すでにあります（架空の局承認者・局承認者・環境局）",
		"A9：企画には局を書かないでください", "直すところのある行があるあいだは、何も登録しません").
		See(t, webtest.Figure("新規", "1人"), webtest.Figure("変更なし", "1人"), webtest.Figure("要修正", "5行"),
			webtest.Not(webtest.Form("/admin/accounts/list/take")))
	admin.Send("/admin/accounts/list", "棚卸.xlsx", webtest.Sheet(t, []any{"架空廃棄物の許可", "架空廃棄物法", 1, 1, "検討中", "不要"})).
		Want(t, 422, "アカウントの一覧の見出しが見つかりません").See(t, webtest.Wrong("アカウントの一覧のファイル"))
	admin.Send("/admin/accounts/list", "架空.xlsx", []byte("PK\x03\x04架空")).Want(t, 422)
	if n := count(); n != before {
		t.Fatalf("%d accounts were added by looking", n-before)
	}

	// The blank list, filled in.
	blank := admin.Get("/admin/accounts/list.xlsx").Want(t, 200)
	good := accountBook(t, []byte(blank.Body), []any{"架空 花子", "hanako", "局承認者", "建設局", "hanako@example.lg.jp"},
		[]any{"架空 本部", "honbu2", "headquarters"}, []any{"架空の局入力者", "officer", "局入力者", "環境局"})
	shown := admin.Send("/admin/accounts/list", "アカウントの一覧.xlsx", good).Want(t, 200, "2人を、一度に登録します").
		See(t, webtest.Button("2人を登録する"), webtest.Figure("変更なし", "1人"))
	if n := count(); n != before {
		t.Fatalf("%d accounts were added by looking", n-before)
	}
	form := webtest.FormOf(t, shown.Body, "/admin/accounts/list/take")
	done := admin.Submit("/admin/accounts/list/take", form).Want(t, 200, "2人のアカウントを登録しました", "今だけ表示します", "架空 花子")
	secrets := done.Page(t).Secrets()
	if n := count(); n != before+2 || len(secrets) != 2 || secrets[0] == secrets[1] {
		t.Fatalf("%d accounts were added, with %d passwords", n-before, len(secrets))
	}
	if told := r.Told(registry.AuditAccountAdded); told[0] != "架空の管理者: 一覧から2人" {
		t.Errorf("the log says %v", told)
	}
	detail := string(r.LastDetail(registry.AuditAccountAdded))
	if strings.Contains(detail, secrets[0]) || !strings.Contains(detail, "hanako") {
		t.Errorf("the log says %s", detail)
	}
	r.As(registry.Auditor).Get("/admin/log").Want(t, 200, "hanako 架空 花子 局承認者 建設局", "!"+secrets[0])
	admin.Get("/admin/accounts/list").Want(t, 200, "!"+secrets[0])
	fresh := r.Visitor()
	if to := fresh.Post("/sign-in", "login", "hanako", "password", secrets[0]).Want(t, 303).Header.Get("Location"); to != "/home" {
		t.Errorf("the sign-in leads to %s", to)
	}
	if to := fresh.Get("/home").Want(t, 303).Header.Get("Location"); !strings.HasPrefix(to, "/account/initial-password") {
		t.Errorf("the first sign-in leads to %s", to)
	}
	admin.Submit("/admin/accounts/list/take", form).Want(t, 422, "新しく登録するアカウントはありません") // once more
	admin.Post("/admin/accounts/list/take", "lines", `[{"name": "架空", "login": "x y", "role": "局入力者"}]`).
		Want(t, 422, "直すところのある行")
	admin.Post("/admin/accounts/list/take", "lines", "架空").Want(t, 422)

	// By the API, from a csv.
	check := webtest.NewContract(t)
	csv := []byte("名前,ログイン名,役割,局\r\n架空 四郎,shiro,局入力者,B10\r\n")
	const path = "/api/v1/accounts/import"
	hq.Send(path, "一覧.csv", csv).Want(t, 403)
	got := admin.Send(path, "一覧.csv", csv).Want(t, 200, `"taken":false`, `"new":1`, `"password":null`)
	if err := check("POST", path, got); err != nil {
		t.Error(err)
	}
	clock.Pass(16 * time.Minute)
	admin.Send(path, "一覧.csv", csv, "take", "true").Want(t, 403, "パスワードの確認が要ります")
	clock.Pass(-16 * time.Minute)
	got = admin.Send(path, "一覧.csv", csv, "take", "true").Want(t, 201, `"taken":true`, `"login":"shiro"`, `"password":"`)
	if err := check("POST", path, got); err != nil {
		t.Error(err)
	}
	got = admin.Send(path, "一覧.csv", []byte("名前,ログイン名,役割\r\n架空,goro,課長\r\n"), "take", "true").
		Want(t, 200, `"taken":false`, `"faulty":1`, `"cell":"C2"`, `"field":"role"`)
	if err := check("POST", path, got); err != nil {
		t.Error(err)
	}

	w := r.Window()
	admin.Lend(w)
	w.Go("/admin/accounts/list")
	w.Accessible("/admin/accounts/list")
	w.Go("/admin/accounts")
	w.Accessible("/admin/accounts")
}

func TestAccountsAreListedByBureauAndSignInAndDisabledTogether(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	admin := r.As(registry.Administrator)
	r.As(registry.Planner)
	bureau := webtest.Num(int64(r.Bureau.ID))
	admin.Get("/admin/accounts").Want(t, 200).See(t, webtest.Counted("6 人"), webtest.Option("局", "環境局"))
	admin.Get("/admin/accounts?bureau="+bureau).Want(t, 200).
		See(t, webtest.Counted("2 人"), webtest.Link("架空の局承認者", ""), webtest.Not(webtest.Link("架空の企画", "")))
	admin.Get("/admin/accounts?seen=never").Want(t, 200).See(t, webtest.Counted("4 人"), webtest.Not(webtest.Link("架空の企画", "")))
	admin.Get("/admin/accounts?seen=old").Want(t, 200, "この条件に合うものはありません")
	admin.Get("/admin/accounts?role=auditor&state=active").Want(t, 200).See(t, webtest.Counted("1 人"), webtest.Link("架空の監査", ""))
	order := admin.Get("/admin/accounts?sort=seen").Want(t, 200).Page(t).RowTitles()
	if len(order) != 6 || order[0] != "架空の企画" && order[1] != "架空の企画" { // who never did comes last
		t.Errorf("by the last sign-in: %v", order)
	}
	id := func(role registry.Role) string { return webtest.Num(r.Ids[role]) }
	admin.Post("/admin/accounts/disable").Want(t, 422, "1つ以上選んでください")
	admin.Do("POST", "/admin/accounts/disable", strings.NewReader("account="+id(registry.Officer)+"&account="+id(registry.Administrator)),
		"application/x-www-form-urlencoded").Want(t, 409, "ご自身のアカウントは停止できません")
	if n := r.Count("select count(*) from account where disabled_at is not null"); n != 0 {
		t.Errorf("%d accounts are disabled, though not all can be", n)
	}
	r.As(registry.Headquarters).Post("/admin/accounts/disable", "account", id(registry.Officer)).Want(t, 403)
	form := strings.NewReader("account=" + id(registry.Officer) + "&account=" + id(registry.Approver))
	admin.Do("POST", "/admin/accounts/disable", form, "application/x-www-form-urlencoded").Want(t, 303)
	admin.Get("/admin/accounts?state=disabled").Want(t, 200, "2 人のアカウントを停止しました").See(t, webtest.Counted("2 人"))
	if told := r.Told(registry.AuditAccountDisabled); len(told) != 2 {
		t.Errorf("the log says %v", told)
	}
}

func TestTheCodeListsAndHowManyProcessesUseThem(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.Imported([]any{"架空廃棄物の許可", "架空廃棄物法", 1, 1, "検討中", "不要"}, []any{"架空騒音の届出", "架空騒音法", 5, 1, "実施済", "要"},
		[]any{"架空悪臭の届出", "架空悪臭法", 5, 1, "実施済", "要"})
	r.As(registry.Officer).Get("/admin/codes").Want(t, 403)
	for _, role := range []registry.Role{registry.Administrator, registry.Headquarters} {
		r.As(role).Get("/admin/codes").Want(t, 200).See(t, webtest.Heading("デジタル化状況"), webtest.Heading("手数料の納付方法"),
			webtest.In(webtest.Group("デジタル化状況"), webtest.Row("done", "実施済", "2")), webtest.Link("2", "/processes?status=done"),
			webtest.In(webtest.Group("デジタル化状況"), webtest.Row("not_started", "", "0")),
			webtest.In(webtest.Group("手数料の納付方法"), webtest.Row("選んでいない手続", "3")))
	}
	w := r.Window()
	r.As(registry.Administrator).Lend(w)
	w.Go("/admin/codes")
	w.Accessible("/admin/codes")
}
