package workbook_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"tetsuzuki/import/finding"
	"tetsuzuki/import/workbook"
)

// peak runs f and gives the most heap that it held above what was held before.
func peak(f func()) int64 {
	runtime.GC()
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	stop, most := make(chan struct{}), make(chan uint64)
	go func() {
		var top uint64
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			top = max(top, m.HeapInuse+m.StackInuse)
			select {
			case <-stop:
				most <- top
				return
			case <-time.After(2 * time.Millisecond):
			}
		}
	}()
	f()
	close(stop)
	return int64(<-most) - int64(before.HeapInuse+before.StackInuse)
}

// raw is an archive entry whose directory may lie.
type raw struct {
	name      string
	packed    []byte
	method    uint16
	size, crc uint32
	at        int64 // where the directory says that the entry stands; -1 where it does
}

// archive writes a zip by hand.
func archive(entries ...raw) []byte {
	var out, directory bytes.Buffer
	le := binary.LittleEndian
	for i, e := range entries {
		at := int64(out.Len())
		if e.at >= 0 && i > 0 {
			at = e.at
		} else {
			head := make([]byte, 30)
			copy(head, "PK\x03\x04")
			le.PutUint16(head[8:], e.method)
			le.PutUint32(head[14:], e.crc)
			le.PutUint32(head[18:], uint32(len(e.packed)))
			le.PutUint32(head[22:], e.size)
			le.PutUint16(head[26:], uint16(len(e.name)))
			out.Write(head)
			out.WriteString(e.name)
			out.Write(e.packed)
		}
		entry := make([]byte, 46)
		copy(entry, "PK\x01\x02")
		le.PutUint16(entry[10:], e.method)
		le.PutUint32(entry[16:], e.crc)
		le.PutUint32(entry[20:], uint32(len(e.packed)))
		le.PutUint32(entry[24:], e.size)
		le.PutUint16(entry[28:], uint16(len(e.name)))
		le.PutUint32(entry[42:], uint32(at))
		directory.Write(entry)
		directory.WriteString(e.name)
	}
	end := make([]byte, 22)
	copy(end, "PK\x05\x06")
	le.PutUint16(end[8:], uint16(len(entries)))
	le.PutUint16(end[10:], uint16(len(entries)))
	le.PutUint32(end[12:], uint32(directory.Len()))
	le.PutUint32(end[16:], uint32(out.Len()))
	out.Write(directory.Bytes())
	out.Write(end)
	return out.Bytes()
}

