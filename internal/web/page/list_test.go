package page_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/japanese"

	"tetsuzuki/internal/auth"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store/storetest"
	"tetsuzuki/internal/web/webtest"
)

// The lists whose pages are made by one description; each behaves like all others.
var lists = []struct {
	path, anchor, files string // files empty: path
	column, sort, head  string
	search              string // finds one row; empty: the list has no search
}{
	{"/", "#bureaus", "/bureaus", "手続", "all", "局,手続,対象,実施済,デジタル化率,件数カバー率", "総務局"},
	{"/uploads", "", "", "担当者", "actor", "受付番号,受付日時,局,ファイル,状態", "架空"},
	{"/transfers", "", "", "渡す局", "giver", "番号,渡す局,受ける局,手続,所管替えの日", "架空"},
	{"/snapshots", "", "", "デジタル化率", "process", "名前,時点,デジタル化率,件数カバー率", "架空"},
	{"/groups", "", "", "手続", "processes", "名前,手続,対象,実施済,デジタル化率,件数カバー率,件数が不明,出典,説明", "架空の旅券"},
	{"/plans", "", "", "手続", "processes", "計画,計画する手続,目的,手続,値,値の上限,単位,目標に届く年度,状態,作った日時", "架空の計画"},
	{"/laws", "", "", "動かせる手続", "processes", "法令,動かせる手続,年間件数,件数が不明,重点手続,ほかの改正も要る", "架空旅券法"},
	{"/progress/forecast", "", "", "四半期末", "day", "四半期末,10％,25％,真ん中（50％）,75％,90％,計画どおり,直線", ""},
	{"/admin/rounds", "", "", "締切", "deadline", "名前,件数の年度,受付を始める日,締切", "架空"},
	{"/admin/thresholds", "", "", "年間件数（以上）", "volume", "いつから,年間件数（以上）,理由,決めた人,決めた日時,状態", "架空"},
	{"/admin/targets", "", "", "割合", "rate", "名前,最初の日,最後の日,割合,手続数,数える手続", "架空"},
	{"/bulk-edits", "", "", "変えた手続", "processes", "番号,編集した日時,編集した人,理由,変えた手続", "架空の一括"},
	{"/views", "", "", "名前", "name", "名前,一覧,条件・並び順・列,見る人,保存した人", "架空の表示"},
	{"/entered-figures", "", "", "値", "rate", "時点,名前,率,値,分子,分母,出典", "架空"},
	{"/progress/bureaus", "#bureaus", "", "状態", "state", "局,状態,なぜ,対象,実施済,残り,デジタル化率,この1年の増", "環境局"},
	{"/board", "#bureaus", "", "はじめの提出", "submitted", "局,状態,締切との関係,督促,取込,ファイル,担当者", "架空"},
	{"/admin/accounts", "", "", "最後のサインイン", "seen", "名前,ログイン名,役割,局,メールアドレス,最後のサインイン,状態", "局入力者"},
	{"/reconciliation", "", "", "＋受け入れ", "received", "局,はじめ,＋受け入れ", ""},
}

