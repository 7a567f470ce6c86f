package store

import (
	"time"

	"tetsuzuki/internal/registry"
)

// PriorityList is one of the three lists that domain.md, rule 2, asks for.
type PriorityList string

// The lists.
const (
	ListPriority    PriorityList = "priority"    // at or over the threshold, or decided by a person
	ListUndecidable PriorityList = "undecidable" // unknown, or a range over the line
	ListNear        PriorityList = "near"        // not exact, and may lie within ±5 % of the line
)

// MostThreshold is the greatest threshold that can be tried.
const MostThreshold = 1_000_000_000_000

// PriorityLists are all of them, in the order in which pages show them.
var PriorityLists = []PriorityList{ListPriority, ListUndecidable, ListNear}

// Filter is the list as a filter, the most cases first. Scope and status do not matter: a
// process is on a list by its volume, or by a person's decision.
func (l PriorityList) Filter(asOf time.Time) ProcessFilter {
	return l.Of(ProcessFilter{AsOf: asOf})
}

// Of is the filter restricted to the list, the most cases first where it asks for no order.
func (l PriorityList) Of(f ProcessFilter) ProcessFilter {
	if f.Sort == "" {
		f.Sort, f.Descending = "volume", true
	}
	switch l {
	case ListUndecidable:
		f.Priority = registry.Undecidable
	case ListNear:
		f.Near = true
	default:
		f.Priority = registry.Yes
	}
	return f
}