func pack(t testing.TB, name string, content io.Reader) raw {
	t.Helper()
	var packed bytes.Buffer
	w, err := flate.NewWriter(&packed, flate.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	sum := crc32.NewIEEE()
	n, err := io.Copy(io.MultiWriter(w, sum), content)
	if err != nil {
		t.Fatal(err)
	}
	w.Close()
	return raw{name: name, packed: packed.Bytes(), method: zip.Deflate, size: uint32(n), crc: sum.Sum32(), at: -1}
}

// with gives the entries of the smallest workbook, its sheet replaced.
func with(t testing.TB, sheet raw) []raw {
	t.Helper()
	var list []raw
	for name, body := range smallest {
		if name != sheet.name {
			list = append(list, pack(t, name, strings.NewReader(body)))
		}
	}
	return append(list, sheet)
}

// repeated is a reader of head, n times body, and tail.
func repeated(head, body string, n int, tail string) io.Reader {
	each := strings.Repeat(body, 1000)
	readers := []io.Reader{strings.NewReader(head)}
	for ; n >= 1000; n -= 1000 {
		readers = append(readers, strings.NewReader(each))
	}
	return io.MultiReader(append(readers, strings.NewReader(strings.Repeat(body, n)+tail))...)
}

// Files made to exhaust the reader. The bounds are those of the promise: refused
// within 256 MB; the time is generous, for a loaded machine.
func TestBombs(t *testing.T) {
	const part = "xl/worksheets/sheet1.xml"
	head, tail := `<worksheet xmlns="`+mainNS+`"><sheetData>`, `</sheetData></worksheet>`
	lying := pack(t, part, repeated(head, `<row><c><v>1</v></c></row>`, 8_000_000, tail))
	lying.size = 1000
	shared := pack(t, part, strings.NewReader(sheetOf(`<row r="1"><c r="A1"><v>1</v></c></row>`)))
	stored := raw{name: "xl/a.xml", packed: make([]byte, 100), size: 100, at: 40}
	many := make([]raw, 60_000)
	for i := range many {
		many[i] = raw{name: fmt.Sprintf("xl/%d.xml", i), at: 0}
	}
	wide := strings.Builder{}
	for c := 1; c <= 16384; c++ {
		fmt.Fprintf(&wide, `<c r="%s1" t="s"><v>0</v></c>`, workbook.ColumnName(c))
	}
	claims := zipOf(t, "[Content_Types].xml", "x")
	binary.LittleEndian.PutUint16(claims[len(claims)-12:], 65000)
	sheet := func(body string) []byte { return parts{part: body}.zip(t) }
	for _, c := range []struct {
		name string
		data []byte
		rule string
	}{
		{"flat: 1.2 GB in one part", archive(with(t, pack(t, part, repeated(head, strings.Repeat(" ", 100), 12_000_000, tail)))...), finding.RuleLimit},
		{"flat: shrunk four hundred times", archive(with(t, pack(t, part, repeated(head, strings.Repeat(" ", 100), 1_000_000, tail)))...), finding.RuleLimit},
		{"more than the directory says", archive(with(t, lying)...), finding.RuleBroken},
		{"entries that share bytes", archive(append(with(t, shared), stored)...), finding.RuleBroken},
		{"one core, many entries", archive(many...), finding.RuleLimit},
		{"a directory that claims much", claims, finding.RuleLimit},
		{"a zip in a zip", zipOf(t, "a.zip", string(zipOf(t, "b.zip", "x"))), finding.RuleNotWorkbook},
		{"row number beyond all", sheet(sheetOf(`<row r="99999999"><c><v>1</v></c></row>`)), finding.RuleBrokenSheet},
		{"row number beyond the last", sheet(sheetOf(`<row r="1048577"><c><v>1</v></c></row>`)), finding.RuleLimit},
		{"column beyond the last", sheet(sheetOf(`<row r="1"><c r="XFE1"><v>1</v></c></row>`)), finding.RuleLimit},
		{"column beyond all", sheet(sheetOf(`<row r="1"><c r="ZZZZZZZ1"><v>1</v></c></row>`)), finding.RuleBrokenSheet},
		{"columns without end", sheet(sheetOf(`<row>` + strings.Repeat(`<c/>`, 100_000) + `</row>`)), finding.RuleLimit},
		{"rows without end", archive(with(t, pack(t, part, repeated(head, `<row/>`, 1_100_000, tail)))...), finding.RuleLimit},
		{"count of strings", parts{"xl/sharedStrings.xml": strings.ReplaceAll(smallest["xl/sharedStrings.xml"], `uniqueCount="3"`, `uniqueCount="999999999"`)}.zip(t), finding.RuleTruncated},
		{"count of strings beyond all", parts{"xl/sharedStrings.xml": strings.ReplaceAll(smallest["xl/sharedStrings.xml"], `uniqueCount="3"`, `uniqueCount="99999999999999999999"`)}.zip(t), finding.RuleBroken},
		{"count of merges", sheet(`<worksheet xmlns="` + mainNS + `"><sheetData/><mergeCells count="2000000000"/></worksheet>`), finding.RuleBrokenSheet},
		{"merges without end", archive(with(t, pack(t, part, repeated(`<worksheet xmlns="`+mainNS+`"><sheetData/><mergeCells>`, `<mergeCell ref="A1:XFD1048576"/>`, 1_000_000, `</mergeCells></worksheet>`)))...), finding.RuleLimit},
		{"columns' ranges", sheet(`<worksheet xmlns="` + mainNS + `"><cols>` + strings.Repeat(`<col min="1" max="16384" hidden="1"/>`, 100_000) + `</cols><sheetData/></worksheet>`), finding.RuleBrokenSheet},
		{"column range beyond the last", sheet(`<worksheet xmlns="` + mainNS + `"><cols><col min="1" max="9999999"/></cols><sheetData/></worksheet>`), finding.RuleBrokenSheet},
		{"nested deep", sheet(strings.Repeat("<a>", 1_000_000)), finding.RuleBrokenSheet},
		{"nested deep inside", sheet(sheetOf(`<row><c><f>` + strings.Repeat("<a>", 1_000_000))), finding.RuleLimit},
		{"nested deep in what is skipped", sheet(`<worksheet xmlns="` + mainNS + `"><sheetData/><extLst><ext>` + nest(1_000_000) + `</ext></extLst></worksheet>`), finding.RuleLimit},
		{"nested deep in a string's ruby", parts{"xl/sharedStrings.xml": `<sst xmlns="` + mainNS + `"><si><t>a</t><rPh>` + nest(1_000_000) + `</rPh></si></sst>`}.zip(t), finding.RuleLimit},
		{"nested deep in the styles", parts{"xl/styles.xml": `<styleSheet xmlns="` + mainNS + `"><extLst>` + nest(1_000_000) + `</extLst></styleSheet>`}.zip(t), finding.RuleLimit},
		{"nested deep in the workbook", parts{"xl/workbook.xml": strings.Replace(smallest["xl/workbook.xml"], "<sheets>", "<extLst>"+nest(1_000_000)+"</extLst><sheets>", 1)}.zip(t), finding.RuleLimit},
		{"a million attributes", sheet(`<worksheet xmlns="` + mainNS + `" ` + manyAttributes(1_000_000) + `/>`), finding.RuleLimit},
		{"a million namespaces", sheet(`<worksheet xmlns="` + mainNS + `" ` + strings.ReplaceAll(manyAttributes(1_000_000), "a", "xmlns:a") + `/>`), finding.RuleLimit},
		{"laughs by the billion", sheet(`<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>` + sheetOf(`<row><c t="str"><v>&b;</v></c></row>`)), finding.RuleBroken},
		{"an entity from outside", sheet(`<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>` + sheetOf(`<row><c t="str"><v>&a;</v></c></row>`)), finding.RuleBroken},
		{"a text of 100 MB", archive(with(t, pack(t, part, repeated(head+`<row><c t="str"><v>`, strings.Repeat("長い", 20), 900_000, `</v></c></row>`+tail)))...), finding.RuleLimit},
		{"a long text in each of many cells", parts{
			"xl/sharedStrings.xml": `<sst xmlns="` + mainNS + `"><si><t>` + strings.Repeat("長", 40_000) + `</t></si></sst>`,
			part:                   sheetOf(`<row r="1">` + wide.String() + `</row>`)}.zip(t), finding.RuleLimit},
		{"sheets without end", parts{"xl/workbook.xml": strings.ReplaceAll(smallest["xl/workbook.xml"], "</sheets>", strings.Repeat(`<sheet name="a" sheetId="2" r:id="rId1"/>`, 100_000)+"</sheets>")}.zip(t), finding.RuleLimit},
		{"one part for many sheets", parts{"xl/workbook.xml": strings.ReplaceAll(smallest["xl/workbook.xml"], "</sheets>", `<sheet name="b" sheetId="2" r:id="rId1"/></sheets>`)}.zip(t), finding.RuleBroken},
		{"styles without end", parts{"xl/styles.xml": strings.ReplaceAll(smallest["xl/styles.xml"], `<xf numFmtId="20"/>`, strings.Repeat(`<xf numFmtId="20"/>`, 100_000))}.zip(t), finding.RuleLimit},
		{"CSV: an open quote", []byte("a,b\n\"" + strings.Repeat("x,y\n", 1_000_000)), finding.RuleLimit},
		{"CSV: columns without end", []byte("a,b\n" + strings.Repeat(",", 1_000_000)), finding.RuleLimit},
		{"CSV: rows without end", bytes.Repeat([]byte("\n"), 2_000_000), finding.RuleLimit},
		{"CSV: one line", bytes.Repeat([]byte("xxxxxxxxxxxxxxx "), 2_000_000), finding.RuleLimit},
	} {
		t.Run(c.name, func(t *testing.T) {
			var err error
			started := time.Now()
			most := peak(func() {
				var b *workbook.Book
				name := "a.xlsx"
				if strings.HasPrefix(c.name, "CSV") {
					name = "a.csv"
				}
				if b, err = open(t, name, c.data, workbook.Options{}); err == nil {
					_, err = dump(b)
				}
			})
			if err == nil {
				t.Fatal("read")
			}
			if e := refusal(t, err); e.Finding.Rule != c.rule {
				t.Errorf("got %v, want %s", e, c.rule)
			}
			if most > 256<<20 {
				t.Errorf("held %d MB", most>>20)
			}
			if took := time.Since(started); took > 20*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}

func manyAttributes(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `a%d="" `, i)
	}
	return b.String()
}

// Every limit can be set, and is said with its bound.
func TestLimitsAreSettable(t *testing.T) {
	t.Parallel()
	data := parts{"xl/worksheets/sheet1.xml": `<worksheet xmlns="` + mainNS +
		`"><sheetData><row r="3"><c r="A3" t="s"><v>1</v></c><c r="D3" t="s"><v>1</v></c></row></sheetData>` +
		`<mergeCells><mergeCell ref="A1:B1"/><mergeCell ref="A2:B2"/></mergeCells></worksheet>`}.zip(t)
	if _, err := open(t, "a.xlsx", data, workbook.Options{}); err != nil {
		t.Fatal(err)
	}
	for name, l := range map[string]workbook.Limits{
		"file": {File: 100}, "entries": {Entries: 3}, "part": {Part: 100}, "total": {Total: 500}, "sheets": {Sheets: -1},
		"rows": {Rows: 2}, "columns": {Columns: 3}, "cells": {Cells: 1}, "cell bytes": {CellBytes: 5}, "row bytes": {RowBytes: 20},
		"text": {Text: 20}, "strings": {Strings: 10}, "merges": {Merges: 1}, "styles": {Styles: 2},
	} {
		_, err := open(t, "a.xlsx", data, workbook.Options{Limits: l})
		if err == nil {
			t.Errorf("%s: read", name)
			continue
		}
		if e := refusal(t, err); e.Finding.Rule != finding.RuleLimit {
			t.Errorf("%s: got %v", name, e)
		}
	}
}

// A file ten times as long costs less than twice the memory.
func TestMemoryDoesNotGrowWithTheFile(t *testing.T) {
	short, long := longBook(t, 4_000, true), longBook(t, 40_000, true)
	small := peak(func() { readFile(t, short) })
	large := peak(func() { readFile(t, long) })
	t.Logf("4,000 rows: %d MB, 40,000 rows: %d MB", small>>20, large>>20)
	if large > 2*small && large > 48<<20 {
		t.Errorf("4,000 rows held %d MB, 40,000 rows %d MB", small>>20, large>>20)
	}
}

// What a csv becomes is bounded as what a workbook does, and the refusal names the row.
func TestTheLimitsHoldForCSV(t *testing.T) {
	t.Parallel()
	data := []byte("手続名,備考\n架空の届出,長い備考\n")
	for name, l := range map[string]workbook.Limits{"text": {Text: 30}, "cells": {Cells: 3}} {
		_, err := open(t, "a.csv", data, workbook.Options{Limits: l})
		if err == nil {
			t.Errorf("%s: read", name)
			continue
		}
		if e := refusal(t, err); e.Finding.Rule != finding.RuleLimit || e.Finding.Cell != "A2" || !strings.HasPrefix(e.Finding.Message, "2行目：") {
			t.Errorf("%s: got %v", name, e)
		}
	}
}

// nest is that many elements, each inside of the one before.
func nest(deep int) string { return strings.Repeat("<a>", deep) + strings.Repeat("</a>", deep) }
