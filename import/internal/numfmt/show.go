package numfmt

import (
	"math"
	"strconv"
	"strings"
	"time"

	"tetsuzuki/import/internal/era"
)

// Shown is how a value looks under a format.
type Shown struct {
	Text string // what a person sees
	// Plain is the same with the number in plain digits and in full, where the format
	// rounds it or writes it in other digits, and the month of a year as 2021年4月; for
	// reading, not for looking at.
	Plain string
}

// Number shows a number. ok is false where it looks like its own digits.
func (f *Format) Number(x float64, date1904 bool) (shown Shown, ok bool) {
	if !f.adds {
		return Shown{}, false
	}
	s, minus := f.choose(x)
	if s == nil || !s.adds {
		return Shown{}, false
	}
	if minus {
		x = -x
	}
	if s.clock {
		t, ok := moment(x, date1904)
		if !ok {
			return Shown{}, false
		}
		text := s.day(x, t)
		return Shown{text, s.plainDay(t, text)}, true
	}
	shown = Shown{s.write(x, false), s.write(x, true)}
	if x < 0 {
		shown.Text, shown.Plain = "-"+shown.Text, "-"+shown.Plain
	}
	return shown, true
}

// String shows a text. ok is false where it looks as it is.
func (f *Format) String(text string) (shown string, ok bool) {
	if !f.addsText {
		return "", false
	}
	for i := range f.sections {
		s := &f.sections[i]
		if !s.forText(i) {
			continue
		}
		var b strings.Builder
		for _, t := range s.tokens {
			switch t.kind {
			case at:
				b.WriteString(text)
			case literal:
				b.WriteString(t.text)
			}
		}
		return strings.TrimSpace(b.String()), s.adds
	}
	return "", false
}

// choose finds the section for a number, and whether the section itself says that the
// number is negative, so that it is written without its sign.
func (f *Format) choose(x float64) (s *section, minus bool) {
	var numbers []*section
	for i := range f.sections {
		if i == 0 || !f.sections[i].forText(i) {
			numbers = append(numbers, &f.sections[i])
		}
	}
	tested := false
	for i, s := range numbers {
		if s.test == nil {
			continue
		}
		tested = true
		if s.test.holds(x) {
			return s, i > 0 && x < 0
		}
	}
	switch {
	case tested:
		for i := len(numbers) - 1; i >= 0; i-- {
			if numbers[i].test == nil && (i > 0 || len(numbers) == 1) {
				return numbers[i], false
			}
		}
		return nil, false // ####
	case len(numbers) >= 3 && x == 0:
		return numbers[2], false
	case len(numbers) >= 2 && x < 0:
		return numbers[1], true
	}
	return numbers[0], false
}

func (c *condition) holds(x float64) bool {
	switch c.op {
	case "=":
		return x == c.bound
	case "<>":
		return x != c.bound
	case "<":
		return x < c.bound
	case "<=":
		return x <= c.bound
	case ">":
		return x > c.bound
	case ">=":
		return x >= c.bound
	}
	return false
}

// write writes a number that is not negative; a negative one without its sign. In full
// means all of its digits, whatever the format rounds away.
func (s *section) write(x float64, full bool) string {
	x = math.Abs(x)
	for range s.percent {
		x *= 100
	}
	for range s.scale {
		x /= 1000
	}
	first, last := s.digitSpan()
	var b strings.Builder
	wrote := false
	number := func() {
		if wrote {
			return
		}
		wrote = true
		switch {
		case full && x == 0 && !s.writesZero():
		case full:
			b.WriteString(inFull(x))
		default:
			b.WriteString(s.placed(x, first, last))
		}
	}
	for i, t := range s.tokens {
		switch {
		case first >= 0 && i >= first && i <= last:
			number()
		case t.kind == literal:
			b.WriteString(t.text)
		case t.kind == percent:
			b.WriteByte('%')
		case t.kind == general:
			if full || s.digits == plainDigits {
				b.WriteString(inFull(x))
			} else {
				b.WriteString(inWords(x, s.digits))
			}
		case t.kind == at:
			b.WriteString(inFull(x))
		case t.kind == fill:
			b.WriteByte(' ')
		}
	}
	return strings.TrimSpace(b.String())
}

// writesZero tells whether the section has a digit for nought.
func (s *section) writesZero() bool {
	for _, t := range s.tokens {
		if t.kind == digit && t.text == "0" {
			return true
		}
	}
	return false
}

// digitSpan is where the section's places for digits begin and end.
func (s *section) digitSpan() (first, last int) {
	first, last = -1, -1
	for i, t := range s.tokens {
		if t.kind == digit || t.kind == exponent || t.kind == point && i == s.point {
			if last = i; first < 0 {
				first = i
			}
		}
	}
	return first, last
}

// inFull writes a number with all of its digits, without what the rounding of binary
// fractions adds.
func inFull(x float64) string {
	const digits = 15 // as many as spreadsheets keep
	if y, err := strconv.ParseFloat(strconv.FormatFloat(x, 'e', digits-1, 64), 64); err == nil {
		x = y
	}
	return strconv.FormatFloat(x, 'f', -1, 64)
}

