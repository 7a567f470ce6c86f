package house

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// glossary has the words of the project, and those that were left.
const glossary = "internal/GLOSSARY.md"

// mayUseLeftWords are files that need a word that was left: the glossary itself, what has
// landed and is never edited, and what speaks of a schema or a version before the change.
var mayUseLeftWords = []*regexp.Regexp{
	regexp.MustCompile(`^` + regexp.QuoteMeta(glossary) + `$`),
	regexp.MustCompile(`^\.github/CHANGELOG\.md$`),
	regexp.MustCompile(`^db/migrations/.*\.sql$`),
	regexp.MustCompile(`_migration_test\.go$`),
	regexp.MustCompile(`^db/seal\.go$`),             // former names of tables
	regexp.MustCompile(`^internal/house/word_test`), // this test
}

// leftWord is a word or phrase that gave way to another.
type leftWord struct {
	pattern *regexp.Regexp
	signs   []string // of which a text that matches has one, in lower case; none says nothing
	instead string
}

// tableRow is a row of the glossary's last table: a pattern in backticks, and the word to
// use instead.
var tableRow = regexp.MustCompile("(?m)^\\| `([^`]+)` \\| ([^|]+) \\|$")

// leftWords reads the table of a glossary. A pattern without capital letters matches in
// any case, and a space matches the break between two lines of a comment, too.
func leftWords(text string) (words []leftWord) {
	_, table, _ := strings.Cut(text, "## Words that were left")
	for _, row := range tableRow.FindAllStringSubmatch(table, -1) {
		pattern := strings.ReplaceAll(strings.ReplaceAll(row[1], `\|`, `|`), " ", `[ \t]*(?:\n[ \t]*(?://|--)?)?[ \t]+`)
		if !strings.ContainsFunc(regexp.MustCompile(`\\.`).ReplaceAllString(pattern, ""), unicode.IsUpper) {
			pattern = "(?i)" + pattern
		}
		tree, err := syntax.Parse(pattern, syntax.Perl)
		if err != nil {
			panic(err)
		}
		words = append(words, leftWord{regexp.MustCompile(pattern), signsOf(tree), strings.TrimSpace(row[2])})
	}
	return words
}

// signsOf are literals of which whatever matches has one. Most texts have none, and to find
// that takes a hundredth of the time that a pattern takes.
func signsOf(tree *syntax.Regexp) (signs []string) {
	shortest := func(literals []string) int {
		shortest := 0
		for n, l := range literals {
			if n == 0 || len(l) < shortest {
				shortest = len(l)
			}
		}
		return shortest
	}
	switch tree.Op {
	case syntax.OpLiteral:
		return []string{strings.ToLower(string(tree.Rune))}
	case syntax.OpCapture, syntax.OpPlus:
		return signsOf(tree.Sub[0])
	case syntax.OpConcat: // it has all its parts: the best of them serves
		for _, part := range tree.Sub {
			if of := signsOf(part); shortest(of) > shortest(signs) {
				signs = of
			}
		}
	case syntax.OpAlternate:
		for _, choice := range tree.Sub {
			of := signsOf(choice)
			if of == nil {
				return nil
			}
			signs = append(signs, of...)
		}
	}
	return signs
}

// usesOf says where a text uses words that were left.
func usesOf(words []leftWord, text string) (uses []string) {
	lower := strings.ToLower(text)
	for _, w := range words {
		if w.signs != nil && !slices.ContainsFunc(w.signs, func(sign string) bool { return strings.Contains(lower, sign) }) {
			continue
		}
		for _, at := range w.pattern.FindAllStringIndex(text, -1) {
			line := 1 + strings.Count(text[:at[0]], "\n")
			uses = append(uses, fmt.Sprintf("%d: %q: write %s", line, text[at[0]:at[1]], w.instead))
		}
	}
	return uses
}

func TestNoFileUsesAWordThatWasLeft(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join(root(t), glossary))
	if err != nil {
		t.Fatal(err)
	}
	words := leftWords(string(text))
	if len(words) < 10 {
		t.Fatalf("the glossary lists %d words that were left: is its table still read?", len(words))
	}
	for _, name := range tracked(t, "*.go", "*.sql", "*.md", "*.html", "*.yaml", "*.yml", "*.js", "*.css", "Makefile", ".ci") {
		if slices.ContainsFunc(mayUseLeftWords, func(r *regexp.Regexp) bool { return r.MatchString(name) }) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(root(t), name))
		if os.IsNotExist(err) {
			continue // deleted, and not committed yet
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, use := range usesOf(words, string(text)) {
			t.Errorf("%s:%s", name, use)
		}
		for _, use := range usesOf(words, filepath.Base(name)) {
			t.Errorf("%s is named by a word that was left: %s", name, use)
		}
	}
}

// tracked are the repository's files that match one of some patterns.
func tracked(t *testing.T, patterns ...string) []string {
	t.Helper()
	list := exec.Command("git", append([]string{"ls-files", "-z"}, patterns...)...)
	list.Dir = root(t)
	out, err := list.Output()
	if err != nil {
		t.Skipf("not a git checkout: %v", err)
	}
	return strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
}

func TestAWordThatWasLeftIsFound(t *testing.T) {
	t.Parallel()
	words := leftWords("## Words that were left\n\n| not | but |\n|---|---|\n| `heal(ed\\|ing)` | normalised |\n| `upload's way` | " +
		"lifecycle |\n| `\\bUploaded\\b` | Upload |\n")
	for text, want := range map[string]int{
		"var HealedCell int":                1,
		"-- a healed_same column":           1,
		"the upload's\n\t// way":            1,
		"the upload's\n-- way":              1,
		"registry.Uploaded":                 1,
		"uploaded files are of good health": 0,
		"heale":                             0,
	} {
		if got := usesOf(words, text); len(got) != want {
			t.Errorf("%q: %v, want %d", text, got, want)
		}
	}
}
