// Package house has only tests: they hold the code to the house's plan, so
// that "go test ./..." alone catches a break. The linter holds it, too, with the
// same rules in .golangci.yml.
package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "tetsuzuki"

// below lists, for each room, the rooms that it may import besides its own
// folders: downwards only. A room that is not here may not exist.
var below = map[string][]string{
	"cmd/tetsuzuki": {"internal/cli"},
	"internal/cli": {"internal/web", "internal/notify", "internal/job", "internal/intake", "internal/report", "internal/auth",
		"internal/store", "internal/sample", "internal/postgres", "internal/progress", "internal/forecast", "internal/law", "internal/plan",
		"internal/registry", "import", "db"},
	"internal/web":             {"internal/web/page", "internal/chart", "internal/web/api", "internal/web/request", "internal/intake", "internal/report", "internal/auth", "internal/store", "internal/progress", "internal/forecast", "internal/plan", "internal/law", "internal/parameter", "internal/registry", "internal/spool", "import"},
	"internal/web/page":        {"internal/web/request", "internal/chart", "internal/intake", "internal/report", "internal/auth", "internal/store", "internal/progress", "internal/forecast", "internal/plan", "internal/law", "internal/parameter", "internal/registry", "internal/spool", "import"},
	"internal/web/api":         {"internal/web/request", "internal/intake", "internal/report", "internal/auth", "internal/store", "internal/progress", "internal/forecast", "internal/plan", "internal/law", "internal/parameter", "internal/registry", "internal/spool", "import"},
	"internal/web/request":     {"internal/intake", "internal/report", "internal/auth", "internal/store", "internal/progress", "internal/forecast", "internal/plan", "internal/law", "internal/parameter", "internal/registry", "internal/spool", "import"},
	"internal/chart":           {"internal/progress", "internal/forecast", "internal/plan", "internal/registry"},
	"internal/web/webtest":     {"internal/web", "internal/store/storetest", "internal/browser", "internal/job", "internal/sample", "internal/postgres", "db", "internal/intake", "internal/report", "internal/auth", "internal/store", "internal/progress", "internal/forecast", "internal/plan", "internal/law", "internal/parameter", "internal/registry", "internal/spool", "import"}, // for tests only
	"internal/job":             {"internal/intake", "internal/report", "internal/store", "internal/progress", "internal/forecast", "internal/plan", "internal/law", "internal/registry", "import"},
	"internal/notify":          {"internal/job", "internal/store", "internal/registry"},
	"internal/intake":          {"internal/store", "internal/progress", "internal/forecast", "internal/plan", "internal/law", "internal/registry", "internal/spool", "import"},
	"internal/report":          {"internal/chart", "internal/store", "internal/progress", "internal/forecast", "internal/plan", "internal/law", "internal/registry", "import"},
	"internal/auth":            {"internal/store", "internal/registry"},
	"internal/store":           {"internal/progress", "internal/forecast", "internal/plan", "internal/law", "internal/parameter", "internal/registry", "db"},
	"internal/store/storetest": {"internal/store", "internal/postgres", "internal/registry"}, // for tests only
	"internal/sample":          {"internal/report", "internal/forecast", "internal/registry", "import"},
	"internal/progress":        {"internal/law", "internal/registry"},
	"internal/law":             {"internal/registry"},
	"internal/forecast":        {"internal/registry"},
	"internal/plan":            {"internal/law", "internal/registry"},
	"internal/parameter":       {"internal/registry"},
	"internal/registry":        {},
	"internal/postgres":        {"db"},
	"internal/spool":           {},
	"internal/browser":         {}, // for tests only
	"internal/survey":          {}, // for tests only: nobody below lists it
	"internal/crashtest":       {}, // for tests only: as above
	"internal/bench":           {},
	"internal/e2e":             {},
	"internal/house":           {},
	"internal/wording":         {}, // for tests only
	"import":                   {},
	"db":                       {},
}

// webRooms are the rooms that know HTTP.
var webRooms = []string{"internal/web", "internal/web/request", "internal/web/page", "internal/web/api"}

// onlyIn lists the libraries that one of our rooms wraps for all others, with
// the rooms whose tests may look past it.
var onlyIn = []struct {
	library      string
	rooms, tests []string
}{
	{"github.com/labstack/echo", webRooms, []string{"internal/bench"}},
	{"github.com/jmoiron/sqlx", []string{"internal/store"}, []string{"internal/bench"}},
	{"github.com/lib/pq", []string{"internal/store", "internal/store/storetest", "internal/postgres"}, []string{"internal/bench"}},
	{"github.com/pressly/goose", []string{"db"}, nil},
	{"github.com/coreos/go-oidc", []string{"internal/auth"}, nil},
	{"github.com/wneessen/go-mail", []string{"internal/notify"}, nil},
	{"golang.org/x/oauth2", []string{"internal/auth"}, nil},
	{"github.com/hajimehoshi/ebiten", []string{"internal/chart"}, nil},
	{"golang.org/x/image", []string{"internal/chart"}, nil},
	{"github.com/xuri/excelize", []string{"import", "internal/report", "internal/sample", "internal/survey", "internal/web/webtest"},
		append(webRooms, "internal/intake", "internal/job", "internal/cli", "internal/bench", "internal/e2e")},
}

