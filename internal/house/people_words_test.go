package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"tetsuzuki/internal/wording"
)

// What people read has one word for one thing: in the program's texts, which pages, workbooks,
// mails, messages and the terminal are made of, in templates and in the API's description.
func TestOneWordForOneThing(t *testing.T) {
	t.Parallel()
	top := root(t)
	for _, name := range tracked(t, "*.go", "*.html", "*.yaml", "internal/web/ERRORS.md", "README.md") {
		text, err := os.ReadFile(filepath.Join(top, name))
		if os.IsNotExist(err) || strings.HasSuffix(name, "_test.go") {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		switch filepath.Ext(name) {
		case ".go":
			for at, s := range stringsOf(t, name, text) {
				wording.Check(t, name+":"+strconv.Itoa(at), s)
			}
		case ".html":
			wording.Check(t, name, wording.OfTemplate(string(text)))
		default:
			for i, line := range strings.Split(string(text), "\n") {
				wording.Check(t, name+":"+strconv.Itoa(i+1), line)
			}
		}
	}
}

// stringsOf are the texts of a Go file by their lines, with "#" for what is put between their
// parts.
func stringsOf(t *testing.T, name string, text []byte) map[int]string {
	t.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, name, text, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	all := map[int]string{}
	ast.Inspect(file, func(n ast.Node) bool {
		e, ok := n.(ast.Expr)
		if !ok {
			return true
		}
		s, isText := joinedText(e)
		if isText {
			all[set.Position(e.Pos()).Line] += "\n" + s
		}
		return !isText
	})
	return all
}

// joinedText is the text of a literal, or of what is joined with one.
func joinedText(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind != token.STRING {
			return "#", false
		}
		s, err := strconv.Unquote(e.Value)
		return s, err == nil
	case *ast.BinaryExpr:
		if e.Op != token.ADD {
			return "#", false
		}
		left, one := joinedText(e.X)
		right, other := joinedText(e.Y)
		return left + right, one || other
	}
	return "#", false
}

// Each wording is found in every writing in which it was met, and what is right is not.
func TestALeftWordingIsFound(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"エラー 3 件": true, "警告：%d件": true, "要修正 3 件、確認 0 件": false, "ログは標準エラー出力に出ます": false,
		"2023年度": true, "令和5年度": false, "年度 2023": false,
		"手続が %d 件あります": true, "重点手続 12 件": true, "重点手続（年間 10,000 件以上）": false, "年間 # 件以上の手続です": false, "3 件の手続": true,
		"新規 #件、変更 # 件": true, "新規 2 手続": false, "うち 80 手続が実施済": false, "判定不能 80 件": true, "実施済 22,000 件": false,
		"bureau=B11 で絞り込みました": true, "/processes?bureau=B11": false, "planned_year=2025": true,
		"下の受付番号を添えて": true, "下の問い合わせ番号を添えて": false,
		wording.OfTemplate("<dt>新規</dt>\n  <dd>{{num .Counts.New}}<small>件</small></dd>"): true,
		wording.OfTemplate("{{if .N}}手続が {{num .N}}\n 手続あります{{end}}"):                     false,
		wording.OfTemplate("<dt>要修正</dt><dd>{{num .Faulty}}<small>行</small></dd>"):        false,
	} {
		if got := wording.Left(t, text); (got != nil) != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
