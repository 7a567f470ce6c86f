package form_test

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	importer "tetsuzuki/import"
	"tetsuzuki/import/form"
)

// write makes a form and reads it back the way an upload is read.
func write(t *testing.T, f form.Template) ([]byte, *importer.Report) {
	t.Helper()
	var b bytes.Buffer
	if err := form.Write(&b, f); err != nil {
		t.Fatal(err)
	}
	rep, err := importer.Check(t.Context(), importer.Source{Name: "様式.xlsx", Data: bytes.NewReader(b.Bytes()), Size: int64(b.Len())},
		importer.Options{Bureau: f.Bureau})
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), rep
}

func TestTheBlankFormHoldsNoRecord(t *testing.T) {
	t.Parallel()
	_, rep := write(t, form.Template{Bureau: "環境局", FiscalYear: 2021})
	if len(rep.Records) != 0 {
		t.Errorf("%d records: %+v", len(rep.Records), rep.Records)
	}
	for _, f := range rep.Findings {
		if f.Severity != "info" && f.Rule != "R-no-record" {
			t.Errorf("%s %s %s!%s: %s", f.Severity, f.Rule, f.Sheet, f.Cell, f.Message)
		}
	}
	for _, table := range rep.Tables {
		if table.Sheet != "手続一覧" && table.Sheet != "記入例" {
			t.Errorf("%s is no table of processes: %+v", table.Sheet, table)
		}
	}
}

// processes gives n made-up processes with every kind of value.
func processes(f form.Template, n int) iter.Seq2[[]any, error] {
	values := map[string]any{"bureau": "環境局", "department": "架空部", "division": "架空課", "process_type": "申請等に基づく処分通知等",
		"applicant": "国民等、民間事業者等", "recipient": "地方等", "legal_basis": "架空法", "legal_article": "第1条", "affair_category": "自治事務",
		"annual_volume": "約1,200件", "online_volume": int64(350), "digitization_status": "検討中", "planned_fiscal_year": 2023,
		"obstacle":            "1 制度改正が必要であり、制度改正のための時間確保が困難; 7 上記に該当しない",
		"national_law_change": "要", "law_to_change": "架空法 第2条", "ministry": "架空省", "identity_method": "押印＋印鑑証明", "fee": "有",
		"attachments": "定款; 図面（甲、乙）", "seal_required": "不明", "standard_processing_period": "1月", "remarks": "=1+1"}
	return func(yield func([]any, error) bool) {
		for i := range n {
			var row []any
			for _, c := range f.Columns() {
				switch v := values[c.Field.Key]; c.Field.Key {
				case "process_id":
					row = append(row, fmt.Sprintf("P-%07d", i+1))
				case "procedure_name":
					row = append(row, fmt.Sprintf("架空の届出その%d", i+1))
				case "digitized_on":
					row = append(row, nil)
				default:
					row = append(row, v)
				}
			}
			if !yield(row, nil) {
				return
			}
		}
	}
}

func TestPresentProcessesReadBackAsTheyAre(t *testing.T) {
	t.Parallel()
	f := form.Template{Bureau: "環境局", FiscalYear: 2019, Rows: 300}
	f.Cells = processes(f, f.Rows)
	data, rep := write(t, f)
	if len(rep.Records) != 300 || rep.Summary.Errors+rep.Summary.Warnings != 0 {
		t.Fatalf("%d records, %+v, %+v", len(rep.Records), rep.Summary, rep.Findings)
	}
	v := rep.Records[299].Values
	got := fmt.Sprint(v.ProcessID, v.Bureau, v.Department, v.Division, v.ProcedureName, v.ProcessType, v.Applicant, v.Recipient,
		v.LegalBasis, v.LegalArticle, v.AffairCategory,
		v.DigitizationStatus, v.PlannedFiscalYear, v.DigitizedOn, v.Obstacle, v.NationalLawChange, v.LawToChange, v.Ministry, v.IdentityMethod,
		v.Fee, v.Attachments, v.SealRequired,
		v.StandardProcessingPeriod, v.Remarks, len(v.Volumes), v.Volumes[0].FiscalYear, *v.Volumes[0].Total.Value, v.Volumes[0].Total.Qualifier,
		*v.Volumes[0].Online.Value)
	want := fmt.Sprint("P-0000300", "環境局", "架空部", "架空課", "架空の届出その300", "2-1", "7", "3", "架空法", "第1条", "1", "considering", 2023, "",
		[]string{"1", "7"}, "required",
		"架空法 第2条", "架空省", "1", "required", []string{"定款", "図面（甲、乙）"}, "unknown", "P1M", "=1+1", 1, 2019, 1200, "approx", 350)
	if got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
	x := open(t, data)
	if d, err := x.GetSheetDimension("手続一覧"); err != nil || d != "A1:Z301" {
		t.Errorf("the dimension is %s, %v", d, err)
	}
}

