package auth

import (
	_ "embed"
	"strings"

	"golang.org/x/text/unicode/norm"
)

//go:embed common.txt
var commonText string

// commonWords are the words of common.txt, folded, and the most runes of one.
var commonWords, commonLongest = func() (map[string]bool, int) {
	words, longest := map[string]bool{}, 0
	for line := range strings.Lines(commonText) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for word := range strings.FieldsSeq(line) {
			word = plain(lowered(word))
			words[word] = true
			longest = max(longest, len([]rune(word)))
		}
	}
	return words, longest
}()

// rows are the rows of keys of a keyboard. Stretches of them are common in either direction.
var rows = []string{"abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "!@#$%^&*()",
	"!\"#$%&'()", "1qaz2wsx3edc4rfv5tgb6yhn7ujm", "あいうえおかきくけこさしすせそ"}

// exchanged undoes what people put in the place of letters.
var exchanged = strings.NewReplacer("0", "o", "1", "l", "3", "e", "4", "a", "5", "s", "7", "t", "@", "a", "$", "s", "!", "i")

func lowered(s string) string { return strings.ToLower(norm.NFKC.String(s)) }

// plain keeps the number of runes.
func plain(s string) string { return exchanged.Replace(s) }

// effort is the least number of pieces that a password consists of. A piece is a common word,
// a word of the account's own, a year, a run of one character, a stretch of a row of keys, or
// any other character. Whoever guesses tries passwords of few pieces first, however long the
// pieces are.
func effort(password string, own ...string) int {
	typed := []rune(lowered(password))
	meant := []rune(plain(lowered(password)))
	isWord := func(s string) bool {
		if commonWords[s] {
			return true
		}
		for _, o := range own {
			if len([]rune(o)) >= 3 && s == plain(lowered(o)) {
				return true
			}
		}
		return false
	}
	longest := commonLongest
	for _, o := range own {
		longest = max(longest, len([]rune(lowered(o))))
	}
	least := make([]int, len(typed)+1) // for the first n runes
	for end := 1; end <= len(typed); end++ {
		least[end] = least[end-1] + 1
		for start := end - 2; start >= 0; start-- {
			if least[start]+1 >= least[end] {
				continue
			}
			if isRun(typed[start:end]) || isYear(string(typed[start:end])) || end-start <= longest && isWord(string(meant[start:end])) {
				least[end] = least[start] + 1
			}
		}
	}
	return least[len(typed)]
}

// isYear reports whether the text is a year that people live in.
func isYear(s string) bool {
	return len(s) == 4 && (s[:2] == "19" || s[:2] == "20") && '0' <= s[2] && s[2] <= '9' && '0' <= s[3] && s[3] <= '9'
}

// isRun reports whether the runes are one over and over, or stretch along a row.
func isRun(s []rune) bool {
	same := true
	for _, r := range s {
		same = same && r == s[0]
	}
	if same {
		return true
	}
	if len(s) < 3 {
		return false
	}
	back := make([]rune, len(s))
	for i, r := range s {
		back[len(s)-1-i] = r
	}
	for _, row := range rows {
		if strings.Contains(row, string(s)) || strings.Contains(row, string(back)) {
			return true
		}
	}
	return false
}
