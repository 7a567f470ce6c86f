package page_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/xuri/excelize/v2"

	"tetsuzuki/internal/browser"
	"tetsuzuki/internal/web/webtest"
)

// walkPictures names a folder for a picture of every page of the walk, wide and narrow.
const walkPictures = "TETSUZUKI_TEST_WALK"

// walker is a person who knows nothing of the service: they press what they can read.
type walker struct {
	*browser.Window
	t    *testing.T
	rig  *webtest.Rig
	page int
	seen map[string]bool // the kinds of pages that were looked at
}

// shown looks at a page: one of its kind, in a state of its own, is accessible, and a picture is
// taken of it where they are wanted.
func (w *walker) shown() {
	w.t.Helper()
	w.page++
	at := fmt.Sprintf("%02d %s", w.page, w.Text("h1"))
	kind := browser.Eval[string](w.Window, `(location.pathname + ' ' + [...document.querySelectorAll('h2, form, .notice')]
		.map(e => (e.id || '') + (e.getAttribute('action') || '') + e.className).join(' ')).replace(/[0-9]+/g, '#')`)
	if !w.seen[kind] {
		w.seen[kind] = true
		w.Accessible(at)
	}
	dir := os.Getenv(walkPictures)
	if dir == "" {
		return
	}
	for _, width := range []int64{360, 1280} {
		w.Size(width, 900)
		w.Size(width, min(browser.Eval[int64](w.Window, `document.documentElement.scrollHeight`), 5000))
		w.Screenshot(filepath.Join(dir, fmt.Sprintf("%02d-%d.png", w.page, width)))
	}
	w.Size(1280, 900)
}

// seen is where in the page the first link, button or summary of these words can be seen.
func seen(words string) string {
	return fmt.Sprintf(`//*[(self::a or self::button or self::summary) and contains(normalize-space(.), %q)]`, words)
}

// press follows the link or button of these words, and looks at the page that it leads to.
func (w *walker) press(words string) {
	w.t.Helper()
	script := fmt.Sprintf(`(() => {
		const found = document.evaluate(%q, document, null, XPathResult.ORDERED_NODE_SNAPSHOT_TYPE);
		for (let i = 0; i < found.snapshotLength; i++) {
			const e = found.snapshotItem(i);
			if (e.checkVisibility()) { e.dataset.walk = 'here'; return true; }
		}
		return false;
	})()`, seen(words))
	if !browser.Eval[bool](w.Window, script) {
		w.t.Fatalf("%s has nothing to press that says %q:\n%.3000s", w.Path(), words, w.Text("body"))
	}
	w.Follow("main h1", chromedp.Click("[data-walk]", chromedp.ByQuery))
	w.shown()
}

// fill types into the field of a label what stands after it.
func (w *walker) fill(label, value string) {
	w.t.Helper()
	id := browser.Eval[string](w.Window, fmt.Sprintf(`(() => {
		const labels = [...document.querySelectorAll('label')], words = l => l.innerText.trim();
		return (labels.find(l => words(l) === %q) || labels.find(l => words(l).startsWith(%q)) || {}).htmlFor || '';
	})()`, label, label))
	if id == "" {
		w.t.Fatalf("%s has no field %q:\n%.2000s", w.Path(), label, w.Text("main"))
	}
	w.Do(chromedp.Evaluate(fmt.Sprintf(`document.getElementById(%q).value = ''`, id), nil), chromedp.SendKeys("#"+id, value, chromedp.ByQuery))
}

// save is the file that the link of these words leads to.
func (w *walker) save(words string) []byte {
	w.t.Helper()
	text := browser.Eval[string](w.Window, fmt.Sprintf(`(async () => {
		const a = document.evaluate(%q, document, null, XPathResult.FIRST_ORDERED_NODE_TYPE).singleNodeValue;
		if (!a) return '';
		const bytes = new Uint8Array(await (await fetch(a.href)).arrayBuffer());
		let s = '';
		for (const b of bytes) s += String.fromCharCode(b);
		return btoa(s);
	})()`, seen(words)))
	file, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(file) == 0 {
		w.t.Fatalf("%s has no file that says %q (%v)", w.Path(), words, err)
	}
	return file
}

// choose gives a field of files one of them.
func (w *walker) choose(name string, file []byte) {
	w.t.Helper()
	path := filepath.Join(w.t.TempDir(), name)
	if err := os.WriteFile(path, file, 0o600); err != nil {
		w.t.Fatal(err)
	}
	w.Do(chromedp.SetUploadFiles("#file", []string{path}))
}

