package progress_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
)

func TestRecordedFiguresAreComparedToTheLastDigit(t *testing.T) {
	t.Parallel()
	figures := progress.Of(registry.Standing{
		AsOf:      registry.EndOf(time.Date(2022, 12, 31, 0, 0, 0, 0, registry.Tokyo)),
		Threshold: registry.Threshold{Volume: 10000},
		Bureaus:   []registry.Bureau{{ID: 1, Code: "B01", Name: "作り物局"}, {ID: 2, Code: "B02", Name: "架空局"}},
		Tallies: []registry.Tally{
			{BureauID: 1, Status: registry.Done, InScope: true, LawChange: registry.LawChangeNotRequired, Priority: registry.Yes, Processes: 1, VolumeKnown: 1, Volume: 9007199254740993},
			{BureauID: 2, Status: registry.Partial, InScope: true, LawChange: registry.LawChangeUnknown, Priority: registry.Undecidable, Processes: 2},
		},
	})
	text, err := json.Marshal(figures)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, old, new string // what of the record is otherwise
		want           []progress.Difference
	}{
		{"nothing", "", "", nil},
		{"what earlier programs did not record", `"threshold":10000,`, ``, nil},
		{"a number", `"threshold":10000`, `"threshold":10001`, []progress.Difference{{Path: "threshold", Recorded: "10001", Computed: "10000"}}},
		{"a digit that a float64 does not hold", `"volume":9007199254740993,"volume_unknown"`, `"volume":9007199254740992,"volume_unknown"`,
			[]progress.Difference{{Path: "bureaus.B01.volume", Recorded: "9007199254740992", Computed: "9007199254740993"}}},
		{"a name", `"bureau":"架空局"`, `"bureau":"別の局"`, []progress.Difference{{Path: "bureaus.B02.bureau", Recorded: `"別の局"`, Computed: `"架空局"`}}},
		{"a null", `"target":null`, `"target":1`, []progress.Difference{{Path: "target", Recorded: "1", Computed: "null"}}},
		{"a value that is gone", `"threshold"`, `"thresholds"`, []progress.Difference{{Path: "thresholds", Recorded: "10000"}}},
		{"no JSON", string(text), "{", []progress.Difference{{Recorded: "{", Computed: string(text)}}},
	} {
		got, err := progress.Compare([]byte(strings.Replace(string(text), c.old, c.new, 1)), figures)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s:\n%s", c.name, d)
		}
	}
	// A bureau more or less, and another order.
	fewer := figures
	fewer.Bureaus = figures.Bureaus[1:]
	if got, err := progress.Compare(text, fewer); err != nil || len(got) != 1 || got[0].Path != "bureaus.B01" || got[0].Computed != "" {
		t.Errorf("%+v, %v", got, err)
	}
	part, err := json.Marshal(fewer)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := progress.Compare(part, figures); err != nil || len(got) != 1 || got[0].Path != "bureaus.B01" || got[0].Recorded != "" {
		t.Errorf("%+v, %v", got, err)
	}
	turned := figures
	turned.Bureaus = []progress.Bureau{figures.Bureaus[1], figures.Bureaus[0]}
	if got, err := progress.Compare(text, turned); err != nil || got != nil {
		t.Errorf("%+v, %v", got, err)
	}
}
