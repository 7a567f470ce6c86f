package registry_test

import (
	"strings"
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

// A number is read however people write it, and what is none is told with a right example.
func TestNumbersAreReadInEveryWriting(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]int64{"10000": 10000, "10,000": 10000, "１０，０００件": 10000, " 18000 手続": 18000, "0": 0} {
		if n, err := registry.ParseWhole("test", "volume", "年間件数", "10000", s); err != nil || n != want {
			t.Errorf("%q is read as %d (%v)", s, n, err)
		}
	}
	for s, want := range map[string]int64{"70": 70_000, "21.1％": 21_100, "６２．５ %": 62_500, "100": 100_000, "0.001": 1} {
		if n, err := registry.ParsePercent("test", "rate", "割合", "70", s); err != nil || n != want {
			t.Errorf("%q is read as %d (%v)", s, n, err)
		}
	}
	for _, s := range []string{"", "千件", "-1", "1.5", "NaN", "1e3", "1234567890123456789"} {
		_, err := registry.ParseWhole("test", "volume", "年間件数", "10000", s)
		if registry.CodeOf(err) != registry.Invalid || !strings.Contains(registry.MessageOf(err), "例：10000") {
			t.Errorf("%q: %v", s, err)
		}
	}
	for _, s := range []string{"", "半分", "-1", "Inf", "7割", "1e2", "70.", "1/2"} {
		_, err := registry.ParsePercent("test", "rate", "割合", "70", s)
		if registry.CodeOf(err) != registry.Invalid || !strings.Contains(registry.MessageOf(err), "例：70") {
			t.Errorf("%q: %v", s, err)
		}
	}
}
