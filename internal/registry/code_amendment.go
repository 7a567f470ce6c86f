package registry

import (
	"cmp"
	"slices"
	"time"
)

// Amendment is what is decided of a code list beyond the form that the program carries.
type Amendment struct {
	List    string // the list's name
	Kind    string // an [AmendmentKind]
	Code    string // the choice; a new one is named by its label
	Writing string // what else a cell may say, the label, the note, or the place
}

// AmendmentKind is what an amendment does.
type AmendmentKind string

// The kinds of amendment. What a choice means is never altered: it is ended, and another added.
const (
	AmendsLabel   AmendmentKind = "label"
	AmendsNote    AmendmentKind = "note"
	AmendsOrder   AmendmentKind = "order"
	AmendsWriting AmendmentKind = "writing"
	AmendsChoice  AmendmentKind = "choice"
	AmendsEnd     AmendmentKind = "end"
)

// AmendmentKinds lists them in the order of pages.
var AmendmentKinds = []AmendmentKind{AmendsLabel, AmendsNote, AmendsOrder, AmendsWriting, AmendsChoice, AmendsEnd}

// Label is what the kind is called.
func (k AmendmentKind) Label() string {
	return map[AmendmentKind]string{AmendsLabel: "名前を改める", AmendsNote: "説明を付ける", AmendsOrder: "並び順を変える",
		AmendsWriting: "読み取る書き方を加える", AmendsChoice: "選択肢を加える", AmendsEnd: "選べなくする"}[k]
}

// Takes says what an amendment of the kind takes besides the choice, for people; empty: nothing.
func (k AmendmentKind) Takes() string {
	return map[AmendmentKind]string{AmendsLabel: "新しい名前", AmendsNote: "説明", AmendsOrder: "何番目か", AmendsWriting: "書き方"}[k]
}

// CodeAmendment is an amendment in force from a day on, as it was recorded.
type CodeAmendment struct {
	ID int64
	Amendment
	From   time.Time // the first day
	Reason string
	Set    SetBy
}

// AmendmentsAt are those that were in force on the day of a moment as was known then, the earliest
// first.
func AmendmentsAt(all []CodeAmendment, at time.Time) []CodeAmendment {
	var known []CodeAmendment
	for _, a := range all {
		if !a.Set.At.After(at) && (a.Set.EndedAt.IsZero() || a.Set.EndedAt.After(at)) {
			a.Set.EndedAt = time.Time{}
			known = append(known, a)
		}
	}
	return AmendmentsOn(known, at)
}

// AmendmentsOn are those of the amendments that are in force on the day of a moment, the earliest first.
func AmendmentsOn(all []CodeAmendment, at time.Time) []CodeAmendment {
	var on []CodeAmendment
	for _, a := range all {
		if a.Set.EndedAt.IsZero() && !a.From.After(at) {
			on = append(on, a)
		}
	}
	slices.SortFunc(on, func(a, b CodeAmendment) int { return cmp.Or(a.From.Compare(b.From), cmp.Compare(a.ID, b.ID)) })
	return on
}
