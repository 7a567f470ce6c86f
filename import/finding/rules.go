package finding

import (
	"slices"
	"strings"
	"sync"
)

var rules = sync.OnceValue(func() []Rule {
	all := slices.Concat(WorkbookRules, LayoutRules, ValueRules, RegistryRules)
	slices.SortStableFunc(all, func(a, b Rule) int { return order(a.ID) - order(b.ID) })
	return all
})

// order puts the rules of the national document before the registry's own.
func order(id string) int {
	switch id[:2] {
	case "L1":
		return 1
	case "L2":
		return 2
	case "L3":
		return 3
	}
	return 4
}

// Rules are all rules that findings refer to: those of the national document by
// level, then the registry's own. The result is not to be changed.
func Rules() []Rule { return rules() }

// Reason says why a rule matters; empty for an ID that no rule has.
func Reason(id string) string {
	for _, r := range rules() {
		if r.ID == id {
			return r.Reason
		}
	}
	return ""
}

// RuleText is a rule for people: its words, and the number that it has in the national document.
// The IDs of the registry's own rules say nothing to people and are left out.
func RuleText(id string) string {
	reason := Reason(id)
	switch {
	case reason == "":
		return id
	case strings.HasPrefix(id, "R-"):
		return reason
	}
	return reason + "（" + id + "）"
}
