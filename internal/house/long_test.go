package house

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// testOf finds the names of a file's tests.
var testOf = regexp.MustCompile(`(?m)^func (Test\w+)\(`)

// A test that was renamed would run again in the short suite, and nobody would know why that
// takes longer.
func TestTheLongTestsAreThere(t *testing.T) {
	t.Parallel()
	list, err := os.ReadFile(filepath.Join(root(t), ".ci", "long"))
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string][]string{} // by folder
	for _, name := range tracked(t, "*_test.go") {
		text, err := os.ReadFile(filepath.Join(root(t), name))
		if os.IsNotExist(err) {
			continue // deleted, and not committed yet
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, test := range testOf.FindAllStringSubmatch(string(text), -1) {
			tests[filepath.ToSlash(filepath.Dir(name))] = append(tests[filepath.ToSlash(filepath.Dir(name))], test[1])
		}
	}
	folder := ""
	for line := range strings.Lines(string(list)) {
		switch line = strings.TrimSpace(line); {
		case strings.HasPrefix(line, "#"):
			folder = strings.TrimSpace(strings.TrimPrefix(line, "#"))
		case line != "" && !slices.Contains(tests[folder], line):
			t.Errorf("%s has no test %s, which .ci/long names", folder, line)
		}
	}
}
