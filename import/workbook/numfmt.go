package workbook

import "strings"

// builtinFormats are the number formats that a book refers to by number alone
// (ISO/IEC 29500-1, 18.8.30), with the Japanese ones for 27 to 36 and 50 to 58.
var builtinFormats = map[int]string{
	1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: `"¥"#,##0;"¥"\-#,##0`, 6: `"¥"#,##0;[Red]"¥"\-#,##0`,
	7: `"¥"#,##0.00;"¥"\-#,##0.00`, 8: `"¥"#,##0.00;[Red]"¥"\-#,##0.00`,
	9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
	14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
	20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm",
	27: "[$-411]ge.m.d", 28: `[$-411]ggge"年"m"月"d"日"`, 29: `[$-411]ggge"年"m"月"d"日"`, 30: "m/d/yy",
	31: `yyyy"年"m"月"d"日"`, 32: `h"時"mm"分"`, 33: `h"時"mm"分"ss"秒"`, 34: `yyyy"年"m"月"`, 35: `m"月"d"日"`, 36: "[$-411]ge.m.d",
	37: "#,##0;-#,##0", 38: "#,##0;[Red]-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;[Red]-#,##0.00",
	45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
	50: "[$-411]ge.m.d", 51: `[$-411]ggge"年"m"月"d"日"`, 52: `yyyy"年"m"月"`, 53: `m"月"d"日"`, 54: `[$-411]ggge"年"m"月"d"日"`,
	55: `yyyy"年"m"月"`, 56: `m"月"d"日"`, 57: "[$-411]ge.m.d", 58: `[$-411]ggge"年"m"月"d"日"`,
}

// isDateFormat reports whether a number format shows a number as a day: whether
// it has a year, an era, a month or a day outside quotes, brackets and escapes.
// A time of day alone is no date.
func isDateFormat(code string) bool {
	code = strings.ToLower(code)
	for _, word := range []string{"general", "g/標準", "標準"} {
		code = strings.ReplaceAll(code, word, "")
	}
	month, last := false, byte(0) // last is the token before, h and s decide what m means
	pending := false              // an m that a following s would make minutes
	for i := 0; i < len(code); i++ {
		c := code[i]
		switch c {
		case '"':
			n := strings.IndexByte(code[i+1:], '"')
			if n < 0 {
				return month || pending
			}
			i += n + 1
			continue
		case '[':
			n := strings.IndexByte(code[i:], ']')
			if n < 0 {
				return month || pending
			}
			switch inside := code[i+1 : i+n]; {
			case strings.Trim(inside, "h") == "":
				last = 'h'
			case strings.Trim(inside, "m") == "":
				last, pending = 'm', false
			case strings.Trim(inside, "s") == "":
				last, pending = 's', false
			}
			i += n
			continue
		case '\\', '_', '*':
			i++
			continue
		case ';':
			month, pending, last = month || pending, false, 0
			continue
		case 'y', 'g', 'd', 'b', 'r':
			return true
		case 'e':
			if i+1 < len(code) && (code[i+1] == '+' || code[i+1] == '-') {
				continue // the exponent of a number
			}
			return true
		case 'a':
			if strings.HasPrefix(code[i:], "am/pm") {
				i += len("am/pm") - 1
				continue
			}
			if strings.HasPrefix(code[i:], "a/p") {
				i += len("a/p") - 1
				continue
			}
			if strings.HasPrefix(code[i:], "aaa") {
				return true // the day of the week
			}
		case 'h':
			last = 'h'
		case 's':
			last, pending = 's', false
		case 'm':
			for i+1 < len(code) && code[i+1] == 'm' {
				i++
			}
			if last == 'h' {
				last = 'm'
				continue
			}
			month, pending, last = month || pending, true, 'm'
		}
	}
	return month || pending
}
