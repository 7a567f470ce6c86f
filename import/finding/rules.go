package finding

import (
	"slices"
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
