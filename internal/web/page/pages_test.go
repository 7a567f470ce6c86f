package page_test

import (
	"fmt"
	"mime"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
	"tetsuzuki/internal/web/webtest"
)

func TestPages(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.Fill()
	for _, c := range []struct {
		name    string
		role    registry.Role
		path    string
		status  int
		content []string
		see     []webtest.Sight
	}{
		{"figures with what they are made of", registry.Planner, "/", 200,
			[]string{"66.6％", "22,000", "あと 1 手続", "架空の企画", "建設局", "!サンプル"}, []webtest.Sight{webtest.Link("2 手続", ""), webtest.Link("3 手続", "")}},
		{"figures as of then", registry.Planner, "/?as_of=2022-04-30", 200, []string{"33.3％", "2022年4月30日 の終わりの時点"},
			[]webtest.Sight{webtest.Filled("いつの時点か", "2022年4月30日"), webtest.Link("", "/processes?as_of=2022-04-30&status=done")}},
		{"figures before anything", registry.Planner, "/?as_of=2021-01-01", 200, []string{"この時点には、手続が登録されていません", "!NaN"}, nil},
		{"a day to come", registry.Planner, "/?as_of=2999-01-01", 400, []string{"未来の日付"}, nil},
		{"no day", registry.Planner, "/?as_of=yesterday", 400, []string{"日付として読めません"}, nil},
		{"a bureau sees its own", registry.Officer, "/", 200, []string{"50.0％", "環境局", "!建設局"}, nil},

		{"the catalogue", registry.Planner, "/processes", 200,
			[]string{"架空廃棄物の<許可>", "10,000", "不明", "実施済", "未着手・今後検討", "Excelで保存"},
			[]webtest.Sight{webtest.Counted("3 手続"), webtest.Sorted("手続ID", "ascending")}},
		{"filtered, with chips", registry.Planner, "/processes?bureau=B10&status=done", 200,
			[]string{"局：環境局", "デジタル化状況：実施済", "!架空騒音"},
			[]webtest.Sight{webtest.Counted("1 手続"), webtest.Link("局：環境局を外す", "/processes?status=done"), webtest.Filled("局", "環境局（1）")}},
		{"several of one kind stay", registry.Planner, "/processes?status=done&status=not_started", 200,
			[]string{"デジタル化状況：未着手・今後検討"}, []webtest.Sight{webtest.Counted("3 手続"), webtest.Sends("status", "not_started")}},
		{"a search, with what was understood", registry.Planner, "/processes?search=" + url.QueryEscape("環境局　架空廃棄物法"), 200,
			[]string{"このように読みました", "「環境局」＝局", "「架空廃棄物法」＝根拠法令", "架空廃棄物の<許可>", "!架空道路"},
			[]webtest.Sight{webtest.Counted("1 手続"), webtest.Filled("手続ID・局・法令・条項・手続名で探す", "環境局　架空廃棄物法"),
				webtest.Link("ことばとして探す", "/processes?search="+url.QueryEscape("「環境局」 架空廃棄物法"))}},
		{"text", registry.Planner, "/processes?q=ｶｸｳ", 200, []string{"条件に合う手続はありません"}, nil},
		{"sorted, unknown last", registry.Planner, "/processes?sort=volume&order=desc", 200, []string{"令和2年度"}, []webtest.Sight{webtest.Sorted("年間件数", "descending")}},
		{"an unknown filter", registry.Planner, "/processes?colour=red", 400, []string{"「colour」という条件はありません"}, nil},
		{"another bureau's", registry.Officer, "/processes?bureau=建設局", 403, []string{"権限"}, nil},
		{"of the own bureau", registry.Officer, "/processes", 200, []string{"!架空道路"}, []webtest.Sight{webtest.Counted("2 手続")}},
		{"a page of it", registry.Planner, "/processes?limit=1", 200, []string{"1～1 番目", "次のページ"}, nil},

		{"one process", registry.Planner, "/processes/P-0000001", 200,
			[]string{"架空廃棄物の<許可>", "10,000", "根拠法令", "架空廃棄物法", "変更の履歴", "約9,800", "今後実施", "申請等", "重点の判定に使う年度"}, nil},
		{"as it was", registry.Planner, "/processes/P-0000001?as_of=2022-04-30", 200, []string{"約9,800", "令和5年度", "の終わりの時点"}, nil},
		{"of another bureau, as if it were not there", registry.Officer, "/processes/P-0000003", 404, []string{"見つかりませんでした"}, nil},
		{"not there", registry.Planner, "/processes/P-0000099", 404, []string{"見つかりませんでした"}, nil},
		{"no ID", registry.Planner, "/processes/x", 404, []string{"P-0000123"}, nil},

		{"priorities", registry.Planner, "/priorities", 200, []string{"10,000 件以上", "2021年4月1日から", "重点手続（2）", "判定不能（1）", "基準の前後（0）", "架空道路", "確定値"}, nil},
		{"the undecidable", registry.Planner, "/priorities?list=undecidable", 200, []string{"架空騒音の届出", "不明", "!架空道路"}, nil},
		{"near the line, then", registry.Planner, "/priorities?list=near&as_of=2022-04-30", 200, []string{"基準の前後（1）", "約9,800", "概数", "9,500～10,500"}, nil},

		{"exports", registry.Auditor, "/exports", 200, []string{"進捗報告を保存する"}, nil},
		{"settings", registry.Headquarters, "/admin", 200, []string{"10,000", "３年間で70％", "70.0％", "福祉保健局", "福祉局、保健医療局", "2023年6月30日", "!アカウントの管理"}, nil},
		{"no settings", registry.Planner, "/admin", 403, []string{"この操作を行う権限がありません", "問い合わせ番号"}, nil},
		{"no such page", registry.Planner, "/nothing", 404, []string{"ページが見つかりません", "問い合わせ番号", "架空の企画"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			r.As(c.role).Get(c.path).Want(t, c.status, c.content...).See(t, c.see...)
		})
	}
}

