package store

import (
	"database/sql"
	"math"
	"slices"

	"tetsuzuki/internal/registry"
)

// presentSums are the sums over the facts of a present. They are made when they are first
// asked for, and then kept as facts come and go.
type presentSums struct {
	threshold int64                              // by which the groups were parted
	groups    map[registry.Tally]*registry.Tally // by what parts them, without numbers; nil: not made
	volumes   []int64                            // those known, ascending; nil: not made
}

// mostCounted is how many facts are counted in one by one. To sum up anew is cheaper for more.
const mostCounted = 1_000

// count counts a fact in (1) or out (-1).
func (s *presentSums) count(f fact, n int64) {
	if s.groups != nil {
		key := f.group(s.threshold)
		sum := s.groups[key]
		if sum == nil {
			of := key
			sum = &of
			s.groups[key] = sum
		}
		if f.count(sum, n); sum.Processes == 0 {
			delete(s.groups, key)
		}
	}
	if s.volumes != nil && f.VolumeTotal.Valid {
		at, _ := slices.BinarySearch(s.volumes, f.VolumeTotal.Int64)
		if n > 0 {
			s.volumes = slices.Insert(s.volumes, at, f.VolumeTotal.Int64)
		} else {
			s.volumes = slices.Delete(s.volumes, at, at+1)
		}
	}
}

// group is what parts the processes of tallies.
func (f fact) group(threshold int64) registry.Tally {
	return registry.Tally{BureauID: int(f.BureauID.Int32), Status: registry.Status(f.DigitizationStatus), InScope: f.Scope == ScopeIn,
		LawChange: registry.LawChange(f.NationalLawChange), Priority: f.priority(threshold), Cause: f.cause(threshold),
		Application: f.Application}
}

// count adds the fact n times to the tally of its group.
func (f fact) count(t *registry.Tally, n int64) {
	t.Processes += n
	if f.VolumeTotal.Valid {
		t.VolumeKnown += n
		t.Volume += n * f.VolumeTotal.Int64
		if f.VolumeQualifier.String != string(registry.Exact) {
			t.VolumeInexact += n
		}
		below := sql.NullInt64{Int64: f.VolumeTotal.Int64 - f.VolumeLow.Int64, Valid: true}
		above := sql.NullInt64{Int64: f.VolumeHigh.Int64 - f.VolumeTotal.Int64, Valid: f.VolumeHigh.Valid}
		t.VolumeSlack = t.VolumeSlack.Plus(slackOf(below, above).Times(n))
	}
	if f.UsageTotal.Valid {
		t.UsageKnown += n
		t.UsageTotal += n * f.UsageTotal.Int64
		if f.TotalBelow.Valid {
			t.UsageInexact += n
		}
		t.TotalSlack = t.TotalSlack.Plus(slackOf(f.TotalBelow, f.TotalAbove).Times(n))
		t.OnlineSlack = t.OnlineSlack.Plus(slackOf(f.OnlineBelow, f.OnlineAbove).Times(n))
	}
	t.UsageOnline += n * f.UsageOnline.Int64
}

// tallies counts the processes by everything that the rates ask about.
func (p *present) tallies(threshold int64) []registry.Tally {
	if s := &p.sums; s.groups == nil || s.threshold != threshold {
		s.threshold, s.groups = threshold, map[registry.Tally]*registry.Tally{}
		volumes := s.volumes
		s.volumes = nil // counted already
		for _, f := range p.facts {
			s.count(f, 1)
		}
		s.volumes = volumes
	}
	tallies := make([]registry.Tally, 0, len(p.sums.groups))
	for _, t := range p.sums.groups {
		tallies = append(tallies, *t)
	}
	return tallies
}

// Places of the volume curve: so many, denser at the start by the power.
const (
	curvePlaces = 60
	curvePower  = 3
)

// volumeCurve ranks the processes with a known volume, the most cases first.
func (p *present) volumeCurve() VolumeCurve {
	if p.sums.volumes == nil {
		p.sums.volumes = []int64{}
		for _, f := range p.facts {
			if f.VolumeTotal.Valid {
				p.sums.volumes = append(p.sums.volumes, f.VolumeTotal.Int64)
			}
		}
		slices.Sort(p.sums.volumes)
	}
	volumes := p.sums.volumes
	var v VolumeCurve
	if len(volumes) == 0 {
		return v
	}
	for _, volume := range volumes {
		v.Cases += volume
	}
	v.Processes = int64(len(volumes))
	shown := map[int64]bool{}
	for i := 1; i <= curvePlaces; i++ {
		shown[int64(math.Ceil(float64(v.Processes)*math.Pow(float64(i)/curvePlaces, curvePower)))] = true
	}
	var sum int64
	for i := range volumes {
		sum += volumes[len(volumes)-1-i]
		if v.Ninety == 0 && sum*10 >= v.Cases*9 {
			v.Ninety = int64(i + 1)
		}
		if shown[int64(i+1)] {
			v.Points = append(v.Points, CurvePoint{int64(i + 1), sum})
		}
	}
	return v
}
