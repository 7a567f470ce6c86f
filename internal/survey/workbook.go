package survey

import (
	"path/filepath"
	"testing"

	"github.com/xuri/excelize/v2"
)

// columns are the inventory form's headers with what a row says under each.
var columns = []struct {
	header string
	value  func(Row) any
}{
	{"局", func(r Row) any { return r.Bureau() }},
	{"部", func(r Row) any { return "事業部" }},
	{"課", func(r Row) any { return "調整課" }},
	{"手続名", column("手続名")},
	{"手続類型", column("手続類型")},
	{"手続主体", column("手続主体")},
	{"手続の受け手", column("手続の受け手")},
	{"根拠法令", column("法令名")},
	{"根拠条項", column("根拠条項号")},
	{"事務区分", column("事務区分")},
	{"年間件数（令和5年度）", func(r Row) any { return r.Total() }},
	{"うちオンライン件数（令和5年度）", func(r Row) any { return r.Online() }},
	{"デジタル化状況", func(r Row) any { return r.Status() }},
	{"デジタル化予定年度", func(r Row) any { return r.plannedYear() }},
	{"デジタル化実施日", func(r Row) any { return "" }},
	{"未実施の理由", column("オンライン化の実施予定及び検討時の懸念点")},
	{"国の法令改正の要否", func(r Row) any { return r.lawChange() }},
	{"改正が必要な法令・条項", func(r Row) any { return "" }},
	{"所管府省", column("所管府省庁")},
	{"本人確認方法", func(r Row) any { return first(r["申請等における本人確認手法"]) }},
	{"手数料の有無", func(r Row) any { return r.fee() }},
	{"添付書類", column("申請時に添付させる書類")},
	{"押印の有無", func(r Row) any { return r.seal() }},
	{"標準処理期間", func(r Row) any { return r.period() }},
	{"備考", column("申請を提出する機関")},
}

func column(name string) func(Row) any { return func(r Row) any { return r[name] } }

// Workbook writes the rows into an all-bureau workbook of the inventory form, in
// a folder that ends with the test, and returns its path. Row 2 of the sheet
// 手続一覧 is rows[0].
func Workbook(t testing.TB, rows []Row) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "手続一覧.xlsx")
	if err := write(path, rows); err != nil {
		t.Fatal(err)
	}
	return path
}

func write(path string, rows []Row) error {
	const sheet = "手続一覧"
	f := excelize.NewFile()
	defer f.Close()
	if err := f.SetSheetName("Sheet1", sheet); err != nil {
		return err
	}
	w, err := f.NewStreamWriter(sheet)
	if err != nil {
		return err
	}
	cells := make([]any, len(columns))
	for i, c := range columns {
		cells[i] = c.header
	}
	if err := w.SetRow("A1", cells); err != nil {
		return err
	}
	for n, r := range rows {
		for i, c := range columns {
			cells[i] = c.value(r)
			if cells[i] == "" {
				cells[i] = nil
			}
		}
		at, err := excelize.CoordinatesToCellName(1, n+2)
		if err != nil {
			return err
		}
		if err := w.SetRow(at, cells); err != nil {
			return err
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.SaveAs(path)
}
