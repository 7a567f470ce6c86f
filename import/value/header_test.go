package value

import "testing"

func TestDurationUnitInAHeader(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]byte{"標準処理期間（日）": 'D', "標準処理期間（日数）": 'D', "処理期間（単位：週）": 'W', "処理期間（月）": 'M', "標準処理日数": 'D',
		"標準処理期間": 0, "処理期間（令和2年度）（日）": 'D'} {
		if got := FindDurationUnit(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
