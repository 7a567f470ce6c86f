package layout

import (
	"regexp"
	"strings"
)

const (
	colourName = `黄緑|黄|赤|青|緑|灰|橙|桃|水|紫|茶|黒|白|肌|紺`
	colourWord = `(?:薄い|濃い|うすい)?(?:(?:` + colourName +
		`)色|グレー|オレンジ|ピンク|ブルー|グリーン|イエロー|レッド|(?:色|網掛け|網かけ|あみかけ|着色|塗りつぶし|塗り潰し|ハッチング|マーカー|太字|斜体|下線|赤字|青字|朱書き?|赤文字|青文字|白抜き))`
)

var (
	// 黄色の行は実施済, 黄＝実施済, 網掛け：廃止, 太字は重点手続
	colourSays = regexp.MustCompile(
		`(?:` + colourWord + `|(?:` + colourName +
			`))(?:文字|の?(?:セル|行|欄|箇所|部分|もの|手続|項目|列|ところ|付き?|つき|塗り|網掛け|枠))*(?:」|』|\))?(?:は|:|=|\.{2,}|→|が|・・)[^。]`,
	)
	// 実施済は黄色, 廃止した手続は灰色で表示
	saidByColour = regexp.MustCompile(`(?:は|を|:|=|→)(?:、)?` + colourWord + `(?:の|に|で|と|。|,|、|\)|$)`)
	// what to do with the cells of a colour says nothing of what they hold
	instruction = regexp.MustCompile(`記入|入力|記載して|選択|変更しない|編集|触らない|さわらない|必須|自動計算|計算式|数式|関数`)
)

// ColourLegends are the notes that give colours, or other looks of letters, a meaning.
func ColourLegends(notes []Place) []Place {
	var out []Place
	seen := map[string]bool{}
	for _, p := range notes {
		t := squeeze(p.Text)
		if len(t) > 3*headerBytes || seen[t] || instruction.MatchString(t) || strings.ContainsAny(t, "件") && !strings.Contains(t, "色") {
			continue
		}
		if colourSays.MatchString(t) || saidByColour.MatchString(t) {
			seen[t] = true
			out = append(out, p)
		}
	}
	return out
}
