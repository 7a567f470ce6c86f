package store

import (
	"context"
	"database/sql"
	"time"

	"tetsuzuki/internal/registry"
)

// Tokens lists the API tokens of the scope's own account, those in force first.
func (s *Store) Tokens(ctx context.Context, scope registry.Scope) ([]registry.Token, error) {
	var rows []struct {
		ID         int64
		Name       string
		CreatedAt  time.Time    `db:"created_at"`
		ExpiresAt  time.Time    `db:"expires_at"`
		LastUsedAt sql.NullTime `db:"last_used_at"`
		RevokedAt  sql.NullTime `db:"revoked_at"`
	}
	if err := s.common.list(ctx, &rows, "tokens", scope.AccountID); err != nil {
		return nil, err
	}
	tokens := make([]registry.Token, len(rows))
	for i, r := range rows {
		tokens[i] = registry.Token{ID: r.ID, Name: r.Name, CreatedAt: r.CreatedAt, ExpiresAt: r.ExpiresAt,
			LastUsedAt: r.LastUsedAt.Time, RevokedAt: r.RevokedAt.Time}
	}
	return tokens, nil
}

// AddToken stores the hash of a new API token of the scope's own account.
func (s *Store) AddToken(ctx context.Context, scope registry.Scope, name string, hash []byte, expires time.Time) (int64, error) {
	if scope.AccountID == 0 {
		return 0, registry.Errorf(registry.Invalid, "store.AddToken", "トークンはアカウントごとに作ります。アカウントを指定してください。")
	}
	var id int64
	err := s.transact(ctx, scope, nil, func(q querier) error {
		if err := q.get(ctx, &id, "token-add", scope.AccountID, name, hash, expires); err != nil {
			return err
		}
		a, err := account(ctx, q, scope.AccountID)
		if err != nil {
			return err
		}
		return q.audit(
			ctx,
			scope,
			registry.AuditTokenAdded,
			name,
			map[string]any{"token": id, "account": a.Login, "expires_at": expires.UTC().Format(time.RFC3339)},
		)
	})
	return id, err
}

// RevokeToken ends one of the scope's own tokens at once.
func (s *Store) RevokeToken(ctx context.Context, scope registry.Scope, id int64) error {
	return s.transact(ctx, scope, nil, func(q querier) error {
		var name string
		err := q.get(ctx, &name, "token-revoke", id, scope.AccountID)
		if registry.CodeOf(err) == registry.NotFound {
			return registry.Errorf(registry.NotFound, "store.RevokeToken", "このトークンはないか、すでに取り消されています。")
		}
		if err != nil {
			return err
		}
		a, err := account(ctx, q, scope.AccountID)
		if err != nil {
			return err
		}
		return q.audit(ctx, scope, registry.AuditTokenRevoked, name, map[string]any{"token": id, "account": a.Login})
	})
}