// signIn comes in with a password that somebody else chose, and chooses one's own.
func (w *walker) signIn(login, first string) {
	w.t.Helper()
	if w.Path() != "/sign-in" {
		w.press("サインアウト")
	}
	w.fill("ログイン名", login)
	w.fill("パスワード", webtest.Password)
	if first != "" {
		w.fill("パスワード", first)
	}
	w.press("サインインする")
	if first == "" {
		return
	}
	w.fill("新しいパスワード", webtest.Password)
	w.fill("新しいパスワード（確認）", webtest.Password)
	w.press("パスワードを決める")
}

// send hands a file in, and waits until it was read.
func (w *walker) send(name string, file []byte) {
	w.t.Helper()
	w.choose(name, file)
	w.press("検査する")
	w.rig.Work()
	w.Gone("[data-live]")
	w.Await("#checked")
	w.shown()
}

// submit goes from an upload that was read to its submission.
func (w *walker) submit() {
	w.t.Helper()
	w.press("差分を確かめる")
	w.press("提出・確認")
	w.Do(chromedp.Evaluate(`document.querySelectorAll('form[action$="/submit"] [type=checkbox]').forEach(e => e.click())`, nil))
	w.fill("承認者への連絡", "お願いします")
	w.press("提出する")
}

// approve comes from the approver's work to the receipt.
func (w *walker) approve(file string) {
	w.t.Helper()
	w.press(file)
	w.press("内容を確かめて承認する")
	w.press("承認して登録する")
	w.Gone("[data-live]")
	w.press("取込票")
	if got := w.Text("h1"); got != "取込票" {
		w.t.Fatalf("the last step leads to %q", got)
	}
}

