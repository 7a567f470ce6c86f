package page

import "strings"

// formField is one field of a form with its label; the template's part "field" shows it.
type formField struct {
	Name, Label, Value string
	Kind               fieldKind
	Example            string
	Max                int // letters; 0: unbounded
	Optional           bool
	Options            []option // one to be chosen; nil: an input
	About              string   // what errors call the field, if not by its name
	Problem            string   // the ID of the notice that says what is wrong with it; empty: nothing is
}

// fieldKind is what a field takes, which decides the keyboard that comes up for it.
type fieldKind string

// The kinds of fields.
const (
	textField    fieldKind = "text"
	dayInput     fieldKind = "day" // written as people do; see [registry.ParseDay]
	numberField  fieldKind = "numeric"
	percentField fieldKind = "decimal"
	areaField    fieldKind = "area" // of several lines
)

// ID is of the input, for its label.
func (f formField) ID() string { return strings.ReplaceAll(f.Name, "_", "-") }

// Shown is what stands in the input.
func (f formField) Shown() string {
	if f.Kind == dayInput {
		return dayField(f.Value)
	}
	return f.Value
}

// InputMode is the keyboard that comes up where there is none; empty: that of texts.
func (f formField) InputMode() string {
	if f.Kind == numberField || f.Kind == percentField {
		return string(f.Kind)
	}
	return ""
}

// Area reports whether the field has several lines.
func (f formField) Area() bool { return f.Kind == areaField }

// Placeholder is an example of what can be entered; a day's is the same everywhere.
func (f formField) Placeholder() string {
	if f.Kind == dayInput {
		return dayExample
	}
	return f.Example
}

// dayExample is how a day may be written, as fields say.
const dayExample = "R5.4.1"

// chosen are options with one of them chosen.
func chosen[T ~string](value T, all []T, label func(T) string) []option {
	options := make([]option, len(all))
	for i, v := range all {
		options[i] = option{Value: string(v), Label: label(v), Chosen: v == value}
	}
	return options
}

// marked are the fields with the one marked that an error is about.
func marked(fields []formField, about, problem string) []formField {
	for i, f := range fields {
		if about != "" && (f.About == about || f.About == "" && f.Name == about) {
			fields[i].Problem = problem
		}
	}
	return fields
}
