package numfmt

import (
	"strings"
	"testing"
)

func TestNumber(t *testing.T) {
	t.Parallel()
	const same = "\x00"
	for _, c := range []struct {
		code string
		x    float64
		text string // same: as its digits
		full string // empty: as text
	}{
		{"", 12, same, ""}, {"General", 12, same, ""}, {"0", 12, same, ""}, {"#,##0", 12000, same, ""}, {"#,##0;[Red]-#,##0", 12000, same, ""},
		{"#,##0_);(#,##0)", -3, same, ""},
		{`_ * #,##0_ ;_ * \-#,##0_ ;_ * "-"_ ;_ @_ `, 0, same, ""}, {`_ * #,##0.00_ ;_ * \-#,##0.00_ ;_ * "-"??_ ;_ @_ `, 0, same, ""},
		{"@", 12, same, ""}, {"0.00", 1.5, same, ""}, {"0.00E+00", 1200, same, ""}, {"# ?/?", 1.5, same, ""}, {"[赤]0", 12, same, ""},
		{"yyyy/m/d", 44287, same, ""}, {`[$-411]ggge"年"m"月"d"日";@`, 44287, same, ""},
		{`0"千件"`, 12, "12千件", ""}, {`#,##0"件"`, 12000, "12,000件", "12000件"}, {`#,##0\千\件`, 12, "12千件", ""}, {`0千件`, 12, "12千件", ""},
		{`0!千!件`, 12, "12千件", ""},
		{`0,"千件"`, 12345, "12千件", "12.345千件"}, {`#,##0,`, 12345, "12", "12.345"}, {`0.0,,"百万件"`, 1250000, "1.2百万件", "1.25百万件"},
		{`"約"#,##0`, 1200, "約1,200", "約1200"}, {`0"件未満"`, 10, "10件未満", ""}, {`0"以上"`, 10, "10以上", ""}, {`0.0"万件"`, 1.25, "1.2万件", "1.25万件"},
		{`"P-"0000000`, 123, "P-0000123", "P-123"}, {"0000", 12, "0012", "12"}, {`"第"0"条の2"`, 3, "第3条の2", ""},
		{"000-0000", 1234567, "123-4567", "1234567"},
		{`0;0;"不明"`, 0, "不明", ""}, {`0;0;"不明"`, 5, same, ""}, {`0;-0;;@`, 0, "", ""}, {`0;-0;"-"`, 0, "-", ""}, {";;;", 5, "", ""},
		{";;", -5, "", ""}, {`"○";;"×"`, 1, "○", ""}, {`"○";;"×"`, 0, "×", ""},
		{`[=1]"実施済";[=0]"未着手"`, 1, "実施済", ""}, {`[=1]"実施済";[=0]"未着手"`, 0, "未着手", ""}, {`[=0]"不明";0"件"`, 0, "不明", ""},
		{`[=0]"不明";0"件"`, 7, "7件", ""},
		{`[>=1000]0.0,"千件";0"件"`, 12000, "12.0千件", "12千件"}, {`[>=1000]0.0,"千件";0"件"`, 999, "999件", ""}, {`[<10]"10件未満";0`, 4, "10件未満", ""},
		{`[<10]"10件未満";0`, 40, same, ""}, {`[<>0]0"件";"該当なし"`, 0, "該当なし", ""},
		{"0%", 0.45, "45%", ""}, {"0.0%", 0.125, "12.5%", ""}, {"0%", 0.29, "29%", ""}, {`"¥"#,##0`, 500, "¥500", ""},
		{`[$¥-411]#,##0`, 500, "¥500", ""}, {`0"円"`, 500, "500円", ""}, {`"△"0`, 5, "△5", ""},
		{`[DBNum1]General`, 1200, "千二百", "1200"}, {`[DBNum1][$-411]0`, 1200, "一二〇〇", "1200"}, {`[DBNum2]General`, 1200, "壱阡弐百", "1200"},
		{`[DBNum3]0`, 12, "１２", "12"}, {`"第"[DBNum1]General"条"`, 12, "第十二条", "第12条"}, {`[DBNum1]General`, 20300000, "二千三十万", "20300000"},
		{`[$-411]ggge"年度"`, 43922, "令和2年度", ""}, {`[$-ja-JP-x-gannen]ggge"年"`, 43600, "令和元年", ""}, {`yyyy"年度"`, 45672, "2025年度", ""},
		{`yyyy"年"m"月"`, 45383, "2024年4月", ""}, {`[$-411]ge.m`, 45717, "R7.3", "2025年3月"}, {"mmm-yy", 44287, "Apr-21", "2021年4月"},
		{`[$-411]ggge"年"m"月予定"`, 45717, "令和7年3月予定", ""}, {`m"月"d"日"`, 44287, "4月1日", ""}, {`yyyy"年"m"月"d"日頃"`, 44287, "2021年4月1日頃", ""},
		{"h:mm", 0.5, "12:00", ""}, {"[h]:mm", 1.5, "36:00", ""}, {"yy/mm", 44287, "21/04", "2021年4月"}, {"ee", 43922, "02", ""},
		{"aaaa", 44287, "木曜日", ""},
		{`[DBNum1][$-411]ggge"年"`, 48700, "令和十五年", ""},
		{`General"件"`, 12, "12件", ""}, {`G/標準"件"`, 1.5, "1.5件", ""}, {`@"件"`, 12, "12件", ""}, {`"件"`, 12, "件", ""}, {"yyyy", -1, same, ""},
		{`-0"件"`, 3, "-3件", ""}, {`0"件"`, -3, "-3件", ""}, {`0"件";"▲"0"件"`, -3, "▲3件", ""},
		{`"open 0`, 3, "open 0", ""}, {"[open", 3, "[open", ""}, {`.00"件"`, 0.5, ".50件", "0.5件"}, {`0.##"件"`, 1.5, "1.5件", ""},
	} {
		got, ok := Parse(c.code).Number(c.x, false)
		want := Shown{c.text, c.full}
		if c.full == "" {
			want.Plain = c.text
		}
		if c.text == same {
			want = Shown{}
		}
		if got != want || ok != (c.text != same) {
			t.Errorf("%s shows %v as %+v (%v), want %+v", c.code, c.x, got, ok, want)
		}
	}
	if got, _ := Parse("yyyy").Number(43922-1462, true); got.Text != "2020" {
		t.Errorf("the count from 1904: %s", got.Text)
	}
}

