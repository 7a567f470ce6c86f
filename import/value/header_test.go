package value

import "testing"

func TestFiscalYearInAHeader(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"年間件数（令和2年度）":          2020,
		"令和２年度　行政手続デジタル化状況調査票": 2020,
		"令和2年度実績／年間件数（件）":      2020,
		"R2実績":              2020,
		"Ｒ２年度件数":            2020,
		"件数(R2)":            2020,
		"H31年度件数":           2019,
		"令和元年度":             2019,
		"2020年度":            2020,
		"FY2020":            2020,
		"年間件数（2020）":        2020,
		"令和2(2020)年度":       2020,
		"2021年3月末現在":        2020,
		"令和3年4月1日現在":        2021,
		"件数（2020.4～2021.3）": 2020,
		"年間件数":              0,
		"令和2年度・令和3年度":       0,
		"件数（1,200）":         0,
		"別表2019001":         0,
		"様式第2号":             0,
		"":                  0,
	} {
		if got, ok := FindFiscalYear(text); got != want || ok != (want != 0) {
			t.Errorf("%q: %d %v, want %d", text, got, ok, want)
		}
	}
}

func TestUnitInAHeader(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int64{
		"年間件数（千件）":        1000,
		"年間件数(件)":         1,
		"件数［万件］":          10000,
		"件数（単位：千件）":       1000,
		"単位：百件":           100,
		"件数（百万件）":         1000000,
		"年間件数（件／年）":       1,
		"年間\n件数\n（千件）":    1000,
		"年間件数":            0,
		"年間件数（令和2年度）":     0,
		"うちオンライン件数（千円未満）": 0,
		"年間件数（令和2年度）（千件）": 1000,
	} {
		if got, ok := FindUnit(text); got != want || ok != (want != 0) {
			t.Errorf("%q: %d %v, want %d", text, got, ok, want)
		}
	}
}

func TestDurationUnitInAHeader(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]byte{"標準処理期間（日）": 'D', "標準処理期間（日数）": 'D', "処理期間（単位：週）": 'W', "処理期間（月）": 'M', "標準処理日数": 'D', "標準処理期間": 0, "処理期間（令和2年度）（日）": 'D'} {
		if got := FindDurationUnit(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
