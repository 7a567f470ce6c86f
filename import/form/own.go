package form

import (
	"regexp"
	"strings"
	"sync"
	"unicode"
)

// What the form itself writes around its table: the notes on its headers, and the sheets that
// guide whoever fills it in. When a file comes back with them, nothing is to be said of them.

var ownNotes = sync.OnceValue(func() map[string]bool {
	notes := map[string]bool{}
	for _, d := range Current().Fields() {
		notes[bare(d.help())] = true
	}
	notes[bare(LastTimeNote)], notes[bare(VersionNote)] = true, true
	return notes
})

var ownTexts = sync.OnceValue(func() map[string]bool {
	f := Current()
	texts := map[string]bool{}
	add := func(all ...string) {
		for _, text := range all {
			texts[bare(text)] = true
		}
	}
	add(f.GuideSheet, f.ExamplesSheet, f.CodesSheet+"（書き換えないでください）", "見出し", "必須", "書き方", "書き方の例", "項目", "選択肢")
	labels := map[*CodeList]string{}
	for _, d := range f.Fields() {
		add(d.Label, d.Note, d.Example)
		if d.List == nil {
			continue
		}
		if labels[d.List] != "" {
			labels[d.List] += "・"
		}
		labels[d.List] += d.Label
		add(labels[d.List])
		for _, c := range d.List.In(0) {
			add(c.Label, c.Code+" "+c.Label)
		}
	}
	for _, e := range f.examples {
		for _, d := range f.Fields() {
			add(e.get(d.Key))
		}
	}
	return texts
})

// help is the note on the field's header.
func (f *Field) help() string {
	note := f.Note
	if f.Required {
		note = "【必須】" + note
	}
	if f.Example == "" {
		return note
	}
	return note + "\n例：" + f.Example
}

// OwnNote reports whether a comment is the form's own note on a header, or a pack's on a cell, as
// whatever program has saved it.
func OwnNote(text string) bool {
	text = strings.TrimPrefix(bare(text), "手続レジストリ:")
	return ownNotes()[text] || ownComment(text)
}

// OwnSheet reports whether a sheet of the name can be one of the form's own beside its table.
func OwnSheet(name string) bool {
	f := Current()
	return name == f.GuideSheet || name == f.ExamplesSheet || name == f.CodesSheet
}

// yearMark is the fiscal year behind the label of numbers of cases.
var yearMark = regexp.MustCompile(`（[^（）]*年度）$`)

// OwnText reports whether a text is one that the form writes on its own sheets.
func OwnText(text string) bool {
	text = bare(text)
	return ownTexts()[text] || ownTexts()[yearMark.ReplaceAllString(text, "")]
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