// placed writes a number into the section's places for digits.
func (s *section) placed(x float64, first, last int) string {
	for i := first; i <= last; i++ {
		if k := s.tokens[i].kind; k == exponent || k == fraction {
			return inFull(x)
		}
	}
	whole, decimals, _ := strings.Cut(strconv.FormatFloat(x, 'f', s.decimals, 64), ".")
	if whole == "0" {
		whole = ""
	}
	var out []string // from right to left
	rest, count := whole, 0
	put := func(d string) {
		if s.separator && count > 0 && count%3 == 0 {
			out = append(out, ",")
		}
		count++
		out = append(out, s.digitWord(d))
	}
	top := min(s.point, last+1) - 1
	for i := top; i >= first; i-- {
		switch t := s.tokens[i]; {
		case t.kind == literal:
			out = append(out, t.text)
		case t.kind == digit && rest != "":
			put(rest[len(rest)-1:])
			rest = rest[:len(rest)-1]
		case t.kind == digit && t.text == "0":
			put("0")
		}
		if i == first {
			for rest != "" {
				put(rest[len(rest)-1:])
				rest = rest[:len(rest)-1]
			}
		}
	}
	var b strings.Builder
	for i := len(out) - 1; i >= 0; i-- {
		b.WriteString(out[i])
	}
	if top < first { // .00
		b.WriteString(whole)
	}
	// the places behind the point; # leaves zeros at the end away
	keep := len(decimals)
	for i := last; i > s.point && keep > 0; i-- {
		if t := s.tokens[i]; t.kind == digit {
			if t.text == "0" || decimals[keep-1] != '0' {
				break
			}
			keep--
		}
	}
	if s.point <= last {
		b.WriteByte('.')
	}
	at := 0
	for i := s.point + 1; i <= last; i++ {
		switch t := s.tokens[i]; {
		case t.kind == literal:
			b.WriteString(t.text)
		case t.kind == digit && at < keep:
			b.WriteString(s.digitWord(decimals[at : at+1]))
			at++
		}
	}
	return b.String()
}

// moment is the day and time of day that a number stands for. ok is false where there
// is none.
func moment(x float64, date1904 bool) (t time.Time, ok bool) {
	const days = 2_958_466 // from 1900 to 9999
	if x < 0 || x >= days || math.IsNaN(x) {
		return t, false
	}
	whole := math.Floor(x)
	n := int(whole)
	switch {
	case date1904:
		n += 1462
	case n < 60:
		n++ // the spreadsheets' 29 February 1900 never was
	}
	return time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).
			AddDate(0, 0, n).
			Add(time.Duration(math.Round((x-whole)*86400)) * time.Second),
		true
}

// plainDay writes the month of a year in one way, where the section shows nothing else.
func (s *section) plainDay(t time.Time, text string) string {
	if year, month, day := s.parts(); !year || !month || day || s.strange() {
		return text
	}
	return t.Format("2006年1月")
}

// day shows a moment.
func (s *section) day(x float64, t time.Time) string {
	var b strings.Builder
	for _, k := range s.tokens {
		switch k.kind {
		case literal:
			b.WriteString(k.text)
		case fill:
			b.WriteByte(' ')
		case point:
			b.WriteByte('.')
		case comma:
			b.WriteByte(',')
		case elapsed:
			b.WriteString(strconv.Itoa(int(x * map[byte]float64{'h': 24, 'm': 1440, 's': 86400}[k.text[0]])))
		case clock:
			b.WriteString(s.clock1(k.text, t))
		}
	}
	return strings.TrimSpace(b.String())
}

// clock1 writes one part of a moment.
func (s *section) clock1(letters string, t time.Time) string {
	n := len(letters)
	two := func(v int) string {
		if n == 1 {
			return s.numberWord(strconv.Itoa(v))
		}
		return s.numberWord(strconv.Itoa(100 + v)[1:])
	}
	e, year := era.Of(era.Day{Year: t.Year(), Month: int(t.Month()), Day: t.Day()})
	switch letters[0] {
	case 'y':
		if n <= 2 {
			n = 2
			return two(t.Year() % 100)
		}
		return s.numberWord(strconv.Itoa(t.Year()))
	case 'b':
		return strconv.Itoa(t.Year() + 543)
	case 'g', 'r':
		if e == nil {
			return ""
		}
		name := map[bool]string{true: e.Name, false: strings.ToUpper(string(e.Letter))}[n > 2 || letters == "rr"]
		if letters[0] == 'g' && n == 2 {
			name = e.Short
		}
		if letters[0] == 'r' {
			name += s.eraYear(year, false)
		}
		return name
	case 'e':
		if e == nil {
			return strconv.Itoa(t.Year())
		}
		return s.eraYear(year, n > 1)
	case 'm':
		switch {
		case n > 4:
			return t.Month().String()[:1]
		case n == 4:
			return t.Month().String()
		case n == 3:
			return t.Month().String()[:3]
		}
		return two(int(t.Month()))
	case 'd':
		switch {
		case n > 3:
			return t.Weekday().String()
		case n == 3:
			return t.Weekday().String()[:3]
		}
		return two(t.Day())
	case 'a':
		switch day := []string{"日", "月", "火", "水", "木", "金", "土"}[t.Weekday()]; {
		case letters == "am/pm" || letters == "a/p":
			return map[bool]string{true: "AM", false: "PM"}[t.Hour() < 12]
		case n > 3:
			return day + "曜日"
		default:
			return day
		}
	case 'h':
		return two(t.Hour())
	case 'i':
		return two(t.Minute())
	case 's':
		return two(t.Second())
	}
	return ""
}

// eraYear writes the year of an era.
func (s *section) eraYear(year int, twoDigits bool) string {
	if year == 1 && s.gannen {
		return "元"
	}
	if twoDigits && year < 10 {
		return s.numberWord("0" + strconv.Itoa(year))
	}
	return s.numberWord(strconv.Itoa(year))
}
