package form

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:embed data
var data embed.FS

// Form is the whole inventory form. It does not change once loaded and may be read
// from any number of goroutines.
type Form struct {
	Version       string // goes up whenever a field, a code or a layout changes
	Sheet         string // name of the sheet that holds the table
	CodesSheet    string
	ExamplesSheet string
	GuideSheet    string

	fields   []Field
	byKey    map[string]*Field
	headers  []Header
	byHeader map[string]int // folded → index in headers
	lists    map[string]*CodeList
	words    map[Word]wordSet
	wordList map[Word][]string
	bureaus  []Bureau
	byBureau map[string]int // bureauKey of name, code or alias → index in bureaus
	examples []row          // by field key

	phrases     []Phrase
	headerWords map[string][]string // by class
}

// Word is a kind of set word or sign.
type Word string

// The kinds of set words.
const (
	NotProvided   Word = "not_provided"   // a count that nobody knows
	NotApplicable Word = "not_applicable" // a count that cannot be
	Dash          Word = "dash"           // a sign that stands for nothing
	NoYear        Word = "no_year"        // no fiscal year
	NoDate        Word = "no_date"        // no day
	NoDuration    Word = "no_duration"    // no span of time
	Ditto         Word = "ditto"          // the value above
	Total         Word = "total"          // first word of a row of sums
	Example       Word = "example"        // first word of an example row
	Note          Word = "note"           // start of a note
	NotField      Word = "not_field"      // header of a column that is no field
	Attachment    Word = "attachment"     // the name of a document
)

// wordSet are the words of one kind, folded, and the characters they begin with.
type wordSet struct {
	folded map[string]bool
	first  map[rune]bool
}

var wordKinds = []Word{NotProvided, NotApplicable, Dash, NoYear, NoDate, NoDuration, Ditto, Total, Example, Note, NotField, Attachment}

var current = sync.OnceValue(func() *Form {
	dir, err := fs.Sub(data, "data")
	if err != nil {
		panic(err)
	}
	f, err := load(dir)
	if err != nil {
		panic(fmt.Sprintf("the embedded form: %v", err))
	}
	return f
})

// Current is the form that the program carries.
func Current() *Form { return current() }

// Fields are all fields in the form's order. The result is not to be changed.
func (f *Form) Fields() []Field { return f.fields }

// Field finds a field by its key; nil where there is none.
func (f *Form) Field(key string) *Field { return f.byKey[key] }

// Headers are all texts known to head a field's column, labels first for each
// field, in the form's order. The result is not to be changed.
func (f *Form) Headers() []Header { return f.headers }

// Header finds the field that a header's text names, by label or synonym, after
// folding. Year and unit in brackets are for the caller to take off first.
func (f *Form) Header(text string) (Header, bool) {
	i, ok := f.byHeader[Fold(text)]
	if !ok {
		return Header{}, false
	}
	return f.headers[i], true
}

// CodeList finds a list by its name; nil where there is none.
func (f *Form) CodeList(name string) *CodeList { return f.lists[name] }

// Is tells whether a text is, as a whole and after folding, a word of a kind.
func (f *Form) Is(kind Word, text string) bool {
	w := f.words[kind]
	// Names make up most cells; their first character alone rules most of them out.
	if r, ok := firstUnfolded(text); ok && !w.first[r] {
		return false
	}
	return w.folded[Fold(text)]
}

// Words are the words of a kind as in the data.
func (f *Form) Words(kind Word) []string { return slices.Clone(f.wordList[kind]) }

// Bureaus is the list that a new registry starts with, in official order. The
// result is not to be changed.
func (f *Form) Bureaus() []Bureau { return f.bureaus }

// Bureau finds a bureau by name, code or alias, after folding.
func (f *Form) Bureau(text string) (Bureau, bool) {
	i, ok := f.byBureau[bureauKey(text)]
	if !ok {
		return Bureau{}, false
	}
	return f.bureaus[i], true
}

// load reads a form from its data files and refuses whatever is ambiguous.
func load(dir fs.FS) (*Form, error) {
	f := &Form{byKey: map[string]*Field{}, byHeader: map[string]int{}, lists: map[string]*CodeList{},
		words: map[Word]wordSet{}, wordList: map[Word][]string{}, byBureau: map[string]int{}}
	for _, step := range []func(fs.FS) error{f.loadNames, f.loadLists, f.loadMarks, f.loadFields, f.loadHeaders, f.loadPhrases, f.loadWords,
		f.loadBureaus, f.loadExamples} {
		if err := step(dir); err != nil {
			return nil, err
		}
	}
	return f, nil
}

