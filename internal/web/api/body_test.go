package api_test

import (
	"testing"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/webtest"
)

// Whoever writes a program learns from the answer what is wrong with a body, and where.
func TestABodyThatCannotBeReadIsNamed(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	check := webtest.NewContract(t)
	hq := r.As(registry.Headquarters)
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
		got := hq.Call("POST", "/api/v1/rounds", c.body).Want(t, 422, c.wants...)
		if err := check("POST", "/api/v1/rounds", got); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
