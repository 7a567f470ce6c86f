package value

import (
	"strings"
	"testing"

	"tetsuzuki/import/form"
)

func TestChoicesAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	const mark, bad = "R-mark", "!L2-04"
	for _, c := range []struct{ field, text, want, finding string }{
		// code, label, both
		{"process_type", "申請等", "1", ""},
		{"process_type", "1", "1", ""},
		{"process_type", "１　申請等", "1", ""},
		{"process_type", "1:申請等", "1", ""},
		{"process_type", "１．申請等", "1", ""},
		{"process_type", "①申請等", "1", ""},
		{"process_type", "①", "1", ""},
		{"process_type", "(1)申請等", "1", ""},
		{"process_type", "2-1", "2-1", ""},
		{"process_type", "２－１", "2-1", ""},
		{"process_type", "2ー1", "2-1", ""},
		{"process_type", "2−1　申請等に基づく処分通知等", "2-1", ""},
		{"process_type", "２－２　申請等に基づかない\n処分通知等", "2-2", ""},
		{"process_type", "交付等(民間手続)", "2-3", ""},
		{"process_type", "縦覧", "3", ""},
		{"process_type", "作成･保存等", "4", ""},
		{"process_type", "9 その他", "", bad},
		{"process_type", "2 申請等", "", bad}, // the number and the label are two choices
		{"process_type", "申請もどき", "", bad},
		{"process_type", "2-4", "", bad},
		{"applicant", "国，独立行政法人等又は地方等", "4-4", ""},
		{"applicant", "国民等、民間事業者等", "7", ""},
		{"recipient", "5 国民等", "5", ""},
		{"recipient", "－", "", ""},
		{"affair_category", "第１号法定受託事務", "2", ""},
		{"affair_category", "第一号法定受託事務", "2", ""},
		// statuses
		{"digitization_status", "実施済", "done", ""},
		{"digitization_status", "実施済み", "done", ""},
		{"digitization_status", "1 実施済", "done", ""},
		{"digitization_status", "済", "done", ""},
		{"digitization_status", "デジタル化済", "done", ""},
		{"digitization_status", "ﾃﾞｼﾞﾀﾙ化済", "done", ""},
		{"digitization_status", "一部実施済", "partial", ""},
		{"digitization_status", "実施中", "in_progress", ""},
		{"digitization_status", "今後実施", "planned", ""},
		{"digitization_status", "検討中", "considering", ""},
		{"digitization_status", "未着手", "not_started", ""},
		{"digitization_status", "今後検討", "not_started", ""},
		{"digitization_status", "未着手・今後検討", "not_started", ""},
		{"digitization_status", "未", "not_started", ""},
		{"digitization_status", "対象外", "exempt", ""},
		{"digitization_status", "廃止", "abolished", ""},
		{"digitization_status", "やる", "", bad},
		{"digitization_status", "？", "", bad},
		{"digitization_status", "1件", "", bad},
		{"digitization_status", "", "", ""},
		// marks without a legend
		{"digitization_status", "○", "done", mark},
		{"digitization_status", "〇", "done", mark},
		{"digitization_status", "◯", "done", mark},
		{"digitization_status", "⭕", "done", mark},
		{"digitization_status", "△", "partial", mark},
		{"digitization_status", "▲", "partial", mark},
		{"digitization_status", "×", "not_started", mark},
		{"digitization_status", "✕", "not_started", mark},
		{"digitization_status", "✖", "not_started", mark},
		{"digitization_status", "ｘ", "not_started", mark},
		{"digitization_status", "X", "not_started", mark},
		{"digitization_status", "－", "exempt", "?R-mark-unclear"},
		{"seal_required", "○", "yes", mark},
		{"seal_required", "×", "no", mark},
		{"seal_required", "－", "", ""},
		{"national_law_change", "○", "required", mark},
		// flags
		{"national_law_change", "要", "required", ""},
		{"national_law_change", "必要", "required", ""},
		{"national_law_change", "否", "not_required", ""},
		{"national_law_change", "不要", "not_required", ""},
		{"national_law_change", "法改正不要", "not_required", ""},
		{"national_law_change", "無し", "not_required", ""},
		{"national_law_change", "不明", "unknown", ""},
		{"national_law_change", "調査中", "unknown", ""},
		{"national_law_change", "たぶん", "", bad},
		{"national_law_change", "要or不要", "", bad},
		{"fee", "有", "required", ""},
		{"fee", "あり", "required", ""},
		{"fee", "1 手数料等無し", "none", ""},
		{"fee", "なし", "none", ""},
		{"seal_required", "要", "yes", ""},
		{"seal_required", "否", "no", ""},
		{"scope", "対象外", "out", ""},
		{"scope", "内部手続", "out", ""},
		{"identity_method", "6 本人確認不要", "6", ""},
		{"identity_method", "本人確認書類の提示･提出", "4", ""},
		// a remark behind a choice
		{"national_law_change", "要（第3条）", "required", "?R-remark-in-choice"},
		{"national_law_change", "○（要）", "required", ""},
		{"digitization_status", "実施済（一部）", "", bad},
		{"digitization_status", "実施済（一部を除く）", "", bad},
		// several where one is asked for
		{"identity_method", "5 その他; 6 本人確認不要", "", "?R-several-choices"},
		{"national_law_change", "要・否", "", "?R-several-choices"},
		{"identity_method", "押印\n押印", "2", ""},
		{"fee", "#N/A", "", "!R-error-value"},
		{"fee", "同上", "", "!L2-02"},
	} {
		v, found := read(t, c.field, Cell{Text: c.text}, nil)
		if v.Text != c.want || ids(found) != c.finding {
			t.Errorf("%s %q: %q %q, want %q %q", c.field, c.text, v.Text, ids(found), c.want, c.finding)
		}
	}
}

