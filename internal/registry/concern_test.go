package registry

import (
	"fmt"
	"math"
	"slices"
	"testing"
)

func TestConcerns(t *testing.T) {
	t.Parallel()
	count := func(n int64) Count { return Count{Value: &n, Qualifier: Exact, State: Provided} }
	unknown := Count{State: NotProvided}
	process := func(status Status, year int, law LawChange, volume Count) Process {
		return Process{Status: status, PlannedFiscalYear: year, NationalLawChange: law,
			Deciding: Deciding([]Volume{{FiscalYear: 2022, Total: volume}})}
	}
	plain := process(Planned, 2025, LawChangeUnknown, count(100))
	volume := func(before, after Count) (Process, Process, []ChangedVolume) {
		return process(Planned, 0, LawChangeUnknown, before), process(Planned, 0, LawChangeUnknown, after), []ChangedVolume{{before, after}}
	}
	for _, c := range []struct {
		what   string
		before Process
		after  Process
		want   []Concern
	}{
		{"nothing", plain, plain, nil},
		{"exempt to done", process(Exempt, 0, "", count(1)), process(Done, 0, "", count(1)), []Concern{ConcernExemptDone}},
		{"exempt to planned", process(Exempt, 0, "", count(1)), process(Planned, 0, "", count(1)), nil},
		{"done to partial", process(Done, 0, "", count(1)), process(Partial, 0, "", count(1)), []Concern{ConcernUndone}},
		{"done to exempt", process(Done, 0, "", count(1)), process(Exempt, 0, "", count(1)), []Concern{ConcernUndone}},
		{"done to blank", process(Done, 0, "", count(1)), process("", 0, "", count(1)), []Concern{ConcernUndone}},
		{"done to abolished", process(Done, 0, "", count(1)), process(Abolished, 0, "", count(1)), nil},
		{"a year later", process(Planned, 2025, "", count(1)), process(Planned, 2026, "", count(1)), []Concern{ConcernPlannedLater}},
		{"a year earlier", process(Planned, 2025, "", count(1)), process(Planned, 2024, "", count(1)), nil},
		{"a first year", process(Planned, 0, "", count(1)), process(Planned, 2024, "", count(1)), nil},
		{"law", process(Planned, 0, LawChangeRequired, count(1)), process(Planned, 0, LawChangeNotRequired, count(1)), []Concern{ConcernLawDropped}},
		{"law unknown", process(Planned, 0, LawChangeRequired, count(1)), process(Planned, 0, LawChangeUnknown, count(1)), nil},
	} {
		if got := ConcernsOf(&c.before, c.after, nil, 10_000); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.what, got, c.want)
		}
	}
	for _, c := range []struct {
		before, after Count
		want          string
	}{
		{count(100), count(1000), "[volume_times_10]"},
		{count(100), count(999), "[]"},
		{count(1000), count(100), "[volume_tenth]"},
		{count(1000), count(101), "[]"},
		{count(5), count(0), "[volume_tenth]"},
		{count(0), count(5000), "[]"},
		{count(100), unknown, "[volume_gone]"},
		{unknown, count(100), "[]"},
		{count(9999), count(10_000), "[priority_new]"},
		{count(10_000), count(9999), "[priority_lost]"},
		{count(10_000), unknown, "[volume_gone priority_lost]"},
		{count(1200), count(12_000), "[volume_times_10 priority_new]"},
		{count(1), count(math.MaxInt64), "[volume_times_10 priority_new]"},
		{count(math.MaxInt64), count(math.MaxInt64 - 1), "[]"},
	} {
		before, after, changed := volume(c.before, c.after)
		if got := fmt.Sprint(ConcernsOf(&before, after, changed, 10_000)); got != c.want {
			t.Errorf("%v to %v: %s, want %s", c.before.Value, c.after.Value, got, c.want)
		}
	}
	// A new year may be out of line with the one before, and an earlier year may change alone.
	before, after := process(Planned, 0, "", count(100)), process(Planned, 0, "", count(100))
	after.Deciding = &Volume{FiscalYear: 2023, Total: count(2000)}
	if got := ConcernsOf(&before, after, []ChangedVolume{{Count{}, count(2000)}}, 10_000); !slices.Equal(got, []Concern{ConcernVolumeTimes}) {
		t.Errorf("a new year: %v", got)
	}
	if got := ConcernsOf(&plain, plain, []ChangedVolume{{count(100), count(1)}}, 10_000); !slices.Equal(got, []Concern{ConcernVolumeTenth}) {
		t.Errorf("an earlier year: %v", got)
	}
	if got := ConcernsOf(nil, process(Done, 0, "", count(10_000)), nil, 10_000); !slices.Equal(got, []Concern{ConcernPriorityNew}) {
		t.Errorf("a new process: %v", got)
	}
	for _, c := range Concerns {
		if c.Label() == "" || c.Rule() == "" {
			t.Errorf("%s has no words", c)
		}
	}
}