func open(t *testing.T, data []byte) *excelize.File {
	t.Helper()
	x, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Close() })
	return x
}

// TestTheFormHelpsToFillItIn looks at what a person sees in the spreadsheet.
func TestTheFormHelpsToFillItIn(t *testing.T) {
	t.Parallel()
	data, _ := write(t, form.Template{Bureau: "環境局", FiscalYear: 2021})
	x := open(t, data)
	if got := x.GetSheetList(); !slices.Equal(got, []string{"手続一覧", "記入要領", "記入例", "コード一覧"}) {
		t.Errorf("sheets: %q", got)
	}
	rows, err := x.GetRows("手続一覧")
	if err != nil || len(rows) != 1 || rows[0][0] != "手続ID" || !slices.Contains(rows[0], "年間件数（令和3年度）") {
		t.Errorf("the header: %q, %v", rows, err)
	}
	comments, err := x.GetComments("手続一覧")
	if err != nil || len(comments) != len(rows[0]) {
		t.Errorf("%d notes on %d columns, %v", len(comments), len(rows[0]), err)
	}
	for _, c := range comments {
		if !strings.Contains(c.Text, "例：") {
			t.Errorf("the note on %s has no example: %q", c.Cell, c.Text)
		}
	}
	panes, err := x.GetPanes("手続一覧")
	if err != nil || !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("the header is not frozen: %+v, %v", panes, err)
	}
	layout, err := x.GetPageLayout("手続一覧")
	if err != nil || *layout.Size != 9 || *layout.Orientation != "landscape" || *layout.FitToWidth != 3 {
		t.Errorf("the page: %+v, %v", layout, err)
	}
	if p, err := x.GetSheetProps("手続一覧"); err != nil || !*p.FitToPage {
		t.Errorf("the page's width is not used: %v", err)
	}
	titles := ""
	for _, n := range x.GetDefinedName() {
		if n.Scope == "手続一覧" {
			titles += n.Name + "=" + n.RefersTo + ";"
		}
	}
	if !strings.Contains(titles, "Print_Titles='手続一覧'!$E:$E,'手続一覧'!$1:$1") || !strings.Contains(titles, "_FilterDatabase='手続一覧'!$A$1:$Z$1") {
		t.Errorf("repeated header and filter: %s", titles)
	}
	dropDownsOffer(t, x, rows[0])
}

