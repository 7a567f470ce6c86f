package redpen_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"

	importer "tetsuzuki/import"
	"tetsuzuki/import/finding"
	"tetsuzuki/import/redpen"
	"tetsuzuki/import/sheettest"
	"tetsuzuki/import/workbook"
)

func source(name string, data []byte) importer.Source {
	return importer.Source{Name: name, Data: bytes.NewReader(data), Size: int64(len(data))}
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// give gives a file back with the findings.
func give(t testing.TB, name string, data []byte, findings ...finding.Finding) []byte {
	t.Helper()
	rep := &importer.Report{File: importer.File{Name: name}, Findings: findings}
	for _, f := range findings {
		switch f.Severity {
		case finding.Error:
			rep.Summary.Errors++
		case finding.Warning:
			rep.Summary.Warnings++
		}
	}
	var out bytes.Buffer
	check(t, redpen.Write(t.Context(), &out, source(name, data), rep, importer.Options{}))
	return out.Bytes()
}

// giveRemarked is give for a file that was returned.
func giveRemarked(t testing.TB, name string, data []byte, remarks redpen.Remarks, findings ...finding.Finding) []byte {
	t.Helper()
	var out bytes.Buffer
	rep := &importer.Report{File: importer.File{Name: name}, Findings: findings}
	rep.Summary.Warnings = len(findings)
	check(t, redpen.WriteRemarked(t.Context(), &out, source(name, data), rep, &remarks, importer.Options{}))
	return out.Bytes()
}

func wrong(sheet, cell string) finding.Finding {
	return finding.Finding{Severity: finding.Error, Rule: "L2-01", Sheet: sheet, Cell: cell, Raw: "たくさん", Message: "年間件数は数字で入力してください。",
		Example: "1200", Count: 1}
}

func doubtful(sheet, cell string) finding.Finding {
	return finding.Finding{Severity: finding.Warning, Rule: "R-example", Sheet: sheet, Cell: cell, Message: "見本 <の> & \"警告\" です。",
		Example: "例", Count: 1}
}

// dump writes all cells that a file says.
func dump(t testing.TB, name string, data []byte) string {
	t.Helper()
	b, err := workbook.Open(t.Context(), name, bytes.NewReader(data), int64(len(data)), workbook.Options{})
	check(t, err)
	defer b.Close()
	var out strings.Builder
	for _, s := range b.Sheets {
		fmt.Fprintln(&out, s.Name, s.Merges, s.HiddenRows, s.HiddenCols, s.MaxRow, s.MaxCol, s.FormulaCount)
		check(t, s.Rows(context.Background(), func(r workbook.Row) error {
			for _, c := range r.Cells {
				fmt.Fprintf(&out, "%s %d %v %v %s %s\n", workbook.CellName(c.Col, r.Number), c.Kind, c.Date, c.Formula, c.NumFmt, c.Text)
			}
			return nil
		}))
	}
	return out.String()
}

// sender is a made-up workbook with all that must come back as it was.
func sender(t testing.TB) []byte {
	t.Helper()
	f := sheettest.New(t, "手続一覧")
	sheettest.Add(t, f, "課's 一覧")
	sheettest.Add(t, f, "参考")
	blue, err := f.NewStyle(&excelize.Style{NumFmt: 14, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"00B0F0"}},
		Font: &excelize.Font{Bold: true}})
	check(t, err)
	striped, err := f.NewStyle(&excelize.Style{Fill: excelize.Fill{Type: "pattern", Pattern: 5, Color: []string{"00B0F0"}}})
	check(t, err)
	for _, sheet := range []string{"手続一覧", "課's 一覧", "参考"} {
		for r := 1; r <= 20; r++ {
			if r == 7 {
				continue // a row that is not there
			}
			check(t, f.SetSheetRow(sheet, fmt.Sprintf("A%d", r), &[]any{fmt.Sprintf("見本の手続%d", r), "申請等", 100 * r}))
			check(t, f.SetCellInt(sheet, fmt.Sprintf("F%d", r), int64(44000+r)))
		}
		check(t, f.SetCellFormula(sheet, "G2", "SUM(C1:C5)"))
		check(t, f.SetCellStyle(sheet, "F3", "F12", blue))
		check(t, f.SetCellStyle(sheet, "F13", "F13", striped))
		check(t, f.MergeCell(sheet, "H1", "I2"))
		check(t, f.SetRowVisible(sheet, 5, false))
	}
	check(t, f.AddComment("手続一覧", excelize.Comment{Cell: "A2", Author: "担当者", Text: "担当者のコメント"}))
	check(t, f.AddComment("手続一覧", excelize.Comment{Cell: "C3", Author: "担当者", Text: "ここも担当者"}))
	var picture bytes.Buffer
	check(t, png.Encode(&picture, image.NewGray(image.Rect(0, 0, 4, 4))))
	check(t, f.AddPictureFromBytes("課's 一覧", "K2", &excelize.Picture{Extension: ".png", File: picture.Bytes()}))
	check(t, f.AddChart("参考", "K2", &excelize.Chart{Type: excelize.Col,
		Series: []excelize.ChartSeries{{Name: "参考!$A$1", Categories: "参考!$A$1:$A$5", Values: "参考!$C$1:$C$5"}}}))
	check(t, f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Area", RefersTo: "参考!$A$1:$C$5", Scope: "参考"}))
	check(t, f.AddTable("課's 一覧", &excelize.Table{Range: "A1:C6", Name: "表1"}))
	f.SetActiveSheet(1)
	var out bytes.Buffer
	check(t, f.Write(&out))
	return out.Bytes()
}

