package page_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"tetsuzuki/import/finding"
	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/sample"
	"tetsuzuki/internal/web/webtest"
)

// madeUpRows are made-up processes of 環境局: some of the sample, and some with values that are
// read with a word on them.
func madeUpRows() []report.Row {
	rows := sample.Rows(9)[:40]
	number := func(n int64) *int64 { return &n }
	counts := []registry.Count{
		{Value: number(1200), Qualifier: registry.Approx, State: registry.Provided, Raw: "約1,200件"},
		{Value: number(10), Upper: number(20), Qualifier: registry.Range, State: registry.Provided, Raw: "10～20"},
		{Value: number(50), Qualifier: registry.Lower, State: registry.Provided},
		{State: registry.NotProvided, Raw: "不明"}, {State: registry.NotApplicable, Raw: "－"},
		{Value: number(0), Qualifier: registry.Exact, State: registry.Provided},
	}
	names := []string{"＝架空の届出", "架空の合計表の届出", "架空の（仮）届出①", "〃に関する架空の届出", "２－１架空", "架空 の 届出", "架空の届出、"}
	for i, count := range counts {
		rows = append(rows, report.Row{
			Process: registry.Process{
				ProcedureName: names[i], ProcessName: "架空の段階", ProcessType: []string{"1", "2-1", "3"}[i%3], Applicant: "7", Recipient: "3",
				LegalBasis: "架空法", LegalArticle: fmt.Sprintf("第%d条", i+1), Status: []registry.Status{registry.Done, registry.Exempt}[i%2],
				DigitizedOn: time.Date(1899+40*i, 4, 1, 0, 0, 0, 0, time.UTC), Obstacle: []string{"1", "6"}, InScope: i%2 == 0,
				NationalLawChange: registry.LawChangeNotRequired, LawToChange: "架空法", PaymentMethods: []string{"2-1", "2-6"},
				Attachments: []string{"定款", "図面（平面図、立面図）"}, StandardProcessingPeriod: []string{"P1M", "P1W/P2W", "P30D"}[i%3],
				Remarks: "012",
			},
			Volumes: []registry.Volume{{FiscalYear: 2020, Total: count, Online: registry.Count{State: registry.NotProvided, Raw: "未集計"}}},
		})
	}
	for i := range rows {
		rows[i].Process.Bureau, rows[i].Process.ID = "環境局", 0
	}
	return rows
}

// Nothing that an export wrote is a finding or a change when it comes back untouched: the list
// and the filled form, as they left, and saved again by the programs that offices use.
func TestWhatTheExportWroteIsNoFinding(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	rows := madeUpRows()
	var first bytes.Buffer
	if err := (report.List{Years: []int{2019, 2020}}).WriteXLSX(&first, len(rows), eachOf(rows)); err != nil {
		t.Fatal(err)
	}
	got, err := intake.New(r.Store, 0).Import(t.Context(), registry.Operator("架空の人"), intake.File{Name: "はじめ.xlsx", Data: &first},
		intake.Options{BureauID: r.Bureau.ID})
	if err != nil || got.Upload.State != registry.UploadConfirmed {
		t.Fatalf("%+v, %v", got.Report.Findings, err)
	}
	b := r.As(registry.Officer)
	openRound(t, r, 2020)
	for path, programs := range map[string][]string{
		"/board/pack.xlsx":                    {"", "LibreOffice", "Gnumeric"},
		"/processes.xlsx":                     {"", "LibreOffice", "Gnumeric"},
		"/processes/form.xlsx?form_year=2020": {"", "LibreOffice", "Gnumeric"},
	} {
		file := []byte(b.Get(path).Want(t, 200).Body)
		for _, program := range programs {
			t.Run(path+" "+program, func(t *testing.T) {
				back := file
				switch program {
				case "LibreOffice":
					back = savedByLibreOffice(t, file)
				case "Gnumeric":
					back = savedByGnumeric(t, file)
				}
				at := b.Send("/uploads", "一覧.xlsx", back).Want(t, 303).Header.Get("Location")
				var u struct {
					State  string
					Counts registry.UploadCounts
					Report struct{ Findings []finding.Finding }
				}
				if err := json.Unmarshal([]byte(b.Get("/api/v1"+at).Want(t, 200).Body), &u); err != nil {
					t.Fatal(err)
				}
				if u.State != "staged" || u.Counts.New+u.Counts.Changed+u.Counts.Missing+u.Counts.Faulty > 0 {
					t.Errorf("%s %+v", u.State, u.Counts)
				}
				for _, f := range u.Report.Findings {
					t.Errorf("%s %s %s %s: %q %s", f.Severity, f.Rule, f.Sheet, f.Cell, f.Raw, f.Message)
				}
			})
		}
	}
}

func eachOf(rows []report.Row) report.Rows {
	return func(yield func(report.Row, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// savedByGnumeric is the file as Gnumeric saves it.
func savedByGnumeric(t *testing.T, file []byte) []byte {
	t.Helper()
	if _, err := exec.LookPath("ssconvert"); err != nil {
		t.Skip("Gnumeric is not installed")
	}
	from, to := filepath.Join(t.TempDir(), "in.xlsx"), filepath.Join(t.TempDir(), "out.xlsx")
	if err := os.WriteFile(from, file, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), "ssconvert", "-T", "Gnumeric_Excel:xlsx", from, to).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	saved, err := os.ReadFile(to)
	if err != nil {
		t.Fatal(err)
	}
	return saved
}

// An exported list has the drop-downs and checks of the blank form, and the filled form can be
// had for the own bureau and by filter.
func TestExportsHaveTheFormsAids(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.Imported([]any{"架空廃棄物の許可", "架空廃棄物法", 5, 1, "検討中", "不要"}, []any{"架空振動の検査", "架空振動法", 3, 1, "実施済", "不要"})
	b := r.As(registry.Officer)
	rules := func(path string) (n int, sheets []string, rows int) {
		t.Helper()
		f, err := excelize.OpenReader(bytes.NewReader([]byte(b.Get(path).Want(t, 200).Body)))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		sheets = f.GetSheetList()
		v, err := f.GetDataValidations(sheets[0])
		if err != nil {
			t.Fatal(err)
		}
		lines, err := f.GetRows(sheets[0])
		if err != nil {
			t.Fatal(err)
		}
		return len(v), sheets, len(lines) - 1
	}
	blank, _, _ := rules("/uploads/form.xlsx")
	listed, sheets, rows := rules("/processes.xlsx")
	if listed < blank || len(sheets) != 2 || sheets[1] != "コード一覧" || rows != 2 {
		t.Errorf("the list has %d checks, the blank form %d; sheets %v, %d rows", listed, blank, sheets, rows)
	}
	if filled, _, rows := rules("/processes/form.xlsx"); filled != blank || rows != 2 {
		t.Errorf("the filled form has %d checks and %d rows", filled, rows)
	}
	if _, _, rows := rules("/processes/form.xlsx?status=done"); rows != 1 {
		t.Errorf("by filter it has %d rows", rows)
	}
	b.Get("/processes?status=done").Want(t, 200).See(t, webtest.Link("記入済みの様式で保存", "/processes/form.xlsx?status=done"))
	b.Get("/uploads").Want(t, 200).See(t, webtest.Link("今の手続を記入した様式を保存", "/processes/form.xlsx"))
	b.Get("/exports").Want(t, 200, "記入済みの様式")
	r.As(registry.Headquarters).Get("/exports").Want(t, 200, "すべての局")
}
