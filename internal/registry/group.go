package registry

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// MostMembers is how many processes the list of a group holds at most.
const MostMembers = 50_000

// Group is a named set of processes (手続群): a list of them, or those that a filter of the
// catalogue finds now.
type Group struct {
	Number      int // shared by all versions of it
	Name        string
	Description string
	Source      string      // where the set comes from
	Members     []ProcessID // of a list
	Filter      string      // the parameters of the catalogue, as in an address; empty: the list
	Reason      string
}

// GroupVersion is a group as it was recorded. Of a list it says how long it is, not what it holds.
type GroupVersion struct {
	ID     int64
	Listed int // how many processes the list has; 0: the filter says it
	Group
	Set SetBy
}

// Current reports whether the version is in force.
func (g GroupVersion) Current() bool { return g.Set.EndedAt.IsZero() }

// GroupNamed finds the group in force that is called so, has this number, or was called so
// before, so that an address outlives a new name.
func GroupNamed(versions []GroupVersion, field, named string) (GroupVersion, error) {
	current := func(number int) int {
		return slices.IndexFunc(versions, func(g GroupVersion) bool { return g.Current() && g.Number == number })
	}
	named = strings.TrimSpace(named)
	at := slices.IndexFunc(versions, func(g GroupVersion) bool { return g.Current() && g.Name == named })
	if number, err := strconv.Atoi(named); at < 0 && err == nil {
		at = current(number)
	}
	for i := 0; at < 0 && i < len(versions); i++ {
		if versions[i].Name == named {
			at = current(versions[i].Number)
		}
	}
	if at < 0 {
		return GroupVersion{}, &Error{Code: Invalid, Op: "registry.GroupNamed", Field: field,
			Message: fmt.Sprintf("「%s」という手続群はありません。手続群の一覧にある名前か番号で指定してください。例：主要169手続", shortText(named))}
	}
	return versions[at], nil
}

// shortText is the start of a text that somebody gave, for a message.
func shortText(text string) string {
	if r := []rune(text); len(r) > 50 {
		return string(r[:50]) + "…"
	}
	return text
}
