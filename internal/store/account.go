package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"tetsuzuki/internal/registry"
)

// accountRow is an account as the queries give it.
type accountRow struct {
	ID           int64
	Login        string
	Name         string
	Role         registry.Role
	BureauID     int          `db:"bureau_id"`
	BureauName   string       `db:"bureau_name"`
	CreatedAt    time.Time    `db:"created_at"`
	DisabledAt   sql.NullTime `db:"disabled_at"`
	LastSignInAt sql.NullTime `db:"last_sign_in_at"`
	Sample       bool
	Password     bool
	Email        string
	Mails        bool
	InitialUntil sql.NullTime `db:"initial_until"`
	SecondFactor bool         `db:"second_factor"`
}

func (r accountRow) account() registry.Account {
	return registry.Account{ID: r.ID, Login: r.Login, Name: r.Name, Role: r.Role, BureauID: r.BureauID,
		BureauName: r.BureauName, CreatedAt: r.CreatedAt, DisabledAt: r.DisabledAt.Time,
		LastSignInAt: r.LastSignInAt.Time, Sample: r.Sample, Password: r.Password,
		Email: r.Email, Mails: r.Mails,
		InitialUntil: r.InitialUntil.Time, SecondFactor: r.SecondFactor}
}

// Accounts lists every account, those that may not sign in last.
func (s *Store) Accounts(ctx context.Context, scope registry.Scope) ([]registry.Account, error) {
	if err := scope.Require("store.Accounts", registry.Administer); err != nil {
		return nil, err
	}
	var rows []accountRow
	if err := s.common.list(ctx, &rows, "accounts"); err != nil {
		return nil, err
	}
	accounts := make([]registry.Account, len(rows))
	for i, r := range rows {
		accounts[i] = r.account()
	}
	return accounts, nil
}

// Account returns one account: the scope's own, or any with the power to administer.
func (s *Store) Account(ctx context.Context, scope registry.Scope, id int64) (registry.Account, error) {
	if err := ownOrAdminister(scope, "store.Account", id); err != nil {
		return registry.Account{}, err
	}
	return account(ctx, s.common, id)
}

func account(ctx context.Context, q querier, id int64) (registry.Account, error) {
	var r accountRow
	if err := q.get(ctx, &r, "account", id); err != nil {
		return registry.Account{}, err
	}
	return r.account(), nil
}

// AddAccount adds an account and returns its ID. With an empty hash the account cannot
// sign in by password. InitialUntil is set where somebody else has chosen the password.
func (s *Store) AddAccount(ctx context.Context, scope registry.Scope, a registry.Account, passwordHash string) (int64, error) {
	if err := scope.Require("store.AddAccount", registry.Administer); err != nil {
		return 0, err
	}
	var id int64
	err := s.transact(ctx, scope, nil, func(q querier) (err error) {
		if id, err = q.addAccount(ctx, scope, NewAccount{Account: a, PasswordHash: passwordHash}); err != nil {
			return err
		}
		return q.audit(ctx, scope, registry.AuditAccountAdded, a.Login, accountDetail(a))
	})
	return id, err
}

// NewAccount is an account to be added.
type NewAccount struct {
	registry.Account
	PasswordHash string
	Mailed       bool // instead, a link by which the person chooses a password is mailed
}

// AddAccounts adds all of some accounts, or none, and records that as one act in the audit log.
func (s *Store) AddAccounts(ctx context.Context, scope registry.Scope, accounts []NewAccount) error {
	const op = "store.AddAccounts"
	if err := scope.Require(op, registry.Administer); err != nil {
		return err
	}
	return s.transact(ctx, scope, nil, func(q querier) error {
		added := make([]string, len(accounts))
		for i, a := range accounts {
			if _, err := q.addAccount(ctx, scope, a); err != nil {
				return err
			}
			added[i] = strings.Join(strings.Fields(strings.Join([]string{a.Login, a.Name, a.Role.Label(), a.BureauName, a.Email}, " ")), " ")
		}
		return q.audit(ctx, scope, registry.AuditAccountAdded, fmt.Sprintf("一覧から%d人", len(accounts)), map[string]any{"accounts": added})
	})
}

func (q querier) addAccount(ctx context.Context, scope registry.Scope, a NewAccount) (id int64, err error) {
	if err := q.employs(ctx, "store.addAccount", a.BureauID); err != nil {
		return 0, err
	}
	if err := q.get(ctx, &id, "account-add", a.Login, a.Name, a.Role, a.BureauID, a.PasswordHash, a.Sample,
		since(a.InitialUntil)); err != nil {
		return 0, err
	}
	if _, err = q.exec(ctx, "account-set-email", id, a.Email); err != nil || !a.Mailed {
		return id, err
	}
	return id, q.mailPasswordLink(ctx, "store.addAccount", scope, id, a.InitialUntil)
}

