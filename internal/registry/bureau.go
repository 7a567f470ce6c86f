package registry

import (
	"slices"
	"strings"
	"time"
)

// Bureau is an organisation (局) that owns processes, with its days of validity.
type Bureau struct {
	ID         int
	Code       string // "B10"
	Name       string
	Position   int
	ValidFrom  time.Time // zero: always
	ValidTo    time.Time // the first day after its last; zero: it still exists
	External   bool      // outside the Metropolitan Government
	Successors []int
	Former     []string // the names that it bore before, or will bear later
}

// On reports whether the bureau existed on a day.
func (b Bureau) On(day time.Time) bool {
	return !day.Before(b.ValidFrom) && (b.ValidTo.IsZero() || day.Before(b.ValidTo))
}

// Open reports whether the bureau exists now or will: it has not been closed, nor withdrawn.
func (b Bureau) Open(today time.Time) bool {
	return b.ValidTo.IsZero() || today.Before(b.ValidTo) && b.ValidFrom.Before(b.ValidTo)
}

// Withdrawn reports whether the bureau was added by an entry that was withdrawn.
func (b Bureau) Withdrawn() bool { return !b.ValidTo.IsZero() && b.ValidFrom.Equal(b.ValidTo) }

// What follows says once which bureaus can be chosen for what: pages offer no others, and the
// store refuses them.

// Receives is nil if processes of the bureau from can be transferred to the bureau on a day:
// it is another one, exists on that day, and has not been closed since.
func (b Bureau) Receives(bureaus []Bureau, op, field string, from int, day, today time.Time) error {
	wrong := func(message string) error {
		return &Error{Code: Invalid, Op: op, Field: field, Message: message}
	}
	switch {
	case b.ID == 0:
		return wrong("受ける局を一覧から選んでください。")
	case b.ID == from:
		return wrong("渡す局と受ける局には、別の局を選んでください。")
	case !b.Open(today):
		return wrong(b.closedText(bureaus) + "受ける局には、今ある局を選んでください。")
	case !b.On(day):
		return wrong("受ける局は、所管替えの日にある局から選んでください。")
	}
	return nil
}

// Employs is nil if people of the bureau can have accounts: it has not been closed.
func (b Bureau) Employs(bureaus []Bureau, op, field string, today time.Time) error {
	if b.ID == 0 || b.Open(today) && !b.External {
		return nil
	}
	message := "「" + b.Name + "」は都の外の組織です。"
	if !b.External {
		message = b.closedText(bureaus)
	}
	return &Error{Code: Invalid, Op: op, Field: field, Message: message + "今ある局を選んでください。"}
}

// closedText says when a closed bureau ended, and which bureaus took over.
func (b Bureau) closedText(bureaus []Bureau) string {
	text := "「" + b.Name + "」は" + DayText(b.ValidTo.AddDate(0, 0, -1)) + "で廃止されています。"
	var successors []string
	for _, s := range bureaus {
		if slices.Contains(b.Successors, s.ID) {
			successors = append(successors, s.Name)
		}
	}
	if len(successors) > 0 {
		text += "引き継いだ局は" + strings.Join(successors, "、") + "です。"
	}
	return text
}

// Receivers are the bureaus to which processes of the bureau from can be transferred now.
func Receivers(bureaus []Bureau, from int, today time.Time) []Bureau {
	return bureausThat(bureaus, func(b Bureau) bool { return b.Receives(bureaus, "", "", from, today, today) == nil })
}

// Employers are the bureaus whose people can have accounts now, and the bureau own, which one
// of them has.
func Employers(bureaus []Bureau, own int, today time.Time) []Bureau {
	return bureausThat(bureaus, func(b Bureau) bool { return b.ID == own || b.On(today) && b.Employs(bureaus, "", "", today) == nil })
}

func bureausThat(bureaus []Bureau, is func(Bureau) bool) []Bureau {
	return slices.DeleteFunc(slices.Clone(bureaus), func(b Bureau) bool { return !is(b) })
}

// BureauWithID finds a bureau; the zero Bureau if there is none.
func BureauWithID(bureaus []Bureau, id int) Bureau {
	if i := slices.IndexFunc(bureaus, func(b Bureau) bool { return b.ID == id }); i >= 0 {
		return bureaus[i]
	}
	return Bureau{}
}

// FindBureau finds a bureau by its name or code, however they are written. Of several that bore
// the name one after another, it is the last.
func FindBureau(bureaus []Bureau, nameOrCode string) (found Bureau, ok bool) {
	key := SearchKey(nameOrCode)
	for _, b := range bureaus {
		if b.Withdrawn() || SearchKey(b.Name) != key && SearchKey(b.Code) != key {
			continue
		}
		if !ok || b.ValidTo.IsZero() || !found.ValidTo.IsZero() && b.ValidTo.After(found.ValidTo) {
			found, ok = b, true
		}
	}
	return found, ok
}

// BureauNamed is the bureau that a field of the input names, by its name or code.
func BureauNamed(bureaus []Bureau, field, nameOrCode string) (Bureau, error) {
	b, ok := FindBureau(bureaus, nameOrCode)
	if !ok {
		return b, &Error{Code: Invalid, Op: "registry.BureauNamed", Field: field,
			Message: "「" + nameOrCode + "」という局はありません。局の名前かコードを確かめてください。例：総務局、B10"}
	}
	return b, nil
}
