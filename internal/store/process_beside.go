package store

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
)

// Beside is what is read in the same step as a list, so that whoever asks for it next finds it
// remembered.
type Beside struct {
	Facets   bool            // see [Store.Facets]
	Standing bool            // see [Store.Standing] and, of a filter's group, [Store.GroupStanding]
	Totals   []ProcessFilter // see [Store.Total]
	Under    int64           // see [Store.PriorityUnder]; 0: of no threshold
}

// ProcessesBeside is [Store.Processes] with what a page or an answer shows beside the list. Many
// who ask for the same at once wait for one computation.
func (s *Store) ProcessesBeside(ctx context.Context, scope registry.Scope, f ProcessFilter, beside Beside) (Page, error) {
	return Remember(ctx, s, scope, beside.question(f), func(ctx context.Context) (page Page, err error) {
		of := ""
		if beside.Standing {
			of = f.Group
		}
		err = s.readingOf(ctx, scope, of, func(q querier) error {
			l, err := q.newList(ctx, scope, f)
			if err != nil {
				return err
			}
			also, err := q.askBeside(ctx, scope, f, beside)
			if err != nil {
				return err
			}
			return q.lastly(ctx, append(also, l.askPage(&page))...)
		})
		return page, err
	})
}

func (b Beside) question(f ProcessFilter) Question {
	about := []string{f.Values().Encode()}
	for _, t := range b.Totals {
		about = append(about, t.Values().Encode())
	}
	if b.Facets {
		about = append(about, "facets")
	}
	if b.Standing {
		about = append(about, "standing")
	}
	if b.Under > 0 {
		about = append(about, "under", strconv.FormatInt(b.Under, 10))
	}
	return Question{Name: "processes-beside", AsOf: f.AsOf, About: strings.Join(about, " "), Brief: true}.OfGroup(f.Group)
}

// askBeside asks for what of it is not remembered.
func (q querier) askBeside(ctx context.Context, scope registry.Scope, f ProcessFilter, beside Beside) (asked []ask, err error) {
	add := func(more []ask, failed error) {
		asked = slices.Concat(asked, more)
		if err == nil {
			err = failed
		}
	}
	if beside.Standing {
		add(q.askStandingAlone(ctx, scope, f.AsOf))
	}
	if beside.Standing && f.Group != "" {
		add(q.askStandingOfGroupNamed(ctx, scope, f.AsOf, f.Group))
	}
	if beside.Under > 0 {
		var under progress.Figures
		add(askOnce(q, priorityUnderAsked(f.AsOf, beside.Under), &under, func() ([]ask, error) {
			return q.askPriorityUnder(ctx, &under, scope, f.AsOf, beside.Under)
		}))
	}
	if beside.Facets {
		var facets Facets
		whole := f.inAnyOrder()
		add(askOnce(q, whole.facetsAsked(), &facets, func() ([]ask, error) {
			one, err := q.askFacets(ctx, &facets, scope, whole)
			return []ask{one}, err
		}))
	}
	for _, t := range beside.Totals {
		add(q.askTotal(ctx, new(int64), scope, t))
	}
	return asked, err
}
