package store

import (
	"context"
	"time"

	"github.com/lib/pq"

	"tetsuzuki/internal/registry"
)

// SecondFactor returns an account's second factor; NotFound if there is none. It takes no
// scope: a person who signs in has none yet.
func (s *Store) SecondFactor(ctx context.Context, accountID int64) (registry.SecondFactor, error) {
	var r struct {
		Secret []byte
		Since  time.Time
		Codes  int
	}
	err := s.common.get(ctx, &r, "second-factor", accountID)
	return registry.SecondFactor(r), err
}

// AddSecondFactor gives the scope's own account a second factor with recovery codes, stored
// as hashes, and ends every session of the account. step is the time step of the code by
// which the person showed that the app has the secret.
func (s *Store) AddSecondFactor(ctx context.Context, scope registry.Scope, secret []byte, step int64, codes [][]byte) error {
	return s.transact(ctx, scope, nil, func(q querier) error {
		n, err := q.exec(ctx, "second-factor-add", scope.AccountID, secret, step)
		if err != nil {
			return err
		}
		if n == 0 {
			return registry.Errorf(registry.Conflict, "store.AddSecondFactor", "二段階認証は、すでに設定してあります。")
		}
		if _, err := q.exec(ctx, "recovery-codes-add", scope.AccountID, pq.Array(codes)); err != nil {
			return err
		}
		if _, err := q.exec(ctx, "sessions-delete-of-account", scope.AccountID); err != nil {
			return err
		}
		return q.auditAccount(ctx, scope, registry.AuditFactorAdded, scope.AccountID)
	})
}

// RemoveSecondFactor removes an account's second factor and ends every session of the
// account. It may be the scope's own account or, with the power to administer, any.
func (s *Store) RemoveSecondFactor(ctx context.Context, scope registry.Scope, id int64) error {
	const op = "store.RemoveSecondFactor"
	if err := ownOrAdminister(scope, op, id); err != nil {
		return err
	}
	kind := registry.AuditFactorReset
	if scope.AccountID == id {
		kind = registry.AuditFactorRemoved
	}
	return s.transact(ctx, scope, nil, func(q querier) error {
		n, err := q.exec(ctx, "second-factor-remove", id)
		if err := found(n, err, op, "このアカウントには、二段階認証の設定がありません。"); err != nil {
			return err
		}
		if _, err := q.exec(ctx, "sessions-delete-of-account", id); err != nil {
			return err
		}
		return q.auditAccount(ctx, scope, kind, id)
	})
}

// RenewRecoveryCodes replaces the recovery codes of the scope's own account.
func (s *Store) RenewRecoveryCodes(ctx context.Context, scope registry.Scope, codes [][]byte) error {
	return s.transact(ctx, scope, nil, func(q querier) error {
		if _, err := q.exec(ctx, "recovery-codes-delete", scope.AccountID); err != nil {
			return err
		}
		if _, err := q.exec(ctx, "recovery-codes-add", scope.AccountID, pq.Array(codes)); err != nil {
			return err
		}
		return q.auditAccount(ctx, scope, registry.AuditCodesRenewed, scope.AccountID)
	})
}

// TakeCode uses up the code of a time step. taken is false if a code of that step or a
// later one was used before; of several attempts at the same time one succeeds.
func (s *Store) TakeCode(ctx context.Context, accountID, step int64) (taken bool, err error) {
	n, err := s.common.exec(ctx, "second-factor-take", accountID, step)
	return n == 1, err
}

// TakeRecoveryCode uses up a recovery code; taken is false if the account has none with
// that hash.
func (s *Store) TakeRecoveryCode(ctx context.Context, accountID int64, hash []byte) (taken bool, err error) {
	n, err := s.common.exec(ctx, "recovery-code-take", accountID, hash)
	return n == 1, err
}
