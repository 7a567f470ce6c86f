package form

import (
	"errors"
	"testing"
)

// What a registry has decided of the lists is read and offered by its form alone.
func TestAnAmendedFormReadsAndOffersWhatWasDecided(t *testing.T) {
	t.Parallel()
	f, err := Current().Amended([]Amendment{
		{List: "obstacle", Kind: AddChoice, Code: "架空の事情による"},
		{List: "obstacle", Kind: AddWriting, Code: "架空の事情による", Writing: "架空の都合"},
		{List: "digitization_status", Kind: AddWriting, Code: "done", Writing: "架空で完成"},
		{List: "obstacle", Kind: EndChoice, Code: "7"},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ field, text, code string }{
		{"obstacle", "架空の事情による", "架空の事情による"}, {"obstacle", "架空の都合", "架空の事情による"},
		{"digitization_status", "架空で完成", "done"}, {"obstacle", "7", "7"}, {"obstacle", "3", "3"},
	} {
		if got, _, ok := f.Field(c.field).List.Lookup(c.text); !ok || got.Code != c.code {
			t.Errorf("%q is read as %+v", c.text, got)
		}
		if _, _, ok := Current().Field(c.field).List.Lookup(c.text); ok != (len(c.text) == 1) {
			t.Errorf("the program's form reads %q: %t", c.text, ok)
		}
	}
	offered := map[string]bool{}
	for _, c := range f.Field("obstacle").List.In(2026) {
		offered[c.Text()] = true
	}
	if !offered["架空の事情による"] || offered["7 上記に該当しない"] || len(offered) != 8 {
		t.Errorf("offered are %v", offered)
	}
	if f.Field("applicant").List != f.Field("recipient").List || f.Field("applicant").List != Current().CodeList("party") {
		t.Error("a list that nobody amended is another")
	}
	for _, wrong := range []Amendment{{"scope", ChangeLabel, "in", "対象外"}, {"scope", ChangeOrder, "in", "0"},
		{"color", AddWriting, "1", "赤"}, {"obstacle", AddWriting, "99", "ない"},
		{"scope", AddChoice, "どちらでもない", ""}, {"obstacle", "paint", "1", "赤"}} {
		if _, err := Current().Amended([]Amendment{wrong}); err == nil {
			t.Errorf("%+v passes", wrong)
		}
	}
	var taken *TakenError
	if _, err := Current().Amended([]Amendment{{"obstacle", AddWriting, "1", "原本が紙"}}); !errors.As(err, &taken) {
		t.Errorf("a writing of another choice: %v", err)
	}
}

// A choice is called otherwise: what was read as it is read as before, and examples follow. What
// cannot be leaves the rest as it is, in whatever order the amendments come.
func TestAChoiceIsCalledOtherwise(t *testing.T) {
	t.Parallel()
	f, err := Current().Amended([]Amendment{
		{"obstacle", AddWriting, "架空の事情", "架空の都合"},
		{"obstacle", ChangeLabel, "架空の事情", "架空の新しい事情"},
		{"digitization_status", ChangeLabel, "done", "完了した"},
		{"digitization_status", ChangeLabel, "done", "オンライン化済"}, // which it was read as before
		{"obstacle", ChangeOrder, "架空の事情", "1"},
		{"obstacle", ChangeNote, "6", "架空の説明"},
		{"obstacle", ChangeLabel, "99", "ない"},
		{"obstacle", EndChoice, "6", ""},
		{"obstacle", AddChoice, "架空の事情", ""},
	})
	if f == nil || err == nil {
		t.Fatalf("the form is %v, the error %v", f, err)
	}
	obstacles, statuses := f.CodeList("obstacle"), f.CodeList("digitization_status")
	if first := obstacles.All()[0]; first.Code != "架空の事情" || first.Label != "架空の新しい事情" || !obstacles.Numbered() {
		t.Errorf("first is %+v", first)
	}
	for _, c := range []struct {
		list       *CodeList
		text, code string
	}{
		{obstacles, "架空の都合", "架空の事情"}, {obstacles, "架空の新しい事情", "架空の事情"}, {obstacles, "架空の事情", "架空の事情"},
		{obstacles, "3", "3"}, {obstacles, "6 オンライン化の費用対効果が小さい又は不明", "6"}, {obstacles, "時間確保困難", "1"},
		{statuses, "実施済", "done"}, {statuses, "完了した", "done"}, {statuses, "オンライン化済", "done"}, {statuses, "done オンライン化済", "done"},
		{statuses, "検討中", "considering"},
	} {
		if got, _, _ := c.list.Lookup(c.text); got.Code != c.code {
			t.Errorf("%q is read as %+v", c.text, got)
		}
	}
	if c, _ := statuses.Code("done"); c.Label != "オンライン化済" || c.Synonyms[0] != "完了した" {
		t.Errorf("the choice is %+v", c)
	}
	if example := f.Field("digitization_status").Example; example != "オンライン化済" {
		t.Errorf("the example is %q", example)
	}
	if example := f.Field("obstacle").Example; example != "架空の新しい事情" {
		t.Errorf("the example of a list whose choice of before has ended is %q", example)
	}
	if got := f.examples[0].get("digitization_status"); got != "オンライン化済" || Current().examples[0].get("digitization_status") != "実施済" {
		t.Errorf("the first row of examples has %q", got)
	}
	own := f.Own()
	for _, text := range []string{"実施済", "完了した", "1 オンライン化済", "架空の説明", "6 オンライン化の費用対効果が小さい又は不明"} {
		if own.Text(text) != (text != "1 オンライン化済") {
			t.Errorf("%q is taken for the form's own: %t", text, own.Text(text))
		}
	}
	before := Current().Field("digitization_status")
	if !own.Note(before.help()) || !own.Note(f.Field("digitization_status").help()) || own.Note(before.help()+"と書いた人が言った") {
		t.Error("the notes of headers are not told from others")
	}
}
