package form

import (
	"fmt"
	"maps"
	"slices"
)

// Amendment is what a registry has decided of a code list beyond the form that the program
// carries: another writing of a choice, a new choice, or that a choice is no longer offered.
type Amendment struct {
	List    string // the list's name
	Kind    string // see below
	Code    string // the choice; a new one is named by its label
	Writing string // of a writing: what else a cell may say
}

// The kinds of amendment.
const (
	AddWriting = "writing" // a cell may say so, too
	AddChoice  = "choice"  // of an open list
	EndChoice  = "end"     // it is read, and no longer offered
)

// openLists are the lists on which no rule and no constraint rests, so that they can have new
// choices. What the others hold decides rates, priorities and scopes.
var openLists = []string{"affair_category", "identity_method", "obstacle", "party", "payment_method"}

// Open reports whether the list can have new choices.
func (l *CodeList) Open() bool { return slices.Contains(openLists, l.Name) }

// Amended is the form with amendments, in their order. It says which of them cannot be, because
// its list or choice is not there, its text stands for another choice, or its list is not open.
func (f *Form) Amended(amendments []Amendment) (*Form, error) {
	if len(amendments) == 0 {
		return f, nil
	}
	out := *f
	out.lists = maps.Clone(f.lists)
	for _, a := range amendments {
		l := out.lists[a.List]
		if l == nil {
			return nil, fmt.Errorf("no list %q", a.List)
		}
		if l == f.lists[a.List] {
			l = l.clone()
			out.lists[a.List] = l
		}
		if err := l.amend(a); err != nil {
			return nil, err
		}
	}
	out.fields = slices.Clone(f.fields)
	out.byKey = make(map[string]*Field, len(out.fields))
	for i := range out.fields {
		d := &out.fields[i]
		if d.List != nil {
			d.List = out.lists[d.List.Name]
		}
		out.byKey[d.Key] = d
	}
	return &out, nil
}

func (l *CodeList) clone() *CodeList {
	return &CodeList{Name: l.Name, codes: slices.Clone(l.codes), folded: maps.Clone(l.folded), exact: maps.Clone(l.exact), marks: l.marks}
}

// TakenError says that a text already stands for a choice.
type TakenError struct{ Text, Label string }

func (e *TakenError) Error() string { return fmt.Sprintf("%q stands for %s", e.Text, e.Label) }

func (l *CodeList) amend(a Amendment) error {
	at := slices.IndexFunc(l.codes, func(c Code) bool { return c.Code == a.Code })
	text := a.Writing
	if a.Kind == AddChoice {
		text = a.Code
	}
	if a.Kind != EndChoice {
		if c, _, taken := l.Lookup(text); taken {
			return &TakenError{text, c.Label}
		}
	}
	switch {
	case a.Kind == AddChoice && !l.Open():
		return fmt.Errorf("%s can have no new choices", l.Name)
	case a.Kind == AddChoice:
		l.codes = append(l.codes, Code{Code: a.Code, Label: a.Code, Added: true})
		l.add(a.Code, len(l.codes)-1, false)
	case at < 0:
		return fmt.Errorf("no choice %q in %s", a.Code, l.Name)
	case a.Kind == AddWriting:
		l.codes[at].Synonyms = append(slices.Clip(l.codes[at].Synonyms), a.Writing)
		l.add(a.Writing, at, true)
	case a.Kind == EndChoice:
		l.codes[at].Ended = true
	default:
		return fmt.Errorf("an amendment of kind %q", a.Kind)
	}
	return nil
}
