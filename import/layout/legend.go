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
	if n := norm.NFKC.String(string(r)); len(n) == 1 && (n[0] >= '0' && n[0] <= '9' || n[0] >= 'A' && n[0] <= 'Z' || n[0] >= 'a' && n[0] <= 'z') {
		return strings.ToUpper(n)
	}
	return ""
}

var (
	legendSep  = regexp.MustCompile(`^[\s　]*(?::|：|=|＝|…+|‥+|→|⇒|・・+|は|\.\.+)[\s　]*`)
	legendTrim = " 　\t\r\n、,，;；/／。．・()（）[]［］【】「」｛｝"
)

// legend reads what marks stand for out of a header or a note, as in
// （○：実施済、△：一部実施済、×：未実施）: mark → text. It needs two marks or more
// and is nil otherwise.
func legend(text string) map[string]string {
	if len(text) > 3*headerBytes {
		return nil
	}
	rs := []rune(text)
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
	if len(found) < 2 {
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
