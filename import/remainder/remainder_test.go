package remainder_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	importer "tetsuzuki/import"
	"tetsuzuki/import/finding"
	"tetsuzuki/import/redpen"
	"tetsuzuki/import/remainder"
	"tetsuzuki/import/sheettest"
	"tetsuzuki/import/stamp"
	"tetsuzuki/import/workbook"
)

// sheetsDir is where bureaus' sheets lie, beside the project.
const sheetsDir = "../../../shared/sheets"

var mark = stamp.Stamp{Base: time.Date(2022, 6, 3, 0, 0, 0, 0, time.UTC), Shown: time.Date(2022, 6, 3, 1, 0, 0, 0, time.UTC), Remainder: 12}

// source is a file with what the reader is told of it.
type source struct {
	name string
	data []byte
	opt  importer.Options
}

func (s source) check(t *testing.T) *importer.Report {
	t.Helper()
	rep, err := importer.Check(t.Context(), importer.Source{Name: s.name, Data: bytes.NewReader(s.data), Size: int64(len(s.data))}, s.opt)
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

// rest is the workbook of these rows.
func (s source) rest(t *testing.T, rep *importer.Report, rows []remainder.Row) source {
	t.Helper()
	var b bytes.Buffer
	src := importer.Source{Name: s.name, Data: bytes.NewReader(s.data), Size: int64(len(s.data))}
	if err := remainder.Write(t.Context(), &b, src, rep, s.opt, rows, mark); err != nil {
		t.Fatal(err)
	}
	opt := s.opt
	opt.Password = ""
	return source{remainder.Name(s.name), b.Bytes(), opt}
}

// faulty are the rows with an error.
func faulty(rep *importer.Report) (rows []remainder.Row) {
	for _, r := range rep.Records {
		if len(findings(rep, r.Sheet, r.Row)) > 0 {
			rows = append(rows, remainder.Row{Sheet: r.Sheet, Row: r.Row})
		}
	}
	return rows
}

// findings are the errors of a row, wherever the row stands: but for what another row
// has to do with it.
func findings(rep *importer.Report, sheet string, row int) (list []string) {
	for _, f := range rep.Findings {
		if _, at, ok := workbook.ParseCell(f.Cell); ok && at == row && f.Sheet == sheet && f.Severity == finding.Error &&
			f.Rule != finding.RuleDuplicateID {
			list = append(list, fmt.Sprintf("%s %s %q: %s", f.Rule, f.Field, f.Raw, f.Message))
		}
	}
	slices.Sort(list)
	return list
}

// same fails the test where the rest does not read as the rows did.
func same(t *testing.T, whole, rest *importer.Report, rows []remainder.Row) {
	t.Helper()
	if len(rest.Records) != len(rows) {
		t.Fatalf("%d records, want %d; tables %+v", len(rest.Records), len(rows), rest.Tables)
	}
	i := 0
	for _, r := range whole.Records {
		if !slices.Contains(rows, remainder.Row{Sheet: r.Sheet, Row: r.Row}) {
			continue
		}
		got := rest.Records[i]
		i++
		if !reflect.DeepEqual(got.Values, r.Values) {
			t.Fatalf("row %d of %s reads as\n%+v, and was\n%+v", got.Row, got.Sheet, got.Values, r.Values)
		}
		if got, want := findings(rest, got.Sheet, got.Row), findings(whole, r.Sheet, r.Row); !slices.Equal(got, want) {
			t.Fatalf("row %d: found\n%s\nwant\n%s", r.Row, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
	if rest.File.Stamp != mark {
		t.Errorf("the stamp is %v", rest.File.Stamp)
	}
}

// Whichever rows of bureaus' sheets are left over, they read as they did in the whole.
func TestTheRestOfASheetReadsAsTheWhole(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(sheetsDir, "*.truth.json"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Skip("the folder ../shared/sheets with bureaus' sheets is not beside this checkout")
	}
	errorsFound := 0
	for _, file := range files {
		var truth struct {
			File, Bureau, Password string
			FiscalYear             int `json:"fiscal_year"`
		}
		text, err := os.ReadFile(file)
		if err == nil {
			err = json.Unmarshal(text, &truth)
		}
		if err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(filepath.Join(sheetsDir, truth.File))
		if err != nil {
			t.Fatal(err)
		}
		s := source{truth.File, data, importer.Options{Bureau: truth.Bureau, FiscalYear: truth.FiscalYear, Password: truth.Password}}
		whole := s.check(t)
		errorsFound += whole.Summary.Errors
		all := make([]remainder.Row, len(whole.Records))
		for i, r := range whole.Records {
			all[i] = remainder.Row{Sheet: r.Sheet, Row: r.Row}
		}
		every := func(n, from int) (rows []remainder.Row) {
			for i := from; i < len(all); i += n {
				rows = append(rows, all[i])
			}
			return rows
		}
		for name, rows := range map[string][]remainder.Row{"the faulty": faulty(whole), "all": all, "every fifth": every(5, 3),
			"every second": every(2, 1),
			"the last":     all[len(all)-1:], "one": all[len(all)/2 : len(all)/2+1]} {
			if len(rows) == 0 {
				continue
			}
			t.Run(truth.File+" "+name, func(t *testing.T) {
				t.Parallel()
				same(t, whole, s.rest(t, whole, rows).check(t), rows)
			})
		}
	}
	if errorsFound == 0 {
		t.Error("no sheet has an error")
	}
}

// Mended, the rest reads right, and its own rest is not needed any more; not mended,
// its rest is itself.
func TestTheRestIsMendedAndHandedInAgain(t *testing.T) {
	t.Parallel()
	f := sheettest.New(t, "Sheet1", [][]any{
		{"令和3年度 架空の棚卸"},
		{"部", "手続名", "根拠法令", "年間件数", nil, "デジタル化状況", "実施日", "内線"},
		{nil, nil, nil, "件数", "うちオンライン", nil, nil, nil},
		{"架空部", "甲の届出", "架空法", 12, 1, "実施済", 42000, 11},
		{nil, "乙の許可", "〃", "たくさん", 2, "検討中", nil, 12},
		{nil, "丙の検査", "〃", 30, 3, "実施済", 42100, 13},
		{"合計", nil, nil, 42, 6},
		{nil, "丁の_x0041_登録", "架空の別の法", 40, 4, "するかも", 42200, 14},
		{"※作り物です。"},
	}...)
	yes := true
	if err := f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes}); err != nil {
		t.Fatal(err)
	}
	day := "yyyy-mm-dd"
	dated, err := f.NewStyle(&excelize.Style{CustomNumFmt: &day})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range [][2]string{{"A1", "H1"}, {"A2", "A3"}, {"B2", "B3"}, {"C2", "C3"}, {"D2", "E2"}, {"F2", "F3"}, {"G2", "G3"},
		{"A4", "A6"}} {
		if err := f.MergeCell("Sheet1", m[0], m[1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.SetCellStyle("Sheet1", "G4", "G8", dated); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	s := source{"架空.xlsx", b.Bytes(), importer.Options{Bureau: "環境局"}}
	whole := s.check(t)
	rows := faulty(whole)
	if want := []remainder.Row{{Sheet: "Sheet1", Row: 5}, {Sheet: "Sheet1", Row: 8}}; !slices.Equal(rows, want) {
		t.Fatalf("faulty are %v; %+v", rows, whole.Findings)
	}
	rest := s.rest(t, whole, rows)
	read := rest.check(t)
	same(t, whole, read, rows)
	if v := read.Records[0].Values; v.Department != "架空部" || v.LegalBasis != "架空法" || read.Records[1].Values.DigitizedOn == "" {
		t.Errorf("%+v", read.Records)
	}
	again := rest.rest(t, read, faulty(read))
	same(t, read, again.check(t), faulty(read))

	g, err := excelize.OpenReader(bytes.NewReader(rest.data))
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	comments, err := g.GetComments("Sheet1")
	if err != nil || len(comments) != 2 || comments[0].Cell != "D4" || !strings.Contains(fmt.Sprint(comments[0].Paragraph[0].Text), "数字") ||
		comments[1].Cell != "F5" {
		t.Errorf("comments %+v, %v", comments, err)
	}
	if title, err := g.GetCellValue("Sheet1", "A1"); err != nil || title != "令和3年度 架空の棚卸" {
		t.Errorf("the title is %q, %v", title, err)
	}
	for cell, v := range map[string]any{"D4": 20, "F5": "検討中"} {
		if err := g.SetCellValue("Sheet1", cell, v); err != nil {
			t.Fatal(err)
		}
	}
	b.Reset()
	if err := g.Write(&b); err != nil {
		t.Fatal(err)
	}
	mended := source{"直した.xlsx", b.Bytes(), s.opt}.check(t)
	if mended.Summary.Errors != 0 || len(mended.Records) != 2 || *mended.Records[0].Values.Volumes[0].Total.Value != 20 ||
		mended.File.Stamp != mark {
		t.Errorf("%+v\n%+v", mended.Records, mended.Findings)
	}
}

// A csv gives a workbook, whatever its name.
func TestTheRestOfACSVIsAWorkbook(t *testing.T) {
	t.Parallel()
	s := source{"架空:[棚卸]のとてもとても長い名前がついた三十一文字を超えるファイル.csv",
		[]byte("手続ID,手続名,根拠法令,年間件数（令和3年度）,備考\r\n0012,甲の届出,架空法,12,\r\n0013,乙の許可,架空法,たくさん,=1+1\r\n0014,丙の検査,架空法,3,\r\n"),
		importer.Options{Bureau: "環境局"}}
	whole := s.check(t)
	rows := faulty(whole)
	rest := s.rest(t, whole, rows)
	if len(rows) != 1 || !strings.HasSuffix(rest.name, ".xlsx") {
		t.Fatalf("%v, %s", rows, rest.name)
	}
	read := rest.check(t)
	same(t, whole, read, rows)
	if v := read.Records[0].Values; v.ProcessID != "0013" || v.Remarks != "=1+1" {
		t.Errorf("%+v", v)
	}
}

// A formula without a result is still one, and a text that no cell holds is told.
func TestWhatAWorkbookCannotHold(t *testing.T) {
	t.Parallel()
	f := sheettest.New(t, "Sheet1", []any{"手続名", "根拠法令", "年間件数（令和3年度）"}, []any{"甲の届出", "架空法", nil},
		[]any{"乙の許可", "架空法", 2})
	if err := f.SetCellFormula("Sheet1", "C2", "1+1"); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	s := source{"a.xlsx", b.Bytes(), importer.Options{Bureau: "環境局"}}
	whole := s.check(t)
	if rows := faulty(whole); len(rows) != 1 {
		t.Fatalf("%v", whole.Findings)
	} else {
		same(t, whole, s.rest(t, whole, rows).check(t), rows)
	}

	long := source{"a.csv", []byte("手続名,根拠法令,年間件数（令和3年度）,備考\n甲の届出,架空法,たくさん," + strings.Repeat("架", 32768) + "\n"), s.opt}
	rep := long.check(t)
	err := remainder.Write(t.Context(), &b, importer.Source{Name: long.name, Data: bytes.NewReader(long.data), Size: int64(len(long.data))},
		rep, long.opt, []remainder.Row{{Sheet: "a", Row: 2}}, mark)
	if !errors.Is(err, remainder.ErrTooLong) {
		t.Errorf("a text that no cell holds: %v", err)
	}
	err = remainder.Write(t.Context(), &b, importer.Source{Name: "b.xlsx", Data: strings.NewReader("PK nothing"), Size: 10}, rep, long.opt,
		nil, mark)
	if !errors.Is(err, redpen.ErrUnreadable) {
		t.Errorf("no workbook: %v", err)
	}
}
