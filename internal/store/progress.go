package store

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"time"

	"github.com/lib/pq"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
)

// Standing returns what figures are computed from, over the processes that the scope
// reaches, as of a moment (zero: now). Its bureaus are those that exist in the
// Metropolitan Government on that day, and any other that has processes.
func (s *Store) Standing(ctx context.Context, scope registry.Scope, asOf time.Time) (registry.Standing, error) {
	return s.standingAnd(ctx, scope, asOf, func(querier) ([]ask, error) { return nil, nil })
}

// StandingAndSnapshots returns the standing with what [Store.Snapshots] lists, read together with
// the volume curve, and the standing as of an earlier moment (zero: none), where nothing of them is
// remembered.
func (s *Store) StandingAndSnapshots(
	ctx context.Context,
	scope registry.Scope,
	asOf, since time.Time,
) (registry.Standing, []Snapshot, error) {
	standing, err := s.standingAnd(ctx, scope, asOf, func(q querier) ([]ask, error) {
		m, err := q.moment(ctx, asOf)
		if err != nil {
			return nil, err
		}
		var published []Snapshot
		asked, err := askOnce(q, snapshotsAsked, &published, func() ([]ask, error) { return []ask{askSnapshots(&published, 0)}, nil })
		if err != nil {
			return nil, err
		}
		var volumes VolumeCurve
		curve, err := askOnce(q, volumesAsked(asOf), &volumes, func() ([]ask, error) { return []ask{askVolumeCurve(&volumes, scope, m)}, nil })
		if err != nil || since.IsZero() || !since.Before(m.shown) {
			return append(asked, curve...), err
		}
		earlier, err := q.askStandingAlone(ctx, scope, since)
		return slices.Concat(asked, curve, earlier), err
	})
	if err != nil {
		return standing, nil, err
	}
	published, err := s.Snapshots(ctx, scope)
	return standing, published, err
}

// standingAnd reads the standing, and what else is asked in its transaction.
func (s *Store) standingAnd(
	ctx context.Context,
	scope registry.Scope,
	asOf time.Time,
	also func(querier) ([]ask, error),
) (registry.Standing, error) {
	if err := scope.Require("store.Standing", registry.Read); err != nil {
		return registry.Standing{}, err
	}
	e, err := s.Edition(ctx)
	if err != nil {
		return registry.Standing{}, err
	}
	ctx = WithEdition(ctx, e)
	standing, err := Remember(ctx, s, scope, standingAsked(asOf), func(ctx context.Context) (standing registry.Standing, err error) {
		err = s.reading(ctx, scope, func(q querier) error {
			asked, err := q.askStanding(ctx, &standing, scope, asOf, registry.OrganisedThen, extent{})
			if err != nil {
				return err
			}
			if asOf.IsZero() { // what was written is read alone, as a prepared statement; the curve is at hand then
				if err := q.together(ctx, asked...); err != nil {
					return err
				}
				asked = nil
				if _, err := recall(q, volumesAsked(asOf), func() (VolumeCurve, error) { return q.volumeCurve(ctx, scope, asOf) }); err != nil {
					return err
				}
			}
			more, err := also(q)
			if err != nil {
				return err
			}
			return q.together(ctx, append(asked, more...)...)
		})
		return standing, err
	})
	if asOf.IsZero() || asOf.After(e.Now) { // since then, nothing has changed
		standing.AsOf = later(standing.AsOf, e.Now)
	}
	return standing, err
}

func standingAsked(asOf time.Time) Question { return Question{Name: "standing", AsOf: asOf} }

// FiguresBy are the figures as of a moment by the organisation of then, or of now. Those by the
// organisation of now depend on the last change as well, and are not remembered.
func (s *Store) FiguresBy(
	ctx context.Context,
	scope registry.Scope,
	asOf time.Time,
	by registry.Organised,
) (progress.Figures, error) {
	if by != registry.OrganisedNow || asOf.IsZero() {
		return s.Figures(ctx, scope, asOf)
	}
	if err := scope.Require("store.FiguresBy", registry.Read); err != nil {
		return progress.Figures{}, err
	}
	var standing registry.Standing
	err := s.reading(ctx, scope, func(q querier) (err error) {
		standing, err = q.standingBy(ctx, scope, asOf, by, extent{})
		return err
	})
	return progress.Of(standing), err
}

