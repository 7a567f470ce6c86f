package registry_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tetsuzuki/internal/registry"
)

var searched = []registry.Bureau{
	{ID: 7, Code: "B07", Name: "環境局", Former: []string{"公害局"}},
	{ID: 8, Code: "B08", Name: "オリンピック・パラリンピック準備局", ValidTo: time.Date(2022, 4, 1, 0, 0, 0, 0, registry.Tokyo)},
	{ID: 9, Code: "B09", Name: "デジタルサービス局"},
	{ID: 10, Code: "B10", Name: "福祉局", ValidTo: time.Date(1950, 4, 1, 0, 0, 0, 0, registry.Tokyo)},
	{ID: 11, Code: "B31", Name: "福祉局"},
	{ID: 12, Code: "B12", Name: "福祉保健局", ValidTo: time.Date(2023, 7, 1, 0, 0, 0, 0, registry.Tokyo), Successors: []int{11, 9}},
}

// A bureau that has ended leads to those that followed it.
func TestAnEndedBureauLeadsToItsSuccessors(t *testing.T) {
	t.Parallel()
	term := registry.Understand("許可 福祉保健局", searched).Terms[1]
	var others []string
	for _, r := range term.Otherwise {
		others = append(others, r.Label()+" "+r.Search)
	}
	want := []string{"ことば 許可 「福祉保健局」", "局「デジタルサービス局」 許可 局:デジタルサービス局", "局「福祉局」 許可 局:福祉局"}
	if diff := cmp.Diff(want, others); diff != "" {
		t.Error(diff)
	}
}

// A search says of each of its parts what it takes it for, however it is written.
func TestWhatASearchIsTakenFor(t *testing.T) {
	t.Parallel()
	for search, want := range map[string]string{
		"":           "",
		" 　 ":        "",
		"P-0000123":  "process_id P-0000123",
		"ｐ－０００００１２３": "process_id P-0000123",
		"p123":       "process_id P-0000123",
		"0000123":    "process_id P-0000123",
		"123":        "words 123",
		"手続ID：123":   "process_id P-0000123",
		"手続ｉｄ：P‐123": "process_id P-0000123",
		"P-0":        "words P-0",
		"環境局":        "bureau B07",
		"公害局":        "bureau B07",

		"オリンピックパラリンピック準備局": "bureau B08",
		"Ｂ０７":          "bureau B07",
		"b07":          "bureau B07",
		"ﾃﾞｼﾞﾀﾙｻｰﾋﾞｽ局": "bureau B09",
		"でじたるさーびす局":    "bureau B09",
		"おりんぴっく・ぱらりんぴっく準備局": "bureau B08",
		"福祉局":      "bureau B31",
		"環境":       "words 環境",
		"局：ないない局":  "words ないない局",
		"河川法":      "law 河川法",
		"貸金業法施行規則": "law 貸金業法施行規則",
		"東京都デジタルファースト条例": "law 東京都デジタルファースト条例",
		"方法": "words 方法",
		"法":  "law 法",
		"貸金業法（昭和58年法律第32号）": "law 貸金業法",
		"第３条":                  "article 第3条",
		"3条の2第1項":              "article 3条の2第1項",
		"第十六条の五第一項":            "article 第十六条の五第一項",
		"第18の11条第1項":           "article 第18の11条第1項",
		"1項":                   "article 1項",
		"第32号":                 "article 第32号",
		"河川法第１６条の８第１項":         "law 河川法|article 第16条の8第1項",
		"河川法16条":               "law 河川法|article 16条",
		"登録第3条":                "words 登録第3条",
		"1項  河川法施":             "article 1項|words 河川法施",
		"貸金業 登録":               "words 貸金業|words 登録",
		"「河川法 許可」 環境局":         "words 河川法 許可|bureau B07",
		`"環境局"`:                "words 環境局",
		"ことば:環境局":              "words 環境局",
		"法令:河川":                "law 河川",
		"法令:「河川 施行」 条項:附則":     "law 河川 施行|article 附則",
		"「閉じない":                "words 閉じない",
		"局:":                   "words 局:",
		"「」":                   "",
		strings.Repeat("「", 5): "",
	} {
		var got []string
		for _, term := range registry.Understand(search, searched).Terms {
			got = append(got, fmt.Sprintf("%s %s", term.Kind, term.Value))
		}
		if s := strings.Join(got, "|"); s != want {
			t.Errorf("%q: %s; want %s", search, s, want)
		}
	}
}

// Every other way to take a search that is offered is taken so, and leaves the other parts
// as they were.
func TestASearchCanBeTakenOtherwise(t *testing.T) {
	t.Parallel()
	for _, search := range []string{"環境局 河川法 第3条 登録", "P-0000123", "123", "河川法第3条", "「a 環境局」", "法令:「河川 施行」 1項", "福祉局"} {
		u := registry.Understand(search, searched)
		if len(u.Terms) == 0 {
			t.Errorf("%s is understood as nothing", search)
		}
		for i, term := range u.Terms {
			if len(term.Otherwise) == 0 {
				t.Errorf("%s: %s can only be taken for %s", search, term.Text, term.Kind)
			}
			for _, r := range term.Otherwise {
				other := registry.Understand(r.Search, searched)
				if r.Kind == term.Kind || len(other.Terms) == 0 || other.Terms[min(i, len(other.Terms)-1)].Kind != r.Kind {
					t.Errorf("%s: %s taken for %s is %s: %+v", search, term.Text, r.Kind, r.Search, other.Terms)
				}
				if len(other.Terms) != len(u.Terms) {
					continue // a law with its article became one part
				}
				for k := range u.Terms {
					if k != i && (u.Terms[k].Kind != other.Terms[k].Kind || u.Terms[k].Value != other.Terms[k].Value) {
						t.Errorf("%s as %s alters %+v", search, r.Search, u.Terms[k])
					}
				}
			}
		}
	}
}

func TestWhatASearchLooksFor(t *testing.T) {
	t.Parallel()
	got := registry.Understand("P-0000123 0000124 環境局 福祉局 河川法 施行令 第3条 「許可 更新」 届出", searched)
	got.Terms = nil
	want := registry.Understanding{IDs: []registry.ProcessID{123, 124}, Bureaus: []int{7, 11},
		Law: "河川法 施行令", Article: "第3条", Words: "許可 更新 届出"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}
