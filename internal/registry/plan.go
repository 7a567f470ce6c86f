package registry

import (
	"strconv"
	"time"
)

// PlanPath is the page of a plan.
func PlanPath(id int64) string { return "/plans/" + strconv.FormatInt(id, 10) }

// AdoptionState is what became of a plan that somebody wished to adopt.
type AdoptionState string

// The states; empty: nobody has.
const (
	AdoptionWaiting   AdoptionState = "waiting" // for a second person
	AdoptionAdopted   AdoptionState = "adopted"
	AdoptionReturned  AdoptionState = "returned"
	AdoptionWithdrawn AdoptionState = "withdrawn" // by whoever wished it
	AdoptionUndone    AdoptionState = "undone"
)

// Label is the state's Japanese name.
func (s AdoptionState) Label() string {
	return map[AdoptionState]string{AdoptionWaiting: "採用の承認待ち", AdoptionAdopted: "採用済み", AdoptionReturned: "採用の差戻し",
		AdoptionWithdrawn: "採用の取下げ", AdoptionUndone: "採用の取消し済み"}[s]
}

// Adoption is a plan's planned years on their way into the registry.
type Adoption struct {
	ID        int64
	PlanID    int64
	Reason    string
	AccountID int64 // 0: the operator's verb
	Actor     string
	At        time.Time
	State     AdoptionState
	Decided   Attribution // zero: it waits
	Why       string      // it was returned
	Processes int64       // that got another planned year
	ChangeID  int64       // that wrote them; 0: none
	Undone    Attribution
	UndoneWhy string
	UndoID    int64 // the change that undid it; 0: none
}

// AdoptionFate is what adopting a plan does to one of its processes.
type AdoptionFate string

// The fates. Only those that are set change; the others were changed by somebody since the plan
// was made, or need no change.
const (
	FateSet     AdoptionFate = "set"
	FateSame    AdoptionFate = "same"    // it is planned for that year already
	FateChanged AdoptionFate = "changed" // its bureau planned it for another year since
	FateDone    AdoptionFate = "done"
	FateOut     AdoptionFate = "out"   // it counts no longer
	FateMoved   AdoptionFate = "moved" // to another bureau
	FateGone    AdoptionFate = "gone"
)

// AdoptionFates lists all of them in the order of pages.
var AdoptionFates = []AdoptionFate{FateSet, FateSame, FateChanged, FateDone, FateOut, FateMoved, FateGone}

// Label is the fate's Japanese name.
func (f AdoptionFate) Label() string {
	return map[AdoptionFate]string{FateSet: "予定の年度を書き換える", FateSame: "すでに同じ年度", FateChanged: "計画のあとで局が年度を変えた",
		FateDone: "計画のあとで実施済になった", FateOut: "計画のあとで対象外か廃止になった", FateMoved: "計画のあとで別の局に移った",
		FateGone: "計画のあとで登録から消えた"}[f]
}
