package importer_test

// sumKinds are rows that are no procedures, by what they add up to or stand for, and rows
// below a header that describe its columns.
func sumKinds() []kind {
	two := base(total2020)
	summed := func(name any, n any) kindTable {
		return kindTable{columns: two, rows: []kindRow{
			record(volume(10), 10), record(volume(20), 20), record(volume(30), 30), noRecord(name, nil, n)}}
	}
	doubted := func(name any, n any) kindTable {
		t := summed(name, n)
		t.rows[3] = t.rows[3].fault(0, "a row of sums")
		return t
	}
	done := func(n int) kindRow {
		return record(want("annual_volume", n, "digitization_status", "done"), n, "実施済")
	}
	line := func(name, rest string, n int, status string) kindRow {
		return kindRow{line: name + ",架空法," + rest,
			want: want("procedure_name", name, "legal_basis", "架空法", "annual_volume", n, "digitization_status", status)}
	}
	guided := func(cells ...any) kindTable {
		return kindTable{columns: base(total2020, col("digitization_status", "デジタル化状況")), rows: []kindRow{noRecord(cells...),
			done(5), done(6)}}
	}
	return []kind{
		{name: "sums/by more words", fixed: true, variants: []kindTable{
			summed("差引", 5), summed("増減", 5), summed("構成比", "100%"), summed("前年度比", "105%"), summed("対前年比（％）", 105), summed("Σ", 60),
			summed("手続数　3件", 60), summed("最大値", 30), summed("１手続あたり平均", 20), summed("中央値", 20),
		}},
		{name: "sums/by arithmetic", fixed: true, variants: []kindTable{
			doubted("環境局", 60), doubted("本表", 60), doubted("上記手続", 60), doubted("令和2年度", 60), doubted("3", 60),
			{columns: two, rows: []kindRow{record(volume(10), 10), record(volume(20), 20), noRecord("甲課", nil, 30).fault(0, "a row of sums"), record(volume(5), 5), record(volume(6), 6), noRecord("乙課", nil, 11).fault(0, "a row of sums")}},
			{columns: two, rows: []kindRow{noRecord("架空の全件", nil, 30).fault(0, "a row of sums"), record(volume(10), 10), record(volume(20), 20)}},
			{columns: two, rows: []kindRow{record(volume(10), 10), record(volume(20), 20), noRecord(nil, "－", 30)}},
		}},
		{name: "sums/that are none", variants: []kindTable{
			{columns: two, rows: []kindRow{record(volume(10), 10), record(volume(20), 20), record(volume(30), 30)}},
			{columns: two, rows: []kindRow{record(volume(0), 0), record(volume(0), 0), record(volume(0), 0)}},
			{columns: base(total2020, col("digitization_status", "デジタル化状況")), rows: []kindRow{
				done(10), done(20), done(30)}},
		}},
		{name: "sums/others together", fixed: true, variants: []kindTable{
			{columns: two, rows: []kindRow{record(volume(10), 10), record(volume(20), 20),
				{cells: []any{"その他", nil, 7}, want: want("procedure_name", "その他", "legal_basis", nil, "annual_volume", 7),
					faults: map[int]string{0: "procedures that are not named"}}}},
		}},
		{name: "below/descriptions of the columns", fixed: true, variants: []kindTable{
			guided("200字以内", "100字以内", "整数", "リストから選択"), guided("手続の正式な名称", "根拠となる法令の名称", "令和2年4月から令和3年3月までの件数", "デジタル化の状況を選択"),
			guided("項番1", "項番2", "項番3", "項番4"), guided("#", "#", "#", "#"), guided("－", "－", "件", "－"), guided("---", "---", "---", "---"),
		}},
		{name: "csv/one separator more", fixed: true, alone: true, variants: []kindTable{
			{columns: base(total2020, col("digitization_status", "デジタル化状況")), csv: ",", rows: []kindRow{
				line("架空の届出", "300,実施済,", 300, "done"), line("架空の申請", "5,検討中", 5, "considering"),
				line("架空の報告", "7,未着手", 7, "not_started")}},
		}},
	}
}
