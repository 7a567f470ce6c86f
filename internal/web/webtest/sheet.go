package webtest

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/xuri/excelize/v2"
)

// OwnBook is a made-up workbook in a bureau's own words: a title, the header in row 3,
// one sheet for each name.
func OwnBook(t *testing.T, sheets ...string) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, name := range sheets {
		if i == 0 {
			if err := f.SetSheetName("Sheet1", name); err != nil {
				t.Fatal(err)
			}
		} else if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for k, row := range [][]any{{"架空の<棚卸>"}, {}, {"事務名", "根拠法令等", "年間処理件数（令和2年度）", "窓口の<名>"},
			{"架空廃棄物の許可" + name, "架空廃棄物法", 12, "あ"}, {"架空騒音の届出" + name, "架空騒音法", 5, "い"}, {"合計", nil, 17}} {
			if err := f.SetSheetRow(name, fmt.Sprintf("A%d", k+1), &row); err != nil {
				t.Fatal(err)
			}
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
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
	f := excelize.NewFile()
	defer f.Close()
	header := []any{"手続名", "根拠法令", "年間件数（令和2年度）", "うちオンライン件数（令和2年度）", "デジタル化状況", "国の法令改正の要否"}
	for i, row := range append([][]any{header}, rows...) {
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Damaged is a workbook whose second half is lost: it is received, and cannot be read.
func Damaged(t *testing.T) []byte {
	t.Helper()
	whole := Sheet(t, []any{"架空の届出", "架空法", 1, 1, "検討中", "不要"})
	return whole[:len(whole)/2]
}
