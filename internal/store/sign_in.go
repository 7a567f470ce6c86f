package store

import (
	"context"
	"crypto/sha256"
	"strconv"
	"strings"

	"tetsuzuki/internal/registry"
)

// Credentials returns the ID and the password hash of the account with a login, if it may
// sign in. It takes no scope: a person who signs in has none yet.
func (s *Store) Credentials(ctx context.Context, login string) (id int64, hash string, err error) {
	var r struct {
		ID           int64
		PasswordHash string `db:"password_hash"`
	}
	err = s.common.get(ctx, &r, "account-credentials", login)
	return r.ID, r.PasswordHash, err
}

// SignedIn records that an account signed in from an address, and returns the account with
// the moment of its previous sign-in. by is how the person proved who it is.
func (s *Store) SignedIn(ctx context.Context, id int64, address, by string) (a registry.Account, err error) {
	err = s.transact(ctx, registry.Scope{}, nil, func(q querier) error {
		if a, err = account(ctx, q, id); err != nil {
			return err
		}
		if _, err := q.exec(ctx, "account-signed-in", id); err != nil {
			return err
		}
		return q.audit(ctx, registry.ScopeOf(a).From(address), registry.AuditSignIn, a.Login, map[string]any{"by": by})
	})
	return a, err
}

// How many failed sign-ins of one account, or of unknown logins, are recorded in an hour:
// from one network, and in all. Without limits an attacker could fill the log.
const (
	notedOfNetwork = 100
	notedInAll     = 1000
)

// SignInFailed records a failed sign-in of an account or, with ID 0, of an unknown login.
// The unknown login itself is not recorded: people type passwords there by mistake. Both
// cases run the same statement, so that the time does not show whether the login exists.
func (s *Store) SignInFailed(ctx context.Context, id int64, address, by string) error {
	count := func(of string) []byte {
		sum := sha256.Sum256([]byte(strings.Join([]string{"noted", by, strconv.FormatInt(id, 10), of}, "\x00")))
		return sum[:]
	}
	_, err := s.common.exec(ctx, "sign-in-failed", id, string(registry.AuditSignInFailed), address, by,
		count(Network(address)), notedOfNetwork, count("all"), notedInAll)
	return err
}

// SignedOut records that the scope's account signed out.
func (s *Store) SignedOut(ctx context.Context, scope registry.Scope) error {
	return s.common.auditAccount(ctx, scope, registry.AuditSignOut, scope.AccountID)
}

// SignInKeys are the digests under which attempts to sign in are counted.
type SignInKeys struct {
	Pair    []byte // the login from the address
	Login   []byte // the login from anywhere
	Address []byte // any login from the address
}

// The failures within an hour after which a sign-in has to wait: of one login from one
// address, of one login from anywhere, and of any login from one address. The second is
// higher so that a stranger cannot easily lock somebody out, the third because a whole
// office may share an address.
const (
	pairFailures    = 5
	loginFailures   = 20
	addressFailures = 100
)

// SignInAttempt counts an attempt to sign in. It is an Unavailable error after too many
// failures.
func (s *Store) SignInAttempt(ctx context.Context, k SignInKeys) error {
	return s.transact(ctx, registry.Scope{}, nil, func(q querier) error {
		for _, c := range []struct {
			query string
			key   []byte
			limit int
		}{
			{"sign-in-attempt", k.Pair, pairFailures},
			{"sign-in-attempt", k.Login, loginFailures},
			{"sign-in-attempt-within-hour", k.Address, addressFailures},
		} {
			var failures int
			err := q.get(ctx, &failures, c.query, c.key, c.limit)
			if registry.CodeOf(err) == registry.NotFound {
				return registry.Errorf(registry.Unavailable, "store.SignInAttempt",
					"サインインの失敗が続いたため、しばらく受け付けられません。15分ほどおいてもう一度お試しください。")
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// SignInSucceeded deletes the failed attempts of a login, and all that are more than a day
// old. The attempts of the address stay: otherwise a person with an account could reset
// them and try other accounts without end.
func (s *Store) SignInSucceeded(ctx context.Context, k SignInKeys) error {
	for _, c := range []struct {
		query string
		args  []any
	}{
		{"sign-in-succeeded", []any{k.Pair}},
		{"sign-in-succeeded", []any{k.Login}},
		{"sign-in-attempt-forgive", []any{k.Address}},
		{"sign-in-attempts-forget", nil},
	} {
		if _, err := s.common.exec(ctx, c.query, c.args...); err != nil {
			return err
		}
	}
	return nil
}

// SignInContinues takes back the count of an attempt whose password was right and whose
// second factor is still to come. Earlier failures stay counted.
func (s *Store) SignInContinues(ctx context.Context, k SignInKeys) error {
	for _, key := range [][]byte{k.Pair, k.Login, k.Address} {
		if _, err := s.common.exec(ctx, "sign-in-attempt-forgive", key); err != nil {
			return err
		}
	}
	return nil
}
