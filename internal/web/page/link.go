package page

import (
	"net/url"
	"slices"
	"time"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// listing is the address of the list that a filter describes.
func listing(f store.ProcessFilter) string { return withQuery("/processes", f.Values()) }

func withQuery(path string, values url.Values) string {
	if len(values) == 0 {
		return path
	}
	return path + "?" + values.Encode()
}

// asOfOf reads the moment of a page from its address; zero: now.
func asOfOf(values url.Values) (time.Time, error) {
	if s := values.Get("as_of"); s != "" {
		return registry.ParseMoment(s)
	}
	return time.Time{}, nil
}

// organisedOf reads from a page's address by which organisation it counts: that of its moment, if
// it does not say.
func organisedOf(values url.Values) (registry.Organised, error) {
	by := registry.Organised(values.Get("organisation"))
	if by != "" && !slices.Contains(registry.Organisations, by) {
		return by, &registry.Error{Code: registry.Invalid, Op: "page.organisedOf", Field: "organisation",
			Message: "organisation には、then（その時点の局）か now（今の局）を指定してください。例：organisation=now"}
	}
	return by, nil
}

// asOfValues is the address's part for a moment; nothing for now.
func asOfValues(asOf time.Time) url.Values {
	if asOf.IsZero() {
		return nil
	}
	return url.Values{"as_of": {registry.FormatMoment(asOf)}}
}

// asOfForm is the choice of a moment that several pages have.
type asOfForm struct {
	Action string
	Asked  string            // as in an address; empty: now
	Day    string            // the day as chosen; empty: now
	Moment string            // for people, where it is not the end of a day
	Label  string            // the day's end or the moment for people; empty: now, or today
	Today  string            // the last day that can be chosen
	Hidden []store.Condition // what else the address asks for
}

// keeping is the form that keeps what else an address asks for.
func (f asOfForm) keeping(values url.Values, names ...string) asOfForm {
	for _, name := range names {
		if v := values.Get(name); v != "" {
			f.Hidden = append(f.Hidden, store.Condition{Name: name, Value: v})
		}
	}
	return f
}

// Now is the page without its moment.
func (f asOfForm) Now() string {
	values := url.Values{}
	for _, kept := range f.Hidden {
		values.Add(kept.Name, kept.Value)
	}
	return withQuery(f.Action, values)
}

func (s *Handlers) asOfForm(action string, asOf time.Time) asOfForm {
	f := asOfForm{Action: action, Today: registry.DateOf(s.Now())}
	if !asOf.IsZero() {
		f.Asked, f.Day = registry.FormatMoment(asOf), registry.DateOf(asOf)
		switch {
		case !asOf.Equal(registry.EndOf(asOf)):
			f.Moment = registry.MomentText(asOf)
			f.Label = f.Moment + " "
		case f.Day != f.Today:
			f.Label = registry.DayText(asOf) + " の終わり"
		}
	}
	return f
}
