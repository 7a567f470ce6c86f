package auth

import (
	"context"
	"crypto/sha256"
	"strings"

	"golang.org/x/text/unicode/norm"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// SignIn checks a login and a password that came from an address. Whatever is
// wrong with them, the answer and the time that it takes are the same. The
// account carries the moment of the sign-in before this one.
func SignIn(ctx context.Context, st *store.Store, login, password, address string) (registry.Account, error) {
	login = Login(login)
	key := sha256.Sum256([]byte(login + "\x00" + address))
	if err := st.SignInAttempt(ctx, key[:]); err != nil {
		return registry.Account{}, err
	}
	id, hash, err := st.Credentials(ctx, login)
	if err != nil && registry.CodeOf(err) != registry.NotFound {
		return registry.Account{}, err
	}
	match, err := CheckPassword(ctx, password, hash)
	if err != nil {
		return registry.Account{}, err
	}
	if !match {
		return registry.Account{}, registry.Errorf(registry.Unauthenticated, "auth.SignIn",
			"ログイン名またはパスワードが正しくありません。")
	}
	if err := st.SignInSucceeded(ctx, key[:]); err != nil {
		return registry.Account{}, err
	}
	return st.SignedIn(ctx, id)
}

// Login is the form in which logins are stored: half width, lower case, no space
// around.
func Login(s string) string { return strings.ToLower(strings.TrimSpace(norm.NFKC.String(s))) }
