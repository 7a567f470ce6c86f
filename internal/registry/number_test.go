package registry_test

import (
	"testing"

	"tetsuzuki/internal/registry"
)

// Unknown is never 0 (domain.md, rule 1).
func TestCountsInWords(t *testing.T) {
	t.Parallel()
	count := func(n int64, q registry.Qualifier, upper ...int64) registry.Count {
		c := registry.Count{Value: &n, Qualifier: q, State: registry.Provided}
		if upper != nil {
			c.Upper = &upper[0]
		}
		return c
	}
	for _, c := range []struct {
		count         registry.Count
		written, text string
	}{
		{count(0, registry.Exact), "0", "0件"},
		{count(12000, registry.Exact), "12000", "12,000件"},
		{count(1200, registry.Approx), "約1200", "約1,200件"},
		{count(1000, registry.Lower), "1000以上", "1,000件以上"},
		{count(10, registry.Upper), "10未満", "10件未満"},
		{count(10, registry.Upper, 10), "10以下", "10件以下"},
		{count(10000, registry.Range, 20000), "10000～20000", "10,000～20,000件"},
		{registry.Count{State: registry.NotProvided}, "不明", "不明"},
		{registry.Count{State: registry.NotApplicable}, "該当なし", "該当なし"},
		{registry.Count{}, "", ""},
	} {
		if got := c.count.Written(); got != c.written {
			t.Errorf("%+v: %q, want %q", c.count, got, c.written)
		}
		if got := c.count.Text(registry.Thousands, "件"); got != c.text {
			t.Errorf("%+v: %q, want %q", c.count, got, c.text)
		}
	}
}
