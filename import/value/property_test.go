package value

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"tetsuzuki/import/internal/era"

	"tetsuzuki/import/form"
)

// The generators below write values in the habits of the sheets; every writing has
// to be read back as the value it was made from.

const rounds = 20_000

// dress changes how a text looks, but not what it says: width, dashes, tildes,
// spaces around it.
func dress(r *rand.Rand, s string) string {
	dashes := []rune("-－−‐–—ー―")
	tildes := []rune("~～〜∼")
	var b strings.Builder
	wide := r.IntN(3)
	for _, c := range s {
		switch {
		case c == '-':
			c = dashes[r.IntN(len(dashes))]
		case c == '~':
			c = tildes[r.IntN(len(tildes))]
		case c > ' ' && c < 0x7f && (wide == 1 || wide == 2 && r.IntN(2) == 0):
			c += 0xFEE0
		}
		b.WriteRune(c)
	}
	around := []string{"", "", "", " ", "　", "\u00a0", "\n"}
	return around[r.IntN(len(around))] + b.String() + around[r.IntN(len(around))]
}

func pick[T any](r *rand.Rand, from ...T) T { return from[r.IntN(len(from))] }

// writeNumber writes a whole number in one of the ways that people do.
func writeNumber(r *rand.Rand, n int64) string {
	switch k := r.IntN(6); {
	case k == 0 && n >= 10_000 && n%1000 == 0:
		return strings.TrimSuffix(strconv.FormatFloat(float64(n)/10_000, 'f', -1, 64), ".0") + "万"
	case k == 1 && n >= 1000 && n%1000 == 0 && n < 1_000_000:
		return strconv.FormatInt(n/1000, 10) + "千"
	case k == 2 && n >= 10_000 && n%10_000 > 0:
		return strconv.FormatInt(n/10_000, 10) + "万" + strconv.FormatInt(n%10_000, 10)
	case k == 3:
		return kanjiNumber(n)
	case k == 4:
		return strconv.FormatInt(n, 10)
	}
	return grouped(n)
}

func grouped(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// kanjiNumber writes 12345 as 一万二千三百四十五.
func kanjiNumber(n int64) string {
	if n == 0 {
		return "零"
	}
	digits := []rune("〇一二三四五六七八九")
	var b strings.Builder
	for _, big := range []struct {
		unit int64
		word string
	}{{100_000_000, "億"}, {10_000, "万"}, {1, ""}} {
		part := n / big.unit % 10_000
		if big.unit == 100_000_000 {
			part = n / big.unit
		}
		if part == 0 {
			continue
		}
		for _, small := range []struct {
			unit int64
			word string
		}{{1000, "千"}, {100, "百"}, {10, "十"}, {1, ""}} {
			d := part / small.unit % 10
			if d == 0 {
				continue
			}
			if d > 1 || small.unit == 1 {
				b.WriteRune(digits[d])
			}
			b.WriteString(small.word)
		}
		b.WriteString(big.word)
	}
	return b.String()
}

func TestEveryWritingOfACountIsReadBack(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 1))
	size := []int64{10, 100, 1000, 10_000, 100_000, 10_000_000, 900_000_000}
	for range rounds {
		n := r.Int64N(pick(r, size...))
		if r.IntN(3) == 0 {
			n -= n % 1000
		}
		text := writeNumber(r, n)
		want := strconv.FormatInt(n, 10)
		noun := pick(r, "", "件", " 件", "回", "件/年")
		switch r.IntN(7) {
		case 5:
			text, want = text+noun+"未満", "<"+want
		case 0:
			text, want = pick(r, "約", "およそ", "概ね")+text+noun, "~"+want
		case 1:
			text, want = text+noun+pick(r, "程度", "前後"), "~"+want
		case 2:
			text, want = text+noun+"以上", ">="+want
		case 3:
			text, want = text+noun+"以下", "<="+want
		case 4:
			m := n + r.Int64N(n+10)
			text, want = grouped(n)+pick(r, "~", "-", "から")+grouped(m)+noun, want+".."+strconv.FormatInt(m, 10)
		default:
			text += noun
		}
		text = dress(r, text)
		v, _ := read(t, "annual_volume", Cell{Text: text}, nil)
		if got := say(v.Count); got != want {
			t.Fatalf("%q: %s, want %s", text, got, want)
		}
	}
}

// writeYear writes a year in its era or the western way.
func writeYear(r *rand.Rand, d Day) string {
	for _, e := range era.All {
		if d.before(e.From) || r.IntN(4) == 0 {
			continue
		}
		n := d.Year - e.From.Year + 1
		if e.To.Year != 0 && e.To.Before(era.Day(d)) {
			break
		}
		name := pick(r, e.Name, e.Short, strings.ToUpper(string(e.Letter)), string(e.Letter))
		number := strconv.Itoa(n)
		if n == 1 && r.IntN(2) == 0 {
			number = "元"
		}
		return name + number
	}
	return strconv.Itoa(d.Year)
}

func TestEveryWritingOfADayIsReadBack(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(2, 2))
	first := -37_000 // in 1868
	for range rounds {
		d := fromEpoch(first + r.IntN(80_000))
		year := writeYear(r, d)
		var text string
		switch sep := pick(r, "/", ".", "-", "年", "年"); sep {
		case "年":
			text = fmt.Sprintf("%s年%d月%d日%s", year, d.Month, d.Day, pick(r, "", "（月）", "(金曜日)"))
		default:
			text = fmt.Sprintf(pick(r, "%s%s%d%s%d", "%s%s%02d%s%02d"), year, sep, d.Month, sep, d.Day)
		}
		text = dress(r, text)
		v, found := read(t, "digitized_on", Cell{Text: text}, nil)
		if v.Text != d.String() || len(found) > 0 {
			t.Fatalf("%q: %q %s, want %s", text, v.Text, ids(found), d)
		}
	}
}

