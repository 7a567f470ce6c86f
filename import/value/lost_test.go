package value

import "testing"

// A sign that stands for a lost one is told where it comes in, and kept as it is.
func TestSignsThatStandForLostOnes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		field, text string
		told        bool
	}{
		{"remarks", "〓橋の占用", true},
		{"procedure_name", "架空\uFFFDの届出", true},
		{"attachments", "図面；〓野の同意書", true},
		{"remarks", "𠮷野、髙橋、①、〜、—", false},
	} {
		v, found := read(t, c.field, Cell{Text: c.text}, nil)
		told := false
		for _, f := range found {
			told = told || f.Rule == ruleLostSign
		}
		if told != c.told || v.Text == "" && len(v.List) == 0 {
			t.Errorf("%s: told %t, read %+v", c.text, told, v)
		}
	}
}