func TestAnEmptyRegistrySaysWhatToDo(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.As(registry.Officer).Get("/").Want(t, 200, "まだ手続が登録されていません", "棚卸表を取り込む")
	r.As(registry.Planner).Get("/").Want(t, 200, "まだ手続が登録されていません", "!棚卸表を取り込む")
	r.As(registry.Planner).Get("/processes").Want(t, 200, "まだ手続が登録されていません")
	r.As(registry.Planner).Get("/priorities").Want(t, 200, "この一覧に入る手続はありません")
}

// A target that counts nothing is not reached: 0 of 0 are nothing done.
func TestAnEmptyRegistryReachesNoTarget(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	b := r.As(registry.Planner)
	b.Post("/groups", "name", "架空の群", "source", "架空", "processes", "", "filter", "status=done", "reason", "試し").Want(t, 303)
	for _, path := range []string{"/", "/progress/curve", "/progress/curve?rate=discretion", "/progress/bureaus", "/progress/forecast",
		"/progress/scope", "/priorities", "/reports/quarter", "/groups/1", "/plans"} {
		b.Get(path).Want(t, 200, "!達しています", "!届いています", "!届きます", "!>届いた")
	}
	b.Get("/progress/curve").Want(t, 200, "数える手続がありません。")
}

var onlyDigits = regexp.MustCompile(`^[0-9,]+$`)

// Every figure of the dashboard leads to a list of exactly as many processes.
func TestEveryFigureLeadsToTheListItCounts(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.Fill()
	for _, asOf := range []string{"", "?as_of=2022-04-30"} {
		b := r.As(registry.Planner)
		figures := 0
		for _, l := range b.Get("/"+asOf).Want(t, 200).Page(t).Links() {
			number, _ := strings.CutSuffix(l.Text, " 手続")
			if !strings.HasPrefix(l.Href, "/processes") || !onlyDigits.MatchString(number) {
				continue
			}
			figures++
			if strings.Contains(l.Href, "sort=volume") && !strings.Contains(l.Href, "priority=") {
				continue // leads from a number of cases to where they come from
			}
			b.Get(l.Href).Want(t, 200).See(t, webtest.Counted(number+" 手続"))
		}
		if figures < 30 {
			t.Fatalf("only %d figures have a list", figures)
		}
	}
}

