package store_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/store/storetest"
)

func TestOneProcessWithItsHistory(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	first := registry.Process{BureauID: 10, ProcedureName: "作り物の届出", InScope: true, Obstacle: []string{"6"}}
	w.Change(t, "2022-04-01 09:00", "はじめの人", &storetest.Row{Process: first,
		Volumes: []registry.Volume{storetest.Cases(2020, registry.Approx, 1200)}})
	second := first
	second.ID, second.Status, second.Obstacle = 1, registry.Done, []string{"6", "7"}
	second.DigitizedOn = moment(t, "2022-06-30")
	w.Change(t, "2022-07-01 09:00", "つぎの人", &storetest.Row{Process: second,
		Volumes: []registry.Volume{storetest.Cases(2020, registry.Exact, 1234, 1000), storetest.Unknown(2021)}})
	w.Change(t, "2022-08-01 09:00", "無関係の人", &storetest.Row{Process: registry.Process{ProcedureName: "ほかの手続"}})
	w.Change(t, "2022-09-01 09:00", "取り消した人", &storetest.Row{Process: registry.Process{ID: 1}, Gone: true})
	w.Change(t, "2022-10-01 09:00", "戻した人", &storetest.Row{Process: second,
		Volumes: []registry.Volume{storetest.Cases(2020, registry.Exact, 1234, 1000), storetest.Unknown(2021)}})

	type entry struct {
		Actor            string
		Created, Removed bool
		Fields           []store.FieldChange
	}
	at := func(asOf string) (entries []entry, d store.ProcessDetail) {
		t.Helper()
		d, err := w.Process(t.Context(), planner, 1, moment(t, asOf))
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range d.History {
			entries = append(entries, entry{h.Change.Actor, h.Created, h.Removed, h.Fields})
		}
		return entries, d
	}
	created := []store.FieldChange{
		{"bureau", 0, "", "環境局"}, {"procedure_name", 0, "", "作り物の届出"}, {"obstacle", 0, "", "6"},
		{"national_law_change", 0, "", "unknown"}, {"scope", 0, "", "in"}, {"annual_volume", 2020, "", "約1200"},
	}
	entries, d := at("2022-06-30")
	if diff := cmp.Diff([]entry{{"はじめの人", true, false, created}}, entries); diff != "" {
		t.Error(diff)
	}
	if d.Status != "" || len(d.Volumes) != 1 || d.Bureau != "環境局" || d.BureauCode != "B10" ||
		!d.RecordedTo.Equal(moment(t, "2022-07-01T09:00:00+09:00")) {
		t.Errorf("as of June: %+v", d)
	}

	changed := []store.FieldChange{
		{"digitization_status", 0, "", "done"}, {"digitized_on", 0, "", "2022-06-30"}, {"obstacle", 0, "6", "6,7"},
		{"annual_volume", 2020, "約1200", "1234"}, {"online_volume", 2020, "", "1000"}, {"annual_volume", 2021, "", "不明"},
	}
	entries, d = at("2022-12-31")
	if len(entries) != 4 || !entries[0].Created || !entries[1].Removed || entries[1].Fields != nil {
		t.Fatalf("history: %+v", entries)
	}
	if diff := cmp.Diff([]entry{{"つぎの人", false, false, changed}, {"はじめの人", true, false, created}}, entries[2:]); diff != "" {
		t.Error(diff)
	}
	if d.Deciding == nil || *d.Deciding.Total.Value != 1234 || d.Usage == nil || d.Usage.Online != 1000 || len(d.Volumes) != 2 ||
		d.Volumes[1].Total.Known() {
		t.Errorf("now: %+v", d)
	}
	for _, asOf := range []string{"2022-03-31", "2022-09-15"} {
		if _, err := w.Process(t.Context(), planner, 1, moment(t, asOf)); registry.CodeOf(err) != registry.NotFound {
			t.Errorf("as of %s, when it was not there: %v", asOf, err)
		}
	}
	if _, err := w.Process(t.Context(), planner, 999, moment(t, "2022-12-31")); registry.CodeOf(err) != registry.NotFound {
		t.Errorf("no such process: %v", err)
	}
}
