package importer_test

import "strings"

func columnKinds() []kind {
	// named are tables of two volumes under another header for the names
	headed := func(field, text string, rows ...kindRow) kindTable {
		return kindTable{columns: base(col(field, text)), rows: rows}
	}
	volumes := func(heads ...string) (all []kindTable) {
		for _, h := range heads {
			all = append(all, headed("annual_volume", h, record(volume(1200), 1200), record(volume(34), 34)))
		}
		return all
	}
	procedures := func(heads ...string) (all []kindTable) {
		for _, h := range heads {
			all = append(all, kindTable{columns: []kindColumn{col("procedure_name", h), col("legal_basis", "根拠法令"), total2020},
				rows: []kindRow{record(volume(1200), 1200), record(volume(34), 34), record(volume(5), 5)}})
		}
		return all
	}
	status := func(heads ...string) (all []kindTable) {
		for _, h := range heads {
			all = append(all, headed("digitization_status", h, record(want("digitization_status", "done"), "実施済"),
				record(want("digitization_status", "considering"), "検討中"), record(want("digitization_status", "not_started"), "未着手")))
		}
		return all
	}
	negated := func(field, head string, yes, no any) kindTable {
		return headed(field, head, record(want(field, no), "○"), record(want(field, yes), "×"), record(want(field, no), "○"))
	}
	return []kind{
		{name: "columns/names of procedures", variants: procedures("許認可等の種類", "処分の名称", "業務名", "サービス名", "様式名", "件名", "手続内容", "許認可等の名称", "申請・届出等の名称", "手続（事務）名", "行政手続の名称", "届出等の種類")},
		{name: "columns/volumes", variants: volumes("年間件数（前年度実績）", "年間申請件数（令和2年度）", "取扱件数（令和2年度）", "処理件数（R2年度）", "申請件数（令和2年度実績）", "令和2年度申請件数", "年間の件数（令和2年度）", "受付件数（2020年度）")},
		{name: "columns/status", variants: status("電子化状況", "オンライン化の状況", "電子申請の状況", "デジタル化の進捗", "オンライン化状況（現在）", "電子化の実施状況")},
		{name: "columns/organisation", variants: []kindTable{
			{columns: base(col("department", "部局"), total2020), rows: []kindRow{record(want("department", "総務部", "annual_volume", 1), "総務部", 1), record(want("department", "環境部", "annual_volume", 2), "環境部", 2)}},
			{columns: base(col("division", "担当課"), total2020), rows: []kindRow{record(want("division", "総務課", "annual_volume", 1), "総務課", 1), record(want("division", "環境課", "annual_volume", 2), "環境課", 2)}},
		}},
		{name: "columns/years under their group", fixed: true, variants: []kindTable{
			{columns: base(col("", "件数", "平成30年度"), col("", "件数", "令和元年度"), col("annual_volume", "件数", "令和2年度")), rows: []kindRow{
				record(volume(30), 10, 20, 30), record(volume(33), 11, 22, 33)}},
			{columns: base(col("", "年間件数", "平成30年度").merged(), col("", "年間件数", "令和元年度").merged(), col("annual_volume", "年間件数", "令和2年度").merged()),
				rows: []kindRow{
					record(volume(30), 10, 20, 30), record(volume(33), 11, 22, 33)}},
			{columns: base(col("", "申請件数", "H30").merged(), col("", "申請件数", "R1").merged(), col("annual_volume", "申請件数", "R2").merged()),
				rows: []kindRow{
					record(volume(30), 10, 20, 30), record(volume(33), 11, 22, 33)}},
		}},
		{name: "columns/years without a group", fixed: true, variants: []kindTable{
			{columns: base(col("", "平成30年度"), col("", "令和元年度"), col("annual_volume", "令和2年度")), rows: []kindRow{
				record(volume(30), 10, 20, 30), record(volume(33), 11, 22, 33), record(volume(36), 12, 24, 36)}},
			{columns: base(col("", "2018年度"), col("", "2019年度"), col("annual_volume", "2020年度")), rows: []kindRow{
				record(volume(30), 10, 20, 30), record(volume(33), 11, 22, 33), record(volume(36), 12, 24, 36)}},
		}},
		{name: "columns/offices", variants: []kindTable{
			{columns: base(col("annual_volume", "年間件数（令和2年度）", "本庁").faulty("one of several offices").merged(), col("", "年間件数（令和2年度）", "支所").merged()), rows: []kindRow{record(volume(60), 10, 50), record(volume(80), 20, 60)}},
			{columns: base(col("annual_volume", "本庁件数（令和2年度）").faulty("one of several offices"), col("", "支所件数（令和2年度）")), rows: []kindRow{record(volume(60), 10, 50), record(volume(80), 20, 60)}},
		}},
		{name: "columns/choice columns", fixed: true, variants: []kindTable{
			choices(false, "実施済|done", "未実施|not_started", "適用除外|exempt"),
			choices(true, "実施済|done", "未実施|not_started", "適用除外|exempt"),
			choices(true, "実施済|done", "検討中|considering", "未着手|not_started", "適用除外|exempt"),
			choices(false, "実施済|done", "一部実施済|partial", "検討中|considering", "未着手|not_started"),
		}},
		{name: "columns/choice columns of yes and no", fixed: true, variants: []kindTable{
			{columns: base(col("seal_required", "押印", "有").merged(), col("", "押印", "無").merged(), total2020), rows: []kindRow{
				record(want("seal_required", "yes", "annual_volume", 1), "○", nil, 1),
				record(want("seal_required", "no", "annual_volume", 2), nil, "○", 2)}},
			{columns: base(col("fee", "手数料", "あり").merged(), col("", "手数料", "なし").merged(), total2020), rows: []kindRow{
				record(want("fee", "required", "annual_volume", 1), "○", nil, 1), record(want("fee", "none", "annual_volume", 2), nil, "○", 2)}},
		}},
		{name: "columns/two choices at once", fixed: true, variants: []kindTable{
			{columns: base(col("digitization_status", "デジタル化状況", "実施済").merged(), col("", "デジタル化状況", "未実施").merged()), rows: []kindRow{
				record(want("digitization_status", "done"), "○", nil), record(want("digitization_status", nil), "○", "○").fault(2, "two choices"),
				record(want("digitization_status", "not_started"), nil, "○")}},
		}},
		{name: "columns/day in three columns", fixed: true, variants: []kindTable{
			{columns: base(col("digitized_on", "デジタル化実施日", "年").merged(), col("", "デジタル化実施日", "月").merged(), col("", "デジタル化実施日", "日").merged()),
				rows: []kindRow{
					record(want("digitized_on", "2021-04-01"), 2021, 4, 1), record(want("digitized_on", "2020-12-28"), 2020, 12, 28)}},
			{columns: base(col("digitized_on", "デジタル化実施日", "年"), col("", "デジタル化実施日", "月"), col("", "デジタル化実施日", "日")), rows: []kindRow{
				record(want("digitized_on", "2021-04-01"), "令和3", 4, 1), record(want("digitized_on", "2020-12-28"), "令和2", 12, 28)}},
		}},
		{name: "columns/now before the aim", variants: []kindTable{
			{columns: base(col("", "デジタル化状況（目標）"), col("digitization_status", "デジタル化状況（現状）")), rows: []kindRow{record(want("digitization_status", "considering"), "実施済", "検討中"), record(want("digitization_status", "not_started"), "実施済", "未着手")}},
			{columns: base(col("digitization_status", "デジタル化状況（現状）"), col("", "デジタル化状況（目標）")), rows: []kindRow{record(want("digitization_status", "considering"), "検討中", "実施済"), record(want("digitization_status", "not_started"), "未着手", "実施済")}},
			{columns: base(col("", "デジタル化状況", "目標").merged(), col("digitization_status", "デジタル化状況", "現状").merged()), rows: []kindRow{record(want("digitization_status", "considering"), "実施済", "検討中"), record(want("digitization_status", "not_started"), "実施済", "未着手")}},
			{columns: base(col("", "将来のデジタル化状況"), col("digitization_status", "現在のデジタル化状況")), rows: []kindRow{record(want("digitization_status", "considering"), "実施済", "検討中"), record(want("digitization_status", "not_started"), "実施済", "未着手")}},
		}},
		{name: "columns/applications before permits", variants: []kindTable{
			{columns: base(col("", "許可件数（令和2年度）"), col("annual_volume", "申請件数（令和2年度）")), rows: []kindRow{record(volume(100), 90, 100), record(volume(50), 45, 50)}},
			{columns: base(col("annual_volume", "申請件数（令和2年度）"), col("", "許可件数（令和2年度）")), rows: []kindRow{record(volume(100), 100, 90), record(volume(50), 50, 45)}},
			{columns: base(col("", "処分件数（令和2年度）"), col("annual_volume", "申請件数（令和2年度）"), col("", "不許可件数（令和2年度）")), rows: []kindRow{record(volume(100), 99, 100, 1), record(volume(50), 50, 50, 0)}},
		}},
		{name: "columns/negated headers", variants: []kindTable{
			negated("seal_required", "押印不要", "yes", "no"), negated("fee", "手数料免除", "required", "none"),
			negated("seal_required", "押印廃止", "yes", "no"),
			headed("fee", "手数料不要", record(want("fee", "none"), "○"), record(want("fee", "required"), "×")),
			headed("digitization_status", "オンライン化不可", record(want("digitization_status", nil), "○").fault(2, "negated"), record(want("digitization_status", nil), "×").fault(2, "negated")),
		}},
		{name: "columns/rate beside the volume", variants: []kindTable{
			{columns: base(total2020, col("online_volume", "うちオンライン件数（令和2年度）"), col("", "オンライン率")), rows: []kindRow{
				record(want("annual_volume", 100, "online_volume", 45), 100, 45, inFormat(0.45, "0%")),
				record(want("annual_volume", 200, "online_volume", 20), 200, 20, inFormat(0.1, "0%"))}},
			{columns: base(total2020, col("", "オンライン利用率（％）")), rows: []kindRow{
				record(want("annual_volume", 100, "online_volume", nil), 100, 45), record(want("annual_volume", 200, "online_volume", nil), 200, 10)}},
			{columns: base(total2020, col("", "オンライン化率")), rows: []kindRow{
				record(want("annual_volume", 100, "online_volume", nil), 100, 45), record(want("annual_volume", 200, "online_volume", nil), 200, 100)}},
		}},
		{name: "columns/unit column", variants: []kindTable{
			{columns: base(total2020, col("", "単位")), rows: []kindRow{record(volume(10), 10, "件"), record(volume(1000), 10, "百件"), record(volume(10000), 10, "千件"), record(volume(100000), 10, "万件")}},
			{columns: base(col("annual_volume", "件数（令和2年度）"), col("", "単位")), rows: []kindRow{record(volume(10), 10, "件"), record(volume(10000), 10, "千件")}},
			{columns: base(total2020, col("online_volume", "うちオンライン件数（令和2年度）"), col("", "単位")), rows: []kindRow{
				record(want("annual_volume", 10, "online_volume", 2), 10, 2, "件"),
				record(want("annual_volume", 10000, "online_volume", 2000), 10, 2, "千件")}},
			{columns: base(total2020, col("", "単位")), rows: []kindRow{record(volume(10), 10, "件"), record(want(), 10, "人").fault(2, "another unit")}},
		}},
		{name: "columns/fees and ways of paying", variants: []kindTable{
			headed("fee", "手数料", record(want("fee", "required"), "500円"), record(want("fee", "none"), "無料"), record(want("fee", "required"), "1,200円")),
			headed("fee", "手数料額", record(want("fee", "required"), "500円"), record(want("fee", "none"), "なし"), record(want("fee", "required"), "3000円")),
			headed("payment_methods", "納付方法", record(want("payment_methods", []any{"1-5"}), "収入証紙"), record(want("payment_methods", []any{"1-1"}), "現金"), record(want("payment_methods", []any{"2-3"}), "クレジットカード")),
		}},
		{name: "columns/same header twice", fixed: true, variants: []kindTable{
			{columns: base(total2020, col("", "年間件数（令和2年度）").faulty("second column of one name")), rows: []kindRow{record(volume(1), 1, 9), record(volume(2), 2, 8)}},
		}},
	}
}

