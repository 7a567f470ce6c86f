package report

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"time"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// AskedBetween is the question for the report of two ends. Each is named by the number of its
// published figures, or as a moment; an empty to is now.
func AskedBetween(ctx context.Context, st *store.Store, scope registry.Scope, from, to string) (ask ProgressQuestion, err error) {
	if ask.From, ask.FromPublished, err = endNamed(ctx, st, scope, "from", from); err != nil {
		return ask, err
	}
	ask.To, ask.Published, err = endNamed(ctx, st, scope, "to", to)
	return ask, err
}

var publishedNumber = regexp.MustCompile(`^[0-9]{1,6}$`)

func endNamed(ctx context.Context, st *store.Store, scope registry.Scope, field, text string) (time.Time, Published, error) {
	if text == "" {
		return time.Time{}, Published{}, nil
	}
	if publishedNumber.MatchString(text) {
		id, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return time.Time{}, Published{}, registry.Failed("report.endNamed", err)
		}
		s, err := st.Snapshot(ctx, scope, id)
		if registry.CodeOf(err) == registry.NotFound {
			err = &registry.Error{Code: registry.Invalid, Op: "report.endNamed", Field: field,
				Message: fmt.Sprintf("番号 %d の公表値はありません。公表値の一覧の番号か、2022-12-31 のような日付を指定してください。", id)}
		}
		return s.AsOf, PublishedAs(s), err
	}
	at, err := registry.ParseMoment(text)
	if err != nil {
		err = &registry.Error{Code: registry.Invalid, Op: "report.endNamed", Field: field,
			Message: fmt.Sprintf("「%s」を時点として読めません。2022年12月31日、R4.12.31、2022-12-31 か、公表値の番号を指定してください。", text), Err: err}
	}
	return at, Published{}, err
}

// ReadProgress reads the figures of a progress workbook without its lists.
func ReadProgress(ctx context.Context, st *store.Store, scope registry.Scope, ask ProgressQuestion) (p Progress, err error) {
	if ask.To, err = momentAsked(ctx, st, ask.To); err != nil {
		return p, err
	}
	if p.Figures, err = st.Figures(ctx, scope, ask.To); err != nil {
		return p, err
	}
	p.Figures.AsOf = ask.To.In(registry.Tokyo)
	p.Address = ask.address()
	return p, p.readFigures(ctx, st, scope, ask)
}

// momentAsked is the moment that is asked about; of now, this one, so that all that is read of
// it agrees.
func momentAsked(ctx context.Context, st *store.Store, to time.Time) (time.Time, error) {
	e, err := st.Edition(ctx)
	if err == nil && (to.IsZero() || to.After(e.Now) && !to.After(registry.EndOf(e.Now))) {
		to = e.Now
	}
	return to, err
}
