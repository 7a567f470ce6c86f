package report_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"tetsuzuki/import/sheettest"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
)

// odd are texts that mean something to XML, or to programs that read workbooks.
var odd = []string{"架空の手続", "<a href=\"x\">&amp;'", " 前の空白", "後の空白 ", "二\n行", "タブ\tの中", "_x000A_", "_x005F_x000A_", "_x00_",
	"a_x0041_x0042_b", "𠮷野家", "（全角）", "=1+1", "]]>", "</sheetData>", "", "０１２", strings.Repeat("長い", 16000)}

// What stands in a table is in its workbook, whoever reads it.
func TestATablesCellsAreReadAsTheyAre(t *testing.T) {
	t.Parallel()
	day := time.Date(2022, 12, 31, 0, 0, 0, 0, registry.Tokyo)
	table := report.Table{Name: "架空の一覧", Columns: []string{"文字", "数", "日", "日時"}}
	random := rand.New(rand.NewPCG(1, 2))
	for i := range 3000 { // more than one chunk, with the runs of the zip at any place
		table.Rows = append(table.Rows, []any{odd[i%(len(odd)-1)] + fmt.Sprint(random.Uint32()), int64(i),
			report.Day(day.AddDate(0, 0, i)), day.Add(time.Duration(i) * time.Hour)})
	}
	for i, text := range odd {
		table.Rows[i][0] = text
	}
	table.Rows[len(odd)][0] = "使えない文字\x01￾"
	var b bytes.Buffer
	if _, err := table.WriteTable(&b, report.XLSX, ""); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("架空の一覧")
	if err != nil || len(rows) != len(table.Rows)+1 {
		t.Fatalf("%d rows (%v)", len(rows), err)
	}
	for i, want := range table.Rows {
		text := want[0].(string)
		if i == len(odd) {
			text = "使えない文字\ufffd\ufffd"
		}
		moment := want[3].(time.Time)
		if got, all := rows[i+1], []string{text, registry.Thousands(want[1].(int64)), time.Time(want[2].(report.Day)).Format("2006-01-02"),
			moment.Format("2006-01-02 15:04")}; !slices.Equal(got, all) {
			t.Fatalf("row %d is %.300q, want %.300q", i, got, all)
		}
	}
	file := filepath.Join(t.TempDir(), "table.xlsx")
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	got := run(t, sheettest.Python(t), "-W", "error", "-c", `
import sys, openpyxl
w = openpyxl.load_workbook(sys.argv[1], read_only=True).active
rows = list(w.iter_rows(values_only=True))
print(len(rows), rows[1][0], rows[4][0], rows[12][0], rows[3000][1], rows[2][2], rows[13][3])
`, file)
	if want := "3001 架空の手続 後の空白  （全角） 2999 2023-01-01 00:00:00 2022-12-31 12:00:00"; strings.TrimSpace(got) != want {
		t.Errorf("openpyxl reads %q, want %q", got, want)
	}
}