func TestString(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ code, text, want string }{
		{"", "見本", ""}, {"@", "見本", ""}, {"0;0;0;@", "見本", ""}, {`_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ `, "見本", ""}, {`0"件"`, "見本", ""},
		{`@"件"`, "1200", "1200件"}, {`0;0;0;"約"@`, "1200", "約1200"}, {`0;0;0;"不明"`, "x", "不明"},
	} {
		got, ok := Parse(c.code).String(c.text)
		if got != c.want && ok || ok != (c.want != "") {
			t.Errorf("%s shows %q as %q (%v), want %q", c.code, c.text, got, ok, c.want)
		}
	}
	if got, ok := Parse(";;;").String("x"); got != "" || !ok {
		t.Errorf("a hidden text shows as %q", got)
	}
}

func TestDate(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		code string
		date bool
	}{
		{"General", false}, {"", false}, {"0", false}, {"#,##0", false}, {"0.00E+00", false}, {"##0.0E+0", false}, {"@", false}, {"0%", false},
		{`G/標準`, false}, {`G/標準"件"`, false}, {`General"年"`, false}, {`0"年度"`, false}, {`"R"0"年"`, false}, {`[Red]0;[Blue]-0`, false},
		{`[$¥-411]#,##0`, false},
		{`_-* #,##0_-;\-* #,##0_-`, false}, {`#,##0_ `, false}, {`\d0`, false}, {`_d0`, false}, {`*y0`, false}, {"0;\\-0;\"d\"", false},
		{"h:mm", false}, {"h:mm:ss", false}, {"mm:ss", false}, {"mm:ss.0", false}, {"[h]:mm:ss", false}, {"[mm]:ss", false},
		{"h:mm AM/PM", false}, {"h:mm A/P", false}, {`h"時"mm"分"ss"秒"`, false},
		{"yyyy/m/d", true}, {"m/d/yy", true}, {"d-mmm", true}, {"mmm-yy", true}, {`m"月"`, true}, {"mmmm", true}, {"yyyy", true}, {"d", true},
		{"aaaa", true},
		{`[$-411]ggge"年"m"月"d"日"`, true}, {"[$-411]ge.m.d", true}, {"[$-411]e", true}, {"ggge", true},
		{`[$-ja-JP-x-gannen]ggge"年"m"月"d"日";@`, true}, {"[$-F800]dddd, mmmm dd, yyyy", true},
		{"yyyy/m/d h:mm", true}, {"m/d h:mm", true}, {"h:mm m/d", true}, {"YYYY-MM-DD", true}, {`0;yyyy"年"`, true}, {"[Red]yyyy/mm/dd", true},
		{`"日付: "yyyy`, true},
	} {
		if got := Parse(c.code).Date(); got != c.date {
			t.Errorf("%s: date %v, want %v", c.code, got, c.date)
		}
	}
}

func FuzzFormat(f *testing.F) {
	for _, code := range []string{"", `0"千件"`, `[>=1000]0.0,"千";0`, `[$-411]ggge"年"`, "# ?/?", "0;-0;;@", `"open`, "[open", "0.0.0,,",
		"[h]:mm", `\`, "_", "*", "[DBNum1]0", "[=", "0E+"} {
		f.Add(code, 12.5)
	}
	f.Fuzz(func(t *testing.T, code string, x float64) {
		if quoted := Parse(`0"` + strings.ReplaceAll(code, `"`, "") + `"`); quoted.Date() {
			t.Errorf("what stands in quotes shows no day: %q", code)
		}
		format := Parse(code)
		if _, ok := format.Number(x, false); ok && !format.Adds() {
			t.Errorf("%q adds something although it does not", code)
		}
		format.String(code)
	})
}
