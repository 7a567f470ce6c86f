package page

import (
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// bureauBar is one bureau's row in the table of bureaus.
type bureauBar struct {
	progress.Bureau
	Done100, Partial100 float64
	Links               map[string]string // the lists that its figures count
}

// bureauList is the table of bureaus, as its files have it.
func (s *Handlers) bureauList(c echo.Context) (shownList[bureauBar], error) {
	var none shownList[bureauBar]
	asOf, err := asOfOf(c.QueryParams())
	if err != nil {
		return none, err
	}
	by, err := organisedOf(c.QueryParams())
	if err != nil {
		return none, err
	}
	f, err := s.Store.FiguresBy(c.Request().Context(), request.ScopeOf(c), asOf, by)
	if err != nil {
		return none, err
	}
	return showBureaus(c, f, bureausAsked{asOf, by})
}

// bureausAsked says as of when the bureaus are counted, and by which organisation.
type bureausAsked struct {
	asOf time.Time
	by   registry.Organised
}

// list is a list of processes of bureaus that are counted so.
func (a bureausAsked) list(of func(time.Time) store.ProcessFilter) store.ProcessFilter {
	f := of(a.asOf)
	f.Organised = a.by
	return f
}

// showBureaus is the table of bureaus as its page asks for it.
func showBureaus(c echo.Context, f progress.Figures, asked bureausAsked) (shownList[bureauBar], error) {
	l := bureauListOf(asked)
	l.When = "時点：" + registry.MomentText(f.AsOf)
	if asked.by == registry.OrganisedNow && !asked.asOf.IsZero() {
		l.When += "、局は今の組織"
	}
	return l.show(c, bureauBars(f, asked))
}

// bureauFigures are the columns of counted processes: where each leads, and what it counts.
var bureauFigures = []struct {
	key, label string
	of         func(progress.Bureau) int64
	list       func(asOf time.Time) store.ProcessFilter
}{
	{"all", "手続", func(b progress.Bureau) int64 { return b.Processes },
		func(asOf time.Time) store.ProcessFilter { return store.ProcessFilter{AsOf: asOf} }},
	{"in_scope", "対象", func(b progress.Bureau) int64 { return b.InScope }, counted},
	{"done", "実施済", func(b progress.Bureau) int64 { return b.Done },
		func(asOf time.Time) store.ProcessFilter { return done(counted(asOf)) }},
	{"volume", "年間件数", func(b progress.Bureau) int64 { return b.Volume },
		func(asOf time.Time) store.ProcessFilter {
			return store.ProcessFilter{AsOf: asOf, Sort: "volume", Descending: true}
		}},
	{"priority", "重点手続", func(b progress.Bureau) int64 { return b.Priority }, store.ListPriority.Filter},
	{"undecidable", "判定不能", func(b progress.Bureau) int64 { return b.Undecidable }, store.ListUndecidable.Filter},
}

// bureauListOf describes the table of bureaus as of a moment. It stands on the page of the
// figures, and has files of its own.
func bureauListOf(asked bureausAsked) list[bureauBar] {
	l := list[bureauBar]{
		Name: "局ごとの進捗", Path: "/", Anchor: "bureaus", Files: "/bureaus", Unit: "局", Own: []string{"as_of", "since", "organisation"},
		Filters: []listFilter[bureauBar]{{Name: "q", Label: "局", Example: "福祉",
			Keep: func(b bureauBar, v string) bool { return contains(v, b.Bureau.Bureau, b.Code) }}},
		Columns: []listColumn[bureauBar]{{Key: "bureau", Label: "局", Value: func(b bureauBar) any { return b.Bureau.Bureau }}},
	}
	for _, f := range bureauFigures {
		l.Columns = append(l.Columns, listColumn[bureauBar]{Key: f.key, Label: f.label, Number: true, Sum: true,
			Value: func(b bureauBar) any { return f.of(b.Bureau) },
			SumHref: func(kept []bureauBar, all bool) string {
				filter := asked.list(f.list)
				for _, b := range kept {
					if !all {
						filter.Bureaus = append(filter.Bureaus, b.Code)
					}
				}
				return listing(filter)
			}})
		if f.key == "done" {
			l.Columns = append(l.Columns, listColumn[bureauBar]{Key: "process", Label: "デジタル化率", Number: true, Sum: true,
				Value: func(b bureauBar) any { return b.Process }},
				listColumn[bureauBar]{Key: "cases", Label: "件数カバー率", Number: true, Sum: true,
					Value: func(b bureauBar) any { return b.Cases }})
		}
	}
	return l
}

func bureauBars(f progress.Figures, asked bureausAsked) []bureauBar {
	bars := make([]bureauBar, len(f.Bureaus))
	for i, b := range f.Bureaus {
		bars[i] = bureauBar{Bureau: b, Done100: share(b.Done, b.InScope), Partial100: share(b.Partial, b.InScope),
			Links: make(map[string]string, len(bureauFigures))}
		for _, figure := range bureauFigures {
			filter := asked.list(figure.list)
			filter.Bureaus = []string{b.Code}
			bars[i].Links[figure.key] = listing(filter)
		}
	}
	return bars
}
