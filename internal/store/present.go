package store

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"math"
	"slices"
	"sync"

	"tetsuzuki/internal/registry"
)

// present has, of every process that a reach sees now, what figures are computed from. A
// change alters few of many processes: only those are read again, and the figures are summed
// up here. What it gives is what the queries "tallies" and "volume-curve" give, which are
// asked of the past.
type present struct {
	mu     sync.Mutex
	change int64  // the last one that it has; 0: nothing was read yet
	hash   []byte // its hash
	facts  map[int64]fact
}

// presents are the presents by their reach.
type presents struct {
	mu  sync.Mutex
	all map[reach]*present
}

func (p *presents) of(r reach) *present {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.all[r] == nil {
		if p.all == nil {
			p.all = map[reach]*present{}
		}
		p.all[r] = &present{}
	}
	return p.all[r]
}

// fact is what figures ask about a process.
type fact struct {
	BureauID           sql.NullInt32 `db:"bureau_id"` // null: it is not there
	DigitizationStatus string        `db:"digitization_status"`
	Scope              string
	NationalLawChange  string `db:"national_law_change"`
	PriorityOverride   string `db:"priority_override"`
	Application        bool
	VolumeTotal        sql.NullInt64 `db:"volume_total"`
	VolumeLow          sql.NullInt64 `db:"volume_low"`
	VolumeHigh         sql.NullInt64 `db:"volume_high"`
	UsageTotal         sql.NullInt64 `db:"usage_total"`
	UsageOnline        sql.NullInt64 `db:"usage_online"`

	VolumeQualifier sql.NullString `db:"volume_qualifier"`
	// How far the numbers of usage may be from what they state; without a value below they are
	// exact, without one above they have no upper end.
	TotalBelow  sql.NullInt64 `db:"total_below"`
	TotalAbove  sql.NullInt64 `db:"total_above"`
	OnlineBelow sql.NullInt64 `db:"online_below"`
	OnlineAbove sql.NullInt64 `db:"online_above"`
}

// present calls fn with the present as the scope and the transaction see it. It is not ok
// where the transaction sees an older one or more than the scope, or does not know which.
func (q querier) present(ctx context.Context, scope registry.Scope, fn func(*present)) (ok bool, err error) {
	if q.edition == nil || q.presents == nil || q.reach != reachOf(scope) {
		return false, nil
	}
	p := q.presents.of(q.reach)
	p.mu.Lock()
	defer p.mu.Unlock()
	if q.edition.Change < p.change {
		return false, nil // a reading that began earlier
	}
	if q.edition.Change > p.change {
		if err := p.read(ctx, q); err != nil {
			return false, err
		}
	}
	fn(p)
	return true, nil
}

// read reads what was written since the last change that p has.
func (p *present) read(ctx context.Context, q querier) error {
	var rows []struct {
		ID        int64 `db:"process_id"`
		Was, Last []byte
		fact
	}
	last := q.edition.Change
	if p.facts != nil {
		if err := q.list(ctx, &rows, "present-since", p.change, last); err != nil {
			return err
		}
		if !bytes.Equal(rows[0].Was, p.hash) {
			// The database is another one: restored, or one that had fallen behind.
			p.facts, p.change, rows = nil, 0, nil
		}
	}
	var hash []byte
	if p.facts == nil {
		if err := q.list(ctx, &rows, "present"); err != nil {
			return err
		}
		if err := q.get(ctx, &hash, "change-hash", last); err != nil {
			return err
		}
		p.facts = make(map[int64]fact, len(rows))
	} else {
		hash = rows[0].Last
	}
	texts := map[string]string{} // many processes share few texts
	share := func(text *string) {
		if known, ok := texts[*text]; ok {
			*text = known
			return
		}
		texts[*text] = *text
	}
	for _, r := range rows {
		if !r.BureauID.Valid {
			delete(p.facts, r.ID)
			continue
		}
		share(&r.DigitizationStatus)
		share(&r.Scope)
		share(&r.NationalLawChange)
		share(&r.PriorityOverride)
		share(&r.VolumeQualifier.String)
		p.facts[r.ID] = r.fact
	}
	p.change, p.hash = last, hash
	return nil
}

