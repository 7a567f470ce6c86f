package value

import "testing"

func TestCountsAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	const normalised, bad = "R-normalised", "!L2-01"
	for _, c := range []struct{ text, want, finding string }{
		// plain
		{"0", "0", ""},
		{"1200", "1200", ""},
		{"0012", "12", ""},
		{"1,200", "1200", ""},
		{"１２００", "1200", ""},
		{"１，２００", "1200", ""},
		{"1，200", "1200", ""},
		{"1、200", "1200", ""},
		{"1,234,567", "1234567", ""},
		{"1,234※1", "1234", normalised}, {"1234 ※", "1234", normalised}, {"56（注2）", "56", normalised}, {"56注2）", "56", normalised},
		{"78¹", "78", normalised}, {"約1,200件＊", "~1200", normalised}, {"90(※3)", "90", normalised},
		{" 1,200 ", "1200", ""},
		{"\u00a01200", "1200", ""},
		{"1,200件", "1200", ""},
		{"1,200 件", "1200", ""},
		{"1,200\n件", "1200", ""},
		{"3回", "3", ""},
		{"530件/年", "530", ""},
		{"530件／年度", "530", ""},
		{"年間530件", "530", ""},
		{"530（件）", "530", ""},
		{"1200件（令和2年度）", "1200", ""},
		{"0件（実績なし）", "0", ""},
		{"1200.0", "1200", ""},
		{"1 200", "1200", normalised},
		{"ゼロ", "0", normalised},
		// about
		{"約1,200件", "~1200", normalised},
		{"約 1,200 件", "~1200", normalised},
		{"およそ300", "~300", normalised},
		{"概ね300件", "~300", normalised},
		{"1,200件程度", "~1200", normalised},
		{"300件前後", "~300", normalised},
		{"300くらい", "~300", normalised},
		{"年間約300件", "~300", normalised},
		{"約300件程度", "~300", normalised},
		{"300件（概数）", "~300", normalised},
		{"300件強", "~300", normalised},
		{"300件弱", "~300", normalised},
		{"約0件", "~0", normalised},
		// scales
		{"3千件", "3000", normalised},
		{"３千", "3000", normalised},
		{"1.2万件", "12000", normalised},
		{"１．２万", "12000", normalised},
		{"1万2千", "12000", normalised},
		{"1万2,000件", "12000", normalised},
		{"1億2000万", "120000000", normalised},
		{"12.5千件", "12500", normalised},
		{"約1.2万件", "~12000", normalised},
		{"2百件", "200", normalised},
		{"20万件", "200000", normalised},
		// kanji
		{"一二〇〇", "1200", normalised},
		{"千二百", "1200", normalised},
		{"一万二千件", "12000", normalised},
		{"百五十", "150", normalised},
		{"十件", "10", normalised},
		{"二十三", "23", normalised},
		// ranges, with every dash and tilde
		{"100～200件", "100..200", normalised},
		{"100〜200", "100..200", normalised},
		{"100~200", "100..200", normalised},
		{"100-200", "100..200", normalised},
		{"100－200", "100..200", normalised},
		{"100−200", "100..200", normalised},
		{"100–200", "100..200", normalised},
		{"100—200", "100..200", normalised},
		{"100ー200件", "100..200", normalised},
		{"100件～200件", "100..200", normalised},
		{"100から200件", "100..200", normalised},
		{"約100～200件", "100..200", normalised},
		{"1～2万件", "10000..20000", normalised},
		{"1.2～1.5万件", "12000..15000", normalised},
		{"1～2,000件", "1..2000", normalised},
		{"100件～2千件", "100..2000", normalised},
		// bounds
		{"100以上", ">=100", normalised},
		{"100件以上", ">=100", normalised},
		{"1万件超", ">10000", normalised},
		{"10,000を超える", ">10000", normalised},
		{"10,000件超過", ">10000", normalised},
		{"＞100", ">100", normalised},
		{"100超", ">100", normalised},
		{"100～", ">=100", normalised},
		{"10件未満", "<10", normalised},
		{"10件以下", "<=10", normalised},
		{"～10件", "<=10", normalised},
		{"最大10件", "<=10", normalised},
		// unknown is not zero
		{"", NotProvided, ""},
		{"　", NotProvided, ""},
		{"不明", NotProvided, ""},
		{"不　明", NotProvided, ""},
		{"未集計", NotProvided, ""},
		{"把握していない", NotProvided, ""},
		{"－", NotProvided, ""},
		{"-", NotProvided, ""},
		{"−", NotProvided, ""},
		{"ー", NotProvided, ""},
		{"―", NotProvided, ""},
		{"—", NotProvided, ""},
		{"…", NotProvided, ""},
		{"該当なし", NotApplicable, ""},
		{"対象外", NotApplicable, ""},
		// no number
		{"たくさん", NotProvided, bad},
		{"数件", NotProvided, bad},
		{"数百件", NotProvided, bad},
		{"十数件", NotProvided, bad},
		{"なし", NotProvided, bad},
		{"12.5", NotProvided, bad},
		{"12.5件", NotProvided, bad},
		{"1,2000", NotProvided, bad},
		{"12,34", NotProvided, bad},
		{"1.200,5", NotProvided, bad},
		{"12 5", NotProvided, bad},
		{"１２o０", NotProvided, bad},
		{"l200", NotProvided, bad},
		{"-120", NotProvided, bad},
		{"△120", NotProvided, bad},
		{"▲120", NotProvided, bad},
		{"(120)", NotProvided, bad},
		{"12%", NotProvided, bad},
		{"１２％", NotProvided, bad},
		{"200～100件", NotProvided, bad},
		{"100～", ">=100", normalised},
		{"100-", NotProvided, bad},
		{"100?", NotProvided, bad},
		{"万件", NotProvided, bad},
		{"〇", NotProvided, bad},
		{"○", NotProvided, bad},
		{"10²", NotProvided, bad},
		{"①", NotProvided, bad},
		{"½", NotProvided, bad},
		{"1e3", NotProvided, bad},
		{"1200件（うちオンライン300件）", "1200", normalised},
		{"令和2年度：1200件", NotProvided, bad},
		{"2兆", NotProvided, bad},
		{"9999999999999999999", NotProvided, bad},
		{"100千万億", NotProvided, bad},
		{"30件/月", NotProvided, bad},
		{"#REF!", NotProvided, "!R-error-value"},
		{"〃", NotProvided, "!L2-02"},
	} {
		v, found := read(t, "annual_volume", Cell{Text: c.text}, nil)
		if got := say(v.Count); got != c.want || ids(found) != c.finding {
			t.Errorf("%q: %s %q, want %s %q", c.text, got, ids(found), c.want, c.finding)
		}
		if v.Count.Raw != Clean(c.text) {
			t.Errorf("%q: raw %q", c.text, v.Count.Raw)
		}
	}
}