var findings = []finding.Finding{
	wrong("手続一覧", "C3"),      // has a comment of the sender's own
	wrong("手続一覧", "C4"),      //
	doubtful("手続一覧", "C4"),   // two on one cell
	doubtful("手続一覧", "D4"),   // a cell that is not there
	wrong("手続一覧", "A7"),      // a row that is not there
	wrong("手続一覧", "F5"),      // has a colour and a format
	wrong("手続一覧", "F13"),     // has a pattern
	wrong("手続一覧", "J25"),     // below all rows
	wrong("課's 一覧", "B2"),    // a sheet with a picture and a table
	doubtful("課's 一覧", "E1"), //
	{Severity: finding.Warning, Rule: "R-x", Message: "ファイル全体の警告", Example: "例", Count: 3},
	{Severity: finding.Info, Rule: "R-y", Sheet: "参考", Cell: "A1", Message: "参考のお知らせ", Count: 1},
}

func parts(t testing.TB, data []byte) (names []string, bodies, packed map[string]string) {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	check(t, err)
	bodies, packed = map[string]string{}, map[string]string{}
	for _, f := range r.File {
		names = append(names, f.Name)
		in, err := f.Open()
		check(t, err)
		b, err := io.ReadAll(in)
		check(t, err)
		bodies[f.Name] = string(b)
		raw, err := f.OpenRaw()
		check(t, err)
		b, err = io.ReadAll(raw)
		check(t, err)
		packed[f.Name] = string(b)
	}
	return names, bodies, packed
}

func TestOnlyWhatIsMarkedChanges(t *testing.T) {
	t.Parallel()
	data := sender(t)
	back := give(t, "一覧.xlsx", data, findings...)
	names, _, packed := parts(t, data)
	_, now, packedNow := parts(t, back)
	changed := []string{"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "xl/worksheets/sheet1.xml",
		"xl/worksheets/sheet2.xml",
		"xl/comments1.xml", "xl/drawings/vmlDrawing1.vml", "xl/worksheets/_rels/sheet2.xml.rels"}
	for _, name := range names {
		if _, ok := now[name]; !ok {
			t.Errorf("%s is gone", name)
		}
		if same := packed[name] == packedNow[name]; same == slices.Contains(changed, name) {
			t.Errorf("%s: packed bytes the same %v", name, same)
		}
	}
	if got, want := dump(t, "a.xlsx", back), dump(t, "a.xlsx", data); got != want {
		t.Errorf("read again: got\n%s\nwant\n%s", got, want)
	}
}

