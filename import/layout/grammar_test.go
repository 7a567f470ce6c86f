package layout

import (
	"maps"
	"testing"

	"tetsuzuki/import/form"
)

// Each rule of the form's data reads its own examples, and none that a rule above it
// takes.
func TestPhrases(t *testing.T) {
	t.Parallel()
	n := 0
	for _, p := range form.Current().Phrases() {
		for _, text := range p.Examples {
			n++
			hit, ok := theVocabulary().unlisted(newHeading([]string{text}))
			if !ok || hit.field != p.Field || hit.sense != p.Sense {
				t.Errorf("%s: read as %+v, want %q in the sense %q", text, hit, p.Field, p.Sense)
			}
		}
	}
	if n < 80 {
		t.Errorf("only %d examples", n)
	}
}

// A header of known words means its field; one word more, and it is another header.
func TestPhraseOfHeader(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		path  []string
		field string
		sense form.Sense
	}{
		{[]string{"処分の\n名称"}, "procedure_name", ""},
		{[]string{"③届出・報告等の件名"}, "procedure_name", ""},
		{[]string{"電子届出の可否（○／×）"}, "digitization_status", ""},
		{[]string{"電子申請", "可否"}, "digitization_status", ""},
		{[]string{"手数料", "額（円）"}, "fee", ""},
		{[]string{"年間発行件数（令和2年度）"}, "annual_volume", ""},
		{[]string{"押印の要・不要"}, "seal_required", ""},
		{[]string{"添付書類", "不要"}, "", ""},
		{[]string{"添付書類（省略）"}, "", ""},
		{[]string{"押印（不要）"}, "seal_required", form.Not},
		{[]string{"デジタル化状況（目標）"}, "", ""},
		{[]string{"デジタル化状況（現状）"}, "digitization_status", ""},
		{[]string{"手続名（廃止したものを除く）"}, "procedure_name", ""},
		{[]string{"デジタル化状況（廃止を含む）"}, "digitization_status", ""},
		{[]string{"処分の名称の変更理由"}, "", ""},
		{[]string{"届出件数の内訳"}, "", ""},
		{[]string{"業務名コード対応表"}, "", ""},
	} {
		hit, _ := theVocabulary().field(newHeading(c.path))
		if hit.field != c.field || hit.sense != c.sense {
			t.Errorf("%v: %s (%s), want %s (%s)", c.path, hit.field, hit.sense, c.field, c.sense)
		}
	}
}

func TestLegendInHeader(t *testing.T) {
	t.Parallel()
	want := map[string]string{"○": "実施済", "△": "一部", "×": "未実施", "－": "対象外"}
	for _, text := range []string{
		"電子化状況○実施済△一部×未実施－対象外", "電子化状況\n○実施済\n△一部\n×未実施\n－対象外", "電子化状況（○実施済△一部×未実施－対象外）",
		"電子化状況　○：実施済　△：一部　×：未実施　－：対象外", "電子化状況 凡例：○=実施済 △=一部 ×=未実施 －=対象外", "電子化状況［実施済：○、一部：△、未実施：×、対象外：－］",
	} {
		h := newHeading([]string{text})
		if hit, _ := theVocabulary().field(h); hit.field != "digitization_status" || !maps.Equal(h.legend, want) {
			t.Errorf("%s: %+v with the legend %v", text, hit, h.legend)
		}
	}
	for _, text := range []string{"該当するものに○、しないものに×を記入", "手続名"} {
		if l := newHeading([]string{text}).legend; l != nil {
			t.Errorf("%s: legend %v", text, l)
		}
	}
}
