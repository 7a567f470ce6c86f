package store

import (
	"strconv"
	"strings"
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
