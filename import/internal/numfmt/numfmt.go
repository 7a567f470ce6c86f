// Package numfmt reads the number formats of spreadsheets (ISO/IEC 29500-1, 18.8.31)
// and writes a value as a person sees it under one: with the texts, units, eras and
// marks that the format adds, and without what it hides.
package numfmt

import (
	"strconv"
	"strings"
)

// Format is a number format that was read. The zero Format is General.
type Format struct {
	sections []section
	date     bool
	adds     bool // to numbers
	addsText bool // to texts
}

// section is the part of a format for some of the values.
type section struct {
	tokens    []token
	test      *condition // nil where the section's place decides
	digits    digitStyle
	gannen    bool // the first year of an era is 元年
	separator bool // between thousands
	scale     int  // how often the number is divided by a thousand
	percent   int  // how often it is multiplied by a hundred
	decimals  int
	point     int // index of the decimal point, or where it would stand
	number    bool
	clock     bool // it shows a day or a time of day
	at        bool
	adds      bool // it shows a value otherwise than by its own digits or letters
}

type condition struct {
	op    string
	bound float64
}

type digitStyle uint8

const (
	plainDigits digitStyle = iota
	kanji                  // 一二三, 千二百
	formal                 // 壱弐参
	wide                   // １２３
)

type kind uint8

const (
	literal kind = iota
	fill         // a space, or a character repeated to the cell's width: they say nothing
	digit        // 0 # ?
	comma
	point
	percent
	exponent
	fraction
	general
	at
	clock   // y m d h s e g a b, am/pm
	elapsed // [h]
)

type token struct {
	kind kind
	text string // of a literal; the letters of a clock, small; one of 0 # ?; _ or * of a fill
}

// Parse reads a format's code. No code is wrong: what cannot be understood is text.
func Parse(code string) *Format {
	f := &Format{}
	if code == "" {
		code = "General"
	}
	for _, part := range split(code) {
		s := parseSection(part)
		f.date = f.date || s.showsDay()
		f.sections = append(f.sections, s)
	}
	if len(f.sections) > 4 {
		f.sections = f.sections[:4]
	}
	f.judge()
	return f
}

// Date tells whether the format shows a number as a day: a year, an era, a month or a
// day of it. A time of day alone is no date.
func (f *Format) Date() bool { return f.date }

// Adds tells whether the format can show a number otherwise than by its digits.
func (f *Format) Adds() bool { return f.adds }

// AddsText tells the same of texts.
func (f *Format) AddsText() bool { return f.addsText }

// split parts a code into its sections.
func split(code string) []string {
	var parts []string
	from := 0
	for i := 0; i < len(code); i++ {
		switch code[i] {
		case '"':
			n := strings.IndexByte(code[i+1:], '"')
			if n < 0 {
				return append(parts, code[from:])
			}
			i += n + 1
		case '[':
			if n := strings.IndexByte(code[i:], ']'); n > 0 {
				i += n
			}
		case '\\', '!', '_', '*':
			i++
		case ';':
			parts = append(parts, code[from:i])
			from = i + 1
		}
	}
	return append(parts, code[from:])
}

func parseSection(code string) section {
	var s section
	add := func(k kind, text string) { s.tokens = append(s.tokens, token{k, text}) }
	for i := 0; i < len(code); {
		rest := code[i:]
		if word := generalWord(rest); word != "" {
			add(general, "")
			i += len(word)
			continue
		}
		switch c := code[i]; c {
		case '"':
			text, _, closed := strings.Cut(rest[1:], `"`)
			add(literal, text)
			if i += len(text) + 1; closed {
				i++
			}
		case '[':
			inside, _, closed := strings.Cut(rest[1:], "]")
			if !closed {
				add(literal, rest)
				i = len(code)
				continue
			}
			s.bracket(inside)
			i += len(inside) + 2
		case '\\', '!':
			text := firstRune(rest[1:])
			add(literal, text)
			i += 1 + len(text)
		case '_', '*':
			text := firstRune(rest[1:])
			add(fill, string(c))
			i += 1 + len(text)
		case '0', '#', '?':
			add(digit, string(c))
			i++
		case ',':
			add(comma, "")
			i++
		case '.':
			add(point, "")
			i++
		case '%':
			add(percent, "")
			i++
		case '@':
			add(at, "")
			i++
		default:
			n := s.letters(rest)
			if n == 0 {
				text := firstRune(rest)
				add(literal, text)
				n = len(text)
			}
			i += n
		}
	}
	s.settle()
	return s
}

