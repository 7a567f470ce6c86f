package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/lib/pq"

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
func (s *Store) ProgressCurve(ctx context.Context, scope registry.Scope, ask CurveQuestion) (progress.CurveInput, error) {
	const op = "store.ProgressCurve"
	in := progress.CurveInput{Step: ask.Step}
	bureau, err := bureauAsked(op, scope, ask.Bureau)
	if err != nil {
		return in, err
	}
	err = s.reading(ctx, scope, func(q querier) error {
		if ask.From.IsZero() {
			if err := q.get(ctx, &ask.From, "curve-begins"); err != nil {
				return err
			}
		}
		begin, end, err := q.period(ctx, op, ask.From, ask.To)
		if err != nil {
			return err
		}
		in.Moments = ask.Step.Moments(begin.shown, end.shown)
		if len(in.Moments) > progress.MostPoints {
			return &registry.Error{Code: registry.Invalid, Op: op, Field: "from",
				Message: "期間が長すぎます。240点までの推移を表示できます。はじめの日を後にするか、四半期ごと（step=quarter）にしてください。"}
		}
		of, err := q.extent(ctx, bureau, ask.Group)
		if err != nil {
			return err
		}
		in.Bureau, in.Group = of.bureauName, of.groupName
		if in.Versions, err = q.spans(ctx, of, in.Moments, end); err != nil {
			return err
		}
		if in.Digitized, err = q.digitized(ctx, of, in.Moments, end); err != nil {
			return err
		}
		if in.Planned, err = q.plannedYears(ctx, of, end); err != nil {
			return err
		}
		threshold, err := q.threshold(ctx, end)
		if err != nil {
			return err
		}
		if in.Now, err = q.talliesOf(ctx, of, end, threshold.Volume); err != nil {
			return err
		}
		if in.Targets, err = q.targetsOn(ctx, of.group, anyDay, end); err != nil {
			return err
		}
		if bureau == 0 && ask.Group == 0 { // they were published of all
			in.Entered, err = q.enteredFigures(ctx, end.shown, false)
		}
		return err
	})
	return in, err
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

func (q querier) spans(ctx context.Context, of extent, moments []time.Time, end moment) ([]registry.Span, error) {
	var rows []struct {
		Since, Until      int
		Status            registry.Status `db:"digitization_status"`
		Scope             string
		NationalLawChange registry.LawChange `db:"national_law_change"`
		sumColumns
	}
	// The last point shows what a list shows as of its moment: now where it is now.
	asked := append(append([]time.Time{}, moments[:len(moments)-1]...), end.asked)
	if err := q.list(ctx, &rows, "progress-curve", pq.Array(asked), of.bureau, of.members); err != nil {
		return nil, err
	}
	spans := make([]registry.Span, len(rows))
	for i, r := range rows {
		spans[i] = registry.Span{Since: r.Since, Until: r.Until, Tally: r.of(registry.Tally{
			Status: r.Status, InScope: r.Scope == ScopeIn, LawChange: r.NationalLawChange,
		})}
	}
	return spans, nil
}

func (q querier) digitized(ctx context.Context, of extent, moments []time.Time, end moment) ([]registry.Digitized, error) {
	var rows []struct {
		Since             sql.NullInt64
		NationalLawChange registry.LawChange `db:"national_law_change"`
		sumColumns
	}
	days := make([]string, len(moments))
	for i, m := range moments {
		days[i] = registry.DateOf(m)
	}
	if err := q.list(ctx, &rows, "digitized-by", end.asked, pq.Array(days), of.bureau, of.members); err != nil {
		return nil, err
	}
	all := make([]registry.Digitized, len(rows))
	for i, r := range rows {
		all[i] = registry.Digitized{Since: int(r.Since.Int64), Tally: r.of(registry.Tally{Status: registry.Done, InScope: true,
			LawChange: r.NationalLawChange})}
	}
	return all, nil
}

func (q querier) plannedYears(ctx context.Context, of extent, m moment) ([]registry.PlannedYear, error) {
	var rows []struct {
		Year              sql.NullInt64
		NationalLawChange registry.LawChange `db:"national_law_change"`
		sumColumns
	}
	if err := q.list(ctx, &rows, "planned-years", m.asked, of.bureau, of.members); err != nil {
		return nil, err
	}
	all := make([]registry.PlannedYear, len(rows))
	for i, r := range rows {
		all[i] = registry.PlannedYear{Year: int(r.Year.Int64), Tally: r.of(registry.Tally{InScope: true, LawChange: r.NationalLawChange})}
	}
	return all, nil
}