func TestEveryListIsSortedFilteredAndTakenOutAlike(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.Fill()
	passport := storetest.Row{Process: registry.Process{BureauID: 10, ProcedureName: "架空旅券の発給", LegalBasis: "架空旅券法", InScope: true,
		NationalLawChange: registry.LawChangeRequired, LawToChange: "架空旅券法第3条", Ministry: "架空省"}}
	r.World.Change(t, "2022-11-01 09:00", "架空の担当者", &passport)
	hq, admin := r.As(registry.Headquarters), r.As(registry.Administrator)
	r.As(registry.Officer).Send("/uploads", "架空の棚卸.csv", []byte("手続名,根拠法令\r\n架空の許可,架空の法\r\n")).Want(t, 303)
	hq.Post("/transfers", "from", "10", "to", "15", "processes", "P-0000001", "effective_on", "R5.4.1", "reason", "架空の組織改正").Want(t, 303)
	hq.Post("/admin/rounds", "name", "架空の回", "fiscal_year", "2025", "opens_on", "R8.4.1", "deadline", "令和8年6月30日").Want(t, 303)
	hq.Call("POST", "/api/v1/snapshots", `{"name": "架空の公表値"}`).Want(t, 201)
	hq.Call("POST", "/api/v1/plans", `{"name": "架空の計画", "objective": "cases"}`).Want(t, 201)
	hq.Post("/admin/thresholds", "effective_from", "R12.4.1", "volume", "5000", "reason", "架空の改定").Want(t, 303)
	hq.Post("/admin/targets", "name", "架空の目標", "from", "R8.4.1", "to", "R9.3.31", "percent", "70", "scope", "in", "reason", "試し").Want(t, 303)
	hq.Call("POST", "/api/v1/bulk-edits", `{"query": "bureau=B15", "fields": {"ministry": "架空省"}, "reason": "架空の一括"}`).Want(t, 201)
	hq.Post("/views", "name", "架空の表示", "list", "processes", "query", "status=planned").Want(t, 303)
	hq.Post("/entered-figures", "name", "架空の年度末", "day", "R4.3.31", "rate_kind", "process", "percent", "21.1", "source", "架空の報告",
		"reason", "試し").Want(t, 303)
	hq.Post("/groups", "name", "架空の旅券", "source", "架空の計画", "filter", "q=旅券", "reason", "試し").Want(t, 303)
	for _, l := range lists {
		t.Run(l.path, func(t *testing.T) {
			b := hq.Of(t)
			if l.path == "/admin/accounts" {
				b = admin.Of(t)
			}
			files := cmp.Or(l.files, l.path)
			page := b.Get(l.path).Want(t, 200)
			page.See(t, webtest.Link("", files+".csv"), webtest.Link("", files+".xlsx"), webtest.Link("100", l.path+"?limit=100"+l.anchor))
			b.Get(l.path+"?sort="+l.sort+"&order=desc").Want(t, 200).See(t, webtest.Sorted(l.column, "descending"),
				webtest.Link(l.column, l.path+"?order=asc&sort="+l.sort+l.anchor))
			b.Get(l.path+"?sort="+l.sort).Want(t, 200).See(t, webtest.Sorted(l.column, "ascending"))
			for _, wrong := range []string{"sort=color", "order=up", "page=0", "limit=x", "color=red"} {
				b.Get(l.path+"?"+wrong).Want(t, 400, "ください", "!"+strings.Split(wrong, "=")[0]+"=")
			}
			csv := b.Get(files+".csv").Want(t, 200).Body
			if got := strings.TrimPrefix(csv, "\ufeff"); !strings.HasPrefix(got, l.head) || strings.Count(got, "\r\n") < 2 {
				t.Errorf("the csv is %.200q, want it to begin with %q", got, l.head)
			}
			book, err := excelize.OpenReader(bytes.NewReader([]byte(b.Get(files+".xlsx").Want(t, 200).Body)))
			if err != nil {
				t.Fatal(err)
			}
			rows, err := book.GetRows(book.GetSheetName(0))
			if err != nil || len(rows) < 2 || !strings.HasPrefix(strings.Join(rows[0], ","), l.head) {
				t.Errorf("the workbook has %q (%v)", rows, err)
			}
			wantOtherForms(t, b, page, files, len(rows)-1)
			wantDescribed(t, b, page.Page(t), l.path, files)
			if l.search == "" {
				return // filtered by its period alone
			}
			none := url.QueryEscape("どこにもない言葉")
			b.Get(l.path+"?q="+none).Want(t, 200, "この条件に合うものはありません").
				See(t, webtest.Link("条件をすべて外す", l.path+l.anchor), webtest.Counted("0"))
			search := url.QueryEscape(l.search)
			found := b.Get(l.path+"?q="+search).Want(t, 200)
			found.See(t, webtest.Counted("1"), webtest.Link("", files+".csv?q="+search))
			if !strings.Contains(found.Page(t).Text(), "："+l.search+"を外す") {
				t.Error("the filter is no chip")
			}
		})
	}
	if told := r.Told(registry.AuditExport); !strings.Contains(strings.Join(told, "\n"), "増減の突き合わせ（jsonl）") {
		t.Errorf("the exports are noted as %q", told)
	}
	r.As(registry.Officer).Get("/admin/rounds.csv").Want(t, 403)
}

