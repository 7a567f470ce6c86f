package value

import (
	"strconv"
	"strings"
	"testing"

	"tetsuzuki/import/finding"
	"tetsuzuki/import/form"
	"tetsuzuki/internal/survey"
)

// surveyColumns are the survey's columns that the form has, too.
var surveyColumns = map[string]string{"手続名": "procedure_name", "法令名": "legal_basis", "根拠条項号": "legal_article", "所管府省庁": "ministry",
	"手続類型": "process_type", "手続主体": "applicant", "手続の受け手": "recipient", "事務区分": "affair_category",
	"オンライン化の実施予定及び検討時の懸念点": "obstacle", "申請等における本人確認手法": "identity_method", "手数料等の納付有無": "fee",
	"手数料等の納付方法": "payment_methods", "総手続件数": "annual_volume", "オンライン手続件数": "online_volume",
	"処理期間(非オンライン)": "standard_processing_period", "申請時に添付させる書類": "attachments"}

// TestRealSurvey reads the 22,861 real rows of the national survey: every code and
// count in them is understood, with the code that the survey itself prints before
// each label.
func TestRealSurvey(t *testing.T) {
	t.Parallel()
	ctx := &Context{}
	durations := 0
	for n, row := range survey.Rows(t) {
		for name, key := range surveyColumns {
			text, field := row[name], form.Current().Field(key)
			v, found := Parse(field, Cell{Text: text}, ctx)
			if text == "" {
				continue
			}
			for _, x := range found {
				if x.Severity == finding.Error {
					t.Fatalf("row %d %s %q: %s", n+2, field.Key, text, x.Message)
				}
			}
			switch field.Kind {
			case form.OneCode:
				if field.List.Numbered() && len(found) == 0 && !strings.HasPrefix(text, v.Text+" ") {
					t.Fatalf("row %d %s: %q read as %s", n+2, field.Key, text, v.Text)
				}
			case form.Count:
				if strconv.FormatInt(*v.Count.Value, 10) != text {
					t.Fatalf("row %d: %q read as %d", n+2, text, *v.Count.Value)
				}
			case form.Codes, form.List:
				if len(v.List) != strings.Count(text, "; ")+1 {
					t.Fatalf("row %d %s: %q read as %q", n+2, field.Key, text, v.List)
				}
			case form.Duration:
				if v.Text != "" {
					durations++
				}
			}
		}
	}
	if durations < 4500 {
		t.Errorf("only %d processing periods were understood", durations)
	}
}

// BenchmarkParse reads 16 columns of the 22,861 real rows.
func BenchmarkParse(b *testing.B) {
	rows := survey.Rows(b)
	ctx := &Context{}
	type column struct {
		name  string
		field *form.Field
	}
	var columns []column
	for name, key := range surveyColumns {
		columns = append(columns, column{name, form.Current().Field(key)})
	}
	texts := make([][]string, len(columns))
	for i, c := range columns {
		for _, row := range rows {
			texts[i] = append(texts[i], row[c.name])
		}
	}
	for b.Loop() {
		for i, c := range columns {
			for _, text := range texts[i] {
				Parse(c.field, Cell{Text: text}, ctx)
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(columns)*len(rows)), "ns/cell")
}
