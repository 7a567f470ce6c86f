package web

import (
	"testing"

	"tetsuzuki/internal/registry"
)

// Whoever writes a program learns from the answer what is wrong with a body, and where.
func TestABodyThatCannotBeReadIsNamed(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	check := newContract(t)
	hq := r.as(registry.Headquarters)
	for _, c := range []struct {
		name, body string
		wants      []string
	}{
		{"an unknown name", `{"color": "red"}`, []string{`"field":"color"`, "「color」という項目は、ここにはありません"}},
		{"a text for a number", `{"fiscal_year": "2025"}`, []string{`"field":"fiscal_year"`, "「fiscal_year」は、整数（例 12）で"}},
		{"a number for a text", `{"name": 1}`, []string{`"field":"name"`, "「name」は、文字列（例"}},
		{"a list for it all", `[]`, []string{"!\"field\"", "全体は、オブジェクト（例 {}）で"}},
		{"a slip of the pen", `{"name": 'a'}`, []string{"!\"field\"", "10 バイト目が正しくありません"}},
		{"cut off", `{"name": "a`, []string{"途中で終わっています"}},
		{"two", `{} {}`, []string{"値が2つ以上あります"}},
	} {
		got := hq.call("POST", "/api/v1/rounds", c.body).want(t, 422, c.wants...)
		if err := check("POST", "/api/v1/rounds", got); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
