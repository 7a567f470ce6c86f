package registry

// Qualifier says how exact a number of cases is.
type Qualifier string

// The qualifiers; empty where there is no value.
const (
	Exact  Qualifier = "exact"
	Approx Qualifier = "approx"
	Lower  Qualifier = "lower" // the value or more (以上)
	Over   Qualifier = "over"  // more than the value (超)
	Upper  Qualifier = "upper" // less than the value (未満), or up to it (以下)
	Range  Qualifier = "range" // from the value to the upper end
)

// State says whether there is a number of cases, or why not. Unknown is never zero.
type State string

// The states; empty where the bureau's sheet had no such column.
const (
	Provided      State = "provided"
	NotProvided   State = "not_provided"
	NotApplicable State = "not_applicable"
)

// Count is one number of cases in a fiscal year.
type Count struct {
	Value     *int64 // nil unless State is Provided; for a range its lower end
	Upper     *int64 // the highest possible number, of a range and of 以下; else nil
	Qualifier Qualifier
	State     State
	Raw       string // the cell's own text
}

// Known reports whether there is a value.
func (c Count) Known() bool { return c.Value != nil }

// Bounds returns the inclusive bounds of a known count; high is nil if there is no upper
// bound.
func (c Count) Bounds() (low int64, high *int64) {
	v := *c.Value
	switch c.Qualifier {
	case Lower:
		return v, nil
	case Over:
		return v + 1, nil
	case Upper:
		if c.Upper != nil {
			return 0, c.Upper
		}
		h := max(v-1, 0)
		return 0, &h
	case Range:
		if c.Upper != nil {
			return v, c.Upper
		}
	}
	return v, &v
}

// Volume is the number of cases of one process in one fiscal year (1 April to 31
// March), all and online.
type Volume struct {
	FiscalYear int
	Total      Count
	Online     Count
}

// Usage is the total and online volume of the latest fiscal year in which both are known.
type Usage struct {
	FiscalYear    int
	Total, Online int64
}

// Deciding is the volume that decides a process's priority: that of the latest
// fiscal year with a provided total (domain.md, rule 2); nil if there is none.
func Deciding(volumes []Volume) *Volume {
	var latest *Volume
	for i, v := range volumes {
		if v.Total.Known() && (latest == nil || v.FiscalYear > latest.FiscalYear) {
			latest = &volumes[i]
		}
	}
	return latest
}

// UsageOf returns the usage of the latest year in which both numbers are known; nil if none.
func UsageOf(volumes []Volume) *Usage {
	var latest *Usage
	for _, v := range volumes {
		if v.Total.Known() && v.Online.Known() && (latest == nil || v.FiscalYear > latest.FiscalYear) {
			latest = &Usage{FiscalYear: v.FiscalYear, Total: *v.Total.Value, Online: *v.Online.Value}
		}
	}
	return latest
}
