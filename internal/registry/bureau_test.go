package registry_test

import (
	"strings"
	"testing"
	"time"

	"tetsuzuki/internal/registry"
)

func TestWhichBureausCanBeChosen(t *testing.T) {
	t.Parallel()
	day := func(text string) time.Time { return tokyo(t, text) }
	bureaus := []registry.Bureau{
		{ID: 1, Name: "架空局"},
		{ID: 2, Name: "架空旧局", ValidTo: day("2022-04-01"), Successors: []int{1, 4}},
		{ID: 3, Name: "架空機構", External: true},
		{ID: 4, Name: "架空新局", ValidFrom: day("2022-04-01")},
		{ID: 5, Name: "架空予定局", ValidFrom: day("2027-04-01")},
	}
	today := day("2026-04-01")
	names := func(list []registry.Bureau) string {
		var all []string
		for _, b := range list {
			all = append(all, b.Name)
		}
		return strings.Join(all, " ")
	}
	if got := names(registry.Receivers(bureaus, 1, today)); got != "架空機構 架空新局" {
		t.Errorf("processes can be transferred to %s", got)
	}
	if got := names(registry.Employers(bureaus, 0, today)); got != "架空局 架空新局" {
		t.Errorf("people can be of %s", got)
	}
	if got := names(registry.Employers(bureaus, 2, today)); got != "架空局 架空旧局 架空新局" {
		t.Errorf("people can be of %s, of whom one is of a closed bureau", got)
	}
	for _, c := range []struct {
		to, from int
		on, want string
	}{
		{4, 1, "2026-04-01", ""},
		{5, 1, "2027-04-01", ""},
		{5, 1, "2026-04-01", "所管替えの日にある局"},
		{1, 1, "2026-04-01", "別の局"},
		{9, 1, "2026-04-01", "一覧から"},
		{2, 1, "2021-04-01", "「架空旧局」は2022年3月31日で廃止されています。引き継いだ局は架空局、架空新局です。"},
	} {
		err := registry.BureauWithID(bureaus, c.to).Receives(bureaus, "試験", "to", c.from, day(c.on), today)
		if got := registry.MessageOf(err); c.want == "" && err != nil || c.want != "" && !strings.Contains(got, c.want) {
			t.Errorf("from %d to %d on %s: %q", c.from, c.to, c.on, got)
		}
	}
}
