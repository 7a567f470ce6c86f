package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/lib/pq"

	"tetsuzuki/internal/forecast"
	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
)

// CurveQuestion is which curve is asked for. A zero To is now, a zero From the earliest of
// the first change and the first target, and Bureau 0 every bureau that the scope reaches.
type CurveQuestion struct {
	From, To time.Time
	Step     progress.Step
	Bureau   int
	Group    int // the number of one; 0: all processes
}

// ProgressCurve reads what a curve of the rates is computed from.
func (s *Store) ProgressCurve(ctx context.Context, scope registry.Scope, curve CurveQuestion) (in progress.CurveInput, err error) {
	err = s.curve(ctx, scope, curve, &in, func(q querier, _ extent, _ moment, asked []ask) error {
		return q.lastly(ctx, asked...)
	})
	return in, err
}

// CurveAhead reads what a curve is computed from, and what the forecast from its end is made of.
func (s *Store) CurveAhead(
	ctx context.Context,
	scope registry.Scope,
	curve CurveQuestion,
) (in progress.CurveInput, ahead forecast.Input, err error) {
	err = s.curve(ctx, scope, curve, &in, func(q querier, of extent, end moment, asked []ask) error {
		ahead, err = q.forecast(ctx, of, end, asked...)
		return err
	})
	return in, ahead, err
}

// curve has read ask what a curve to a moment is computed from.
func (s *Store) curve(
	ctx context.Context,
	scope registry.Scope,
	curve CurveQuestion,
	in *progress.CurveInput,
	read func(q querier, of extent, end moment, asked []ask) error,
) error {
	const op = "store.ProgressCurve"
	in.Step = curve.Step
	bureau, err := bureauAsked(op, scope, curve.Bureau)
	if err != nil {
		return err
	}
	return s.reading(ctx, scope, func(q querier) error {
		if curve.From.IsZero() {
			if curve.From, err = q.curveBegins(ctx); err != nil {
				return err
			}
		}
		begin, end, err := q.period(ctx, op, curve.From, curve.To)
		if err != nil {
			return err
		}
		in.Moments = curve.Step.Moments(begin.shown, end.shown)
		if len(in.Moments) > progress.MostPoints {
			return &registry.Error{Code: registry.Invalid, Op: op, Field: "from",
				Message: "期間が長すぎます。240点までの推移を表示できます。はじめの日を後にするか、四半期ごと（step=quarter）にしてください。"}
		}
		of, err := q.extent(ctx, bureau, curve.Group)
		if err != nil {
			return err
		}
		in.Bureau, in.Group = of.bureauName, of.groupName
		threshold, err := q.threshold(ctx, end)
		if err != nil {
			return err
		}
		asked := append(q.askTargetsOn(&in.Targets, of.group, of.bureau != 0, anyDay, end),
			askSpans(&in.Versions, of, in.Moments, end), askDigitized(&in.Digitized, of, in.Moments, end),
			askPlannedYears(&in.Planned, of, end), askTallies(&in.Now, of, end, threshold.Volume, sql.NullTime{}))
		if bureau == 0 && curve.Group == 0 { // they were published of all
			asked = append(asked, askEnteredFigures(&in.Entered, end.shown, false))
		}
		return read(q, of, end, asked)
	})
}

// began is when the registry began, which never changes once it has; now where nothing was
// written yet.
func (q querier) began(ctx context.Context) (at time.Time, err error) {
	e, err := q.now(ctx)
	if err != nil || !e.Changed.Valid {
		return e.Now, err
	}
	return recall(q, Question{Name: "first-change", Set: true}, func() (at time.Time, err error) {
		err = q.get(ctx, &at, "first-change")
		return at, err
	})
}

// curveBegins is the first day of which the registry can tell: that of the first change, or on
// which the first target began if that is earlier.
func (q querier) curveBegins(ctx context.Context) (time.Time, error) {
	at, err := q.began(ctx)
	if err != nil {
		return at, err
	}
	targets, err := recall(q, Question{Name: "first-target", Set: true}, func() (first sql.NullTime, err error) {
		err = q.get(ctx, &first, "first-target")
		return first, err
	})
	if err != nil {
		return at, err
	}
	e, err := q.now(ctx)
	at = earlier(at, e.Now.AddDate(0, 0, -1))
	if targets.Valid {
		at = earlier(at, targets.Time)
	}
	return at, err
}

func (q querier) bureauName(ctx context.Context, id int) (string, error) {
	if id == 0 {
		return "", nil
	}
	bureaus, err := q.bureaus(ctx)
	for _, b := range bureaus {
		if b.ID == id {
			return b.Name, err
		}
	}
	return "", err
}

// askSpans asks for the processes of an extent by the moments at which they were so.
func askSpans(to *[]registry.Span, of extent, moments []time.Time, end moment) ask {
	var rows []struct {
		Since, Until      int
		Status            registry.Status `db:"digitization_status"`
		Scope             string
		NationalLawChange registry.LawChange `db:"national_law_change"`
		sumColumns
	}
	// The last point shows what a list shows as of its moment: now where it is now.
	asked := append(append([]time.Time{}, moments[:len(moments)-1]...), end.asked)
	return ask{dest: &rows, name: "progress-curve", args: []any{pq.Array(asked), of.bureau, of.members}, read: func() error {
		for _, r := range rows {
			*to = append(*to, registry.Span{Since: r.Since, Until: r.Until, Tally: r.of(registry.Tally{
				Status: r.Status, InScope: r.Scope == ScopeIn, LawChange: r.NationalLawChange,
			})})
		}
		return nil
	}}
}

// askDigitized asks for the processes of an extent that are done, by the moments by which they were.
func askDigitized(to *[]registry.Digitized, of extent, moments []time.Time, end moment) ask {
	var rows []struct {
		Since             sql.NullInt64
		NationalLawChange registry.LawChange `db:"national_law_change"`
		sumColumns
	}
	days := make([]string, len(moments))
	for i, m := range moments {
		days[i] = registry.DateOf(m)
	}
	return ask{dest: &rows, name: "digitized-by", args: []any{end.asked, pq.Array(days), of.bureau, of.members}, read: func() error {
		for _, r := range rows {
			*to = append(*to, registry.Digitized{Since: int(r.Since.Int64), Tally: r.of(registry.Tally{Status: registry.Done, InScope: true,
				LawChange: r.NationalLawChange})})
		}
		return nil
	}}
}

// askPlannedYears asks for the processes of an extent that are not done, by their planned year.
func askPlannedYears(to *[]registry.PlannedYear, of extent, m moment) ask {
	var rows []struct {
		Year              sql.NullInt64
		NationalLawChange registry.LawChange `db:"national_law_change"`
		sumColumns
	}
	return ask{dest: &rows, name: "planned-years", args: []any{m.asked, of.bureau, of.members}, read: func() error {
		for _, r := range rows {
			*to = append(*to, registry.PlannedYear{Year: int(r.Year.Int64),
				Tally: r.of(registry.Tally{InScope: true, LawChange: r.NationalLawChange})})
		}
		return nil
	}}
}
