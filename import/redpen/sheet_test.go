package redpen_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	importer "tetsuzuki/import"
	"tetsuzuki/import/finding"
	"tetsuzuki/import/redpen"
	"tetsuzuki/import/workbook"
)

const (
	mainNS     = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	relationNS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
)

// handmade is a workbook of one sheet, its worksheet as given.
func handmade(t testing.TB, worksheet string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, p := range [][2]string{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
			`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Default Extension="xml" ContentType="application/xml"/>` +
			`<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>` +
			`<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>`},
		{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="` + relationNS + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", `<workbook xmlns="` + mainNS + `" xmlns:r="` + relationNS + `"><bookViews><workbookView/></bookViews><sheets><sheet name="一覧" sheetId="1" r:id="rId1"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="` + relationNS + `/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="` + relationNS + `/styles" Target="styles.xml"/></Relationships>`},
		{"xl/styles.xml", `<styleSheet xmlns="` + mainNS + `"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="14"/><xf numFmtId="3" fillId="0"><alignment wrapText="1"/></xf></cellXfs></styleSheet>`},
		{"xl/worksheets/sheet1.xml", worksheet},
	} {
		f, err := w.Create(p[0])
		check(t, err)
		_, err = f.Write([]byte(p[1]))
		check(t, err)
	}
	check(t, w.Close())
	return out.Bytes()
}

func sheetOf(inside string) string {
	return `<worksheet xmlns="` + mainNS + `">` + inside + `</worksheet>`
}

