package law

import (
	"fmt"
	"strings"
	"testing"

	"tetsuzuki/internal/survey"
)

func TestArticlesAreReadInEveryWriting(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"第9条の9第9項第3号":      "第9条の9第9項第3号",
		"第九条の九第九項第三号":      "第9条の9第9項第3号",
		"第９条ノ９第９項第３号":      "第9条の9第9項第3号",
		"9条2項":             "第9条第2項",
		"第18条の第1項":         "第18条第1項",
		"第286の2条第3項":       "第286条の2第3項",
		"第11条第1項、第３項":      "第11条第1項 第11条第3項",
		"第2条の3第4,5項":       "第2条の3第4項 第2条の3第5項",
		"第8条、第9条":          "第8条 第9条",
		"第59条第1項及び第4項":     "第59条第1項 第59条第4項",
		"第4条第1項第1号、第2号":    "第4条第1項第1号 第4条第1項第2号",
		"附則第15条の9の2第2項":    "附則第15条の9の2第2項",
		"附則４条・附則５条":        "附則第4条 附則第5条",
		"第76条の2第1項第3号イ":    "第76条の2第1項第3号イ",
		"第 45 条の 38 第 2 項": "第45条の38第2項",
		"第三百二十一条の十五第一項":    "第321条の15第1項",
		"第3項第1号":           "第3項第1号",
		"改正附則第32条第3項":      "附則第32条第3項",
		"第３条第４項後段":         "第3条第4項後段",
	} {
		articles, rest := Articles(text)
		var got []string
		for _, a := range articles {
			got = append(got, a.String())
		}
		if strings.Join(got, " ") != want || rest != "" {
			t.Errorf("%s: %q, left %q, want %q", text, got, rest, want)
		}
	}
	for _, text := range []string{"第4", "Ⅱ.第11号", "別表", "検討中", ""} {
		if articles, rest := Articles(text); len(articles) > 0 || rest != plain(text) {
			t.Errorf("%s: %v, left %q", text, articles, rest)
		}
	}
}

func TestAnArticleIsWithinAnother(t *testing.T) {
	t.Parallel()
	one := func(text string) Article {
		articles, _ := Articles(text)
		return articles[0]
	}
	for _, c := range []struct {
		part, whole string
		want        bool
	}{
		{"第9条第1項", "第9条", true}, {"第9条の2", "第9条", false}, {"第9条", "第9条第1項", false},
		{"第9条第1項第3号イ", "第9条第1項第3号", true}, {"附則第9条", "第9条", false}, {"第九条", "第9条", true},
	} {
		if got := one(c.part).Within(one(c.whole)); got != c.want {
			t.Errorf("%s within %s: %v", c.part, c.whole, got)
		}
	}
}

func TestLawsAreReadFromWhatBureausWrite(t *testing.T) {
	t.Parallel()
	names := NewNames([]string{"建築基準法", "消防法", "住民基本台帳法", "住民基本台帳法施行令", "あん摩マツサージ指圧師、はり師、きゆう師等に関する法律",
		"核原料物質、核燃料物質及び原子炉の規制に関する法律", "日本国憲法の改正手続に関する法律　抄"})
	for _, c := range []struct{ text, basis, want string }{
		{"建築基準法第6条第1項", "", "建築基準法 第6条第1項"},
		{"建築基準法（昭和25年法律第201号）第6条第1項", "", "建築基準法 第6条第1項"},
		{"「建築基準法」の第６条", "", "建築基準法 第6条"},
		{"建築基準法第6条、消防法第7条第1項・第2項", "", "建築基準法 第6条; 消防法 第7条第1項,第7条第2項"},
		{"建築基準法第6条第1項\n消防法", "", "建築基準法 第6条第1項; 消防法"},
		{"建築基準法、消防法及び水道法", "", "建築基準法; 消防法; 水道法"},
		{"住民基本台帳法施行令第3条", "", "住民基本台帳法施行令 第3条"},
		{"住基法施行令第3条", "", "住民基本台帳法施行令 第3条"},
		{"住基法第12条", "", "住民基本台帳法 第12条"},
		{"あん摩マッサージ指圧師、はり師、きゅう師等に関する法律第2条", "", "あん摩マツサージ指圧師、はり師、きゆう師等に関する法律 第2条"},
		{"核原料物質、核燃料物質及び原子炉の規制に関する法律 第5条", "", "核原料物質、核燃料物質及び原子炉の規制に関する法律 第5条"},
		{"高齢者、障害者等の移動等の円滑化の促進に関する法律第3条", "", "高齢者、障害者等の移動等の円滑化の促進に関する法律 第3条"},
		{"日本国憲法の改正手続に関する法律", "", "日本国憲法の改正手続に関する法律"},
		{"法第3条", "消防法", "消防法 第3条"},
		{"同法施行令第3条", "消防法", "消防法施行令 第3条"},
		{"第3条第2項", "消防法", "消防法 第3条第2項"},
		{"建築基準法第6条及び同法第7条", "", "建築基準法 第6条,第7条"},
		{"住民基本台帳法の改正が必要", "", "住民基本台帳法"},
		{"建築基準法第6条第1項の改正が必要、消防法の見直し", "", "建築基準法 第6条第1項; 消防法"},
		{"建築基準法等の改正", "", "建築基準法"},
		{"ＮＰＯ法", "", "特定非営利活動促進法"},
		{"", "消防法", ""},
	} {
		found, rest := names.References(c.text, c.basis)
		if got := written(found); got != c.want || len(rest) > 0 {
			t.Errorf("%q: %q, left %q, want %q", c.text, got, rest, c.want)
		}
	}
	for _, text := range []string{"検討中", "対面での確認が必要", "国と協議"} {
		if found, rest := names.References(text, ""); len(found) > 0 || len(rest) != 1 {
			t.Errorf("%q: %v, left %q", text, found, rest)
		}
	}
}

