package store

import (
	"bytes"
	"context"
	"database/sql"
	"sync"

	"tetsuzuki/internal/registry"
)

// present has, of every process that a reach sees now, what figures are computed from. A
// change alters few of many processes: only those are read again, and counted anew in the
// sums. What it gives is what the queries "tallies" and "volume-curve" give, which are
// asked of the past.
type present struct {
	mu     sync.Mutex
	change int64  // the last one that it has; 0: nothing was read yet
	hash   []byte // its hash
	facts  map[int64]fact
	sums   presentSums
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
	usageBounds
}

// usageBounds is a row of the function usage_bounds: how far the numbers of a usage may be from
// what they state. Without a value below they are exact, without one above they have no upper end.
type usageBounds struct {
	TotalBelow  sql.NullInt64 `db:"total_below"`
	TotalAbove  sql.NullInt64 `db:"total_above"`
	OnlineBelow sql.NullInt64 `db:"online_below"`
	OnlineAbove sql.NullInt64 `db:"online_above"`
}

// usageBoundsOf are those of the volumes of a process.
func usageBoundsOf(volumes []registry.Volume, usage *registry.Usage) (b usageBounds) {
	for _, v := range volumes {
		if usage == nil || v.FiscalYear != usage.FiscalYear || v.Total.Qualifier == registry.Exact && v.Online.Qualifier == registry.Exact {
			continue
		}
		b.TotalBelow, b.TotalAbove = boundsOf(v.Total)
		b.OnlineBelow, b.OnlineAbove = boundsOf(v.Online)
	}
	return b
}

// boundsOf is by how much a known number may be less and more than it states.
func boundsOf(c registry.Count) (below, above sql.NullInt64) {
	low, high := c.Bounds()
	below = sql.NullInt64{Int64: *c.Value - low, Valid: true}
	if high != nil {
		above = sql.NullInt64{Int64: *high - *c.Value, Valid: true}
	}
	return below, above
}

// factOf is the fact of a process.
func factOf(p registry.Process, bounds usageBounds) fact {
	f := fact{BureauID: sql.NullInt32{Int32: int32(p.BureauID), Valid: true}, DigitizationStatus: string(p.Status),
		NationalLawChange: string(p.NationalLawChange), PriorityOverride: string(p.Override), Application: p.IsApplication()}
	if p.InScope {
		f.Scope = ScopeIn
	}
	if p.Deciding != nil {
		total := p.Deciding.Total
		low, high := total.Bounds()
		f.VolumeTotal = sql.NullInt64{Int64: *total.Value, Valid: true}
		f.VolumeLow = sql.NullInt64{Int64: low, Valid: true}
		if high != nil {
			f.VolumeHigh = sql.NullInt64{Int64: *high, Valid: true}
		}
		f.VolumeQualifier = sql.NullString{String: string(total.Qualifier), Valid: true}
	}
	if p.Usage != nil {
		f.UsageTotal = sql.NullInt64{Int64: p.Usage.Total, Valid: true}
		f.UsageOnline = sql.NullInt64{Int64: p.Usage.Online, Valid: true}
		f.usageBounds = bounds
	}
	return f
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

// askPresent asks for what the present lacks, so that [querier.present] has nothing to read once
// it is answered; for nothing where the present was not read yet.
func (q querier) askPresent(scope registry.Scope) []ask {
	if q.edition == nil || q.presents == nil || q.reach != reachOf(scope) {
		return nil
	}
	p := q.presents.of(q.reach)
	p.mu.Lock()
	defer p.mu.Unlock()
	last, since, hash := q.edition.Change, p.change, p.hash
	if p.facts == nil || last <= since {
		return nil
	}
	var rows []presentRow
	return []ask{{dest: &rows, name: "present-since", args: []any{since, last}, read: func() error {
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.change == since && bytes.Equal(p.hash, hash) && bytes.Equal(rows[0].Was, hash) { // nobody else was quicker
			p.take(rows, last, rows[0].Last)
		}
		return nil
	}}}
}

// presentRow is a process as the queries of a present have it.
type presentRow struct {
	ID        int64 `db:"process_id"`
	Was, Last []byte
	fact
}

// read reads what was written since the last change that p has.
func (p *present) read(ctx context.Context, q querier) error {
	var rows []presentRow
	last := q.edition.Change
	if p.facts != nil {
		if err := q.list(ctx, &rows, "present-since", p.change, last); err != nil {
			return err
		}
		if !bytes.Equal(rows[0].Was, p.hash) {
			// The database is another one: restored, or one that had fallen behind.
			p.facts, p.sums, p.change, rows = nil, presentSums{}, 0, nil
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
	p.take(rows, last, hash)
	return nil
}

// take makes the present that of a change, with the processes that were written up to it.
func (p *present) take(rows []presentRow, last int64, hash []byte) {
	if len(rows) > mostCounted {
		p.sums = presentSums{}
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
		if known, ok := p.facts[r.ID]; ok {
			p.sums.count(known, -1)
		}
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
		p.sums.count(r.fact, 1)
	}
	p.change, p.hash = last, hash
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