// What is written where a mark falls on what a sheet does not write out.
func TestMarksOnEveryShapeOfSheet(t *testing.T) {
	t.Parallel()
	x := strings.NewReplacer("<worksheet xmlns=", "<x:worksheet xmlns:x=", "</worksheet", "</x:worksheet", "<sheetData", "<x:sheetData",
		"</sheetData", "</x:sheetData",
		"<row", "<x:row", "</row", "</x:row", "<c ", "<x:c ", "</c>", "</x:c>", "<v>", "<x:v>", "</v>", "</x:v>", "<pageMargins",
		"<x:pageMargins", "<extLst", "<x:extLst")
	for _, c := range []struct {
		name, sheet string
		cells       []string
		want        string // of the part, without the link to the drawing
	}{
		{"a cell", sheetOf(`<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>`), []string{"A1"},
			sheetOf(`<sheetData><row r="1"><c s="%0" r="A1"><v>1</v></c></row></sheetData>`)},
		{"a cell with a format", sheetOf(`<sheetData><row r="1"><c r="A1" s = '1' ><v>1</v></c></row></sheetData>`), []string{"A1"},
			sheetOf(`<sheetData><row r="1"><c r="A1" s = '%1' ><v>1</v></c></row></sheetData>`)},
		{"a blank cell", sheetOf(`<sheetData><row r="1"><c r="A1" s="2"/><c r="B1"><v>1</v></c></row></sheetData>`), []string{"A1"},
			sheetOf(`<sheetData><row r="1"><c r="A1" s="%2"/><c r="B1"><v>1</v></c></row></sheetData>`)},
		{"cells before, between and after", sheetOf(`<sheetData><row r="1"><c r="B1"><v>1</v></c><c r="D1"><v>1</v></c></row></sheetData>`),
			[]string{"A1", "C1", "E1"},
			sheetOf(`<sheetData><row r="1"><c r="A1" s="%0"/><c r="B1"><v>1</v></c><c r="C1" s="%0"/><c r="D1"><v>1</v></c><c r="E1" s="%0"/>` +
				`</row></sheetData>`)},
		{"rows before, between and after", sheetOf(`<sheetData><row r="2"><c r="A2"><v>1</v></c></row><row r="4"/></sheetData>`),
			[]string{"A1", "B3", "C5"},
			sheetOf(`<sheetData><row r="1"><c r="A1" s="%0"/></row><row r="2"><c r="A2"><v>1</v></c></row><row r="3"><c r="B3" s="%0"/></row>` +
				`<row r="4"/><row r="5"><c r="C5" s="%0"/></row></sheetData>`)},
		{"a row that closes itself", sheetOf(`<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="2" ht="20"/></sheetData>`),
			[]string{"B2"},
			sheetOf(`<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="2" ht="20"><c r="B2" s="%0"/></row></sheetData>`)},
		{"the format of the row", sheetOf(`<sheetData><row r="1" s="2" customFormat="1"><c r="A1"><v>1</v></c></row></sheetData>`),
			[]string{"B1"},
			sheetOf(`<sheetData><row r="1" s="2" customFormat="1"><c r="A1"><v>1</v></c><c r="B1" s="%2"/></row></sheetData>`)},
		{"the format of the column", sheetOf(`<cols><col min="2" max="3" style="2"/></cols><sheetData><row r="1"><c r="A1"><v>1</v></c>` +
			`</row></sheetData>`), []string{"B1"},
			sheetOf(
				`<cols><col min="2" max="3" style="2"/></cols><sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1" s="%2"/></row></sheetData>`)},
		{"places implied", sheetOf(`<sheetData><row><c><v>1</v></c><c t="n"><v>2</v></c></row><row><c><v>3</v></c></row></sheetData>`),
			[]string{"B1", "A2"},
			sheetOf(`<sheetData><row><c><v>1</v></c><c s="%0" t="n"><v>2</v></c></row><row><c s="%0"><v>3</v></c></row></sheetData>`)},
		{"comments and white space",
			sheetOf("\n<sheetData>\n <!-- <c r=\"A1\"> --> <row r=\"1\">\n<c\n r=\"B1\"><v>1</v></c> </row>\n</sheetData>\n"), []string{"A1", "B1"},
			sheetOf("\n<sheetData>\n <!-- <c r=\"A1\"> --> <row r=\"1\">\n<c r=\"A1\" s=\"%0\"/><c s=\"%0\"\n r=\"B1\"><v>1</v></c> </row>\n</" +
				"sheetData>\n")},
		{"elements behind the cells", sheetOf(`<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>` +
			`<pageMargins left="1" right="1" top="1" bottom="1" header="1" footer="1"/>|<tableParts count="0"/><extLst/>`), []string{"A1"},
			sheetOf(`<sheetData><row r="1"><c s="%0" r="A1"><v>1</v></c></row></sheetData>` +
				`<pageMargins left="1" right="1" top="1" bottom="1" header="1" footer="1"/>|<tableParts count="0"/><extLst/>`)},
	} {
		for _, prefixed := range []bool{false, true} {
			sheet, want := strings.ReplaceAll(c.sheet, "|", ""), c.want
			if prefixed {
				if strings.Contains(sheet, "<cols>") || strings.Contains(sheet, "<c>") || strings.Contains(sheet, "<c\n") ||
					strings.Contains(sheet, "tableParts") {
					continue
				}
				sheet, want = x.Replace(sheet), x.Replace(want)
			}
			data := handmade(t, sheet)
			var found []finding.Finding
			for _, cell := range c.cells {
				found = append(found, wrong("一覧", cell))
			}
			back := give(t, "a.xlsx", data, found...)
			_, now, _ := parts(t, back)
			got := now["xl/worksheets/sheet1.xml"]
			from := strings.Index(got, "legacyDrawing xmlns:r=")
			if from < 0 {
				t.Errorf("%s: no link to the drawing", c.name)
				continue
			}
			start, end := strings.LastIndexByte(got[:from], '<'), from+strings.Index(got[from:], "/>")+2
			if _, behind, ok := strings.Cut(want, "|"); ok && got[end:] != behind {
				t.Errorf("%s: the link stands before %.40q", c.name, got[end:])
			}
			got = got[:start] + got[end:]
			want = strings.ReplaceAll(want, "|", "")
			for i, format := range formats(t, now["xl/styles.xml"]) {
				want = strings.ReplaceAll(want, fmt.Sprintf("%%%d", i), fmt.Sprint(format))
			}
			if got != want {
				t.Errorf("%s: got\n%s\nwant\n%s", c.name, got, want)
			}
			if was, is := dump(t, "a.xlsx", data), dump(t, "a.xlsx", back); was != is {
				t.Errorf("%s: reads otherwise:\n%s\n%s", c.name, was, is)
			}
		}
	}
}

// formats finds the highlighted twins of the three formats of handmade.
func formats(t testing.TB, styles string) (twins [3]int) {
	t.Helper()
	_, list, _ := strings.Cut(styles, "<cellXfs")
	marks := strings.Count(styles[:strings.Index(styles, "FFFFD2D0")], "<fill>") - 1
	for i, xf := range strings.Split(list, "<xf ")[1:] {
		if !strings.Contains(xf, fmt.Sprintf(`fillId="%d"`, marks)) {
			continue
		}
		for base, has := range []string{`numFmtId="0"`, `numFmtId="14"`, `numFmtId="3"`} {
			if strings.Contains(xf, has) {
				twins[base] = i
			}
		}
	}
	return twins
}

// A workbook of the strict edition gets parts of that edition.
func TestStrictEdition(t *testing.T) {
	t.Parallel()
	_, bodies, _ := parts(t, handmade(t, sheetOf(`<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>`)))
	var data bytes.Buffer
	w := zip.NewWriter(&data)
	r := strings.NewReplacer(mainNS, "http://purl.oclc.org/ooxml/spreadsheetml/main", relationNS,
		"http://purl.oclc.org/ooxml/officeDocument/relationships")
	for name, body := range bodies {
		f, err := w.Create(name)
		check(t, err)
		_, err = f.Write([]byte(r.Replace(body)))
		check(t, err)
	}
	check(t, w.Close())
	back := give(t, "a.xlsx", data.Bytes(), wrong("一覧", "A1"))
	_, now, _ := parts(t, back)
	for name, body := range now {
		if strings.Contains(body, mainNS) || strings.Contains(body, relationNS) {
			t.Errorf("%s is of the other edition: %s", name, body)
		}
	}
	if dump(t, "a.xlsx", back) != dump(t, "a.xlsx", data.Bytes()) {
		t.Error("reads otherwise")
	}
}

