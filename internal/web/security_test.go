package web_test

import (
	"os"
	"os/exec"
	"regexp"
	"testing"
)

// The table of the standard's requirements names no test that is not there.
func TestSecurityNamesTestsThatExist(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("SECURITY.md")
	if err != nil {
		t.Fatal(err)
	}
	list := exec.CommandContext(t.Context(), "grep", "-rhoE", "--include=*_test.go", `^func Test[A-Za-z0-9_]+`, "../..")
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	there := map[string]bool{}
	for _, name := range regexp.MustCompile(`Test\w+`).FindAllString(string(out), -1) {
		there[name] = true
	}
	named := regexp.MustCompile("`(Test\\w+)`").FindAllStringSubmatch(string(text), -1)
	if len(named) < 120 {
		t.Errorf("%d tests named", len(named))
	}
	for _, m := range named {
		if !there[m[1]] {
			t.Errorf("%s is nowhere", m[1])
		}
	}
}
