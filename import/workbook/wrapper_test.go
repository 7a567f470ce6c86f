package workbook

import "testing"

func TestUnwrap(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`="012"`: "012", `="見本の届出"`: "見本の届出", `="a""b"`: `a"b`, ` = "x" `: "x", `=""`: "", `＝"012"`: "012", `=1200`: "1200", `=-5`: "-5",
		`'300`: "300", `'012`: "012",
	} {
		if got, ok := unwrap(text); got != want || !ok {
			t.Errorf("%s is %q (%v), want %q", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "012", "見本", `="a"&"b"`, "=SUM(A1:A2)", "a=b", `'見本'`, "'", `="a`, "=A1"} {
		if got, ok := unwrap(text); ok || got != text {
			t.Errorf("%s was taken apart: %q", text, got)
		}
	}
}
