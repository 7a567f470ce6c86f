package report_test

import (
	"archive/zip"
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/wording"
)

// figures are of a made-up registry in which 69.96 % are done.
func figures() progress.Figures {
	return progress.Of(registry.Standing{
		AsOf:      time.Date(2022, 12, 31, 14, 59, 0, 0, time.UTC),
		Threshold: registry.Threshold{Volume: 10000},
		Targets: []registry.Target{{Name: "３年間で70％", Rate: 70000, Scope: registry.TargetInScope,
			From: time.Date(2021, 4, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2024, 3, 31, 0, 0, 0, 0, time.UTC)}},
		Bureaus: []registry.Bureau{{ID: 1, Name: "環境局"}, {ID: 2, Name: "主税局"}, {ID: 3, Name: "議会局"}},
		Tallies: []registry.Tally{
			{BureauID: 1, Status: registry.Done, InScope: true, LawChange: registry.LawChangeNotRequired, Priority: registry.No, Processes: 6996, VolumeKnown: 6000, Volume: 123456},
			{BureauID: 1, Status: registry.Planned, InScope: true, LawChange: registry.LawChangeRequired, Priority: registry.Undecidable, Processes: 3004},
			{BureauID: 2, Status: "", InScope: false, LawChange: registry.LawChangeUnknown, Priority: registry.Yes, Processes: 2, VolumeKnown: 2, Volume: 30000},
		},
	})
}

func workbook(t *testing.T) []byte {
	t.Helper()
	total := int64(20000)
	ranked := many(3)
	ranked[0].Process.Deciding = &registry.Volume{FiscalYear: 2020,
		Total: registry.Count{Value: &total, Qualifier: registry.Exact, State: registry.Provided}}
	ranked[1].Process.Deciding = &registry.Volume{FiscalYear: 2019,
		Total: registry.Count{Value: &total, Qualifier: registry.Approx, State: registry.Provided}}
	ranked[2].Process.Override, ranked[2].Process.OverrideReason = registry.Yes, "作り物の理由"
	p := report.Progress{
		Figures: figures(), Sample: true, Years: []int{2019, 2020},
		Priority:    report.Part{Rows: each(ranked), N: 3},
		Undecidable: report.Part{Rows: each(rows()[1:2]), N: 1},
		All:         report.Part{Rows: each(many(1500)), N: 1500},
	}
	var b bytes.Buffer
	if err := p.WriteXLSX(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestProgressWorkbook(t *testing.T) {
	t.Parallel()
	data := workbook(t)
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if want := []string{"表紙", "概要", "局別", "重点手続", "判定不能", "全手続", "コード表", "情報"}; !slices.Equal(f.GetSheetList(), want) {
		t.Errorf("sheets %q, want %q", f.GetSheetList(), want)
	}
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			wording.Check(t, sheet, strings.Join(row, " "))
		}
	}
	for _, c := range []struct{ sheet, cell, raw, shown string }{
		{"表紙", "A2", "サンプル：この登録簿には架空のデータが含まれています。実際の手続ではありません。", ""},
		{"表紙", "B4", "2022年12月31日 23:59時点", ""},
		{"表紙", "B8", "年間 10,000 件以上", ""},
		{"表紙", "B9", "３年間で70％（2021-04-01 ～ 2024-03-31）：7,000 手続のうち 6,996 手続まで、あと 4 手続", ""},
		{"概要", "A4", "2022年12月31日 23:59時点で、対象の 10,000 手続のうち 6,996 手続（69.9％）がデジタル化されています。" +
			"目標「３年間で70％」（2024年3月31日までに 7,000 手続）まで、あと 4 手続です。", ""},
		{"概要", "B9", "6996", "6,996"},
		{"概要", "E9", "0.699", "69.9%"}, // never rounded up
		{"概要", "D10", "4000", "4,000"},
		{"概要", "E11", "—", "—"}, // no rate, not 0
		{"局別", "A5", "環境局", ""},
		{"局別", "I5", "123456", "123,456"},
		{"局別", "F7", "—", ""},
		{"局別", "A8", "すべての局", ""},
		{"局別", "D8", "6996", "6,996"},
		{"重点手続", "A3", "2", ""},
		{"重点手続", "G2", "20000", "20,000"},
		{"重点手続", "G3", "20000", "20,000"}, // a column of numbers holds numbers
		{"重点手続", "H3", "約20000件", ""},
		{"重点手続", "I3", "令和元年度", ""},
		{"重点手続", "G4", "", ""},
		{"重点手続", "H4", "不明", ""},
		{"重点手続", "J4", "人の判断：作り物の理由", ""},
		{"判定不能", "G2", "不明", ""},
		{"全手続", "A1501", "P-0001500", ""},
	} {
		if got, err := f.GetCellValue(c.sheet, c.cell, excelize.Options{RawCellValue: true}); got != c.raw || err != nil {
			t.Errorf("%s!%s is %q (%v), want %q", c.sheet, c.cell, got, err, c.raw)
		}
		if got, err := f.GetCellValue(c.sheet, c.cell); c.shown != "" && got != c.shown || err != nil {
			t.Errorf("%s!%s shows %q (%v), want %q", c.sheet, c.cell, got, err, c.shown)
		}
	}
	for sheet, want := range map[string]string{"表紙": "A1:B34", "局別": "A1:P8", "重点手続": "A1:N4", "判定不能": "A1:M2"} {
		if got, err := f.GetSheetDimension(sheet); got != want || err != nil {
			t.Errorf("%s has the dimension %q (%v), want %q", sheet, got, err, want)
		}
	}
	chart := part(t, data, "xl/charts/chart1.xml")
	for _, want := range []string{"barChart", "$A$5:$A$7", "$C$5:$C$7", "$D$5:$D$7"} {
		if !strings.Contains(chart, want) {
			t.Errorf("the chart lacks %s", want)
		}
	}
}

func part(t *testing.T, workbook []byte, name string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(workbook), int64(len(workbook)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
