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
	Password     bool      // may sign in by a password kept here
	Email        string    // where notices go; empty: nowhere
	Mails        bool      // wants them there
}

// Token is an API token of an account. The registry knows its hash only.
type Token struct {
	ID         int64
	Name       string
	CreatedAt  time.Time
	ExpiresAt  time.Time
	LastUsedAt time.Time // zero: never
	RevokedAt  time.Time // zero: not revoked
}

// InForce reports whether the token lets its bearer in at a moment.
func (t Token) InForce(at time.Time) bool { return t.RevokedAt.IsZero() && at.Before(t.ExpiresAt) }
