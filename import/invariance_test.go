package importer_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/japanese"

	importer "tetsuzuki/import"
	"tetsuzuki/import/sheettest"
)

// sameSheet is a made-up sheet that the tests below change without changing what it
// says. Its first row is its header.
func sameSheet() [][]any {
	rows := [][]any{{"部", "課", "手続名", "手続類型", "根拠法令", "根拠条項", "年間件数（令和2年度）", "うちオンライン件数（令和2年度）", "デジタル化状況（○：実施済、△：一部実施済、×：未着手）",
		"デジタル化予定年度", "デジタル化実施日", "標準処理期間", "手数料の有無", "備考"}}
	pick := func(i int, of ...any) any { return of[i%len(of)] }
	for i := range 12 {
		rows = append(rows, []any{pick(i/4, "総務部", "環境部", "産業部"), pick(i/2, "管理課", "調整課", "指導課"), fmt.Sprintf("架空の手続%d号の届出", i+1),
			pick(i, "申請等", "縦覧等", "作成・保存等"),
			pick(i, "架空法", "見本条例", "架空規則"), fmt.Sprintf("第%d条", i+3), pick(i, 1200, "約300件", 45, "不明", 0), pick(i, 300, "20", "－", nil, 0),
			pick(i, "○", "△", "×"), pick(i, nil, "令和5年度", 2024), pick(i, "2021-04-01", nil, "令和2年12月28日"), pick(i, "30日", "2か月", nil), pick(i, "有",
				"無"), pick(i, nil, "架空の備考")})
	}
	return rows
}

// sameBook is a workbook of the rows, moved right and down.
func sameBook(t *testing.T, rows [][]any, right, down int) []byte {
	t.Helper()
	f := sheettest.New(t, "Sheet1")
	sheettest.Fill(t, f, "Sheet1", 1+right, 1+down, rows...)
	return sheettest.Bytes(t, f)
}

// sameText is a csv of the rows.
func sameText(rows [][]any) string {
	var b strings.Builder
	for _, row := range rows {
		for i, v := range row {
			if i > 0 {
				b.WriteByte(',')
			}
			if v != nil {
				fmt.Fprint(&b, v)
			}
		}
		b.WriteString("\r\n")
	}
	return b.String()
}

// valuesOf are the records of a report as JSON, in the order of their rows.
func valuesOf(t *testing.T, rep *importer.Report) []string {
	t.Helper()
	var all []string
	for _, r := range rep.Records {
		b, err := json.Marshal(r.Values)
		must(t, err)
		all = append(all, string(b))
	}
	return all
}

var sameOptions = importer.Options{Bureau: "環境局"}

