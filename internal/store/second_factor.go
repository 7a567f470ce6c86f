package store

import (
	"context"
	"time"

	"github.com/lib/pq"

	"tetsuzuki/internal/registry"
)

// SecondFactor gives an account's second factor; a NotFound error where there is
// none. It asks for no scope, because whoever signs in has none yet.
func (s *Store) SecondFactor(ctx context.Context, accountID int64) (registry.SecondFactor, error) {
	var r struct {
		Secret []byte
		Since  time.Time
		Codes  int
	}
	err := s.common.get(ctx, &r, "second-factor", accountID)
	return registry.SecondFactor(r), err
}

// AddSecondFactor sets the scope's own account up with a second factor and its
// recovery codes' hashes, and ends every session of the account. step is that of the
// code which showed that the app has the secret.
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

// RemoveSecondFactor takes an account's second factor away, one's own or with the
// power to administer any, and ends every session of the account.
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

// RenewRecoveryCodes puts new recovery codes in the place of those that the scope's
// own account has.
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

// TakeCode notes that a code of a step is used up; taken is false where one of that
// step or a later one was before. Of many at once one is taken.
func (s *Store) TakeCode(ctx context.Context, accountID, step int64) (taken bool, err error) {
	n, err := s.common.exec(ctx, "second-factor-take", accountID, step)
	return n == 1, err
}

// TakeRecoveryCode uses a recovery code up; taken is false where there is none with
// that hash.
func (s *Store) TakeRecoveryCode(ctx context.Context, accountID int64, hash []byte) (taken bool, err error) {
	n, err := s.common.exec(ctx, "recovery-code-take", accountID, hash)
	return n == 1, err
}
