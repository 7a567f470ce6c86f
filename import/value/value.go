// Package value makes one typed value, or a finding, of one cell. It knows the
// habits of the sheets (full width, eras, marks, 約, 万, ranges …) and guesses
// nothing silently: what cannot be read becomes no value and a finding with a
// right example; what was normalised where the meaning could be questioned becomes a
// value and an info finding.
package value

import "tetsuzuki/import/form"

// Cell is what stands in one cell: its raw text and how the file types it.
type Cell struct {
	Text   string
	Number bool // Text is a number in the file's own writing (decimal point, exponent)
	Date   bool // a Number shown as a date, or an ISO date that the file types as one
	Bool   bool // TRUE or FALSE, also as 1 or 0
	Error  bool // an error of the spreadsheet, as #N/A

	// Shown is what a person sees in the cell where that is not Text: 12千件, 令和2年度,
	// 45% by the cell's number format, or a text without what is struck through in it.
	// Plain is Shown with its number in full and in plain digits; empty where it is a text.
	Shown, Plain string
	Unseen       bool // the cell shows nothing
	Unsure       bool // nobody can tell what it means
}

// Context is what stands around a column's cells.
type Context struct {
	Date1904     bool              // serial numbers count from 1904-01-01
	Unit         int64             // what one of the column's units counts, 1000 for （千件）; 0 means 1
	DurationUnit byte              // D, W, M or Y where the header gives the unit of bare numbers, else 0
	Legend       map[string]string // what marks mean, where the header says so: form.MarkKey of the mark → code
	FiscalYear   int               // year of the codes in force; 0 for now
	VolumeYear   int               // year of the column's counts; 0 where it is not known
	Sense        form.Sense        // how the header names the field: [form.Not] turns yes and no round, [form.Ask] leaves them open
	Amounts      bool              // the header asks for amounts of money
	Bureau       string            // name of the bureau that sends the file; empty for a file of all bureaus

	// Dash, Dots and Blank are what －, … and a blank cell of a count stand for; nil where
	// nothing says.
	Dash, Dots, Blank *Meaning

	// Known finds a bureau by what a cell says; nil means the form's own list.
	Known func(text string) (name string, ok bool)

	// Succeeds tells whether a bureau took over from an earlier one; nil means by the form's list.
	Succeeds func(own, earlier string) bool
}

// Meaning is what a note says that a sign stands for in a column of counts.
type Meaning struct {
	Means string // zero, not_applicable or not_provided
	Note  string
}

// Value is one understood value. Which part is filled depends on the field's kind;
// the zero Value is a blank cell, or one that was not understood.
type Value struct {
	Text  string   // Text, ID, Organ, OneCode; Date as YYYY-MM-DD; Duration as ISO 8601
	List  []string // List, Codes
	Count Count    // Count
	Year  int      // Year

	// Online are the cases online that the cell of a count names among its own.
	Online *int64
}

// Count is one number of cases: a value or none, how exact it is, why it is
// missing, and the cell's own text.
type Count struct {
	Value     *int64 // nil unless State is provided; for a range its lower end
	Upper     *int64 // the highest number that it can be, for a range and for 以下; else nil
	Qualifier string // exact, approx, lower, over, upper, range; empty unless provided
	State     string // provided, not_provided, not_applicable; empty where the sheet has no such column
	Raw       string
}

// most is the greatest number that the count says; nil if it says none.
func (c Count) most() *int64 {
	if c.Value == nil || c.Upper == nil || *c.Upper < *c.Value {
		return c.Value
	}
	return c.Upper
}

// How exact a count is.
const (
	Exact  = "exact"
	Approx = "approx" // 約, 程度
	Lower  = "lower"  // 以上: the value or more
	Over   = "over"   // 超: more than the value
	Upper  = "upper"  // 未満, or 以下 where Upper is the value too
	Range  = "range"  // from Value to Upper
)

// Whether a count is known.
const (
	Provided      = "provided"
	NotProvided   = "not_provided"
	NotApplicable = "not_applicable"
)
