package store_test

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"testing"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/store/storetest"
)

// The sums of cases, how many of them are inexact, their bounds and the causes of what is
// undecidable are what the processes say one by one, now and then, and in the last point of a
// curve.
func TestSumsTellHowSureTheyAre(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	random := rand.New(rand.NewPCG(12, 4))
	count := func() registry.Count {
		n := random.Int64N(30_000)
		upper := n + random.Int64N(5_000)
		c := registry.Count{Value: &n, State: registry.Provided}
		switch random.IntN(8) {
		case 0:
			return registry.Count{State: registry.NotProvided}
		case 1:
			c.Qualifier = registry.Approx
		case 2:
			c.Qualifier = registry.Lower
		case 3:
			c.Qualifier = registry.Over
		case 4:
			c.Qualifier = registry.Upper
		case 5:
			c.Qualifier, c.Upper = registry.Upper, &n
		case 6:
			c.Qualifier, c.Upper = registry.Range, &upper
		default:
			c.Qualifier = registry.Exact
		}
		return c
	}
	var rows []*storetest.Row
	for i := range 300 {
		r := &storetest.Row{Process: registry.Process{BureauID: 1 + i%3, InScope: i%7 != 0,
			Status: registry.Statuses[random.IntN(len(registry.Statuses))]}}
		for year := range random.IntN(3) {
			r.Volumes = append(r.Volumes, registry.Volume{FiscalYear: 2019 + year, Total: count(), Online: count()})
		}
		rows = append(rows, r)
	}
	w.Change(t, "2022-04-01 09:00", "作成者", rows...)
	for _, r := range rows[:100] {
		r.Volumes = []registry.Volume{{FiscalYear: 2021, Total: count(), Online: count()}}
	}
	w.Change(t, "2022-05-01 09:00", "作成者", rows[:100]...)

	for _, day := range []string{"2022-04-30", "2022-05-31"} {
		asOf := moment(t, day)
		standing, err := w.Standing(t.Context(), planner, asOf)
		if err != nil {
			t.Fatal(err)
		}
		got := progress.Of(standing)
		var all, done, online, total, priority sure
		var because progress.Because
		each(t, w, store.ProcessFilter{AsOf: asOf}, func(p registry.Process) {
			d, err := w.Process(t.Context(), planner, p.ID, asOf)
			if err != nil {
				t.Fatal(err)
			}
			switch p.Cause(10_000) {
			case registry.CauseUnknown:
				because.Unknown++
			case registry.CauseRange:
				because.Range++
			case registry.CauseOpen:
				because.Open++
			}
			if p.Priority(10_000) == registry.Yes {
				priority.add(p.Deciding)
			}
			if !p.Counts() {
				return
			}
			all.add(p.Deciding)
			if p.Status == registry.Done {
				done.add(p.Deciding)
			}
			if u := registry.UsageOf(d.Volumes); u != nil {
				for _, v := range d.Volumes {
					if v.FiscalYear == u.FiscalYear {
						total.add(&v)
						online.add(&registry.Volume{Total: v.Online})
						if v.Total.Qualifier == registry.Exact && v.Online.Qualifier != registry.Exact {
							total.inexact++
						}
					}
				}
			}
		})
		rate := func(name string, r progress.Rate, n, of sure) {
			t.Helper()
			if r.Numerator != n.stated || r.Denominator != of.stated || r.Inexact != of.inexact ||
				r.NumeratorBounds.Text() != n.bounds().Text() || r.DenominatorBounds.Text() != of.bounds().Text() {
				t.Errorf("%s, %s: %+v between %s and %s, want %+v between %s and %s", day, name, r,
					r.NumeratorBounds.Text(), r.DenominatorBounds.Text(), of, n.bounds().Text(), of.bounds().Text())
			}
		}
		rate("cases", got.Rates.Cases, done, all)
		rate("usage", got.Rates.Usage, online, total)
		if p := got.Priority; p.VolumeInexact != priority.inexact || p.VolumeBounds.Text() != priority.bounds().Text() || p.Because != because ||
			because.Unknown+because.Range+because.Open != p.Undecidable {
			t.Errorf("%s: %+v %s, want %+v %s %+v", day, p, p.VolumeBounds.Text(), priority, priority.bounds().Text(), because)
		}
		var inexact int64
		for _, b := range got.Bureaus {
			inexact += b.VolumeInexact
		}
		each(t, w, store.ProcessFilter{AsOf: asOf}, func(p registry.Process) {
			if p.Deciding != nil && p.Deciding.Total.Qualifier != registry.Exact {
				inexact--
			}
		})
		if inexact != 0 {
			t.Errorf("%s: the bureaus tell %d inexact volumes more than there are", day, inexact)
		}
	}
}

// sure is a sum of cases, added up one by one.
type sure struct{ stated, inexact, low, high, open int64 }

func (s *sure) add(v *registry.Volume) {
	if v == nil || !v.Total.Known() {
		return
	}
	s.stated += *v.Total.Value
	if v.Total.Qualifier != registry.Exact {
		s.inexact++
	}
	low, high := v.Total.Bounds()
	s.low += low
	if high == nil {
		s.open++
	} else {
		s.high += *high
	}
}

func (s sure) bounds() progress.Bounds {
	b := progress.Bounds{Low: s.low}
	if s.open == 0 {
		b.High = &s.high
	}
	return b
}

// What was published by the rules before is still computed anew, and told to the last digit.
func TestFiguresOfEarlierRulesAreStillChecked(t *testing.T) {
	t.Parallel()
	w := catalogue(t)
	snap, err := w.AddSnapshot(t.Context(), headquarters, store.SnapshotDraft{Name: "前の規則の公表値"})
	if err != nil {
		t.Fatal(err)
	}
	var written map[string]any
	if err := json.Unmarshal(snap.Written, &written); err != nil {
		t.Fatal(err)
	}
	less(written, "inexact", "numerator_bounds", "denominator_bounds", "volume_inexact", "volume_bounds", "undecidable_because")
	written["rule_version"] = "2026-1"
	if snap.Written, err = json.Marshal(written); err != nil {
		t.Fatal(err)
	}
	snap.Figures.RuleVersion = "2026-1"
	if found, known, err := w.CheckSnapshot(t.Context(), headquarters, snap); err != nil || !known || found != nil {
		t.Errorf("%+v, known %t, %v", found, known, err)
	}
	snap.Written = bytes.Replace(snap.Written, []byte(`"undecidable":2`), []byte(`"undecidable":3`), 1)
	if found, known, err := w.CheckSnapshot(t.Context(), headquarters, snap); err != nil || !known || len(found) != 1 {
		t.Errorf("altered: %+v, known %t, %v", found, known, err)
	}
	snap.Figures.RuleVersion = "2020-1"
	if _, known, err := w.CheckSnapshot(t.Context(), headquarters, snap); err != nil || known {
		t.Errorf("unknown rules: known %t, %v", known, err)
	}
}

// less deletes keys from JSON, wherever they are.
func less(value any, keys ...string) {
	switch v := value.(type) {
	case map[string]any:
		for _, key := range keys {
			delete(v, key)
		}
		for _, inner := range v {
			less(inner, keys...)
		}
	case []any:
		for _, inner := range v {
			less(inner, keys...)
		}
	}
}