// wantOtherForms looks for the list's other forms on its page, and for all of its rows in them.
// The workbook may have a row of sums.
func wantOtherForms(t *testing.T, b *webtest.Visitor, page webtest.Answer, files string, rows int) {
	t.Helper()
	page.See(t, webtest.Link("CSV（UTF-8、BOMなし）", files+".csv?encoding=utf-8-no-bom"), webtest.Link("JSON", files+".json"),
		webtest.Link("JSON Lines（1行に1件）", files+".jsonl"), webtest.Link("変わる文字の一覧", files+".csv?encoding=cp932&lost=true"))
	with := b.Get(files+".csv").Want(t, 200).Body
	if plain := b.Get(files+".csv?encoding=utf-8-no-bom").Want(t, 200).Body; "\ufeff"+plain != with {
		t.Errorf("without a mark it is %.100q, with one %.100q", plain, with)
	}
	cp932 := b.Get(files+".csv?encoding=cp932").Want(t, 200)
	head, err := japanese.ShiftJIS.NewDecoder().String(cp932.Body)
	if err != nil || !strings.HasPrefix("\ufeff"+head, strings.SplitN(with, ",", 2)[0]) {
		t.Errorf("in Shift_JIS it begins with %.100q (%v)", head, err)
	}
	b.Get(files+".csv?encoding=cp932&lost=true").Want(t, 200, "行,列,文字,書いた文字,数")
	b.Get(files+".csv?encoding=latin-1").Want(t, 400, "「latin-1」には対応していません")
	var all struct {
		Columns []string
		Rows    []map[string]any
	}
	if err := json.Unmarshal([]byte(b.Get(files+".json").Want(t, 200).Body), &all); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(b.Get(files+".jsonl").Want(t, 200).Body, "\n"), "\n")
	if n := len(all.Rows); n != rows && n != rows-1 || len(lines) != n {
		t.Errorf("the workbook has %d rows, the JSON %d, its lines %d", rows, n, len(lines))
	}
	for _, line := range lines {
		var row map[string]any
		if err := json.Unmarshal([]byte(line), &row); err != nil || len(row) != len(all.Columns) {
			t.Errorf("a line is %q (%v)", line, err)
		}
	}
}

