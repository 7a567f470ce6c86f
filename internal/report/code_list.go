package report

import (
	"tetsuzuki/import/form"
	"tetsuzuki/internal/registry"
)

// CodeListJSON is a code list as it is in force.
type CodeListJSON struct {
	List   string           `json:"list"`
	Fields []string         `json:"fields"` // of the form, by their labels
	Open   bool             `json:"open"`   // can have new choices
	Codes  []CodeChoiceJSON `json:"codes"`
}

// CodeChoiceJSON is a choice of a code list.
type CodeChoiceJSON struct {
	Code     string   `json:"code"`
	Label    string   `json:"label"`
	Writings []string `json:"writings"` // what else a cell may say
	Added    bool     `json:"added"`    // to the form's, by an amendment
	Offered  bool     `json:"offered"`
	Note     maybe    `json:"note"` // what is said of it to whoever chooses
}

// NewCodeListsJSON writes the lists of a form.
func NewCodeListsJSON(f *form.Form) []CodeListJSON {
	lists := []CodeListJSON{}
	at := map[string]int{}
	for _, d := range f.Fields() {
		if d.List == nil {
			continue
		}
		i, there := at[d.List.Name]
		if !there {
			i = len(lists)
			at[d.List.Name] = i
			l := CodeListJSON{List: d.List.Name, Open: d.List.Open()}
			for _, c := range d.List.All() {
				l.Codes = append(l.Codes, CodeChoiceJSON{c.Code, c.Label, append([]string{}, c.Synonyms...), c.Added, c.In(0), maybe(c.Note)})
			}
			lists = append(lists, l)
		}
		lists[i].Fields = append(lists[i].Fields, d.Label)
	}
	return lists
}

// CodeAmendmentJSON is one amendment of a code list.
type CodeAmendmentJSON struct {
	ID            int64  `json:"id"`
	List          string `json:"list"`
	Kind          string `json:"kind"`
	Code          string `json:"code"`
	Writing       maybe  `json:"writing"`
	EffectiveFrom string `json:"effective_from"`
	SetJSON
}

// NewCodeAmendmentsJSON writes amendments.
func NewCodeAmendmentsJSON(all []registry.CodeAmendment) []CodeAmendmentJSON {
	list := make([]CodeAmendmentJSON, len(all))
	for i, a := range all {
		list[i] = CodeAmendmentJSON{a.ID, a.List, a.Kind, a.Code, maybe(a.Writing), registry.DateOf(a.From), NewSetJSON(a.Reason, a.Set)}
	}
	return list
}
