package report

import (
	"context"
	"errors"
	"io"
	"net/url"
	"slices"
	"strconv"
	"sync"
	"time"

	"tetsuzuki/internal/forecast"
	"tetsuzuki/internal/law"
	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// ProgressQuestion is of when a progress workbook is, and beside which earlier moment it stands.
type ProgressQuestion struct {
	From     time.Time // zero: beside none
	To       time.Time // zero: now
	PrintAll bool      // the full list is printed, too

	// The published figures that the moments were named by; zero: they were not.
	Published, FromPublished Published
}

// Published names published figures.
type Published struct {
	ID   int64
	Name string
}

// or is how a question names the figures: by their number, or by their moment.
func (p Published) or(t time.Time) string {
	if p.ID != 0 {
		return strconv.FormatInt(p.ID, 10)
	}
	return registry.FormatMoment(t)
}

// PublishedAs names published figures as a workbook does.
func PublishedAs(s store.Snapshot) Published { return Published{s.ID, s.Name} }

// WriteProgress writes the progress workbook of what the scope reaches. Beside an earlier moment
// it holds nothing but what the registry was: the same two moments give the same bytes. Alone it
// holds the end of the chain of seals as well, to be kept elsewhere.
func WriteProgress(ctx context.Context, st *store.Store, scope registry.Scope, ask ProgressQuestion, w io.Writer) error {
	p := Progress{PrintAll: ask.PrintAll}
	if ask.From.IsZero() {
		seal, err := st.Seal(ctx)
		if err != nil {
			return err
		}
		p.Seal = seal.String()
	}
	return p.read(ctx, st, scope, ask, func(p Progress, _ *store.View) error { return p.WriteXLSX(w) })
}

// read reads what the workbook says, and calls fn while its lists can be read.
func (p Progress) read(
	ctx context.Context,
	st *store.Store,
	scope registry.Scope,
	ask ProgressQuestion,
	fn func(Progress, *store.View) error,
) error {
	var err error
	if ask.To, err = momentAsked(ctx, st, ask.To); err != nil {
		return err
	}
	p.Address = ask.address()
	if p.Form, err = formAt(ctx, st, ask.To); err != nil {
		return err
	}
	if err := p.readFigures(ctx, st, scope, ask); err != nil {
		return err
	}
	what := store.Export{What: "進捗報告", Filter: ask.values()}
	return st.View(ctx, scope, what, ask.To, func(s *store.View) error {
		if err := p.readLists(ctx, s, ask.To); err != nil {
			return err
		}
		return fn(p, s)
	})
}

// address is the page's that makes the workbook anew.
func (ask ProgressQuestion) address() string {
	if ask.From.IsZero() {
		return "/exports/progress.xlsx?" + ask.values().Encode()
	}
	return "/reports/quarter?" + url.Values{"from": {ask.FromPublished.or(ask.From)}, "to": {ask.Published.or(ask.To)}}.Encode()
}

// values are the moments as the audit log keeps them.
func (ask ProgressQuestion) values() url.Values {
	v := url.Values{"as_of": {registry.FormatMoment(ask.To)}}
	if !ask.From.IsZero() {
		v.Set("from", registry.FormatMoment(ask.From))
	}
	return v
}

func (p *Progress) readLists(ctx context.Context, s *store.View, asOf time.Time) error {
	standing, err := s.Standing(ctx)
	if err != nil {
		return err
	}
	p.Figures, p.Judge = progress.Of(standing), NewJudge(standing)
	if p.Forecast != nil {
		// The names are those of that day.
		for i, r := range p.Forecast.Risks {
			if at := slices.IndexFunc(standing.Bureaus, func(b registry.Bureau) bool { return b.ID == r.Bureau }); at >= 0 {
				p.Forecast.Risks[i].Name = standing.Bureaus[at].Name
			}
		}
	}
	funnel := progress.FunnelOf(standing)
	p.Funnel = &funnel
	if p.Years, err = s.FiscalYears(ctx); err != nil {
		return err
	}
	if p.Stood, err = s.Stood(ctx); err != nil {
		return err
	}
	if p.Groups, err = s.Groups(ctx); err != nil {
		return err
	}
	for filter, part := range map[store.PriorityList]*Part{store.ListPriority: &p.Priority, store.ListUndecidable: &p.Undecidable,
		"": &p.All} {
		f := store.ProcessFilter{}
		if filter != "" {
			f = filter.Filter(asOf)
		}
		if part.N, err = s.Count(ctx, f); err != nil {
			return err
		}
		watched(ctx).all.Add(int64(part.N))
		part.Rows = rows(ctx, s, f)
	}
	return nil
}

// readFigures reads what is no list, each in a transaction of its own: as of a moment that is
// over, all of them see the same.
func (p *Progress) readFigures(ctx context.Context, st *store.Store, scope registry.Scope, ask ProgressQuestion) (err error) {
	if p.Sample, err = st.HasSample(ctx); err != nil {
		return err
	}
	if p.Whose, err = ownBureau(ctx, st, scope); err != nil {
		return err
	}
	p.Published, p.FromPublished = ask.Published, ask.FromPublished
	parts := []func(context.Context, *store.Store, registry.Scope, ProgressQuestion) error{p.readLaws, p.readForecast, p.readCurve, p.readPlan}
	if !ask.From.IsZero() {
		parts = append(parts, p.readBefore)
	}
	// Each waits for the database, and none for another.
	failed := make([]error, len(parts))
	var all sync.WaitGroup
	for i, read := range parts {
		all.Go(func() { failed[i] = read(ctx, st, scope, ask) })
	}
	all.Wait()
	return errors.Join(failed...)
}

func (p *Progress) readLaws(ctx context.Context, st *store.Store, scope registry.Scope, ask ProgressQuestion) error {
	laws, err := st.Laws(ctx, scope, store.LawsQuestion{AsOf: ask.To})
	if err != nil {
		return err
	}
	ranked := progress.LawsOf(law.ByLaw, laws)
	p.Laws = &ranked
	return nil
}

func (p *Progress) readForecast(ctx context.Context, st *store.Store, scope registry.Scope, ask ProgressQuestion) error {
	in, err := st.Forecast(ctx, scope, store.ForecastQuestion{AsOf: ask.To})
	if err != nil {
		return err
	}
	if f := forecast.Of(in); f.InScope > 0 {
		p.Forecast = &f
	}
	return nil
}

func (p *Progress) readCurve(ctx context.Context, st *store.Store, scope registry.Scope, ask ProgressQuestion) error {
	curve, err := st.ProgressCurve(ctx, scope,
		store.CurveQuestion{From: ask.To.AddDate(-curveYears, 0, 0), To: ask.To, Step: progress.Quarterly})
	if err != nil {
		return err
	}
	c := progress.CurveOf(curve)
	// A point at which nothing was registered yet says nothing.
	for len(c.Points) > 0 && c.Points[0].Rates.Process.Denominator == 0 {
		c.Points = c.Points[1:]
	}
	if len(c.Points) > 0 {
		p.Curve = &c
	}
	return nil
}

// curveYears is how far back the curve goes. It does not depend on what is registered later.
const curveYears = 5

// readBefore reads the earlier moment, and what became of each process since.
func (p *Progress) readBefore(ctx context.Context, st *store.Store, scope registry.Scope, ask ProgressQuestion) error {
	between := store.BridgeQuestion{From: ask.From, To: ask.To}
	bridge, err := st.Bridge(ctx, scope, between)
	if err != nil {
		return err
	}
	b := bridge.Of(progress.RateProcess)
	p.Bridge = &b
	from, err := st.Figures(ctx, scope, ask.From)
	if err != nil {
		return err
	}
	p.From = &from
	changed, err := st.Passages(ctx, scope, between, func(registry.Passage) bool { return true }, 0, registry.Paging(len(bridge.Passages)))
	p.Changes = changed.Passages
	return err
}
