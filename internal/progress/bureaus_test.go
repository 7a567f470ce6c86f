package progress_test

import (
	"strings"
	"testing"
	"time"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
)

// standsAs are two tallies of a bureau: so many processes in scope that TMG decides itself, and
// of them so many done.
func standsAs(bureau int, done, of int64) []registry.Tally {
	t := registry.Tally{BureauID: bureau, InScope: true, LawChange: registry.LawChangeNotRequired}
	is, is2 := t, t
	is.Status, is.Processes = registry.Done, done
	is2.Status, is2.Processes = registry.Planned, of-done
	return []registry.Tally{is, is2}
}

func target(name string, rate int64, from, to string, scope registry.TargetScope) registry.Target {
	return registry.Target{Name: name, Rate: rate, From: tokyo(from), To: tokyo(to), Scope: scope}
}

func tokyo(day string) time.Time {
	d, err := time.ParseInLocation(time.DateOnly, day, registry.Tokyo)
	if err != nil {
		panic(err)
	}
	return d
}

// Each state has its rule: four quarters are left to the end of 2023-03, and 70 % of a hundred
// are 70.
func TestTheStateOfABureauFollowsItsRule(t *testing.T) {
	t.Parallel()
	goal := target("架空の70％", 70_000, "2021-04-01", "2023-03-31", registry.TargetInScope)
	own := target("架空の裁量分", 100_000, "2021-04-01", "2023-03-31", registry.TargetDiscretion)
	past := target("架空の終わった目標", 100_000, "2019-04-01", "2022-03-31", registry.TargetInScope)
	late := &registry.RoundUpload{BureauID: 1, Asked: true}
	for _, c := range []struct {
		name    string
		targets []registry.Target
		done    int64
		was, of int64 // a year before
		upload  *registry.RoundUpload
		want    progress.BureauState
		why     string
	}{
		{"exactly at the goal", []registry.Target{goal}, 70, 0, 100, nil, progress.StateReached, "届いています"},
		{"one short, and one in a year", []registry.Target{goal}, 69, 68, 100, nil, progress.StateOnTrack, "あと 1 手続（1.0 ポイント）"},
		{"as many to go as came", []registry.Target{goal}, 50, 30, 100, nil, progress.StateOnTrack, "四半期ごとに 5 手続が必要で、この1年では四半期あたり 5.0 手続"},
		{"a little less", []registry.Target{goal}, 50, 31, 100, nil, progress.StateBehind, "四半期あたり 4.7 手続"},
		{"half", []registry.Target{goal}, 50, 40, 100, nil, progress.StateBehind, "四半期あたり 2.5 手続"},
		{"less than half", []registry.Target{goal}, 50, 41, 100, nil, progress.StateUrgent, "四半期あたり 2.2 手続"},
		{"fewer than a year before", []registry.Target{goal}, 50, 51, 100, nil, progress.StateUrgent, "四半期あたり −0.2 手続"},
		{"not there a year before", []registry.Target{goal}, 50, 0, 0, nil, progress.StateNone, "1年前に登録がなく"},
		{"no target in force", []registry.Target{past}, 50, 40, 100, nil, progress.StateNone, ""},
		{"the worst target decides", []registry.Target{goal, own}, 70, 65, 100, nil, progress.StateUrgent, "架空の裁量分"},
		{"nothing handed in", []registry.Target{goal}, 70, 70, 100, late, progress.StateUrgent, "締切を 2日過ぎても"},
		{"nothing handed in, without a target", nil, 70, 70, 100, late, progress.StateUrgent, "締切を 2日過ぎても"},
	} {
		at := tokyo("2022-04-02").Add(9 * time.Hour)
		in := progress.BureausInput{Before: tokyo("2021-04-02"), Was: standsAs(1, c.was, c.of),
			Now: registry.Standing{AsOf: at, Targets: c.targets, Tallies: standsAs(1, c.done, 100),
				Bureaus: []registry.Bureau{{ID: 1, Code: "B01", Name: "架空局"}, {ID: 2, Code: "B02", Name: "手続のない局"}}}}
		if c.upload != nil {
			round := registry.Round{ID: 7, Name: "架空の回", OpensOn: tokyo("2022-03-01"), Deadline: tokyo("2022-03-31")}
			in.Board = registry.BoardOf(round, []registry.RoundUpload{*c.upload}, nil, at)
		}
		table := progress.BureausOf(in)
		b := table.Bureaus[0]
		if b.State != c.want || !strings.Contains(strings.Join(b.Why, ""), c.why) || b.Label != c.want.Label() {
			t.Errorf("%s: %s %q, want %s %q", c.name, b.State, b.Why, c.want, c.why)
		}
		if b.Increase != c.done-c.was || b.Process.Numerator != c.done || b.Overdue != (c.upload != nil) {
			t.Errorf("%s: %+v", c.name, b)
		}
		if none := table.Bureaus[1]; none.State != progress.StateNone {
			t.Errorf("%s: a bureau without processes is %s", c.name, none.State)
		}
		for _, s := range table.States {
			want := map[progress.BureauState]int{c.want: 1}
			want[progress.StateNone]++
			if s.Bureaus != want[s.State] || s.Rule == "" {
				t.Errorf("%s: %+v", c.name, s)
			}
		}
		if all := table.All; all.InScope != 100 || all.Done != c.done || all.Submission != "" {
			t.Errorf("%s: of all %+v", c.name, all)
		}
	}
}

// A target that is a number is asked of all together, and of each bureau as the share that it is.
func TestANumberIsAskedOfEachBureauAsAShare(t *testing.T) {
	t.Parallel()
	goal := registry.Target{Number: 1, Name: "架空の120手続", Count: 120, Scope: registry.TargetInScope,
		From: tokyo("2021-04-01"), To: tokyo("2023-03-31")}
	in := progress.BureausInput{Now: registry.Standing{AsOf: tokyo("2022-04-02"), Targets: []registry.Target{goal},
		Tallies: append(standsAs(1, 60, 100), standsAs(2, 10, 100)...),
		Bureaus: []registry.Bureau{{ID: 1, Code: "B01", Name: "架空局"}, {ID: 2, Code: "B02", Name: "架空庁"}}}}
	table := progress.BureausOf(in)
	if of := table.All.Targets[0]; of.Goal != 120 || of.Gap != 50 || of.Count != 120 || of.Rate != 0.6 || of.Aim() != "60.0" {
		t.Errorf("of all: %+v", of)
	}
	for i, gap := range []int64{0, 50} {
		if of := table.Bureaus[i].Targets[0]; of.Goal != 60 || of.Gap != gap {
			t.Errorf("of %s: %+v, want a gap of %d to 60", table.Bureaus[i].Bureau, of, gap)
		}
	}
}

// What is missing in points is never told as nothing.
func TestAGapIsRoundedUp(t *testing.T) {
	t.Parallel()
	goal := target("架空の70％", 70_000, "2021-04-01", "2023-03-31", registry.TargetInScope)
	in := progress.BureausInput{Now: registry.Standing{AsOf: tokyo("2022-04-02"), Targets: []registry.Target{goal},
		Tallies: standsAs(1, 6996, 10000)}, Was: standsAs(1, 6000, 10000)}
	if got := progress.BureausOf(in).All.Targets[0]; got.Gap != 4 || got.GapPoints != "0.1" || got.Percent != "69.9" {
		t.Errorf("%+v", got)
	}
}
