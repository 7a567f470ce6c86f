package store_test

import (
	"fmt"
	"strings"
	"testing"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/store/storetest"
)

// Words are looked for in one field at a time, a law and an article in theirs, however they
// are written.
func TestSearchLooksAtWhatItSays(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	name := func(procedure, process, law, article string) *storetest.Row {
		return &storetest.Row{Process: registry.Process{BureauID: 1, ProcedureName: procedure, ProcessName: process,
			LegalBasis: law, LegalArticle: article}}
	}
	w.Change(t, "2022-04-01 09:00", "作成者",
		name("河川の占用許可", "申請", "河川法施行令", "第16条の8第1項"),    // 1
		name("ゴミ処理さーびすの届出", "", "廃棄物処理法", "第11条第11項"),   // 2
		name("登録の更新", "処分通知", "貸金業法", "第3条第2項"),         // 3
		name("登録の更新（1項）河川法施行規則による", "", "架空条例", "第十六条"), // 4
		name("100%の_届出", "", "架空条例\n第2号", "第23条の2"),     // 5
		name("ＡＢＣ－ｄの申請", "", "", "第3条の2"),               // 6
		name("登録", "貸金業", "", "附則第3条"))                  // 7
	w.Change(t, "2022-04-02 09:00", "作成者", &storetest.Row{Process: registry.Process{BureauID: 2, ProcedureName: "登録の更新"}}) // 8

	for _, c := range []struct{ name, value, want string }{
		{"q", "1項  河川法施", "4"}, // not the article of 1
		{"q", "第16条", ""},
		{"q", "申請河川法", ""},
		{"q", "申請 河川法", ""},
		{"q", "河川法 施行", "1 4"},
		{"q", "更新 登録", "3 4 8"},
		{"q", "貸金業 登録", ""},
		{"q", "ごみ処理サービス", "2"},
		{"q", "ｺﾞﾐ　ｻｰﾋﾞｽ", "2"},
		{"q", "100%の_", "5"},
		{"q", "10.%", ""},
		{"q", "架空条例第2号", "5"},
		{"q", "abc-D", "6"},
		{"q", "ａｂｃ―ｄ", "6"},
		{"q", `\n`, ""},
		{"law", "河川法", "1"},
		{"law", "施行 河川", "1"},
		{"law", "登録", ""},
		{"article", "1項", "1"},
		{"article", "第11項", "2"},
		{"article", "第3条", "3 6 7"},
		{"article", "三条の二", "6"},
		{"article", "第3条第2項", "3"},
		{"article", "16条", "1 4"},
		{"article", "附則", "7"},
		{"article", "第16条の8第1項", "1"},
		{"article", "8条", ""},
		{"article", "の8", "1"},
		{"article", "条2", "3"},
		{"process_id", "P-0000003", "3"},
		{"search", "1項  河川法施", "1"}, // which says that it read an article
		{"search", "「1項  河川法施」", "4"},
		{"search", "河川法施行令第16条の8", "1"},
		{"search", "P-3 0000008", "3 8"},
		{"search", "登録 B01", "3 4 7"},
		{"search", "ことば:B01", ""},
	} {
		f, err := store.ParseFilter(map[string][]string{c.name: {c.value}})
		if err != nil {
			t.Errorf("%s=%s: %v", c.name, c.value, err)
			continue
		}
		page, err := w.Processes(t.Context(), planner, f)
		if err != nil {
			t.Errorf("%s=%s: %v", c.name, c.value, err)
			continue
		}
		var got []string
		for _, p := range page.Processes {
			got = append(got, fmt.Sprint(int64(p.ID)))
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s=%s finds %s, want %s", c.name, c.value, s, c.want)
		}
		if (c.name == "search") != (len(page.Understood) > 0) {
			t.Errorf("%s=%s is understood as %+v", c.name, c.value, page.Understood)
		}
	}
}
