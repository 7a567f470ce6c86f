package page_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/xuri/excelize/v2"

	"tetsuzuki/import/sheettest"
	"tetsuzuki/internal/browser"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/webtest"
)

func TestTheStructureIsDrawnAndConfirmed(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	b := r.As(registry.Officer)
	at := b.Send("/uploads", "棚卸.xlsx", webtest.OwnBook(t, "一覧")).Want(t, 303).Header.Get("Location")
	b.Get(at).Want(t, 200, "構造の確認待ち", "読み取った表と列を確かめてください").See(t, webtest.Link("読み取った表と列を確かめる", at+"/structure"))
	b.Post(at+"/submit").Want(t, 409)
	page := b.Get(at+"/structure").Want(t, 200, "確かめるところ（4）", "一覧 A列「事務名」：見出しが標準と違いますが、「手続名」として読みました。",
		"架空の<棚卸>", "窓口の<名>", "別名", "分からない列", "表題など", "合計", "空行", "この内容でよい", "!直して読み直す", "読取：令和2年度", "!前回から変わった").
		See(t, webtest.Link("", "#s0-t3-A"), webtest.Field("A列「事務名」の項目"), webtest.Field("C列「年間処理件数（令和2年度）」の年度"), webtest.Field("6行目の種類"))
	r.As(registry.Planner).Get(at+"/structure").Want(t, 200, "事務名", "!読取：令和2年度", "!この内容でよい")
	r.As(registry.Planner).Post(at+"/structure", "do", "confirm").Want(t, 403)

	b.Post(at+"/structure", "reading", "7", "do", "confirm").Want(t, 409, "その後で読み直されています")
	reading := page.Page(t).Hidden("reading")
	b.Post(at+"/structure", "reading", reading, "do", "correct").Want(t, 422, "直すところがありません")
	b.Post(at+"/structure", "reading", reading, "do", "confirm", "field.0.3.D", "legal_basis").Want(t, 422, "どちらも「根拠法令」になります").
		See(t, webtest.Filled("D列「窓口の<名>」の項目", "根拠法令"))
	b.Post(at+"/structure", "reading", reading, "do", "confirm").Want(t, 303)
	b.Get(at).Want(t, 200, "提出前", "読み取った表と列を確かめました", "構造の確認")
	b.Get(at+"/structure").Want(t, 200, "!確かめるところ", "!この内容でよい", "直して読み直す")

	// The next file is read in the same way, and what is new about it is pointed out.
	next := b.Send("/uploads", "次.xlsx", webtest.OwnBook(t, "一覧")).Header.Get("Location")
	b.Get(next).Want(t, 200, "提出前")
	b.Get(next+"/structure").Want(t, 200, "前回と同じ")
	changed := bytes.Buffer{}
	f, err := excelize.OpenReader(bytes.NewReader(webtest.OwnBook(t, "一覧")))
	if err == nil {
		defer f.Close()
		err = f.SetCellValue("一覧", "B3", "根拠となる法令の名前")
	}
	if err == nil {
		err = f.Write(&changed)
	}
	if err != nil {
		t.Fatal(err)
	}
	next = b.Send("/uploads", "次の次.xlsx", changed.Bytes()).Header.Get("Location")
	b.Get(next+"/structure").Want(t, 200, "前回から変わったところ", "一覧：「根拠法令等」が「根拠となる法令の名前」に変わりました（根拠法令）。", "別名")
}

