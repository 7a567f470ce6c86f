package store

import (
	"strconv"
	"strings"

	"tetsuzuki/internal/registry"
)

// where collects the conditions of a query and their values.
type where struct {
	conditions []string
	args       []any
}

// and adds a condition; each ? stands for the next of args.
func (w *where) and(condition string, args ...any) {
	var b strings.Builder
	for _, r := range condition {
		if r != '?' {
			b.WriteRune(r)
			continue
		}
		w.args, args = append(w.args, args[0]), args[1:]
		b.WriteString("$" + strconv.Itoa(len(w.args)))
	}
	w.conditions = append(w.conditions, b.String())
}

// asOf adds the condition that a version is in force at a moment.
func (w *where) asOf(m moment) {
	w.and("p.recorded_from <= ? and p.recorded_to > ?", m.asked, m.asked)
}

// named adds the conditions that words stand in one of name, process and law, and that the law
// and the article hold theirs. The quick ones come first, where texts have something to look for
// that can be written in one way only.
func (w *where) named(words, law, article string) {
	for _, part := range registry.PlainParts(words + " " + law) {
		w.and("p.search_text like ?", "%"+likeEscaper.Replace(part)+"%")
	}
	if pattern := registry.SearchPattern(words); pattern != "" {
		w.and("p.search_text ~ ?", pattern)
	}
	if pattern := registry.FieldPattern(law); pattern != "" {
		w.and("split_part(p.search_text, e'\\n', 3) ~ ?", pattern)
	}
	if pattern := registry.ArticlePattern(article); pattern != "" {
		w.and("split_part(p.search_text, e'\\n', 4) ~ ?", pattern)
	}
}

var likeEscaper = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// also returns a copy that further conditions leave apart from w.
func (w where) also() where {
	return where{append([]string(nil), w.conditions...), append([]any(nil), w.args...)}
}

func (w where) String() string {
	if len(w.conditions) == 0 {
		return ""
	}
	return " where " + strings.Join(w.conditions, " and ")
}
