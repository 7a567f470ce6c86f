package auth

import (
	"crypto/rand"
	"crypto/sha256"
	"strings"
)

// tokenPrefix lets a person, and a scanner for leaked secrets, tell what a token
// belongs to.
const tokenPrefix = "tzk_"

// NewToken makes an API token of 130 random bits, to be shown once, and the hash
// to store. A fast hash is enough for a secret that nobody can guess.
func NewToken() (token string, hash []byte) {
	token = tokenPrefix + rand.Text()
	return token, TokenHash(token)
}

// TokenHash is what the registry stores of a token.
func TokenHash(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

// TokenFrom reads the token out of an Authorization header; ok is false where it
// is no bearer token.
func TokenFrom(authorization string) (token string, ok bool) {
	scheme, token, found := strings.Cut(authorization, " ")
	return strings.TrimSpace(token), found && strings.EqualFold(scheme, "Bearer")
}