// Where a sheet changes, it changes by the marks alone.
func TestSheetDiffersByMarksAlone(t *testing.T) {
	t.Parallel()
	data := sender(t)
	_, was, _ := parts(t, data)
	_, now, _ := parts(t, give(t, "一覧.xlsx", data, wrong("手続一覧", "C4"), wrong("課's 一覧", "D2")))
	for name, marks := range map[string][2]string{
		"xl/worksheets/sheet1.xml": {`<c r="C4">`, `<c s="9" r="C4">`},
		"xl/worksheets/sheet2.xml": {`<c r="F2">`, `<c r="D2" s="9"/><c r="F2">`},
	} {
		want := strings.Replace(was[name], marks[0], marks[1], 1)
		got := now[name]
		if i := strings.Index(got, `<legacyDrawing xmlns:r=`); i >= 0 {
			end := i + strings.Index(got[i:], "/>") + 2
			got = got[:i] + got[end:]
		}
		if got != want {
			t.Errorf("%s: got\n%.3000s\nwant\n%.3000s", name, got, want)
		}
	}
}

func TestMarksAsExcelizeSeesThem(t *testing.T) {
	t.Parallel()
	data := sender(t)
	back := give(t, "一覧.xlsx", data, findings...)
	f, err := excelize.OpenReader(bytes.NewReader(back))
	check(t, err)
	defer f.Close()
	old, err := excelize.OpenReader(bytes.NewReader(data))
	check(t, err)
	defer old.Close()
	if got := f.GetSheetList(); strings.Join(got, "|") != "取込結果|手続一覧|課's 一覧|参考" {
		t.Fatalf("sheets %v", got)
	}
	if got := f.GetSheetName(f.GetActiveSheetIndex()); got != "課's 一覧" {
		t.Errorf("the sheet in front was %s", got)
	}
	comments := map[string]string{}
	for _, sheet := range []string{"手続一覧", "課's 一覧", "参考"} {
		list, err := f.GetComments(sheet)
		check(t, err)
		for _, c := range list {
			text := c.Text
			for _, p := range c.Paragraph {
				text += p.Text
			}
			comments[sheet+"!"+c.Cell] = text
		}
	}
	for cell, want := range map[string]string{
		"手続一覧!A2":   "担当者のコメント",
		"手続一覧!C3":   "ここも担当者",
		"手続一覧!C4":   "確認：見本 <の> & \"警告\" です。",
		"手続一覧!D4":   "【手続レジストリ】確認：",
		"手続一覧!A7":   "【手続レジストリ】要修正：年間件数は数字で入力してください。\n例：1200",
		"手続一覧!J25":  "要修正",
		"課's 一覧!B2": "要修正",
		"課's 一覧!E1": "確認",
	} {
		if !strings.Contains(comments[cell], want) {
			t.Errorf("%s: comment %q, want %q in it", cell, comments[cell], want)
		}
	}
	if !strings.Contains(comments["手続一覧!C3"], "【手続レジストリ】要修正") {
		t.Errorf("C3: %q", comments["手続一覧!C3"])
	}
	if len(comments) != 10 {
		t.Errorf("%d comments: %v", len(comments), comments)
	}
	colour := func(cell string) string {
		id, err := f.GetCellStyle("手続一覧", cell)
		check(t, err)
		style, err := f.GetStyle(id)
		check(t, err)
		return strings.Join(style.Fill.Color, ",")
	}
	for cell, want := range map[string]string{"C3": "FFD2D0", "C4": "FFD2D0", "D4": "FFF0C1", "A7": "FFD2D0", "F5": "FFD2D0", "F6": "00B0F0",
		"A1": ""} {
		if got := colour(cell); !strings.HasPrefix(got, want) || want == "" && got != "" {
			t.Errorf("%s: colour %q, want %q", cell, got, want)
		}
	}
	for _, cell := range []string{"F5", "F13"} {
		now, err := f.GetCellStyle("手続一覧", cell)
		check(t, err)
		was, err := old.GetCellStyle("手続一覧", cell)
		check(t, err)
		a, err := f.GetStyle(now)
		check(t, err)
		b, err := old.GetStyle(was)
		check(t, err)
		if a.NumFmt != b.NumFmt || a.Font.Bold != b.Font.Bold || a.Font.Size != b.Font.Size {
			t.Errorf("%s: format %+v, was %+v", cell, a, b)
		}
		if cell == "F13" && now != was {
			t.Error("a pattern was painted over")
		}
	}
	formula, err := f.GetCellFormula("手続一覧", "G2")
	check(t, err)
	pictures, err := f.GetPictures("課's 一覧", "K2")
	check(t, err)
	tables, err := f.GetTables("課's 一覧")
	check(t, err)
	if formula != "SUM(C1:C5)" || len(pictures) != 1 || len(tables) != 1 {
		t.Errorf("formula %q, %d pictures, %d tables", formula, len(pictures), len(tables))
	}
	if names := f.GetDefinedName(); !slices.ContainsFunc(names, func(n excelize.DefinedName) bool { return n.Scope == "参考" }) {
		t.Errorf("defined names %+v", names)
	}
	repeatsItsHeader(t, f)
	rows, err := f.GetRows("取込結果")
	check(t, err)
	if rows[0][0] != workbook.ResultTitle || !strings.Contains(rows[2][0], "要修正：7 件") {
		t.Errorf("result %q", rows[:4])
	}
	if last := rows[len(rows)-1]; last[1] != "参考" || last[2] != "参考" || last[3] != "A1" {
		t.Errorf("last line %q", last)
	}
	found, target, err := f.GetCellHyperLink("取込結果", "D14")
	check(t, err)
	if !found || target != "'課''s 一覧'!B2" {
		t.Errorf("link %v %q", found, target)
	}
}