// entered is a workbook with cells filled in.
func entered(t *testing.T, file []byte, cells map[string]any) []byte {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	sheet := f.GetSheetList()[0]
	for cell, value := range cells {
		if err := f.SetCellValue(sheet, cell, value); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// column is the column of a label in a workbook's first sheet.
func column(t *testing.T, file []byte, label string) (letters string, header int) {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows(f.GetSheetList()[0])
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		for j, cell := range row {
			if strings.HasPrefix(cell, label) {
				if letters, err = excelize.ColumnNumberToName(j + 1); err != nil {
					t.Fatal(err)
				}
				return letters, i + 1
			}
		}
	}
	t.Fatalf("the workbook has no column %q: %q", label, rows[:min(len(rows), 8)])
	return "", 0
}

// New users take an empty registry to its first published figure, and an officer's exported list
// to its receipt after one return, by pressing what they read.
func TestTheWalkOfAllRolesFromAnEmptyRegistry(t *testing.T) {
	t.Parallel()
	browser.Need(t)
	r := webtest.NewEmptyRig(t)
	w := &walker{Window: r.Window(), t: t, rig: r, seen: map[string]bool{}}

	// The administrator sees what is to be done, and takes accounts from a list.
	w.Go("/sign-in")
	w.shown()
	w.signIn("administrator", "")
	if got := w.Text("#main"); !strings.Contains(got, "はじめるまで") {
		t.Fatalf("an empty registry begins with %.500s", got)
	}
	w.press("組織を確かめる")
	w.press("今日の仕事")
	w.press("アカウントを登録する")
	w.press("一覧のファイルから登録する")
	people := [][]any{{"架空 本部", "honbu", "本部", ""}, {"架空 入力", "nyuryoku", "局入力者", "環境局"},
		{"架空 承認", "shonin", "局承認者", "環境局"}, {"架空 企画", "kikaku", "企画", ""}, {"架空 監査", "kansa", "監査", ""}}
	w.choose("アカウントの一覧.xlsx", accountBook(t, w.save("空の一覧をダウンロードする"), people...))
	w.press("確かめる")
	w.press("5人を登録する")
	first := browser.Eval[map[string]string](w.Window, `Object.fromEntries(
		[...document.querySelectorAll('tr')].filter(tr => tr.querySelector('.secret'))
			.map(tr => [tr.cells[1].innerText.trim(), tr.querySelector('.secret').innerText.trim()]))`)
	if len(first) != len(people) {
		t.Fatalf("first passwords are shown of %d people: %s", len(first), w.Text("#main"))
	}
	w.press("控えたので")

	// Headquarters set the round and send the form out.
	w.signIn("honbu", first["honbu"])
	w.press("調査回を決める")
	w.fill("名前", "令和8年度 第2四半期（架空）")
	w.fill("受付を始める日", webtest.Day(-1))
	w.fill("締切", webtest.Day(20))
	w.press("保存する")
	w.press("今日の仕事")
	blank := w.save("棚卸の様式を配る")

	// The officer fills it in with one wrong cell, mends it, and submits.
	w.signIn("nyuryoku", first["nyuryoku"])
	w.press("はじめのファイルを取り込む")
	cells := map[string]any{}
	for label, values := range map[string][]any{
		"手続名": {"架空廃棄物の許可", "架空騒音の届出"}, "根拠法令": {"架空廃棄物法", "架空騒音法"},
		"年間件数": {12000, 300}, "うちオンライン": {30, 0}, "デジタル化状況": {"検討中", "実施済み？"}, "国の法令改正": {"不要", "不要"}} {
		at, header := column(t, blank, label)
		for i, v := range values {
			cells[fmt.Sprintf("%s%d", at, header+1+i)] = v
		}
	}
	w.send("架空の棚卸.xlsx", entered(t, blank, cells))
	w.press("直すところを見る")
	at, header := column(t, blank, "デジタル化状況")
	cells[fmt.Sprintf("%s%d", at, header+2)] = "実施済"
	w.press("取込")
	w.send("架空の棚卸（直し）.xlsx", entered(t, blank, cells))
	w.submit()

	// The approver returns it with a remark; mended, it is approved.
	w.signIn("shonin", first["shonin"])
	w.press("架空の棚卸（直し）.xlsx")
	w.press("内容を確かめて承認する")
	w.fill("差し戻す理由", "オンラインの件数を確かめてください")
	w.press("差し戻す")
	w.signIn("nyuryoku", "")
	w.press("架空の棚卸（直し）.xlsx")
	if got := w.Text("#main"); !strings.Contains(got, "オンラインの件数を確かめてください") {
		t.Errorf("what the approver says is not there: %.1000s", got)
	}
	online, _ := column(t, blank, "うちオンライン")
	cells[fmt.Sprintf("%s%d", online, header+1)] = 60
	w.press("直したファイルを取り込む")
	w.send("架空の棚卸（2回目）.xlsx", entered(t, blank, cells))
	w.submit()
	w.signIn("shonin", "")
	w.approve("架空の棚卸（2回目）.xlsx")

	// The first published figure.
	w.signIn("honbu", "")
	w.press("進捗")
	w.press("この数値を公表値として記録する")
	w.fill("名前", "令和8年度 第2四半期（架空）")
	w.press("公表値として記録する")
	if got := w.Text("#main"); !strings.Contains(got, "すべて一致") || !strings.Contains(got, "50.0") {
		t.Errorf("the first published figure is %.1500s", got)
	}

	// An officer's exported list comes back, is returned once, and gets its receipt.
	w.signIn("nyuryoku", "")
	w.press("手続一覧")
	list := w.save("Excelで保存")
	status, row := column(t, list, "デジタル化状況")
	w.press("取込")
	w.send("手続一覧.xlsx", entered(t, list, map[string]any{fmt.Sprintf("%s%d", status, row+1): "実施中"}))
	w.submit()
	w.signIn("shonin", "")
	w.press("手続一覧.xlsx")
	w.press("内容を確かめて承認する")
	w.fill("差し戻す理由", "実施済ではありませんか")
	w.press("差し戻す")
	w.signIn("nyuryoku", "")
	w.press("手続一覧.xlsx")
	w.press("もう一度提出する")
	w.press("取込")
	w.send("手続一覧（直し）.xlsx", entered(t, list, map[string]any{fmt.Sprintf("%s%d", status, row+1): "実施済"}))
	w.submit()
	w.signIn("shonin", "")
	w.approve("手続一覧（直し）.xlsx")

	// Who plans and who audits read what came of it.
	w.signIn("kikaku", first["kikaku"])
	w.press("重点手続")
	w.press("架空廃棄物の許可")
	w.signIn("kansa", first["kansa"])
	w.press("記録")
	w.press("検証")
	w.press("検証を始める")
	r.Work()
	w.Await("#last")
	w.shown()
	if got := w.Text("#main"); !strings.Contains(got, "問題はありません") {
		t.Errorf("the registry is verified as %.1000s", got)
	}
}
