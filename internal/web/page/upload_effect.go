package page

import (
	"net/url"
	"time"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// effectView is what an upload would do to the figures, and which of its rows are worth a
// look.
type effectView struct {
	Parts    []effectPart
	Concerns []concernRow
	Alike    []alikeRow
	Rules    []registry.Concern // all of them, with how they are told
}

// effectPart is the effect on one bureau's figures, or on all.
type effectPart struct {
	Name          string
	Rates         []effectRate
	Targets       []effectTarget
	Before, After progress.Figures
}

type effectTarget struct{ Before, After progress.Target }

type effectRate struct {
	Title         string
	Before, After progress.Rate
	Points        string
}

// concernRow leads to the rows that are worth a look for one reason.
type concernRow struct {
	registry.Concern
	New, Changed         int
	NewHref, ChangedHref string
}

// alikeRow leads to the rows that change a field alike.
type alikeRow struct {
	fieldChange
	Rows int
	Href string
}

// effectOf is the effect of an upload for its page; nil where there is none.
func (l labels) effectOf(u registry.Upload, e *store.Effect) *effectView {
	if e == nil {
		return nil
	}
	v := &effectView{Rules: registry.Concerns}
	for _, part := range request.EffectParts(u, *e) {
		before, after := rateCards(part.Before, counted(time.Time{})), rateCards(part.After, counted(time.Time{}))
		shown := effectPart{Name: part.Name, Before: part.Before, After: part.After}
		for i, r := range before {
			shown.Rates = append(shown.Rates, effectRate{r.Title, r.Rate, after[i].Rate, progress.Points(r.Rate, after[i].Rate)})
		}
		for i, t := range part.After.Targets { // the same as before, in the same order
			shown.Targets = append(shown.Targets, effectTarget{part.Before.Targets[i], t})
		}
		v.Parts = append(v.Parts, shown)
	}
	at := registry.UploadPath(u.ID) + "/difference"
	rows := func(kind store.RowKind, c registry.Concern, more url.Values) string {
		return withParameters(withQuery(at, url.Values{"show": {string(kind)}, "concern": {string(c)}}), more)
	}
	for _, c := range e.Concerns {
		v.Concerns = append(v.Concerns, concernRow{c.Concern, c.New, c.Changed,
			rows(store.RowNew, c.Concern, nil), rows(store.RowChanged, c.Concern, nil)})
	}
	for _, a := range e.Alike {
		v.Alike = append(v.Alike, alikeRow{
			fieldChange{request.FieldLabel(a.Field), l.value(a.Field, a.Old), l.value(a.Field, a.New)},
			a.Rows,
			rows(store.RowChanged, registry.ConcernAlike, url.Values{"field": {a.Field}}),
		})
	}
	return v
}