// A return of what was returned has the new marks only.
// repeatsItsHeader checks that each printed page of the findings begins with their header.
func repeatsItsHeader(t *testing.T, f *excelize.File) {
	t.Helper()
	for _, n := range f.GetDefinedName() {
		row, ok := strings.CutPrefix(n.RefersTo, "'取込結果'!$")
		if !ok || n.Name != "_xlnm.Print_Titles" || n.Scope != "取込結果" {
			continue
		}
		row, _, _ = strings.Cut(row, ":")
		if cell, err := f.GetCellValue("取込結果", "A"+row); err != nil || cell != "番号" {
			t.Errorf("each page begins with row %s, %q (%v)", row, cell, err)
		}
		return
	}
	t.Errorf("no page of the findings begins with their header: %+v", f.GetDefinedName())
}

func TestReturnedAgain(t *testing.T) {
	t.Parallel()
	data := sender(t)
	once := give(t, "一覧.xlsx", data, findings...)
	twice := give(t, "一覧.xlsx", once, findings...)
	names, first, _ := parts(t, once)
	again, second, _ := parts(t, twice)
	slices.Sort(names)
	slices.Sort(again)
	if !slices.Equal(names, again) {
		t.Errorf("parts %v, then %v", names, again)
	}
	for _, name := range names {
		if first[name] != second[name] && !strings.Contains(name, "comments") {
			t.Errorf("%s changed:\n%.2500s\n%.2500s", name, first[name], second[name])
		}
	}
	clean := give(t, "一覧.xlsx", once)
	f, err := excelize.OpenReader(bytes.NewReader(clean))
	check(t, err)
	defer f.Close()
	repeatsItsHeader(t, f)
	remarked, err := excelize.OpenReader(bytes.NewReader(giveRemarked(t, "一覧.xlsx", once, madeUp)))
	check(t, err)
	defer remarked.Close()
	repeatsItsHeader(t, remarked) // it stands lower, below what the approver said
	old, err := excelize.OpenReader(bytes.NewReader(data))
	check(t, err)
	defer old.Close()
	for _, sheet := range []string{"手続一覧", "課's 一覧", "参考"} {
		now, err := f.GetComments(sheet)
		check(t, err)
		was, err := old.GetComments(sheet)
		check(t, err)
		if len(now) != len(was) {
			t.Errorf("%s: %d comments, was %d: %+v", sheet, len(now), len(was), now)
		}
		for r := 1; r <= 25; r++ {
			for c := 1; c <= 10; c++ {
				cell := workbook.CellName(c, r)
				a, err := f.GetCellStyle(sheet, cell)
				check(t, err)
				b, err := old.GetCellStyle(sheet, cell)
				check(t, err)
				if a != b {
					t.Errorf("%s!%s: format %d, was %d", sheet, cell, a, b)
				}
			}
		}
	}
	if dump(t, "a.xlsx", clean) != dump(t, "a.xlsx", data) {
		t.Error("reads otherwise after two returns")
	}
}