func TestEverySerialNumberIsItsDay(t *testing.T) {
	t.Parallel()
	for n := 61; n < 73_000; n++ {
		d := fromEpoch(n - 25569)
		v, _ := read(t, "digitized_on", Cell{Text: strconv.Itoa(n), Number: true, Date: true}, nil)
		if v.Text != d.String() || !d.exists() {
			t.Fatalf("serial %d: %q, want %s", n, v.Text, d)
		}
		if n > 1462 {
			v, _ = read(t, "digitized_on", Cell{Text: strconv.Itoa(n - 1462), Number: true, Date: true}, &Context{Date1904: true})
			if v.Text != d.String() {
				t.Fatalf("serial %d in the 1904 system: %q, want %s", n-1462, v.Text, d)
			}
		}
	}
}

func TestEveryWritingOfAFiscalYearIsReadBack(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 3))
	for range rounds {
		// in summer every fiscal year has the number of its calendar year's era
		d := Day{1950 + r.IntN(110), 7, 1}
		text := writeYear(r, d) + pick(r, "", "年", "年度", " 年度", "年度末", "年度中", "年度（予定）")
		if r.IntN(5) == 0 {
			text = fmt.Sprintf("%d（%s）年度", d.Year, writeYear(r, d))
		}
		text = dress(r, text)
		v, found := read(t, "planned_fiscal_year", Cell{Text: text}, nil)
		if v.Year != d.Year || strings.ContainsAny(ids(found), "!?") {
			t.Fatalf("%q: %d %s, want %d", text, v.Year, ids(found), d.Year)
		}
	}
}

func TestEveryWritingOfADurationIsReadBack(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(4, 4))
	units := map[byte][]string{'D': {"日", "日間"}, 'W': {"週", "週間"}, 'M': {"月", "か月", "ヶ月", "ヵ月", "カ月", "ｶ月", "ケ月", "箇月", "か月間"},
		'Y': {"年", "年間"}}
	for range rounds {
		unit := pick(r, 'D', 'W', 'M', 'Y')
		n := r.IntN(200)
		text, want := strconv.Itoa(n)+pick(r, units[byte(unit)]...), fmt.Sprintf("P%d%c", n, unit)
		switch r.IntN(4) {
		case 0:
			m := n + r.IntN(50)
			text = strconv.Itoa(n) + pick(r, "", units[byte(unit)][0]) + pick(r, "~", "-", "から") + strconv.Itoa(m) + pick(r, units[byte(unit)]...)
			want += fmt.Sprintf("/P%d%c", m, unit)
		case 1:
			text = pick(r, "約", "概ね") + text
		case 2:
			text += pick(r, "程度", "以内")
		}
		text = dress(r, text)
		if v, _ := read(t, "standard_processing_period", Cell{Text: text}, nil); v.Text != want {
			t.Fatalf("%q: %q, want %q", text, v.Text, want)
		}
	}
}

func TestEveryWritingOfAChoiceIsReadBack(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(5, 5))
	for _, f := range form.Current().Fields() {
		if f.Kind != form.OneCode && f.Kind != form.Codes {
			continue
		}
		for _, c := range f.List.All() {
			writings := append([]string{c.Code, c.Label, c.Code + " " + c.Label}, c.Synonyms...)
			if f.List.Numbered() {
				writings = append(writings, c.Code+":"+c.Label, c.Code+"."+c.Label, "("+c.Code+")"+c.Label, c.Code+"  "+c.Label)
			}
			for _, w := range writings {
				for range 20 {
					text := dress(r, w)
					v, found := read(t, f.Key, Cell{Text: text}, nil)
					if got := v.Text + strings.Join(v.List, " "); got != c.Code || strings.ContainsAny(ids(found), "!?") {
						t.Fatalf("%s %q: %q %s, want %s", f.Key, text, got, ids(found), c.Code)
					}
				}
			}
		}
		if f.Kind == form.Codes {
			all := f.List.All()
			for range 2000 {
				var texts []string
				want := map[string]bool{}
				for range 1 + r.IntN(4) {
					c := pick(r, all...)
					want[c.Code] = true
					texts = append(texts, pick(r, c.Code, c.Label, c.Code+" "+c.Label))
				}
				text := dress(r, strings.Join(texts, pick(r, ";", "; ", "、", "，", ",", "\n", "／", " / ")))
				v, found := read(t, f.Key, Cell{Text: text}, nil)
				if len(v.List) != len(want) || len(found) > 0 {
					t.Fatalf("%s %q: %q %s", f.Key, text, v.List, ids(found))
				}
				for _, c := range v.List {
					if !want[c] {
						t.Fatalf("%s %q: %s is not in it", f.Key, text, c)
					}
				}
			}
		}
	}
}

func TestEverySplitOfAListIsReadBack(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(6, 6))
	names := []string{"架空の申請書", "架空証明書（甲、乙又は丙）", "架空図面(縮尺1/500,3部)", "写し「甲；乙」", "所得証明書・納税証明書"}
	for range rounds {
		var want []string
		for range 1 + r.IntN(4) {
			want = append(want, pick(r, names...))
		}
		sep := pick(r, ";", "; ", "；", "、", "，", "､", "\n", "／", "\n・")
		text := strings.Join(want, sep)
		if sep == "\n・" {
			text = "・" + text
		}
		v, _ := read(t, "attachments", Cell{Text: text}, nil)
		if strings.Join(v.List, "|") != strings.Join(want, "|") {
			t.Fatalf("%q: %q", text, v.List)
		}
	}
}
