package intake_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"tetsuzuki/import/finding"
	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
)

// listOf are made-up rows of a bureau with names and laws of their own.
func listOf(bureau, name string, n int) (rows [][]any) {
	for i := range n {
		row := made(bureau, fmt.Sprintf("%s第%d号の届出", name, i+1), 1)
		row[4], row[5] = fmt.Sprintf("架空%s法", name), fmt.Sprintf("第%d条", i+1)
		rows = append(rows, row)
	}
	return rows
}

// Of a file of which hardly any row fits the registry, that is the first thing that its report
// says, with the likely cause; one that fits, or a bureau's first one, says nothing of it.
func TestAFileThatHardlyFitsSaysSoFirst(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	officer, _ := r.two(t)
	hq := r.person(t, "hq", registry.Headquarters)
	ours, theirs := listOf("環境局", "大気", 12), listOf("港湾局", "港", 12)
	r.rows(t, append(append([][]any{}, ours...), theirs...)...)
	without := func(rows [][]any) (out [][]any) { // the bureau is not named
		for _, row := range rows {
			out = append(out, append([]any{nil}, row[1:]...))
		}
		return out
	}
	older := append([]any{}, header...)
	older[6], older[7] = "年間件数（平成30年度）", "うちオンライン件数（平成30年度）"
	renamed := without(ours)
	for i := range renamed {
		renamed[i][2] = fmt.Sprintf("たいきの手つづき%d", i)
	}
	for _, c := range []struct {
		name, file string
		by         registry.Scope
		header     []any
		rows       [][]any
		says       []string // of the first finding; none: it is about something else
		not        string
	}{
		{"its own", "a.xlsx", officer, header, without(ours), nil, ""},
		{"mostly its own", "a.xlsx", officer, header, without(append(append([][]any{}, ours[:4]...), theirs[:8]...)), nil, ""},
		{"another bureau's, seen by an officer", "a.xlsx", officer, header, without(theirs), []string{"12 行のうち、環境局の登録と合う行はありません", "局か年度の選び違い"}, "港湾局"},
		{"another bureau's, by its name", "港湾局_棚卸.xlsx", officer, header, without(theirs), []string{"「港湾局」とあります"}, ""},
		{"another bureau's, seen by headquarters", "a.xlsx", hq, header, without(theirs), []string{"12 行が港湾局の手続と合います"}, ""},
		{"of another year", "a.xlsx", officer, older, without(listOf("環境局", "むかし", 12)), []string{"平成30年度まで", "令和3年度の件数があります"}, ""},
		{"other names", "a.xlsx", officer, header, renamed, []string{"手続名の書き方が登録と違います", "「たいきの手つづき0」", "「大気第1号の届出」"}, ""},
		{"a few rows", "a.xlsx", officer, header, without(theirs[:3]), nil, ""},
	} {
		file := intake.File{Name: c.file, Data: bytes.NewReader(book(t, c.header, c.rows...))}
		u, err := r.Receive(t.Context(), c.by, file, intake.Options{BureauID: officer.BureauID})
		if err != nil {
			t.Fatal(err)
		}
		got, err := r.Stage(t.Context(), c.by, u.ID, "")
		if err != nil {
			t.Fatal(err)
		}
		first := finding.Finding{}
		if len(got.Report.Findings) > 0 {
			first = got.Report.Findings[0]
		}
		if said := first.Rule == finding.RuleUnfit; said != (c.says != nil) {
			t.Errorf("%s: the first finding is %+v", c.name, first)
			continue
		}
		for _, says := range c.says {
			if !strings.Contains(first.Message, says) {
				t.Errorf("%s: %q does not say %q", c.name, first.Message, says)
			}
		}
		if c.not != "" && strings.Contains(first.Message, c.not) {
			t.Errorf("%s: %q tells of %s", c.name, first.Message, c.not)
		}
	}
}

// Another bureau's file is one sentence, whether its rows name the bureau or have its IDs.
func TestAnotherBureausFileIsOneSentence(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	officer, _ := r.two(t)
	theirs := listOf("港湾局", "港", 40)
	r.rows(t, append(listOf("環境局", "大気", 12), theirs...)...)
	errors := func(rows [][]any) (found []finding.Finding, u registry.Upload) {
		t.Helper()
		u, err := r.Receive(t.Context(), officer, intake.File{Name: "a.xlsx", Data: bytes.NewReader(book(t, header, rows...))},
			intake.Options{BureauID: officer.BureauID})
		if err != nil {
			t.Fatal(err)
		}
		got, err := r.Stage(t.Context(), officer, u.ID, "")
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range got.Report.Findings {
			if f.Severity == finding.Error {
				found = append(found, f)
			}
		}
		if got.Report.Summary.Errors != len(found) {
			t.Errorf("the summary counts %d errors, and %d are told", got.Report.Summary.Errors, len(found))
		}
		return found, got.Upload
	}
	found, u := errors(theirs)
	if len(found) != 1 || u.State != registry.UploadFaulty || u.Counts.Faulty != 40 ||
		!strings.Contains(found[0].Message, "このファイルは港湾局のものです（40 行のうち 40 行）") {
		t.Errorf("%+v, %+v", found, u)
	}
	for i := range theirs {
		theirs[i] = append([]any{nil, fmt.Sprintf("P-%07d", 13+i)}, theirs[i][2:]...)
	}
	found, u = errors(theirs)
	if len(found) != 1 || u.State != registry.UploadFaulty || !strings.Contains(found[0].Message, "40 行の手続IDが、この局の手続のものではありません") {
		t.Errorf("%+v, %+v", found, u)
	}
	// One row in a file of its own is told by its cell.
	mixed := append(listOf("環境局", "大気", 12), listOf("港湾局", "港", 1)...)
	if found, _ = errors(mixed); len(found) != 1 || found[0].Cell != "A14" {
		t.Errorf("%+v", found)
	}
}
