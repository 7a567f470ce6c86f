package redpen_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"tetsuzuki/import/redpen"
	"tetsuzuki/import/sheettest"
	"tetsuzuki/import/workbook"
)

var madeUp = redpen.Remarks{By: "架空の承認者", At: "2026年11月30日 11:42", Reason: "二つ直してください", List: []redpen.Remark{
	{Sheet: "手続一覧", Cell: "B4", Text: "件数を <確かめる> & 直す"},
	{Sheet: "手続一覧", Cell: "D4", Text: "ここも"},
	{Sheet: "課's 一覧", Cell: "C2", Text: "別のシート"},
	{Sheet: "参考", Text: "シート全体"},
	{Text: "ファイル全体"},
}}

// A file that was returned bears the remarks on their cells, before a finding of the same
// cell, and in the list on the first sheet.
func TestRemarksAreInTheFile(t *testing.T) {
	t.Parallel()
	data := sender(t)
	back := giveRemarked(t, "一覧.xlsx", data, madeUp, doubtful("手続一覧", "D4"))
	want := map[string]string{
		"手続一覧!B4":   "【手続レジストリ】差戻し：件数を <確かめる> & 直す",
		"手続一覧!D4":   "【手続レジストリ】差戻し：ここも\n確認：見本 <の> & \"警告\" です。\n例：例",
		"課's 一覧!C2": "【手続レジストリ】差戻し：別のシート",
	}
	f, err := excelize.OpenReader(bytes.NewReader(back))
	check(t, err)
	defer f.Close()
	rows, err := f.GetRows("取込結果")
	check(t, err)
	var lines []string
	for _, r := range rows {
		lines = append(lines, strings.Join(r, "|"))
	}
	said := strings.Join(lines, "\n")
	for _, line := range []string{"差し戻されました（架空の承認者、2026年11月30日 11:42）。承認者の指摘：5 件", "指摘されたセル（赤）",
		"1|差戻し|||二つ直してください", "2|差戻し|手続一覧|B4|件数を <確かめる> & 直す", "5|差戻し|参考||シート全体", "6|差戻し|||ファイル全体", "7|確認|手続一覧|D4|"} {
		if !strings.Contains(said, line) {
			t.Errorf("the first sheet lacks %q:\n%s", line, said)
		}
	}
	if strings.Contains(said, "確認もありません") {
		t.Errorf("the first sheet says\n%s", said)
	}
	if found, target, err := f.GetCellHyperLink("取込結果", "D11"); err != nil || !found || target != "'手続一覧'!B4" {
		t.Errorf("link %v %q %v", found, target, err)
	}
	from := filepath.Join(t.TempDir(), "back.xlsx")
	check(t, os.WriteFile(from, back, 0o600))
	t.Run("openpyxl", func(t *testing.T) {
		t.Parallel()
		out, err := exec.Command(sheettest.Python(t), "-c", "import json, openpyxl, sys\nb = openpyxl.load_workbook(sys.argv[1])\n"+
			"print(json.dumps({s.title + '!' + c.coordinate: c.comment.text for s in b for r in s.iter_rows() for c in r if c.comment}))",
			from).CombinedOutput()
		got := map[string]string{}
		if err != nil || json.Unmarshal(out, &got) != nil {
			t.Fatalf("%v: %s", err, out)
		}
		maps.DeleteFunc(got, func(_, text string) bool { return !strings.HasPrefix(text, workbook.ResultComment) }) // the sender's own
		if !maps.Equal(got, want) {
			t.Errorf("it reads %q", got)
		}
	})
	t.Run("LibreOffice", func(t *testing.T) {
		t.Parallel()
		office, err := exec.LookPath("soffice")
		if err != nil {
			t.Skip("LibreOffice is not installed")
		}
		dir := t.TempDir()
		if out, err := exec.Command(office, "-env:UserInstallation=file://"+t.TempDir(), "--headless", "--convert-to",
			"xlsx:Calc MS Excel 2007 XML", "--outdir", dir, from).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		saved, err := excelize.OpenFile(filepath.Join(dir, "back.xlsx"))
		check(t, err)
		defer saved.Close()
		comments, err := saved.GetComments("手続一覧")
		check(t, err)
		var all strings.Builder
		for _, c := range comments {
			all.WriteString(c.Text)
			for _, p := range c.Paragraph {
				all.WriteString(p.Text)
			}
		}
		if !strings.Contains(all.String(), "差戻し：件数を <確かめる> & 直す") || !strings.Contains(all.String(), "差戻し：ここも") {
			t.Errorf("after LibreOffice: %s", all.String())
		}
	})
	// Sent again, none of it is read, and a clean return takes it away.
	if dump(t, "a.xlsx", back) != dump(t, "a.xlsx", data) || dump(t, "a.xlsx", give(t, "a.xlsx", back)) != dump(t, "a.xlsx", data) {
		t.Error("the remarks are read")
	}
}

func TestRemarksAreInACSV(t *testing.T) {
	t.Parallel()
	back := giveRemarked(t, "一覧.csv", []byte("手続名,年間件数\r\n見本の申請,12\r\n"), redpen.Remarks{By: "架空", At: "きょう",
		List: []redpen.Remark{{Sheet: "一覧", Cell: "B2", Text: "件数を直す"}}})
	if want := "手続名,年間件数,\"指摘（手続レジストリ）\"\r\n見本の申請,12,\"B2 差戻し：件数を直す\"\r\n"; string(back) != want {
		t.Errorf("got %q", back)
	}
}
