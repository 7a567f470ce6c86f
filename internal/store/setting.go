package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"tetsuzuki/internal/registry"
)

// Thresholds lists every version of every threshold, the current ones first, the latest first.
func (s *Store) Thresholds(ctx context.Context) ([]registry.ThresholdVersion, error) {
	versions, err := Remember(ctx, s, registry.Scope{}, thresholdsAsked, s.common.readThresholds)
	all := make([]registry.ThresholdVersion, len(versions))
	for i, v := range versions {
		all[i] = v.ThresholdVersion
	}
	return all, err
}

var thresholdsAsked = Question{Name: "thresholds", Set: true}

// thresholdVersion is a threshold as it was recorded, with the moment from which on it is known;
// zero: always.
type thresholdVersion struct {
	registry.ThresholdVersion
	from time.Time
}

func (q querier) readThresholds(ctx context.Context) ([]thresholdVersion, error) {
	var rows []struct {
		ID            int
		EffectiveFrom time.Time `db:"effective_from"`
		Volume        int64
		Reason        string
		SetBy         string       `db:"set_by"`
		SetAt         time.Time    `db:"set_at"`
		KnownFrom     sql.NullTime `db:"known_from"`
		EndedAt       sql.NullTime `db:"ended_at"`
		Why           string       `db:"closed_reason"`
	}
	if err := q.list(ctx, &rows, "thresholds"); err != nil {
		return nil, err
	}
	all := make([]thresholdVersion, len(rows))
	for i, r := range rows {
		all[i] = thresholdVersion{from: r.KnownFrom.Time, ThresholdVersion: registry.ThresholdVersion{ID: r.ID,
			Threshold: registry.Threshold{EffectiveFrom: inTokyo(r.EffectiveFrom), Volume: r.Volume, Reason: r.Reason},
			Set:       registry.SetBy{By: r.SetBy, At: r.SetAt, EndedAt: r.EndedAt.Time, Why: r.Why}}}
	}
	return all, nil
}

// SetThreshold sets the threshold from a day on. One that was set for the same day ends, and
// stays in the history; figures as of an earlier moment keep what was known then.
func (s *Store) SetThreshold(ctx context.Context, scope registry.Scope, t registry.Threshold) error {
	const op = "store.SetThreshold"
	t.Reason = strings.TrimSpace(t.Reason)
	switch {
	case t.EffectiveFrom.IsZero():
		return wrongSetting(op, "effective_from", "いつから使う基準かを、日付で入力してください。例：2026-04-01")
	case t.Volume <= 0 || t.Volume > mostCases:
		return wrongSetting(op, "volume", fmt.Sprintf("基準の件数は、1～%dの整数で入力してください。例：10000", mostCases))
	}
	day := registry.DateOf(t.EffectiveFrom)
	reason := fmt.Sprintf("%sからの重点手続の基準を年間 %s 件にする：%s", registry.DayText(t.EffectiveFrom), registry.Thousands(t.Volume), t.Reason)
	return s.setting(ctx, scope, op, t.Reason, reason, func(q querier, c change) error {
		if _, err := q.exec(ctx, "threshold-close", day, c.At, c.ID, t.Reason); err != nil {
			return err
		}
		_, err := q.exec(ctx, "threshold-open", day, t.Volume, t.Reason, scope.Actor, c.At, c.ID)
		return err
	})
}

// WithdrawThreshold ends the threshold that was set for a day. The last one stays.
func (s *Store) WithdrawThreshold(ctx context.Context, scope registry.Scope, from time.Time, reason string) error {
	const op = "store.WithdrawThreshold"
	reason = strings.TrimSpace(reason)
	text := fmt.Sprintf("%sからの重点手続の基準を取りやめる：%s", registry.DayText(from), reason)
	return s.setting(ctx, scope, op, reason, text, func(q querier, c change) error {
		n, err := q.exec(ctx, "threshold-close", registry.DateOf(from), c.At, c.ID, reason)
		if err := found(n, err, op, "この日からの基準はないか、すでに取りやめられています。一覧を確かめてください。"); err != nil {
			return err
		}
		var left int
		if err := q.get(ctx, &left, "thresholds-left"); err != nil {
			return err
		}
		if left == 0 {
			return registry.Errorf(registry.Conflict, op, "基準が1つもなくなるため、取りやめられません。先に新しい基準を加えてください。")
		}
		return nil
	})
}