// letters takes the letters at the start of the text that stand for parts of a day, or
// for an exponent.
func (s *section) letters(text string) int {
	low := strings.ToLower(text[:min(len(text), 8)])
	for _, word := range []string{"am/pm", "a/p"} {
		if strings.HasPrefix(low, word) {
			s.tokens = append(s.tokens, token{clock, word})
			return len(word)
		}
	}
	c := low[0]
	if c == 'e' && len(low) > 1 && (low[1] == '+' || low[1] == '-') {
		s.tokens = append(s.tokens, token{exponent, low[1:2]})
		return 2
	}
	if c == 'a' && !strings.HasPrefix(low, "aaa") || !strings.ContainsRune("ymdhsegabr", rune(c)) {
		return 0
	}
	n := 1
	for n < len(low) && low[n] == c {
		n++
	}
	s.tokens = append(s.tokens, token{clock, low[:n]})
	return n
}

// generalWord is the word for the format without a form of its own.
func generalWord(text string) string {
	for _, word := range []string{"General", "G/標準", "標準"} {
		if len(text) >= len(word) && strings.EqualFold(text[:len(word)], word) {
			return text[:len(word)]
		}
	}
	return ""
}

func firstRune(s string) string {
	for i := range s {
		if i > 0 {
			return s[:i]
		}
	}
	return s
}

// bracket takes what stands in brackets: a condition, a currency, how digits are
// written, a length of time. Colours say nothing.
func (s *section) bracket(inside string) {
	low := strings.ToLower(inside)
	switch {
	case inside == "":
	case inside[0] == '$':
		currency, locale, _ := strings.Cut(inside[1:], "-")
		if currency != "" {
			s.tokens = append(s.tokens, token{literal, currency})
		}
		s.gannen = s.gannen || strings.Contains(strings.ToLower(locale), "gannen")
	case strings.ContainsRune("<>=", rune(inside[0])):
		op := inside[:1]
		if len(inside) > 1 && strings.ContainsRune("=>", rune(inside[1])) {
			op = inside[:2]
		}
		if bound, err := strconv.ParseFloat(strings.TrimSpace(inside[len(op):]), 64); err == nil {
			s.test = &condition{op, bound}
		}
	case strings.HasPrefix(low, "dbnum") || strings.HasPrefix(low, "natnum"):
		switch low[len(low)-1] {
		case '1':
			s.digits = kanji
		case '2':
			s.digits = formal
		case '3':
			s.digits = wide
		}
	case strings.Trim(low, "h") == "", strings.Trim(low, "m") == "", strings.Trim(low, "s") == "":
		s.tokens = append(s.tokens, token{elapsed, low})
	}
}

// settle finds out what the tokens are together: where the decimal point stands,
// which commas scale, which m are minutes.
func (s *section) settle() {
	first, last := -1, -1
	for i, t := range s.tokens {
		switch t.kind {
		case clock, elapsed:
			s.clock = true
		case at:
			s.at = true
		case digit:
			if last = i; first < 0 {
				first = i
			}
		case percent:
			s.percent++
		case general:
			s.number = true
		}
	}
	if s.clock {
		s.minutes()
		return
	}
	s.point = len(s.tokens)
	if first < 0 {
		return
	}
	s.number = true
	for i := range s.tokens {
		if s.tokens[i].kind == point {
			s.point = i
			break
		}
	}
	whole := last // last digit before the point
	for i := range s.tokens {
		if s.tokens[i].kind == digit && i > s.point {
			s.decimals++
		}
	}
	for whole >= 0 && (s.tokens[whole].kind != digit || whole > s.point) {
		whole--
	}
	if s.point == len(s.tokens) {
		s.point = whole + 1
	}
	for i, t := range s.tokens {
		if t.kind != comma {
			continue
		}
		switch {
		case i > first && i < whole:
			s.separator = true
		case i > first:
			s.scale++
		}
	}
	for i, t := range s.tokens { // # ?/?
		if t.kind == literal && t.text == "/" && i > first && i < last {
			s.tokens[i].kind = fraction
		}
	}
}

