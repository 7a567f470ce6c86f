package store

import (
	"context"
	"time"

	"tetsuzuki/internal/registry"
)

// AddSession begins a session that lasts for a time, measured by the database's clock
// alone since the machines' clocks may differ. It uses Key, Address and Agent of v;
// accountID is 0 while nobody is signed in.
func (s *Store) AddSession(
	ctx context.Context,
	tokenHash []byte,
	accountID int64,
	v registry.Session,
	data []byte,
	lasts time.Duration,
) error {
	_, err := s.common.exec(ctx, "session-add", tokenHash, accountID, data, lasts.Microseconds(), v.Key, v.Address, v.Agent)
	return err
}

// SaveSession stores new data of a session and prolongs it like AddSession, in all for no
// longer than most; it is a NotFound error if the session has ended.
func (s *Store) SaveSession(
	ctx context.Context,
	tokenHash []byte,
	accountID int64,
	v registry.Session,
	data []byte,
	lasts, most time.Duration,
) error {
	n, err := s.common.exec(ctx, "session-keep", tokenHash, accountID, data, lasts.Microseconds(), v.Key, v.Address, v.Agent,
		most.Microseconds())
	return found(n, err, "store.SaveSession", "サインインは、すでに終わっています。")
}

// DeleteSession ends a session, and removes those that have expired.
func (s *Store) DeleteSession(ctx context.Context, tokenHash []byte) error {
	if _, err := s.common.exec(ctx, "session-delete", tokenHash); err != nil {
		return err
	}
	_, err := s.common.exec(ctx, "sessions-delete-expired")
	return err
}

// Sessions lists the sessions of the scope's own account, the last used first.
func (s *Store) Sessions(ctx context.Context, scope registry.Scope) ([]registry.Session, error) {
	var rows []struct {
		Key       string
		CreatedAt time.Time `db:"created_at"`
		SeenAt    time.Time `db:"seen_at"`
		Address   string
		Agent     string
	}
	if err := s.common.list(ctx, &rows, "sessions-of-account", scope.AccountID); err != nil {
		return nil, err
	}
	sessions := make([]registry.Session, len(rows))
	for i, r := range rows {
		sessions[i] = registry.Session(r)
	}
	return sessions, nil
}

// EndSession ends one of the scope's own sessions at once.
func (s *Store) EndSession(ctx context.Context, scope registry.Scope, key string) error {
	return s.transact(ctx, scope, nil, func(q querier) error {
		n, err := q.exec(ctx, "session-end", scope.AccountID, key)
		if err := found(n, err, "store.EndSession", "このサインインは、すでに終わっています。"); err != nil {
			return err
		}
		return q.auditAccount(ctx, scope, registry.AuditSessionEnded, scope.AccountID)
	})
}

// EndOtherSessions ends every session of the scope's own account but the one with
// a key, and gives how many.
func (s *Store) EndOtherSessions(ctx context.Context, scope registry.Scope, key string) (n int64, err error) {
	err = s.transact(ctx, scope, nil, func(q querier) error {
		if n, err = q.exec(ctx, "sessions-end-others", scope.AccountID, key); err != nil {
			return err
		}
		return q.auditAccount(ctx, scope, registry.AuditSessionEnded, scope.AccountID)
	})
	return n, err
}
