package importer_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	importer "tetsuzuki/import"
	"tetsuzuki/import/finding"
	"tetsuzuki/import/form"
	"tetsuzuki/import/stamp"
)

var packed = time.Date(2022, 11, 1, 0, 0, 0, 123456000, time.UTC)

// packSheet is a made-up sheet of a pack, as csv.
func packSheet(rows ...[]string) string {
	lines := [][]string{{"手続ID", form.VersionHeader, "手続名", form.LastTime + "デジタル化状況", "デジタル化状況"}}
	var b strings.Builder
	for _, row := range append(lines, rows...) {
		b.WriteString(strings.Join(row, ",") + "\r\n")
	}
	return b.String()
}

func checkCSV(t *testing.T, text string) *importer.Report {
	t.Helper()
	rep, err := importer.Check(t.Context(), importer.Source{Name: "架空.csv", Data: strings.NewReader(text), Size: int64(len(text))},
		importer.Options{Bureau: "環境局"})
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

// The rows of a pack tell of what moment they are where nothing else of the file is left, and the
// earliest of them counts; of a row whose version is another process's there is a finding.
func TestTheVersionOfARowIsItsMoment(t *testing.T) {
	t.Parallel()
	later := packed.Add(time.Hour)
	rep := checkCSV(t, packSheet(
		[]string{"P-0000001", stamp.Row(later, "P-0000001"), "架空の届出", "検討中", "実施済"},
		[]string{"P-0000002", stamp.Row(packed, "P-0000002"), "架空の許可", "検討中", "検討中"},
		[]string{"", stamp.Row(past, "P-0000002"), "架空の新しい検査", "", "検討中"}, // a copied row
	))
	if rep.File.Stamp != (stamp.Stamp{Base: packed, Shown: packed}) || len(rep.Findings) != 0 {
		t.Errorf("%v %+v", rep.File.Stamp, rep.Findings)
	}
	rep = checkCSV(t, packSheet([]string{"P-0000001", stamp.Row(packed, "P-0000002"), "架空の届出", "", "実施済"},
		[]string{"P-0000003", "なにか", "架空の検査", "", "検討中"}))
	var rules []string
	for _, f := range rep.Findings {
		rules = append(rules, f.Rule+" "+f.Cell)
	}
	if !slices.Equal(rules, []string{finding.RuleVersion + " A2", finding.RuleVersion + " A3"}) || !rep.File.Stamp.IsZero() {
		t.Errorf("%q, %v", rules, rep.File.Stamp)
	}
}

var past = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// The last answers are never read, whatever becomes of the column beside them.
func TestLastAnswersAreNotRead(t *testing.T) {
	t.Parallel()
	text := "手続名,根拠法令,【前回】デジタル化状況,【前回】年間件数（令和2年度）\r\n架空の届出,架空法,実施済,500\r\n"
	rep := checkCSV(t, text)
	if v := rep.Records[0].Values; v.DigitizationStatus != "" || len(v.Volumes) != 0 {
		t.Errorf("it reads %+v", v)
	}
	if len(rep.Findings) != 2 { // without a mark it may be anybody's sheet, and says what was left
		t.Errorf("%+v", rep.Findings)
	}
}

// A sheet of a pack is known again as long as nobody wrote on it, and a comment as long as nobody
// answered in it.
func TestWhatAPackWroteIsKnownAgain(t *testing.T) {
	t.Parallel()
	comment := form.QuestionStart + "架空の確認です。\n" + form.CommentEnd
	for name, c := range map[string]struct {
		more    string
		comment string
		told    []string
	}{
		"untouched":  {"", comment, nil},
		"written on": {"架空の返事", comment, []string{finding.RuleSkippedSheet}},
		"answered":   {"", comment + "\n架空の返事", []string{finding.RuleComment}},
	} {
		f := excelize.NewFile()
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		must(f.SetSheetRow("Sheet1", "A1", &[]any{"手続名", "デジタル化状況"}))
		must(f.SetSheetRow("Sheet1", "A2", &[]any{"架空の届出", "検討中"}))
		must(f.AddComment("Sheet1", excelize.Comment{Cell: "B2", Author: "手続レジストリ", Text: c.comment}))
		_, err := f.NewSheet("はじめに")
		must(err)
		must(f.SetSheetRow("はじめに", "A1", &[]any{"架空の 説明", 12}))
		must(f.SetCellValue("はじめに", "A2", form.SheetMark([]string{"架空の説明"}, 1)))
		if c.more != "" {
			must(f.SetCellValue("はじめに", "B3", c.more))
		}
		var b bytes.Buffer
		must(f.Write(&b))
		rep, err := importer.Check(t.Context(), importer.Source{Name: "架空.xlsx", Data: bytes.NewReader(b.Bytes()), Size: int64(b.Len())},
			importer.Options{Bureau: "環境局"})
		must(err)
		var rules []string
		for _, x := range rep.Findings {
			rules = append(rules, x.Rule)
		}
		if !slices.Equal(rules, c.told) {
			t.Errorf("%s: %q, want %q", name, rules, c.told)
		}
	}
}
