package layout

import (
	"fmt"
	"strings"
	"testing"
)

func TestDefinitions(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, want string }{
		{"※「－」は0件を示す。", "dash zero"},
		{"注）「―」は実績なし", "dash zero"},
		{"（注）－：該当なし", "dash not_applicable"},
		{"空欄は０件です。", "blank zero"},
		{"※ 空欄は、件数が0であることを示す", "blank zero"},
		{"空白は未集計", "blank not_provided"},
		{"「-」は0件、空欄は不明", "dash zero, blank not_provided"},
		{"件数が0の場合は「－」としている。", "dash zero"},
		{"実績がない場合は「－」と表示", "dash zero"},
		{"該当がない場合は「－」を記入", "dash not_applicable"},
		{"実績のないものは空欄とした。", "blank zero"},
		{"オンライン件数の「－」は該当なし", "dash not_applicable online"},
		{"表中の「－」は皆無", "dash zero"},
		{"「…」は不明", "dots not_provided"},
		{"手数料の「－」は0円", ""},
		{"センターは0件", ""},
		{"2-1は該当なし", ""},
		{"「－」は適用除外", "dash not_applicable"},
		{"空欄にしないこと", ""},
		{"件数は実績を記入すること。", ""},
		{"「－」は10件未満", ""},
		{"根拠条項の「－」は該当なし", ""},
		{"デジタル化状況の「－」は対象外", ""},
	} {
		var got []string
		for _, d := range definitions(Place{Text: c.text}) {
			s := map[Sign]string{NoSign: "blank ", DashSign: "dash ", DotsSign: "dots "}[d.Sign] + d.Means
			if d.Online {
				s += " online"
			}
			got = append(got, s)
		}
		if s := strings.Join(got, ", "); s != c.want {
			t.Errorf("%s: %q, want %q", c.text, s, c.want)
		}
	}
	one, other := Definition{Means: MeansZero}, Definition{Means: MeansNotApplicable}
	if _, ok := Defines([]Definition{one, other}, one.Sign, false); ok {
		t.Error("of two that differ one was taken")
	}
	ofOnline := Definition{Means: MeansNotApplicable, Online: true, Sign: one.Sign}
	if d, _ := Defines([]Definition{one, ofOnline}, one.Sign, true); d.Means != MeansNotApplicable {
		t.Error(fmt.Sprint("the one that names the column does not come first: ", d))
	}
}
