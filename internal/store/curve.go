package store

import (
	"context"
	"time"

	"tetsuzuki/internal/registry"
)

// VolumeCurve says how the cases a year are spread over the processes whose
// volume is known, from the one with the most cases on.
type VolumeCurve struct {
	Processes int64        // with a known volume
	Cases     int64        // of them together
	Ninety    int64        // how few of them hold 90 % of the cases
	Points    []CurvePoint // the closer together the nearer to the start
}

// CurvePoint says how many cases the first processes hold together.
type CurvePoint struct{ Processes, Cases int64 }

// VolumeCurve reads the curve over the processes that the scope reaches, as of a
// moment (zero: now).
func (s *Store) VolumeCurve(ctx context.Context, scope registry.Scope, asOf time.Time) (VolumeCurve, error) {
	if err := scope.Require("store.VolumeCurve", registry.Read); err != nil {
		return VolumeCurve{}, err
	}
	var v VolumeCurve
	err := s.reading(ctx, scope, func(q querier) error {
		m, err := q.moment(ctx, asOf)
		if err != nil {
			return err
		}
		only := 0 // every bureau
		if !scope.AllBureaus() {
			only = scope.BureauID
		}
		var rows []struct{ Place, Sum, Processes, Cases, Ninety int64 }
		if err := q.list(ctx, &rows, "volume-curve", m.asked, only); err != nil {
			return err
		}
		for _, r := range rows {
			v.Processes, v.Cases, v.Ninety = r.Processes, r.Cases, r.Ninety
			v.Points = append(v.Points, CurvePoint{r.Place, r.Sum})
		}
		return nil
	})
	return v, err
}
