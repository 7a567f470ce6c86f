package registry

// Priority is whether a process is a priority process (重点手続).
type Priority string

// The answers. Unknown volume is Undecidable, never No (domain.md, rule 2).
const (
	Yes         Priority = "yes"
	No          Priority = "no"
	Undecidable Priority = "undecidable"
)

// NearPercent is how near the line an approximate volume must lie, in per cent of
// the threshold, to be listed for a human look (domain.md, rule 2: ±5 %).
const NearPercent = 5

// PriorityOf decides by a volume (nil: unknown) against the threshold in force,
// inclusive: Yes where even the lower bound reaches it, No where even the upper
// bound stays under it, else Undecidable.
func PriorityOf(deciding *Volume, threshold int64) Priority {
	if deciding == nil || !deciding.Total.Known() {
		return Undecidable
	}
	low, high := deciding.Total.Bounds()
	switch {
	case low >= threshold:
		return Yes
	case high != nil && *high < threshold:
		return No
	}
	return Undecidable
}

// Priority is the process's priority: a person's decision where there is one,
// else by its volume.
func (p Process) Priority(threshold int64) Priority {
	if p.Override != "" {
		return p.Override
	}
	return PriorityOf(p.Deciding, threshold)
}

// NearTheLine reports whether a volume is not exact and within ±5 % of the
// threshold, ends included.
func NearTheLine(deciding *Volume, threshold int64) bool {
	if deciding == nil || !deciding.Total.Known() || deciding.Total.Qualifier == Exact {
		return false
	}
	distance := max(*deciding.Total.Value-threshold, threshold-*deciding.Total.Value)
	return distance*100 <= threshold*NearPercent
}
