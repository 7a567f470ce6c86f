package form

import (
	"io/fs"
)

// Sense says how a header that is made of known words names its field.
type Sense string

// The senses of a phrase.
const (
	Plainly Sense = ""      // as it says
	Maybe   Sense = "maybe" // perhaps: the cells have to bear it out, and a person is asked
	Not     Sense = "not"   // it says the opposite: 押印不要
	Ask     Sense = "ask"   // it says the opposite of one choice, and not which of the others: オンライン化不可
)

// Phrase is a form of headers made of words that the form knows. Rule is a regular
// expression in which <class> stands for the words of a class.
type Phrase struct {
	Field    string // key; empty for headers of no field
	Sense    Sense
	Rule     string
	Examples []string
}

// Phrases are the forms of headers that the list of labels and synonyms does not
// hold, the first that fits goes first. The result is not to be changed.
func (f *Form) Phrases() []Phrase { return f.phrases }

// HeaderWords are the words of which phrases are made, by class. The result is not
// to be changed.
func (f *Form) HeaderWords() map[string][]string { return f.headerWords }

func (f *Form) loadPhrases(dir fs.FS) error {
	words, err := table(dir, "header_words.tsv", "class", "word")
	if err != nil {
		return err
	}
	f.headerWords = map[string][]string{}
	for _, r := range words {
		class, word := r.get("class"), r.get("word")
		if class == "" || word == "" {
			return r.errorf("a header word needs a class and a word")
		}
		f.headerWords[class] = append(f.headerWords[class], word)
	}
	rules, err := table(dir, "header_rules.tsv", "field", "sense", "rule", "examples")
	if err != nil {
		return err
	}
	for _, r := range rules {
		p := Phrase{Field: r.get("field"), Sense: Sense(r.get("sense")), Rule: r.get("rule"), Examples: r.list("examples")}
		switch p.Sense {
		case Plainly, Maybe, Not, Ask:
		default:
			return r.errorf("unknown sense %q", p.Sense)
		}
		if p.Rule == "" || len(p.Examples) == 0 || p.Field != "" && f.byKey[p.Field] == nil {
			return r.errorf("a rule needs a known field or none, a pattern and examples")
		}
		f.phrases = append(f.phrases, p)
	}
	return nil
}
