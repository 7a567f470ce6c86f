package value

import (
	"compress/gzip"
	"encoding/csv"
	"os"
	"strconv"
	"testing"

	"tetsuzuki/import/finding"
	"tetsuzuki/import/form"
)

// TestRealSurvey reads the 22,861 real rows of the national survey: every code and
// count in them is understood, with the code that the survey itself prints before
// each label.
func TestRealSurvey(t *testing.T) {
	t.Parallel()
	const file = "../../../shared/data/national-survey-r6-local.csv.gz"
	f, err := os.Open(file)
	if os.IsNotExist(err) {
		t.Skipf("needs %s, which is no part of this repository", file)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(z).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	columns := map[string]string{"手続類型": "process_type", "手続主体": "applicant", "手続の受け手": "recipient", "事務区分": "affair_category",
		"オンライン化の実施予定及び検討時の懸念点": "obstacle", "申請等における本人確認手法": "identity_method", "手数料等の納付有無": "fee",
		"手数料等の納付方法": "payment_methods", "総手続件数": "annual_volume", "処理期間(非オンライン)": "standard_processing_period", "申請時に添付させる書類": "attachments"}
	ctx := &Context{}
	durations := 0
	for i, name := range rows[0] {
		field := form.Current().Field(columns[name])
		if field == nil {
			continue
		}
		for n, row := range rows[1:] {
			v, found := Parse(field, Cell{Text: row[i]}, ctx)
			if row[i] == "" {
				continue
			}
			for _, x := range found {
				if x.Severity == finding.Error {
					t.Fatalf("row %d %s %q: %s", n+2, field.Key, row[i], x.Message)
				}
			}
			switch field.Kind {
			case form.OneCode:
				if field.List.Numbered() && len(found) == 0 && row[i][:len(v.Text)] != v.Text {
					t.Fatalf("row %d %s: %q read as %s", n+2, field.Key, row[i], v.Text)
				}
			case form.Count:
				if strconv.FormatInt(*v.Count.Value, 10) != row[i] {
					t.Fatalf("row %d: %q read as %d", n+2, row[i], *v.Count.Value)
				}
			case form.Duration:
				if v.Text != "" {
					durations++
				}
			case form.Codes, form.List:
				if len(v.List) == 0 {
					t.Fatalf("row %d %s: %q is lost", n+2, field.Key, row[i])
				}
			}
		}
	}
	if durations < 4500 {
		t.Errorf("only %d processing periods were understood", durations)
	}
}