func TestChoicesTheSpreadsheetChanged(t *testing.T) {
	t.Parallel()
	// 2-1 typed into a spreadsheet becomes 1 February of that year
	v, found := read(t, "process_type", Cell{Text: "44228", Number: true, Date: true}, nil)
	if v.Text != "2-1" || ids(found) != "?R-code-became-date" {
		t.Errorf("%q %s", v.Text, ids(found))
	}
	if v, found := read(t, "process_type", Cell{Text: "44300", Number: true, Date: true}, nil); v.Text != "" || ids(found) != "!L2-04" {
		t.Errorf("a date that is no code: %q %s", v.Text, ids(found))
	}
	if v, _ := read(t, "fee", Cell{Text: "1", Bool: true}, nil); v.Text != "required" {
		t.Errorf("TRUE is %q", v.Text)
	}
	if v, _ := read(t, "fee", Cell{Text: "0", Bool: true}, nil); v.Text != "none" {
		t.Errorf("FALSE is %q", v.Text)
	}
}

func TestSeveralChoices(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ field, text, want, finding string }{
		{"obstacle", "6", "6", ""},
		{"obstacle", "6 オンライン化の費用対効果が小さい又は不明", "6", ""},
		{"obstacle", "性質上、電子化すべきでない", "5", ""},
		{"obstacle", "2 制度改正が必要であり、制度改正の業務上の優先順位が高くない; 7 上記に該当しない", "2 7", ""},
		{"obstacle", "7 上記に該当しない；2 制度改正が必要であり、制度改正の業務上の優先順位が高くない", "2 7", ""},
		{"obstacle", "制度改正が必要であり、制度改正のための時間確保が困難、性質上、電子化すべきでない", "1 5", ""},
		{"obstacle", "上記に該当しない、システムなし、原本が紙", "3 4 7", ""},
		{"obstacle", "6,7", "6 7", ""},
		{"obstacle", "6、7", "6 7", ""},
		{"obstacle", "６，７", "6 7", ""},
		{"obstacle", "6・7", "6 7", ""},
		{"obstacle", "6/7", "6 7", ""},
		{"obstacle", "6／7", "6 7", ""},
		{"obstacle", "6;7", "6 7", ""},
		{"obstacle", "6 7", "6 7", ""},
		{"obstacle", "6　7", "6 7", ""},
		{"obstacle", "6\n7", "6 7", ""},
		{"obstacle", "⑥⑦", "6 7", ""},
		{"obstacle", "⑥ ⑦", "6 7", ""},
		{"obstacle", "・費用対効果\n・システムなし", "3 6", ""},
		{"obstacle", "7,6,7", "6 7", ""},
		{"obstacle", "－", "", ""},
		{"obstacle", "なし", "", "R-no-value"},
		{"obstacle", "6,9", "", "!L2-04"},
		{"obstacle", "面倒", "", "!L2-04"},
		{"obstacle", "67", "", "!L2-04"},
		{"payment_methods", "1-1 行政機関の窓口; 2-3 クレジットカード払い", "1-1 2-3", ""},
		{"payment_methods", "1-5 その他オフラインでの納付方法; 2-6 その他オンラインでの納付方法", "1-5 2-6", ""},
		{"payment_methods", "窓口、クレジットカード、コンビニ", "1-1 1-4 2-3", ""},
		{"payment_methods", "ペイジー（ＡＴＭ）・ペイジー（ネットバンキング）", "1-3 2-1", ""},
		{"payment_methods", "1-1,1-2", "1-1 1-2", ""},
		{"payment_methods", "", "", ""},
	} {
		v, found := read(t, c.field, Cell{Text: c.text}, nil)
		if got := strings.Join(v.List, " "); got != c.want || ids(found) != c.finding {
			t.Errorf("%s %q: %q %q, want %q %q", c.field, c.text, got, ids(found), c.want, c.finding)
		}
	}
}

func TestLegendsDefineTheMarks(t *testing.T) {
	t.Parallel()
	legend := func(pairs ...string) *Context {
		ctx := &Context{Legend: map[string]string{}}
		for i := 0; i < len(pairs); i += 2 {
			ctx.Legend[form.MarkKey(pairs[i])] = pairs[i+1]
		}
		return ctx
	}
	usual := legend("○", "done", "△", "partial", "×", "not_started", "－", "exempt")
	unusual := legend("1", "done", "２", "not_started", "Ａ", "considering", "●", "abolished", "○", "not_started")
	for _, c := range []struct {
		ctx        *Context
		text, want string
	}{
		{usual, "○", "done"}, {usual, "◯", "done"}, {usual, "△", "partial"}, {usual, "×", "not_started"}, {usual, "ｘ", "not_started"},
		{usual, "－", "exempt"}, {usual, "-", "exempt"}, {usual, "ー", "exempt"}, {usual, "検討中", "considering"},
		{unusual, "１", "done"}, {unusual, "2", "not_started"}, {unusual, "a", "considering"}, {unusual, "●", "abolished"},
		{unusual, "〇", "not_started"},
	} {
		if v, found := read(t, "digitization_status", Cell{Text: c.text}, c.ctx); v.Text != c.want || len(found) > 0 {
			t.Errorf("%q is %q %s, want %s", c.text, v.Text, ids(found), c.want)
		}
	}
	reasons := legend("○", "6", "△", "7")
	if v, _ := read(t, "obstacle", Cell{Text: "△、○"}, reasons); strings.Join(v.List, " ") != "6 7" {
		t.Errorf("marks for several choices: %q", v.List)
	}
}
