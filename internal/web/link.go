package web

import (
	"net/url"
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
	Day    string // as chosen; empty: now
	Label  string // the day for people
	Today  string // the last day that can be chosen
}

func (s *server) asOfForm(action string, asOf time.Time) asOfForm {
	f := asOfForm{Action: action, Today: s.now().In(registry.Tokyo).Format(time.DateOnly)}
	if !asOf.IsZero() {
		f.Label = date(asOf)
		f.Day = asOf.In(registry.Tokyo).Format(time.DateOnly)
	}
	return f
}
