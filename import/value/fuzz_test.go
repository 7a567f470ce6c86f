package value

import (
	"testing"

	"tetsuzuki/import/finding"
	"tetsuzuki/import/form"
)

// seeds are cells of every kind, right and wrong.
var seeds = []string{"", " ", "1,200件", "約1.2万", "100～200件", "1,2000", "一二〇〇", "千二百", "-120", "12%", "不明", "－", "R3.4.1", "令和３年４月１日",
	"平成31年5月1日", "20210401", "44287", "1e400", "2021/2/30", "令和元年度", "R99年度", "令和3（2021）年度", "R3～R5", "1～2週間", "1か月15日", "10営業日", "P1Y2M",
	"2-1 申請等に基づく処分通知等", "①申請等", "○", "ｘ", "6、7", "⑥⑦", "制度改正が必要であり、制度改正のための時間確保が困難、性質上、電子化すべきでない",
	"要（第3条）", "定款（甲、乙）；決算書", "(((", "）（", "〃", "#REF!", "\xff\xfe", "\u200b", "ﾊﾟ\u0301", "元", "令", "年", "月", "日", "~", "~~", "()",
	"9999999999999999999", "0x10", "1_000", "inf", "NaN"}

// FuzzParse reads any text as any field. Nothing panics; a text that is not blank
// leaves a value, a finding, or is one of the known ways to say nothing; and a value
// written in its normal form reads as itself, without a finding.
func FuzzParse(f *testing.F) {
	for _, s := range seeds {
		f.Add(s, false, false)
	}
	f.Add("44287.5", true, true)
	f.Add("1200.0000000001", true, false)
	f.Fuzz(func(t *testing.T, text string, number, date bool) {
		ctx := &Context{}
		for i := range form.Current().Fields() {
			field := &form.Current().Fields()[i]
			v, found := Parse(field, Cell{Text: text, Number: number, Date: date}, ctx)
			for _, x := range found {
				checkFinding(t, x)
			}
			switch field.Kind {
			case form.OneCode, form.Date, form.Duration:
				again(t, field, v, v.Text)
			case form.Organ:
				if v.Text != "" {
					again(t, field, v, v.Text)
				}
			case form.Year:
				if v.Year != 0 {
					again(t, field, v, itoa(v.Year))
				}
			case form.Codes:
				for _, c := range v.List {
					again(t, field, Value{List: []string{c}}, c)
				}
			case form.Count:
				if c := v.Count; c.State == Provided && (*c.Value < 0 || c.Upper != nil && *c.Upper < *c.Value) {
					t.Errorf("%q: %s", text, say(c))
				}
			}
			if blank(v) && len(found) == 0 && !silent(field, text) {
				t.Errorf("%s %q is lost without a word", field.Key, text)
			}
		}
	})
}

// again reads a value's normal form.
func again(t *testing.T, field *form.Field, v Value, normal string) {
	t.Helper()
	if normal == "" {
		return
	}
	w, found := Parse(field, Cell{Text: normal}, &Context{})
	if w.Text != v.Text || w.Year != v.Year || len(w.List) != len(v.List) || len(found) > 0 && found[0].Severity == finding.Error {
		t.Errorf("%s: %q reads as %+v %s", field.Key, normal, w, ids(found))
	}
}

func blank(v Value) bool {
	return v.Text == "" && v.List == nil && v.Year == 0 && v.Count.Value == nil
}

// silent tells the texts that say nothing: blank, a dash, a count known to be unknown.
func silent(field *form.Field, text string) bool {
	f, s := form.Current(), Clean(text)
	return s == "" || f.Is(form.Dash, s) || field.Kind == form.Count && (f.Is(form.NotProvided, s) || f.Is(form.NotApplicable, s)) ||
		field.Kind == form.List && len(SplitList(text)) == 0
}

func FuzzDay(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		read := func(s string) (Day, error) {
			d, _, err := parseDay(Clean(s), Cell{Text: s}, false)
			return d, err
		}
		d, err := read(text)
		if err != nil {
			return
		}
		if e, err := read(d.String()); err != nil || e != d || !d.exists() {
			t.Errorf("%q is %s, which reads as %s, %v", text, d, e, err)
		}
		if e, err := read(d.inEra()); err != nil || e != d {
			t.Errorf("%q is %s, which reads as %s, %v", text, d.inEra(), e, err)
		}
	})
}

func FuzzFiscalYear(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		y, _, err := readFiscalYear(Clean(text))
		if err == nil && (y < firstFiscalYear || y > lastFiscalYear) {
			t.Errorf("%q is the year %d", text, y)
		}
	})
}

func FuzzDuration(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, _, ok := readDuration(Clean(text), 0)
		if !ok {
			return
		}
		if e, said, ok := readDuration(d, 0); !ok || e != d || said != "" {
			t.Errorf("%q is %s, which reads as %s", text, d, e)
		}
	})
}

func FuzzSplitList(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, piece := range SplitList(text) {
			if piece == "" || piece != Clean(piece) {
				t.Errorf("%q: the piece %q", text, piece)
			}
		}
	})
}
