package auth

import (
	"bytes"
	"context"
	"crypto/sha256"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// byPassword is how the audit log says that a password was the proof.
const byPassword = "password"

// Awaited is a sign-in whose password was right and whose second proof is still to come. The
// session of whoever began it holds it; it gives no access.
type Awaited struct {
	AccountID int64
	Login     string
	Password  []byte    // a digest of the hash that it was checked against: a new one ends the wait
	Next      string    // where to lead afterwards
	Begun     time.Time // it does not wait for long
}

// awaitedLasts is how long a right password waits for the second proof.
const awaitedLasts = 10 * time.Minute

// SignIn checks a login and a password that came from an address. Whichever of them is wrong,
// the answer and its time are the same. The account has the moment of its sign-in before this
// one. If it has a second factor, nobody is signed in yet: [SignInSecond] goes on from wait.
func SignIn(
	ctx context.Context,
	st *store.Store,
	login, password, address string,
	at time.Time,
) (a registry.Account, wait Awaited, err error) {
	login = Login(login)
	id, hash, err := check(ctx, st, login, password, address)
	if err != nil {
		return registry.Account{}, Awaited{}, err
	}
	keys := keysOf(login, address)
	a, err = st.Account(ctx, registry.Scope{AccountID: id}, id)
	switch {
	case err != nil:
		return registry.Account{}, Awaited{}, err
	case !a.InitialUntil.IsZero() && !at.Before(a.InitialUntil):
		if err := st.SignInFailed(ctx, id, address, byPassword); err != nil {
			return registry.Account{}, Awaited{}, err
		}
		return registry.Account{}, Awaited{}, registry.Errorf(registry.Unauthenticated, "auth.SignIn",
			"はじめのパスワードの期限（7日）が過ぎました。管理者に、パスワードの再設定を依頼してください。")
	case a.SecondFactor:
		wait = Awaited{AccountID: id, Login: login, Password: digest(hash), Begun: at}
		return a, wait, st.SignInContinues(ctx, keys)
	}
	if err := st.SignInSucceeded(ctx, keys); err != nil {
		return registry.Account{}, Awaited{}, err
	}
	a, err = st.SignedIn(ctx, id, address, byPassword)
	return a, Awaited{}, err
}

// SignInSecond ends a sign-in that waits, with a code of the app or a recovery code. A wrong
// code counts like a wrong password. left is how many recovery codes remain if one was used,
// else -1.
func SignInSecond(
	ctx context.Context,
	st *store.Store,
	wait Awaited,
	entered, address string,
	at time.Time,
) (a registry.Account, left int, err error) {
	const op = "auth.SignInSecond"
	again := registry.Errorf(registry.Forbidden, op, "サインインをはじめからやり直してください。")
	if wait.AccountID == 0 || at.Sub(wait.Begun).Abs() > awaitedLasts {
		return registry.Account{}, -1, again
	}
	keys := keysOf(wait.Login, address)
	if err := st.SignInAttempt(ctx, keys); err != nil {
		return registry.Account{}, -1, err
	}
	id, hash, err := st.Credentials(ctx, wait.Login)
	if registry.CodeOf(err) == registry.NotFound || err == nil && (id != wait.AccountID || !bytes.Equal(digest(hash), wait.Password)) {
		return registry.Account{}, -1, again
	}
	if err != nil {
		return registry.Account{}, -1, err
	}
	by, taken, err := takeSecond(ctx, st, id, entered, at)
	if err != nil {
		return registry.Account{}, -1, err
	}
	if !taken {
		if err := st.SignInFailed(ctx, id, address, by); err != nil {
			return registry.Account{}, -1, err
		}
		return registry.Account{}, -1, registry.Errorf(registry.Unauthenticated, op,
			"コードが正しくないか、使用済みです。アプリに次のコードが出てから、もう一度入力してください。")
	}
	if err := st.SignInSucceeded(ctx, keys); err != nil {
		return registry.Account{}, -1, err
	}
	left = -1
	if by == byRecovery {
		f, err := st.SecondFactor(ctx, id)
		if err != nil {
			return registry.Account{}, -1, err
		}
		left = f.Codes
	}
	a, err = st.SignedIn(ctx, id, address, byPassword+"+"+by)
	return a, left, err
}

// Prove checks the password of somebody who is signed in already. Failures count as those of
// [SignIn] do.
func Prove(ctx context.Context, st *store.Store, login, password, address string) error {
	login = Login(login)
	if _, _, err := check(ctx, st, login, password, address); err != nil {
		return err
	}
	return st.SignInSucceeded(ctx, keysOf(login, address))
}

// ProveBoth is [Prove] for an account with a second factor: the password, and a code of the
// app or a recovery code. The answer does not say which of them was wrong.
func ProveBoth(ctx context.Context, st *store.Store, login, password, entered, address string, at time.Time) error {
	login = Login(login)
	id, _, err := check(ctx, st, login, password, address)
	if err != nil {
		return err
	}
	by, taken, err := takeSecond(ctx, st, id, entered, at)
	if err != nil {
		return err
	}
	if !taken {
		if err := st.SignInFailed(ctx, id, address, by); err != nil {
			return err
		}
		return registry.Errorf(registry.Unauthenticated, "auth.ProveBoth", "パスワードかコードが正しくありません。")
	}
	return st.SignInSucceeded(ctx, keysOf(login, address))
}

// check counts an attempt and checks its password; it gives the account's ID and hash.
func check(ctx context.Context, st *store.Store, login, password, address string) (id int64, hash string, err error) {
	if err := st.SignInAttempt(ctx, keysOf(login, address)); err != nil {
		return 0, "", err
	}
	id, hash, err = st.Credentials(ctx, login)
	if err != nil && registry.CodeOf(err) != registry.NotFound {
		return 0, "", err
	}
	match, err := CheckPassword(ctx, password, hash)
	if err != nil {
		return 0, "", err
	}
	if !match {
		if err := st.SignInFailed(ctx, id, address, byPassword); err != nil {
			return 0, "", err
		}
		return 0, "", registry.Errorf(registry.Unauthenticated, "auth.check", "ログイン名またはパスワードが正しくありません。")
	}
	return id, hash, nil
}

// keysOf are the keys by which attempts are counted. An address counts with its network, so
// that another address of it does not escape the count.
func keysOf(login, address string) store.SignInKeys {
	address = store.Network(address)
	return store.SignInKeys{Pair: digest("pair", login, address), Login: digest("login", login), Address: digest("address", address)}
}

func digest(parts ...string) []byte {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return sum[:]
}

// Login is the form in which logins are stored: half width, lower case, no space
// around.
func Login(s string) string { return strings.ToLower(strings.TrimSpace(norm.NFKC.String(s))) }
