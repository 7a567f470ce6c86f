package web

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/xuri/excelize/v2"

	"tetsuzuki/internal/registry"
)

// ownBook is a made-up workbook in a bureau's own words: a title, the header in row 3,
// one sheet for each name.
func ownBook(t *testing.T, sheets ...string) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, name := range sheets {
		if i == 0 {
			if err := f.SetSheetName("Sheet1", name); err != nil {
				t.Fatal(err)
			}
		} else if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for k, row := range [][]any{{"架空の<棚卸>"}, {}, {"事務名", "根拠法令等", "年間処理件数（令和2年度）", "窓口の<名>"},
			{"架空廃棄物の許可" + name, "架空廃棄物法", 12, "あ"}, {"架空騒音の届出" + name, "架空騒音法", 5, "い"}, {"合計", nil, 17}} {
			if err := f.SetSheetRow(name, fmt.Sprintf("A%d", k+1), &row); err != nil {
				t.Fatal(err)
			}
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestTheStructureIsDrawnAndConfirmed(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.as(registry.Officer)
	at := b.send("/uploads", "棚卸.xlsx", ownBook(t, "一覧")).want(t, 303).header.Get("Location")
	b.get(at).want(t, 200, "構造の確認待ち", "読み取った表と列を確かめてください", `href="`+at+`/structure">読み取った表と列を確かめる`)
	b.post(at+"/submit").want(t, 409)
	page := b.get(at+"/structure").want(t, 200, "確かめるところ（4）", "一覧 A列「事務名」：見出しが標準と違いますが、「手続名」として読みました。", `href="#s0-t3-A"`, `id="s0-t3-A"`,
		"架空の&lt;棚卸&gt;", "!架空の<棚卸>", "窓口の&lt;名&gt;", "別名", "分からない列", "表題など", "合計", "空行", "この内容でよい", "直して読み直す",
		`<select name="field.0.3.A" aria-label="A列「事務名」の項目">`, `<select name="year.0.3.C"`, "読取：令和2年度", `<select name="row.0.6" aria-label="6行目の種類">`, "!前回から変わった")
	r.as(registry.Planner).get(at+"/structure").want(t, 200, "事務名", "!<select", "!この内容でよい")
	r.as(registry.Planner).post(at+"/structure", "do", "confirm").want(t, 403)

	b.post(at+"/structure", "reading", "7", "do", "confirm").want(t, 409, "その後で読み直されています")
	reading := between(page.body, `name="reading" value="`, `"`)
	b.post(at+"/structure", "reading", reading, "do", "correct").want(t, 422, "直すところがありません")
	b.post(at+"/structure", "reading", reading, "do", "confirm", "field.0.3.D", "remarks").want(t, 422, "直したところがあります", `<option value="remarks" selected>`)
	b.post(at+"/structure", "reading", reading, "do", "confirm").want(t, 303)
	b.get(at).want(t, 200, "提出前", "読み取った表と列を確かめました", "構造の確認")
	b.get(at+"/structure").want(t, 200, "!確かめるところ", "!この内容でよい", "直して読み直す")

	// The next file is read in the same way, and what is new about it is pointed out.
	next := b.send("/uploads", "次.xlsx", ownBook(t, "一覧")).header.Get("Location")
	b.get(next).want(t, 200, "提出前")
	b.get(next+"/structure").want(t, 200, "前回と同じ")
	changed := bytes.Buffer{}
	f, err := excelize.OpenReader(bytes.NewReader(ownBook(t, "一覧")))
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
	next = b.send("/uploads", "次の次.xlsx", changed.Bytes()).header.Get("Location")
	b.get(next+"/structure").want(t, 200, "前回から変わったところ", "一覧：「根拠法令等」が「根拠となる法令の名前」に変わりました（根拠法令）。", "別名")
}

func TestTheStructureIsCorrected(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.as(registry.Officer)
	at := b.send("/uploads", "棚卸.xlsx", ownBook(t, "一部", "二部")).want(t, 303).header.Get("Location")
	reading := between(b.get(at+"/structure").want(t, 200, "（ほか 1 か所）", `name="same" value="1" checked`).body, `name="reading" value="`, `"`)
	settle := func(fields ...string) answer {
		t.Helper()
		return b.post(at+"/structure", append([]string{"reading", reading, "do", "correct"}, fields...)...)
	}
	settle("field.0.3.D", "legal_basis").want(t, 422, "どちらも「根拠法令」になります", `role="alert"`)
	settle("row.0.3", "n").want(t, 422, "見出しの行がなくなります")
	settle("others.0", "あ").want(t, 422, "行の「あ」は使えません")
	settle("others.0", "99").want(t, 422, "99 行目は")
	settle("skip.0", "1", "skip.1", "1").want(t, 422, "読むシートがなくなります")

	// One column for both sheets, a row that is none, a total that is a record.
	settle("field.0.3.D", "remarks", "same", "1", "row.0.5", "n", "row.1.6", "r", "year.1.3.C", "2019").want(t, 303)
	b.get(at).want(t, 200, "提出前", "直したとおりに読み直します", "直しました：一部", "D列は備考")
	rows := b.get(at+"/difference?show=new").want(t, 200, "架空廃棄物の許可一部", "!架空騒音の届出一部", "架空騒音の届出二部", ">合計<").body
	if got := strings.Count(rows, "備考：あ") + strings.Count(rows, "備考：い"); got != 3 {
		t.Errorf("%d rows have the remark that was chosen, want 3", got)
	}
	if !strings.Contains(rows, "2019年度") && !strings.Contains(rows, "令和元年度") && !strings.Contains(rows, "平成31") {
		t.Errorf("no row has the year that was chosen:\n%s", rows)
	}
	reading = between(b.get(at+"/structure").want(t, 200, "指定のとおり").body, `name="reading" value="`, `"`)
	settle("skip.1", "1").want(t, 303)
	b.get(at+"/difference?show=new").want(t, 200, "架空廃棄物の許可一部", "!二部")
	reading = between(b.get(at+"/structure").want(t, 200, "読まないと決めたシートです", `name="take.1"`).body, `name="reading" value="`, `"`)
	settle("take.1", "1").want(t, 303)
	b.get(at+"/difference?show=new").want(t, 200, "架空廃棄物の許可二部")

	b.post(at+"/submit", "keep", "1").want(t, 303)
	b.get(at+"/structure").want(t, 200, "!<select", "!直して読み直す")
	settle("skip.1", "1").want(t, 409)
}

func TestTheStructureByAPI(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	officer, planner := r.as(registry.Officer), r.as(registry.Planner)
	officer.send("/api/v1/uploads", "棚卸.xlsx", ownBook(t, "一覧")).want(t, 201)
	const at = "/api/v1/uploads/1"
	r.play(
		scenario{officer, "GET " + at, ``, 200, []string{`"state":"structure"`}},
		scenario{officer, "GET " + at + "/structure", ``, 200, []string{`"reading":1`, `"verdict":"staged"`, `"why":"synonym"`, `"why":"unknown_column"`, `"match":"synonym"`,
			`"kind":"header"`, `"kind":"record"`, `"reason":"合計"`, `"changes":[]`}},
		scenario{officer, "GET " + at + "/missing", ``, 409, nil},
		scenario{planner, "POST " + at + "/structure", `{"reading": 1}`, 403, nil},
		scenario{officer, "POST " + at + "/structure", `{"reading": 2}`, 409, nil},
		scenario{officer, "POST " + at + "/structure", `{"reading": 1, "sheets": [{"sheet": "ない", "skip": true}]}`, 422, []string{`"field":"sheets"`}},
		scenario{officer, "POST " + at + "/structure", `{"reading": 1, "sheets": [{"sheet": "一覧", "columns": [{"column": "D", "field": "remarks"}], "ignore": [5]}]}`, 200, nil},
		scenario{officer, "GET " + at, ``, 200, []string{`"state":"staged"`, `"new":1`}},
		scenario{officer, "GET " + at + "/structure", ``, 200, []string{`"reading":2`, `"verdict":null`, `"points":[]`}},
		scenario{officer, "POST " + at + "/structure", `{"reading": 2}`, 200, []string{`"state":"staged"`}},
	)
}

// partsBook is a made-up workbook in which several columns make one value.
func partsBook(t *testing.T) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, row := range [][]any{{"手続名", "根拠法令", "実施済", "未実施", "本庁件数（令和2年度）", "支所件数（令和2年度）"},
		{"架空の許可", "架空法", "○", nil, 10, 1}, {"架空の届出", "架空法", nil, "○", 20, 2}} {
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Columns that make one value together are shown as that, asked about and corrected, on
// the page and by the API.
func TestPartsOfAValueAreSettled(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.as(registry.Officer)
	at := b.send("/uploads", "棚卸.xlsx", partsBook(t)).want(t, 303).header.Get("Location")
	page := b.get(at+"/structure").want(t, 200, "Sheet1 C列「実施済」：ほかの列と合わせて、「デジタル化状況」として読みました。", "Sheet1 F列「支所件数（令和2年度）」：ほかの列と合わせて、",
		`<select name="part.0.1.D" aria-label="D列「未実施」の読み方">`, `<option value="choice:not_started" selected>○は「未着手・今後検討」</option>`, `<option value="sum" selected>ほかの列の件数と足す</option>`)
	reading := between(page.body, `name="reading" value="`, `"`)
	api := "/api/v1" + at
	b.get(api+"/structure").want(t, 200, `"why":"joined"`)
	b.post(at+"/structure", "reading", reading, "do", "correct", "part.0.1.D", "choice:considering").want(t, 303)
	r.play(
		scenario{b, "GET " + api + "/structure", ``, 200, []string{`"reading":2`, `"part":"choice","choice":"considering"`, `"part":"choice","choice":"done"`, `"part":"sum"`}},
		scenario{b, "POST " + api + "/structure", `{"reading": 2, "sheets": [{"sheet": "Sheet1", "columns": [{"column": "D", "field": "digitization_status", "part": "sum"}]}]}`, 422, []string{`"field":"columns"`}},
		scenario{b, "POST " + api + "/structure", `{"reading": 2, "sheets": [{"sheet": "Sheet1", "columns": [{"column": "E", "field": "annual_volume"}, {"column": "F", "field": "ignore"}]}]}`, 200, nil},
		scenario{b, "GET " + api + "/structure", ``, 200, []string{`"reading":3`, `"reason":"ignored"`}},
	)
}

func TestTheStructureInTheBrowser(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.as(registry.Officer)
	at := b.send("/uploads", "棚卸.xlsx", ownBook(t, "一部", "二部")).want(t, 303).header.Get("Location")
	w := r.window()
	b.lend(w)
	w.Go(at + "/structure")
	w.Accessible("what was understood")
	w.Do(chromedp.EmulateViewport(360, 740))
	w.Accessible("what was understood, on a narrow screen")
	var wide bool
	w.Do(chromedp.Evaluate(`document.documentElement.scrollWidth > innerWidth`, &wide), chromedp.EmulateViewport(1280, 900))
	if wide {
		t.Error("the page is wider than a narrow screen")
	}
	w.Follow("[role=alert]", chromedp.SetValue(`[name="field.0.3.D"]`, "legal_basis"), chromedp.Click(`[value=correct]`))
	w.Accessible("a mistake")
	w.Follow("[data-live]", chromedp.SetValue(`[name="field.0.3.D"]`, "remarks"), chromedp.Click(`[value=correct]`))
	r.work()
	w.Gone("[data-live]")
	w.Await("#checked")
	if got := w.Text(".tag"); got != "提出前" {
		t.Errorf("state %q", got)
	}
	w.Go(at + "/structure")
	w.Accessible("what was corrected")
	if got := w.Text("#s1-t3-D .tag"); got != "指定のとおり" {
		t.Errorf("the other sheet's column: %q", got)
	}
}
