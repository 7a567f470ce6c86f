package form

import (
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"tetsuzuki/internal/survey"
)

func TestFieldsAreThoseOfTheCheckReport(t *testing.T) {
	t.Parallel()
	want := strings.Fields(`process_id bureau department division procedure_name process_name process_type applicant recipient
		legal_basis legal_article affair_category annual_volume online_volume digitization_status planned_fiscal_year digitized_on
		obstacle national_law_change law_to_change ministry scope platform identity_method fee payment_methods attachments
		seal_required standard_processing_period remarks`)
	f := Current()
	for i, d := range f.Fields() {
		if i >= len(want) || d.Key != want[i] || d.Order != i+1 || f.Field(d.Key) != &f.Fields()[i] {
			t.Errorf("field %d is %s", i, d.Key)
		}
		if (d.List != nil) != (d.Kind == OneCode || d.Kind == Codes) {
			t.Errorf("%s of kind %s has the list %v", d.Key, d.Kind, d.List)
		}
		if d.Required != (d.Key == "procedure_name") {
			t.Errorf("%s: required %v", d.Key, d.Required)
		}
		h, ok := f.Header(d.Label)
		if !ok || h.Field != f.Field(d.Key) || !h.Standard {
			t.Errorf("the label %s heads %+v", d.Label, h)
		}
	}
	if len(f.Fields()) != len(want) || f.Field("nonsense") != nil {
		t.Errorf("%d fields, want %d", len(f.Fields()), len(want))
	}
}

func TestTheFormHasTheColumnsOfTheStandardSheet(t *testing.T) {
	t.Parallel()
	want := "手続ID 局 部 課 手続名 手続類型 手続主体 手続の受け手 根拠法令 根拠条項 事務区分 年間件数 うちオンライン件数 デジタル化状況 デジタル化予定年度 " +
		"デジタル化実施日 未実施の理由 国の法令改正の要否 改正が必要な法令・条項 所管府省 本人確認方法 手数料の有無 添付書類 押印の有無 標準処理期間 備考"
	var got []string
	for _, d := range Current().Fields() {
		if d.InForm {
			got = append(got, d.Label)
		}
	}
	if strings.Join(got, " ") != want {
		t.Errorf("the form has %q", got)
	}
}

func TestHeadersAreFoundByMeaning(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"手　続　名":       "procedure_name",
		"手続\nの名称":     "procedure_name",
		"手続の名称":       "procedure_name",
		"根拠法令等":       "legal_basis",
		"法令名":         "legal_basis",
		"条項":          "legal_article",
		"年間\n処理件数":    "annual_volume",
		"うち電子申請":      "online_volume",
		"うちｵﾝﾗｲﾝ件数":   "online_volume",
		"ﾃﾞｼﾞﾀﾙ化状況":   "digitization_status",
		"オンライン化の実施状況": "digitization_status",
		"デ－タ":         "",
		"法改正（要・否）":    "national_law_change",
		"法改正(要･否)":    "national_law_change",
		"担当課":         "division",
		"局名":          "bureau",
		"前年度比":        "",
		"手続の概要":       "",
		"No.":         "",
		"内線":          "",
	} {
		h, ok := Current().Header(text)
		if ok != (want != "") || ok && h.Field.Key != want {
			t.Errorf("%q heads %+v, want %q", text, h, want)
		}
	}
}

