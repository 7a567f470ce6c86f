package registry

import (
	"strings"
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

// Kin is what tells whether a process belongs to another.
type Kin struct {
	BureauID  int
	Type      string // of the step
	Search    string // the folded names, law and article, as [Identity.Keys] gives them
	Documents string // to be handed in, written in one way; empty: none
}

// Relations tells why others may belong to a process, without decisions.
type Relations struct {
	of   Kin
	name string
	like likeness
}

// RelationsTo prepares the relations to a process.
func RelationsTo(of Kin) Relations {
	name, _, _ := strings.Cut(of.Search, "\n")
	return Relations{of, name, likenessOf(of.Search, of.Type)}
}

// Of are the reasons why another may belong to the process, none where nothing says so, and their
// [Likeness].
func (r Relations) Of(other Kin) (reasons []RelationReason, alike float64) {
	like := likenessOf(other.Search, other.Type)
	alike = r.like.to(like)
	inside := r.of.BureauID == other.BureauID
	if name, _, _ := strings.Cut(other.Search, "\n"); inside && name == r.name {
		reasons = append(reasons, SameProcedure)
	}
	if like.law != "" && like.law == r.like.law && like.article != "" && like.article == r.like.article {
		reasons = append(reasons, SameArticle)
	}
	if other.Documents != "" && other.Documents == r.of.Documents && other.Type == r.of.Type {
		reasons = append(reasons, SameForm)
	}
	if !inside && alike >= Doubtful {
		reasons = append(reasons, AlikeBureau)
	}
	return reasons, alike
}