// pure lists the rooms that know no database, no HTTP and no clock.
var pure = []string{"import", "internal/registry", "internal/progress", "internal/forecast", "internal/plan", "internal/law",
	"internal/chart"}

// outside are the packages that a pure room does without.
var outside = []string{"database/sql", "net", "os/exec", "log", "log/slog", "math/rand"}

// clock are the functions that tell or wait for the time.
var clock = []string{"Now", "Since", "Until", "After", "AfterFunc", "Sleep", "Tick", "NewTimer", "NewTicker"}

type file struct {
	path, room string
	test       bool
	syntax     *ast.File
}

func TestEveryFileLiesInARoom(t *testing.T) {
	t.Parallel()
	for _, f := range files(t) {
		if f.room == "" {
			t.Errorf("%s lies in no room of the house: give its room a place in the list", f.path)
		}
	}
}

func TestImportsGoDownwardsOnly(t *testing.T) {
	t.Parallel()
	for _, f := range files(t) {
		if f.room == "" {
			continue // told by another test
		}
		for _, p := range imports(f) {
			to, ours := strings.CutPrefix(p, module+"/")
			if !ours || in(to, f.room) || slices.ContainsFunc(below[f.room], func(r string) bool { return in(to, r) }) {
				continue
			}
			if f.test && testMay(f.room, to) {
				continue
			}
			t.Errorf("%s imports %s: %s may import only %v", f.path, p, f.room, below[f.room])
		}
	}
}

// testMay says what tests may import beyond their room's rules: the rigs, and
// what fills a database for them.
func testMay(room, to string) bool {
	if in(room, "internal/web") && (to == "internal/web" || to == "internal/web/webtest" || in(to, "internal/job")) {
		return true // the whole service is tried, with a worker beside it
	}
	if room == "internal/e2e" && to == "internal/store" {
		return true // what a crash left is verified in the test's process: to start the program takes longer
	}
	if room == "internal/bench" || in(to, "internal/survey") || in(to, "internal/browser") || in(to, "internal/crashtest") ||
		in(to, "internal/wording") {
		return true
	}
	return !slices.Contains(pure, room) && (in(to, "internal/postgres") || in(to, "db") ||
		in(to, "internal/sample") || in(to, "internal/registry") || in(to, "import"))
}

func TestLibrariesStayInTheirRooms(t *testing.T) {
	t.Parallel()
	for _, f := range files(t) {
		for _, p := range imports(f) {
			for _, l := range onlyIn {
				if in(p, l.library) && !slices.Contains(l.rooms, f.room) && !(f.test && slices.Contains(l.tests, f.room)) {
					t.Errorf("%s imports %s, which is for %v only", f.path, p, l.rooms)
				}
			}
		}
	}
}

// dangerous are packages that do what an attacker wants done, with the rooms that have
// a reason to: run programs, make code or pages out of texts, leave Go's types, and
// what is no cryptography any more.
var dangerous = []struct {
	library string
	rooms   []string
}{
	{"os/exec", []string{"internal/postgres", "internal/browser", "internal/crashtest"}},
	{"plugin", nil}, {"unsafe", nil},
	{"text/template/parse", []string{"internal/web/page"}}, // it joins the lines of html/template's texts
	{"text/template", nil},
	{"html/template", []string{"internal/web/page"}},
	{"crypto/sha1", []string{"import"}}, // what old protected workbooks are opened with
	{"crypto/md5", nil}, {"crypto/des", nil}, {"crypto/rc4", nil},
	{"math/rand", []string{"internal/sample", "internal/store/storetest", "internal/forecast"}}, // the same each time: from fixed seeds
}

func TestDangerousPackagesStayWhereTheyAreMeant(t *testing.T) {
	t.Parallel()
	for _, f := range files(t) {
		if f.test {
			continue
		}
		for _, p := range imports(f) {
			for _, d := range dangerous {
				if !in(p, d.library) {
					continue
				}
				if !slices.ContainsFunc(d.rooms, func(room string) bool { return in(f.room, room) }) {
					t.Errorf("%s imports %s, which is for %v only", f.path, p, d.rooms)
				}
				break // a folder's own line stands before that of what it lies in
			}
		}
	}
}

