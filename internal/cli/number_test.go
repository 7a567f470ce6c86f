package cli

import (
	"strings"
	"testing"
)

// A word where a number belongs is told, and not taken for another number.
func TestANumberThatIsNoneIsTold(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{"3": 3, " 12 ": 12, "": 0, "0": 0, "-1": 0, "三": 0, "3件": 0, "99999999999": 0} {
		got, err := numberOf[int]("目標", "targets", text)
		if got != want || (err == nil) != (want > 0) {
			t.Errorf("%q: %d, %v", text, got, err)
		}
		if err != nil && !strings.Contains(err.Error(), "tetsuzuki targets") {
			t.Errorf("%q: %v", text, err)
		}
	}
}
