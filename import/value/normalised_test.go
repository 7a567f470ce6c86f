package value

import "testing"

func TestAMendedCellSaysWhatItWasReadAs(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ field, text, want string }{
		{"annual_volume", "約1,200件", "およそ 1200"},
		{"annual_volume", "1.2万件", "12000"},
		{"annual_volume", "10～20", "10 から 20 まで"},
		{"digitized_on", "平成31年5月1日", "2019-05-01"},
		{"digitized_on", "未定", "値なし"},
		{"digitization_status", "○", "実施済"},
		{"annual_volume", "1200", ""},
	} {
		_, found := read(t, c.field, Cell{Text: c.text}, nil)
		got := ""
		for _, x := range found {
			got += x.Read
		}
		if got != c.want {
			t.Errorf("%s: %q was read as %q, want %q", c.field, c.text, got, c.want)
		}
	}
}
