package value

import (
	"strings"

	"tetsuzuki/import/form"
)

// FindDurationUnit finds the unit of bare numbers under a header like 標準処理期間
// （日）: D, W, M or Y; 0 where it gives none.
func FindDurationUnit(header string) byte {
	s := form.Fold(header)
	for {
		open := strings.IndexByte(s, '(')
		if open < 0 {
			break
		}
		inside, rest, closed := strings.Cut(s[open+1:], ")")
		if !closed {
			break
		}
		inside = strings.TrimPrefix(inside, "単位:")
		for _, u := range durationUnits {
			if inside == u.word || inside == u.word+"数" {
				return u.letter
			}
		}
		s = rest
	}
	if strings.HasSuffix(s, "日数") {
		return 'D'
	}
	return 0
}