func TestCountsInNumberCells(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, want, finding string }{
		{"1200", "1200", ""},
		{"1200.0000000001", "1200", ""},
		{"1199.9999999999998", "1200", ""},
		{"1.2E3", "1200", ""},
		{"1.2e+06", "1200000", ""},
		{"12.5", NotProvided, "!L2-01"},
		{"-3", NotProvided, "!L2-01"},
		{"1e300", NotProvided, "!L2-01"},
	} {
		v, found := read(t, "annual_volume", Cell{Text: c.text, Number: true}, nil)
		if got := say(v.Count); got != c.want || ids(found) != c.finding {
			t.Errorf("%q: %s %q, want %s %q", c.text, got, ids(found), c.want, c.finding)
		}
	}
	if v, found := read(t, "annual_volume", Cell{Text: "44287", Number: true, Date: true}, nil); v.Count.Value != nil ||
		ids(found) != "!L2-01" {
		t.Errorf("a date is no count: %+v %s", v, ids(found))
	}
	if v, found := read(t, "annual_volume", Cell{Text: "1", Bool: true}, nil); v.Count.Value != nil || ids(found) != "!L2-01" {
		t.Errorf("TRUE is no count: %+v %s", v, ids(found))
	}
}

func TestCountsUnderAHeaderWithAUnit(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		cell          Cell
		want, finding string
	}{
		{Cell{Text: "3"}, "3000", ""},
		{Cell{Text: "３．２"}, "3200", ""},
		{Cell{Text: "12.5", Number: true}, "12500", ""},
		{Cell{Text: "約3"}, "~3000", "R-normalised"},
		{Cell{Text: "1～2"}, "1000..2000", "R-normalised"},
		{Cell{Text: "0.0005"}, NotProvided, "!L2-01"},
		{Cell{Text: "3千件"}, "3000", "?R-unit R-normalised"},
		{Cell{Text: "1,200件"}, "1200", "?R-unit"},
	} {
		v, found := read(t, "annual_volume", c.cell, &Context{Unit: 1000})
		if got := say(v.Count); got != c.want || ids(found) != c.finding {
			t.Errorf("%q: %s %q, want %s %q", c.cell.Text, got, ids(found), c.want, c.finding)
		}
	}
}
