package importer_test

// noteKinds are the notes, sections and columns that say of single rows, or of all, in
// what unit or of what time their counts are.
func noteKinds() []kind {
	two := base(total2020)
	bare := base(col("annual_volume", "年間件数"))
	of2020 := func(n int) map[string]any { // whatever the year that the caller gives
		v := volume(n)
		v["annual_volume_fiscal_year"] = 2020.0
		return v
	}
	three := func(a, b, c map[string]any, cells ...any) []kindRow {
		return []kindRow{record(a, cells[0]), record(b, cells[1]), record(c, cells[2])}
	}
	noted := func(note string) kindTable { // of the second row
		return kindTable{columns: two, below: []string{note}, rows: three(volume(5), volume(7000), volume(9), 5, 7, 9)}
	}
	unknown := func(head string, rows ...kindRow) kindTable {
		return kindTable{columns: base(col("annual_volume", head).faulty("not a fiscal year")), rows: rows}
	}
	named := func(row int, mark string) []any { return []any{kindNames[row] + mark, kindLaws[row]} }
	marked := func(mark, note string) kindTable {
		second := named(1, mark)
		return kindTable{columns: two, below: []string{note}, rows: []kindRow{
			record(volume(5), 5),
			{cells: append(second, 7), want: want("procedure_name", second[0], "legal_basis", second[1], "annual_volume", 7000)},
			record(volume(9), 9)}}
	}
	return []kind{
		{name: "notes/unit of a procedure", variants: []kindTable{
			noted("※「架空営業の許可の申請」の件数は千件単位"),
			noted("（注）架空営業の許可の申請は千件単位で記載している。"),
			noted("※架空営業条例の手続は千件単位"),
			noted("備考：架空営業の許可の申請は、1,000件単位とする。"),
		}},
		{name: "notes/unit of a mark", variants: []kindTable{
			marked("※1", "※1は千件"), marked("（注1）", "注1）件数の単位は千件である。"), marked("★", "★印は千件単位"), marked("*", "* 単位：千件"),
			{columns: two, below: []string{"※1 千件単位"}, rows: three(volume(5), volume(7000), volume(9), 5, "7※1", 9)},
			{columns: append([]kindColumn{col("", "No.")}, two...), below: []string{"*印の手続は、千件単位の数字"}, rows: []kindRow{
				{cells: []any{1, kindNames[0], kindLaws[0], 5}, want: want("procedure_name", kindNames[0], "legal_basis", kindLaws[0], "annual_volume", 5)},
				{cells: []any{"*2", kindNames[1], kindLaws[1], 7},
					want: want("procedure_name", kindNames[1], "legal_basis", kindLaws[1], "annual_volume", 7000)}}},
		}},
		{name: "notes/unit in a remark", variants: []kindTable{
			{columns: base(total2020, col("remarks", "備考")), rows: []kindRow{record(volume(5), 5), record(want("annual_volume", 7000, "remarks", "千件単位"), 7, "千件単位"), record(volume(9), 9)}},
		}},
		{name: "notes/unit of all", variants: []kindTable{
			{columns: two, below: []string{"※数字は千件単位で記入"}, rows: three(volume(5000), volume(7000), volume(9000), 5, 7, 9)},
			{columns: two, below: []string{"注1　件数は千件単位"}, rows: three(volume(5000), volume(7000), volume(9000), 5, 7, 9)},
			{columns: two, below: []string{"※端数処理のため、件数は千件単位"}, rows: three(volume(5000), volume(7000), volume(9000), 5, 7, 9)},
			{columns: base(col("annual_volume", "年間件数（令和2年度）※1")), below: []string{"※1 千件単位"}, rows: three(volume(5000), volume(7000), volume(9000), 5, 7, 9)},
		}},
		{name: "notes/of rows that are not there", fixed: true, alone: true, variants: []kindTable{
			{columns: two, rows: append(three(volume(5), volume(7), volume(9), 5, 7, 9), noRecord("※「架空廃止済みの届出」は千件単位").fault(0, "of no row"))},
		}},
		{name: "notes/time of a procedure", variants: []kindTable{
			{columns: two, below: []string{"※「架空営業の許可の申請」は令和元年度の件数"}, rows: []kindRow{record(volume(5), 5), record(noVolume(), 7).fault(2, "of another year"), record(volume(9), 9)}},
			{columns: two, below: []string{"※1 令和2年10月から令和3年3月までの件数"}, rows: []kindRow{record(volume(5), 5), record(noVolume(), "7※1").fault(2, "of a part of a year"), record(volume(9), 9)}},
			{columns: base(total2020, col("remarks", "備考")), rows: []kindRow{record(volume(5), 5), record(want("annual_volume", nil, "remarks", "令和元年度の実績"), 7, "令和元年度の実績").fault(2, "of another year"), record(volume(9), 9)}},
		}},
		{name: "notes/time of all", variants: []kindTable{
			{columns: bare, below: []string{"※ 件数は令和元年度の実績"}, rows: []kindRow{record(want(), 5), record(want(), 7)}, year: 2019},
			{columns: bare, above: []string{"集計期間：令和2年4月1日～令和3年3月31日"}, year: -1, rows: []kindRow{record(of2020(5), 5), record(of2020(7), 7)}},
			{columns: base(total2020.faulty("nine months")), below: []string{"（注）件数は、令和2年4月から同年11月までの実績である。"}, rows: []kindRow{record(want(), 5), record(want(), 7)}},
			{columns: base(col("annual_volume", "年間件数").faulty("the year is not over")), above: []string{"令和2年9月30日現在"}, rows: []kindRow{record(want(), 5), record(want(), 7)}},
			{columns: bare, above: []string{"令和3年4月1日現在"}, rows: []kindRow{record(volume(5), 5), record(volume(7), 7)}},
		}},
		{name: "notes/a column of years", fixed: true, variants: []kindTable{
			{columns: base(col("", "年度"), col("annual_volume", "件数")), rows: []kindRow{record(volume(5), "R2", 5), record(noVolume(), "R1", 7).fault(3, "of another year")}},
			{columns: base(col("", "対象年度"), col("annual_volume", "件数")), year: -1, rows: []kindRow{record(of2020(5), "令和2年度", 5), record(of2020(7), "令和2年度", 7)}},
		}},
		{name: "period/years as people write them", variants: []kindTable{
			{columns: base(col("annual_volume", "年間件数（令和二年度）")), year: 2019, rows: []kindRow{record(of2020(5), 5), record(of2020(7), 7)}},
			{columns: base(col("annual_volume", "年間件数（二〇二〇年度）")), year: 2019, rows: []kindRow{record(of2020(5), 5), record(of2020(7), 7)}},
			{columns: base(col("annual_volume", "'20年度件数")), year: 2019, rows: []kindRow{record(of2020(5), 5), record(of2020(7), 7)}},
			{columns: base(col("annual_volume", "FY20件数")), year: 2019, rows: []kindRow{record(of2020(5), 5), record(of2020(7), 7)}},
			{columns: base(col("annual_volume", "件数（4月～翌年3月）")), rows: []kindRow{record(volume(5), 5), record(volume(7), 7)}},
			{columns: base(col("", "令和元年度"), col("annual_volume", "令和二年度")), rows: []kindRow{record(volume(5), 4, 5), record(volume(7), 6, 7)}},
		}},
		{name: "period/no fiscal year", variants: []kindTable{
			unknown("直近1年間の件数", record(want(), 5), record(want(), 7)),
			unknown("件数（令和2年度途中まで）", record(want(), 5), record(want(), 7)),
		}},
		{name: "units/short in the header", variants: []kindTable{
			{columns: base(col("annual_volume", "年間件数（令和2年度）（千）")), rows: []kindRow{record(volume(5000), 5), record(volume(7000), 7)}},
			{columns: base(col("annual_volume", "年間件数（令和2年度）（×1000）")), rows: []kindRow{record(volume(5000), 5), record(volume(7000), 7)}},
			{columns: base(col("annual_volume", "年間件数（令和2年度）（1,000件）")), rows: []kindRow{record(volume(5000), 5), record(volume(7000), 7)}},
			{columns: base(col("annual_volume", "年間件数（令和2年度）（十件）")), rows: []kindRow{record(volume(50), 5), record(volume(70), 7)}},
			{columns: base(col("annual_volume", "年間件数（令和2年度）（単位：千）")), rows: []kindRow{record(volume(5000), 5), record(volume(7000), 7)}},
			{columns: base(total2020, col("online_volume", "うちオンライン（割）").faulty("a share")), rows: []kindRow{record(want("annual_volume", 10, "online_volume", nil), 10, 4), record(want("annual_volume", 20, "online_volume", nil), 20, 5)}},
		}},
		{name: "units/short in the column", variants: []kindTable{
			{columns: base(total2020, col("", "単位")), rows: []kindRow{record(volume(5000), 5, "千"), record(volume(7), 7, "件")}},
			{columns: base(total2020, col("", "件数の単位")), rows: []kindRow{record(volume(5000), 5, "1,000件"), record(volume(7), 7, "1件")}},
		}},
	}
}