func TestSheetOfThatNameIsTheSenders(t *testing.T) {
	t.Parallel()
	data := sheettest.Book(t, "取込結果", []any{"手続名", "件数"})
	back := give(t, "a.xlsx", data, wrong("取込結果", "A1"))
	g, err := excelize.OpenReader(bytes.NewReader(back))
	check(t, err)
	defer g.Close()
	if got := g.GetSheetList(); strings.Join(got, "|") != "取込結果 (2)|取込結果" {
		t.Errorf("sheets %v", got)
	}
	if dump(t, "a.xlsx", back) != dump(t, "a.xlsx", data) {
		t.Error("reads otherwise")
	}
}

func TestProtectedWorkbookComesBackOpen(t *testing.T) {
	t.Parallel()
	plain := sender(t)
	secret, err := excelize.Encrypt(plain, &excelize.Options{Password: "ひみつ"})
	check(t, err)
	rep := &importer.Report{Findings: []finding.Finding{wrong("手続一覧", "C4")}}
	var out bytes.Buffer
	check(t, redpen.Write(t.Context(), &out, source("a.xlsx", secret), rep, importer.Options{Password: "ひみつ"}))
	if dump(t, "a.xlsx", out.Bytes()) != dump(t, "a.xlsx", plain) {
		t.Error("reads otherwise")
	}
	if err := redpen.Write(t.Context(), &out, source("a.xlsx", secret), rep, importer.Options{}); !errors.Is(err, redpen.ErrUnreadable) {
		t.Errorf("without the password: %v", err)
	}
}

func TestOpensInOtherPrograms(t *testing.T) {
	t.Parallel()
	data := sender(t)
	back := give(t, "一覧.xlsx", data, findings...)
	from := filepath.Join(t.TempDir(), "back.xlsx")
	check(t, os.WriteFile(from, back, 0o600))
	t.Run("LibreOffice", func(t *testing.T) {
		t.Parallel()
		office, err := exec.LookPath("soffice")
		if err != nil {
			t.Skip("LibreOffice is not installed")
		}
		dir := t.TempDir()
		out, err := exec.Command(office, "-env:UserInstallation=file://"+t.TempDir(), "--headless", "--convert-to",
			"xlsx:Calc MS Excel 2007 XML", "--outdir", dir, from).CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		saved, err := os.ReadFile(filepath.Join(dir, "back.xlsx"))
		check(t, err)
		f, err := excelize.OpenReader(bytes.NewReader(saved))
		check(t, err)
		defer f.Close()
		comments, err := f.GetComments("手続一覧")
		check(t, err)
		if len(comments) != 8 {
			t.Errorf("%d comments after LibreOffice", len(comments))
		}
		// Saved by another program, the marks are still known as ours.
		b, err := workbook.Open(t.Context(), "a.xlsx", bytes.NewReader(saved), int64(len(saved)), workbook.Options{})
		check(t, err)
		defer b.Close()
		if len(b.Sheets) != 3 {
			t.Errorf("%d sheets read", len(b.Sheets))
		}
		clean, err := excelize.OpenReader(bytes.NewReader(give(t, "a.xlsx", saved)))
		check(t, err)
		defer clean.Close()
		if comments, err = clean.GetComments("課's 一覧"); err != nil || len(comments) != 0 {
			t.Errorf("%d comments left, %v", len(comments), err)
		}
	})
	t.Run("openpyxl", func(t *testing.T) {
		t.Parallel()
		out, err := exec.Command(sheettest.Python(t), "-c",
			"import openpyxl, sys\nb = openpyxl.load_workbook(sys.argv[1])\nfor s in b: print(s.title, sum(1 for r in s.iter_rows() for c in r "+
				"if c.comment))", from).CombinedOutput()
		if err != nil || string(out) != "取込結果 0\n手続一覧 8\n課's 一覧 2\n参考 0\n" {
			t.Errorf("%v: %s", err, out)
		}
	})
}

