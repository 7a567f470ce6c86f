package auth

import (
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/nbutton23/zxcvbn-go"
	"github.com/nbutton23/zxcvbn-go/matching"
)

// guessesLeast is the number of tries within which nobody who begins with common passwords may
// find one. The 3,000 commonest of a length, which ASVS 6.2.4 asks for, are among the first
// few thousand to million; SECURITY.md has the figures.
const guessesLeast = 1e8

// guesses estimates the least number of tries that a password takes, by lists of common
// passwords, English words and names, by dates, rows of keys and repetitions. Characters that
// people put in the place of letters are replaced here: the library takes seconds over a long
// password of them.
func guesses(password string, own ...string) float64 {
	typed := lowered(password)
	least := math.Inf(1)
	for _, p := range []string{typed, plain(typed)} {
		bits := 0.0
		if p != typed {
			bits++ // whoever guesses tries both
		}
		unit, times := unitOf(p)
		bits += math.Log2(float64(times))
		bits += zxcvbn.PasswordStrength(oneMark(unit), own, matching.FilterL33tMatcher).Entropy
		least = min(least, math.Exp2(bits))
	}
	return least
}

// unitOf is the part of which a text consists, repeated, and how often; a text without
// repetition is its own part.
func unitOf(s string) (unit string, times int) {
	for n := 1; n <= len(s)/2; n++ {
		if len(s)%n == 0 && strings.Repeat(s[:n], len(s)/n) == s {
			return s[:n], len(s) / n
		}
	}
	return s, 1
}

// oneMark writes a mark that is typed several times in a row once: it adds nothing to
// what has to be guessed.
func oneMark(s string) string {
	return string(slices.CompactFunc([]rune(s), func(a, b rune) bool {
		return a == b && !unicode.IsLetter(a) && !unicode.IsDigit(a)
	}))
}
