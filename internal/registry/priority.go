package registry

// Priority is whether a process is a priority process (重点手続).
type Priority string

// The answers. Unknown volume is Undecidable, never No (domain.md, rule 2).
const (
	Yes         Priority = "yes"
	No          Priority = "no"
	Undecidable Priority = "undecidable"
)

// Label is the answer for people.
func (p Priority) Label() string {
	switch p {
	case Yes:
		return "重点"
	case No:
		return "重点ではない"
	}
	return "判定不能"
}

// NearPercent is how near the threshold an inexact volume may be, in per cent, to be
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

// NearTheLine reports whether a volume is not exact and may lie within ±5 % of the
// threshold, ends included: whether any number that it may be does. Lists ask the database
// instead, in the same words; a test of the store holds the two together.
func NearTheLine(deciding *Volume, threshold int64) bool {
	if deciding == nil || !deciding.Total.Known() || deciding.Total.Qualifier == Exact {
		return false
	}
	from, to := NearLine(threshold)
	low, high := deciding.Total.Bounds()
	return low <= to && (high == nil || *high >= from)
}

// NearLine are the least and the greatest number of cases within ±5 % of a threshold.
func NearLine(threshold int64) (from, to int64) {
	margin := threshold * NearPercent
	return (threshold*100 - margin + 99) / 100, (threshold*100 + margin) / 100
}

// Cause is why a process is undecidable.
type Cause string

// The causes, in the order of pages; empty where a process is not undecidable.
const (
	CauseUnknown Cause = "unknown" // no year's volume is known
	CauseRange   Cause = "range"   // the ends of the volume's range lie on both sides of the line
	CauseOpen    Cause = "open"    // the volume's range begins below the line and has no upper end
)

// Causes are all of them.
var Causes = []Cause{CauseUnknown, CauseRange, CauseOpen}

// Label is the cause for people.
func (c Cause) Label() string {
	return map[Cause]string{CauseUnknown: "件数が不明", CauseRange: "件数の幅が基準をまたぐ", CauseOpen: "件数の上限が分からない（○件以上など）"}[c]
}

// Cause says why the process is undecidable; empty: it is not.
func (p Process) Cause(threshold int64) Cause {
	if p.Priority(threshold) != Undecidable {
		return ""
	}
	if p.Deciding == nil || !p.Deciding.Total.Known() {
		return CauseUnknown
	}
	if _, high := p.Deciding.Total.Bounds(); high == nil {
		return CauseOpen
	}
	return CauseRange
}
