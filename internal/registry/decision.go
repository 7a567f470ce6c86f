package registry

// Decision says what happens to a missing process when the upload is confirmed.
type Decision string

// The decisions (domain.md, rule 6).
const (
	DecideKeep       Decision = "keep"         // そのまま
	DecideAbolish    Decision = "abolish"      // 廃止
	DecideMerge      Decision = "merge"        // 統合: abolished, its work goes on in another
	DecideTransfer   Decision = "transfer"     // 所管替え: is proposed to another bureau
	DecideOutOfScope Decision = "out_of_scope" // 対象外
)

// Decisions lists every decision in the order of pages.
var Decisions = []Decision{DecideAbolish, DecideMerge, DecideTransfer, DecideOutOfScope, DecideKeep}

// Label is the decision's Japanese name.
func (d Decision) Label() string {
	return map[Decision]string{
		DecideKeep: "そのまま", DecideAbolish: "廃止", DecideMerge: "統合", DecideTransfer: "所管替え", DecideOutOfScope: "対象外",
	}[d]
}
