package registry

// Priority is whether a process is a priority process (重点手続).
type Priority string

// The answers. Unknown volume is Undecidable, never No (domain.md, rule 2).
const (
	Yes         Priority = "yes"
	No          Priority = "no"
	Undecidable Priority = "undecidable"
)

// NearPercent is how near the threshold an approximate volume must be, in per cent, to be
// listed for a person to check (domain.md, rule 2: ±5 %).
const NearPercent = 5

// PriorityOf compares a volume (nil: unknown) with the threshold in force: Yes if its lower
// bound reaches the threshold, No if its upper bound is below it, else Undecidable.
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

// Priority returns a person's decision if there is one, else the priority by volume.
func (p Process) Priority(threshold int64) Priority {
	if p.Override != "" {
		return p.Override
	}
	return PriorityOf(p.Deciding, threshold)
}

// NearTheLine reports whether a volume is not exact and within ±5 % of the
// threshold, ends included. Lists ask the database instead, in the same words;
// a test of the store holds the two together.
func NearTheLine(deciding *Volume, threshold int64) bool {
	if deciding == nil || !deciding.Total.Known() || deciding.Total.Qualifier == Exact {
		return false
	}
	distance := max(*deciding.Total.Value-threshold, threshold-*deciding.Total.Value)
	return distance*100 <= threshold*NearPercent
}
