package web_test

import (
	"cmp"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	gotoken "go/token"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

var update = flag.Bool("update", false, "write ERRORS.md anew")

const catalogueHead = `# Errors

Every error that a caller sees is a [` + "`registry.Error`" + `](../registry/error.go): a code for programs, a message in
Japanese for people, the input field where one is to blame. [` + "`Explain`" + `](request/error.go) makes a status of it, for
pages and API alike.
Written from the code by ` + "`go test ./internal/web -run ErrorCatalogue -update`" + `; a test holds it.

## Codes

| code | status | means |
|---|---|---|
`

const messagesHead = `
A status of 422 is 400 where nothing was sent but an address. An edit of an older version is a ` + "`conflict`" + ` with
the status %d.

## Messages

In the order of operations, which only the log names. One in brackets is a function that several operations share: the
log names the one that called it. %%s and the like stand for what the caller entered or what was
found. An error without a message of its own says 「%s」

| operation | code | message |
|---|---|---|
`

// ERRORS.md lists each code with its status and meaning, and each message with its
// operation, as the code has them.
func TestErrorCatalogue(t *testing.T) {
	t.Parallel()
	c := catalogue{codes: map[string]string{}}
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		return c.read(path)
	})
	if err != nil {
		t.Fatal(err)
	}
	text := catalogueHead
	for _, k := range c.order {
		status, _ := request.Explain(&registry.Error{Code: registry.Code(c.codes[k])})
		if status == 0 {
			t.Errorf("%s has no status", k)
		}
		text += fmt.Sprintf("| `%s` | %d %s | %s |\n", c.codes[k], status, http.StatusText(status), c.means[k])
	}
	stale, _ := request.Explain(&store.StaleError{})
	text += fmt.Sprintf(messagesHead, stale, registry.MessageOf(nil))
	var lines []string
	for _, m := range c.messages {
		lines = append(lines, fmt.Sprintf("| `%s` | `%s` | %s |\n", m.op, cmp.Or(c.codes[m.code], "as its cause"), m.text))
	}
	slices.Sort(lines)
	text += strings.Join(slices.Compact(lines), "")
	if len(c.messages) < 100 {
		t.Errorf("only %d messages were found", len(c.messages))
	}
	if *update {
		if err := os.WriteFile("ERRORS.md", []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile("ERRORS.md"); err != nil || string(got) != text {
		t.Errorf("ERRORS.md is not what the code says (%v): run go test ./internal/web -run ErrorCatalogue -update", err)
	}
}

// catalogue is what the source says of errors.
type catalogue struct {
	order    []string          // names of the codes
	codes    map[string]string // by name
	means    map[string]string
	messages []message
}

// message is one that some operation gives, with the name of its code.
type message struct{ op, code, text string }

// read adds the errors that a file makes: by registry.Errorf, or as a registry.Error.
func (c *catalogue) read(path string) error {
	file, err := parser.ParseFile(gotoken.NewFileSet(), path, nil, parser.ParseComments)
	if err != nil {
		return err
	}
	if strings.HasSuffix(path, "registry/error.go") {
		c.readCodes(file)
	}
	for _, d := range file.Decls {
		op, shared := "", "" // the function's own operation, and what stands for its callers'
		if f, ok := d.(*ast.FuncDecl); ok {
			shared = "(" + file.Name.Name + "." + f.Name.Name + ")"
		}
		ast.Inspect(d, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ValueSpec:
				if len(n.Names) == 1 && n.Names[0].Name == "op" && len(n.Values) == 1 {
					op = textOf(n.Values[0])
				}
			case *ast.CallExpr:
				if nameOf(n.Fun) == "Errorf" && len(n.Args) >= 3 {
					c.add(n.Args[0], n.Args[1], n.Args[2], cmp.Or(op, shared))
				}
			case *ast.CompositeLit:
				if nameOf(n.Type) == "Error" {
					fields := map[string]ast.Expr{}
					for _, e := range n.Elts {
						if kv, ok := e.(*ast.KeyValueExpr); ok {
							fields[nameOf(kv.Key)] = kv.Value
						}
					}
					c.add(fields["Code"], fields["Op"], fields["Message"], cmp.Or(op, shared))
				}
			}
			return true
		})
	}
	return nil
}

// readCodes reads the codes with what their comments say.
func (c *catalogue) readCodes(file *ast.File) {
	c.means = map[string]string{}
	ast.Inspect(file, func(n ast.Node) bool {
		if v, ok := n.(*ast.ValueSpec); ok && nameOf(v.Type) == "Code" {
			name := v.Names[0].Name
			c.order = append(c.order, name)
			c.codes[name] = textOf(v.Values[0])
			c.means[name] = strings.TrimSpace(v.Comment.Text())
		}
		return true
	})
}

func (c *catalogue) add(code, op, words ast.Expr, around string) {
	text := textOf(words)
	if code == nil || text == "" || !strings.ContainsFunc(text, func(r rune) bool { return r > 0x2FFF }) {
		return // it is made elsewhere, or is no registry's
	}
	where := cmp.Or(textOf(op), around)
	text = strings.NewReplacer("|", "\\|", "\n", " ").Replace(text)
	c.messages = append(c.messages, message{where, nameOf(code), text})
}

// textOf is a text that the source spells out, in one piece, in several, or as the
// format of a Sprintf; empty for any other.
func textOf(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		s, err := strconv.Unquote(e.Value)
		if err != nil {
			return ""
		}
		return s
	case *ast.BinaryExpr:
		left, right := textOf(e.X), textOf(e.Y)
		if left == "" && right == "" {
			return ""
		}
		return part(e.X, left) + part(e.Y, right)
	case *ast.CallExpr:
		if nameOf(e.Fun) == "Sprintf" {
			return textOf(e.Args[0])
		}
	}
	return ""
}

// part stands for what is known only when the error is made.
func part(e ast.Expr, text string) string {
	if text == "" {
		return "%s"
	}
	return text
}

func nameOf(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}
