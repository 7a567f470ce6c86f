package value

import "testing"

func TestDurationsAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	const normalised, text, bad = "R-normalised", "R-duration-text", "?R-bad-duration"
	for _, c := range []struct{ text, want, finding string }{
		{"30日", "P30D", ""},
		{"３０日", "P30D", ""},
		{"30日間", "P30D", ""},
		{"30 日", "P30D", ""},
		{"0日", "P0D", ""},
		{"2週", "P2W", ""},
		{"2週間", "P2W", ""},
		{"1月", "P1M", ""},
		{"1か月", "P1M", ""},
		{"１ヶ月", "P1M", ""},
		{"1ヵ月", "P1M", ""},
		{"1カ月", "P1M", ""},
		{"1ｶ月", "P1M", ""},
		{"1ケ月", "P1M", ""},
		{"1箇月", "P1M", ""},
		{"一か月", "P1M", ""},
		{"3か月間", "P3M", ""},
		{"1年", "P1Y", ""},
		{"半年", "P6M", ""},
		{"2時間", "PT2H", ""},
		{"30分", "PT30M", ""},
		{"1か月15日", "P1M15D", ""},
		{"1年6か月", "P1Y6M", ""},
		{"1か月と10日", "P1M10D", ""},
		{"P30D", "P30D", ""},
		{"p1w/p2w", "P1W/P2W", ""},
		{"1～2週間", "P1W/P2W", ""},
		{"1〜2週", "P1W/P2W", ""},
		{"1-5月", "P1M/P5M", ""},
		{"1週間～2週間", "P1W/P2W", ""},
		{"2週間から1か月", "P2W/P1M", ""},
		{"20日～1月", "P20D/P1M", ""},
		{"即日", "P0D", normalised},
		{"30日程度", "P30D", normalised},
		{"約30日", "P30D", normalised},
		{"概ね2週間", "P2W", normalised},
		{"30日以内", "P30D", normalised},
		{"～30日", "P30D", normalised},
		{"10日（都道府県によって異なる）", "P10D", normalised},
		{"1～2週間程度", "P1W/P2W", normalised},
		// kept as text
		{"10営業日", "", text},
		{"10開庁日", "", text},
		{"30日（土日祝を除く）", "", text},
		{"定めていない", "", text},
		{"随時", "", text},
		{"不明", "", text},
		{"自治体により異なる", "", text},
		{"", "", ""},
		{"－", "", ""},
		{"ｰ", "", ""},
		// not understood
		{"30", "", bad},
		{"10日又は20日", "", bad},
		{"30日くらいかかる", "", bad},
		{"1.5か月", "", bad},
		{"日30", "", bad},
		{"30日1か月", "", bad},
		{"2②日", "", bad},
	} {
		v, found := read(t, "standard_processing_period", Cell{Text: c.text}, nil)
		if v.Text != c.want || ids(found) != c.finding {
			t.Errorf("%q: %q %q, want %q %q", c.text, v.Text, ids(found), c.want, c.finding)
		}
	}
}

func TestBareNumbersTakeTheUnitOfTheHeader(t *testing.T) {
	t.Parallel()
	ctx := &Context{DurationUnit: FindDurationUnit("標準処理期間（日）")}
	for text, want := range map[string]string{"30": "P30D", "３０": "P30D", "10～20": "", "2週間": "P2W", "30程度": "P30D"} {
		if v, _ := read(t, "standard_processing_period", Cell{Text: text}, ctx); v.Text != want {
			t.Errorf("%q: %q, want %q", text, v.Text, want)
		}
	}
}