// Targets lists every version of every target, the current ones first, the latest start first.
func (s *Store) Targets(ctx context.Context) ([]registry.TargetVersion, error) {
	all, err := Remember(ctx, s, registry.Scope{}, Question{Name: "targets", Set: true}, s.readTargets)
	return slices.Clone(all), err
}

func (s *Store) readTargets(ctx context.Context) ([]registry.TargetVersion, error) {
	var rows []struct {
		targetRow
		SetBy   string       `db:"set_by"`
		SetAt   time.Time    `db:"set_at"`
		EndedAt sql.NullTime `db:"ended_at"`
		Why     string       `db:"closed_reason"`
	}
	if err := s.common.list(ctx, &rows, "targets"); err != nil {
		return nil, err
	}
	all := make([]registry.TargetVersion, len(rows))
	for i, r := range rows {
		all[i] = registry.TargetVersion{Target: r.target(), Set: registry.SetBy{By: r.SetBy, At: r.SetAt, EndedAt: r.EndedAt.Time, Why: r.Why}}
	}
	return all, nil
}

// targetRow is a target as the queries return it.
type targetRow struct {
	Number int
	Name   string
	From   time.Time `db:"valid_from"`
	To     time.Time `db:"valid_to"`
	Rate   int64
	Count  int64
	Scope  registry.TargetScope
	Group  int `db:"group_number"`
	Reason string
}

func (r targetRow) target() registry.Target {
	t := registry.Target(r)
	t.From, t.To = inTokyo(r.From), inTokyo(r.To)
	return t
}

// anyDay is a day by which everything has begun.
const anyDay = "9999-12-31"

// targetsOn are the targets that had begun by a day, as known at a moment: first those in
// force, and of them the latest. They are those that count a group or, of none (0), the others. A
// number of processes is asked of all together: it is no target of a part, as one bureau is.
func (q querier) targetsOn(ctx context.Context, group int, part bool, day string, known moment) (all []registry.Target, err error) {
	err = q.together(ctx, q.askTargetsOn(&all, group, part, day, known)...)
	return all, err
}

// askTargetsOn asks for what targetsOn reads.
func (q querier) askTargetsOn(to *[]registry.Target, group int, part bool, day string, known moment) []ask {
	var (
		all  []registry.Target
		rows []targetRow
	)
	asked, _ := askOnce(q, known.settings("targets-on", fmt.Sprintf("%d %s", group, day)), &all, func() ([]ask, error) {
		return []ask{{dest: &rows, name: "targets-on", args: []any{day, known.shown, group}, read: func() error {
			for _, r := range rows {
				all = append(all, r.target())
			}
			return nil
		}}}, nil
	})
	return append(asked, ask{read: func() error {
		*to = slices.Clone(all)
		if part {
			*to = slices.DeleteFunc(*to, func(t registry.Target) bool { return t.Count > 0 })
		}
		return nil
	}})
}

// SetTarget adds a target (Number 0), or changes one; what it was stays in the history. It
// returns the target's number.
func (s *Store) SetTarget(ctx context.Context, scope registry.Scope, t registry.Target) (int, error) {
	const op = "store.SetTarget"
	t.Name, t.Reason = strings.TrimSpace(t.Name), strings.TrimSpace(t.Reason)
	if err := checkTarget(op, t); err != nil {
		return 0, err
	}
	reason := fmt.Sprintf("目標「%s」を定める：%s", t.Name, t.Reason)
	err := s.setting(ctx, scope, op, t.Reason, reason, func(q querier, c change) error {
		if t.Group != 0 {
			if _, err := q.group(ctx, t.Group); err != nil {
				return wrongSetting(op, "scope", "目標が数える手続群がありません。手続群の一覧から選び直してください。")
			}
		}
		if t.Number != 0 {
			n, err := q.exec(ctx, "target-close", t.Number, c.At, c.ID, t.Reason)
			if err := found(n, err, op, "この目標はないか、すでに取りやめられています。一覧から選び直してください。"); err != nil {
				return err
			}
		}
		return q.get(ctx, &t.Number, "target-open", t.Number, t.Name, registry.DateOf(t.From), registry.DateOf(t.To), t.Rate, t.Count,
			string(t.Scope), t.Reason, scope.Actor, c.At, c.ID, t.Group)
	})
	return t.Number, err
}

