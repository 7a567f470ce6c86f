package workbook_test

import (
	"slices"
	"strings"
	"testing"

	"tetsuzuki/import/finding"
	"tetsuzuki/import/workbook"
)

// What a cell can be, and what comes of it.
func TestCells(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, rows, want string }{
		{"shared string", `<row r="1"><c r="A1" t="s"><v>0</v></c></row>`, "A1 t 手続名"},
		{"runs joined, reading dropped", `<row r="1"><c r="A1" t="s"><v>1</v></c></row>`, "A1 t 見本の申請"},
		{"empty shared string is blank", `<row r="1"><c r="A1" t="s"><v>2</v></c></row>`, ""},
		{"inline string", `<row r="1"><c r="A1" t="inlineStr"><is><t>見本</t></is></c></row>`, "A1 t 見本"},
		{"inline runs and reading", `<row r="1"><c r="A1" t="inlineStr"><is><r><t>見</t></r><r><rPr><b/></rPr><t xml:space="preserve"> 本</t></r><rPh sb="0" eb="1"><t>ミ</t></rPh></is></c></row>`, "A1 t 見 本"},
		{"white space kept", `<row r="1"><c r="A1" t="inlineStr"><is><t xml:space="preserve">  a  b </t></is></c></row>`, "A1 t   a  b "},
		{"line break in a cell", "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>a\r\nb</t></is></c></row>", "A1 t a\nb"},
		{"escaped characters", `<row r="1"><c r="A1" t="inlineStr"><is><t>a_x000D__x000A_b_x005F_x000D_ _xD83D__xDE00_ _x12_ _xZZZZ_</t></is></c></row>`, "A1 t a\r\nb_x000D_ 😀 _x12_ _xZZZZ_"},
		{"escaped control character taken out", `<row r="1"><c r="A1" t="inlineStr"><is><t>a_x0007_b</t></is></c></row>`, "A1 t ab"},
		{"references and CDATA", `<row r="1"><c r="A1" t="inlineStr"><is><t>A&amp;B&#x3042;<![CDATA[<raw>]]></t></is></c></row>`, "A1 t A&Bあ<raw>"},
		{"number", `<row r="1"><c r="A1"><v>1200</v></c></row>`, "A1 n 1200"},
		{"number as written", `<row r="1"><c r="A1" t="n"><v>1.1999999999999999E-2</v></c></row>`, "A1 n 1.1999999999999999E-2"},
		{"number between line ends", "<row r=\"1\"><c r=\"A1\">\n  <v>\n 5 </v>\n</c></row>", "A1 n 5"},
		{"true and false", `<row r="1"><c r="A1" t="b"><v>1</v></c><c r="B1" t="b"><v>0</v></c></row>`, "A1 b TRUE\nB1 b FALSE"},
		{"error value", `<row r="1"><c r="A1" t="e"><v>#N/A</v></c></row>`, "A1 e #N/A"},
		{"ISO date", `<row r="1"><c r="A1" t="d"><v>2021-04-01T00:00:00</v></c></row>`, "A1 td 2021-04-01T00:00:00"},
		{"date by number format", `<row r="1"><c r="A1" s="1"><v>44287</v></c></row>`, "A1 nd 44287"},
		{"date by a format of its own", `<row r="1"><c r="A1" s="2"><v>44287</v></c></row>`, "A1 nd 44287"},
		{"a time is no date", `<row r="1"><c r="A1" s="3"><v>0.5</v></c></row>`, "A1 n 0.5"},
		{"text with a date format", `<row r="1"><c r="A1" s="1" t="str"><v>R3.4.1</v></c></row>`, "A1 t R3.4.1"},
		{"formula with its result", `<row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row>`, "A1 nf 2"},
		{"formula with a text result", `<row r="1"><c r="A1" t="str"><f>"a"&amp;"b"</f><v>ab</v></c></row>`, "A1 tf ab"},
		{"formula with an empty text", `<row r="1"><c r="A1" t="str"><f>""</f><v></v></c></row>`, "A1 tf "},
		{"shared formula", `<row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="0">B1*2</f><v>2</v></c></row><row r="2"><c r="A2"><f t="shared" si="0"/><v>4</v></c></row>`, "A1 nf 2\nA2 nf 4"},
		{"formula without a result", `<row r="1"><c r="A1"><f>SUM(B1:B9)</f></c><c r="B1"><f>1</f><v/></c></row>`, "A1 -f \nB1 -f "},
		{"formatted blanks are blank", `<row r="1" s="1" customFormat="1"><c r="A1" s="1"/><c r="B1" s="2"></c><c r="C1" t="s"/><c r="D1"><v></v></c></row>`, ""},
		{"places implied", `<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>`, "A1 n 1\nB1 n 2\nA2 n 3"},
		{"places partly implied", `<row r="3"><c r="B3"><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>`, "B3 n 1\nC3 n 2\nA4 n 3"},
		{"gaps", `<row r="2"><c r="C2"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>`, "C2 n 1\nXFD1048576 n 2"},
		{"lower case and dollar signs", `<row r="1"><c r="a1"><v>1</v></c><c r="$B$1"><v>2</v></c></row>`, "A1 n 1\nB1 n 2"},
		{"hidden row", `<row r="1" hidden="1"><c r="A1"><v>1</v></c></row>`, "A1 nh 1"},
		{"row without height", `<row r="1" ht="0" customHeight="1"><c r="A1"><v>1</v></c></row>`, "A1 nh 1"},
		{"shown row as LibreOffice writes it", `<row r="1" customFormat="false" ht="12.8" hidden="false" customHeight="false" outlineLevel="0" collapsed="false"><c r="A1" s="0" t="n"><f aca="false">1</f><v>1</v></c></row>`, "A1 nf 1"},
		{"attributes of other programs", `<row r="1" spans="1:1" x14ac:dyDescent="0.25" xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"><c r="A1" cm="1" vm="1" ph="1"><v>1</v><extLst><ext/></extLst></c><extLst/></row>`, "A1 n 1"},
	} {
		got := mustDump(t, "a.xlsx", rowsOf(c.rows).zip(t), workbook.Options{})
		got = strings.TrimSuffix(strings.ReplaceAll(got, "手続一覧!", ""), "\n")
		if got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

// What is refused in a sheet, and the place that is named.
func TestRefusedSheets(t *testing.T) {
	t.Parallel()
	sheet := func(body string) parts { return parts{"xl/worksheets/sheet1.xml": body} }
	const first = `<row r="1"><c r="A1" t="s"><v>0</v></c></row>`
	for _, c := range []struct {
		name       string
		file       parts
		rule, cell string
	}{
		{"cut after a row", sheet(strings.TrimSuffix(sheetOf(first), `</sheetData></worksheet>`)), finding.RuleTruncated, "A1"},
		{"cut inside a cell", sheet(`<worksheet xmlns="` + mainNS + `"><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="B2"><v>12`), finding.RuleTruncated, "B2"},
		{"cut at a cell's edge", sheet(`<worksheet xmlns="` + mainNS + `"><sheetData><row r="1"><c r="A1"><v>1</v></c>`), finding.RuleTruncated, "A1"},
		{"cut before the last tag", sheet(strings.TrimSuffix(sheetOf(first), `</worksheet>`)), finding.RuleTruncated, ""},
		{"empty part", sheet(" "), finding.RuleTruncated, ""},
		{"control character", rowsOf(first + "<row r=\"2\"><c r=\"C2\" t=\"inlineStr\"><is><t>a\x01b</t></is></c></row>"), finding.RuleControlCharacter, "C2"},
		{"invalid UTF-8", rowsOf("<row r=\"2\"><c r=\"C2\" t=\"inlineStr\"><is><t>\x82\xa0</t></is></c></row>"), finding.RuleBroken, "C2"},
		{"crossed tags", rowsOf(`<row r="1"><c r="A1"><v>1</c></v></row>`), finding.RuleBroken, "A1"},
		{"document type", sheet(`<!DOCTYPE worksheet [<!ENTITY a "b">]>` + sheetOf(first)), finding.RuleBroken, ""},
		{"entity", rowsOf(`<row r="1"><c r="A1" t="str"><v>&a;</v></c></row>`), finding.RuleBroken, "A1"},
		{"rows out of order", rowsOf(`<row r="2"/><row r="1"><c r="A1"><v>1</v></c></row>`), finding.RuleCellOrder, "A2"},
		{"row twice", rowsOf(`<row r="2"/><row r="2"/>`), finding.RuleCellOrder, "A2"},
		{"cells out of order", rowsOf(`<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>2</v></c></row>`), finding.RuleCellOrder, "A1"},
		{"cell twice", rowsOf(`<row r="1"><c r="B1"><v>1</v></c><c r="B1"><v>2</v></c></row>`), finding.RuleCellOrder, "B1"},
		{"cell of another row", rowsOf(`<row r="1"><c r="A2"><v>1</v></c></row>`), finding.RuleCellOrder, "A1"},
		{"shared string that is not there", rowsOf(`<row r="7"><c r="K7" t="s"><v>3</v></c></row>`), finding.RuleSharedString, "K7"},
		{"shared string below zero", rowsOf(`<row r="7"><c r="K7" t="s"><v>-1</v></c></row>`), finding.RuleSharedString, "K7"},
		{"shared string that is no number", rowsOf(`<row r="7"><c r="K7" t="s"><v>x</v></c></row>`), finding.RuleSharedString, "K7"},
		{"no shared strings at all", parts{"xl/sharedStrings.xml": "", "xl/_rels/workbook.xml.rels": strings.Replace(smallest["xl/_rels/workbook.xml.rels"], "sharedStrings\"", "other\"", 1)}, finding.RuleSharedString, "A1"},
		{"number that is none", rowsOf(`<row r="1"><c r="A1"><v>12,000</v></c></row>`), finding.RuleCellValue, "A1"},
		{"number without digits", rowsOf(`<row r="1"><c r="A1"><v>.</v></c></row>`), finding.RuleCellValue, "A1"},
		{"not a number", rowsOf(`<row r="1"><c r="A1"><v>NaN</v></c></row>`), finding.RuleCellValue, "A1"},
		{"flag that is none", rowsOf(`<row r="1"><c r="A1" t="b"><v>2</v></c></row>`), finding.RuleCellValue, "A1"},
		{"date that is none", rowsOf(`<row r="1"><c r="A1" t="d"><v>4月</v></c></row>`), finding.RuleCellValue, "A1"},
		{"unknown type", rowsOf(`<row r="1"><c r="A1" t="q"><v>1</v></c></row>`), finding.RuleCellValue, "A1"},
		{"two values", rowsOf(`<row r="1"><c r="A1"><v>1</v><v>2</v></c></row>`), finding.RuleBrokenSheet, "A1"},
		{"two formulas", rowsOf(`<row r="1"><c r="A1"><f>1</f><f>2</f><v>2</v></c></row>`), finding.RuleBrokenSheet, "A1"},
		{"element in a value", rowsOf(`<row r="1"><c r="A1"><v>1<b/></v></c></row>`), finding.RuleBrokenSheet, "A1"},
		{"text in a cell", rowsOf(`<row r="1"><c r="A1">1</c></row>`), finding.RuleBrokenSheet, "A1"},
		{"text in a row", rowsOf(`<row r="1">1</row>`), finding.RuleBrokenSheet, "A1"},
		{"text between rows", rowsOf(`<row r="1"/>1`), finding.RuleBrokenSheet, "A1"},
		{"misspelt row", rowsOf(`<rov r="1"><c r="A1"><v>1</v></c></rov>`), finding.RuleBrokenSheet, ""},
		{"misspelt cell", rowsOf(`<row r="1"><d r="A1"><v>1</v></d></row>`), finding.RuleBrokenSheet, "A1"},
		{"misspelt value", rowsOf(`<row r="1"><c r="A1"><w>1</w></c></row>`), finding.RuleBrokenSheet, "A1"},
		{"misspelt place", rowsOf(`<row r="1"><c q="A1"><v>1</v></c></row>`), finding.RuleBrokenSheet, "A1"},
		{"misspelt row number", rowsOf(`<row q="1"><c><v>1</v></c></row>`), finding.RuleBrokenSheet, ""},
		{"row number zero", rowsOf(`<row r="0"/>`), finding.RuleBrokenSheet, ""},
		{"place without letters", rowsOf(`<row r="1"><c r="11"><v>1</v></c></row>`), finding.RuleBrokenSheet, "A1"},
		{"unknown style", rowsOf(`<row r="1"><c r="A1" s="4"><v>1</v></c></row>`), finding.RuleBrokenSheet, "A1"},
		{"inline string as value", rowsOf(`<row r="1"><c r="A1" t="inlineStr"><v>1</v></c></row>`), finding.RuleBrokenSheet, "A1"},
		{"inline string without type", rowsOf(`<row r="1"><c r="A1"><is><t>1</t></is></c></row>`), finding.RuleBrokenSheet, "A1"},
		{"misspelt text", rowsOf(`<row r="1"><c r="A1" t="inlineStr"><is><u>1</u></is></c></row>`), finding.RuleBrokenSheet, "A1"},
		{"hidden in doubt", rowsOf(`<row r="1" hidden="x"/>`), finding.RuleBrokenSheet, ""},
		{"no cells' record", sheet(`<worksheet xmlns="` + mainNS + `"/>`), finding.RuleBrokenSheet, ""},
		{"misspelt cells' record", sheet(strings.ReplaceAll(sheetOf(first), "sheetData", "sheetDate")), finding.RuleBrokenSheet, ""},
		{"two cells' records", sheet(`<worksheet xmlns="` + mainNS + `"><sheetData/><sheetData/></worksheet>`), finding.RuleBrokenSheet, ""},
		{"another kind of part", sheet(`<styleSheet xmlns="` + mainNS + `"/>`), finding.RuleBrokenSheet, ""},
		{"unknown namespace", sheet(`<worksheet xmlns="urn:x"><sheetData/></worksheet>`), finding.RuleBrokenSheet, ""},
		{"merge without end", sheet(`<worksheet xmlns="` + mainNS + `"><sheetData/><mergeCells><mergeCell ref="A1:"/></mergeCells></worksheet>`), finding.RuleBrokenSheet, ""},
		{"merge lost", sheet(`<worksheet xmlns="` + mainNS + `"><sheetData/><mergeCells count="2"><mergeCell ref="A1:B1"/></mergeCells></worksheet>`), finding.RuleBrokenSheet, ""},
		{"columns in the wrong order", sheet(`<worksheet xmlns="` + mainNS + `"><cols><col min="3" max="2"/></cols><sheetData/></worksheet>`), finding.RuleBrokenSheet, ""},
	} {
		_, err := open(t, "a.xlsx", c.file.zip(t), workbook.Options{})
		if err == nil {
			t.Errorf("%s: read", c.name)
			continue
		}
		e := refusal(t, err)
		if e.Finding.Rule != c.rule || e.Finding.Cell != c.cell || e.Finding.Sheet != "手続一覧" || !strings.Contains(e.Finding.Message, "手続一覧") {
			t.Errorf("%s: got %+v, want %s at %q", c.name, e.Finding, c.rule, c.cell)
		}
	}
}

// What is refused in the parts around the sheets.
func TestRefusedBooks(t *testing.T) {
	t.Parallel()
	replace := func(part, old, new string) parts {
		if !strings.Contains(smallest[part], old) {
			t.Fatalf("%s has no %s", part, old)
		}
		return parts{part: strings.ReplaceAll(smallest[part], old, new)}
	}
	const book, rels, strs, styles = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml", "xl/styles.xml"
	for _, c := range []struct {
		name, rule string
		file       parts
	}{
		{"no sheet part", finding.RuleMissingPart, parts{"xl/worksheets/sheet1.xml": ""}},
		{"no strings part", finding.RuleMissingPart, parts{strs: ""}},
		{"no styles part", finding.RuleMissingPart, parts{styles: ""}},
		{"no workbook part", finding.RuleMissingPart, parts{book: ""}},
		{"no relationship of the package", finding.RuleMissingPart, parts{"_rels/.rels": ""}},
		{"no relationships of the workbook", finding.RuleMissingPart, parts{rels: ""}},
		{"no relationship of the sheet", finding.RuleMissingPart, replace(rels, `"rId1"`, `"rId7"`)},
		{"no content types", finding.RuleMissingPart, parts{"[Content_Types].xml": ""}},
		{"sheet outside the file", finding.RuleMissingPart, replace(rels, `Target="worksheets/sheet1.xml"`, `Target="http://example.invalid/sheet1.xml" TargetMode="External"`)},
		{"relationship twice", finding.RuleBroken, replace(rels, `"rId2"`, `"rId1"`)},
		{"no sheets", finding.RuleMissingPart, replace(book, `<sheet name="手続一覧" sheetId="1" r:id="rId1"/>`, ``)},
		{"chart sheets alone", finding.RuleMissingPart, replace(rels, `/worksheet"`, `/chartsheet"`)},
		{"two sheets of one name", finding.RuleDuplicateSheet, replace(book, `</sheets>`, `<sheet name="手続一覧" sheetId="2" r:id="rId1"/></sheets>`)},
		{"two sheets but for case", finding.RuleDuplicateSheet, replace(book, `<sheet name="手続一覧" sheetId="1" r:id="rId1"/>`, `<sheet name="List" sheetId="1" r:id="rId1"/><sheet name="LIST" sheetId="2" r:id="rId1"/>`)},
		{"sheet without name", finding.RuleBroken, replace(book, `name="手続一覧"`, ``)},
		{"misspelt sheet", finding.RuleBroken, replace(book, `<sheet `, `<shoot `)},
		{"misspelt workbook", finding.RuleBroken, replace(book, `workbook`, `workbock`)},
		{"date system in doubt", finding.RuleBroken, replace(book, `<sheets>`, `<workbookPr date1904="x"/><sheets>`)},
		{"cut workbook", finding.RuleTruncated, replace(book, `</workbook>`, ``)},
		{"cut strings", finding.RuleTruncated, replace(strs, `</sst>`, ``)},
		{"strings lost", finding.RuleTruncated, replace(strs, `<si><t/></si>`, ``)},
		{"misspelt string", finding.RuleBroken, replace(strs, `<si><t/></si>`, `<sj><t/></sj>`)},
		{"misspelt text of a string", finding.RuleBroken, replace(strs, `<si><t/></si>`, `<si><u/></si>`)},
		{"misspelt strings", finding.RuleBroken, replace(strs, `sst`, `sat`)},
		{"text between strings", finding.RuleBroken, replace(strs, `<si><t/></si>`, `x<si><t/></si>`)},
		{"control character in a string", finding.RuleControlCharacter, replace(strs, `見本`, "\x02")},
		{"entity in a string", finding.RuleBroken, replace(strs, `見本`, "&ent;")},
		{"misspelt styles", finding.RuleBroken, replace(styles, `styleSheet`, `stileSheet`)},
		{"misspelt number format", finding.RuleBroken, replace(styles, `numFmtId="176" formatCode`, `numFmtId="x" formatCode`)},
		{"cut styles", finding.RuleTruncated, replace(styles, `</styleSheet>`, ``)},
		{"cut content types", finding.RuleTruncated, replace("[Content_Types].xml", `</Types>`, ``)},
		{"relationships of another kind", finding.RuleBroken, parts{rels: `<a/>`}},
	} {
		_, err := open(t, "a.xlsx", c.file.zip(t), workbook.Options{})
		if err == nil {
			t.Errorf("%s: read", c.name)
			continue
		}
		if e := refusal(t, err); e.Finding.Rule != c.rule {
			t.Errorf("%s: got %v, want %s", c.name, e, c.rule)
		}
	}
}

// Other ways to write the same workbook, as programs do.
func TestOtherSpellings(t *testing.T) {
	t.Parallel()
	replace := func(pairs ...string) parts {
		p := parts{}
		r := strings.NewReplacer(pairs...)
		for name, body := range smallest {
			p[name] = r.Replace(body)
		}
		return p
	}
	prefixed := replace(`<worksheet xmlns=`, `<x:worksheet xmlns:x=`, `</worksheet`, `</x:worksheet`, `<sheetData`, `<x:sheetData`,
		`</sheetData`, `</x:sheetData`,
		`<row`, `<x:row`, `</row`, `</x:row`, `<c `, `<x:c `, `</c>`, `</x:c>`, `<v>`, `<x:v>`, `</v>`, `</x:v>`)
	for _, c := range []struct {
		name string
		file parts
	}{
		{"with prefixes", prefixed},
		{"the strict edition", replace(mainNS, "http://purl.oclc.org/ooxml/spreadsheetml/main", relationNS, "http://purl.oclc.org/ooxml/officeDocument/relationships")},
		{"absolute targets", replace(`Target="xl/`, `Target="/xl/`, `Target="`, `Target="/xl/`)},
		{"dots in targets", replace(`Target="worksheets/`, `Target="../xl/./worksheets/`)},
		{"backslashes in targets", replace(`Target="worksheets/`, `Target="worksheets\`)},
		{"another case in targets", replace(`worksheets/sheet1.xml"`, `Worksheets/Sheet1.XML"`)},
		{"byte order marks", func() parts {
			p := parts{}
			for name, body := range smallest {
				p[name] = "\ufeff" + `<?xml version="1.0" encoding="utf-8"?>` + body
			}
			return p
		}()},
		{"no styles", parts{"xl/styles.xml": "", "xl/_rels/workbook.xml.rels": strings.Replace(smallest["xl/_rels/workbook.xml.rels"], "/styles\"", "/other\"", 1)}},
		{"links to other files", parts{"xl/_rels/workbook.xml.rels": strings.Replace(smallest["xl/_rels/workbook.xml.rels"], "</Relationships>",
			`<Relationship Id="rId8" Type="`+relationNS+`/externalLink" Target="file:///etc/passwd" TargetMode="External"/></Relationships>`, 1)}},
	} {
		if got := mustDump(t, "a.xlsx", c.file.zip(t), workbook.Options{}); got != "手続一覧!A1 t 手続名\n" {
			t.Errorf("%s: got %q", c.name, got)
		}
	}
	backslashed := parts{}
	for name := range smallest {
		backslashed[name] = ""
		backslashed[strings.ReplaceAll(name, "/", `\`)] = smallest[name]
	}
	if got := mustDump(t, "a.xlsx", backslashed.zip(t), workbook.Options{}); got != "手続一覧!A1 t 手続名\n" {
		t.Errorf("backslashes in part names: got %q", got)
	}
}

func TestFactsOfASheet(t *testing.T) {
	t.Parallel()
	body := `<worksheet xmlns="` + mainNS + `"><dimension ref="A1:B2"/><cols><col min="5" max="6" width="0"/>` +
		`<col min="2" max="3" hidden="1"/><col min="4" max="4" hidden="true" width="9"/><col min="9" max="16384" width="8"/></cols><sheetData>` +
		`<row r="2"><c r="A2"><v>1</v></c><c r="C2"><f>1</f><v>1</v></c><c r="D2" s="1"/></row><row r="3" hidden="1"/><row r="4" hidden="true"><c r="B4"><f>2</f></c></row><row r="9" hidden="1"/><row r="12"><c r="Z12" s="1"/></row>` +
		`</sheetData><mergeCells count="2"><mergeCell ref="B3:A2"/><mergeCell ref="D4"/></mergeCells></worksheet>`
	b, err := open(t, "a.xlsx", parts{
		"xl/worksheets/sheet1.xml": body,
		"xl/workbook.xml": strings.ReplaceAll(strings.ReplaceAll(smallest["xl/workbook.xml"], `<sheets>`,
			`<workbookPr date1904="1"/><sheets>`), `sheetId="1"`, `sheetId="1" state="veryHidden"`),
	}.zip(t), workbook.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := b.Sheets[0]
	if !b.Date1904 || !s.Hidden {
		t.Errorf("1904 %v, hidden %v", b.Date1904, s.Hidden)
	}
	if s.MaxRow != 4 || s.MaxCol != 3 || s.RowCount != 2 || s.CellCount != 3 || s.FormulaCount != 2 || s.Uncomputed != 1 {
		t.Errorf("facts %+v", s)
	}
	if len(s.Merges) != 1 || s.Merges[0].String() != "A2:B3" || !s.Merges[0].Contains(2, 3) || s.Merges[0].Contains(3, 3) {
		t.Errorf("merges %v", s.Merges)
	}
	hidden := numbers(s.HiddenRows)
	if len(s.HiddenRows) != 2 || len(hidden) != 3 || !slices.Contains(hidden, 4) || slices.Contains(hidden, 5) ||
		!slices.Contains(hidden, 9) {
		t.Errorf("hidden rows %v", s.HiddenRows)
	}
	if len(s.HiddenCols) != 1 || s.HiddenCols[0] != [2]int{2, 6} {
		t.Errorf("hidden columns %v", s.HiddenCols)
	}
	if len(b.Notes) != 1 || b.Notes[0].Rule != finding.RuleDimension || b.Notes[0].Sheet != "手続一覧" {
		t.Errorf("notes %+v", b.Notes)
	}
}

func TestNotes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, rule, cell string
		file             parts
	}{
		{"more strings than said", finding.RuleCount, "", parts{"xl/sharedStrings.xml": strings.ReplaceAll(smallest["xl/sharedStrings.xml"], `uniqueCount="3"`, `uniqueCount="1"`)}},
		{"control character in a shared string", finding.RuleHiddenCharacter, "A1", parts{"xl/sharedStrings.xml": strings.ReplaceAll(smallest["xl/sharedStrings.xml"], `手続名`, `手続_x0007_名`)}},
		{"control character in a cell", finding.RuleHiddenCharacter, "B2", rowsOf(`<row r="2"><c r="B2" t="str"><v>a_x0001_</v></c></row>`)},
		{"chart sheet", finding.RuleSheetWithoutCells, "", parts{
			"xl/workbook.xml": strings.ReplaceAll(smallest["xl/workbook.xml"], `</sheets>`,
				`<sheet name="グラフ" sheetId="2" r:id="rId9"/></sheets>`),
			"xl/_rels/workbook.xml.rels": strings.ReplaceAll(smallest["xl/_rels/workbook.xml.rels"], `</Relationships>`,
				`<Relationship Id="rId9" Type="`+relationNS+`/chartsheet" Target="chartsheets/sheet1.xml"/></Relationships>`)}},
	} {
		b, err := open(t, "a.xlsx", c.file.zip(t), workbook.Options{})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if len(b.Notes) != 1 || b.Notes[0].Rule != c.rule || b.Notes[0].Cell != c.cell || b.Notes[0].Message == "" {
			t.Errorf("%s: got %+v", c.name, b.Notes)
		}
	}
}

// numbers are all that lie in the ranges.
func numbers(s workbook.Spans) (all []int) {
	for _, span := range s {
		for n := span[0]; n <= span[1]; n++ {
			all = append(all, n)
		}
	}
	return all
}
