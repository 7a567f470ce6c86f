package registry

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"
)

// DayExample shows the ways in which a day can be entered.
const DayExample = "2023年4月1日、令和5年4月1日、R5.4.1、2023/4/1、2023-04-01"

// ParseDay reads a day that a person or a program entered, in any of the writings of
// [DayExample], as its beginning in Tokyo. The Invalid error names the field by its label and
// shows a right example.
func ParseDay(op, field, label, s string) (time.Time, error) {
	day, ok := readDay(s)
	if ok {
		return day, nil
	}
	message := fmt.Sprintf("%s「%s」を日付として読めません。2023年4月1日、R5.4.1、2023-04-01 のように入力してください。", label, s)
	if strings.TrimSpace(s) == "" {
		message = fmt.Sprintf("%sを 2023年4月1日、R5.4.1、2023-04-01 のように入力してください。", label)
	}
	return time.Time{}, &Error{Code: Invalid, Op: op, Field: field, Message: message}
}

// eras are what stands for an era, with the year before its first.
var eras = map[string]int{
	"R": 2018, "令和": 2018, "令": 2018, "H": 1988, "平成": 1988, "平": 1988, "S": 1925, "昭和": 1925, "昭": 1925,
	"T": 1911, "大正": 1911, "大": 1911, "M": 1867, "明治": 1867, "明": 1867,
}

var (
	dayParts   = regexp.MustCompile(`^([^0-9元]*)([0-9]+|元)(?:年|[-./])([0-9]{1,2})(?:月|[-./])([0-9]{1,2})日?$`)
	dayCompact = regexp.MustCompile(`^([0-9]{4})([0-9]{2})([0-9]{2})$`)
)

func readDay(s string) (time.Time, bool) {
	s = strings.ToUpper(strings.Join(strings.Fields(norm.NFKC.String(s)), ""))
	if m := dayCompact.FindStringSubmatch(s); m != nil {
		return dayAt(m[1], m[2], m[3], 0)
	}
	m := dayParts.FindStringSubmatch(s)
	if m == nil {
		return time.Time{}, false
	}
	if m[1] == "" {
		if len(m[2]) != 4 {
			return time.Time{}, false // 5/4/1: of which era?
		}
		return dayAt(m[2], m[3], m[4], 0)
	}
	before, known := eras[m[1]]
	if !known || len(m[2]) > 3 || m[2] == "0" {
		return time.Time{}, false
	}
	if m[2] == "元" {
		m[2] = "1"
	}
	return dayAt(m[2], m[3], m[4], before)
}

// dayAt is the day of these numbers, if the calendar has it.
func dayAt(year, month, day string, before int) (time.Time, bool) {
	var n [3]int
	for i, text := range []string{year, month, day} {
		n[i], _ = strconv.Atoi(text) // the patterns let only few digits through
	}
	t := time.Date(n[0]+before, time.Month(n[1]), n[2], 0, 0, 0, 0, Tokyo)
	return t, n[0] > 0 && t.Month() == time.Month(n[1]) && t.Day() == n[2]
}