func TestThePagesOfAListFollowEachOther(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.Fill()
	b := r.As(registry.Planner)
	for start, want := range map[string]int{"/processes?limit=1&sort=volume&order=desc": 3, "/priorities?limit=1": 2} {
		path, seen := start, 0
		for path != "" {
			page := b.Get(path).Want(t, 200, fmt.Sprintf("%d～%d 番目", seen+1, seen+1)).Page(t)
			seen++
			path = page.Next()
		}
		if seen != want {
			t.Errorf("%s: %d pages, want %d", start, seen, want)
		}
	}
}

func TestSampleDataIsSaidOnEveryPage(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	if _, err := r.Store.AddAccount(t.Context(), registry.Operator("test"),
		registry.Account{Login: "sample", Name: "見本", Role: registry.Planner, Sample: true}, ""); err != nil {
		t.Fatal(err)
	}
	b := r.As(registry.Administrator)
	for _, path := range []string{"/", "/processes", "/priorities", "/exports", "/account", "/admin", "/admin/accounts", "/nothing"} {
		if body := b.Get(path).Body; !strings.Contains(body, "サンプル（架空のデータ）") {
			t.Errorf("%s does not say it", path)
		}
	}
	r.Visitor().Get("/sign-in").Want(t, 200, "サンプル（架空のデータ）")
}

func TestExports(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.Fill()
	for _, c := range []struct {
		role        registry.Role
		path        string
		contentType string
		name        string
		begins      string
		content     []string
	}{
		{registry.Planner, "/exports/progress.xlsx?as_of=2022-04-30", request.TypeXLSX, "進捗報告_20220430.xlsx", "PK", nil},
		{registry.Planner, "/processes.xlsx", request.TypeXLSX, "", "PK", nil},
		{registry.Planner, "/processes.csv?as_of=2022-04-30", "text/csv; charset=utf-8", "手続一覧_20220430.csv", "\ufeff", []string{"架空道路の占用", "架空騒音の届出", "手続ID"}},
		{registry.Planner, "/processes.csv?status=done&as_of=2022-04-30", "text/csv; charset=utf-8", "手続一覧_20220430.csv", "\ufeff", []string{"架空道路の占用", "!架空騒音"}},
		{registry.Officer, "/processes.csv", "text/csv; charset=utf-8", "", "\ufeff", []string{"架空騒音の届出", "!架空道路"}},
		{registry.Planner, "/processes.csv?encoding=cp932&as_of=2022-04-30", "text/csv; charset=Shift_JIS", "手続一覧_20220430.csv", "\x8e\xe8", nil},
	} {
		a := r.As(c.role).Get(c.path).Want(t, 200, c.content...)
		if got := a.Header.Get("Content-Type"); got != c.contentType {
			t.Errorf("%s: Content-Type %q", c.path, got)
		}
		if !strings.HasPrefix(a.Body, c.begins) {
			t.Errorf("%s begins with %q", c.path, a.Body[:min(10, len(a.Body))])
		}
		_, params, err := mime.ParseMediaType(a.Header.Get("Content-Disposition"))
		if err != nil || c.name != "" && params["filename"] != c.name {
			t.Errorf("%s: %q, %v", c.path, a.Header.Get("Content-Disposition"), err)
		}
	}
	r.As(registry.Planner).Get("/processes.csv?colour=red").Want(t, 400, "「colour」という条件はありません")
}

// A published figure leads to the list of its very moment, which a further condition
// does not move to the end of the day; a day that is not over is told as it is now.
func TestAListKeepsItsMoment(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.World.Catalogue(t)
	b := r.As(registry.Auditor)
	const moment = "2022-12-01T12:34:56.789+09:00"
	b.Get("/processes?as_of="+url.QueryEscape(moment)).Want(t, 200,
		"2022年12月1日 12:34 の時点", "今の内容ではありません", "!の終わりの時点").
		See(t, webtest.Sends("as_of", moment), webtest.Not(webtest.Filled("いつの時点か", "2022-12-01")))
	b.Get("/?as_of="+url.QueryEscape(moment)).Want(t, 200, "2022年12月1日 12:34 の時点").
		See(t, webtest.Link("重点手続の一覧を見る", "/priorities?as_of=2022-12-01T12%3a34%3a56.789%2b09%3a00"))
	today := registry.DateOf(time.Now())
	b.Get("/processes?as_of="+today).Want(t, 200, "!今の内容ではありません", "!23:59 時点").See(t, webtest.Filled("いつの時点か", registry.DayText(time.Now())))
}
