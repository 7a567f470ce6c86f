package store

import (
	"context"
	"database/sql"
	"time"

	"tetsuzuki/internal/registry"
)

// Caller is who makes a request, and what the registry was when it began.
type Caller struct {
	Account     registry.Account // zero: nobody is signed in
	Session     []byte           // its data; nil: there is no session, or it has expired
	Edition     Edition
	Sealed      int64     // the last seal: everything that decides something was written by then
	NoticesRead time.Time // until when the account has read its notices; zero: never
	Due         bool      // the last use of the session or token has to be noted
	token       int64
}

// useNoted is how long the last use of a session or token is not noted again.
const useNoted = time.Minute

// CallerBySession finds who has the session with a token's hash; the database has only the
// hashes. It takes no scope: the session grants one. The use is due to be noted once in
// a minute, or more often where a session lasts for less than some minutes.
func (s *Store) CallerBySession(ctx context.Context, tokenHash []byte, lasts time.Duration) (Caller, error) {
	return s.caller(ctx, "caller-by-session", tokenHash, min(useNoted, lasts/10))
}

// SessionUsed notes that a session is used, which prolongs it, see [Store.SaveSession].
func (s *Store) SessionUsed(ctx context.Context, tokenHash []byte, lasts, most time.Duration) error {
	_, err := s.common.exec(ctx, "session-used", tokenHash, lasts.Microseconds(), most.Microseconds())
	return err
}

// CallerByToken finds who has the valid API token with that hash, and notes its use; a
// NotFound error if nobody has. It takes no scope: the token grants one.
func (s *Store) CallerByToken(ctx context.Context, hash []byte) (Caller, error) {
	c, err := s.caller(ctx, "caller-by-token", hash, useNoted)
	if err != nil {
		return Caller{}, err
	}
	if c.Account.ID == 0 {
		return Caller{}, mapError("store.CallerByToken", sql.ErrNoRows)
	}
	if c.Due {
		if _, err := s.common.exec(ctx, "token-used", c.token); err != nil {
			return Caller{}, err
		}
	}
	return c, nil
}

func (s *Store) caller(ctx context.Context, query string, hash []byte, noted time.Duration) (Caller, error) {
	var row struct {
		Edition
		accountRow
		Sealed      int64
		NoticesRead sql.NullTime `db:"notices_read"`
		Data        []byte
		Due         bool
		Token       int64
	}
	if err := s.common.get(ctx, &row, query, hash, noted.Seconds()); err != nil {
		return Caller{}, err
	}
	c := Caller{Session: row.Data, Edition: row.Edition, Sealed: row.Sealed, NoticesRead: row.NoticesRead.Time,
		Due: row.Due, token: row.Token}
	if row.ID != 0 {
		c.Account = row.account()
	}
	return c, nil
}
