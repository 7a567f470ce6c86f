package report_test

import (
	"bytes"
	"reflect"
	"testing"
	"time"

	importer "tetsuzuki/import"
	"tetsuzuki/import/finding"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/sample"
)

// What leaves as a list comes back the same, to the cell: as xlsx, and as csv in
// both encodings.
func TestListsReadBack(t *testing.T) {
	t.Parallel()
	const bureau = 6 // one that sends two years
	rows := sample.Rows(bureau)
	for i := range rows {
		rows[i].Process.ID = registry.ProcessID(i + 1)
		rows[i].Process.PaymentMethods = [][]string{nil, {"1-1"}, {"2-1", "2-6"}}[i%3]
		rows[i].Process.ProcessName = "架空の段階"
		rows[i].Process.Remarks = []string{"", "=1+1", "'引用", "＋架空", "-5"}[i%5] // what a csv guards comes back without its guard
	}
	list := report.List{Years: []int{2019, 2020}}
	for name, write := range map[string]func(*bytes.Buffer) error{
		"list.xlsx": func(b *bytes.Buffer) error { return list.WriteXLSX(b, len(rows), each(rows)) },
		"list.csv": func(b *bytes.Buffer) error {
			_, err := list.WriteCSV(b, report.UTF8, each(rows))
			return err
		},
		"plain.csv": func(b *bytes.Buffer) error {
			_, err := list.WriteCSV(b, report.UTF8Plain, each(rows))
			return err
		},
		"cp932.csv": func(b *bytes.Buffer) error {
			_, err := list.WriteCSV(b, report.CP932, each(rows))
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var b bytes.Buffer
			if err := write(&b); err != nil {
				t.Fatal(err)
			}
			got, err := importer.Check(t.Context(), importer.Source{Name: name, Data: bytes.NewReader(b.Bytes()), Size: int64(b.Len())},
				importer.Options{Bureau: rows[0].Process.Bureau})
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range got.Findings {
				if f.Severity != finding.Info {
					t.Errorf("%s %s: %s", f.Cell, f.Raw, f.Message)
				}
			}
			if len(got.Records) != len(rows) {
				t.Fatalf("%d records, want %d", len(got.Records), len(rows))
			}
			for i, r := range got.Records {
				if want := values(rows[i]); !reflect.DeepEqual(r.Values, want) {
					t.Fatalf("row %d is\n%+v, want\n%+v", r.Row, r.Values, want)
				}
			}
		})
	}
}

// values are what the reader should find of a row.
func values(r report.Row) importer.Values {
	p := r.Process
	v := importer.Values{
		ProcessID: p.ID.String(), Bureau: p.Bureau, Department: p.Department, Division: p.Division,
		ProcedureName: p.ProcedureName, ProcessName: p.ProcessName, ProcessType: p.ProcessType,
		Applicant: p.Applicant, Recipient: p.Recipient, LegalBasis: p.LegalBasis, LegalArticle: p.LegalArticle,
		AffairCategory: p.AffairCategory, DigitizationStatus: string(p.Status), PlannedFiscalYear: p.PlannedFiscalYear,
		Obstacle: p.Obstacle, NationalLawChange: string(p.NationalLawChange), LawToChange: p.LawToChange, Ministry: p.Ministry,
		Scope: "out", Platform: p.Platform, IdentityMethod: p.IdentityMethod, Fee: p.Fee, PaymentMethods: p.PaymentMethods,
		Attachments: p.Attachments, SealRequired: p.SealRequired, StandardProcessingPeriod: p.StandardProcessingPeriod, Remarks: p.Remarks,
	}
	if p.InScope {
		v.Scope = "in"
	}
	if !p.DigitizedOn.IsZero() {
		v.DigitizedOn = p.DigitizedOn.Format(time.DateOnly)
	}
	for _, y := range r.Volumes {
		v.Volumes = append(v.Volumes, importer.Volume{FiscalYear: y.FiscalYear, Total: count(y.Total), Online: count(y.Online)})
	}
	return v
}

func count(c registry.Count) importer.Count {
	if c.State == registry.NotProvided && c.Raw == "" {
		c.Raw = "不明"
	}
	return importer.Count{Value: c.Value, Upper: c.Upper, Qualifier: string(c.Qualifier), State: string(c.State), Raw: c.Raw}
}