// TestTheSameSheetElsewhere reads the same records from a sheet wherever its table
// stands and whatever program or encoding it was saved in.
func TestTheSameSheetElsewhere(t *testing.T) {
	t.Parallel()
	rows := sameSheet()
	plain := sameBook(t, rows, 0, 0)
	want := valuesOf(t, checkData(t, "made.xlsx", plain, sameOptions))
	if len(want) != len(rows)-1 {
		t.Fatalf("%d records", len(want))
	}
	saved := func(command string, args ...string) func(t *testing.T) (string, []byte) {
		return func(t *testing.T) (string, []byte) {
			path, err := exec.LookPath(command)
			if err != nil {
				t.Skipf("%s is not installed", command)
			}
			from, to := filepath.Join(t.TempDir(), "made.xlsx"), filepath.Join(t.TempDir(), "made.xlsx")
			must(t, os.WriteFile(from, plain, 0o600))
			r := strings.NewReplacer("FROM", from, "TO", to, "FOLDER", filepath.Dir(to), "HOME", t.TempDir())
			for i := range args {
				args[i] = r.Replace(args[i])
			}
			if out, err := exec.Command(path, args...).CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			data, err := os.ReadFile(to)
			must(t, err)
			return "made.xlsx", data
		}
	}
	moved := func(right, down int) func(t *testing.T) (string, []byte) {
		return func(t *testing.T) (string, []byte) { return "made.xlsx", sameBook(t, rows, right, down) }
	}
	text := func(encode func(*testing.T, string) []byte) func(t *testing.T) (string, []byte) {
		return func(t *testing.T) (string, []byte) { return "made.csv", encode(t, sameText(rows)) }
	}
	for name, make := range map[string]func(t *testing.T) (string, []byte){
		"three columns to the right": moved(3, 0),
		"two blank rows on top":      moved(0, 2),
		"both":                       moved(5, 7),
		"columns shuffled": func(t *testing.T) (string, []byte) {
			order := rand.New(rand.NewPCG(3, 5)).Perm(len(rows[0]))
			var other [][]any
			for _, row := range rows {
				now := []any{}
				for _, c := range order {
					now = append(now, row[c])
				}
				other = append(other, now)
			}
			return "made.xlsx", sameBook(t, other, 0, 0)
		},
		"saved anew by LibreOffice": saved("soffice", "-env:UserInstallation=file://HOME", "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", "FOLDER", "FROM"),
		"saved anew by Gnumeric":    saved("ssconvert", "--export-type=Gnumeric_Excel:xlsx2", "FROM", "TO"),
		"csv in UTF-8":              text(func(_ *testing.T, s string) []byte { return []byte(s) }),
		"csv in cp932": text(func(t *testing.T, s string) []byte {
			b, err := japanese.ShiftJIS.NewEncoder().Bytes([]byte(strings.ReplaceAll(s, "−", "－")))
			must(t, err)
			return b
		}),
		"csv in EUC-JP": text(func(t *testing.T, s string) []byte {
			b, err := japanese.EUCJP.NewEncoder().Bytes([]byte(s))
			must(t, err)
			return b
		}),
		"csv in UTF-16": text(func(_ *testing.T, s string) []byte {
			var b bytes.Buffer
			for _, u := range utf16.Encode([]rune("\ufeff" + s)) {
				b.Write([]byte{byte(u), byte(u >> 8)})
			}
			return b.Bytes()
		}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file, data := make(t)
			rep := checkData(t, file, data, sameOptions)
			if diff := cmp.Diff(want, valuesOf(t, rep)); diff != "" {
				t.Error(diff)
			}
			checkLedger(t, rep)
		})
	}
}

// TestOneCellChanged changes one cell after the other: the record of its row changes, or
// a finding stands there, and every other record stays.
func TestOneCellChanged(t *testing.T) {
	t.Parallel()
	rows := sameSheet()
	base := checkData(t, "made.csv", []byte(sameText(rows)), sameOptions)
	want := valuesOf(t, base)
	told := map[string]bool{}
	for _, f := range base.Findings {
		told[f.Rule+f.Cell+f.Message] = true
	}
	for i := 1; i < len(rows); i++ {
		for c := range rows[i] {
			for n, value := range []any{"書き換えた値", 98765, "", "×"} {
				if testing.Short() && (i+c)%4 != n {
					continue
				}
				old := rows[i][c]
				if fmt.Sprint(value) == fmt.Sprint(old) || value == "" && old == nil {
					continue
				}
				rows[i][c] = value
				rep := checkData(t, "made.csv", []byte(sameText(rows)), sameOptions)
				rows[i][c] = old
				got := valuesOf(t, rep)
				row := i // whose record it was
				if len(got) == len(want)-1 {
					got = slices.Insert(got, row-1, "")
				}
				if len(got) != len(want) {
					t.Fatalf("row %d column %d as %q: %d records", i+1, c+1, value, len(got))
				}
				changed := false
				for k := range want {
					switch {
					case k == row-1:
						changed = got[k] != want[k]
					case got[k] != want[k]:
						t.Errorf("row %d column %d as %q: the record of row %d became %s", i+1, c+1, value, k+2, got[k])
					}
				}
				for _, f := range rep.Findings {
					if _, at := f.Place(); at == i+1 && !told[f.Rule+f.Cell+f.Message] {
						changed = true
					}
				}
				if !changed && fmt.Sprint(old) != "－" && fmt.Sprint(old) != "不明" {
					t.Errorf("row %d column %d as %q for %q: nothing changed", i+1, c+1, value, old)
				}
			}
		}
	}
}