func (f *Form) loadNames(dir fs.FS) error {
	rows, err := table(dir, "form.tsv", "key", "value")
	if err != nil {
		return err
	}
	into := map[string]*string{
		"version":        &f.Version,
		"sheet":          &f.Sheet,
		"codes_sheet":    &f.CodesSheet,
		"examples_sheet": &f.ExamplesSheet,
		"guide_sheet":    &f.GuideSheet,
	}
	for _, r := range rows {
		p := into[r.get("key")]
		if p == nil || r.get("value") == "" {
			return r.errorf("unknown or blank %q", r.get("key"))
		}
		*p = r.get("value")
	}
	for k, p := range into {
		if *p == "" {
			return fmt.Errorf("form.tsv: %s is missing", k)
		}
	}
	return nil
}

func (f *Form) loadLists(dir fs.FS) error {
	files, err := fs.Glob(dir, "codes/*.tsv")
	if err != nil {
		return err
	}
	for _, file := range files {
		rows, err := table(dir, file, "valid_from", "valid_to", "code", "label", "synonyms")
		if err != nil {
			return err
		}
		l := &CodeList{Name: strings.TrimSuffix(strings.TrimPrefix(file, "codes/"), ".tsv"),
			folded: map[string]int{}, exact: map[string]int{}, marks: map[string]Mark{}}
		for i, r := range rows {
			c := Code{Code: r.get("code"), Label: r.get("label"), Synonyms: r.list("synonyms")}
			if c.Code == "" || c.Label == "" {
				return r.errorf("a code needs a code and a label")
			}
			if c.ValidFrom, err = year(r, "valid_from"); err != nil {
				return err
			}
			if c.ValidTo, err = year(r, "valid_to"); err != nil {
				return err
			}
			l.codes = append(l.codes, c)
			for n, text := range append([]string{c.Code, c.Label, c.Code + " " + c.Label}, c.Synonyms...) {
				if other := l.add(text, i, n > 2); other != "" {
					return r.errorf("%q stands for both %s and %s", text, other, c.Code)
				}
			}
		}
		if len(l.codes) == 0 {
			return fmt.Errorf("%s has no codes", file)
		}
		f.lists[l.Name] = l
	}
	return nil
}

// year reads a fiscal year or nothing.
func year(r row, name string) (int, error) {
	if r.get(name) == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(r.get(name))
	if err != nil || n < 1900 || n > 2999 {
		return 0, r.errorf("%s is no fiscal year: %q", name, r.get(name))
	}
	return n, nil
}

func (f *Form) loadMarks(dir fs.FS) error {
	rows, err := table(dir, "marks.tsv", "list", "mark", "code", "warn")
	if err != nil {
		return err
	}
	for _, r := range rows {
		l := f.lists[r.get("list")]
		if l == nil {
			return r.errorf("no list %q", r.get("list"))
		}
		if _, ok := l.Code(r.get("code")); !ok {
			return r.errorf("no code %q in %s", r.get("code"), l.Name)
		}
		k := MarkKey(r.get("mark"))
		if _, ok := l.marks[k]; ok || k == "" {
			return r.errorf("the mark %q stands twice", r.get("mark"))
		}
		l.marks[k] = Mark{r.get("code"), r.get("warn") == "yes"}
	}
	return nil
}

func (f *Form) loadFields(dir fs.FS) error {
	rows, err := table(dir, "fields.tsv", "key", "label", "kind", "codes", "required", "form", "width", "note", "example")
	if err != nil {
		return err
	}
	kinds := []Kind{ID, Text, Organ, OneCode, Codes, List, Count, Year, Date, Duration}
	for i, r := range rows {
		d := Field{Key: r.get("key"), Label: r.get("label"), Kind: Kind(r.get("kind")), Required: r.get("required") == "yes",
			InForm: r.get("form") == "yes", Order: i + 1, Note: r.get("note"), Example: r.get("example")}
		if d.Key == "" || d.Label == "" || d.Note == "" || d.Example == "" {
			return r.errorf("a field needs key, label, note and example")
		}
		if !slices.Contains(kinds, d.Kind) {
			return r.errorf("unknown kind %q", d.Kind)
		}
		if d.Width, err = strconv.ParseFloat(r.get("width"), 64); err != nil {
			return r.errorf("width: %v", err)
		}
		if d.Kind == OneCode || d.Kind == Codes {
			if d.List = f.lists[r.get("codes")]; d.List == nil {
				return r.errorf("no list %q", r.get("codes"))
			}
		}
		f.fields = append(f.fields, d)
	}
	for i := range f.fields {
		d := &f.fields[i]
		if f.byKey[d.Key] != nil {
			return fmt.Errorf("fields.tsv: %s stands twice", d.Key)
		}
		f.byKey[d.Key] = d
	}
	return nil
}

