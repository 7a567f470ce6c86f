package importer_test

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"sync"
	"testing"

	"github.com/xuri/excelize/v2"

	importer "tetsuzuki/import"
	"tetsuzuki/import/form"
)

const (
	benchRows = 28000
	benchCols = 40
)

// benchBook is a made-up inventory of 28,000 rows and 40 columns: those of the form
// and others that no field claims.
var benchBook = sync.OnceValue(func() []byte { return makeLarge(benchRows) })

func makeLarge(rows int) []byte {
	f := excelize.NewFile()
	defer f.Close()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		panic(err)
	}
	var keys []string
	header := make([]any, 0, benchCols)
	for _, d := range form.Current().Fields() {
		if d.InForm && d.Key != "process_id" {
			label := d.Label
			if d.Kind == form.Count {
				label += "（令和2年度）"
			}
			keys, header = append(keys, d.Key), append(header, label)
		}
	}
	for i := len(header); i < benchCols; i++ {
		header = append(header, fmt.Sprintf("任意欄%d", i))
	}
	if err := w.SetRow("A1", header); err != nil {
		panic(err)
	}
	values := map[string]any{"bureau": "環境局", "department": "総務部", "division": "管理課", "process_type": "申請等", "applicant": "民間事業者等",
		"recipient":       "地方等",
		"affair_category": "自治事務", "digitization_status": "検討中", "planned_fiscal_year": 2023, "obstacle": "6 オンライン化の費用対効果が小さい又は不明",
		"national_law_change": "不要",
		"identity_method":     "本人確認不要", "fee": "無", "attachments": "定款; 決算書", "seal_required": "無", "standard_processing_period": "30日"}
	for r := range rows {
		row := make([]any, benchCols)
		for i, k := range keys {
			switch k {
			case "procedure_name":
				row[i] = fmt.Sprintf("架空の手続第%d号の許可申請（サンプル）", r)
			case "legal_basis":
				row[i] = fmt.Sprintf("架空規制法第%d編", r%300)
			case "legal_article":
				row[i] = fmt.Sprintf("第%d条第%d項", r%90+1, r%5+1)
			case "annual_volume":
				row[i] = r * 7 % 20000
			case "online_volume":
				row[i] = r * 7 % 20000 / 3
			case "remarks":
				if r%10 == 0 {
					row[i] = fmt.Sprintf("備考%d", r)
				}
			default:
				row[i] = values[k]
			}
		}
		for i := len(keys); i < benchCols; i++ {
			row[i] = fmt.Sprintf("任意の値%d", (r+i)%500)
		}
		if err := w.SetRow(fmt.Sprintf("A%d", r+2), row); err != nil {
			panic(err)
		}
	}
	if err := w.Flush(); err != nil {
		panic(err)
	}
	var buf bytes.Buffer
	if err := f.Write(&buf); err != nil {
		panic(err)
	}
	return buf.Bytes()
}

// BenchmarkRead reads 28,000 rows of 40 columns into records, the strict pass
// included. Its time is to stay within twice that of BenchmarkBareExcelize.
func BenchmarkRead(b *testing.B) {
	data := benchBook()
	b.ReportAllocs()
	for b.Loop() {
		n := 0
		rep, err := importer.Read(context.Background(), importer.Source{Name: "made.xlsx", Data: bytes.NewReader(data), Size: int64(len(data))},
			importer.Options{Bureau: "環境局"},
			func(importer.Record) error { n++; return nil })
		if err != nil || n != benchRows || rep.Summary.Errors != 0 {
			b.Fatal(n, err, rep.Summary)
		}
	}
}

// BenchmarkBareExcelize is the least that a reader with excelize does: it opens the
// same file and looks at every cell.
func BenchmarkBareExcelize(b *testing.B) {
	data := benchBook()
	b.ReportAllocs()
	for b.Loop() {
		f, err := excelize.OpenReader(bytes.NewReader(data))
		if err != nil {
			b.Fatal(err)
		}
		rows, err := f.Rows("Sheet1")
		if err != nil {
			b.Fatal(err)
		}
		n := 0
		for rows.Next() {
			cells, err := rows.Columns(excelize.Options{RawCellValue: true})
			if err != nil {
				b.Fatal(err)
			}
			n += len(cells)
		}
		if n < benchRows*benchCols {
			b.Fatal(n)
		}
		rows.Close()
		f.Close()
	}
}

// TestReadMemory holds the memory of a reading to a bound, and to one that does not
// grow with the number of rows.
func TestReadMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 20,000 rows")
	}
	peak := func(rows int) uint64 {
		data := makeLarge(rows)
		runtime.GC() // twice, so that what pools kept of making the file goes as well
		runtime.GC()
		var before, now runtime.MemStats
		runtime.ReadMemStats(&before)
		most, n := uint64(0), 0
		_, err := importer.Read(context.Background(), importer.Source{Name: "made.xlsx", Data: bytes.NewReader(data), Size: int64(len(data))},
			importer.Options{},
			func(importer.Record) error {
				if n++; n%(rows/4) == 0 {
					runtime.GC()
					runtime.ReadMemStats(&now)
					most = max(most, now.HeapAlloc-min(before.HeapAlloc, now.HeapAlloc))
				}
				return nil
			})
		if err != nil || n != rows {
			t.Fatal(n, err)
		}
		runtime.KeepAlive(data)
		if most == 0 {
			t.Fatal("the measure says that reading takes no memory")
		}
		return most
	}
	small, large := peak(2000), peak(20000)
	t.Logf("%d KB for 2,000 rows, %d KB for 20,000", small>>10, large>>10)
	if large > 100<<20 || large > 2*small+8<<20 {
		t.Errorf("%d MB for 20,000 rows after %d MB for 2,000", large>>20, small>>20)
	}
}