// dropDownsOffer holds each drop-down to the choices of its field.
func dropDownsOffer(t *testing.T, x *excelize.File, header []string) {
	t.Helper()
	validations, err := x.GetDataValidations("手続一覧")
	if err != nil {
		t.Fatal(err)
	}
	lists := 0
	for _, v := range validations {
		col, row, err := excelize.CellNameToCoordinates(strings.Split(v.Sqref, ":")[0])
		if err != nil || row != 2 {
			t.Fatalf("%s: %v", v.Sqref, err)
		}
		h, ok := form.Current().Header(header[col-1])
		if !ok || v.Type != "list" || h.Field.List == nil {
			continue
		}
		lists++
		sheet, area, _ := strings.Cut(strings.ReplaceAll(strings.ReplaceAll(v.Formula1, "$", ""), "'", ""), "!")
		from, to, _ := strings.Cut(area, ":")
		column, first, _ := excelize.CellNameToCoordinates(from)
		_, last, _ := excelize.CellNameToCoordinates(to)
		for n, c := range h.Field.List.In(2021) {
			cell, _ := excelize.CoordinatesToCellName(column, first+n)
			text, err := x.GetCellValue(sheet, cell)
			if got, _, ok := h.Field.List.Lookup(text); err != nil || !ok || got.Code != c.Code {
				t.Errorf("%s offers %q for %s, %v", header[col-1], text, c.Code, err)
			}
		}
		if last-first+1 != len(h.Field.List.In(2021)) {
			t.Errorf("%s offers %s", header[col-1], area)
		}
	}
	if lists != 10 {
		t.Errorf("%d drop-downs", lists)
	}
}

func TestExamplesAreRightValues(t *testing.T) {
	t.Parallel()
	data, _ := write(t, form.Template{FiscalYear: 2021})
	x := open(t, data)
	// under its own name the sheet is a table, and has to read without a word
	for _, name := range x.GetSheetList() {
		if name != "記入例" {
			if err := x.DeleteSheet(name); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := errors.Join(x.RemoveRow("記入例", 1), x.SetSheetName("記入例", "手続一覧")); err != nil {
		t.Fatal(err)
	}
	b, err := x.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	rep, err := importer.Check(t.Context(), importer.Source{Name: "例.xlsx", Data: bytes.NewReader(b.Bytes()), Size: int64(b.Len())},
		importer.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(rep.Records) != 2 || len(rep.Findings) != 0 {
		t.Errorf("%d records, %+v", len(rep.Records), rep.Findings)
	}
}

func TestAFormWithRowsMissingIsNotWritten(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	f := form.Template{FiscalYear: 2021, Rows: 2}
	for name, cells := range map[string]iter.Seq2[[]any, error]{
		"one row of two":  processes(f, 1),
		"three of two":    processes(f, 3),
		"none":            nil,
		"rows that break": func(yield func([]any, error) bool) { yield(nil, broken) },
		"too few cells":   func(yield func([]any, error) bool) { yield([]any{"P-0000001"}, nil) },
		"a text too long": func(yield func([]any, error) bool) {
			row := make([]any, len(f.Columns()))
			row[25] = strings.Repeat("長", 32768)
			yield(row, nil)
		},
	} {
		g := f
		g.Cells = cells
		if err := form.Write(&bytes.Buffer{}, g); err == nil || name == "rows that break" && !errors.Is(err, broken) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestDaysAreDays(t *testing.T) {
	t.Parallel()
	f := form.Template{FiscalYear: 2021, Rows: 2}
	f.Cells = func(yield func([]any, error) bool) {
		for _, d := range []time.Time{time.Date(2021, 4, 1, 0, 0, 0, 0, time.UTC), time.Date(1899, 4, 1, 0, 0, 0, 0, time.UTC)} {
			row := make([]any, len(f.Columns()))
			for i, c := range f.Columns() {
				switch c.Field.Key {
				case "procedure_name":
					row[i] = "架空の届出"
				case "digitized_on":
					row[i] = d
				}
			}
			if !yield(row, nil) {
				return
			}
		}
	}
	_, rep := write(t, f)
	if len(rep.Records) != 2 || rep.Records[0].Values.DigitizedOn != "2021-04-01" || rep.Records[1].Values.DigitizedOn != "1899-04-01" {
		t.Errorf("%+v", rep.Records)
	}
}

func ExampleWrite() {
	var b bytes.Buffer
	err := form.Write(&b, form.Template{Bureau: "環境局", FiscalYear: 2021})
	x, _ := excelize.OpenReader(&b)
	name, _ := x.GetCellValue("手続一覧", "E1")
	year, _ := x.GetCellValue("手続一覧", "L1")
	fmt.Println(err, name, year)
	// Output: <nil> 手続名 年間件数（令和3年度）
}
