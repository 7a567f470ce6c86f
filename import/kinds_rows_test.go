package importer_test

func rowKinds() []kind {
	two := base(total2020)
	rows := func(tail ...kindRow) []kindRow {
		return append([]kindRow{record(volume(10), 10), record(volume(20), 20), record(volume(5), 5)}, tail...)
	}
	tables := func(labels ...string) (all []kindTable) {
		for _, label := range labels {
			all = append(all, kindTable{columns: two, rows: rows(noRecord(label, nil, 35))})
		}
		return all
	}
	under := func(rows ...kindRow) kindTable {
		return kindTable{columns: two, rows: append(rows, record(volume(10), 10), record(volume(20), 20))}
	}
	return []kind{
		{name: "rows/total by its words", variants: tables("合計", "計", "総計", "小計", "〔小計〕", "全体", "前年度計", "延べ計", "集計", "年度計", "＜合計＞", "合　計", "総合計（3件）", "累計", "手続合計", "全局計", "計（3手続）", "Total")},
		{name: "rows/part of what stands above", variants: []kindTable{
			{columns: two, rows: rows(noRecord("うち電子申請", nil, 12))},
			{columns: two, rows: rows(noRecord("うち窓口", nil, 12), noRecord("合計", nil, 35))},
			{columns: two, rows: rows(noRecord("（再掲）", nil, 12))},
			{columns: two, rows: rows(noRecord("再掲", nil, 12))},
			{columns: two, rows: rows(noRecord("　うち新規", nil, 12))},
		}},
		{name: "rows/end of the list", variants: []kindTable{
			{columns: two, rows: rows(noRecord("以上"))},
			{columns: two, rows: rows(noRecord(nil, nil, "以上"))},
			{columns: two, rows: rows(noRecord("以下余白"))},
		}},
		{name: "rows/total of a law", variants: []kindTable{
			{columns: two, rows: []kindRow{record(volume(10), 10), record(volume(20), 20), noRecord("架空施設法 計", nil, 30), record(volume(5), 5), noRecord("架空営業条例計", nil, 5), noRecord("合計", nil, 35)}},
			{columns: two, rows: []kindRow{record(volume(10), 10), record(volume(20), 20), noRecord(nil, "架空施設法計", 30), record(volume(5), 5), noRecord(nil, "合計", 35)}},
		}},
		{name: "rows/total by arithmetic", variants: []kindTable{
			{columns: two, rows: rows(noRecord(nil, nil, 35))},
			{columns: base(total2020, col("online_volume", "うちオンライン件数（令和2年度）")), rows: []kindRow{
				record(want("annual_volume", 10, "online_volume", 2), 10, 2), record(want("annual_volume", 20, "online_volume", 3), 20, 3),
				noRecord(nil, nil, 30, 5)}},
		}},
		{name: "rows/names that look like totals", variants: []kindTable{
			{columns: two, rows: []kindRow{
				{cells: []any{"会計年度任用職員の登録の申請", "架空法", 5}, want: want("procedure_name", "会計年度任用職員の登録の申請", "annual_volume", 5)},
				{cells: []any{"統計の集計の届出", "架空法", 6}, want: want("procedure_name", "統計の集計の届出", "annual_volume", 6)},
				{cells: []any{"うちわの製造の届出", "架空法", 7}, want: want("procedure_name", "うちわの製造の届出", "annual_volume", 7)},
				{cells: []any{"以上高さ制限の許可の申請", "架空法", 8}, want: want("procedure_name", "以上高さ制限の許可の申請", "annual_volume", 8)},
				{cells: []any{"全体計画の認定の申請", "架空法", 9}, want: want("procedure_name", "全体計画の認定の申請", "annual_volume", 9)}}},
			{columns: two, rows: []kindRow{ // a volume that happens to be the sum of those above
				record(volume(10), 10), record(volume(20), 20), record(volume(30), 30)}},
		}},
		{name: "rows/instructions below the header", variants: []kindTable{
			under(noRecord("正式名称を記入", "略さずに記入", "整数で記入")),
			under(noRecord("（正式名称を記入）", "（法令名を記入）", "（件）")),
			under(noRecord("手続の正式な名称", "法律・条例等の名称", "半角数字で入力")),
			under(noRecord("必須", "必須", "任意")),
			under(noRecord("文字列", "文字列", "数値")),
		}},
		{name: "rows/units below the header", variants: []kindTable{
			under(noRecord(nil, nil, "（件）")),
			under(noRecord(nil, nil, "件")),
			{columns: two, rows: []kindRow{noRecord(nil, nil, "（千件）"), record(volume(10000), 10), record(volume(20000), 20)}},
		}},
		{name: "rows/column numbers below the header", fixed: true, variants: []kindTable{
			under(noRecord("①", "②", "③")), under(noRecord("(1)", "(2)", "(3)")), under(noRecord("１", "２", "３")), under(noRecord("ア", "イ", "ウ")),
			under(noRecord(1, 2, 3)), under(noRecord("A", "B", "C")),
		}},
		{name: "rows/example below the header", variants: []kindTable{
			under(noRecord("（例）見本の届出", "見本法", 100)), under(noRecord("記入例：見本の届出", "見本法", 100)), under(noRecord("例）見本の届出", "見本法", 100)),
		}},
		{name: "rows/the header again", fixed: true, variants: []kindTable{
			{columns: two, rows: []kindRow{record(volume(10), 10), noRecord("手続名", "根拠法令", "年間件数（令和2年度）"), record(volume(20), 20)}},
			{columns: two, rows: []kindRow{record(volume(10), 10), noRecord("手続名", "根拠法令", "年間件数（R2年度）"), record(volume(20), 20)}},
		}},
		{name: "rows/a header of another year", fixed: true, variants: []kindTable{
			{columns: two, rows: []kindRow{record(volume(10), 10), noRecord("手続名", "根拠法令", "年間件数（令和3年度）"), record(want("annual_volume", 99, "annual_volume_fiscal_year", 2021), 99)}},
			{columns: two, rows: []kindRow{record(volume(10), 10), noRecord("手続名", "根拠法令", "年間件数（令和元年度）"), record(want("annual_volume", 99, "annual_volume_fiscal_year", 2019), 99), record(want("annual_volume", 98, "annual_volume_fiscal_year", 2019), 98)}},
		}},
		{name: "rows/a header of other columns", fixed: true, variants: []kindTable{
			{columns: append(two, col("", "備考欄外")), rows: []kindRow{record(volume(10), 10, nil), noRecord("手続名", "根拠法令", "備考", "年間件数（令和2年度）"), record(volume(30), nil, 30)}},
		}},
		{name: "rows/a line that says another year", fixed: true, variants: []kindTable{
			{columns: two, rows: []kindRow{record(volume(10), 10), noRecord("【令和元年度】").fault(0, "another year"), record(noVolume(), 20).fault(2, "of another year")}},
			{columns: two, rows: []kindRow{record(volume(10), 10), noRecord("（単位：千件）").fault(0, "another unit"), record(volume(20), 20)}},
			{columns: two, rows: []kindRow{record(volume(10), 10), noRecord("令和元年度実績").fault(0, "another year"), record(noVolume(), 20).fault(2, "of another year")}},
		}},
		{name: "rows/a header of another unit", fixed: true, variants: []kindTable{
			{columns: two, rows: []kindRow{record(volume(10), 10), noRecord("手続名", "根拠法令", "年間件数（令和2年度）（千件）"), record(volume(9000), 9)}},
		}},
		{name: "rows/unit of one row in a note", alone: true, variants: []kindTable{
			{columns: append([]kindColumn{col("", "No.")}, two...), below: []string{"※ No.2は千件単位"}, rows: []kindRow{
				{cells: []any{1, kindNames[0], kindLaws[0], 10}, want: want("procedure_name", kindNames[0], "legal_basis", kindLaws[0], "annual_volume", 10)},
				{cells: []any{2, kindNames[1], kindLaws[1], 10}, want: want("procedure_name", kindNames[1], "legal_basis", kindLaws[1],
					"annual_volume", 10000)}}},
		}},
	}
}
