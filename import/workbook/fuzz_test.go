package workbook_test

import (
	"bytes"
	"errors"
	"slices"
	"testing"

	"tetsuzuki/import/workbook"
)

// small limits keep a fuzzed file from being merely large.
var small = workbook.Limits{File: 1 << 20, Part: 4 << 20, Total: 8 << 20, Cells: 20_000, Text: 4 << 20, Strings: 1 << 20}

// sound holds an opened file to what is promised for any: it is refused with a
// finding, or both passes agree and every row and cell comes in order.
func sound(t *testing.T, name string, data []byte) *workbook.Book {
	b, err := open(t, name, data, workbook.Options{Limits: small})
	if err != nil {
		var e *workbook.Error
		if !errors.As(err, &e) {
			t.Fatalf("an error that says nothing to the sender: %v", err)
		}
		if e.Finding.Message == "" || bytes.Contains([]byte(e.Error()), []byte("panic")) {
			t.Fatal(e)
		}
		return nil
	}
	for _, s := range b.Sheets {
		last := 0
		err := s.Rows(t.Context(), func(r workbook.Row) error {
			if r.Number <= last || r.Number > s.MaxRow || len(r.Cells) == 0 {
				t.Fatalf("row %d after %d of %d", r.Number, last, s.MaxRow)
			}
			last = r.Number
			for i, c := range r.Cells {
				if c.Col > s.MaxCol || i > 0 && c.Col <= r.Cells[i-1].Col || c.Text == "" && !c.Formula {
					t.Fatalf("row %d: cell %+v", r.Number, c)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatalf("refused after a strict pass: %v", err)
		}
	}
	return b
}

// FuzzOpen opens any bytes under a name.
func FuzzOpen(f *testing.F) {
	f.Add(parts{}.zip(f))
	f.Add(madeUp(f))
	f.Add(agile(parts{}.zip(f), "x", 1))
	f.Add(container(map[string][]byte{"Workbook": make([]byte, 4096)}))
	f.Add([]byte("a,b\n\"c\"\"\",d"))
	f.Add([]byte("<html>"))
	f.Fuzz(func(t *testing.T, data []byte) { sound(t, "a.xlsx", data) })
}

// FuzzSheet reads any text as a sheet, and what is accepted as the plainest other
// reader reads it.
func FuzzSheet(f *testing.F) {
	f.Add(sheetOf(`<row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" s="1"><f>1</f><v>2</v></c></row><row r="3" hidden="1">` +
		`<c r="C3" t="inlineStr"><is><r><t>a</t></r></is></c></row>`))
	f.Add(`<worksheet xmlns="` + mainNS + `"><dimension ref="A1"/><cols><col min="1" max="2" hidden="1"/></cols><sheetData/>` +
		`<mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells></worksheet>`)
	f.Add(sheetOf(`<row><c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c><c t="d"><v>2021-04-01</v></c></row>`))
	f.Fuzz(func(t *testing.T, sheet string) {
		if sheet == "" {
			return
		}
		b := sound(t, "a.xlsx", parts{"xl/worksheets/sheet1.xml": sheet}.zip(t))
		if b == nil {
			return
		}
		cells := 0
		for _, s := range b.Sheets {
			cells += s.CellCount
		}
		all := parts{}
		for name, body := range smallest {
			all[name] = body
		}
		all["xl/worksheets/sheet1.xml"] = sheet
		theirs, err := naive(all)
		if err != nil {
			t.Fatalf("accepted what another reader refuses: %v", err)
		}
		if len(theirs) < cells {
			t.Fatalf("%d cells, another reader %d: %v", cells, len(theirs), theirs)
		}
	})
}

// FuzzStrings reads any text as the shared strings.
func FuzzStrings(f *testing.F) {
	f.Add(smallest["xl/sharedStrings.xml"])
	f.Add(`<sst xmlns="` + mainNS + `"><si><t>_x0041_</t></si></sst>`)
	f.Fuzz(func(t *testing.T, table string) {
		if table != "" {
			sound(t, "a.xlsx", parts{"xl/sharedStrings.xml": table}.zip(t))
		}
	})
}

// FuzzStyles reads any text as the styles, and any number format.
func FuzzStyles(f *testing.F) {
	f.Add(smallest["xl/styles.xml"])
	f.Fuzz(func(t *testing.T, styles string) {
		if styles != "" {
			sound(t, "a.xlsx", parts{"xl/styles.xml": styles}.zip(t))
		}
	})
}

// FuzzCSV reads any bytes as text; the values of what is accepted, written as CSV
// again, are read the same.
func FuzzCSV(f *testing.F) {
	f.Add([]byte("手続名,件数\n\"見本,\"\"1\"\"\n2\",3\n"))
	f.Add(cp932(f, "手続名\t件数\r\n見本\t1\r\n"))
	f.Add([]byte("\xff\xfea\x00,\x00b\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		b := sound(t, "a.csv", data)
		if b == nil || b.Format != "csv" {
			return
		}
		first, err := cellsOf(b)
		if err != nil {
			t.Fatal(err)
		}
		var again bytes.Buffer
		again.WriteString("\ufeff")
		row, col := 1, 1
		err = b.Sheets[0].Rows(t.Context(), func(r workbook.Row) error {
			for ; row < r.Number; row++ {
				again.WriteByte('\n')
				col = 1
			}
			for _, c := range r.Cells {
				for ; col < c.Col; col++ {
					again.WriteByte(',')
				}
				again.WriteString(`"` + string(bytes.ReplaceAll([]byte(c.Text), []byte(`"`), []byte(`""`))) + `"`)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if again.Len() > 1<<18 {
			return
		}
		b = sound(t, "a.csv", again.Bytes())
		if b == nil {
			t.Fatalf("what was read is refused when written again: %q", again.Bytes())
		}
		second, err := cellsOf(b)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(first, second) {
			// A text without a comma outside quotes may be cut at another character.
			if bytes.ContainsAny(again.Bytes(), "\t;") {
				return
			}
			t.Fatalf("got %q, then %q", first, second)
		}
	})
}
