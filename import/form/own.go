package form

import (
	"regexp"
	"strings"
	"unicode"
)

// Own is what the form itself writes around its table: the notes on its headers, and the sheets
// that guide whoever fills it in. When a file comes back with them, nothing is to be said of them.
// It may have been written before a list was amended.
type Own struct {
	form  *Form
	notes map[string]bool
	texts map[string]bool
}

// Own is what the form writes around its table now, or wrote before its lists were amended.
func (f *Form) Own() *Own {
	own := &Own{f, map[string]bool{bare(LastTimeNote): true, bare(VersionNote): true}, map[string]bool{}}
	own.add(Current())
	own.add(f)
	return own
}

func (own *Own) add(f *Form) {
	add := func(all ...string) {
		for _, text := range all {
			own.texts[bare(text)] = true
		}
	}
	add(f.GuideSheet, f.ExamplesSheet, f.CodesSheet+"（書き換えないでください）", "見出し", "必須", "書き方", "書き方の例", "項目", "選択肢", "説明")
	labels := map[*CodeList]string{}
	for _, d := range f.Fields() {
		own.notes[bare(d.help())] = true
		add(d.Label, d.Note, d.Example)
		if d.List == nil {
			continue
		}
		if labels[d.List] != "" {
			labels[d.List] += "・"
		}
		labels[d.List] += d.Label
		add(labels[d.List])
		for _, c := range d.List.All() {
			add(c.Note)
			for _, label := range append([]string{c.Label}, c.Synonyms...) { // one of these was the label before
				add(label, c.Code+" "+label)
			}
		}
	}
	for _, e := range f.examples {
		for _, d := range f.Fields() {
			add(e.get(d.Key))
		}
	}
}

// help is the note on the field's header.
func (f *Field) help() string {
	return f.helpBefore() + f.Example
}

// helpBefore is that note up to its example.
func (f *Field) helpBefore() string {
	note := f.Note
	if f.Required {
		note = "【必須】" + note
	}
	if f.Example == "" {
		return note
	}
	return note + "\n例："
}

// Note reports whether a comment is the form's own note on a header, or a pack's on a cell, as
// whatever program has saved it.
func (own *Own) Note(text string) bool {
	text = strings.TrimPrefix(bare(text), "手続レジストリ:")
	if own.notes[text] || ownComment(text) {
		return true
	}
	for _, d := range own.form.Fields() { // with the example of before
		example, ok := strings.CutPrefix(text, bare(d.helpBefore()))
		if ok && d.List != nil && own.texts[example] {
			return true
		}
	}
	return false
}

// OwnSheet reports whether a sheet of the name can be one of the form's own beside its table.
func OwnSheet(name string) bool {
	f := Current()
	return name == f.GuideSheet || name == f.ExamplesSheet || name == f.CodesSheet
}

// yearMark is the fiscal year behind the label of numbers of cases.
var yearMark = regexp.MustCompile(`（[^（）]*年度）$`)

// Text reports whether a text is one that the form writes on its own sheets.
func (own *Own) Text(text string) bool {
	text = bare(text)
	return own.texts[text] || own.texts[yearMark.ReplaceAllString(text, "")]
}

// bare is a text without spaces and line breaks, which programs alter.
func bare(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, text)
}
