package store

import (
	"context"
	"slices"
	"strings"

	"tetsuzuki/internal/registry"
)

// Beside is what is read in the same step as a list, so that whoever asks for it next finds it
// remembered.
type Beside struct {
	Facets   bool            // see [Store.Facets]
	Standing bool            // see [Store.Standing]
	Totals   []ProcessFilter // see [Store.Total]
}

// ProcessesBeside is [Store.Processes] with what a page or an answer shows beside the list. Many
// who ask for the same at once wait for one computation.
func (s *Store) ProcessesBeside(ctx context.Context, scope registry.Scope, f ProcessFilter, beside Beside) (Page, error) {
	return Remember(ctx, s, scope, beside.question(f), func(ctx context.Context) (page Page, err error) {
		err = s.reading(ctx, scope, func(q querier) error {
			l, err := q.newList(ctx, scope, f)
			if err != nil {
				return err
			}
			also, err := q.askBeside(ctx, scope, f, beside)
			if err != nil {
				return err
			}
			return q.together(ctx, append(also, l.askPage(&page))...)
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
		var standing registry.Standing
		add(askOnce(q, standingAsked(f.AsOf), &standing, func() ([]ask, error) {
			return q.askStanding(ctx, &standing, scope, f.AsOf, registry.OrganisedThen, extent{})
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
		add(q.askTotal(ctx, scope, t))
	}
	return asked, err
}
