package registry

// Movement is how many processes had one status at the beginning of a period and another, or
// the same, at its end.
type Movement struct {
	From, To   Status // empty: none given
	Came, Went bool   // the process was not there at the beginning, at the end
	Processes  int64
}

// MoveKind is how a process came, went or moved in a period, by which the reconciliation counts.
type MoveKind string

// The kinds.
const (
	MoveReceived   MoveKind = "received"
	MoveHandedOver MoveKind = "handed_over"
	MoveNew        MoveKind = "new"
	MoveRemoved    MoveKind = "removed"
	MoveStatus     MoveKind = "status" // from one status to another, or the same
)

// MoveKinds lists them.
var MoveKinds = []MoveKind{MoveReceived, MoveHandedOver, MoveNew, MoveRemoved, MoveStatus}

// Label is what the processes of the kind are called.
func (k MoveKind) Label() string {
	return map[MoveKind]string{MoveReceived: "受け入れた手続", MoveHandedOver: "引き渡した手続", MoveNew: "新しく登録した手続",
		MoveRemoved: "取り消された手続", MoveStatus: "状況の動いた手続"}[k]
}

// The statuses of a move on whose side there was or is no process, and of one without a status.
const (
	MoveAbsent = "absent"
	MoveBlank  = "none"
)

// MovedProcess is one process that the reconciliation counts.
type MovedProcess struct {
	ID                  ProcessID
	Name                string
	BureauWas, BureauIs int    // 0: it was not there, or is not
	StatusWas, StatusIs Status // empty: none given
}