func TestCodesAreThoseOfTheDomain(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"process_type":        "1 2-1 2-2 2-3 3 4",
		"party":               "1 2 3 4-1 4-2 4-3 4-4 5 6 7",
		"affair_category":     "1 2 3 4",
		"digitization_status": "done partial in_progress planned considering not_started exempt abolished",
		"obstacle":            "0 1 2 3 4 5 6 7",
		"national_law_change": "required not_required unknown",
		"scope":               "in out",
		"identity_method":     "1 2 3 4 5 6",
		"fee":                 "none required",
		"payment_method":      "1-1 1-2 1-3 1-4 1-5 2-1 2-2 2-3 2-4 2-5 2-6",
		"seal_required":       "yes no unknown",
	} {
		l := Current().CodeList(name)
		if l == nil {
			t.Errorf("no list %s", name)
			continue
		}
		var got []string
		for _, c := range l.In(0) {
			got = append(got, c.Code)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestLookup(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		list, text, code string
		by               By
	}{
		{"process_type", "2-1 申請等に基づく処分通知等", "2-1", ByCode},
		{"process_type", "2-1", "2-1", ByCode},
		{"process_type", "申請等に基づく処分通知等", "2-1", ByCode},
		{"process_type", "２－１：申請等に基づく処分通知等", "2-1", ByCode},
		{"process_type", "閲覧等", "3", BySynonym},
		{"process_type", "3 申請等", "", ""},
		{"digitization_status", "3 実施済", "done", ByCode},
		{"digitization_status", "デジタル化済み。", "done", BySynonym},
		{"digitization_status", "○", "", ""},
		{"fee", "", "", ""},
	} {
		got, by, ok := Current().CodeList(c.list).Lookup(c.text)
		if got.Code != c.code || by != c.by || ok != (c.code != "") {
			t.Errorf("%s %q: %q %q", c.list, c.text, got.Code, by)
		}
	}
	l := Current().CodeList("obstacle")
	if l.Label("6") != "オンライン化の費用対効果が小さい又は不明" || l.Label("99") != "99" {
		t.Errorf("labels: %q %q", l.Label("6"), l.Label("99"))
	}
}

func TestFoldTakesAlikeForTheSame(t *testing.T) {
	t.Parallel()
	for _, same := range [][]string{
		{"-", "－", "−", "‐", "‑", "–", "—", "―", "ー", "ｰ", "─"},
		{"~", "～", "〜", "∼"},
		{"○", "〇", "◯", "⭕", "⭕️", "⭘"},
		{"×", "✕", "✖", "✖️", "╳", "❌"},
		{"△", "▲", "∆"},
		{"手続名", "手　続　名", "手 続\n名", "手\u200b続名\ufeff"},
		{"abc", "ＡＢＣ", "Abc"},
		{"カード", "ｶｰﾄﾞ", "カ－ド"},
		{"国,地方", "国、地方", "国，地方", "国､地方"},
		{"a・b", "a･b", "a·b"},
		{"(1)", "（１）"},
		{"令和", "㋿"},
	} {
		for _, s := range same[1:] {
			if Fold(s) != Fold(same[0]) {
				t.Errorf("%q folds to %q, %q to %q", same[0], Fold(same[0]), s, Fold(s))
			}
		}
	}
	for _, other := range [][2]string{{"○", "◎"}, {"○", "●"}, {"×", "+"}, {"要", "否"}, {"1", "一"}, {"は", "ば"}, {"ッ", "ツ"}} {
		if Fold(other[0]) == Fold(other[1]) {
			t.Errorf("%q and %q are not the same", other[0], other[1])
		}
	}
	if got := FoldSpaced("　１　 申請\n等 "); got != "1 申請 等" {
		t.Errorf("FoldSpaced: %q", got)
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"", "手　続", "Ａ\u0301", "ｶﾞ", "ﾟ", "\xff", "①", "㍻", "ー"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := Fold(s)
		if Fold(once) != once {
			t.Errorf("%q folds to %q, then to %q", s, once, Fold(once))
		}
		for _, kind := range wordKinds {
			if Current().Is(kind, s) != Current().words[kind].folded[once] {
				t.Errorf("%s %q: the short cut disagrees with the folded text %q", kind, s, once)
			}
		}
	})
}

func TestBureausAreThoseOfTheDomain(t *testing.T) {
	t.Parallel()
	f := Current()
	in2021, codes := 0, map[string]bool{}
	for _, b := range f.Bureaus() {
		if b.ValidFrom == "" {
			in2021++
		}
		if codes[b.Code] {
			t.Errorf("the code %s stands twice", b.Code)
		}
		codes[b.Code] = true
	}
	if in2021 != 29 {
		t.Errorf("%d bureaus in 2021", in2021)
	}
	successors := map[string]string{"生活文化局": "生活文化スポーツ局", "病院経営本部": "東京都立病院機構", "福祉保健局": "福祉局 保健医療局", "オリンピック・パラリンピック準備局": ""}
	for name, want := range successors {
		b, _ := f.Bureau(name)
		var got []string
		for _, code := range b.Successors {
			s, _ := f.Bureau(code)
			got = append(got, s.Name)
			if s.Outside != (s.Name == "東京都立病院機構") || s.ValidFrom <= b.ValidTo {
				t.Errorf("%s after %s: %+v", s.Name, name, s)
			}
		}
		if strings.Join(got, " ") != want || b.ValidTo == "" {
			t.Errorf("%s: successors %q, until %s", name, got, b.ValidTo)
		}
	}
	for text, want := range map[string]string{"B10": "環境局", "ｂ１０": "環境局", "10": "", "環境局": "環境局", "東京都環境局": "環境局", "環　境　局": "環境局",
		"東京都立病院機構": "東京都立病院機構", "東京消防庁": "東京消防庁", "東京都": "", "": ""} {
		if b, ok := f.Bureau(text); b.Name != want || ok != (want != "") {
			t.Errorf("%q is %q", text, b.Name)
		}
	}
}

