package page

import (
	"cmp"
	"net/url"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/plan"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// planChooser is which processes a plan is made of, and the form that chooses others.
type planChooser struct {
	planProcesses
	InScope, Done int64
	Selects       []choice
	Hidden        []store.Condition // what else the address asks for
}

// planProcesses is which processes a plan is made of, for people, and the list of them.
type planProcesses struct{ Text, Href string }

// planFilter is the filter of a plan, which was read when the plan was made.
func planFilter(filter string) store.ProcessFilter {
	values, _ := url.ParseQuery(filter)
	f, _ := store.ConditionParameters.Parse("page.planFilter", values)
	return f
}

// planFilterText is it for people.
func planFilterText(filter string, known names) string {
	return cmp.Or(conditionsText(chips(planFilter(filter), known)), "すべての手続")
}

// planProcesses tells them of a plan.
func (s *Handlers) planProcesses(c echo.Context, p store.SavedPlan) (of planProcesses, err error) {
	known, err := s.names(c)
	of.Text = planFilterText(p.Wish.Filter, known)
	of.Href = listing(openOf(p))
	return of, err
}

// openOf are the processes that a plan chose from.
func openOf(p store.SavedPlan) store.ProcessFilter {
	f, open := planFilter(p.Wish.Filter), store.NotDone(p.AsOf)
	if p.Outcome != nil {
		open = store.NotDone(p.Outcome.AsOf)
	}
	f.AsOf = open.AsOf
	if f.Scope != store.ScopeOut {
		f.Scope = open.Scope
	}
	if len(f.Statuses) == 0 {
		f.Statuses = open.Statuses
	}
	return f
}

func (s *Handlers) planChooser(c echo.Context, b plan.Basis, filter string) (of planChooser, err error) {
	of.InScope, of.Done = b.InScope, b.Done
	if of.planProcesses, err = s.planProcesses(c, store.SavedPlan{Wish: plan.Wish{Filter: filter}}); err != nil {
		return of, err
	}
	values, err := url.ParseQuery(filter)
	if err != nil {
		return of, registry.Failed("page.planChooser", err)
	}
	ctx := c.Request().Context()
	bureaus, err := s.Store.Bureaus(ctx)
	if err != nil {
		return of, err
	}
	if len(values["bureau"]) <= 1 { // several stay as they are
		bureau := choice{Name: "bureau", Label: "局", Options: bureauOptions(request.ScopeOf(c), bureaus)}
		if name := values.Get("bureau"); name != "" {
			chosen, err := registry.BureauNamed(bureaus, "bureau", name)
			if err != nil {
				return of, err
			}
			for i, o := range bureau.Options {
				bureau.Options[i].Chosen = o.Value == chosen.Name
			}
		}
		of.Selects = append(of.Selects, bureau)
		values.Del("bureau")
	}
	groups, err := s.groupOptions(ctx, values.Get("group"))
	if err != nil {
		return of, err
	}
	if len(groups) > 0 {
		of.Selects = append(of.Selects, choice{Name: "group", Label: "手続群", Options: groups})
		values.Del("group")
	}
	if from := c.QueryParam("from"); from != "" {
		values.Set("from", from)
	}
	of.Hidden = hiddenOf(values)
	return of, nil
}
