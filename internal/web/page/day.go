package page

import (
	"net/url"
	"time"

	"tetsuzuki/internal/registry"
)

// dayOf is a field of a form with a day, and where the day goes.
type dayOf struct {
	name, label string
	to          *time.Time
}

// readDays reads the days of a form; the first that is none is an Invalid error.
func readDays(op string, form url.Values, days ...dayOf) error {
	for _, d := range days {
		var err error
		if *d.to, err = registry.ParseDay(op, d.name, d.label, form.Get(d.name)); err != nil {
			return err
		}
	}
	return nil
}

// dayField is a day as its field shows it, however it was entered; what is no day stays.
func dayField(entered string) string {
	if day, err := registry.ParseDay("page.dayField", "", "", entered); err == nil {
		return registry.DayText(day)
	}
	return entered
}
