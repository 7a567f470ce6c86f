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
	for _, wrong := range []Amendment{{"color", AddWriting, "1", "赤"}, {"obstacle", AddWriting, "99", "ない"},
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
