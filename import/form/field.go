package form

// Kind says what a field's cells hold.
type Kind string

// The kinds of field.
const (
	ID       Kind = "id"       // the registry's own ID of a process
	Text     Kind = "text"     // a name or other text, kept as written
	Organ    Kind = "bureau"   // the name of a bureau
	OneCode  Kind = "code"     // one code of the field's list
	Codes    Kind = "codes"    // any number of codes of the field's list
	List     Kind = "list"     // any number of texts
	Count    Kind = "count"    // cases in one fiscal year
	Year     Kind = "year"     // a Japanese fiscal year
	Date     Kind = "date"     // a calendar day
	Duration Kind = "duration" // a span of time, or a range of two
)

// Field is one column of the inventory form.
type Field struct {
	Key      string    // as in the check report, and annual_volume, online_volume
	Label    string    // the header in the standard form
	Kind     Kind      // what its cells hold
	List     *CodeList // for OneCode and Codes, else nil
	Required bool      // a record without it is faulty
	InForm   bool      // the blank form has a column for it
	Order    int       // place in the form, from 1
	Width    float64   // column width in characters
	Note     string    // how to fill it in, for the person who does
	Example  string    // a right value
}

// Header is one text that heads a field's columns in some bureau's sheet.
type Header struct {
	Text     string // as in the data
	Folded   string // its [Fold]
	Field    *Field
	Standard bool // the form's own label, not a synonym
}

// AsText reports whether a spreadsheet must keep the field's cells as they are typed: it would
// make days of 2-1 and of 1月.
func (f *Field) AsText() bool {
	return f.Kind == ID || f.Kind == Duration || f.List != nil && f.List.Numbered()
}