func (f *Form) loadHeaders(dir fs.FS) error {
	rows, err := table(dir, "synonyms.tsv", "field", "header")
	if err != nil {
		return err
	}
	add := func(h Header) error {
		h.Folded = Fold(h.Text)
		if old, ok := f.byHeader[h.Folded]; ok {
			if f.headers[old].Field != h.Field {
				return fmt.Errorf("synonyms.tsv: %q heads both %s and %s", h.Text, f.headers[old].Field.Key, h.Field.Key)
			}
			return nil
		}
		f.byHeader[h.Folded] = len(f.headers)
		f.headers = append(f.headers, h)
		return nil
	}
	for i := range f.fields {
		if err := add(Header{Text: f.fields[i].Label, Field: &f.fields[i], Standard: true}); err != nil {
			return err
		}
	}
	for _, r := range rows {
		d := f.byKey[r.get("field")]
		if d == nil || r.get("header") == "" {
			return r.errorf("no field %q, or no header", r.get("field"))
		}
		if err := add(Header{Text: r.get("header"), Field: d}); err != nil {
			return err
		}
	}
	return nil
}

func (f *Form) loadWords(dir fs.FS) error {
	rows, err := table(dir, "words.tsv", "kind", "word")
	if err != nil {
		return err
	}
	for _, k := range wordKinds {
		f.words[k] = wordSet{folded: map[string]bool{}, first: map[rune]bool{}}
	}
	for _, r := range rows {
		k, w := Word(r.get("kind")), r.get("word")
		if f.words[k].folded == nil || w == "" {
			return r.errorf("unknown kind %q, or no word", k)
		}
		folded := Fold(w)
		first, _ := utf8.DecodeRuneInString(folded)
		f.words[k].folded[folded], f.words[k].first[first] = true, true
		f.wordList[k] = append(f.wordList[k], w)
	}
	for _, k := range wordKinds {
		if len(f.words[k].folded) == 0 {
			return fmt.Errorf("words.tsv has no words of kind %s", k)
		}
	}
	for _, w := range f.wordList[NotField] {
		if h, ok := f.Header(w); ok {
			return fmt.Errorf("words.tsv: %q is no field, but heads %s", w, h.Field.Key)
		}
	}
	return nil
}

func (f *Form) loadBureaus(dir fs.FS) error {
	rows, err := table(dir, "bureaus.tsv", "code", "name", "valid_from", "valid_to", "successors", "outside", "aliases")
	if err != nil {
		return err
	}
	for i, r := range rows {
		b := Bureau{Code: r.get("code"), Name: r.get("name"), ValidFrom: r.get("valid_from"), ValidTo: r.get("valid_to"),
			Successors: r.list("successors"), Outside: r.get("outside") == "yes", Aliases: r.list("aliases")}
		if b.Code == "" || b.Name == "" {
			return r.errorf("a bureau needs a code and a name")
		}
		f.bureaus = append(f.bureaus, b)
		for _, text := range append([]string{b.Code, b.Name}, b.Aliases...) {
			k := bureauKey(text)
			if old, ok := f.byBureau[k]; ok && old != i {
				return r.errorf("%q names both %s and %s", text, f.bureaus[old].Name, b.Name)
			}
			f.byBureau[k] = i
		}
	}
	for _, b := range f.bureaus {
		for _, s := range b.Successors {
			if i, ok := f.byBureau[bureauKey(s)]; !ok || f.bureaus[i].Code != s {
				return fmt.Errorf("bureaus.tsv: %s has an unknown successor %q", b.Name, s)
			}
		}
	}
	return nil
}

func (f *Form) loadExamples(dir fs.FS) error {
	rows, err := table(dir, "examples.tsv", "procedure_name")
	if err != nil {
		return err
	}
	for _, r := range rows {
		for _, key := range r.names {
			if f.byKey[key] == nil {
				return r.errorf("no field %q", key)
			}
		}
	}
	if len(rows) == 0 {
		return fmt.Errorf("examples.tsv has no examples")
	}
	f.examples = rows
	return nil
}
