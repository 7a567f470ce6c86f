package workbook_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"tetsuzuki/import/workbook"
)

func ExampleOpen() {
	data := []byte("手続名,年間件数\n見本の申請,1200\n\n見本の届出,\"1,500\"\n")
	ctx := context.Background()
	book, err := workbook.Open(ctx, "見本局.csv", bytes.NewReader(data), int64(len(data)), workbook.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer book.Close()
	for _, sheet := range book.Sheets {
		fmt.Println(book.Format, sheet.Name, sheet.RowCount, "rows")
		err := sheet.Rows(ctx, func(row workbook.Row) error {
			for _, cell := range row.Cells {
				fmt.Println(workbook.CellName(cell.Col, row.Number), cell.Text)
			}
			return nil
		})
		if err != nil {
			fmt.Println(err)
		}
	}
	// Output:
	// csv 見本局 3 rows
	// A1 手続名
	// B1 年間件数
	// A2 見本の申請
	// B2 1200
	// A4 見本の届出
	// B4 1,500
}

// A file that cannot be read says what it is and what to do.
func ExampleOpen_refused() {
	data := []byte("%PDF-1.7")
	_, err := workbook.Open(context.Background(), "一覧.xlsx", bytes.NewReader(data), int64(len(data)), workbook.Options{})
	var refused *workbook.Error
	if errors.As(err, &refused) {
		fmt.Println(refused.Finding.Rule)
		fmt.Println(refused.Finding.Message)
	}
	// Output:
	// R-not-a-workbook
	// PDFファイルです。印刷用の形式からは表を正しく読み取れません。元のExcelファイルを送ってください。
}