func TestCSV(t *testing.T) {
	t.Parallel()
	const text = "手続名,年間件数\r\n\"見本の申請\r\n（新規）\",たくさん\r\n\r\n見本の届出\r\n\"a\"\"b\",1"
	cp932 := in(t, japanese.ShiftJIS, text)
	wide := func(s string, order binary.AppendByteOrder) []byte {
		var b []byte
		for _, u := range utf16.Encode([]rune("\ufeff" + s)) {
			b = order.AppendUint16(b, u)
		}
		return b
	}
	found := []finding.Finding{wrong("一覧", "B2"), doubtful("一覧", "A4"), {Severity: finding.Info, Sheet: "一覧", Cell: "B5", Message: "お知らせ"}}
	for name, data := range map[string][]byte{
		"UTF-8": []byte(text), "UTF-8 with mark": []byte("\ufeff" + text), "cp932": cp932,
		"UTF-16 little": wide(text, binary.LittleEndian), "UTF-16 big": wide(text, binary.BigEndian),
		"EUC-JP": in(t, japanese.EUCJP, text), "JIS": in(t, japanese.ISO2022JP, text),
		"bars in cp932": in(t, japanese.ShiftJIS, strings.ReplaceAll(text, ",", "|")+"ポ|ソ"),
		"tabs":          []byte(strings.ReplaceAll(text, ",", "\t")),
	} {
		back := give(t, "一覧.csv", data, found...)
		if got, want := dump(t, "一覧.csv", back), dump(t, "一覧.csv", data); got != want {
			t.Errorf("%s: read again: got\n%s\nwant\n%s", name, got, want)
		}
		if again := give(t, "一覧.csv", back, found...); !bytes.Equal(again, back) {
			t.Errorf("%s: returned again: %q, then %q", name, back, again)
		}
		if name == "UTF-8" {
			want := "手続名,年間件数,\"指摘（手続レジストリ）\"\r\n\"見本の申請\r\n（新規）\",たくさん,\"B2 要修正：年間件数は数字で入力してください。\n例：1200\"\r\n\r\n" +
				"見本の届出,,\"A4 確認：見本 <の> & \"\"警告\"\" です。\n例：例\"\r\n\"a\"\"b\",1"
			if string(back) != want {
				t.Errorf("got\n%s\nwant\n%s", back, want)
			}
		}
	}
}

func in(t *testing.T, e encoding.Encoding, text string) []byte {
	t.Helper()
	b, err := e.NewEncoder().Bytes([]byte(text))
	check(t, err)
	return b
}

func TestUnreadable(t *testing.T) {
	t.Parallel()
	err := redpen.Write(t.Context(), io.Discard, source("a.xlsx", []byte("%PDF-1.7")), &importer.Report{}, importer.Options{})
	if !errors.Is(err, redpen.ErrUnreadable) {
		t.Errorf("got %v", err)
	}
}

func TestStopsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := redpen.Write(ctx, io.Discard, source("a.xlsx", sender(t)), &importer.Report{}, importer.Options{}); !errors.Is(err,
		context.Canceled) {
		t.Errorf("got %v", err)
	}
}
