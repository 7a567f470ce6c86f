package report_test

import (
	"bytes"
	"strings"
	"testing"

	importer "tetsuzuki/import"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
)

// Whatever a remark is, a plain number above all, it comes back as it left; and a plain number
// leaves as it is.
func TestARemarkComesBackAsItWas(t *testing.T) {
	t.Parallel()
	remarks := []string{"-5", "+1", "-1,200", "+0.5", "－5", "＋1", "007", "1e3", "=1+1", "@架空", "+81-3-0000", "-it's", "'架空", "''", "1-2",
		"'=1"}
	var rows []report.Row
	for i, remark := range remarks {
		rows = append(rows, report.Row{Process: registry.Process{ID: registry.ProcessID(i + 1), BureauCode: "B05", Bureau: "主税局",
			ProcedureName: "架空の届出", InScope: true, Status: registry.Done, Remarks: remark}})
	}
	list := report.List{Fields: []string{"process_id", "bureau", "procedure_name", "digitization_status", "remarks"}}
	for name, write := range map[string]func(*bytes.Buffer) error{
		"list.xlsx": func(b *bytes.Buffer) error { return list.WriteXLSX(b, len(rows), each(rows)) },
		"utf8.csv": func(b *bytes.Buffer) error {
			_, err := list.WriteCSV(b, report.UTF8, each(rows))
			return err
		},
		"cp932.csv": func(b *bytes.Buffer) error {
			_, err := list.WriteCSV(b, report.CP932, each(rows))
			return err
		},
	} {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, "csv") {
			for i, line := range strings.Split(b.String(), "\r\n")[1:7] {
				if i < 4 && !strings.HasSuffix(strings.ReplaceAll(line, `"`, ""), ","+remarks[i]) {
					t.Errorf("%s: %q leaves as %s", name, remarks[i], line)
				}
			}
		}
		source := importer.Source{Name: name, Data: bytes.NewReader(b.Bytes()), Size: int64(b.Len())}
		got, err := importer.Check(t.Context(), source, importer.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Records) != len(rows) {
			t.Fatalf("%s: %d records, want %d", name, len(got.Records), len(rows))
		}
		for i, r := range got.Records {
			if r.Values.Remarks != remarks[i] {
				t.Errorf("%s: %q comes back as %q", name, remarks[i], r.Values.Remarks)
			}
		}
	}
}
