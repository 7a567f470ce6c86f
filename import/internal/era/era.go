// Package era knows the Japanese eras.
package era

// Day is a calendar day.
type Day struct{ Year, Month, Day int }

// Before tells whether the day lies before another.
func (d Day) Before(o Day) bool {
	if d.Year != o.Year {
		return d.Year < o.Year
	}
	if d.Month != o.Month {
		return d.Month < o.Month
	}
	return d.Day < o.Day
}

// Era is one era; its first year (元年) begins on its first day.
type Era struct {
	Name   string
	Short  string // the kanji that people write for it
	Letter byte   // and the letter, small
	From   Day
	To     Day // last day; zero for the present era
}

// All are the eras since there are calendar days in the registry, the present one first.
var All = []Era{
	{"令和", "令", 'r', Day{2019, 5, 1}, Day{}},
	{"平成", "平", 'h', Day{1989, 1, 8}, Day{2019, 4, 30}},
	{"昭和", "昭", 's', Day{1926, 12, 25}, Day{1989, 1, 7}},
	{"大正", "大", 't', Day{1912, 7, 30}, Day{1926, 12, 24}},
	{"明治", "明", 'm', Day{1868, 1, 25}, Day{1912, 7, 29}},
}

// Of is the era that a day lies in, and its year; nil where the day is older.
func Of(d Day) (e *Era, year int) {
	for i := range All {
		if !d.Before(All[i].From) {
			return &All[i], d.Year - All[i].From.Year + 1
		}
	}
	return nil, 0
}
