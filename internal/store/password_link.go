package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"tetsuzuki/internal/registry"
)

// mailPasswordLink has a link mailed to an account by which the person chooses a password until
// a moment. It takes the place of an earlier link.
func (q querier) mailPasswordLink(ctx context.Context, op string, scope registry.Scope, id int64, until time.Time) error {
	a, err := account(ctx, q, id)
	if err != nil {
		return err
	}
	if a.Email == "" {
		return &registry.Error{Code: registry.Invalid, Op: op, Field: "email",
			Message: "メールで送るには、メールアドレスを入力してください。例：yamada@example.lg.jp"}
	}
	if _, err := q.exec(ctx, "password-link-end", id); err != nil {
		return err
	}
	_, err = q.exec(ctx, "password-link-make", id, until, scope.Actor)
	return err
}

// AddMailedAccount adds an account without a password, and has a link mailed to the person by
// which to choose one until [registry.Account.InitialUntil].
func (s *Store) AddMailedAccount(ctx context.Context, scope registry.Scope, a registry.Account) (id int64, err error) {
	const op = "store.AddMailedAccount"
	if err := scope.Require(op, registry.Administer); err != nil {
		return 0, err
	}
	err = s.transact(ctx, scope, nil, func(q querier) error {
		if id, err = q.addAccount(ctx, scope, NewAccount{Account: a, Mailed: true}); err != nil {
			return err
		}
		detail := accountDetail(a)
		detail["password_link"] = true
		return q.audit(ctx, scope, registry.AuditAccountAdded, a.Login, detail)
	})
	return id, err
}

// MailPasswordLink ends the password of an account, its sessions and, unless they are to be
// kept, its API tokens, and has a link mailed to the person by which to choose another password
// until a moment. tokens is how many tokens ended, or were kept.
func (s *Store) MailPasswordLink(ctx context.Context, scope registry.Scope, id int64, until time.Time, keepTokens bool) (
	tokens int64, err error) {
	const op = "store.MailPasswordLink"
	if err := scope.Require(op, registry.Administer); err != nil {
		return 0, err
	}
	err = s.transact(ctx, scope, nil, func(q querier) error {
		if tokens, err = q.resetPassword(ctx, scope, id, "", until, keepTokens, map[string]any{"password_link": true}); err != nil {
			return err
		}
		return q.mailPasswordLink(ctx, op, scope, id, until)
	})
	return tokens, err
}

// NewPasswordToken makes what the link of a claimed mail has; not ok where the link has ended.
// The token is stored nowhere, only its hash.
func (s *Store) NewPasswordToken(ctx context.Context, scope registry.Scope, mail int64) (l registry.PasswordLink, ok bool, err error) {
	if err := mailing(scope, "store.NewPasswordToken"); err != nil {
		return l, false, err
	}
	token := rand.Text()
	err = s.transact(ctx, scope, nil, func(q querier) error {
		var rows []struct {
			Login string
			Until time.Time
		}
		if err := q.list(ctx, &rows, "password-link-sent", mail, hashOf(token)); err != nil || len(rows) == 0 {
			return err
		}
		l, ok = registry.PasswordLink{Login: rows[0].Login, Until: rows[0].Until, Token: token}, true
		return nil
	})
	return l, ok, err
}

func hashOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// errLinkEnded is what is said of a link that counts no more, or never did.
func errLinkEnded(op string) error {
	return registry.Errorf(registry.NotFound, op,
		"このリンクは使えません。使い終わったか、期限を過ぎています。管理者に、リンクを送り直すよう依頼してください。")
}

// PasswordLinkAccount finds whose password a link lets choose. It takes no scope: a person who
// has no password yet has none.
func (s *Store) PasswordLinkAccount(ctx context.Context, token string) (a registry.Account, err error) {
	err = s.transact(ctx, registry.Scope{}, nil, func(q querier) error {
		a, err = q.linkAccount(ctx, "store.PasswordLinkAccount", token)
		return err
	})
	return a, err
}

func (q querier) linkAccount(ctx context.Context, op, token string) (registry.Account, error) {
	var ids []int64
	if err := q.list(ctx, &ids, "password-link-of", hashOf(token)); err != nil {
		return registry.Account{}, err
	}
	if len(ids) == 0 {
		return registry.Account{}, errLinkEnded(op)
	}
	return account(ctx, q, ids[0])
}

// SetPasswordByLink stores the hash of the password that a person chose by a link, from an
// address. The link can be used once.
func (s *Store) SetPasswordByLink(ctx context.Context, token, hash, address string) error {
	return s.transact(ctx, registry.Scope{}, nil, func(q querier) error {
		a, err := q.linkAccount(ctx, "store.SetPasswordByLink", token)
		if err != nil {
			return err
		}
		if err := q.setPassword(ctx, a.ID, hash, time.Time{}); err != nil {
			return err
		}
		return q.auditAccount(ctx, registry.ScopeOf(a).From(address), registry.AuditPasswordChanged, a.ID)
	})
}
