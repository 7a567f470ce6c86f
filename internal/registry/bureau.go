package registry

import "time"

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
