package house

import (
	"go/ast"
	"go/token"
	"regexp"
	"strconv"
	"testing"
)

// operation is how errors name where they come from: a package and what it was doing.
var operation = regexp.MustCompile(`^([a-z]+)\.[a-zA-Z]+$`)

// fileName is a text that looks like an operation and names a file.
var fileName = regexp.MustCompile(`\.(html|css|js|json|csv)$`)

// An error's operation begins with the package in which the error is made, so that a line
// of the log leads to its code.
func TestOperationsNameTheirPackage(t *testing.T) {
	t.Parallel()
	all := files(t)
	packages := map[string]bool{}
	for _, f := range all {
		packages[f.syntax.Name.Name] = true
	}
	for _, f := range all {
		if f.test {
			continue
		}
		for _, name := range operations(f.syntax) {
			if of := operation.FindStringSubmatch(name); of != nil && !fileName.MatchString(name) && packages[of[1]] && of[1] != f.syntax.Name.Name {
				t.Errorf("%s: the operation %q is one of another package: write %s.…", f.path, name, f.syntax.Name.Name)
			}
		}
	}
}

// operations are the texts of a file that can name an operation: constants named op,
// fields named Op, and arguments of calls.
func operations(file *ast.File) (names []string) {
	add := func(e ast.Expr) {
		if l, ok := e.(*ast.BasicLit); ok && l.Kind == token.STRING {
			if s, err := strconv.Unquote(l.Value); err == nil {
				names = append(names, s)
			}
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ValueSpec:
			if len(n.Values) == 1 && n.Names[0].Name == "op" {
				add(n.Values[0])
			}
		case *ast.KeyValueExpr:
			if key, ok := n.Key.(*ast.Ident); ok && key.Name == "Op" {
				add(n.Value)
			}
		case *ast.CallExpr:
			for _, arg := range n.Args {
				add(arg)
			}
		}
		return true
	})
	return names
}
