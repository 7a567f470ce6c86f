package store

import (
	"time"

	"tetsuzuki/internal/parameter"
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

// PriorityQuery is which of the three lists is asked for, and what restricts it.
type PriorityQuery struct {
	ProcessFilter
	List PriorityList
}

// PriorityParameters are those of a filter but for what makes the list.
var PriorityParameters = append(parameter.Table[PriorityQuery]{
	parameter.OneOf("list", "priority＝基準以上（または人の判断）、undecidable＝判定不能、near＝正確でなく、幅のどこかが基準の±5％以内にあるもの",
		PriorityLists, func(q *PriorityQuery) *PriorityList { return &q.List }).
		Or(string(ListPriority)).Like(string(ListUndecidable)),
}, parameter.Within(ProcessParameters.Without("priority", "near"),
	func(q *PriorityQuery) *ProcessFilter { return &q.ProcessFilter })...)