func TestTheStructureIsCorrected(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	b := r.As(registry.Officer)
	at := b.Send("/uploads", "棚卸.xlsx", webtest.OwnBook(t, "一部", "二部")).Want(t, 303).Header.Get("Location")
	reading := b.Get(at+"/structure").Want(t, 200, "（ほか 1 か所）").
		See(t, webtest.Ticked("ほかの表でも、同じ見出しの列を同じように直す")).Page(t).Hidden("reading")
	settle := func(fields ...string) webtest.Answer {
		t.Helper()
		return b.Post(at+"/structure", append([]string{"reading", reading, "do", "correct"}, fields...)...)
	}
	settle("field.0.3.D", "legal_basis").Want(t, 422, "どちらも「根拠法令」になります").See(t, webtest.Notice("error", "どちらも「根拠法令」になります"))
	settle("row.0.3", "n").Want(t, 422, "見出しの行がなくなります")
	settle("others.0", "あ").Want(t, 422, "行の「あ」は使えません")
	settle("others.0", "99").Want(t, 422, "99 行目は")
	settle("skip.0", "1", "skip.1", "1").Want(t, 422, "読むシートがなくなります")

	// One column for both sheets, a row that is none, a total that is a record.
	settle("field.0.3.D", "remarks", "same", "1", "row.0.5", "n", "row.1.6", "r", "year.1.3.C", "2019").Want(t, 303)
	b.Get(at).Want(t, 200, "提出前", "選んだとおりに読み直します", "直しました：一部", "D列は備考")
	rows := b.Get(at+"/difference?show=new").Want(t, 200, "架空廃棄物の許可一部", "!架空騒音の届出一部", "架空騒音の届出二部").See(t, webtest.Titled("合計")).Page(t).Text()
	if got := strings.Count(rows, "備考：あ") + strings.Count(rows, "備考：い"); got != 3 {
		t.Errorf("%d rows have the remark that was chosen, want 3", got)
	}
	if !strings.Contains(rows, "2019年度") && !strings.Contains(rows, "令和元年度") && !strings.Contains(rows, "平成31") {
		t.Errorf("no row has the year that was chosen:\n%s", rows)
	}
	reading = b.Get(at+"/structure").Want(t, 200, "指定のとおり").Page(t).Hidden("reading")
	settle("skip.1", "1").Want(t, 303)
	b.Get(at+"/difference?show=new").Want(t, 200, "架空廃棄物の許可一部", "!二部")
	reading = b.Get(at+"/structure").Want(t, 200, "読まないと決めたシートです").See(t, webtest.Field("このシートも読む")).Page(t).Hidden("reading")
	settle("take.1", "1").Want(t, 303)
	b.Get(at+"/difference?show=new").Want(t, 200, "架空廃棄物の許可二部")

	b.Post(at+"/submit", "keep", "1").Want(t, 303)
	b.Get(at+"/structure").Want(t, 200, "!読取：令和2年度", "!直して読み直す")
	settle("skip.1", "1").Want(t, 409)
}

func TestTheStructureByAPI(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	officer, planner := r.As(registry.Officer), r.As(registry.Planner)
	officer.Send("/api/v1/uploads", "棚卸.xlsx", webtest.OwnBook(t, "一覧")).Want(t, 201)
	const at = "/api/v1/uploads/1"
	r.Play(
		webtest.Ask(officer, "GET "+at, ``, 200, []string{`"state":"structure"`}),
		webtest.Ask(officer, "GET "+at+"/structure", ``, 200,
			[]string{`"reading":1`, `"verdict":"staged"`, `"why":"synonym"`, `"why":"unknown_column"`, `"match":"synonym"`,
				`"kind":"header"`, `"kind":"record"`, `"reason":"合計"`, `"changes":[]`}),
		webtest.Ask(officer, "GET "+at+"/missing", ``, 409, nil),
		webtest.Ask(planner, "POST "+at+"/structure", `{"reading": 1}`, 403, nil),
		webtest.Ask(officer, "POST "+at+"/structure", `{"reading": 2}`, 409, nil),
		webtest.Ask(officer, "POST "+at+"/structure", `{"reading": 1, "sheets": [{"sheet": "ない", "skip": true}]}`, 422,
			[]string{`"field":"sheets"`}),
		webtest.Ask(officer, "POST "+at+"/structure", `{"reading": 1, "sheets": [{"sheet": "一覧", "columns": [{"column": "D", `+
			`"field": "remarks"}], "ignore": [5]}]}`, 200, nil),
		webtest.Ask(officer, "GET "+at, ``, 200, []string{`"state":"staged"`, `"new":1`}),
		webtest.Ask(officer, "GET "+at+"/structure", ``, 200, []string{`"reading":2`, `"verdict":null`, `"points":[]`}),
		webtest.Ask(officer, "POST "+at+"/structure", `{"reading": 2}`, 200, []string{`"state":"staged"`}),
	)
}

