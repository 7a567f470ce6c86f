package registry_test

import (
	"strings"
	"testing"
	"time"

	"tetsuzuki/internal/registry"
)

// A day is read however people and programs write it, and nothing else is.
func TestDaysAreReadInEveryWriting(t *testing.T) {
	t.Parallel()
	want := time.Date(2023, 4, 1, 0, 0, 0, 0, registry.Tokyo)
	for _, s := range []string{"2023-04-01", "2023/4/1", "2023.4.1", "2023年4月1日", "２０２３年４月１日", "R5.4.1", "r5/4/1", "Ｒ５．４．１",
		"令和5年4月1日", "令和５年 ４月 １日", "令5.4.1", "R05.04.01", "平成35年4月1日", "20230401", " 2023-04-01 "} {
		if got, err := registry.ParseDay("test", "day", "日", s); err != nil || !got.Equal(want) {
			t.Errorf("%q is read as %v (%v)", s, got, err)
		}
	}
	for s, day := range map[string]string{"令和元年5月1日": "2019-05-01", "H31.4.30": "2019-04-30",
		"昭和64年1月7日": "1989-01-07", "M1.10.23": "1868-10-23"} {
		if got, err := registry.ParseDay("test", "day", "日", s); err != nil || registry.DateOf(got) != day {
			t.Errorf("%q is read as %v (%v), want %s", s, got, err, day)
		}
	}
	for _, s := range []string{"", "5/4/1", "4月1日", "2023-02-29", "2023-13-01", "R0.4.1", "令和5年度",
		"X5.4.1", "2023-04", "昨日", "2023-04-01T00:00:00Z", "2023年4月1日日", "0000-01-01"} {
		_, err := registry.ParseDay("test", "day", "締切", s)
		if registry.CodeOf(err) != registry.Invalid || !strings.Contains(registry.MessageOf(err), "締切") ||
			!strings.Contains(registry.MessageOf(err), "R5.4.1") {
			t.Errorf("%q: %v", s, err)
		}
	}
}
