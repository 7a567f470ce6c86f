package registry

import "time"

// Account is a person who signs in.
type Account struct {
	ID           int64
	Login        string // lower case; what the person types
	Name         string
	Role         Role
	BureauID     int // 0 unless the role is of a bureau
	BureauName   string
	CreatedAt    time.Time
	DisabledAt   time.Time // zero: may sign in
	LastSignInAt time.Time // zero: never
	Sample       bool      // made up, for trying out
}
