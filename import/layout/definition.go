package layout

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"tetsuzuki/import/form"
)

// What a dash or a blank cell of a count stands for, where a note says so.
const (
	MeansZero          = "zero"
	MeansNotApplicable = "not_applicable"
	MeansNotProvided   = "not_provided"
)

// Sign is what stands in a cell of counts in place of a number.
type Sign string

// The signs that notes define.
const (
	NoSign   Sign = "" // a blank cell
	DashSign Sign = "-"
	DotsSign Sign = "…"
)

// Definition is what a note says of the cells of counts that hold a sign, or nothing.
type Definition struct {
	Sign   Sign
	Means  string // zero, not_applicable or not_provided
	Online bool   // only of counts of online cases
	Place         // of the note
}

const (
	dashOrBlank = `(?:「|『|"|“|\(|<|'|\[)?(-{1,3}|\.{2,}|空欄|空白|空セル|ブランク|未記入|無記入|未入力|記載なし|記入なし|記載のないもの|記入のないもの)(?:」|』|"|”|\)|>|'|\])?`
	zeroWord    = `(?:件数|実績|件)?(?:は|が|の)?「?(?:0|ゼロ|零)(?:件|回)?(?:」)?|(?:取扱い?|申請|利用|処理)?(?:実績|件数)(?:が|は|の)?(?:なし|無し|無|ない|ありません)|皆無`
	otherWord   = `(?:該当|対象)(?:する(?:もの|手続)?)?(?:が|は|の)?(?:なし|無し|無|ない|しない|せず|外)|非該当|対象外|適用(?:除)?外|制度なし`
	knownNot    = `不明|不詳|未詳|未調査|未集計|未把握|未計上|(?:件数を)?(?:集計|把握|計上|統計)(?:して|を取って|をとって)?い?(?:ない|なし|ません)|デ-タなし|統計なし|算出不能|回答なし|未回答|秘匿`
	meaningWord = `(?:(` + zeroWord + `)|(` + otherWord + `)|(` + knownNot + `))`
)

var (
	// 「－」は0件を示す
	signFirst = regexp.MustCompile(
		dashOrBlank +
			`(?:の)?(?:もの|場合|欄|箇所|セル|表示|表記|記号|手続|項目|ところ)?(?:に(?:ついて|関して)?|と(?:は|ある(?:もの|の))?|である(?:もの|場合))?(?:は|:|=|…|→|が|、|,)+(?:件数|年間|いずれも|すべて|全て)?(?:が|は|の)?(?:「|『|")?` +
			meaningWord,
	)
	// 0件は「－」と表示, 該当がない場合は空欄
	meaningFirst = regexp.MustCompile(
		meaningWord + `(?:の|である|だった|となる)?(?:もの|場合|とき|時|手続|項目|欄)?(?:に(?:ついて|関して)?)?(?:は|:|=|→|を|、|,)+(?:件数|欄)?(?:を|は|に)?` + dashOrBlank +
			`(?:と|で|に|を|として|とし|。|\)|$)`,
	)
)

// definitions reads what a note says of dashes and blanks. Money and shares are no
// counts.
func definitions(p Place) []Definition {
	if len(p.Text) > 3*headerBytes {
		return nil
	}
	text := form.Fold(p.Text)
	var out []Definition
	add := func(m []int, sign, zero, notApplicable, notProvided, end int) {
		before, _ := utf8.DecodeLastRuneInString(text[:m[sign]])
		if unicode.In(before, unicode.Katakana, unicode.Latin, unicode.Digit) && strings.HasPrefix(text[m[sign]:], "-") {
			return // センターは, 2-1は
		}
		if strings.HasPrefix(text[end:], "円") || strings.HasPrefix(text[end:], "%") || strings.HasPrefix(text[end:], "日") ||
			strings.HasPrefix(text[end:], ".") {
			return
		}
		d := Definition{Place: p, Online: onlyOnline(text)}
		switch shown := text[m[sign]:m[sign+1]]; {
		case strings.HasPrefix(shown, "-"):
			d.Sign = DashSign
		case strings.HasPrefix(shown, "."):
			d.Sign = DotsSign
		}
		switch {
		case m[zero] >= 0:
			d.Means = MeansZero
		case m[notApplicable] >= 0:
			d.Means = MeansNotApplicable
		case m[notProvided] >= 0:
			d.Means = MeansNotProvided
		}
		out = append(out, d)
	}
	for _, m := range signFirst.FindAllStringSubmatchIndex(text, -1) {
		add(m, 2, 4, 6, 8, m[1])
	}
	if len(out) == 0 {
		for _, m := range meaningFirst.FindAllStringSubmatchIndex(text, -1) {
			add(m, 8, 2, 4, 6, m[1])
		}
	}
	if len(out) > 0 && ofAnotherField(text) {
		return nil
	}
	return out
}

// onlyOnline tells whether a folded note speaks of the online cases alone.
func onlyOnline(text string) bool {
	return online.MatchString(text) && !strings.Contains(text, "年間件数") && !strings.Contains(text, "総件数") && !strings.Contains(text, "全体")
}

// ofAnotherField tells whether a folded note speaks of a field that holds no counts.
func ofAnotherField(text string) bool {
	if strings.Contains(text, "件") || strings.Contains(text, "実績") {
		return false
	}
	for _, f := range form.Current().Fields() {
		if f.Kind != form.Count && strings.Contains(text, form.Fold(f.Label)) {
			return true
		}
	}
	return false
}

// Defines is what the notes say of a sign in a column of counts, where they agree. The
// table's own sheet comes first.
func Defines(all []Definition, sign Sign, onlineCases bool) (d Definition, ok bool) {
	for _, x := range all {
		switch {
		case x.Sign != sign || x.Online && !onlineCases:
		case !ok || x.Online && !d.Online:
			d, ok = x, true
		case x.Means != d.Means && x.Online == d.Online:
			return Definition{}, false
		}
	}
	return d, ok
}
