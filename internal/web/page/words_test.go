package page_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/webtest"
)

// leftWords are words that people met for what has another word, and what belongs to programs.
var leftWords = []struct {
	what *regexp.Regexp
	but  string
}{
	{regexp.MustCompile(`(エラー|警告)\s*[0-9０-９<{%]*\s*件`), "要修正・確認"},
	{regexp.MustCompile(`(19|20)[0-9]{2}年度`), "令和5年度"},
	{regexp.MustCompile(`%d年度`), "令和5年度"},
	{regexp.MustCompile(`(^|[^a-z_.?&/"])(bureau|planned_year|status|law_change|volume_min|volume_max|as_of)=`), "its label"},
	{regexp.MustCompile(`受付番号\s*<code>\{\{\.Reference`), "問い合わせ番号"},
	{regexp.MustCompile(`手続\s*(\{\{[^}]*\}\}|<[^>]*>|%s|%d|\s)*\s*件([^数の]|$)`), "手続"},
}

// What people read has one word for one thing: in templates, in messages and on the pages.
func TestNoPageHasALeftWord(t *testing.T) {
	t.Parallel()
	check := func(where, text string) {
		t.Helper()
		for _, w := range leftWords {
			if found := w.what.FindString(text); found != "" {
				t.Errorf("%s says %q, where the word is %s", where, found, w.but)
			}
		}
	}
	templates, err := filepath.Glob("templates/*.html")
	if err != nil {
		t.Fatal(err)
	}
	parts, err := filepath.Glob("templates/parts/*.html")
	if err != nil || len(templates) == 0 || len(parts) == 0 {
		t.Fatal(len(templates), len(parts), err)
	}
	for _, path := range append(append(templates, parts...), "../ERRORS.md") {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(string(text), "\n") {
			if strings.HasSuffix(path, ".md") && strings.Contains(line, "例：") && strings.Contains(line, "=") {
				continue // of the API, whose parameters have names
			}
			check(path, line)
		}
	}
	r := webtest.NewRig(t)
	r.Fill()
	admin := r.As(registry.Administrator)
	for _, path := range webtest.EveryPage(r) {
		answer := admin.Get(path)
		check(path, answer.Page(t).Text())
	}
}
