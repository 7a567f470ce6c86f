package registry

import (
	"slices"
	"time"
)

// RelationReason says why two processes may belong together.
type RelationReason string

// The reasons.
const (
	SameArticle   RelationReason = "law"       // the same law and article
	SameProcedure RelationReason = "procedure" // another step of the same procedure
	SameForm      RelationReason = "form"      // the same documents, handed in for the same type of step
	AlikeBureau   RelationReason = "alike"     // alike, in another bureau
	ByDecision    RelationReason = "decided"   // somebody said so
)

// RelationReasons lists them in the order of pages.
var RelationReasons = []RelationReason{SameProcedure, SameArticle, SameForm, AlikeBureau, ByDecision}

// Label is the reason for people.
func (r RelationReason) Label() string {
	return map[RelationReason]string{SameArticle: "同じ法令・条項", SameProcedure: "同じ手続の別の段階", SameForm: "同じ類型で、添付書類が同じ",
		AlikeBureau: "ほかの局の似た手続", ByDecision: "人の判断"}[r]
}

// RelationDecision is what somebody decided on two processes.
type RelationDecision struct {
	Related bool
	Reason  string
	By      string
	At      time.Time
}

// RelationsOf are the reasons why two processes may belong together, without decisions; none where
// nothing says so.
func RelationsOf(a, b Process) []RelationReason {
	first, second := a.Identity(), b.Identity()
	same := func(x, y string) bool { return x != "" && SearchKey(x) == SearchKey(y) }
	var reasons []RelationReason
	if a.BureauID == b.BureauID && same(a.ProcedureName, b.ProcedureName) {
		reasons = append(reasons, SameProcedure)
	}
	if same(a.LegalBasis, b.LegalBasis) && same(a.LegalArticle, b.LegalArticle) {
		reasons = append(reasons, SameArticle)
	}
	if len(a.Attachments) > 0 && a.ProcessType == b.ProcessType && slices.Equal(a.Attachments, b.Attachments) {
		reasons = append(reasons, SameForm)
	}
	if a.BureauID != b.BureauID && Likeness(first, second) >= Doubtful {
		reasons = append(reasons, AlikeBureau)
	}
	return reasons
}