// employs is nil if people of a bureau (0: none) can have accounts.
func (q querier) employs(ctx context.Context, op string, bureau int) error {
	if bureau == 0 {
		return nil
	}
	bureaus, err := q.bureaus(ctx)
	if err != nil {
		return err
	}
	today, err := q.today(ctx)
	if err != nil {
		return err
	}
	return registry.BureauWithID(bureaus, bureau).Employs(bureaus, op, "bureau", today)
}

// accountDetail is an account's state for the audit log.
func accountDetail(a registry.Account) map[string]any {
	return map[string]any{"name": a.Name, "role": a.Role, "bureau": a.BureauID, "email": a.Email}
}

// ChangeAccount sets an account's name, role, bureau and address.
func (s *Store) ChangeAccount(ctx context.Context, scope registry.Scope, a registry.Account) error {
	if err := scope.Require("store.ChangeAccount", registry.Administer); err != nil {
		return err
	}
	return s.keepingAnAdministrator(ctx, func(q querier) error {
		before, err := account(ctx, q, a.ID)
		if registry.CodeOf(err) == registry.NotFound {
			return registry.Errorf(registry.NotFound, "store.ChangeAccount", "このアカウントはありません。")
		}
		if err != nil {
			return err
		}
		if a.BureauID != before.BureauID {
			if err := q.employs(ctx, "store.ChangeAccount", a.BureauID); err != nil {
				return err
			}
		}
		if _, err := q.exec(ctx, "account-change", a.ID, a.Name, a.Role, a.BureauID); err != nil {
			return err
		}
		if _, err := q.exec(ctx, "account-set-email", a.ID, a.Email); err != nil {
			return err
		}
		return q.audit(ctx, scope, registry.AuditAccountChanged, before.Login,
			map[string]any{"before": accountDetail(before), "after": accountDetail(a)})
	})
}

// SetMails says whether the scope's account wants notices by e-mail.
func (s *Store) SetMails(ctx context.Context, scope registry.Scope, on bool) error {
	n, err := s.common.exec(ctx, "account-set-mails", scope.AccountID, on)
	return found(n, err, "store.SetMails", "このアカウントにはメールアドレスがありません。管理者に登録を依頼してください。")
}

// DisableAccount keeps an account from signing in, and ends its sessions and
// tokens at once.
func (s *Store) DisableAccount(ctx context.Context, scope registry.Scope, id int64) error {
	const op = "store.DisableAccount"
	if err := scope.Require(op, registry.Administer); err != nil {
		return err
	}
	if id == scope.AccountID {
		return registry.Errorf(registry.Conflict, op, "ご自身のアカウントは停止できません。ほかの管理者に依頼してください。")
	}
	return s.keepingAnAdministrator(ctx, func(q querier) error {
		n, err := q.exec(ctx, "account-disable", id)
		if err := found(n, err, op, "このアカウントはないか、すでに停止しています。"); err != nil {
			return err
		}
		if _, err := q.exec(ctx, "sessions-delete-of-account", id); err != nil {
			return err
		}
		if _, err := q.exec(ctx, "tokens-revoke-of-account", id); err != nil {
			return err
		}
		return q.auditAccount(ctx, scope, registry.AuditAccountDisabled, id)
	})
}

// DisableAccounts is [Store.DisableAccount] for all of some accounts, or none.
func (s *Store) DisableAccounts(ctx context.Context, scope registry.Scope, ids []int64) error {
	if len(ids) == 0 {
		return &registry.Error{Code: registry.Invalid, Op: "store.DisableAccounts", Field: "account", Message: "停止するアカウントを1つ以上選んでください。"}
	}
	return s.Transact(ctx, func(tx *Store) error {
		for _, id := range ids {
			if err := tx.DisableAccount(ctx, scope, id); err != nil {
				return err
			}
		}
		return nil
	})
}

// EnableAccount lets an account sign in again.
func (s *Store) EnableAccount(ctx context.Context, scope registry.Scope, id int64) error {
	const op = "store.EnableAccount"
	if err := scope.Require(op, registry.Administer); err != nil {
		return err
	}
	return s.transact(ctx, scope, nil, func(q querier) error {
		n, err := q.exec(ctx, "account-enable", id)
		if err := found(n, err, op, "このアカウントはありません。"); err != nil {
			return err
		}
		return q.auditAccount(ctx, scope, registry.AuditAccountEnabled, id)
	})
}

// auditAccount records an act on an account in the audit log.
func (q querier) auditAccount(ctx context.Context, scope registry.Scope, kind registry.AuditKind, id int64) error {
	a, err := account(ctx, q, id)
	if err != nil {
		return err
	}
	return q.audit(ctx, scope, kind, a.Login, nil)
}

