package importer_test

// wordKinds are headers, legends and values in words that no list held.
func wordKinds() []kind {
	two := base(total2020)
	status := func(head string, rows ...kindRow) kindTable {
		return kindTable{columns: base(col("digitization_status", head)), rows: rows}
	}
	is := func(code string, cell any) kindRow { return record(want("digitization_status", code), cell) }
	headed := func(field, head string, a, b any, cells ...any) kindTable {
		return kindTable{columns: base(total2020, col(field, head)), rows: []kindRow{
			record(want("annual_volume", 5, field, a), 5, cells[0]), record(want("annual_volume", 6, field, b), 6, cells[1])}}
	}
	online := func(head string) kindTable {
		return kindTable{columns: base(total2020, col("online_volume", head)), rows: []kindRow{
			record(want("annual_volume", 50, "online_volume", 3), 50, 3), record(want("annual_volume", 60, "online_volume", 4), 60, 4)}}
	}
	return []kind{
		{name: "words/legends of words and numbers", variants: []kindTable{
			status("電子化状況（済＝実施済、予＝今後実施、未＝未着手）", is("done", "済"), is("planned", "予"), is("not_started", "未")),
			status("デジタル化状況\n1.実施済 2.検討中 3.適用除外", is("done", 1), is("considering", 2), is("exempt", 3)),
			status("デジタル化状況（①実施済　②検討中　③適用除外）", is("done", "①"), is("considering", "②"), is("exempt", "③")),
		}},
		{name: "words/a legend with a meaning that is no choice", variants: []kindTable{
			{columns: base(col("digitization_status", "デジタル化状況")), above: []string{"凡例：○＝実施済、△＝検討中、×＝要相談"}, rows: []kindRow{
				is("done", "○"), is("considering", "△"), record(want("digitization_status", nil), "×").fault(2, "a meaning that is no choice")}},
		}},
		{name: "words/signs defined apart", variants: []kindTable{
			{columns: two, below: []string{"（注）「…」は不詳、「－」は皆無を示す。"}, rows: []kindRow{record(volume(5), 5), record(noVolume(), "…"), record(volume(0), "－")}},
		}},
		{name: "words/number and label of two choices", variants: []kindTable{
			headed("obstacle", "未実施の理由", []any{"7"}, []any{"1", "3"}, "7 その他", "1、3"),
			{columns: base(col("obstacle", "未実施の理由")), rows: []kindRow{record(want("obstacle", nil), "４　その他").fault(2, "no such choice"), record(want("obstacle", []any{"6"}), "6")}},
		}},
		{name: "words/negated", variants: []kindTable{
			headed("seal_required", "無押印", "no", "yes", "○", "×"), headed("fee", "手数料を徴収しない", "none", "required", "○", "×"),
			headed("digitization_status", "オンライン化していない", "not_started", "done", "○", "×"),
			headed("national_law_change", "国の法令改正を要しない", "not_required", "required", "○", "×"),
			headed("scope", "棚卸対象外", "out", "in", "○", "×"),
		}},
		{name: "words/online", variants: []kindTable{online("うちネット"), online("うちWEB"), online("スマホ申請件数"), online("e-Tax等件数")}},
		{name: "words/headers", variants: []kindTable{
			headed("fee", "証紙", "required", "none", "500円", "無料"),
			headed("applicant", "提出者", "5", "6", "国民等", "民間事業者等"),
			headed("platform", "プラットフォーム", "SaaS電子申請", "jGrants", "SaaS電子申請", "jGrants"),
			headed("digitization_status", "システム化状況", "done", "considering", "実施済", "検討中"),
			headed("digitization_status", "電子申請サービス対応状況", "done", "considering", "実施済", "検討中"),
		}},
		{name: "words/offices and their sum", fixed: true, variants: []kindTable{
			{columns: base(col("", "本庁分"), col("", "出張所分"), col("annual_volume", "計")), rows: []kindRow{record(volume(3), 1, 2, 3), record(volume(9), 4, 5, 9)}},
			{columns: base(col("annual_volume", "令和2年度件数", "本庁").merged(),
				col("", "令和2年度件数", "多摩支所").merged(), col("", "令和2年度件数", "島しょ支庁").merged()), rows: []kindRow{
				record(volume(6), 1, 2, 3), record(volume(15), 4, 5, 6)}},
		}},
		{name: "words/online among the volume", variants: []kindTable{
			{columns: base(total2020), rows: []kindRow{record(want("annual_volume", 40, "online_volume", 4), "40　うちオンライン4"), record(want("annual_volume", 50, "online_volume", 5), "50（オンライン5）")}},
		}},
	}
}
