package intake_test

import (
	"maps"
	"slices"
	"testing"

	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// Of thousands of changed rows those are found that change a field, whichever it is:
// what is counted and found is what the rows themselves list.
func TestChangedRowsAreFoundByTheFieldThatTheyChange(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	officer, _ := r.two(t)
	columns := [][3]any{ // label, before, after
		{"手続名", "甲の届出", "甲の新しい届出"}, {"部", "甲部", "乙部"}, {"課", "甲課", "乙課"}, {"手続プロセス名", "甲", "乙"}, {"手続類型", "申請等", "作成・保存等"},
		{"手続主体", "国民等", "民間事業者等"}, {"手続の受け手", "国", "地方等"}, {"根拠法令", "試験法", "別の試験法"}, {"根拠条項", "第1条", "第2条"},
		{"事務区分", "自治事務", "第1号法定受託事務"}, {"デジタル化状況", "検討中", "実施済"}, {"デジタル化予定年度", 2030, 2031},
		{"デジタル化実施日", "2021-04-01", "2021-05-01"}, {"未実施の理由", "6", "2"}, {"国の法令改正の要否", "不要", "要"}, {"改正が必要な法令・条項", "甲法", "乙法"},
		{"所管府省", "甲省", "乙省"}, {"対象範囲", "対象", "対象外"}, {"申請基盤", "甲の基盤", "乙の基盤"}, {"本人確認方法", "署名", "本人確認不要"},
		{"手数料の有無", "有", "無"}, {"手数料の納付方法", "1-1", "1-2"}, {"添付書類", "甲書", "乙書"}, {"押印の有無", "有", "無"}, {"標準処理期間", "10日", "14日"},
		{"備考", "甲", "乙"}, {"年間件数（令和2年度）", 10, 20}, {"うちオンライン件数（令和2年度）", 1, 2}, {"年間件数（令和3年度）", 30, 40},
	}
	wide := []any{"局", "手続ID"}
	before, after := []any{"環境局", nil}, []any{"環境局", "P-0000001"}
	for _, c := range columns {
		wide, before, after = append(wide, c[0]), append(before, c[1]), append(after, c[2])
	}
	recorded, said := [][]any{before}, [][]any{after}
	for i := range columns { // one more process for each column, which changes that alone
		was := slices.Clone(before)
		was[4] = string(rune('一'+i)) + "課"
		is := slices.Clone(was)
		is[1], is[2+i] = registry.ProcessID(i+2).String(), after[2+i]
		if i%5 == 0 {
			is[len(is)-4] = nil // a blank that clears
		}
		recorded, said = append(recorded, was), append(said, is)
	}
	if got := r.book(t, operator, book(t, wide, recorded...), intake.Options{}); got.Upload.Counts.New != len(recorded) {
		t.Fatalf("%+v", got.Upload)
	}
	u := r.handInBook(t, officer, book(t, wide, said...))
	if _, err := r.SetClears(t.Context(), officer, u.ID, []string{"remarks"}); err != nil {
		t.Fatal(err)
	}
	changed := func(field string) []store.RowDifference {
		t.Helper()
		rows, err := r.Rows(t.Context(), officer, u.ID, store.RowFilter{Kind: store.RowChanged, Field: field, Limit: 1000})
		if err != nil {
			t.Fatal(err)
		}
		return rows
	}
	want := map[string][]int{} // the rows that list a change of the field
	for _, row := range changed("") {
		fields := map[string]bool{}
		for _, c := range row.Cells {
			fields[c.Field] = true
		}
		for field := range fields {
			want[field] = append(want[field], row.Row)
		}
	}
	if len(want) != len(columns)-1 { // both years' counts are of one field
		t.Errorf("%d fields change: %v", len(want), slices.Sorted(maps.Keys(want)))
	}
	got := map[string]int{}
	for _, n := range r.compared(t, officer, u.ID, store.ComparisonQuery{Rows: &store.RowFilter{Kind: store.RowChanged, Limit: 1}}).Fields {
		got[n.Field] = n.Rows
	}
	for field, rows := range want {
		var found []int
		for _, row := range changed(field) {
			found = append(found, row.Row)
		}
		if !slices.Equal(found, rows) || got[field] != len(rows) {
			t.Errorf("%s: found rows %v of %d, want %v", field, found, got[field], rows)
		}
	}
	if len(got) != len(want) {
		t.Errorf("counted are %v", got)
	}
	if rows := changed("none"); len(rows) != 0 {
		t.Errorf("no field: %+v", rows)
	}
}
