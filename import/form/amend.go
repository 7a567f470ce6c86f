package form

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Amendment is what a registry has decided of a code list beyond the form that the program
// carries. A choice's code and what it means stay; what it is called, where it stands and what is
// said of it can change, and it can be ended.
type Amendment struct {
	List    string // the list's name
	Kind    string // see below
	Code    string // the choice; a new one is named by its label
	Writing string // what else a cell may say, the label, the note, or the place
}

// The kinds of amendment.
const (
	AddWriting  = "writing" // a cell may say so, too
	AddChoice   = "choice"  // of an open list
	ChangeLabel = "label"   // cells with the label until then are read as before
	ChangeNote  = "note"    // what is said of the choice to whoever chooses
	ChangeOrder = "order"   // its place among the choices, from 1
	EndChoice   = "end"     // it is read, and no longer offered
)

// amendmentOrder is the order in which amendments of the same day are made: a choice is there
// before it is renamed, and the last place is found among all.
var amendmentOrder = []string{AddChoice, ChangeLabel, AddWriting, ChangeNote, ChangeOrder, EndChoice}

// openLists are the lists on which no rule and no constraint rests, so that they can have new
// choices. What the others hold decides rates, priorities and scopes.
var openLists = []string{"affair_category", "identity_method", "obstacle", "party", "payment_method"}

// Open reports whether the list can have new choices.
func (l *CodeList) Open() bool { return slices.Contains(openLists, l.Name) }

// Amended is the form with those of the amendments that can be; the error tells of the others,
// whose list or choice is not there, whose text stands for another choice, or whose list is not
// open. Choices come before what is said of them; otherwise the order is kept.
func (f *Form) Amended(amendments []Amendment) (*Form, error) {
	if len(amendments) == 0 {
		return f, nil
	}
	out := *f
	out.lists = maps.Clone(f.lists)
	var failed []error
	for _, kind := range amendmentOrder {
		for _, a := range amendments {
			if a.Kind == kind {
				failed = append(failed, out.amend(f, a))
			}
		}
	}
	for _, a := range amendments {
		if !slices.Contains(amendmentOrder, a.Kind) {
			failed = append(failed, fmt.Errorf("an amendment of kind %q", a.Kind))
		}
	}
	out.fields = slices.Clone(f.fields)
	out.examples = slices.Clone(f.examples)
	out.byKey = make(map[string]*Field, len(out.fields))
	for i := range out.fields {
		d := &out.fields[i]
		if d.List != nil && out.lists[d.List.Name] != d.List {
			d.List = out.lists[d.List.Name]
			d.Example = d.List.example(d.Example)
			for n := range out.examples {
				out.examples[n] = out.examples[n].with(d.Key, d.List.example)
			}
		}
		out.byKey[d.Key] = d
	}
	return &out, errors.Join(failed...)
}

// amend makes one amendment of a list, which is the form's own as long as nobody amended it.
func (f *Form) amend(before *Form, a Amendment) error {
	l := f.lists[a.List]
	if l == nil {
		return fmt.Errorf("no list %q", a.List)
	}
	if l == before.lists[a.List] {
		l = l.clone()
	}
	if err := l.amend(a); err != nil {
		return err
	}
	f.lists[a.List] = l
	return nil
}

func (l *CodeList) clone() *CodeList {
	return &CodeList{Name: l.Name, codes: slices.Clone(l.codes), folded: maps.Clone(l.folded), exact: maps.Clone(l.exact), marks: l.marks}
}

// TakenError says that a text already stands for a choice.
type TakenError struct{ Text, Label string }

func (e *TakenError) Error() string { return fmt.Sprintf("%q stands for %s", e.Text, e.Label) }

func (l *CodeList) amend(a Amendment) error {
	if a.Kind == AddChoice {
		if !l.Open() {
			return fmt.Errorf("%s can have no new choices", l.Name)
		}
		if c, _, taken := l.Lookup(a.Code); taken {
			return &TakenError{a.Code, c.Label}
		}
		l.codes = append(l.codes, Code{Code: a.Code, Label: a.Code, Added: true})
		l.add(a.Code, len(l.codes)-1, false)
		return nil
	}
	at := slices.IndexFunc(l.codes, func(c Code) bool { return c.Code == a.Code })
	if at < 0 {
		return fmt.Errorf("no choice %q in %s", a.Code, l.Name)
	}
	c := &l.codes[at]
	switch a.Kind {
	case AddWriting, ChangeLabel:
		other, _, taken := l.Lookup(a.Writing)
		if taken && (a.Kind == AddWriting || other.Code != a.Code || c.Label == a.Writing) {
			return &TakenError{a.Writing, other.Label}
		}
		l.add(a.Writing, at, a.Kind == AddWriting)
		if a.Kind == AddWriting {
			c.Synonyms = append(slices.Clip(c.Synonyms), a.Writing)
		} else {
			l.rename(at, a.Writing)
		}
	case ChangeNote:
		c.Note = a.Writing
	case ChangeOrder:
		return l.move(at, a.Writing)
	case EndChoice:
		c.Ended = true
	}
	return nil
}

// rename gives a choice another label, and keeps the one until then among what is read as it.
func (l *CodeList) rename(at int, label string) {
	c := &l.codes[at]
	synonyms := []string{c.Label}
	for _, s := range c.Synonyms {
		if s != label && s != c.Label {
			synonyms = append(synonyms, s)
		}
	}
	c.Synonyms, c.Label = synonyms, label
	l.add(c.Code+" "+label, at, false)
}

// move gives a choice its place among the choices, and what finds them follows.
func (l *CodeList) move(at int, place string) error {
	to, err := strconv.Atoi(place)
	if err != nil || to < 1 {
		return fmt.Errorf("no place %q in %s", place, l.Name)
	}
	moved := l.codes[at]
	before := slices.Clone(l.codes)
	l.codes = slices.Insert(slices.Delete(l.codes, at, at+1), min(to, len(before))-1, moved)
	for _, found := range []map[string]int{l.folded, l.exact} {
		for text, i := range found {
			now := slices.IndexFunc(l.codes, func(c Code) bool { return c.Code == before[i>>1].Code })
			found[text] = now<<1 | i&1
		}
	}
	return nil
}

// example is an example of a cell in the words of the list, with choices that it offers.
func (l *CodeList) example(text string) string {
	if text == "" {
		return ""
	}
	var parts []string
	for part := range strings.SplitSeq(text, "; ") {
		was, _, known := l.Lookup(part)
		if !known {
			continue
		}
		c := was
		if offered := l.In(0); c.Ended && len(offered) > 0 {
			c = offered[0]
		}
		now := c.Label
		if strings.HasPrefix(part, was.Code+" ") {
			now = c.Text()
		}
		if !slices.Contains(parts, now) {
			parts = append(parts, now)
		}
	}
	return strings.Join(parts, "; ")
}
