package webtest

import (
	"fmt"
	"testing"

	"tetsuzuki/import/sheettest"

	"github.com/xuri/excelize/v2"
)

// OwnBook is a made-up workbook in a bureau's own words: a title, the header in row 3,
// one sheet for each name.
func OwnBook(t *testing.T, sheets ...string) []byte {
	t.Helper()
	var f *excelize.File
	for i, name := range sheets {
		rows := [][]any{{"架空の<棚卸>"}, {}, {"事務名", "根拠法令等", "年間処理件数（令和2年度）", "窓口の<名>"},
			{"架空廃棄物の許可" + name, "架空廃棄物法", 12, "あ"}, {"架空騒音の届出" + name, "架空騒音法", 5, "い"}, {"合計", nil, 17}}
		if i == 0 {
			f = sheettest.New(t, name, rows...)
		} else {
			sheettest.Add(t, f, name, rows...)
		}
	}
	return sheettest.Bytes(t, f)
}

// ManyRows is how many rows [ManyOf] makes.
const ManyRows = 40

// manyOf are made-up rows with a volume.
func manyOf(volume int) (rows [][]any) {
	for i := range ManyRows {
		rows = append(rows, []any{fmt.Sprintf("架空の届出第%d号", i+1), "架空法", volume, 1, "検討中", "不要"})
	}
	return rows
}

// Sheet is a made-up workbook in the columns of the standard form.
func Sheet(t *testing.T, rows ...[]any) []byte {
	t.Helper()
	header := []any{"手続名", "根拠法令", "年間件数（令和2年度）", "うちオンライン件数（令和2年度）", "デジタル化状況", "国の法令改正の要否"}
	return sheettest.Book(t, "Sheet1", append([][]any{header}, rows...)...)
}

// Damaged is a workbook whose second half is lost: it is received, and cannot be read.
func Damaged(t *testing.T) []byte {
	t.Helper()
	whole := Sheet(t, []any{"架空の届出", "架空法", 1, 1, "検討中", "不要"})
	return whole[:len(whole)/2]
}
