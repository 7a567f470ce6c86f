package registry

import (
	"slices"
	"time"
)

// Amendment is what is decided of a code list beyond the form that the program carries.
type Amendment struct {
	List    string // the list's name
	Kind    string // an [AmendmentKind]
	Code    string // the choice; a new one is named by its label
	Writing string // of a writing: what else a cell may say
}

// AmendmentKind is what an amendment does.
type AmendmentKind string

// The kinds of amendment. What a choice means is never altered: it is ended, and another added.
const (
	AmendsWriting AmendmentKind = "writing"
	AmendsChoice  AmendmentKind = "choice"
	AmendsEnd     AmendmentKind = "end"
)

// AmendmentKinds lists them in the order of pages.
var AmendmentKinds = []AmendmentKind{AmendsWriting, AmendsChoice, AmendsEnd}

// Label is what the kind is called.
func (k AmendmentKind) Label() string {
	return map[AmendmentKind]string{AmendsWriting: "読み取る書き方を加える", AmendsChoice: "選択肢を加える", AmendsEnd: "選べなくする"}[k]
}

// CodeAmendment is an amendment in force from a day on, as it was recorded.
type CodeAmendment struct {
	ID int64
	Amendment
	From   time.Time // the first day
	Reason string
	Set    SetBy
}

// AmendmentsOn are those of the amendments that are in force on the day of a moment, the earliest first.
func AmendmentsOn(all []CodeAmendment, at time.Time) []CodeAmendment {
	var on []CodeAmendment
	for _, a := range all {
		if a.Set.EndedAt.IsZero() && !a.From.After(at) {
			on = append(on, a)
		}
	}
	slices.SortFunc(on, func(a, b CodeAmendment) int { return int(a.ID - b.ID) })
	return on
}