// GroupStanding is the standing of the processes of a group alone, see [Store.Standing], with the
// targets that count it.
func (s *Store) GroupStanding(ctx context.Context, scope registry.Scope, asOf time.Time, group int) (registry.Standing, error) {
	if err := scope.Require("store.GroupStanding", registry.Read); err != nil {
		return registry.Standing{}, err
	}
	return Remember(ctx, s, scope, groupStandingAsked(asOf, group), func(ctx context.Context) (standing registry.Standing, err error) {
		err = s.readingOf(ctx, scope, strconv.Itoa(group), func(q querier) error {
			asked, err := q.askGroupStanding(ctx, &standing, scope, asOf, group)
			if err != nil {
				return err
			}
			return q.lastly(ctx, asked...)
		})
		return standing, err
	})
}

func groupStandingAsked(asOf time.Time, group int) Question {
	return Question{Name: "group-standing", AsOf: asOf}.OfGroup(strconv.Itoa(group))
}

// askStandingAlone asks for what [Store.Standing] then finds remembered.
func (q querier) askStandingAlone(ctx context.Context, scope registry.Scope, asOf time.Time) ([]ask, error) {
	var standing registry.Standing
	return askOnce(q, standingAsked(asOf), &standing, func() ([]ask, error) {
		return q.askStanding(ctx, &standing, scope, asOf, registry.OrganisedThen, extent{})
	})
}

// ReadGroupStandings reads together what [Store.GroupStanding] of each group in force then finds
// remembered.
func (s *Store) ReadGroupStandings(ctx context.Context, scope registry.Scope, asOf time.Time) error {
	question := Question{Name: "group-standings", AsOf: asOf, Brief: true}.OfGroup("all")
	_, err := Remember(ctx, s, scope, question, func(ctx context.Context) (none struct{}, err error) {
		return none, s.reading(ctx, scope, func(q querier) error {
			all, err := q.groups(ctx)
			if err != nil {
				return err
			}
			all = slices.DeleteFunc(slices.Clone(all), func(g registry.GroupVersion) bool { return !g.Current() })
			var members []ask
			for _, g := range all {
				var ids pq.Int64Array
				more, err := q.askMembers(ctx, &ids, g, time.Time{})
				if err != nil {
					return err
				}
				members = append(members, more...)
			}
			if err := q.together(ctx, members...); err != nil {
				return err
			}
			var standings []ask
			for _, g := range all {
				more, err := q.askStandingOfGroup(ctx, scope, asOf, g.Number)
				if err != nil {
					return err
				}
				standings = append(standings, more...)
			}
			return q.lastly(ctx, standings...)
		})
	})
	return err
}

// askStandingOfGroupNamed is askStandingOfGroup of a group given by its name or number.
func (q querier) askStandingOfGroupNamed(ctx context.Context, scope registry.Scope, asOf time.Time, named string) ([]ask, error) {
	all, err := q.groups(ctx)
	if err != nil {
		return nil, err
	}
	g, err := registry.GroupNamed(all, "group", named)
	if err != nil {
		return nil, err
	}
	return q.askStandingOfGroup(ctx, scope, asOf, g.Number)
}

// askStandingOfGroup asks for what [Store.GroupStanding] then finds remembered.
func (q querier) askStandingOfGroup(ctx context.Context, scope registry.Scope, asOf time.Time, group int) ([]ask, error) {
	var standing registry.Standing
	return askOnce(q, groupStandingAsked(asOf, group), &standing, func() ([]ask, error) {
		return q.askGroupStanding(ctx, &standing, scope, asOf, group)
	})
}

