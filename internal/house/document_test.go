package house

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// documents are those whose links are followed.
var documents = []string{"README.md", ".github/CONTRIBUTING.md", ".github/CHANGELOG.md", ".github/decisions/README.md",
	"internal/README.md", "internal/GLOSSARY.md"}

// link is [text](target); a text in backticks names what the target declares.
var link = regexp.MustCompile("\\[(`?)([^]`]+)`?\\]\\(([^)]+)\\)")

// Whoever looks for something by a link of a document finds it there.
func TestTheLinksOfTheDocumentsLeadSomewhere(t *testing.T) {
	t.Parallel()
	top := root(t)
	for _, name := range documents {
		text, err := os.ReadFile(filepath.Join(top, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range link.FindAllStringSubmatch(string(text), -1) {
			target, _, _ := strings.Cut(l[3], "#")
			if target == "" || strings.Contains(target, "://") {
				continue
			}
			there, err := os.ReadFile(filepath.Join(top, filepath.Dir(name), target))
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			declared := regexp.MustCompile(`(?m)^(func (\([^)]*\) )?|type |var |const |\t)` + regexp.QuoteMeta(l[2]) + `\b`)
			if l[1] != "" && strings.HasSuffix(target, ".go") && !declared.Match(there) {
				t.Errorf("%s: %s does not declare %s", name, target, l[2])
			}
		}
	}
}