// TestLoadRefusesWhatIsAmbiguous changes one line of the real data at a time.
func TestLoadRefusesWhatIsAmbiguous(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ file, add, want string }{
		"one header for two fields":      {"synonyms.tsv", "remarks\t手続の名称", "手続の名称"},
		"folded, one header for two":     {"synonyms.tsv", "remarks\t手 続 名 称", "手 続 名 称"},
		"a header of no field":           {"synonyms.tsv", "nonsense\t見出し", "nonsense"},
		"one synonym for two codes":      {"codes/fee.tsv", "\t\tother\tその他\t無料", "無料"},
		"a code without label":           {"codes/fee.tsv", "\t\tother\t\t", "label"},
		"a fiscal year that is none":     {"codes/fee.tsv", "R3\t\tother\tその他\t", "R3"},
		"a mark that stands twice":       {"marks.tsv", "fee\t〇\tnone\tno", "〇"},
		"a mark for no code":             {"marks.tsv", "fee\t□\tnonsense\tno", "nonsense"},
		"a mark for no list":             {"marks.tsv", "nonsense\t□\tnone\tno", "nonsense"},
		"a field of an unknown kind":     {"fields.tsv", "x\tx\tnonsense\t\tno\tno\t10\tx\tx", "nonsense"},
		"a field without example":        {"fields.tsv", "x\tx\ttext\t\tno\tno\t10\tx\t", "example"},
		"a field that stands twice":      {"fields.tsv", "remarks\tx\ttext\t\tno\tno\t10\tx\tx", "remarks"},
		"a field of codes without list":  {"fields.tsv", "x\tx\tcode\tnonsense\tno\tno\t10\tx\tx", "nonsense"},
		"a field without width":          {"fields.tsv", "x\tx\ttext\t\tno\tno\t\tx\tx", "width"},
		"a word of an unknown kind":      {"words.tsv", "nonsense\tx", "nonsense"},
		"a header that is and is none":   {"words.tsv", "not_field\t手続名", "手続名"},
		"two bureaus of one name":        {"bureaus.tsv", "99\t環境局\t\t\t\tno\t", "環境局"},
		"a bureau without a name":        {"bureaus.tsv", "99\t\t\t\t\tno\t", "name"},
		"a successor that is none":       {"bureaus.tsv", "99\t架空局\t\t2030-03-31\t98\tno\t", "98"},
		"a line with too many cells":     {"words.tsv", "note\tx\ty", "3 cells"},
		"a name of the form that is new": {"form.tsv", "nonsense\tx", "nonsense"},
	} {
		files := copyData(t)
		files[c.file].Data = append(files[c.file].Data, (c.add + "\n")...)
		if _, err := load(files); err == nil || !strings.Contains(err.Error(), c.want) ||
			!strings.Contains(err.Error(), strings.TrimPrefix(c.file, "codes/")) && !strings.Contains(err.Error(), c.file) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, file := range slices.Sorted(maps.Keys(copyData(t))) {
		files := copyData(t)
		files[file].Data = nil
		if _, err := load(files); err == nil {
			t.Errorf("an empty %s is not noticed", file)
		}
		if strings.HasPrefix(file, "codes/") {
			continue // the list's field or mark says so
		}
		files = copyData(t)
		delete(files, file)
		if _, err := load(files); err == nil {
			t.Errorf("a missing %s is not noticed", file)
		}
	}
}

// TestCodesComeAndGo retires a code, as happens from one year's survey to the next.
func TestCodesComeAndGo(t *testing.T) {
	t.Parallel()
	files := copyData(t)
	files["codes/fee.tsv"].Data = append(files["codes/fee.tsv"].Data, "2023\t2024\tvoluntary\t任意\t志\n"...)
	f, err := load(files)
	if err != nil {
		t.Fatal(err)
	}
	l := f.CodeList("fee")
	for year, want := range map[int]int{0: 2, 2022: 2, 2023: 3, 2024: 3, 2025: 2} {
		if got := len(l.In(year)); got != want {
			t.Errorf("%d choices in %d, want %d", got, year, want)
		}
	}
	if c, _, ok := l.Lookup("任意"); !ok || c.Code != "voluntary" || len(l.All()) != 3 {
		t.Errorf("a retired code still reads: %+v", c)
	}
}

func TestEveryFileSaysHowToExtendIt(t *testing.T) {
	t.Parallel()
	for name, f := range copyData(t) {
		if !strings.HasPrefix(string(f.Data), "# ") {
			t.Errorf("%s does not begin with an explanation", name)
		}
	}
}

// TestSurveyLabels holds the labels to the codes that the real survey prints before them.
func TestSurveyLabels(t *testing.T) {
	t.Parallel()
	lists := map[string]string{"手続類型": "process_type", "手続主体": "party", "手続の受け手": "party", "事務区分": "affair_category"}
	for _, row := range survey.Rows(t) {
		for header, name := range lists {
			text := row[header]
			code, label, _ := strings.Cut(text, " ")
			if text == "" {
				continue
			}
			if c, _, ok := Current().CodeList(name).Lookup(label); !ok || c.Code != code {
				t.Fatalf("%s %q is %q", header, text, c.Code)
			}
		}
	}
}

func copyData(t *testing.T) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	err := fs.WalkDir(data, "data", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(data, path)
		files[strings.TrimPrefix(path, "data/")] = &fstest.MapFile{Data: b}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
