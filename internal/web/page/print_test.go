package page_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"tetsuzuki/internal/browser"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/webtest"
)

// printed is a document as it comes out of the printer.
type printed struct {
	pages     []string // their texts
	landscape bool
}

// printedOf reads a PDF.
func printedOf(t *testing.T, file string) printed {
	t.Helper()
	info, text := program(t, "pdfinfo", file), program(t, "pdftotext", "-layout", file, "-")
	size := regexp.MustCompile(`Page size: +([0-9.]+) x ([0-9.]+) pts`).FindStringSubmatch(info)
	if size == nil {
		t.Fatalf("%s has no size: %s", file, info)
	}
	width, err := strconv.ParseFloat(size[1], 64)
	if err != nil {
		t.Fatal(err)
	}
	height, err := strconv.ParseFloat(size[2], 64)
	if err != nil {
		t.Fatal(err)
	}
	if min(width, height) < 590 || min(width, height) > 600 || max(width, height) < 837 || max(width, height) > 847 {
		t.Errorf("%s is %s × %s points, not A4", file, size[1], size[2])
	}
	return printed{strings.Split(strings.TrimSuffix(text, "\f"), "\f"), width > height}
}

// program runs one of the machine's programs; a test that lacks it says so.
func program(t *testing.T, name string, args ...string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not installed: run make deps", name)
	}
	out, err := exec.CommandContext(t.Context(), path, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %q: %v: %s", name, args, err, out)
	}
	return string(out)
}

// printedRows are more than fit on a page of paper.
const printedRows = 90

// filled makes a registry whose lists are longer than a page of paper, with an upload that
// changes all of it.
func filled(t *testing.T, r *webtest.Rig) (upload string) {
	t.Helper()
	rows := make([][]any, printedRows)
	for i := range rows {
		rows[i] = []any{fmt.Sprintf("架空の届出その%d。", i+1), "架空条例", 1000 * (i + 1), i, "検討中", "不要"}
	}
	r.Imported(rows...)
	hq := r.As(registry.Headquarters)
	hq.Post("/admin/rounds", "name", "架空の回", "fiscal_year", "2025", "opens_on", webtest.Day(-1), "deadline", webtest.Day(9), "asks", "all").
		Want(t, 303)
	hq.Call("POST", "/api/v1/snapshots", `{"name": "架空の公表値"}`).Want(t, 201)
	for i := range rows {
		rows[i][4] = "実施済"
		if i%2 == 1 {
			rows[i][4] = fmt.Sprintf("たぶん実施%d。", i+1)
		}
	}
	return r.As(registry.Officer).Send("/uploads", "架空の直し.xlsx", webtest.Sheet(t, rows...)).Want(t, 303).Header.Get("Location")
}

// numbered checks that a page says which it is.
func numbered(t *testing.T, of, text string, page, pages int) {
	t.Helper()
	if number := fmt.Sprintf("%d/%d\n", page, pages); !strings.Contains(strings.ReplaceAll(text, " ", ""), number) {
		t.Errorf("page %d of %s lacks %q", page, of, number)
	}
}

