package bench

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/xuri/excelize/v2"

	importer "tetsuzuki/import"
)

// readVariable makes the test binary read the file that it names, and end.
const readVariable = "TETSUZUKI_TEST_BENCH_READ"

func readAlone(path string) int {
	n, err := readFile(context.Background(), path)
	if err != nil || n == 0 {
		fmt.Fprintln(os.Stderr, n, err)
		return 1
	}
	return 0
}

func readFile(ctx context.Context, path string) (records int, err error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	_, err = importer.Read(ctx, importer.Source{Name: filepath.Base(path), Data: f, Size: info.Size()}, importer.Options{},
		func(importer.Record) error { records++; return nil })
	return records, err
}

// BenchmarkRead reads 28,000 rows of 40 columns: the inventory form's, and such as
// bureaus keep beside them.
func BenchmarkRead(b *testing.B) {
	path := filepath.Join(b.TempDir(), "40列.xlsx")
	writeWide(b, path)
	for b.Loop() {
		record(b, line{"28,000 行 × 40 列の読取（厳格な検査を含む）÷ excelize で読むだけ", 0.45, ratio(b, 3, func() {
			if n, err := readFile(b.Context(), path); err != nil || n != 28000 {
				b.Fatal(n, err)
			}
		}, func() { bareLoop(b, path) }), "倍", ""})
		self, err := os.Executable()
		must(b, err)
		cmd := exec.CommandContext(b.Context(), self)
		cmd.Env = append(os.Environ(), readVariable+"="+path)
		record(b, line{"その読取の最大メモリー", 60, peakMemory(b, cmd), "MB", ""})
	}
}

func writeWide(b *testing.B, path string) {
	b.Helper()
	columns := []string{"局", "部", "課", "手続名", "手続類型", "手続主体", "手続の受け手", "根拠法令", "根拠条項", "事務区分",
		"年間件数（令和2年度）", "うちオンライン件数（令和2年度）", "デジタル化状況", "デジタル化予定年度", "国の法令改正の要否", "備考"}
	for i := len(columns); i < 40; i++ {
		columns = append(columns, fmt.Sprintf("局内の管理項目%d", i))
	}
	f := excelize.NewFile()
	defer f.Close()
	w, err := f.NewStreamWriter("Sheet1")
	must(b, err)
	cells := make([]any, len(columns))
	for i, c := range columns {
		cells[i] = c
	}
	must(b, w.SetRow("A1", cells))
	for n := range 28000 {
		for i := range cells {
			cells[i] = fmt.Sprintf("架空の値%d-%d", i, n%500)
		}
		copy(cells, []any{"環境局", "事業推進部", "管理課", fmt.Sprintf("架空の施設%dの設置の届出", n), "申請等", "国民等", "地方等",
			"架空の法律", fmt.Sprintf("第%d条", n%90+1), "自治事務", n % 3000, n % 100, "実施済", 2022, "不要", "架空のデータ"})
		cells[11] = min(n%100, n%3000)
		must(b, w.SetRow(fmt.Sprintf("A%d", n+2), cells))
	}
	must(b, w.Flush())
	must(b, f.SaveAs(path))
}