// tallies counts the processes by everything that the rates ask about.
func (p *present) tallies(threshold int64) []registry.Tally {
	type group struct {
		bureau                       int32
		status, scope, law, priority string
		cause                        registry.Cause
		application                  bool
	}
	places := map[group]int{}
	var tallies []registry.Tally
	for _, f := range p.facts {
		g := group{f.BureauID.Int32, f.DigitizationStatus, f.Scope, f.NationalLawChange, string(f.priority(threshold)),
			f.cause(threshold), f.Application}
		at, ok := places[g]
		if !ok {
			at = len(tallies)
			places[g] = at
			tallies = append(tallies, registry.Tally{BureauID: int(g.bureau), Status: registry.Status(g.status), InScope: g.scope == ScopeIn,
				LawChange: registry.LawChange(g.law), Priority: registry.Priority(g.priority), Cause: g.cause, Application: g.application})
		}
		t := &tallies[at]
		t.Processes++
		if f.VolumeTotal.Valid {
			t.VolumeKnown++
			t.Volume += f.VolumeTotal.Int64
			if f.VolumeQualifier.String != string(registry.Exact) {
				t.VolumeInexact++
			}
			below := sql.NullInt64{Int64: f.VolumeTotal.Int64 - f.VolumeLow.Int64, Valid: true}
			above := sql.NullInt64{Int64: f.VolumeHigh.Int64 - f.VolumeTotal.Int64, Valid: f.VolumeHigh.Valid}
			t.VolumeSlack = t.VolumeSlack.Plus(slackOf(below, above))
		}
		if f.UsageTotal.Valid {
			t.UsageKnown++
			t.UsageTotal += f.UsageTotal.Int64
			if f.TotalBelow.Valid {
				t.UsageInexact++
			}
			t.TotalSlack = t.TotalSlack.Plus(slackOf(f.TotalBelow, f.TotalAbove))
			t.OnlineSlack = t.OnlineSlack.Plus(slackOf(f.OnlineBelow, f.OnlineAbove))
		}
		t.UsageOnline += f.UsageOnline.Int64
	}
	return tallies
}

// slackOf is the slack of one number; of an exact one, which has nothing below, it is none.
func slackOf(below, above sql.NullInt64) registry.Slack {
	switch {
	case !below.Valid:
		return registry.Slack{}
	case !above.Valid:
		return registry.Slack{Below: below.Int64, Open: 1}
	}
	return registry.Slack{Below: below.Int64, Above: above.Int64}
}

// cause is as registry.Process.Cause says.
func (f fact) cause(threshold int64) registry.Cause {
	switch {
	case f.priority(threshold) != registry.Undecidable:
		return ""
	case !f.VolumeLow.Valid:
		return registry.CauseUnknown
	case !f.VolumeHigh.Valid:
		return registry.CauseOpen
	}
	return registry.CauseRange
}

// priority is as registry.Process.Priority decides.
func (f fact) priority(threshold int64) registry.Priority {
	switch {
	case f.PriorityOverride != "":
		return registry.Priority(f.PriorityOverride)
	case f.VolumeLow.Valid && f.VolumeLow.Int64 >= threshold:
		return registry.Yes
	case f.VolumeHigh.Valid && f.VolumeHigh.Int64 < threshold:
		return registry.No
	}
	return registry.Undecidable
}

// Places of the volume curve: so many, denser at the start by the power.
const (
	curvePlaces = 60
	curvePower  = 3
)

// volumeCurve ranks the processes with a known volume, the most cases first.
func (p *present) volumeCurve() VolumeCurve {
	var volumes []int64
	var v VolumeCurve
	for _, f := range p.facts {
		if f.VolumeTotal.Valid {
			volumes = append(volumes, f.VolumeTotal.Int64)
			v.Cases += f.VolumeTotal.Int64
		}
	}
	if len(volumes) == 0 {
		return v
	}
	slices.SortFunc(volumes, func(a, b int64) int { return cmp.Compare(b, a) })
	v.Processes = int64(len(volumes))
	shown := map[int64]bool{}
	for i := 1; i <= curvePlaces; i++ {
		shown[int64(math.Ceil(float64(v.Processes)*math.Pow(float64(i)/curvePlaces, curvePower)))] = true
	}
	var sum int64
	for i, volume := range volumes {
		sum += volume
		if v.Ninety == 0 && sum*10 >= v.Cases*9 {
			v.Ninety = int64(i + 1)
		}
		if shown[int64(i+1)] {
			v.Points = append(v.Points, CurvePoint{int64(i + 1), sum})
		}
	}
	return v
}