// tokenOf makes a token of a role's account.
func tokenOf(t *testing.T, r *webtest.Rig, role registry.Role) string {
	t.Helper()
	token, hash := auth.NewToken()
	account, err := r.Store.Account(t.Context(), registry.Operator("作り物"), r.Ids[role])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Store.AddToken(t.Context(), registry.ScopeOf(account), "架空の集計", hash, time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	return token
}

// A token opens the files of pages as a session does, and no page; a wrong one is told so.
func TestATokenOpensFiles(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.Fill()
	program := r.Visitor()
	program.Header.Set("Authorization", "Bearer "+tokenOf(t, r, registry.Planner))
	program.Get("/processes.csv?status=done").Want(t, 200, "架空道路の占用", "!架空騒音")
	program.Get("/processes.json?status=done").Want(t, 200, `"threshold":10000`, `"procedure_name":"架空道路の占用"`, "!架空騒音")
	program.Get("/processes.jsonl").Want(t, 200, `"process_id":"P-0000002"`)
	program.Get("/uploads.jsonl").Want(t, 200)
	program.Get("/reports/quarter.zip?from=2022-06-30&to=2022-12-31").Want(t, 200, "PK")
	program.Get("/admin/rounds.csv").Want(t, 403)
	program.Get("/processes").Want(t, 303)
	program.Get("/admin/accounts.csv").Want(t, 403)
	program.Header.Set("Authorization", "Bearer "+tokenOf(t, r, registry.Administrator))
	program.Get("/admin/accounts.csv").Want(t, 200, "架空の企画")
	program.Get("/admin/accounts").Want(t, 303)
	program.Header.Set("Authorization", "Bearer tzk_WRONG")
	program.Get("/processes.csv").Want(t, 401)
	program.Get("/admin/accounts.csv").Want(t, 401)
}

// The table of bureaus adds up what it shows: filtered, the sums are of the bureaus that are
// left, and lead to their processes; its workbook has them below the rows that it filters.
func TestTheSumsOfBureausAreOfThoseShown(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.Fill()
	hq := r.As(registry.Headquarters)
	all := hq.Get("/").Want(t, 200)
	all.See(t, webtest.Row("環境局", "2", "2", "1", "50.0％"), webtest.Row("建設局", "1", "1", "1", "100.0％"),
		webtest.Row("合計", "3", "3", "2", "66.6％"), webtest.Row("総務局", "0", "0", "0", "—"))
	first := hq.Get("/?sort=process&order=desc").Want(t, 200).Page(t).RowTitles()
	if build, green := slices.Index(first, "建設局"), slices.Index(first, "環境局"); build < 0 || build > green {
		t.Errorf("sorted by the rate, the bureaus are %q", first)
	}
	none := hq.Get("/?q="+url.QueryEscape("務局")).Want(t, 200) // 総務局 and others without processes
	none.See(t, webtest.Row("合計", "0", "0", "0", "—"), webtest.Not(webtest.Titled("環境局")))
	book, err := excelize.OpenReader(strings.NewReader(hq.Get("/bureaus.xlsx?sort=all&order=desc").Want(t, 200).Body))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	rows, err := book.GetRows("局ごとの進捗")
	if err != nil || len(rows) < 4 || rows[1][0] != "環境局" || rows[len(rows)-1][0] != "合計" || rows[len(rows)-1][1] != "3" {
		t.Fatalf("the workbook has %q (%v)", rows, err)
	}
	names := book.GetDefinedName()
	filtered := slices.IndexFunc(names, func(n excelize.DefinedName) bool { return n.Name == "_xlnm._FilterDatabase" })
	if want := fmt.Sprintf("$%d", len(rows)-1); filtered < 0 || !strings.HasSuffix(names[filtered].RefersTo, want) {
		t.Errorf("the workbook filters %v, want it to end in row %s", names, want)
	}
	if csv := hq.Get("/bureaus.csv").Want(t, 200).Body; strings.Contains(csv, "合計") {
		t.Error("the csv, which programs read, has a row of sums")
	}
}

// Whatever the writing of a day, it is understood, shown the Japanese way, and told with a
// right example where it is none. No field is a browser's own, which takes one writing alone.
func TestDaysAreEnteredInAnyWriting(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.Fill()
	hq, admin := r.As(registry.Headquarters), r.As(registry.Administrator)
	for _, path := range webtest.EveryPage(r) {
		for _, input := range admin.Get(path).Page(t).Inputs() {
			if input["type"] == "date" || input["type"] == "month" {
				t.Errorf("%s has a field %q of type %s", path, input["name"], input["type"])
			}
		}
	}
	for _, day := range []string{"R4.4.30", "令和4年4月30日", "2022-04-30", "2022/4/30", "２０２２年４月３０日", "20220430"} {
		at := url.QueryEscape(day)
		hq.Get("/processes?as_of="+at).Want(t, 200, "2022年4月30日 の終わりの時点").See(t, webtest.Filled("いつの時点か", "2022年4月30日"))
		hq.Get("/?as_of="+at).Want(t, 200).See(t, webtest.Filled("いつの時点か", "2022年4月30日"))
		hq.Get("/reconciliation?from="+at).Want(t, 200, "架空").See(t, webtest.Filled("最初の日", "2022年4月30日"))
		hq.Get("/uploads?from="+at).Want(t, 200, "この日から：2022年4月30日").See(t, webtest.Filled("この日から", "2022年4月30日"))
		hq.Get("/admin/log?to="+at).Want(t, 200).See(t, webtest.Filled("この日まで", "2022年4月30日"))
		hq.Get("/api/v1/processes?as_of="+at).Want(t, 200, `"as_of":"2022-04-30T23:59:59.999999+09:00"`)
	}
	for _, path := range []string{"/processes?as_of=", "/uploads?from=", "/snapshots?to=", "/transfers?from="} {
		hq.Get(path+url.QueryEscape("4月30日")).Want(t, 400, "「4月30日」を日付として読めません", "R")
	}
	hq.Post("/admin/rounds", "name", "架空の回", "fiscal_year", "2025", "opens_on", "R8.4.1", "deadline", "6月末").
		Want(t, 422, "締切「6月末」を日付として読めません").
		See(t, webtest.Wrong("締切"), webtest.Filled("締切", "6月末"), webtest.Filled("受付を始める日", "2026年4月1日"))
	hq.Post("/transfers", "from", "10", "to", "15", "processes", "P-0000001", "effective_on", "来月", "reason", "架空").
		Want(t, 422, "所管替えの日「来月」を日付として読めません").See(t, webtest.Filled("所管替えの日", "来月"))
	edit := hq.Get("/processes/P-0000001/edit").Want(t, 200)
	form := webtest.FormOf(t, edit.Body, "/processes/P-0000001/edit")
	hq.Submit("/processes/P-0000001/edit", form, "digitized_on", "R4.10.1", "reason", "架空の理由").Want(t, 303)
	hq.Get("/processes/P-0000001").Want(t, 200, "2022年10月1日")
	hq.Get("/processes/P-0000001/edit").Want(t, 200).See(t, webtest.Filled("デジタル化実施日", "2022年10月1日"))
}
