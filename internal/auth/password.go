// Package auth holds how people and programs prove who they are: passwords,
// sign-in, sessions and API tokens.
package auth

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"

	"tetsuzuki/internal/registry"
)

// The bounds of a password's length, in characters. The upper one keeps a long
// text from becoming work for the server.
const (
	PasswordMin = 12
	PasswordMax = 128
)

// passwordEffort is the least [effort] of a password. Any characters will do: there are no
// rules of composition (ASVS 6.2.5).
const passwordEffort = 8

// params are those that the OWASP Password Storage Cheat Sheet recommends for
// argon2id: 19 MiB, two passes, one lane.
var params = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// hashing bounds how many hashes are computed at once, and with it the memory
// that a flood of sign-ins can take.
var hashing = make(chan struct{}, 4)

// nobody is a hash that no password is checked against in earnest: an unknown
// login costs as much time as a known one.
const nobody = "$argon2id$v=19$m=19456,t=2,p=1$DEwcuGMoT2VkMNIuon9U6Q$VT2iMTimNj/6ojs/r9fhNzDkNSDIaQyCq6oc7rvlYj0"

// HashPassword gives the argon2id hash to store, in PHC form.
func HashPassword(ctx context.Context, password string) (string, error) {
	if err := slot(ctx); err != nil {
		return "", err
	}
	defer func() { <-hashing }()
	hash, err := argon2id.CreateHash(password, params)
	if err != nil {
		return "", registry.Failed("auth.HashPassword", err)
	}
	return hash, nil
}

// CheckPassword reports whether the password has that hash. An empty hash never
// matches, and takes as long as any other.
func CheckPassword(ctx context.Context, password, hash string) (bool, error) {
	known := hash != ""
	if !known {
		hash = nobody
	}
	if utf8.RuneCountInString(password) > PasswordMax {
		return false, nil
	}
	if err := slot(ctx); err != nil {
		return false, err
	}
	defer func() { <-hashing }()
	match, err := argon2id.ComparePasswordAndHash(password, hash)
	if err != nil {
		return false, registry.Failed("auth.CheckPassword", err)
	}
	return match && known, nil
}

func slot(ctx context.Context) error {
	select {
	case hashing <- struct{}{}:
		return nil
	case <-ctx.Done():
		return &registry.Error{Code: registry.Unavailable, Op: "auth.slot", Err: ctx.Err(),
			Message: "ただいま混み合っています。時間をおいてもう一度お試しください。"}
	}
}

// ValidatePassword says what is wrong with a new password for a login; nil if
// nothing is.
func ValidatePassword(login, password string) error {
	const op = "auth.ValidatePassword"
	n := utf8.RuneCountInString(password)
	e := &registry.Error{Code: registry.Invalid, Op: op, Field: "password"}
	switch {
	case n < PasswordMin:
		e.Message = "パスワードは12文字以上で入力してください。"
	case n > PasswordMax:
		e.Message = "パスワードは128文字以内で入力してください。"
	case len(login) >= 4 && strings.Contains(lowered(password), login):
		e.Message = "パスワードにログイン名を含めないでください。"
	case effort(password, login) < passwordEffort, guesses(password, login) < guessesLeast:
		e.Message = "よく使われる言葉や並び、名前、日付、同じ文字の繰り返しがほとんどなので、推測されやすいパスワードです。" +
			"互いに関係のない言葉を4つほど並べてください。例：「切手 うなぎ 十月 はしご」（この例は使えません）"
	default:
		return nil
	}
	return e
}
