package store

import (
	"context"
	"time"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
)

// Standing returns what figures are computed from, over the processes that the scope
// reaches, as of a moment (zero: now). Its bureaus are those that exist in the
// Metropolitan Government on that day, and any other that has processes.
func (s *Store) Standing(ctx context.Context, scope registry.Scope, asOf time.Time) (registry.Standing, error) {
	if err := scope.Require("store.Standing", registry.Read); err != nil {
		return registry.Standing{}, err
	}
	e, err := s.Edition(ctx)
	if err != nil {
		return registry.Standing{}, err
	}
	asked := Question{Name: "standing", AsOf: asOf}
	standing, err := Remember(WithEdition(ctx, e), s, scope, asked, func(ctx context.Context) (standing registry.Standing, err error) {
		err = s.reading(ctx, scope, func(q querier) (err error) {
			if standing, err = q.standing(ctx, scope, asOf); err != nil || !asOf.IsZero() {
				return err
			}
			// What a page of figures asks next is at hand here.
			_, err = recall(q, volumesAsked(asOf), func() (VolumeCurve, error) { return q.volumeCurve(ctx, scope, asOf) })
			return err
		})
		return standing, err
	})
	if asOf.IsZero() || asOf.After(e.Now) { // since then, nothing has changed
		standing.AsOf = later(standing.AsOf, e.Now)
	}
	return standing, err
}

// Figures are the figures of the standing, see [Store.Standing].
func (s *Store) Figures(ctx context.Context, scope registry.Scope, asOf time.Time) (progress.Figures, error) {
	e, err := s.Edition(ctx)
	if err != nil {
		return progress.Figures{}, err
	}
	ctx = WithEdition(ctx, e)
	standing, err := s.Standing(ctx, scope, asOf)
	if err != nil {
		return progress.Figures{}, err
	}
	f, err := Remember(ctx, s, scope, Question{Name: "figures", AsOf: asOf}, func(context.Context) (progress.Figures, error) {
		return progress.Of(standing), nil
	})
	f.AsOf = standing.AsOf.In(registry.Tokyo)
	return f, err
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func (q querier) standing(ctx context.Context, scope registry.Scope, asOf time.Time) (standing registry.Standing, err error) {
	m, err := q.moment(ctx, asOf)
	if err != nil {
		return standing, err
	}
	standing.AsOf = m.shown
	if standing.Threshold, err = q.threshold(ctx, m); err != nil {
		return standing, err
	}
	if standing.Targets, err = q.targetsOn(ctx, m.day(), m); err != nil {
		return standing, err
	}
	if standing.Tallies, err = q.tallies(ctx, scope, m, standing.Threshold.Volume); err != nil {
		return standing, err
	}
	bureaus, err := q.bureaus(ctx)
	if err != nil {
		return standing, err
	}
	holds := map[int]bool{}
	for _, t := range standing.Tallies {
		holds[t.BureauID] = true
	}
	for _, b := range bureaus {
		if scope.Reaches(b.ID) && (holds[b.ID] || b.On(m.shown) && !b.External) {
			standing.Bureaus = append(standing.Bureaus, b)
		}
	}
	return standing, nil
}

func (q querier) tallies(ctx context.Context, scope registry.Scope, m moment, threshold int64) (tallies []registry.Tally, err error) {
	if m.asked.Equal(registry.Now) {
		if ok, err := q.present(ctx, scope, func(p *present) { tallies = p.tallies(threshold) }); ok || err != nil {
			return tallies, err
		}
	}
	only := 0 // every bureau
	if !scope.AllBureaus() {
		only = scope.BureauID
	}
	return q.talliesOf(ctx, only, m, threshold)
}

// talliesOf counts the processes of one bureau, or of every bureau (0).
func (q querier) talliesOf(ctx context.Context, bureau int, m moment, threshold int64) ([]registry.Tally, error) {
	var rows []struct {
		BureauID           int             `db:"bureau_id"`
		DigitizationStatus registry.Status `db:"digitization_status"`
		Scope              string
		NationalLawChange  registry.LawChange `db:"national_law_change"`
		Priority           registry.Priority
		Application        bool
		Processes          int64
		VolumeKnown        int64 `db:"volume_known"`
		Volume             int64
		UsageKnown         int64 `db:"usage_known"`
		UsageTotal         int64 `db:"usage_total"`
		UsageOnline        int64 `db:"usage_online"`
	}
	if err := q.list(ctx, &rows, "tallies", m.asked, threshold, bureau); err != nil {
		return nil, err
	}
	tallies := make([]registry.Tally, len(rows))
	for i, r := range rows {
		tallies[i] = registry.Tally{
			BureauID: r.BureauID, Status: r.DigitizationStatus, InScope: r.Scope == ScopeIn,
			LawChange: r.NationalLawChange, Priority: r.Priority, Application: r.Application,
			Processes: r.Processes, VolumeKnown: r.VolumeKnown, Volume: r.Volume,
			UsageKnown: r.UsageKnown, UsageTotal: r.UsageTotal, UsageOnline: r.UsageOnline,
		}
	}
	return tallies, nil
}
