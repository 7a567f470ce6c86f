package registry

import (
	"fmt"
	"time"
)

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
	Email        string    // for notices; empty: none
	Mails        bool      // wants notices by e-mail
	InitialUntil time.Time // until when a password chosen by somebody else is valid; zero: it is the person's own
	SecondFactor bool      // a sign-in by password asks for a code, too
}

// InitialPasswordLasts is how long a password that somebody else chose is valid. The person
// has to sign in by then, and to choose another one at that sign-in.
const InitialPasswordLasts = 7 * 24 * time.Hour

// SecondFactor is the authenticator app (RFC 6238) of an account.
type SecondFactor struct {
	Secret []byte // 20 bytes, shared with the app
	Since  time.Time
	Codes  int // recovery codes that are left
}

// Token is an API token of an account. Only its hash is stored.
type Token struct {
	ID         int64
	Name       string
	CreatedAt  time.Time
	ExpiresAt  time.Time
	LastUsedAt time.Time // zero: never
	RevokedAt  time.Time // zero: not revoked
}

// InForce reports whether the token is valid at a moment.
func (t Token) InForce(at time.Time) bool { return t.RevokedAt.IsZero() && at.Before(t.ExpiresAt) }

// TokensText says whether a password reset ended or kept n API tokens.
func TokensText(n int64, kept bool) string {
	switch {
	case n == 0:
		return ""
	case kept:
		return fmt.Sprintf("API トークン%d個は残りました。", n)
	}
	return fmt.Sprintf("API トークン%d個を取り消しました。", n)
}
