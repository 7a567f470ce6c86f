package store_test

import (
	"testing"

	"tetsuzuki/internal/law"
	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/store/storetest"
)

// What a person says that a writing means is counted for that law, and a ministry that is set for a
// law ranks where none is written; withdrawn, it is as before, and each is one change.
func TestWhatPeopleSetOfLawsRanks(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	row := func(change, ministry string) *storetest.Row {
		return &storetest.Row{Process: registry.Process{LegalBasis: "架空旅券法", LawToChange: change, Ministry: ministry, InScope: true,
			Status: registry.NotStarted, NationalLawChange: registry.LawChangeRequired}}
	}
	w.Change(t, "2022-04-01 09:00", "作成者", row("架空のあれ", ""), row("架空旅券法第3条", ""), row("", "架空省"))
	ctx, hq := t.Context(), registry.Operator("架空の本部")
	ranked := func(by law.By) (names map[string]int64, unresolved int) {
		t.Helper()
		in, err := w.Laws(ctx, hq, store.LawsQuestion{})
		if err != nil {
			t.Fatal(err)
		}
		l := progress.LawsOf(by, in)
		names = map[string]int64{}
		for _, r := range l.Laws {
			names[r.Law+r.Ministry] = r.Processes
		}
		return names, len(l.Unresolved)
	}
	if names, unresolved := ranked(law.ByLaw); names["架空旅券法"] != 2 || unresolved != 1 {
		t.Fatalf("before: %v, %d", names, unresolved)
	}
	set := func(kind registry.LawSettingKind, written, value string) error {
		return w.SetLaw(ctx, hq, registry.LawSetting{Kind: kind, Written: written, Value: value, Reason: "架空の理由"})
	}
	if err := set(registry.LawAlias, "架空のあれ", "架空旅券法"); err != nil {
		t.Fatal(err)
	}
	if err := set(registry.LawMinistry, "架空旅券法", "架空庁"); err != nil {
		t.Fatal(err)
	}
	if names, unresolved := ranked(law.ByLaw); names["架空旅券法"] != 3 || unresolved != 0 {
		t.Errorf("with the alias: %v, %d", names, unresolved)
	}
	if names, unresolved := ranked(law.ByMinistry); names["架空庁"] != 2 || names["架空省"] != 1 || unresolved != 0 {
		t.Errorf("by ministry: %v, %d", names, unresolved)
	}
	for what, c := range map[string]struct {
		err   error
		field string
	}{
		"nothing written": {set(registry.LawAlias, " ", "架空旅券法"), "written"},
		"no law":          {set(registry.LawAlias, "架空", "検討中"), "value"},
		"no ministry":     {set(registry.LawMinistry, "架空旅券法", ""), "value"},
		"no kind":         {set("color", "架空", "架空旅券法"), "kind"},
	} {
		wantError(t, what, c.err, registry.Invalid, c.field)
	}
	if err := set(registry.LawAlias, "架空の あれ", "架空建築法"); err != nil { // another writing of the same
		t.Fatal(err)
	}
	all, err := w.LawSettings(ctx)
	if err != nil || len(all) != 3 || all[2].Current() {
		t.Fatalf("%+v, %v", all, err)
	}
	for _, l := range all[:2] {
		if err := w.WithdrawLaw(ctx, hq, l.ID, "架空の誤り"); err != nil {
			t.Fatal(err)
		}
	}
	if names, unresolved := ranked(law.ByLaw); names["架空旅券法"] != 2 || unresolved != 1 {
		t.Errorf("withdrawn: %v, %d", names, unresolved)
	}
	wantError(t, "twice", w.WithdrawLaw(ctx, hq, all[0].ID, "架空の誤り"), registry.NotFound, "")
	d, err := w.Store.Change(ctx, hq, 2, store.ChangePage{})
	if err != nil || len(d.Settings) != 1 || d.Settings[0].Setting != registry.SettingLaw {
		t.Errorf("the change tells %+v, %v", d.Settings, err)
	}
}