// Comments that other programs wrote stay, also where ours come to them.
func TestCommentsOfOtherPrograms(t *testing.T) {
	t.Parallel()
	data := sender(t)
	for _, c := range []struct {
		name string
		save func(t *testing.T, from, to string) *exec.Cmd
	}{
		{"LibreOffice", func(t *testing.T, from, to string) *exec.Cmd {
			office, err := exec.LookPath("soffice")
			if err != nil {
				t.Skip("LibreOffice is not installed")
			}
			return exec.Command(office, "-env:UserInstallation=file://"+t.TempDir(), "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML",
				"--outdir", filepath.Dir(to), from)
		}},
		{"Gnumeric", func(t *testing.T, from, to string) *exec.Cmd {
			gnumeric, err := exec.LookPath("ssconvert")
			if err != nil {
				t.Skip("Gnumeric is not installed")
			}
			return exec.Command(gnumeric, "--export-type=Gnumeric_Excel:xlsx2", from, to)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			from, to := filepath.Join(t.TempDir(), "a.xlsx"), filepath.Join(t.TempDir(), "a.xlsx")
			check(t, os.WriteFile(from, data, 0o600))
			if out, err := c.save(t, from, to).CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			saved, err := os.ReadFile(to)
			check(t, err)
			back := give(t, "a.xlsx", saved, findings...)
			if dump(t, "a.xlsx", back) != dump(t, "a.xlsx", saved) {
				t.Error("reads otherwise")
			}
			texts := func(data []byte) (list []string) {
				f, err := excelize.OpenReader(bytes.NewReader(data))
				check(t, err)
				defer f.Close()
				comments, err := f.GetComments("手続一覧")
				check(t, err)
				for _, c := range comments {
					text := c.Text
					for _, p := range c.Paragraph {
						text += p.Text
					}
					list = append(list, c.Cell+" "+strings.TrimSpace(text))
				}
				slices.Sort(list)
				return list
			}
			got := strings.Join(texts(back), "|")
			if !strings.Contains(got, "担当者のコメント") || !strings.Contains(got, "ここも担当者") || strings.Count(got, "【手続レジストリ】") != 7 {
				t.Errorf("comments %s", got)
			}
			if was, is := texts(saved), texts(give(t, "a.xlsx", back)); !slices.Equal(was, is) {
				t.Errorf("comments after a clean return: %q, were %q", is, was)
			}
		})
	}
}

// Memory is in proportion to the findings, not to the file.
func TestMemoryOfALongFile(t *testing.T) {
	var sheet strings.Builder
	for r := 1; r <= 60_000; r++ {
		fmt.Fprintf(&sheet, `<row r="%d">`, r)
		for c := 1; c <= 10; c++ {
			fmt.Fprintf(&sheet, `<c r="%s%d" t="inlineStr"><is><t>見本の手続%d</t></is></c>`, workbook.ColumnName(c), r, r*c)
		}
		sheet.WriteString(`</row>`)
	}
	path := filepath.Join(t.TempDir(), "a.xlsx")
	check(t, os.WriteFile(path, handmade(t, sheetOf(`<sheetData>`+sheet.String()+`</sheetData>`)), 0o600))
	sheet.Reset()
	f, err := os.Open(path)
	check(t, err)
	defer f.Close()
	st, err := f.Stat()
	check(t, err)
	rep := &importer.Report{}
	for r := 100; r < 60_000; r += 600 {
		rep.Findings = append(rep.Findings, wrong("一覧", fmt.Sprintf("C%d", r)))
	}
	runtime.GC()
	var before, now runtime.MemStats
	runtime.ReadMemStats(&before)
	var top uint64
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			runtime.ReadMemStats(&now)
			top = max(top, now.HeapInuse)
			select {
			case <-stop:
				return
			case <-time.After(2 * time.Millisecond):
			}
		}
	}()
	check(t, redpen.Write(t.Context(), io.Discard, importer.Source{Name: "a.xlsx", Data: f, Size: st.Size()}, rep, importer.Options{}))
	close(stop)
	<-done
	held := int64(top) - int64(before.HeapInuse)
	t.Logf("%d MB packed, held %d MB", st.Size()>>20, held>>20)
	if held > 24<<20 {
		t.Errorf("held %d MB", held>>20)
	}
}
