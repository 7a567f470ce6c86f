package page

import (
	"tetsuzuki/import/form"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// Words say for people what programs call by names and codes, as pages do, for verbs that tell of
// lists and changes.
type Words struct{ known names }

// NewWords are those of the code lists and bureaus in force.
func NewWords(of *form.Form, bureaus []registry.Bureau) Words {
	return Words{names{labels{of}, bureaus}}
}

// Condition is what a parameter of the list of processes is called.
func (w Words) Condition(name string) string { return conditionLabels[name] }

// Choice is what a value of such a parameter is called.
func (w Words) Choice(name, value string) string { return w.known.option(name, value) }

// Changes say of each field what it was and is.
func (w Words) Changes(changes []store.FieldChange) []string {
	var said []string
	for _, c := range w.known.changes(changes) {
		said = append(said, c.Label+"："+c.Old+" → "+c.New)
	}
	return said
}

// TargetScope is what a target counts. The versions of groups come the current ones first.
func TargetScope(t registry.Target, groups []registry.GroupVersion) string {
	return scopeText(t, groups)
}