// choices is a table with one column for each choice of the status.
func choices(merged bool, labels ...string) kindTable {
	t := kindTable{columns: base(total2020)}
	for i, l := range labels {
		label, code, _ := strings.Cut(l, "|")
		c := col("", label)
		if merged {
			c = col("", "デジタル化状況", label).merged()
		}
		if i == 0 {
			c.field = "digitization_status"
		}
		t.columns = append(t.columns, c)
		cells := make([]any, 1+len(labels))
		cells[0], cells[1+i] = 10+i, "○"
		t.rows = append(t.rows, record(want("annual_volume", 10+i, "digitization_status", code), cells...))
	}
	return t
}

func periodKinds() []kind {
	headed := func(year int, text, fault string, values ...map[string]any) kindTable {
		t := kindTable{columns: base(col("annual_volume", text).faulty(fault)), year: year}
		for i := range max(2, len(values)) {
			w := want()
			if i < len(values) {
				w = values[i]
			}
			t.rows = append(t.rows, record(w, 10*(i+1)))
		}
		return t
	}
	whole := func(heads ...string) (all []kindTable) {
		for _, h := range heads {
			in2020 := func(n int) map[string]any { return want("annual_volume", n, "annual_volume_fiscal_year", 2020) }
			all = append(all, headed(-1, h, "", in2020(10), in2020(20)))
		}
		return all
	}
	part := func(heads ...string) (all []kindTable) {
		for _, h := range heads {
			all = append(all, headed(2020, h, "part of a year"))
		}
		return all
	}
	other := func(heads ...string) (all []kindTable) {
		for _, h := range heads {
			all = append(all, headed(2020, h, "another year"))
		}
		return all
	}
	return []kind{
		{name: "periods/the whole fiscal year", variants: whole("件数（R2.4～R3.3）", "件数（R2.4.1～R3.3.31）", "件数（令和2年4月1日から令和3年3月31日まで）", "件数（令和2年4月～令和3年3月）", "年間件数（2020年4月～2021年3月）", "件数（R2.4-R3.3）", "件数（2020/4/1～2021/3/31）", "件数（令和2年4月1日～令和3年3月31日）")},
		{name: "periods/part of a year", variants: part("件数（令和2年度上半期）", "件数（令和2年4月～9月）", "件数（4月～12月）", "件数（令和2年12月末現在）", "上半期件数（令和2年度）", "件数（R2.4～R2.9）", "令和2年度件数（12月末時点）", "件数（令和2年度第1四半期）", "件数（令和2年度4月分）", "件数（令和2年度前期）", "件数（R2.4～R2.12）", "件数（令和2年10月1日から令和3年3月31日まで）")},
		{name: "periods/calendar year", variants: part("件数（令和2年1月～12月）", "件数（令和2年 暦年）", "件数（暦年）", "件数（2020年1月～12月）", "件数（令和2年1月1日～令和2年12月31日）")},
		{name: "periods/another fiscal year than asked", variants: other("件数（R1.4～R2.3）", "件数（平成31年4月1日から令和2年3月31日まで）")},
		{name: "periods/in the title", variants: []kindTable{
			{columns: base(col("annual_volume", "件数").faulty("part of a year")), above: []string{"調査対象期間：令和2年4月～9月"}, rows: []kindRow{record(want(), 10), record(want(), 20)}},
			{columns: base(col("annual_volume", "件数")), year: -1, above: []string{"対象期間：令和2年4月1日～令和3年3月31日"}, rows: []kindRow{
				record(want("annual_volume", 10, "annual_volume_fiscal_year", 2020), 10),
				record(want("annual_volume", 20, "annual_volume_fiscal_year", 2020), 20)}},
		}},
		{name: "periods/quarters and months", fixed: true, variants: []kindTable{
			{columns: base(col("annual_volume", "令和2年度件数", "第1四半期").faulty("a quarter").merged(), col("", "令和2年度件数", "第2四半期").
				merged(), col("", "令和2年度件数", "第3四半期").merged(), col("", "令和2年度件数", "第4四半期").merged()), rows: []kindRow{
				record(volume(10), 1, 2, 3, 4), record(volume(20), 2, 4, 6, 8)}},
			{columns: base(col("annual_volume", "令和2年度件数（4～6月）").
				faulty("a quarter"), col("", "令和2年度件数（7～9月）"), col("", "令和2年度件数（10～12月）"), col("", "令和2年度件数（1～3月）")), rows: []kindRow{
				record(volume(10), 1, 2, 3, 4), record(volume(20), 2, 4, 6, 8)}},
			{columns: base(col("annual_volume", "令和2年度件数", "第1四半期").faulty("a quarter").merged(), col("", "令和2年度件数", "第2四半期").merged()), rows: []kindRow{record(want("annual_volume", nil), 1, 2), record(want("annual_volume", nil), 2, 4)}},
		}},
		{name: "periods/months beside their sum", fixed: true, variants: []kindTable{
			{columns: base(col("", "4～9月"), col("", "10～3月"), col("annual_volume", "年間計（令和2年度）")), rows: []kindRow{record(volume(3), 1, 2, 3), record(volume(7), 3, 4, 7)}},
		}},
		{name: "periods/calendar year without the word", variants: part("年間件数（令和2年）", "令和2年件数", "件数（2020年）", "令和2年年間件数", "年間件数（令和2年実績）")},
		{name: "periods/two years together", variants: part("件数（令和元年度～令和2年度）", "件数（R1・R2年度）")},
		{name: "periods/up to the end of the year", variants: []kindTable{headed(2019, "年間件数（令和3年3月31日現在）", "counted from a day", want("annual_volume", 10, "annual_volume_fiscal_year", 2020))}},
		{name: "periods/two halves", fixed: true, variants: []kindTable{
			{columns: base(col("annual_volume", "令和2年度上半期件数").faulty("half a year"), col("", "令和2年度下半期件数").faulty("half a year")), rows: []kindRow{record(want(), 10, 12), record(want(), 20, 24)}},
			{columns: base(col("annual_volume", "令和2年度件数", "上半期").faulty("half a year").merged(), col("", "令和2年度件数", "下半期").merged()), rows: []kindRow{record(want(), 10, 12), record(want(), 20, 24)}},
			{columns: base(col("", "令和2年度件数", "上半期").merged(), col("", "令和2年度件数", "下半期").merged(), col("annual_volume", "令和2年度件数", "合計").merged()), rows: []kindRow{record(volume(22), 10, 12, 22), record(volume(44), 20, 24, 44)}},
		}},
	}
}