func written(found []Reference) string {
	var laws []string
	for _, r := range found {
		var articles []string
		for _, a := range r.Articles {
			articles = append(articles, a.String())
		}
		laws = append(laws, strings.TrimSpace(r.Law+" "+strings.Join(articles, ",")))
	}
	return strings.Join(laws, "; ")
}

func TestKindsOfLaws(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]Kind{"建築基準法": Act, "特定商取引に関する法律": Act, "日本国憲法": Act, "建築基準法施行令": Order,
		"漁港水面施設運営権登録令": Order, "児童扶養手当法施行規則": Ministerial, "消費生活に関する内閣府令": Ministerial,
		"国家公安委員会規則": Ministerial, "東京都屋外広告物条例": Ordinance, "東京都屋外広告物条例施行規則": LocalRule, "事務処理要綱": OtherKind} {
		if got, ok := KindOf(name); got != want || !ok {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	if kind, ok := KindOf("検討中"); ok {
		t.Errorf("検討中 is %s", kind)
	}
}

// Each law of the national survey is known by its own name, with the articles behind it.
func TestTheLawsOfTheSurveyAreKnown(t *testing.T) {
	t.Parallel()
	rows := survey.Rows(t)
	var all []string
	for _, r := range rows {
		all = append(all, r["法令名"])
	}
	names := NewNames(all)
	tried, whole := map[string]bool{}, 0
	for _, r := range rows {
		text := r["法令名"] + r["根拠条項号"]
		if tried[text] {
			continue
		}
		tried[text] = true
		found, rest := names.References(text, "")
		want, _ := names.Name(r["法令名"])
		if len(found) == 0 || found[0].Law != want {
			t.Errorf("%s: %s, left %q", text, written(found), rest)
			continue
		}
		if articles, left := Articles(r["根拠条項号"]); left == "" && len(articles) > 0 {
			whole++
			if fmt.Sprint(articles) != fmt.Sprint(found[0].Articles) {
				t.Errorf("%s: %s", text, written(found))
			}
		}
	}
	if whole*100 < len(tried)*97 {
		t.Errorf("the articles of only %d of %d texts are read whole", whole, len(tried))
	}
	t.Logf("%d of %d texts are read whole", whole, len(tried))
}

func TestARankingCountsWhatAChangeFrees(t *testing.T) {
	t.Parallel()
	names := NewNames([]string{"建築基準法", "消防法"})
	count := func(n, cases, unknown, priority int64) Count {
		return Count{Processes: n, Cases: cases, Unknown: unknown, Priority: priority}
	}
	blocked := []Blocked{
		{LegalBasis: "建築基準法", LegalArticle: "第6条第1項", Ministry: "国土交通省", Count: count(3, 30000, 1, 1)},
		{LegalBasis: "建築基準法", LegalArticle: "第7条", LawToChange: "消防法第1条", Ministry: "総務省", Count: count(2, 100, 0, 0)},
		{LegalBasis: "建築基準法", LawToChange: "建築基準法第6条第1項、消防法第1条", Ministry: "総務省、国土交通省", Count: count(5, 5, 5, 0)},
		{LegalBasis: "消防法", LawToChange: "検討中", Count: count(7, 0, 7, 0)},
	}
	r := Rank(ByLaw, blocked, names)
	if r.All != count(17, 30105, 13, 1) || len(r.Ranked) != 2 || len(r.Unresolved) != 1 || r.Unresolved[0] != (Unresolved{"検討中", 7}) {
		t.Fatalf("%+v", r)
	}
	first, second := r.Ranked[0], r.Ranked[1]
	if first.Law != "建築基準法" || first.Alone != count(3, 30000, 1, 1) || first.All != count(8, 30005, 6, 1) {
		t.Errorf("%+v", first)
	}
	if second.Law != "消防法" || second.Alone != count(2, 100, 0, 0) || second.All.Processes != 7 {
		t.Errorf("%+v", second)
	}
	if r = Rank(ByArticle, blocked, names); len(r.Ranked) != 2 || r.Ranked[0].Article != "第6条第1項" || r.Ranked[0].All.Processes != 8 {
		t.Errorf("by article: %+v", r.Ranked)
	}
	if r = Rank(ByMinistry, blocked, names); len(r.Ranked) != 2 || r.Ranked[0].Ministry != "国土交通省" || r.Ranked[0].Alone.Processes != 3 ||
		r.Unresolved[0] != (Unresolved{"", 7}) {
		t.Errorf("by ministry: %+v", r)
	}
}
