package workbook_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"tetsuzuki/import/workbook"
)

// unzip gives the parts of a workbook.
func unzip(t testing.TB, data []byte) parts {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	p := parts{}
	for _, f := range r.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		p[f.Name] = string(b)
	}
	return p
}

func (p parts) pack(t testing.TB) []byte {
	t.Helper()
	var pairs []string
	for name, body := range p {
		pairs = append(pairs, name, body)
	}
	return zipOf(t, pairs...)
}

// naive reads the same workbook in the plainest way, with encoding/xml and whole
// documents: the truth that a mutated file tells, if it tells any.
func naive(p parts) (list []string, err error) {
	type text struct {
		T string `xml:"t"`
		R []struct {
			T string `xml:"t"`
		} `xml:"r"`
	}
	join := func(x text) string {
		s := x.T
		for _, r := range x.R {
			s += r.T
		}
		return s
	}
	var book struct {
		Sheets []struct {
			Name string `xml:"name,attr"`
			ID   string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
		} `xml:"sheets>sheet"`
	}
	var relations struct {
		R []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	var table struct {
		SI []text `xml:"si"`
	}
	for name, v := range map[string]any{"xl/workbook.xml": &book, "xl/_rels/workbook.xml.rels": &relations, "xl/sharedStrings.xml": &table} {
		if err := xml.Unmarshal([]byte(p[name]), v); err != nil {
			return nil, err
		}
	}
	for _, s := range book.Sheets {
		var sheet struct {
			Rows []struct {
				R int `xml:"r,attr"`
				C []struct {
					R  string  `xml:"r,attr"`
					T  string  `xml:"t,attr"`
					V  string  `xml:"v"`
					F  *string `xml:"f"`
					IS text    `xml:"is"`
				} `xml:"c"`
			} `xml:"sheetData>row"`
		}
		for _, r := range relations.R {
			if r.ID == s.ID {
				part := strings.TrimPrefix(r.Target, "/")
				if !strings.HasPrefix(r.Target, "/") {
					part = "xl/" + r.Target
				}
				if err := xml.Unmarshal([]byte(p[part]), &sheet); err != nil {
					return nil, err
				}
			}
		}
		for _, row := range sheet.Rows {
			for _, c := range row.C {
				v := c.V
				switch c.T {
				case "s":
					i := 0
					if _, err := fmt.Sscan(v, &i); err != nil || i < 0 || i >= len(table.SI) {
						return nil, fmt.Errorf("string %s", v)
					}
					v = join(table.SI[i])
				case "inlineStr":
					v = join(c.IS)
				case "b":
					v = map[string]string{"0": "FALSE", "1": "TRUE"}[v]
				}
				if v != "" || c.F != nil {
					list = append(list, s.Name+"!"+strings.ToUpper(c.R)+" "+v)
				}
			}
		}
	}
	return list, nil
}

// cellsOf gives the cells and their texts.
func cellsOf(b *workbook.Book) ([]string, error) {
	var list []string
	for _, s := range b.Sheets {
		err := s.Rows(context.Background(), func(r workbook.Row) error {
			for _, c := range r.Cells {
				list = append(list, s.Name+"!"+workbook.CellName(c.Col, r.Number)+" "+c.Text)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return list, nil
}

// mutableBook is a made-up workbook with all that a mutation may hit.
func mutableBook(t testing.TB) parts {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	check(f.SetSheetName("Sheet1", "手続一覧"))
	_, err := f.NewSheet("課別")
	check(err)
	style, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	check(err)
	for _, sheet := range []string{"手続一覧", "課別"} {
		for r := 1; r <= 12; r++ {
			check(f.SetSheetRow(sheet, fmt.Sprintf("A%d", r), &[]any{fmt.Sprintf("見本の手続%s%d", sheet, r), "申請等", 100 * r, 44000 + r, r%2 == 0}))
			check(f.SetCellRichText(sheet, fmt.Sprintf("F%d", r),
				[]excelize.RichTextRun{{Text: "見"}, {Text: "本", Font: &excelize.Font{Bold: true}}}))
		}
		check(f.SetCellStyle(sheet, "D1", "D12", style))
		check(f.MergeCell(sheet, "H2", "H4"))
		check(f.SetRowVisible(sheet, 3, false))
	}
	var out bytes.Buffer
	check(f.Write(&out))
	return unzip(t, out.Bytes())
}

var (
	rowPattern  = regexp.MustCompile(`<row .*?</row>`)
	cellPattern = regexp.MustCompile(`<c .*?</c>`)
	tagPattern  = regexp.MustCompile(`<[^>]*>`)
)

// mutate changes a workbook's parts in one way. It reports the way and whether
// the file must be refused whatever it says.
func mutate(rnd *rand.Rand, original parts) (p parts, way string, refused bool) {
	p = parts{}
	for k, v := range original {
		p[k] = v
	}
	names := []string{"xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/sharedStrings.xml", "xl/workbook.xml",
		"xl/_rels/workbook.xml.rels", "xl/styles.xml", "[Content_Types].xml", "_rels/.rels"}
	name := names[rnd.IntN(len(names))]
	sheet := names[rnd.IntN(2)]
	body := p[name]
	at := rnd.IntN(len(body))
	swap := func(pattern *regexp.Regexp, s string) string {
		found := pattern.FindAllStringIndex(s, -1)
		i := rnd.IntN(len(found) - 1)
		a, b := found[i], found[i+1]
		return s[:a[0]] + s[b[0]:b[1]] + s[a[1]:b[0]] + s[a[0]:a[1]] + s[b[1]:]
	}
	switch rnd.IntN(10) {
	case 0:
		p[name] = body[:at]
		return p, "cut " + name, strings.TrimSpace(body[at:]) != ""
	case 1:
		p[name] = body[:at] + string(body[at]^byte(1<<rnd.IntN(7))) + body[at+1:]
		return p, "flip " + name, false
	case 2:
		p[name] = body[:at] + string(rune(1+rnd.IntN(8))) + body[at:]
		return p, "control " + name, true
	case 3:
		p[sheet] = swap(rowPattern, p[sheet])
		return p, "rows " + sheet, true
	case 4:
		rows := rowPattern.FindAllStringIndex(p[sheet], -1)
		r := rows[rnd.IntN(len(rows))]
		p[sheet] = p[sheet][:r[0]] + swap(cellPattern, p[sheet][r[0]:r[1]]) + p[sheet][r[1]:]
		return p, "cells " + sheet, true
	case 5:
		p[names[0]], p[names[1]] = p[names[1]], p[names[0]]
		return p, "swapped sheets", false
	case 6:
		other := names[rnd.IntN(len(names))]
		p[name], p[other] = p[other], p[name]
		return p, "swapped " + name + " " + other, false
	case 7:
		p[sheet] = regexp.MustCompile(`<dimension [^>]*>`).ReplaceAllString(p[sheet], fmt.Sprintf(`<dimension ref="A1:B%d">`, rnd.IntN(30)+1))
		return p, "dimension " + sheet, false
	case 8:
		tags := tagPattern.FindAllStringIndex(body, -1)
		tag := tags[rnd.IntN(len(tags))]
		p[name] = body[:tag[0]] + body[tag[1]:]
		return p, "tag lost " + name, !strings.HasPrefix(body[tag[0]:], "<?")
	}
	cells := cellPattern.FindAllStringIndex(p[sheet], -1)
	c := cells[rnd.IntN(len(cells))]
	p[sheet] = p[sheet][:c[1]] + p[sheet][c[0]:c[1]] + p[sheet][c[1]:]
	return p, "cell twice " + sheet, true
}

// A mutated file gives the truth that it tells, with every cell of it, or a clear
// error; and never a panic.
func TestMutatedParts(t *testing.T) {
	t.Parallel()
	original := mutableBook(t)
	whole, err := naive(original)
	if err != nil {
		t.Fatal(err)
	}
	rnd := rand.New(rand.NewPCG(1, 2))
	read, refused := 0, 0
	for i := range 700 {
		p, way, must := mutate(rnd, original)
		b, err := open(t, "a.xlsx", p.pack(t), workbook.Options{})
		if err != nil {
			refusal(t, err)
			refused++
			continue
		}
		read++
		if must {
			t.Errorf("%d, %s: read", i, way)
			continue
		}
		got, err := cellsOf(b)
		if err != nil {
			t.Errorf("%d, %s: %v after a strict pass", i, way, err)
			continue
		}
		want, err := naive(p)
		if err != nil {
			t.Errorf("%d, %s: read, but another reader says %v", i, way, err)
			continue
		}
		if !slices.Equal(got, want) || len(got) != len(whole) {
			t.Errorf("%d, %s: got %d cells, another reader %d, the whole file %d: %v", i, way, len(got), len(want), len(whole),
				difference(got, want))
		}
	}
	t.Logf("%d read, %d refused", read, refused)
	if read < 30 || refused < 300 {
		t.Errorf("%d read and %d refused: the mutations miss their mark", read, refused)
	}
}

// difference gives what only one of two lists has at its places.
func difference(a, b []string) (list []string) {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			list = append(list, fmt.Sprintf("%q %q", a[i], b[i]))
		}
	}
	return list
}

// An archive that is cut or has flipped bits gives all of the original or an error.
func TestMutatedArchives(t *testing.T) {
	t.Parallel()
	data := mutableBook(t).pack(t)
	want := mustDump(t, "a.xlsx", data, workbook.Options{})
	rnd := rand.New(rand.NewPCG(3, 4))
	refused := 0
	for i := range 500 {
		mutated := bytes.Clone(data)
		if i%2 == 0 {
			mutated = mutated[:rnd.IntN(len(mutated))]
		} else {
			for range 1 + rnd.IntN(3) {
				mutated[rnd.IntN(len(mutated))] ^= byte(1 << rnd.IntN(8))
			}
		}
		b, err := open(t, "a.xlsx", mutated, workbook.Options{})
		if err != nil {
			refusal(t, err)
			refused++
			continue
		}
		if got, err := dump(b); err != nil || got != want {
			t.Errorf("%d: read something else, %v", i, err)
		}
	}
	if refused < 300 {
		t.Errorf("only %d of 500 refused", refused)
	}
}
