package store

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"tetsuzuki/internal/parameter"
	"tetsuzuki/internal/registry"
)

// Limits of a page of a list.
const (
	DefaultLimit = 50
	MaxLimit     = 500
)

// The values of [ProcessFilter.Scope].
const (
	ScopeIn      = "in"
	ScopeOut     = "out"
	ScopeCounted = "counted" // in the denominator of the rates (domain.md, rule 4)
)

// The values of [ProcessFilter.Volume] and [ProcessFilter.Usage].
const (
	Known   = "known"
	Unknown = "unknown"
)

// Plan says when a process that counts and is not done is to be done.
type Plan string

// The plans.
const (
	PlanNone   Plan = "none"   // no year is planned
	PlanPassed Plan = "passed" // the planned year is over
	PlanAhead  Plan = "ahead"
)

// Plans lists them in the order of pages.
var Plans = []Plan{PlanNone, PlanPassed, PlanAhead}

// Doubt is a reason to look at a process again before its figures are relied on.
type Doubt string

// The doubts.
const (
	DoubtInexact     Doubt = "inexact"     // its volume is not exact
	DoubtUnconfirmed Doubt = "unconfirmed" // neither written nor in an inventory of its whole bureau for a year
	DoubtJumped      Doubt = "jumped"      // its volume is ten times that of the year before, or more
)

// Doubts lists them in the order of pages.
var Doubts = []Doubt{DoubtInexact, DoubtUnconfirmed, DoubtJumped}

// Blank stands for a blank field among the values of a filter.
const Blank = "none"

// ProcessFilter says which processes a list holds and in what order. Its zero
// value is every process that the scope may see, as it is now, by ID. Pages, the
// API and exports all read it from the same parameters, see [ProcessParameters].
type ProcessFilter struct {
	Search       string   // of one box, see [registry.Understand]
	Text         string   // words, all of them in one of name, process and law
	IDs          []string // of processes; any of them
	Law          string   // words, all of them in the law
	Article      string   // see [registry.ArticlePattern]
	Bureaus      []string // names or codes; any of them
	Group        string   // the name or number of one; empty: all
	Statuses     []string // codes or [Blank]; any of them
	Types        []string // codes or [Blank]; any of them
	Scope        string   // ScopeIn, ScopeOut, ScopeCounted; empty: all
	LawChanges   []string // codes; any of them
	Priority     registry.Priority
	Cause        registry.Cause // only what is undecidable for this cause
	Near         bool           // only inexact volumes that may lie within ±5 % of the threshold
	VolumeMin    *int64         // of the volume that decides the priority, inclusive; it leaves out unknown ones
	VolumeMax    *int64
	Volume       string    // Known, Unknown: whether any year's volume is; empty: all
	Usage        string    // the same for total and online in one year
	PlannedYears []int     // fiscal years, 0: those without one; any of them
	Plan         Plan      // of those that count and are not done; empty: all
	Obstacles    []string  // codes or [Blank]; any of them
	Platforms    []string  // names or [Blank]; any of them
	Doubt        Doubt     // why the volume or the row may be wrong; empty: all
	ChangedSince time.Time // only what was changed after it; zero: all

	DigitizedFrom, DigitizedTo time.Time // days on which it was digitized, inclusive; zero: any

	AsOf       time.Time          // zero: now
	Organised  registry.Organised // by whose bureaus; empty: those of that moment
	Columns    []string           // of [ColumnKeys]; none: those that a list shows by itself
	Sort       string             // one of [SortKeys]; empty: by ID
	Descending bool
	Cursor     string // of [Page.Next]; empty: the first page
	Limit      int    // processes a page; 0: [DefaultLimit]
}

// ParseFilter reads a filter from parameters, see [parameter.Table.Parse]. Whether a bureau
// exists is checked by the query.
func ParseFilter(values url.Values) (ProcessFilter, error) {
	return ProcessParameters.Parse("store.ParseFilter", values)
}

// conditionsGiven reads a filter that is written as the part of a list's address after the "?".
func conditionsGiven(op string, allowed parameter.Table[ProcessFilter], filter string) (ProcessFilter, error) {
	values, err := url.ParseQuery(strings.TrimPrefix(strings.TrimSpace(filter), "?"))
	if err != nil {
		return ProcessFilter{}, wrongSetting(op, "filter", "条件は、手続一覧のアドレスの「?」より後の部分で指定してください。例：status=done&priority=yes")
	}
	return allowed.Parse(op, values)
}

// Valid says which of the filter's parameters do not go together.
func (f ProcessFilter) Valid() error {
	if f.VolumeMin != nil && f.VolumeMax != nil && *f.VolumeMin > *f.VolumeMax {
		return &registry.Error{Code: registry.Invalid, Op: "store.ProcessFilter", Field: "volume_max",
			Message: "volume_max には volume_min 以上の数を指定してください。例：volume_min=100&volume_max=999"}
	}
	return nil
}

// Values are the parameters that [ParseFilter] reads back.
func (f ProcessFilter) Values() url.Values { return ProcessParameters.Values(f) }

// Condition is one restriction of a filter, as a page shows and removes it.
type Condition struct{ Name, Value string }

// Conditions lists the restrictions of the filter in the order of pages; the sort, the
// moment and the page are none.
func (f ProcessFilter) Conditions() []Condition {
	var conditions []Condition
	for _, p := range ProcessParameters {
		if p.Restricts {
			for _, v := range p.Show(&f) {
				conditions = append(conditions, Condition{p.Name, v})
			}
		}
	}
	return conditions
}

// Without returns the filter without one restriction, at its first page.
func (f ProcessFilter) Without(c Condition) ProcessFilter {
	values := f.Values()
	values.Del("cursor")
	values[c.Name] = slices.DeleteFunc(values[c.Name], func(v string) bool { return v == c.Value })
	g, err := ParseFilter(values)
	if err != nil {
		return f // not made by ParseFilter: it cannot be read back
	}
	return g
}
