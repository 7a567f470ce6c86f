// Package wording holds what people read to the glossary's words, for tests: pages, workbooks,
// mails, messages and the program's own texts.
package wording

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"
)

// left is a wording that gave way to another.
type left struct {
	pattern *regexp.Regexp
	instead string
}

// number is what "#" in a pattern stands for: a number, or what a template and a format have in
// its place.
const number = `(?:#|%[-+0-9.]*[sdv]|[0-9][0-9,.]*)`

// tableRow is a row of the glossary's table: a pattern in backticks, and the words instead.
var tableRow = regexp.MustCompile("(?m)^\\| `([^`]+)` \\| ([^|]+) \\|$")

// heading is of the glossary's section.
const heading = "## Words for people that were left"

// glossary reads the patterns once.
var glossary = sync.OnceValues(func() ([]left, error) {
	_, self, _, _ := runtime.Caller(0)
	text, err := os.ReadFile(filepath.Join(filepath.Dir(self), "..", "GLOSSARY.md"))
	if err != nil {
		return nil, err
	}
	_, table, found := strings.Cut(string(text), heading)
	if !found {
		return nil, fmt.Errorf("the glossary has no section %q", heading)
	}
	table, _, _ = strings.Cut(table, "\n## ")
	var all []left
	for _, row := range tableRow.FindAllStringSubmatch(table, -1) {
		pattern := strings.ReplaceAll(strings.ReplaceAll(row[1], `\|`, `|`), "#", number)
		compiled, err := regexp.Compile(pattern)
		if err != nil {
			return nil, err
		}
		all = append(all, left{compiled, strings.TrimSpace(row[2])})
	}
	return all, nil
})

// Left says which wordings that were left a text for people has, each with the words instead.
func Left(t testing.TB, text string) (found []string) {
	t.Helper()
	all, err := glossary()
	if err != nil || len(all) == 0 {
		t.Fatalf("the glossary lists %d wordings that were left (%v): is its table still read?", len(all), err)
	}
	for _, w := range all {
		if at := w.pattern.FindString(text); at != "" {
			found = append(found, fmt.Sprintf("says %q: %s", at, w.instead))
		}
	}
	return found
}

// Check fails a test for each wording that was left in a text for people.
func Check(t testing.TB, where, text string) {
	t.Helper()
	for _, found := range Left(t, text) {
		t.Errorf("%s %s", where, found)
	}
}

var (
	control = regexp.MustCompile(`\{\{-?\s*(?:/\*|(?:if|else|end|with|range|template|define|block|break|continue|\$\w+\s*:?=)\b)[^}]*\}\}`)
	action  = regexp.MustCompile(`\{\{[^}]*\}\}`)
	tag     = regexp.MustCompile(`</?[a-zA-Z][^<>]*>`)
	broken  = regexp.MustCompile(`[ \t]*\n[ \t\n]*`)
)

// OfTemplate is the text of a template as people read it, with "#" for what it fills in.
func OfTemplate(text string) string {
	text = action.ReplaceAllString(control.ReplaceAllString(text, ""), "#")
	return tag.ReplaceAllString(broken.ReplaceAllString(text, ""), "")
}
