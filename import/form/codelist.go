package form

import (
	"regexp"
	"slices"
	"strings"
)

// Code is one choice of a code list.
type Code struct {
	Code      string
	Label     string
	Synonyms  []string
	Note      string // what is said of it to whoever chooses; given by an amendment
	ValidFrom int    // first fiscal year in which it may be chosen, 0 for always
	ValidTo   int    // last such fiscal year, 0 for still

	Added bool // by an amendment: it is named by its label
	Ended bool // by an amendment: it is read, and no longer offered
}

// Text is the choice with its code, as a cell with several choices has it.
func (c Code) Text() string {
	if c.Added {
		return c.Label
	}
	return c.Code + " " + c.Label
}

// In tells whether the code may be chosen in a fiscal year; year 0 asks for now,
// when no end is set.
func (c Code) In(year int) bool {
	if c.Ended {
		return false
	}
	if year == 0 {
		return c.ValidTo == 0
	}
	return year >= c.ValidFrom && (c.ValidTo == 0 || year <= c.ValidTo)
}

// CodeList is one list of choices. Codes that are no longer in force stay in it,
// so that older sheets still read.
type CodeList struct {
	Name   string
	codes  []Code
	folded map[string]int  // folded code, label, both together, synonym → index in codes
	exact  map[string]int  // the same as written, so that the usual cell needs no folding
	marks  map[string]Mark // folded mark
}

// Mark is what a mark (○, ×) means in the columns of one list.
type Mark struct {
	Code string
	Warn bool // ask for a look where no legend says so
}

// By says what a text was recognised by.
type By string

// What a text can be recognised by.
const (
	ByCode    By = "code"    // the code, the label, or both
	BySynonym By = "synonym" // another word for the label
	ByMark    By = "mark"    // a mark without a legend
)

// All are the list's codes in order, those out of force included.
func (l *CodeList) All() []Code { return slices.Clone(l.codes) }

// In are the codes that may be chosen in a fiscal year, in order; 0 asks for now.
func (l *CodeList) In(year int) []Code {
	var out []Code
	for _, c := range l.codes {
		if c.In(year) {
			out = append(out, c)
		}
	}
	return out
}

// Code finds a choice by its code, exactly as stored.
func (l *CodeList) Code(code string) (Code, bool) {
	for _, c := range l.codes {
		if c.Code == code {
			return c, true
		}
	}
	return Code{}, false
}

// Label is the label of a code, or the code itself where the list does not know it.
func (l *CodeList) Label(code string) string {
	if c, ok := l.Code(code); ok {
		return c.Label
	}
	return code
}

// Mark says what a mark means in this list's columns where no legend is given.
func (l *CodeList) Mark(text string) (Mark, bool) {
	m, ok := l.marks[MarkKey(text)]
	if !ok {
		m, ok = l.marks[Fold(text)]
	}
	return m, ok
}

// Lookup finds the choice that a text names: a code ("2-1"), a label, both in any
// usual writing ("2-1 申請等に基づく処分通知等", "１：申請等", "①申請等"), or a
// synonym. A number before a label that is another choice's code is no match,
// since one of the two must be wrong.
func (l *CodeList) Lookup(text string) (Code, By, bool) {
	if i, ok := l.exact[text]; ok {
		return l.codes[i>>1], by(i), true
	}
	f := strings.TrimSuffix(Fold(text), "。")
	if i, ok := l.folded[f]; ok {
		return l.codes[i>>1], by(i), true
	}
	if i := strings.LastIndexByte(f, '('); i > 0 && toFillIn.MatchString(f[i:]) { // 上記に該当しない（理由を記載）
		return l.Lookup(f[:i])
	}
	number, rest := splitNumber(f)
	if number == "" || rest == "" {
		return Code{}, "", false
	}
	i, ok := l.folded[rest]
	if !ok {
		return Code{}, "", false
	}
	c := l.codes[i>>1]
	if c.Code != number && l.Numbered() {
		return Code{}, "", false
	}
	return c, by(i), true
}

// toFillIn is what a form asks for behind a choice; it is no part of the choice.
var toFillIn = regexp.MustCompile(`^\([^()]*(?:記載|記入|記述|明記|具体的に|ください|下さい)[^()]*\)$`)

// Numbered tells whether the list's codes are numbers, so that a number before a
// label has to be the code. In other lists it only counts the choices.
func (l *CodeList) Numbered() bool {
	return slices.ContainsFunc(l.codes, func(c Code) bool { return c.Code[0] >= '0' && c.Code[0] <= '9' })
}

// splitNumber parts "(1)申請等" and "2-1:申請等" into number and label; text is folded.
func splitNumber(text string) (number, rest string) {
	t := strings.TrimLeft(text, "([<【〔「")
	i := 0
	for i < len(t) && (t[i] >= '0' && t[i] <= '9' || t[i] == '-' && i > 0) {
		i++
	}
	number = strings.TrimRight(t[:i], "-")
	rest = strings.TrimLeft(t[i:], ".,:;)]>】〕」_=/・-")
	return number, rest
}

// add makes a text find code i. The lowest bit of the stored index says synonym.
func (l *CodeList) add(text string, i int, synonym bool) (clash string) {
	v := i << 1
	if synonym {
		v |= 1
	}
	f := Fold(text)
	if old, ok := l.folded[f]; ok {
		if old>>1 != i {
			return l.codes[old>>1].Code
		}
		v = old
	} else {
		l.folded[f] = v
	}
	l.exact[text] = v
	return ""
}

func by(i int) By {
	if i&1 == 1 {
		return BySynonym
	}
	return ByCode
}

// MarkKey folds a mark (○, ×, －); letters that stand for one count as it. Filled
// and open triangles stay apart, as a legend may give each its own meaning.
func MarkKey(s string) string {
	switch strings.TrimSpace(s) {
	case "▲", "▴":
		return "▲"
	}
	switch f := Fold(s); f {
	case "x":
		return "×"
	case "o":
		return "○"
	default:
		return f
	}
}
