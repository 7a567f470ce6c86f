package registry

import (
	"slices"
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
}

// On reports whether the bureau existed on a day.
func (b Bureau) On(day time.Time) bool {
	return !day.Before(b.ValidFrom) && (b.ValidTo.IsZero() || day.Before(b.ValidTo))
}

// FindBureau finds a bureau by its name or code, however they are written.
func FindBureau(bureaus []Bureau, nameOrCode string) (Bureau, bool) {
	key := SearchKey(nameOrCode)
	i := slices.IndexFunc(bureaus, func(b Bureau) bool { return SearchKey(b.Name) == key || SearchKey(b.Code) == key })
	if i < 0 {
		return Bureau{}, false
	}
	return bureaus[i], true
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