// partsBook is a made-up workbook in which several columns make one value.
func partsBook(t *testing.T) []byte {
	t.Helper()
	return sheettest.Book(t, "Sheet1",
		[]any{"手続名", "根拠法令", "実施済", "未実施", "本庁件数（令和2年度）", "支所件数（令和2年度）", "数え方"},
		[]any{"架空の許可", "架空法", "○", nil, 10, 1, "件"}, []any{"架空の届出", "架空法", nil, "○", 20, 2, "千件"})
}

// Columns that make one value together are shown as that, asked about and corrected, on
// the page and by the API.
func TestPartsOfAValueAreSettled(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	b := r.As(registry.Officer)
	at := b.Send("/uploads", "棚卸.xlsx", partsBook(t)).Want(t, 303).Header.Get("Location")
	page := b.Get(at+"/structure").Want(t, 200, "Sheet1 C列「実施済」：ほかの列と合わせて、「デジタル化状況」として読みました。", "Sheet1 F列「支所件数（令和2年度）」：ほかの列と合わせて、",
		"ほかの列の件数と足す").See(t, webtest.Filled("D列「未実施」の読み方", "○は「未着手・今後検討」"))
	reading := page.Page(t).Hidden("reading")
	api := "/api/v1" + at
	b.Get(api+"/structure").Want(t, 200, `"why":"joined"`)
	b.Post(at+"/structure", "reading", reading, "do", "correct", "part.0.1.D", "choice:considering", "part.0.1.G", "unit").Want(t, 303)
	r.Play(
		webtest.Ask(b, "GET "+api+"/structure", ``, 200, []string{`"reading":2`, `"part":"choice","choice":"considering"`,
			`"part":"choice","choice":"done"`, `"part":"sum"`, `"part":"unit"`}),
		webtest.Ask(b, "POST "+api+"/structure", `{"reading": 2, "sheets": [{"sheet": "Sheet1", "columns": [{"column": "D", `+
			`"field": "digitization_status", "part": "sum"}]}]}`, 422, []string{`"field":"columns"`}),
		webtest.Ask(b, "POST "+api+"/structure", `{"reading": 2, "sheets": [{"sheet": "Sheet1", "columns": [{"column": "E", `+
			`"field": "annual_volume"}, {"column": "F", "field": "ignore"}, `+
			`{"column": "G", "field": "annual_volume", "part": "fiscal_year"}]}]}`, 200, nil),
		webtest.Ask(b, "GET "+api+"/structure", ``, 200, []string{`"reading":3`, `"reason":"ignored"`, `"part":"fiscal_year"`}),
	)
}

func TestTheStructureInTheBrowser(t *testing.T) {
	t.Parallel()
	browser.Need(t)
	r := webtest.NewRig(t)
	b := r.As(registry.Officer)
	at := b.Send("/uploads", "棚卸.xlsx", webtest.OwnBook(t, "一部", "二部")).Want(t, 303).Header.Get("Location")
	w := r.Window()
	b.Lend(w)
	w.Go(at + "/structure")
	w.Accessible("what was understood")
	w.Do(chromedp.EmulateViewport(360, 740))
	w.Accessible("what was understood, on a narrow screen")
	var wide bool
	w.Do(chromedp.Evaluate(`document.documentElement.scrollWidth > innerWidth`, &wide), chromedp.EmulateViewport(1280, 900))
	if wide {
		t.Error("the page is wider than a narrow screen")
	}
	w.Follow("[role=alert]", chromedp.SetValue(`[name="field.0.3.D"]`, "legal_basis"), chromedp.Click(`[value=confirm]`))
	w.Accessible("a mistake")
	w.Follow("[data-live]", chromedp.SetValue(`[name="field.0.3.D"]`, "remarks"), chromedp.Click(`[value=confirm]`))
	r.Work()
	w.Gone("[data-live]")
	w.Await("#checked") // by one button: nothing is left to be checked
	if got := w.Text(".tag"); got != "提出前" {
		t.Errorf("state %q", got)
	}
	w.Go(at + "/structure")
	w.Accessible("what was corrected")
	if got := w.Text("#s1-t3-D .tag"); got != "指定のとおり" {
		t.Errorf("the other sheet's column: %q", got)
	}
}
