package report

import (
	"time"

	"tetsuzuki/internal/registry"
)

// ProposalJSON is a proposal to the national government, of API and verb.
type ProposalJSON struct {
	Proposal  int                    `json:"proposal"` // the number of all its versions
	Title     string                 `json:"title"`
	Body      maybe                  `json:"body"`
	Laws      maybe                  `json:"laws"`
	Ministry  maybe                  `json:"ministry"`
	Filter    maybe                  `json:"filter"`
	Links     []string               `json:"links"`
	State     registry.ProposalState `json:"state"`
	StateDay  string                 `json:"state_day"`
	Due       *string                `json:"due"` // by when the national government says that it will be done; null: no date was given
	Answer    maybe                  `json:"answer"`
	SentOn    *string                `json:"sent_on"` // first; null: not sent yet
	Sendings  int                    `json:"sendings"`
	Processes int64                  `json:"processes"` // that it has since it was sent
	Cases     int64                  `json:"cases"`
	Unknown   int64                  `json:"cases_unknown"`
	Waiting   int64                  `json:"waiting"` // in scope and not done, and a law must change still
	Open      int64                  `json:"open"`    // where it came true: those that nobody has looked at
	SetJSON
}

// NewProposalJSON writes one.
func NewProposalJSON(d registry.ProposalDetail) ProposalJSON {
	last := d.Last()
	first, times := d.Sent()
	return ProposalJSON{Proposal: d.Number, Title: d.Title, Body: maybe(d.Body), Laws: maybe(d.Laws), Ministry: maybe(d.Ministry),
		Filter: maybe(d.Filter), Links: append([]string{}, d.Links...), State: last.State, StateDay: registry.DateOf(last.Day),
		Due: dayOrNull(last.Due), Answer: maybe(last.Answer), SentOn: dayOrNull(first), Sendings: times, Processes: d.Processes, Cases: d.Cases,
		Unknown: d.Unknown, Waiting: d.Waiting, Open: d.Open, SetJSON: NewSetJSON(d.Reason, d.Set)}
}

// ProposalStepJSON is a state that a proposal went through.
type ProposalStepJSON struct {
	State  registry.ProposalState `json:"state"`
	Day    string                 `json:"day"`
	Due    *string                `json:"due"`
	Answer maybe                  `json:"answer"`
	Actor  string                 `json:"actor"`
	At     time.Time              `json:"at"`
}

// NewProposalStepsJSON writes them in their order.
func NewProposalStepsJSON(steps []registry.ProposalStep) []ProposalStepJSON {
	list := make([]ProposalStepJSON, len(steps))
	for i, s := range steps {
		list[i] = ProposalStepJSON{s.State, registry.DateOf(s.Day), dayOrNull(s.Due), maybe(s.Answer), s.Actor, s.At.In(registry.Tokyo)}
	}
	return list
}

// dayOrNull is a day; null for none.
func dayOrNull(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	day := registry.DateOf(t)
	return &day
}
