package layout

import (
	"testing"
	"unicode/utf8"
)

// FuzzHeader reads any text as a header, a title and a legend.
func FuzzHeader(f *testing.F) {
	for _, s := range []string{
		"手続名", "手　続　名", "年間件数（令和2年度）", "令和2年度実績／年間件数（件）", "状況（○：実施済、△：一部実施済、×：未実施、－：適用除外）",
		"「○」：有、「×」：無", "単位：千件", "R3.13.1", "元年度", "①②③", "※ ○は", "○：", "(((", "】【", "\xff\xfe", "ｶﾞ", "㍻30年度", "P-0000123",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		h := newHeading([]string{s, s})
		if hit, ok := theVocabulary().field(h); ok && (hit.confidence <= 0 || hit.confidence > 1) {
			t.Errorf("%q: confidence %v", s, hit.confidence)
		}
		text := squeeze(s)
		for _, y := range years(text, false) {
			if y.start < 0 || y.start >= y.end || y.end > len(text) {
				t.Errorf("%q: a year at %d to %d", s, y.start, y.end)
			}
		}
		for mark, meaning := range legend(s) {
			if mark == "" || meaning == "" || !utf8.ValidString(s) && utf8.ValidString(meaning) && len(meaning) > len(s)*3 {
				t.Errorf("%q: %q means %q", s, mark, meaning)
			}
		}
		noteUnit(text)
		totalKind(s)
		groupTotal(s)
		isNote(s)
		isExample(s)
	})
}
