package workbook

import (
	"fmt"
	"strings"
	"testing"
)

func TestDateFormats(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		code string
		date bool
	}{
		{"General", false}, {"", false}, {"0", false}, {"#,##0", false}, {"0.00E+00", false}, {"##0.0E+0", false}, {"@", false}, {"0%", false},
		{`G/標準`, false}, {`G/標準"件"`, false}, {`General"年"`, false}, {`0"年度"`, false}, {`"R"0"年"`, false}, {`[Red]0;[Blue]-0`, false}, {`[$¥-411]#,##0`, false},
		{`_-* #,##0_-;\-* #,##0_-`, false}, {`#,##0_ `, false}, {`\d0`, false}, {`_d0`, false}, {`*y0`, false}, {"0;\\-0;\"d\"", false},
		{"h:mm", false}, {"h:mm:ss", false}, {"mm:ss", false}, {"mm:ss.0", false}, {"[h]:mm:ss", false}, {"[mm]:ss", false}, {"h:mm AM/PM", false}, {"h:mm A/P", false}, {`h"時"mm"分"ss"秒"`, false},
		{"yyyy/m/d", true}, {"m/d/yy", true}, {"d-mmm", true}, {"mmm-yy", true}, {`m"月"`, true}, {"mmmm", true}, {"yyyy", true}, {"d", true}, {"aaaa", true},
		{`[$-411]ggge"年"m"月"d"日"`, true}, {"[$-411]ge.m.d", true}, {"[$-411]e", true}, {"ggge", true}, {`[$-ja-JP-x-gannen]ggge"年"m"月"d"日";@`, true}, {"[$-F800]dddd, mmmm dd, yyyy", true},
		{"yyyy/m/d h:mm", true}, {"m/d h:mm", true}, {"h:mm m/d", true}, {"YYYY-MM-DD", true}, {`0;yyyy"年"`, true}, {"[Red]yyyy/mm/dd", true}, {`"日付: "yyyy`, true},
	} {
		if got := isDateFormat(c.code); got != c.date {
			t.Errorf("%s: date %v, want %v", c.code, got, c.date)
		}
	}
	for id, date := range map[int]bool{0: false, 4: false, 11: false, 14: true, 17: true, 18: false, 21: false, 22: true, 27: true, 30: true, 32: false, 33: false, 34: true, 36: true, 45: false, 47: false, 49: false, 50: true, 58: true} {
		if got := isDateFormat(builtinFormats[id]); got != date {
			t.Errorf("built-in format %d: date %v, want %v", id, got, date)
		}
	}
}

func FuzzDateFormat(f *testing.F) {
	for _, code := range builtinFormats {
		f.Add(code)
	}
	f.Add(`"open`)
	f.Add(`[open`)
	f.Fuzz(func(t *testing.T, code string) {
		// What stands in quotes shows no day.
		if quoted := `0"` + strings.ReplaceAll(code, `"`, "") + `"`; isDateFormat(quoted) {
			t.Errorf("%s is no date", quoted)
		}
		_ = isDateFormat(code)
	})
}

// The texts come back one by one, from memory and from the file.
func TestStringTable(t *testing.T) {
	t.Parallel()
	text := func(i int) string { return strings.Repeat(fmt.Sprintf("見本%d ", i), i*7919%40) }
	for _, count := range []int{0, 1, 7, 8, 9, 100, 60_000} {
		table := &stringTable{}
		for i := range count {
			if err := table.add([]byte(text(i))); err != nil {
				t.Fatal(err)
			}
		}
		if err := table.finish(); err != nil {
			t.Fatal(err)
		}
		if spilled := table.file != nil; spilled != (count == 60_000) {
			t.Errorf("%d texts: in a file %v", count, spilled)
		}
		for i := range count {
			n := i * 31 % count
			got, err := table.appendText([]byte("x"), n)
			size, err2 := table.textSize(n)
			if err != nil || err2 != nil || string(got) != "x"+text(n) || size != len(text(n)) {
				t.Fatalf("text %d of %d: %q of %d bytes, %v, %v", n, count, got, size, err, err2)
			}
		}
		table.close()
	}
}
