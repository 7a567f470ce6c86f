package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// columns is how many characters a line may have.
const columns = 140

// Lines are read without scrolling to the side. Data may be longer: a row of a table, which
// is an element of a list or a map and the whole of its line, since broken up it would no
// longer stand below the others; and a text that is the whole of its line.
func TestLinesAreNotLong(t *testing.T) {
	t.Parallel()
	top := root(t)
	for _, dir := range []string{"cmd", "db", "import", "internal"} {
		err := filepath.WalkDir(filepath.Join(top, dir), func(name string, d fs.DirEntry, err error) error {
			isGo, isTemplate := strings.HasSuffix(name, ".go"), strings.HasSuffix(name, ".html")
			if err != nil || d.IsDir() || !isGo && !isTemplate {
				return err
			}
			text, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			rows := map[int]bool{}
			for i, line := range strings.Split(string(text), "\n") {
				if utf8.RuneCountInString(line) <= columns {
					continue
				}
				if isGo && len(rows) == 0 {
					if rows, err = rowsOf(name, text); err != nil {
						return err
					}
				}
				if !rows[i+1] {
					rel, _ := filepath.Rel(top, name) // name is below it
					t.Errorf("%s:%d has %d columns, more than %d", rel, i+1, utf8.RuneCountInString(line), columns)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// What may follow a row and a text on their lines.
var (
	afterRow  = regexp.MustCompile(`^,( //.*)?$`)
	afterText = regexp.MustCompile(`^[,+) ]*$`)
)

// rowsOf are the lines of a file that are data.
func rowsOf(name string, text []byte) (map[int]bool, error) {
	positions := token.NewFileSet()
	file, err := parser.ParseFile(positions, name, text, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	rows := map[int]bool{0: false}
	lines := strings.Split(string(text), "\n")
	alone := func(n ast.Node, after *regexp.Regexp) {
		start, end := positions.Position(n.Pos()), positions.Position(n.End())
		line := lines[start.Line-1]
		if start.Line == end.Line && strings.TrimSpace(line[:start.Column-1]) == "" && after.MatchString(line[end.Column-1:]) {
			rows[start.Line] = true
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BasicLit:
			alone(n, afterText)
		case *ast.CompositeLit:
			switch n.Type.(type) {
			case *ast.ArrayType, *ast.MapType:
				for _, e := range n.Elts {
					alone(e, afterRow)
				}
			}
		}
		return true
	})
	return rows, nil
}
