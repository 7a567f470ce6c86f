package store

import (
	"context"
	"time"

	"tetsuzuki/internal/registry"
)

// Session gives the data of a session that has not expired; ok is false where
// there is none. A session is found by the hash of its token only.
func (s *Store) Session(ctx context.Context, tokenHash []byte) (data []byte, ok bool, err error) {
	err = s.get(ctx, &data, "session", tokenHash)
	if registry.CodeOf(err) == registry.NotFound {
		return nil, false, nil
	}
	return data, err == nil, err
}

// SaveSession keeps a session's data; accountID is 0 while nobody is signed in.
func (s *Store) SaveSession(ctx context.Context, tokenHash []byte, accountID int64, data []byte, expires time.Time) error {
	_, err := s.exec(ctx, "session-save", tokenHash, accountID, data, expires)
	return err
}

// DeleteSession ends a session, and removes those that have expired.
func (s *Store) DeleteSession(ctx context.Context, tokenHash []byte) error {
	if _, err := s.exec(ctx, "session-delete", tokenHash); err != nil {
		return err
	}
	_, err := s.exec(ctx, "sessions-delete-expired")
	return err
}