// Lists print on A4 landscape, with their conditions, headers and page numbers on each page,
// each row once and sums once; the receipt is one page.
func TestPagesArePrintedWhole(t *testing.T) {
	t.Parallel()
	browser.Need(t)
	r := webtest.NewRig(t)
	upload := filled(t, r)
	w := r.Window()
	r.As(registry.Administrator).Lend(w)
	toPaper := func(path string) printed {
		t.Helper()
		file := filepath.Join(t.TempDir(), "page.pdf")
		w.Go(path)
		if err := os.WriteFile(file, w.PDF(), 0o600); err != nil {
			t.Fatal(err)
		}
		p := printedOf(t, file)
		for i, text := range p.pages {
			numbered(t, path, text, i+1, len(p.pages))
		}
		return p
	}
	for _, c := range []struct {
		path, header, first, row string
	}{
		{"/processes?search=架空&limit=100", "国の法令改正", "条件：", "その%d。"},
		{"/priorities?limit=100", "足りないもの", "重点手続", ""},
		{"/board", "締切との関係", "架空の回", ""},
		{upload + "/difference", "ファイルの行", "差分", ""},
	} {
		p := toPaper(c.path)
		if !p.landscape || len(p.pages) < 2 || !strings.Contains(p.pages[0], c.first) {
			t.Errorf("%s prints on %d pages, landscape %t; the first:\n%.400s", c.path, len(p.pages), p.landscape, p.pages[0])
		}
		for i, text := range p.pages {
			if heads := strings.Count(text, c.header); heads == 0 && strings.Contains(text, "架空の届出") {
				t.Errorf("page %d of %s has rows and no header:\n%.300s", i+1, c.path, text)
			}
		}
		for i := range printedRows {
			if row := fmt.Sprintf(c.row, i+1); c.row != "" && strings.Count(strings.Join(p.pages, ""), row) != 1 {
				t.Errorf("%s prints the row of %q %d times", c.path, row, strings.Count(strings.Join(p.pages, ""), row))
			}
		}
	}

	figures := toPaper("/")
	whole := strings.Join(figures.pages, "")
	if !figures.landscape || strings.Count(whole, "合計") != 2 || strings.LastIndex(whole, "合計") < strings.LastIndex(whole, "保健医療局") {
		t.Errorf("the figures have %d sums, want one at the end of each of two tables", strings.Count(whole, "合計"))
	}
	for _, text := range figures.pages {
		if caption, axis := strings.Contains(text, "少ない手続に件数が集まっています"), strings.Contains(text, "手続の数（件数の多い順）"); caption != axis {
			t.Errorf("the chart is cut: its head on the page %t, its foot %t", caption, axis)
		}
	}
	if published := toPaper("/snapshots/1"); !published.landscape || !strings.Contains(published.pages[0], "架空の公表値") {
		t.Error("the published figure is not on A4 landscape")
	}
	if receipt := toPaper("/uploads/1/receipt"); receipt.landscape || len(receipt.pages) != 1 || !strings.Contains(receipt.pages[0], "控える封印") {
		t.Errorf("the receipt is %d pages, landscape %t; want one upright:\n%s", len(receipt.pages), receipt.landscape,
			strings.Join(receipt.pages, "\n----\n"))
	}
}

// Workbooks that leave print as the pages do.
func TestWorkbooksArePrintedWhole(t *testing.T) {
	t.Parallel()
	browser.Need(t) // as slow as one
	r := webtest.NewRig(t)
	upload := filled(t, r)
	hq := r.As(registry.Headquarters)
	dir := t.TempDir()
	var files []string
	for name, path := range map[string]string{"list": "/processes.xlsx?search=架空", "bureaus": "/bureaus.xlsx",
		"receipt": "/uploads/1/receipt.xlsx", "marked": upload + "/marked"} {
		file := filepath.Join(dir, name+".xlsx")
		if err := os.WriteFile(file, []byte(hq.Get(path).Want(t, 200).Body), 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	program(t, "soffice", append([]string{"-env:UserInstallation=file://" + filepath.Join(dir, "profile"), "--headless", "--convert-to", "pdf",
		"--outdir", dir}, files...)...)
	toPaper := func(name string) printed {
		t.Helper()
		return printedOf(t, filepath.Join(dir, name+".pdf"))
	}
	list := toPaper("list")
	if !list.landscape || len(list.pages) < 4 {
		t.Errorf("the list prints on %d pages, landscape %t", len(list.pages), list.landscape)
	}
	for i, text := range list.pages {
		numbered(t, "the list", text, i+1, len(list.pages))
		if !strings.Contains(text, "P-00000") {
			continue // of the sheet of codes
		}
		for _, want := range []string{"条件：検索：架空", "手続ID"} {
			if !strings.Contains(text, want) {
				t.Errorf("page %d of the list lacks %q", i+1, want)
			}
		}
	}
	if whole := strings.Join(toPaper("bureaus").pages, ""); strings.Count(whole, "合計") != 1 || !strings.Contains(whole, "条件：時点：") {
		t.Errorf("the bureaus print %d sums, and begin %.200s", strings.Count(whole, "合計"), whole)
	}
	if receipt := toPaper("receipt"); len(receipt.pages) != 1 || receipt.landscape {
		t.Errorf("the receipt is %d pages, landscape %t", len(receipt.pages), receipt.landscape)
	}
	marked := toPaper("marked")
	if !marked.landscape || !strings.Contains(marked.pages[0], "要修正") {
		t.Errorf("the marked workbook's first page, landscape %t, is %.300s", marked.landscape, marked.pages[0])
	}
	findings := 0
	for i, text := range marked.pages {
		if !strings.Contains(text, "要修正 Sheet1") && !strings.Contains(text, "要修正   Sheet1") {
			continue // of the sender's sheet
		}
		findings++
		numbered(t, "the result", text, i+1, len(marked.pages))
		if !strings.Contains(text, "重要度") {
			t.Errorf("page %d of the result has no header:\n%.300s", i+1, text)
		}
	}
	if findings < 2 {
		t.Errorf("the findings print on %d pages", findings)
	}
}