// minutes tells the m of a month from the m of a minute, which stands behind an hour
// or before a second.
func (s *section) minutes() {
	clocks := []int{}
	for i, t := range s.tokens {
		if t.kind == clock || t.kind == elapsed {
			clocks = append(clocks, i)
		}
	}
	for k, i := range clocks {
		t := &s.tokens[i]
		if t.kind != clock || t.text[0] != 'm' || len(t.text) > 2 {
			continue
		}
		hour := k > 0 && s.tokens[clocks[k-1]].text[0] == 'h'
		second := k+1 < len(clocks) && s.tokens[clocks[k+1]].text[0] == 's'
		if hour || second {
			t.text = strings.Repeat("i", len(t.text)) // as ISO has it nowhere, and nobody else uses it
		}
	}
}

// parts tells which parts of a day the section shows.
func (s *section) parts() (year, month, day bool) {
	for _, t := range s.tokens {
		if t.kind != clock {
			continue
		}
		switch t.text[0] {
		case 'y', 'e', 'g', 'b', 'r':
			year = true
		case 'm':
			month = true
		case 'd':
			day = true
		case 'a':
			day = day || strings.HasPrefix(t.text, "aaa")
		}
	}
	return year, month, day
}

func (s *section) showsDay() bool {
	year, month, day := s.parts()
	return year || month || day
}

// harmless are the characters between the parts of a day that say nothing more.
const harmless = "年月日時分秒/-.:,()（）曜 \u3000～~"

// strange tells whether a text stands between the parts of a day that says more.
func (s *section) strange() bool {
	for _, t := range s.tokens {
		if t.kind == literal && strings.Trim(t.text, harmless) != "" {
			return true
		}
	}
	return false
}

// says tells whether the section shows more, or less, than the number's own digits.
func (s *section) says(negative bool) bool {
	if s.clock {
		year, month, day := s.parts()
		if !year || !month || !day {
			return true
		}
	}
	if !s.number && !s.clock {
		return true
	}
	zeros := 0
	for i, t := range s.tokens {
		switch t.kind {
		case literal:
			quiet := " \u3000"
			if s.clock {
				quiet = harmless
			} else if negative {
				quiet += "-−△▲()"
			}
			if strings.Trim(t.text, quiet) != "" {
				return true
			}
		case digit:
			if t.text == "0" && i < s.point {
				zeros++
			}
		}
	}
	return zeros > 1 || s.scale > 0 || s.percent > 0 || s.digits != plainDigits && !s.clock
}

// judge finds out once what the format can add, so that most cells are never looked at.
func (f *Format) judge() {
	for i := range f.sections {
		s := &f.sections[i]
		if s.forText(i) {
			s.adds = !s.at || s.saysText()
			f.addsText = s.adds
			if i > 0 {
				continue
			}
		} else {
			s.adds = s.says(i == 1 && s.test == nil) && !(i == 2 && s.accounts())
		}
		f.adds = f.adds || s.adds
	}
}

// forText tells whether the section, by its place, is the one for texts.
func (s *section) forText(place int) bool { return place == 3 || s.at && !s.number && !s.clock }

// accounts tells whether the section writes nought as accounts do, as a dash at the
// right end of the cell.
func (s *section) accounts() bool {
	filled, dash := false, false
	for _, t := range s.tokens {
		switch t.kind {
		case fill:
			filled = filled || t.text == "*"
		case literal:
			if text := strings.Trim(t.text, " \u3000¥￥$"); text != "" && text != "-" {
				return false
			} else if text == "-" {
				dash = true
			}
		case digit:
			if t.text != "?" {
				return false
			}
		default:
			return false
		}
	}
	return filled && dash
}

// saysText tells whether a section for texts shows more than the text.
func (s *section) saysText() bool {
	for _, t := range s.tokens {
		if t.kind == literal && strings.Trim(t.text, " \u3000") != "" {
			return true
		}
	}
	return false
}
