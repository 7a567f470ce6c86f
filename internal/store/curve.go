package store

import (
	"context"
	"time"

	"tetsuzuki/internal/registry"
)

// VolumeCurve says how the cases of a year are distributed over the processes with a known
// volume, beginning with the process that has the most.
type VolumeCurve struct {
	Processes int64        // with a known volume
	Cases     int64        // of all of them
	Ninety    int64        // how many of the largest have 90 % of the cases
	Points    []CurvePoint // denser towards the start
}

// CurvePoint says how many cases the first Processes processes have together.
type CurvePoint struct{ Processes, Cases int64 }

// VolumeCurve reads the curve over the processes that the scope reaches, as of a
// moment (zero: now).
func (s *Store) VolumeCurve(ctx context.Context, scope registry.Scope, asOf time.Time) (VolumeCurve, error) {
	if err := scope.Require("store.VolumeCurve", registry.Read); err != nil {
		return VolumeCurve{}, err
	}
	return Remember(ctx, s, scope, volumesAsked(asOf), func(ctx context.Context) (v VolumeCurve, err error) {
		err = s.reading(ctx, scope, func(q querier) error {
			v, err = q.volumeCurve(ctx, scope, asOf)
			return err
		})
		return v, err
	})
}

func volumesAsked(asOf time.Time) Question { return Question{Name: "volume-curve", AsOf: asOf} }

func (q querier) volumeCurve(ctx context.Context, scope registry.Scope, asOf time.Time) (v VolumeCurve, err error) {
	m, err := q.moment(ctx, asOf)
	if err != nil {
		return v, err
	}
	if m.asked.Equal(registry.Now) {
		if ok, err := q.present(ctx, scope, func(p *present) { v = p.volumeCurve() }); ok || err != nil {
			return v, err
		}
	}
	err = q.together(ctx, askVolumeCurve(&v, scope, m))
	return v, err
}

func askVolumeCurve(to *VolumeCurve, scope registry.Scope, m moment) ask {
	only := 0 // every bureau
	if !scope.AllBureaus() {
		only = scope.BureauID
	}
	var rows []struct{ Place, Sum, Processes, Cases, Ninety int64 }
	return ask{dest: &rows, name: "volume-curve", args: []any{m.asked, only}, read: func() error {
		for _, r := range rows {
			to.Processes, to.Cases, to.Ninety = r.Processes, r.Cases, r.Ninety
			to.Points = append(to.Points, CurvePoint{r.Place, r.Sum})
		}
		return nil
	}}
}