// SetPassword stores the hash of a password that the scope's account chose for
// itself, and ends every session of the account.
func (s *Store) SetPassword(ctx context.Context, scope registry.Scope, hash string) error {
	if scope.AccountID == 0 {
		return registry.Errorf(registry.Forbidden, "store.SetPassword", "ご自身のパスワードだけを変更できます。")
	}
	return s.transact(ctx, scope, nil, func(q querier) error {
		if err := q.setPassword(ctx, scope.AccountID, hash, time.Time{}); err != nil {
			return err
		}
		return q.auditAccount(ctx, scope, registry.AuditPasswordChanged, scope.AccountID)
	})
}

// ResetPassword stores the hash of a password that somebody else chose for an account,
// valid until a moment by which the person has to choose another. It ends the account's
// sessions and, unless they are to be kept, its API tokens, since an account is also reset
// after an intrusion. tokens is how many tokens ended, or were kept.
func (s *Store) ResetPassword(
	ctx context.Context,
	scope registry.Scope,
	id int64,
	hash string,
	until time.Time,
	keepTokens bool,
) (tokens int64, err error) {
	if err := scope.Require("store.ResetPassword", registry.Administer); err != nil {
		return 0, err
	}
	err = s.transact(ctx, scope, nil, func(q querier) (err error) {
		tokens, err = q.resetPassword(ctx, scope, id, hash, until, keepTokens, map[string]any{})
		return err
	})
	return tokens, err
}

// resetPassword is ResetPassword within a transaction; an empty hash leaves no password.
func (q querier) resetPassword(
	ctx context.Context,
	scope registry.Scope,
	id int64,
	hash string,
	until time.Time,
	keepTokens bool,
	detail map[string]any,
) (tokens int64, err error) {
	if err := q.setPassword(ctx, id, hash, until); err != nil {
		return 0, err
	}
	if keepTokens {
		err = q.get(ctx, &tokens, "tokens-in-force", id)
		detail["tokens_kept"] = tokens
	} else {
		tokens, err = q.exec(ctx, "tokens-revoke-of-account", id)
		detail["tokens"] = tokens
	}
	if err != nil {
		return 0, err
	}
	a, err := account(ctx, q, id)
	if err != nil {
		return 0, err
	}
	return tokens, q.audit(ctx, scope, registry.AuditPasswordReset, a.Login, detail)
}

// setPassword stores the hash of a password (empty: there is none), and ends every session of
// the account and a link by which one could be chosen.
func (q querier) setPassword(ctx context.Context, id int64, hash string, until time.Time) error {
	n, err := q.exec(ctx, "account-set-password", id, hash, since(until))
	if err := found(n, err, "store.setPassword", "このアカウントはありません。"); err != nil {
		return err
	}
	if _, err := q.exec(ctx, "password-link-end", id); err != nil {
		return err
	}
	_, err = q.exec(ctx, "sessions-delete-of-account", id)
	return err
}

// keepingAnAdministrator runs fn in a transaction that fails if no administrator would
// remain.
func (s *Store) keepingAnAdministrator(ctx context.Context, fn func(querier) error) error {
	return s.transact(ctx, registry.Scope{}, nil, func(q querier) error {
		var before []int64
		if err := q.list(ctx, &before, "administrators-lock"); err != nil {
			return err
		}
		if err := fn(q); err != nil {
			return err
		}
		var left int
		if err := q.get(ctx, &left, "administrators-left"); err != nil {
			return err
		}
		if left == 0 && len(before) > 0 {
			return registry.Errorf(registry.Conflict, "store.keepingAnAdministrator",
				"管理者が一人もいなくなるため、この変更はできません。先にほかの管理者を登録してください。")
		}
		return nil
	})
}

func ownOrAdminister(scope registry.Scope, op string, id int64) error {
	if scope.AccountID != 0 && scope.AccountID == id {
		return nil
	}
	return scope.Require(op, registry.Administer)
}

// found is a NotFound error if no row was affected.
func found(n int64, err error, op, message string) error {
	if err == nil && n == 0 {
		return registry.Errorf(registry.NotFound, op, "%s", message)
	}
	return err
}

// HasSample reports whether the registry holds made-up data; every page then says so. It
// takes no scope, since the answer concerns no bureau's data.
func (s *Store) HasSample(ctx context.Context) (bool, error) {
	return Remember(ctx, s, registry.Scope{}, Question{Name: "sample", Set: true}, func(ctx context.Context) (sample bool, err error) {
		err = s.whole(ctx, nil, func(q querier) error { return q.get(ctx, &sample, "has-sample") })
		return sample, err
	})
}
