package layout

import (
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Mark is the one form of a sign that cells use as a value: every circle is ○,
// every cross ×, every triangle △, every dash －. Texts that are no single sign
// give the empty string.
func Mark(text string) string {
	s := strings.TrimSpace(text)
	if s == "" || len(s) > 8 {
		return ""
	}
	rs := []rune(strings.TrimRight(s, "\ufe0e\ufe0f"))
	if len(rs) != 1 {
		return ""
	}
	return markOf(rs[0])
}

func markOf(r rune) string {
	switch r {
	case '○', '〇', '◯', '⚪', '⭕', 'o', 'O', 'ｏ', 'Ｏ', '￮':
		return "○"
	case '◎', '⦿':
		return "◎"
	case '●', '⚫':
		return "●"
	case '△', '∆', 'Δ', '▵':
		return "△"
	case '▲', '▴':
		return "▲"
	case '×', '✕', '✖', '✗', '✘', '☓', '╳', '❌', '⨯', 'x', 'X', 'ｘ', 'Ｘ', '乂':
		return "×"
	case '－', '-', '‐', '‑', '‒', '–', '—', '―', '−', 'ー', '─', '━', 'ｰ', '﹣':
		return "－"
	case '□', '■', '☆', '★', '✓', '✔', '☑', 'レ', '／', '/', '＼', '▽', '▼', '◇', '◆', '※':
		return string(r)
	}
	if n := norm.NFKC.String(string(r)); len(n) == 1 &&
		(n[0] >= '0' && n[0] <= '9' || n[0] >= 'A' && n[0] <= 'Z' || n[0] >= 'a' && n[0] <= 'z') {
		return strings.ToUpper(n)
	}
	return ""
}

var (
	legendSep  = regexp.MustCompile(`^[\s　]*(?::|：|=|＝|…+|‥+|→|⇒|・・+|は|\.\.+)[\s　]*`)
	legendTrim = " 　\t\r\n、,，;；/／。．・()（）[]［］【】「」｛｝"
)

// legend reads what marks stand for out of a header or a note: mark → text. The
// marks come first, as in （○：実施済、△：一部実施済）, or last, as in （実施済：○、
// 一部実施済：△）. It is nil where the text gives no mark a meaning.
func legend(text string) map[string]string {
	if len(text) > 3*headerBytes {
		return nil
	}
	if _, l := runOn(text); l != nil {
		return l
	}
	if _, l := listLegend(text); l != nil {
		return l
	}
	rs := []rune(text)
	var out map[string]string
	if marksLast(rs) {
		out = legendBehind(text)
	} else {
		out = legendBefore(rs)
	}
	if len(out) == 1 && !loneLegend(out, text) {
		return nil
	}
	return out
}

// runOn reads a legend that follows a label without a sign between them, as in
// 電子化状況○実施済△一部×未実施－対象外: two marks or more, each once, each with its
// meaning behind it.
func runOn(text string) (label string, l map[string]string) {
	rs := []rune(text)
	isDash := func(r rune) bool { return markOf(r) == "－" && r != 'ー' && r != '─' && r != '━' }
	var at []int
	for i, r := range rs {
		switch {
		case !isSign(r) || strings.ContainsRune("※□■", r):
		case isDash(r) && (len(at) == 0 || i+1 == len(rs)):
		case markOf(r) == "－" && !isDash(r):
		default:
			at = append(at, i)
		}
	}
	if len(at) < 2 || at[0] == 0 {
		return "", nil
	}
	label = strings.Trim(string(rs[:at[0]]), legendTrim+":：")
	if label == "" || strings.ContainsAny(label, "\n。") && strings.HasSuffix(label, "。") {
		return "", nil
	}
	l = map[string]string{}
	for k, i := range at {
		end := len(rs)
		if k+1 < len(at) {
			end = at[k+1]
		}
		meaning := string(rs[i+1 : end])
		if legendSep.MatchString(meaning) {
			return "", nil // with signs between: read as such
		}
		meaning = strings.Trim(meaning, legendTrim)
		mark := markOf(rs[i])
		if _, twice := l[mark]; twice || meaning == "" || len([]rune(meaning)) > 12 || strings.ContainsRune("をにがはのもと", []rune(meaning)[0]) {
			return "", nil
		}
		l[mark] = meaning
	}
	return label, l
}

// withoutLegend is what a header says before the legend that it holds.
func withoutLegend(text string) string {
	if len(text) > headerBytes {
		return text
	}
	if label, l := listLegend(text); l != nil {
		return label
	}
	if !strings.ContainsFunc(text, func(r rune) bool { return markOf(r) != "" }) {
		return text
	}
	if label, l := runOn(text); l != nil {
		return label
	}
	l := legend(text)
	if l == nil {
		return text
	}
	first := len(text)
	for mark, meaning := range l {
		i := strings.Index(text, meaning)
		j := strings.IndexFunc(text, func(r rune) bool { return markOf(r) == mark })
		if i < 0 || j < 0 {
			return text
		}
		first = min(first, i, j)
	}
	label := strings.TrimRight(text[:first], legendTrim+":：「『")
	if t := strings.TrimSuffix(label, "凡例"); t != label {
		label = strings.TrimRight(t, legendTrim)
	}
	if label == "" {
		return text
	}
	return label
}

// marksLast tells whether the last sign of a text closes it, but for brackets and
// separators, so that meanings stand before their marks.
func marksLast(rs []rune) bool {
	for i := len(rs) - 1; i > 0; i-- {
		switch {
		case strings.ContainsRune(legendTrim+"」』", rs[i]):
			continue
		case !isSign(rs[i]):
			return false
		}
		before := strings.TrimRight(string(rs[:i]), legendTrim+"「『")
		return before != "" && !isSign([]rune(before)[len([]rune(before))-1])
	}
	return false
}

// isSign tells a mark that is no letter, digit or note sign.
func isSign(r rune) bool {
	return len(markOf(r)) > 1 && r != 'ー' && r != '／' && r != '※' && r != 'レ'
}

var (
	legendPiece = regexp.MustCompile(`[\s　、,，;；/／。()（）\[\]［］【】]+`)
	legendJoin  = regexp.MustCompile(`[\s　]*(：|:|=|＝|…+|→|⇒|・・+)[\s　]*`)
	legendTitle = regexp.MustCompile(`^(凡例|記号|注|区分|表示|例)$`)
)

// legendBehind reads a legend whose marks stand behind their meanings.
func legendBehind(text string) map[string]string {
	out := map[string]string{}
	for _, piece := range legendPiece.Split(legendJoin.ReplaceAllString(text, "："), -1) {
		rs := []rune(strings.Trim(piece, "「」『』"))
		if len(rs) < 2 || !isSign(rs[len(rs)-1]) {
			continue
		}
		meaning := strings.TrimRight(string(rs[:len(rs)-1]), "：はがを「『")
		if i := strings.LastIndex(meaning, "："); i >= 0 { // 凡例：実施済：○
			meaning = meaning[i+len("："):]
		}
		mark := markOf(rs[len(rs)-1])
		if _, twice := out[mark]; twice || meaning == "" || len([]rune(meaning)) > 30 || strings.ContainsFunc(meaning, isSign) {
			return nil
		}
		out[mark] = meaning
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// loneLegend tells whether a text that gives a single mark a meaning is a legend:
// the mark is a sign and an equation says so, as in （○：有）.
func loneLegend(l map[string]string, text string) bool {
	for mark, meaning := range l {
		if len(mark) == 1 || mark == "※" || legendTitle.MatchString(meaning) {
			return false
		}
	}
	rs := []rune(legendJoin.ReplaceAllString(text, "："))
	for i, r := range rs {
		if l[markOf(r)] != "" && (i > 0 && rs[i-1] == '：' || i+1 < len(rs) && rs[i+1] == '：') {
			return true
		}
	}
	return false
}

// legendBefore reads a legend whose marks stand before their meanings.
func legendBefore(rs []rune) map[string]string {
	type entry struct {
		mark       string
		start, end int // of the mark with its separator
		sign       bool
	}
	var found []entry
	for i := 0; i < len(rs); i++ {
		m := markOf(rs[i])
		if m == "" || i > 0 && !strings.ContainsRune(legendTrim+":：「『", rs[i-1]) {
			continue
		}
		sign := len(m) > 1 // more than one byte: no digit and no letter
		if rs[i] == 'ー' && i > 0 || rs[i] == '/' || rs[i] == '／' || rs[i] == '※' {
			continue
		}
		rest := string(rs[i+1:])
		if i+1 < len(rs) && (rs[i+1] == '」' || rs[i+1] == '』') {
			rest = string(rs[i+2:])
		}
		if sep := legendSep.FindString(rest); sep != "" {
			used := len(rs) - len([]rune(rest)) + len([]rune(sep))
			found = append(found, entry{m, i, used, sign})
			i = used - 1
		} else if sign && m != "－" && rest != "" && !strings.ContainsRune(legendTrim, []rune(rest)[0]) {
			found = append(found, entry{m, i, i + 1, sign})
		}
	}
	if len(found) == 0 {
		return nil
	}
	out := map[string]string{}
	for k, e := range found {
		end := len(rs)
		if k+1 < len(found) {
			end = found[k+1].start
		}
		t := string(rs[e.end:end])
		if k+1 == len(found) {
			if i := strings.IndexAny(t, ")）]］】\n。"); i >= 0 {
				t = t[:i]
			}
		}
		t = strings.Trim(t, legendTrim)
		if t == "" || len([]rune(t)) > 30 {
			return nil
		}
		if _, twice := out[e.mark]; twice {
			return nil
		}
		out[e.mark] = t
	}
	return out
}
