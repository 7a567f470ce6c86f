package survey

import (
	"archive/zip"
	"bufio"
	"fmt"
	"html"
	"io"
	"strconv"
)

// Large is a made-up workbook (架空) of one sheet, as large as somebody asks for. It is
// written as it is made up, so that its size costs no memory.
type Large struct {
	Headers []string
	Rows    int
	Shared  []string                     // texts that any number of cells share
	Cell    func(row, col int) LargeCell // of a row from 1 and a header from 0
	Merges  []string                     // as in "A2:A90001"
}

// LargeCell is one cell; the zero one is blank.
type LargeCell struct {
	Shared int    // one of the shared texts, from 1
	Text   string // else a text of its own
}

const spreadsheet = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

// Write writes the workbook to w.
func (l Large) Write(w io.Writer) error {
	z := zip.NewWriter(w)
	for _, part := range []struct {
		name string
		fill func(*bufio.Writer)
	}{
		{"[Content_Types].xml", func(b *bufio.Writer) {
			fmt.Fprint(b, `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">`,
				`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>`,
				`<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>`,
				`<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`,
				`<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>`)
		}},
		{"_rels/.rels", func(b *bufio.Writer) {
			fmt.Fprint(b, `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`,
				`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`)
		}},
		{"xl/workbook.xml", func(b *bufio.Writer) {
			fmt.Fprint(b, `<workbook xmlns="`, spreadsheet, `" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">`,
				`<sheets><sheet name="手続一覧" sheetId="1" r:id="rId1"/></sheets></workbook>`)
		}},
		{"xl/_rels/workbook.xml.rels", func(b *bufio.Writer) {
			fmt.Fprint(b, `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`,
				`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>`,
				`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>`)
		}},
		{"xl/sharedStrings.xml", l.strings},
		{"xl/worksheets/sheet1.xml", l.sheet},
	} {
		to, err := z.Create(part.name)
		if err != nil {
			return err
		}
		b := bufio.NewWriterSize(to, 64<<10)
		part.fill(b)
		if err := b.Flush(); err != nil { // of what a fill wrote, too
			return err
		}
	}
	return z.Close()
}

func (l Large) strings(b *bufio.Writer) {
	fmt.Fprint(b, `<sst xmlns="`, spreadsheet, `">`)
	for _, s := range l.Shared {
		fmt.Fprint(b, `<si><t xml:space="preserve">`, html.EscapeString(s), `</t></si>`)
	}
	fmt.Fprint(b, `</sst>`)
}

func (l Large) sheet(b *bufio.Writer) {
	fmt.Fprint(b, `<worksheet xmlns="`, spreadsheet, `"><sheetData><row r="1">`)
	for _, h := range l.Headers {
		inline(b, h)
	}
	fmt.Fprint(b, `</row>`)
	for row := 1; row <= l.Rows; row++ {
		fmt.Fprint(b, `<row r="`, strconv.Itoa(row+1), `">`)
		for col := range l.Headers {
			switch c := l.Cell(row, col); {
			case c.Shared > 0:
				fmt.Fprint(b, `<c t="s"><v>`, strconv.Itoa(c.Shared-1), `</v></c>`)
			default:
				inline(b, c.Text)
			}
		}
		fmt.Fprint(b, `</row>`)
	}
	fmt.Fprint(b, `</sheetData>`)
	if len(l.Merges) > 0 {
		fmt.Fprint(b, `<mergeCells>`)
		for _, m := range l.Merges {
			fmt.Fprint(b, `<mergeCell ref="`, m, `"/>`)
		}
		fmt.Fprint(b, `</mergeCells>`)
	}
	fmt.Fprint(b, `</worksheet>`)
}

// inline writes a cell with a text of its own, or a blank one, so that the next stands
// in its column.
func inline(b *bufio.Writer, text string) {
	if text == "" {
		fmt.Fprint(b, `<c/>`)
		return
	}
	fmt.Fprint(b, `<c t="inlineStr"><is><t xml:space="preserve">`, html.EscapeString(text), `</t></is></c>`)
}