// askGroupStanding asks for what [Store.GroupStanding] reads.
func (q querier) askGroupStanding(
	ctx context.Context,
	to *registry.Standing,
	scope registry.Scope,
	asOf time.Time,
	group int,
) ([]ask, error) {
	of, err := q.extent(ctx, 0, group)
	if err != nil {
		return nil, err
	}
	return q.askStanding(ctx, to, scope, asOf, registry.OrganisedThen, of)
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

// PriorityUnder computes the figures of the priority processes as they would be under another
// threshold (cases a year, inclusive), before anybody sets it. The standing, to which they are compared,
// is then remembered.
func (s *Store) PriorityUnder(ctx context.Context, scope registry.Scope, asOf time.Time, volume int64) (progress.Figures, error) {
	if err := scope.Require("store.PriorityUnder", registry.Read); err != nil {
		return progress.Figures{}, err
	}
	return Remember(ctx, s, scope, priorityUnderAsked(asOf, volume), func(ctx context.Context) (f progress.Figures, err error) {
		err = s.reading(ctx, scope, func(q querier) error {
			asked, err := q.askPriorityUnder(ctx, &f, scope, asOf, volume)
			if err != nil {
				return err
			}
			standing, err := q.askStandingAlone(ctx, scope, asOf)
			if err != nil {
				return err
			}
			return q.lastly(ctx, append(asked, standing...)...)
		})
		return f, err
	})
}

func priorityUnderAsked(asOf time.Time, volume int64) Question {
	return Question{Name: "priority-under", AsOf: asOf, About: strconv.FormatInt(volume, 10)}
}

// askPriorityUnder asks for what [Store.PriorityUnder] computes from.
func (q querier) askPriorityUnder(
	ctx context.Context,
	to *progress.Figures,
	scope registry.Scope,
	asOf time.Time,
	volume int64,
) ([]ask, error) {
	m, err := q.moment(ctx, asOf)
	if err != nil {
		return nil, err
	}
	standing := registry.Standing{AsOf: m.shown, Threshold: registry.Threshold{Volume: volume}}
	counted := q.askScopeTallies(ctx, &standing.Tallies, scope, m, volume, false, extent{})
	return append(counted, ask{read: func() error {
		*to = progress.Of(standing)
		return nil
	}}), nil
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func (q querier) standing(ctx context.Context, scope registry.Scope, asOf time.Time) (registry.Standing, error) {
	return q.standingBy(ctx, scope, asOf, registry.OrganisedThen, extent{})
}

// standingBy is the standing as of a moment, by the organisation of then, or of now, of the
// processes of an extent; the scope says of which bureau.
func (q querier) standingBy(
	ctx context.Context,
	scope registry.Scope,
	asOf time.Time,
	by registry.Organised,
	of extent,
) (standing registry.Standing, err error) {
	asked, err := q.askStanding(ctx, &standing, scope, asOf, by, of)
	if err != nil {
		return standing, err
	}
	err = q.together(ctx, asked...)
	return standing, err
}

// askStanding asks for what standingBy reads.
func (q querier) askStanding(
	ctx context.Context,
	standing *registry.Standing,
	scope registry.Scope,
	asOf time.Time,
	by registry.Organised,
	of extent,
) ([]ask, error) {
	byNow := by == registry.OrganisedNow
	m, err := q.moment(ctx, asOf)
	if err != nil {
		return nil, err
	}
	standing.AsOf = m.shown
	if standing.Threshold, err = q.threshold(ctx, m); err != nil {
		return nil, err
	}
	there := m
	if byNow {
		if there, err = q.moment(ctx, time.Time{}); err != nil {
			return nil, err
		}
	}
	var bureaus []registry.Bureau
	asked := slices.Concat(
		q.askTargetsOn(&standing.Targets, of.group, scope.BureauID != 0, m.day(), m),
		q.askBureausAt(&bureaus, there),
		q.askScopeTallies(ctx, &standing.Tallies, scope, m, standing.Threshold.Volume, byNow, of))
	return append(asked, ask{read: func() error {
		holds := map[int]bool{}
		for _, t := range standing.Tallies {
			holds[t.BureauID] = true
		}
		for _, b := range bureaus {
			if scope.Reaches(b.ID) && (holds[b.ID] || b.On(there.shown) && !b.External) {
				standing.Bureaus = append(standing.Bureaus, b)
			}
		}
		return nil
	}}), nil
}

// askScopeTallies asks for the processes of an extent that the scope reaches, counted. Those of
// now come from the present.
func (q querier) askScopeTallies(
	ctx context.Context,
	to *[]registry.Tally,
	scope registry.Scope,
	m moment,
	threshold int64,
	byNow bool,
	of extent,
) []ask {
	if !scope.AllBureaus() {
		of.bureau = scope.BureauID
	}
	var at sql.NullTime
	if byNow {
		at = sql.NullTime{Time: registry.Now, Valid: true}
	}
	counted := askTallies(to, of, m, threshold, at)
	if !m.asked.Equal(registry.Now) || of.members != nil {
		return []ask{counted}
	}
	return append(q.askPresent(scope), ask{reads: true, read: func() error {
		if ok, err := q.present(ctx, scope, func(p *present) { *to = p.tallies(threshold) }); ok || err != nil {
			return err
		}
		return q.together(ctx, counted)
	}})
}

// talliesBy counts the processes of an extent, each for the bureau that has it, at the moment or
// at another one.
func (q querier) talliesBy(ctx context.Context, of extent, m moment, threshold int64, at sql.NullTime) (all []registry.Tally, err error) {
	err = q.together(ctx, askTallies(&all, of, m, threshold, at))
	return all, err
}

// askTallies asks for what [querier.talliesBy] counts.
func askTallies(to *[]registry.Tally, of extent, m moment, threshold int64, at sql.NullTime) ask {
	var rows []tallyRow
	return ask{dest: &rows, name: "tallies", args: []any{m.asked, threshold, of.bureau, at, of.members}, read: func() error {
		*to = talliesFrom(rows)
		return nil
	}}
}

// tallyRow is a row of the query "tallies".
type tallyRow struct {
	BureauID           int             `db:"bureau_id"`
	DigitizationStatus registry.Status `db:"digitization_status"`
	Scope              string
	NationalLawChange  registry.LawChange `db:"national_law_change"`
	Priority           registry.Priority
	Application        bool
	Cause              registry.Cause
	sumColumns
}

func talliesFrom(rows []tallyRow) []registry.Tally {
	tallies := make([]registry.Tally, len(rows))
	for i, r := range rows {
		tallies[i] = r.of(registry.Tally{BureauID: r.BureauID, Status: r.DigitizationStatus, InScope: r.Scope == ScopeIn,
			LawChange: r.NationalLawChange, Priority: r.Priority, Cause: r.Cause, Application: r.Application})
	}
	return tallies
}

// sumColumns are the sums of a tally, as queries return them.
type sumColumns struct {
	Processes     int64
	VolumeKnown   int64 `db:"volume_known"`
	Volume        int64
	VolumeInexact int64 `db:"volume_inexact"`
	VolumeBelow   int64 `db:"volume_below"`
	VolumeAbove   int64 `db:"volume_above"`
	VolumeOpen    int64 `db:"volume_open"`
	UsageKnown    int64 `db:"usage_known"`
	UsageTotal    int64 `db:"usage_total"`
	UsageOnline   int64 `db:"usage_online"`
	UsageInexact  int64 `db:"usage_inexact"`
	TotalBelow    int64 `db:"total_below"`
	TotalAbove    int64 `db:"total_above"`
	TotalOpen     int64 `db:"total_open"`
	OnlineBelow   int64 `db:"online_below"`
	OnlineAbove   int64 `db:"online_above"`
	OnlineOpen    int64 `db:"online_open"`
}

func (s sumColumns) volumeSlack() registry.Slack {
	return registry.Slack{Below: s.VolumeBelow, Above: s.VolumeAbove, Open: s.VolumeOpen}
}

// of is the tally that has the sums, and the values by which it was made.
func (s sumColumns) of(t registry.Tally) registry.Tally {
	t.Processes = s.Processes
	t.VolumeKnown, t.Volume, t.VolumeInexact = s.VolumeKnown, s.Volume, s.VolumeInexact
	t.VolumeSlack = s.volumeSlack()
	t.UsageKnown, t.UsageTotal, t.UsageOnline, t.UsageInexact = s.UsageKnown, s.UsageTotal, s.UsageOnline, s.UsageInexact
	t.TotalSlack = registry.Slack{Below: s.TotalBelow, Above: s.TotalAbove, Open: s.TotalOpen}
	t.OnlineSlack = registry.Slack{Below: s.OnlineBelow, Above: s.OnlineAbove, Open: s.OnlineOpen}
	return t
}
