package value

import (
	"strings"

	"tetsuzuki/import/finding"
)

// lostSigns warns of signs that programs write in place of one that their encoding lacks, as an
// export in cp932 does: the text would be recorded without it.
func (p *parser) lostSigns() {
	if strings.ContainsAny(p.raw, "〓\uFFFD") {
		p.find(finding.Warning, ruleLostSign, "「"+p.raw+"」に、文字コードにない文字の代わりの記号（〓 など）があります。もとの文字を確かめて、入力し直してください。")
	}
}
