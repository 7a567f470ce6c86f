package auth

import (
	"context"
	"crypto/sha256"
	"strings"

	"golang.org/x/text/unicode/norm"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// byPassword is how the audit log says that a password was the proof.
const byPassword = "password"

// SignIn checks a login and a password that came from an address. Whatever is
// wrong with them, the answer and the time that it takes are the same. The
// account carries the moment of the sign-in before this one.
func SignIn(ctx context.Context, st *store.Store, login, password, address string) (registry.Account, error) {
	id, err := Prove(ctx, st, login, password, address)
	if err != nil {
		return registry.Account{}, err
	}
	return st.SignedIn(ctx, id, address, byPassword)
}

// Prove checks a password as [SignIn] does, and counts failures with it, for
// somebody who is signed in already; it gives the account's ID.
func Prove(ctx context.Context, st *store.Store, login, password, address string) (int64, error) {
	login = Login(login)
	keys := store.SignInKeys{Pair: key("pair", login, address), Login: key("login", login), Address: key("address", address)}
	if err := st.SignInAttempt(ctx, keys); err != nil {
		return 0, err
	}
	id, hash, err := st.Credentials(ctx, login)
	if err != nil && registry.CodeOf(err) != registry.NotFound {
		return 0, err
	}
	match, err := CheckPassword(ctx, password, hash)
	if err != nil {
		return 0, err
	}
	if !match {
		if err := st.SignInFailed(ctx, id, address, byPassword); err != nil {
			return 0, err
		}
		return 0, registry.Errorf(registry.Unauthenticated, "auth.Prove", "ログイン名またはパスワードが正しくありません。")
	}
	return id, st.SignInSucceeded(ctx, keys)
}

func key(parts ...string) []byte {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return sum[:]
}

// Login is the form in which logins are stored: half width, lower case, no space
// around.
func Login(s string) string { return strings.ToLower(strings.TrimSpace(norm.NFKC.String(s))) }
