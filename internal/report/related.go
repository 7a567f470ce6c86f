package report

import (
	"time"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// RelatedJSON is a process that may belong to another, of the API and of the verb.
type RelatedJSON struct {
	ProcessID     registry.ProcessID    `json:"process_id"`
	ProcedureName string                `json:"procedure_name"`
	ProcessName   maybe                 `json:"process_name"`
	Bureau        string                `json:"bureau"`
	LegalBasis    maybe                 `json:"legal_basis"`
	LegalArticle  maybe                 `json:"legal_article"`
	Status        maybe                 `json:"digitization_status"`
	Reasons       []RelationJSON        `json:"reasons"`
	Likeness      float64               `json:"likeness"` // of names and laws, from 0 to 1
	Decision      *RelationDecisionJSON `json:"decision"` // null: nobody has decided
}

// RelationJSON is a reason why two processes may belong together.
type RelationJSON struct {
	Reason registry.RelationReason `json:"reason"`
	Label  string                  `json:"label"`
}

// RelationDecisionJSON is what somebody decided on two processes.
type RelationDecisionJSON struct {
	Related bool      `json:"related"`
	Reason  string    `json:"reason"`
	By      string    `json:"by"`
	At      time.Time `json:"at"`
}

// NewRelatedJSON writes the processes that may belong to one.
func NewRelatedJSON(all []store.Related) []RelatedJSON {
	list := make([]RelatedJSON, len(all))
	for i, r := range all {
		list[i] = RelatedJSON{ProcessID: r.ID, ProcedureName: r.ProcedureName, ProcessName: maybe(r.ProcessName), Bureau: r.Bureau,
			LegalBasis: maybe(r.LegalBasis), LegalArticle: maybe(r.LegalArticle), Status: maybe(r.Status), Likeness: r.Likeness,
			Reasons: make([]RelationJSON, len(r.Reasons))}
		for k, reason := range r.Reasons {
			list[i].Reasons[k] = RelationJSON{reason, reason.Label()}
		}
		if d := r.Decision; d != nil {
			list[i].Decision = &RelationDecisionJSON{d.Related, d.Reason, d.By, d.At.In(registry.Tokyo)}
		}
	}
	return list
}
