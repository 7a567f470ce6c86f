package store

import (
	"context"
	"encoding/json"
	"time"

	"github.com/lib/pq"

	"tetsuzuki/internal/registry"
)

// Effect is what confirming an upload would do to the figures, and which of its rows are
// worth a look.
type Effect struct {
	Standing registry.Standing // now, over what the scope reaches
	Whole    bool              // it reaches every bureau
	Change   []registry.Tally  // what comes, and with numbers below zero what goes
	Concerns []ConcernCount
	Alike    []AlikeChange
}

// ConcernCount is how many new and changed rows a concern is about.
type ConcernCount struct {
	Concern      registry.Concern
	New, Changed int
}

// AlikeChange is a field that many rows change from the same value to the same value.
type AlikeChange struct {
	Field    string
	Old, New string
	Rows     int
}

// keptEffect is the part of an effect that is stored with a comparison. What is decided on
// missing processes comes to it when it is read.
type keptEffect struct {
	Threshold int64 // by which it was computed
	Change    []registry.Tally
	Concerns  []ConcernCount
	Alike     []AlikeChange
}

// effectRow is a row of "import-effect": a process before and after.
type effectRow struct {
	Ordinal     int64
	Known       bool // it is registered
	Old         processRow
	New         processRow
	usageBounds // of the usage as it is
}

// effectVolume is a row of "import-effect-volumes".
type effectVolume struct {
	Ordinal int64
	Changed bool
	Old     volumeRow
	New     volumeRow
}

// effect computes what the rows of the import tables do. about are the concerns of each
// row.
func (q querier) effect(ctx context.Context, id int64) (kept keptEffect, about map[int64][]string, err error) {
	threshold, err := q.thresholdNow(ctx)
	if err != nil {
		return kept, nil, err
	}
	var rows []effectRow
	if err := q.list(ctx, &rows, "import-effect", id); err != nil {
		return kept, nil, err
	}
	var volumes []effectVolume
	if err := q.list(ctx, &volumes, "import-effect-volumes"); err != nil {
		return kept, nil, err
	}
	change := tallying{}
	about = map[int64][]string{}
	counts := map[registry.Concern]*ConcernCount{}
	count := func(ordinal int64, known bool, c registry.Concern) {
		if counts[c] == nil {
			counts[c] = &ConcernCount{Concern: c}
		}
		about[ordinal] = append(about[ordinal], string(c))
		if known {
			counts[c].Changed++
		} else {
			counts[c].New++
		}
	}
	for _, r := range rows {
		n := 0
		for n < len(volumes) && volumes[n].Ordinal == r.Ordinal { // both are in the order of the rows
			n++
		}
		before, after, changed, bounds := r.processes(volumes[:n])
		volumes = volumes[n:]
		change.add(factOf(after, bounds), threshold.Volume, 1)
		if before != nil {
			change.add(factOf(*before, r.usageBounds), threshold.Volume, -1)
		}
		for _, c := range registry.ConcernsOf(before, after, changed, threshold.Volume) {
			count(r.Ordinal, r.Known, c)
		}
	}
	var alike []struct {
		AlikeChange
		Ordinals pq.Int64Array
	}
	if err := q.list(ctx, &alike, "import-alike", id, registry.ManyAlike); err != nil {
		return kept, nil, err
	}
	told := map[int64]bool{}
	for _, a := range alike {
		kept.Alike = append(kept.Alike, a.AlikeChange)
		for _, ordinal := range a.Ordinals {
			if !told[ordinal] {
				told[ordinal] = true
				count(ordinal, true, registry.ConcernAlike)
			}
		}
	}
	for _, c := range registry.Concerns {
		if counts[c] != nil {
			kept.Concerns = append(kept.Concerns, *counts[c])
		}
	}
	kept.Threshold, kept.Change = threshold.Volume, change.tallies()
	return kept, about, nil
}

// processes are the process before (nil: a new one) and after, with the volumes that change and
// how sure the numbers of its usage are after.
func (r effectRow) processes(volumes []effectVolume) (
	before *registry.Process, after registry.Process, changed []registry.ChangedVolume, bounds usageBounds) {
	after = r.New.process(nil)
	if r.Known {
		p := r.Old.process(nil)
		before, after.Deciding, after.Usage = &p, p.Deciding, p.Usage
	}
	if len(volumes) == 0 {
		return before, after, nil, r.usageBounds
	}
	all := make([]registry.Volume, len(volumes))
	for i, v := range volumes {
		all[i] = v.New.volume()
		if v.Changed {
			changed = append(changed, registry.ChangedVolume{Before: v.Old.volume().Total, After: all[i].Total})
		}
	}
	after.Deciding, after.Usage = registry.Deciding(all), registry.UsageOf(all)
	return before, after, changed, usageBoundsOf(all, after.Usage)
}

// tallying adds processes up to tallies.
type tallying map[registry.Tally]*registry.Tally

// add counts a process n times.
func (t tallying) add(f fact, threshold, n int64) {
	key := f.group(threshold)
	sum := t[key]
	if sum == nil {
		of := key
		sum = &of
		t[key] = sum
	}
	f.count(sum, n)
}

// tallies are those that count something.
func (t tallying) tallies() []registry.Tally {
	var all []registry.Tally
	for key, sum := range t {
		if *sum != key {
			all = append(all, *sum)
		}
	}
	return all
}

func (q querier) keptEffect(ctx context.Context, id int64) (kept keptEffect, err error) {
	var text []byte
	if err := q.get(ctx, &text, "comparison-effect", id); err != nil {
		return kept, err
	}
	if err := json.Unmarshal(text, &kept); err != nil {
		return kept, registry.Failed("store.keptEffect", err)
	}
	return kept, nil
}

// addEffect adds the effect to a comparison: what is stored, with the decisions on missing
// processes.
func (q querier) addEffect(ctx context.Context, scope registry.Scope, id int64, to *Comparison) error {
	kept, err := q.keptEffect(ctx, id)
	if err != nil {
		return err
	}
	standing, err := q.standing(ctx, scope, time.Time{})
	if err != nil {
		return err
	}
	var decided []struct {
		processRow
		usageBounds
		Decision registry.Decision
	}
	if err := q.list(ctx, &decided, "comparison-decided", id); err != nil {
		return err
	}
	change := tallying{}
	for _, d := range decided {
		p := d.process(nil)
		change.add(factOf(p, d.usageBounds), standing.Threshold.Volume, -1)
		if d.Decision == registry.DecideOutOfScope {
			p.InScope = false
		} else {
			p.Status = registry.Abolished
		}
		change.add(factOf(p, d.usageBounds), standing.Threshold.Volume, 1)
	}
	to.Effect = &Effect{Standing: standing, Whole: scope.AllBureaus(), Change: append(kept.Change, change.tallies()...),
		Concerns: kept.Concerns, Alike: kept.Alike}
	return nil
}
