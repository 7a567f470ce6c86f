package workbook_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"tetsuzuki/import/finding"
	"tetsuzuki/import/workbook"
)

// What a lenient reader does with damaged files, and what is done here instead.
// Where the library mends its ways, the first half of a case fails and can go.
func TestLenientReaderLosesCells(t *testing.T) {
	t.Parallel()
	row := func(n string) string {
		return `<row r="` + n + `"><c r="A` + n + `" t="s"><v>0</v></c><c r="B` + n + `"><v>` + n + `</v></c></row>`
	}
	for _, c := range []struct {
		name, sheet string
		lenient     string // what excelize makes of it, without an error
		rule        string
	}{
		{"whole", sheetOf(row("1") + row("2") + row("3")), "手続名 1|手続名 2|手続名 3", ""},
		{"cut", strings.TrimSuffix(sheetOf(row("1")+row("2")+row("3")), row("3")+`</sheetData></worksheet>`), "手続名 1|手続名 2", finding.RuleTruncated},
		{"control character", sheetOf(row("1") + row("2") + "\x01" + row("3")), "手続名 1|手続名 2", finding.RuleControlCharacter},
		{"bad shared string", sheetOf(row("1") + strings.ReplaceAll(row("2"), "<v>0</v>", "<v>9</v>") + row("3")), "手続名 1| 2|手続名 3", finding.RuleSharedString},
		{"cells out of order", sheetOf(row("1") + `<row r="2"><c r="B2"><v>2</v></c><c r="A2" t="s"><v>0</v></c></row>` + row("3")), "手続名 1| 2 手続名|手続名 3", finding.RuleCellOrder},
	} {
		data := parts{"xl/worksheets/sheet1.xml": c.sheet}.zip(t)
		f, err := excelize.OpenReader(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		rows, err := f.Rows("手続一覧")
		if err != nil {
			t.Fatal(err)
		}
		var read []string
		for rows.Next() {
			columns, err := rows.Columns()
			if err != nil {
				t.Errorf("%s: excelize says %v", c.name, err)
			}
			read = append(read, strings.Join(columns, " "))
		}
		if got := strings.Join(read, "|"); got != c.lenient || rows.Error() != nil {
			t.Errorf("%s: excelize reads %q, error %v; expected %q and none", c.name, got, rows.Error(), c.lenient)
		}
		b, err := open(t, "a.xlsx", data, workbook.Options{})
		if c.rule == "" {
			if err != nil || b.Sheets[0].CellCount != 6 {
				t.Errorf("%s: %v", c.name, err)
			}
			continue
		}
		if err == nil {
			t.Errorf("%s: read", c.name)
		} else if e := refusal(t, err); e.Finding.Rule != c.rule {
			t.Errorf("%s: got %v", c.name, e)
		}
	}
}

// The library holds the whole sheet to name its merges; the strict pass notes
// them as they come by.
func TestMergesCostNothing(t *testing.T) {
	path := longBook(t, 3_000, false)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	p := unzip(t, data)
	p["xl/worksheets/sheet1.xml"] = strings.Replace(p["xl/worksheets/sheet1.xml"], "</sheetData>",
		`</sheetData><mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells>`, 1)
	data = p.zip(t)
	theirs := peak(func() {
		f, err := excelize.OpenReader(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if merges, err := f.GetMergeCells("手続一覧"); err != nil || len(merges) != 1 {
			t.Errorf("excelize: %v, %v", merges, err)
		}
	})
	ours := peak(func() {
		b, err := open(t, "a.xlsx", data, workbook.Options{})
		if err != nil || len(b.Sheets[0].Merges) != 1 {
			t.Errorf("got %v", err)
		}
	})
	t.Logf("excelize %d MB, here %d MB", theirs>>20, ours>>20)
	if ours > 16<<20 || theirs < 2*ours {
		t.Errorf("excelize held %d MB, we %d MB", theirs>>20, ours>>20)
	}
}

func TestRawValuesAndBothDateSystems(t *testing.T) {
	t.Parallel()
	f := excelize.NewFile()
	defer f.Close()
	date := `[$-411]ggge"年"m"月"d"日"`
	style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &date})
	if err != nil {
		t.Fatal(err)
	}
	short, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	if err != nil {
		t.Fatal(err)
	}
	yes := true
	for _, err := range []error{
		f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes}),
		f.SetCellInt("Sheet1", "A1", 42825), f.SetCellStyle("Sheet1", "A1", "A1", style),
		f.SetCellInt("Sheet1", "B1", 42825), f.SetCellStyle("Sheet1", "B1", "B1", short),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	shown, err := f.GetCellValue("Sheet1", "B1")
	if err != nil || shown == "42825" || strings.Contains(shown, "2021") {
		t.Errorf("excelize shows %q, %v: a year of two digits was expected", shown, err)
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	b, err := open(t, "a.xlsx", out.Bytes(), workbook.Options{})
	if err != nil {
		t.Fatal(err)
	}
	got, err := dump(b)
	if err != nil || got != "Sheet1!A1 nd 42825\nSheet1!B1 nd 42825\n" || !b.Date1904 {
		t.Errorf("got %q, 1904 %v, %v", got, b.Date1904, err)
	}
}

func TestOneMagicNumberForTwoKinds(t *testing.T) {
	t.Parallel()
	secret := agile(madeUp(t), "x", 10)
	old := container(map[string][]byte{"Workbook": make([]byte, 4096)})
	if !bytes.Equal(secret[:8], old[:8]) {
		t.Fatal("the files do not share their first bytes")
	}
	for data, rule := range map[string]string{string(secret): finding.RulePasswordNeeded, string(old): finding.RuleOldExcel} {
		_, err := open(t, "a.xlsx", []byte(data), workbook.Options{})
		if e := refusal(t, err); e.Finding.Rule != rule {
			t.Errorf("got %v, want %s", e, rule)
		}
	}
}

// The library would unpack 16 GB before it says no.
func TestUnpackingLimitIsOurOwn(t *testing.T) {
	t.Parallel()
	if excelize.UnzipSizeLimit < 8<<30 {
		t.Errorf("excelize's limit is %d GB", excelize.UnzipSizeLimit>>30)
	}
	if l := workbook.DefaultLimits(); l.Total > 1<<30 || l.Part > l.Total {
		t.Errorf("limits %+v", l)
	}
}
