package registry_test

import (
	"testing"

	"tetsuzuki/internal/registry"
)

func TestMoments(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"2022-12-31":                       "2022-12-31T23:59:59.999999+09:00",
		"2022-12-31T23:59:59.999999+09:00": "2022-12-31T23:59:59.999999+09:00",
		"2022-12-31T15:00:00Z":             "2023-01-01T00:00:00+09:00",
	} {
		m, err := registry.ParseMoment(in)
		if err != nil {
			t.Fatal(err)
		}
		if got := m.Format("2006-01-02T15:04:05.999999Z07:00"); got != want {
			t.Errorf("%s is %s, want %s", in, got, want)
		}
		if again, err := registry.ParseMoment(registry.FormatMoment(m)); err != nil || !again.Equal(m) {
			t.Errorf("%s does not come back: %v, %v", in, again, err)
		}
	}
	if m, _ := registry.ParseMoment("2022-12-31"); registry.FormatMoment(m) != "2022-12-31" {
		t.Errorf("a day is written %s", registry.FormatMoment(m))
	}
	for _, in := range []string{"", "2022-13-01", "12/31", "令和4年12月", "31"} {
		if _, err := registry.ParseMoment(in); registry.CodeOf(err) != registry.Invalid {
			t.Errorf("%q: %v", in, err)
		}
	}
}

func TestAPeriodIsDays(t *testing.T) {
	t.Parallel()
	before, end, err := registry.ParsePeriod("2026-04-01", "2026-04-30")
	if err != nil || registry.FormatMoment(before) != "2026-03-31" || registry.FormatMoment(end) != "2026-04-30" {
		t.Errorf("%s to %s, %v", before, end, err)
	}
	if _, end, err := registry.ParsePeriod("2026-04-01", ""); err != nil || !end.IsZero() {
		t.Errorf("to now: %s, %v", end, err)
	}
	for _, c := range [][2]string{{"", ""}, {"2026-04-01T00:00:00+09:00", ""}, {"2026-04-01", "2026-04-30T12:00:00+09:00"},
		{"2026-04-01", "x"}} {
		if _, _, err := registry.ParsePeriod(c[0], c[1]); registry.CodeOf(err) != registry.Invalid {
			t.Errorf("%q to %q: %v", c[0], c[1], err)
		}
	}
}
