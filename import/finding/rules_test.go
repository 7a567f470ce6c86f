package finding

import "testing"

// TestRules holds every rule to an ID of its own, a severity, a reason and, unless
// it only informs, an example.
func TestRules(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, r := range Rules() {
		if seen[r.ID] {
			t.Errorf("%s stands twice", r.ID)
		}
		seen[r.ID] = true
		if r.Reason == "" || Reason(r.ID) != r.Reason || r.Example == "" && r.Severity != Info || r.Severity != Error &&
			r.Severity != Warning && r.Severity != Info {
			t.Errorf("%s lacks reason, example or severity: %+v", r.ID, r)
		}
	}
	if len(seen) < 40 {
		t.Errorf("%d rules", len(seen))
	}
}