func TestPureRoomsKnowNoDatabaseNoNetworkNoClock(t *testing.T) {
	t.Parallel()
	for _, f := range files(t) {
		if !slices.Contains(pure, f.room) || f.test {
			continue
		}
		for _, p := range imports(f) {
			if f.room == "internal/forecast" && p == "math/rand/v2" {
				continue // draws with a fixed seed
			}
			if slices.ContainsFunc(outside, func(o string) bool { return in(p, o) }) {
				t.Errorf("%s imports %s, but %s is pure", f.path, p, f.room)
			}
		}
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			s, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, ok := s.X.(*ast.Ident); ok && x.Name == "time" && slices.Contains(clock, s.Sel.Name) {
				t.Errorf("%s uses time.%s, but %s is pure", f.path, s.Sel.Name, f.room)
			}
			return true
		})
	}
}

// A day begins at midnight in Tokyo: what is cut from a moment by hours, or written as a
// day where the moment is in no stated zone, is another day for nine hours of each.
func TestDaysAreCountedInTokyo(t *testing.T) {
	t.Parallel()
	for _, f := range files(t) {
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			c, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			of, ok := c.Fun.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			what := of.Sel.Name
			switch {
			case (what == "Truncate" || what == "Round") && len(c.Args) == 1 && mentions(c.Args[0], "Hour"):
				t.Errorf("%s: %s to hours: write registry.DayOf", f.path, what)
			case (what == "Format" || what == "Date") && calls(of.X, "time", "Now"):
				t.Errorf("%s: time.Now().%s: write time.Now().In(registry.Tokyo)", f.path, what)
			}
			return true
		})
	}
}

// mentions reports whether an expression names time's constant.
func mentions(e ast.Expr, constant string) (found bool) {
	ast.Inspect(e, func(n ast.Node) bool {
		s, ok := n.(*ast.SelectorExpr)
		found = found || ok && s.Sel.Name == constant
		return !found
	})
	return found
}

// calls reports whether an expression is a call of a package's function, as in time.Now().
func calls(e ast.Expr, pkg, name string) bool {
	c, ok := e.(*ast.CallExpr)
	if !ok {
		return false
	}
	s, ok := c.Fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	x, ok := s.X.(*ast.Ident)
	return ok && x.Name == pkg && s.Sel.Name == name
}

func TestTheImporterIsImportedUnderItsName(t *testing.T) {
	t.Parallel()
	for _, f := range files(t) {
		for _, s := range f.syntax.Imports {
			if s.Path.Value == strconv.Quote(module+"/import") && (s.Name == nil || s.Name.Name != "importer") {
				t.Errorf(`%s: write importer "%s/import"`, f.path, module)
			}
		}
	}
}

// top is all that lies at the top level, dotfiles aside.
var top = []string{"cmd", "internal", "db", "import", "go.mod", "go.sum", "Makefile", "README.md"}

func TestTheTopLevelStaysSmall(t *testing.T) {
	t.Parallel()
	list := exec.Command("git", "ls-files", "-z")
	list.Dir = root(t)
	out, err := list.Output()
	if err != nil {
		t.Skipf("not a git checkout: %v", err)
	}
	for name := range strings.SplitSeq(strings.TrimSuffix(string(out), "\x00"), "\x00") {
		first, _, _ := strings.Cut(name, "/")
		if !strings.HasPrefix(first, ".") && !slices.Contains(top, first) {
			t.Errorf("%s: %s has no place at the top level, which is %v and dotfiles", name, first, top)
		}
	}
}

func files(t *testing.T) []file {
	t.Helper()
	root := root(t)
	var all []file
	for _, dir := range []string{"cmd", "db", "import", "internal"} {
		err := filepath.WalkDir(filepath.Join(root, dir), func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") {
				return err
			}
			rel, err := filepath.Rel(root, name)
			if err != nil {
				return err
			}
			rel = filepath.ToSlash(rel)
			syntax, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			all = append(all, file{rel, roomOf(rel), strings.HasSuffix(rel, "_test.go") || strings.HasPrefix(rel, "import/sheettest/"), syntax})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// roomOf is empty where no room holds the file.
func roomOf(name string) string {
	for room := path.Dir(name); room != "."; room = path.Dir(room) {
		if _, ok := below[room]; ok {
			return room
		}
	}
	return ""
}

func imports(f file) []string {
	var paths []string
	for _, s := range f.syntax.Imports {
		p, _ := strconv.Unquote(s.Path.Value) // the parser has seen to it
		paths = append(paths, p)
	}
	return paths
}

// in says whether an import path is a package or lies below it, whatever
// its major version.
func in(p, parent string) bool { return p == parent || strings.HasPrefix(p, parent+"/") }

func root(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for dir != filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		dir = filepath.Dir(dir)
	}
	t.Fatal("no go.mod above the test")
	return ""
}
