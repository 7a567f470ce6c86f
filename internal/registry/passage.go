package registry

// Side is what of a process decides the rates of domain.md, rule 4, at one moment.
type Side struct {
	Present     bool // recorded, and of the bureau that is asked about
	Status      Status
	InScope     bool // the scope field alone; see [Side.Counts]
	LawChange   LawChange
	VolumeKnown bool
	Volume      int64 // cases a year
	VolumeYear  int   // the fiscal year of Volume
	UsageKnown  bool  // there is a year in which both of the following are known
	UsageTotal  int64 // cases of that year
	UsageOnline int64 // of them, those that came online
	UsageYear   int
}

// Counts reports whether the process is in the denominator of the rates.
func (s Side) Counts() bool {
	return s.Present && Process{InScope: s.InScope, Status: s.Status}.Counts()
}

// Move says why a process is present on one side of a [Passage] alone.
type Move string

// The moves. The empty one is that of a process that is present on both sides.
const (
	MoveRecorded    Move = "recorded"    // new in the registry, or no longer in it
	MoveTransferred Move = "transferred" // from or to another bureau
	MoveReorganised Move = "reorganised" // from a bureau that ended to its successor
)

// Passage is what became of one process between two moments.
type Passage struct {
	Process  ProcessID
	From, To Side
	Move     Move
	Freed    bool // it waited for a law, and a proposal for that has come true by the second moment
	Earlier  bool // it is known by the second moment that it was digitized by the first
}
