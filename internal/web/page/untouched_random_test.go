package page_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"

	"tetsuzuki/import/finding"
	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/sample"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/webtest"
)

// randomRows are made-up processes of 環境局 with values that stand together by chance: each
// field is that of another process.
func randomRows(random *rand.Rand, n int) []report.Row {
	pool := append(madeUpRows(), sample.Rows(6)...)
	of := func() *registry.Process { return &pool[random.IntN(len(pool))].Process }
	count := func(most int64) registry.Count {
		value := random.Int64N(most + 1)
		c := registry.Count{Value: &value, State: registry.Provided, Qualifier: registry.Exact}
		switch random.IntN(8) {
		case 0:
			return registry.Count{State: registry.NotProvided, Raw: []string{"不明", "未集計"}[random.IntN(2)]}
		case 1:
			return registry.Count{State: registry.NotApplicable, Raw: "－"}
		case 2:
			c.Qualifier = registry.Approx
		case 3:
			c.Qualifier = registry.Lower
		case 4:
			upper := value + 1 + random.Int64N(5000)
			c.Qualifier, c.Upper = registry.Range, &upper
		}
		return c
	}
	rows := make([]report.Row, n)
	for i := range rows {
		p := registry.Process{
			Bureau: "環境局", ProcedureName: fmt.Sprintf("%sその%d", of().ProcedureName, i), ProcessName: of().ProcessName,
			Department: of().Department, Division: of().Division, ProcessType: of().ProcessType,
			Applicant: of().Applicant, Recipient: of().Recipient,
			LegalBasis: of().LegalBasis, LegalArticle: of().LegalArticle, AffairCategory: of().AffairCategory, Status: of().Status,
			PlannedFiscalYear: of().PlannedFiscalYear, Obstacle: of().Obstacle, NationalLawChange: of().NationalLawChange,
			LawToChange: of().LawToChange, Ministry: of().Ministry, InScope: of().InScope, Platform: of().Platform,
			IdentityMethod: of().IdentityMethod, Fee: of().Fee, PaymentMethods: of().PaymentMethods, Attachments: of().Attachments,
			SealRequired: of().SealRequired, StandardProcessingPeriod: of().StandardProcessingPeriod, Remarks: of().Remarks,
		}
		if p.Status == registry.Done {
			p.DigitizedOn = of().DigitizedOn
		}
		rows[i].Process = p
		for year := 2019; year <= 2020; year++ {
			v := registry.Volume{FiscalYear: year, Total: count(90_000)}
			if v.Online = count(90_000); v.Total.Value == nil || v.Online.Value != nil && *v.Online.Value > *v.Total.Value {
				v.Online = registry.Count{State: registry.NotProvided, Raw: "不明"} // there are no more online than in all
			}
			rows[i].Volumes = append(rows[i].Volumes, v)
		}
	}
	return rows
}

// Whatever the registry holds, its exported list is no finding and no change when it comes back
// untouched.
func TestWhateverIsExportedComesBackWithoutAFinding(t *testing.T) {
	t.Parallel()
	for seed := range uint64(2) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			r := webtest.NewRig(t)
			rows := randomRows(rand.New(rand.NewPCG(seed, 11)), 150)
			var first bytes.Buffer
			if err := (report.List{Years: []int{2019, 2020}}).WriteXLSX(&first, len(rows), eachOf(rows)); err != nil {
				t.Fatal(err)
			}
			got, err := intake.New(r.Store, 0).Import(t.Context(), registry.Operator("架空の人"), intake.File{Name: "はじめ.xlsx", Data: &first},
				intake.Options{BureauID: r.Bureau.ID, Answers: store.TheFile})
			if err != nil || got.Upload.State != registry.UploadConfirmed {
				t.Fatalf("%s %+v, %v", got.Upload.State, got.Report.Findings, err)
			}
			b := r.As(registry.Officer)
			for _, path := range []string{"/processes.xlsx", "/processes.csv"} {
				at := b.Send("/uploads", "一覧"+path[len("/processes"):], []byte(b.Get(path).Want(t, 200).Body)).Want(t, 303).Header.Get("Location")
				var u struct {
					State  string
					Counts registry.UploadCounts
					Report struct{ Findings []finding.Finding }
				}
				if err := json.Unmarshal([]byte(b.Get("/api/v1"+at).Want(t, 200).Body), &u); err != nil {
					t.Fatal(err)
				}
				if u.State != "staged" || u.Counts.New+u.Counts.Changed+u.Counts.Missing+u.Counts.Faulty > 0 || u.Counts.Unchanged != len(rows) {
					t.Errorf("%s: %s %+v", path, u.State, u.Counts)
				}
				for _, f := range u.Report.Findings {
					if path == "/processes.xlsx" || f.Severity == finding.Error { // a csv has no stamp by which it is known as the registry's
						t.Errorf("%s: %s %s %s: %q %s", path, f.Severity, f.Rule, f.Cell, f.Raw, f.Message)
					}
				}
			}
		})
	}
}