func checkTarget(op string, t registry.Target) error {
	switch {
	case t.Name == "":
		return wrongSetting(op, "name", "目標の名前を入力してください。例：３年間で70％")
	case t.From.IsZero():
		return wrongSetting(op, "from", "目標の期間の最初の日を入力してください。例：2024-04-01")
	case t.To.IsZero() || !t.From.Before(t.To):
		return wrongSetting(op, "to", "目標の期間の最後の日には、最初の日より後の日を入力してください。例：2027-03-31")
	case (t.Rate == 0) == (t.Count == 0):
		return wrongSetting(op, "rate", "目標は、割合か手続数の、どちらか一方で入力してください。例：割合は 70％、手続数は 18000")
	case t.Rate < 0 || t.Rate > registry.RateUnit:
		return wrongSetting(op, "rate", "目標の割合は、0より大きく100％以下で入力してください。例：70％")
	case t.Count < 0 || t.Count > mostTarget:
		return wrongSetting(op, "count", fmt.Sprintf("目標の手続数は、1～%dの整数で入力してください。例：18000", mostTarget))
	case t.Scope.Label() == "":
		return wrongSetting(op, "scope", "目標が数える手続は、次のどれかで指定してください。"+registry.Choices(registry.TargetScopes)+"。例：in")
	case (t.Scope == registry.TargetGroup) != (t.Group != 0):
		return wrongSetting(op, "scope", "手続群を数える目標では、その手続群も指定してください。例：scope が group、group が 1")
	}
	return nil
}

// WithdrawTarget ends a target.
func (s *Store) WithdrawTarget(ctx context.Context, scope registry.Scope, number int, reason string) error {
	const op = "store.WithdrawTarget"
	reason = strings.TrimSpace(reason)
	return s.setting(ctx, scope, op, reason, "目標を取りやめる："+reason, func(q querier, c change) error {
		n, err := q.exec(ctx, "target-close", number, c.At, c.ID, reason)
		return found(n, err, op, "この目標はないか、すでに取りやめられています。一覧を確かめてください。")
	})
}

// mostTarget is more processes than there will be.
const mostTarget = 1_000_000

// mostCases is more than anything that is counted here, so that a slip of the hand shows.
const mostCases = 1_000_000_000_000

func wrongSetting(op, field, message string) error {
	return &registry.Error{Code: registry.Invalid, Op: op, Field: field, Message: message}
}

// setting makes a change of the settings: given is the reason that the person gave, text what
// the history says of the change; where it is empty, write itself ends the change.
func (s *Store) setting(
	ctx context.Context,
	scope registry.Scope,
	op, given, text string,
	write func(querier, change) error,
) error {
	return s.settingBy(ctx, scope, registry.Configure, op, given, text, write)
}

// settingBy is a change of the settings that whoever has a power may make.
func (s *Store) settingBy(
	ctx context.Context,
	scope registry.Scope,
	power registry.Power,
	op, given, text string,
	write func(querier, change) error,
) error {
	if err := scope.Require(op, power); err != nil {
		return err
	}
	if err := registry.RequireReason(op, given); err != nil {
		return err
	}
	return s.transact(ctx, scope, nil, func(q querier) error {
		if err := q.lockChain(ctx); err != nil {
			return err
		}
		c, err := q.beginChange(ctx)
		if err != nil {
			return err
		}
		if err := write(q, c); err != nil || text == "" {
			return err
		}
		return q.endChange(ctx, scope, c, registry.ChangeSetting, text, 0)
	})
}
