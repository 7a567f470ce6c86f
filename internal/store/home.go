package store

import (
	"context"
	"database/sql"
	"time"

	"tetsuzuki/internal/registry"
)

// FormName is what the audit log calls the blank inventory form.
const FormName = "棚卸の様式"

// OpenUpload is an upload that is under way.
type OpenUpload struct {
	ID         int64
	State      registry.UploadState
	FileName   string `db:"file_name"`
	BureauID   int    `db:"bureau_id"`
	AccountID  int64  `db:"account_id"`
	Actor      string
	ReceivedAt time.Time `db:"received_at"`
	At         time.Time // of the last act on it
	By         string    // whose that was
	Text       string    // of that act
	Remarks    int       // of the approver, of a returned one
	Questions  int       // that are open
}

// OpenUploads lists up to limit uploads that are under way and that the scope reaches, the
// newest first.
func (s *Store) OpenUploads(ctx context.Context, scope registry.Scope, limit int) (uploads []OpenUpload, err error) {
	if err := scope.Require("store.OpenUploads", registry.Read); err != nil {
		return nil, err
	}
	err = s.list(ctx, scope, &uploads, "home-uploads", orNull(scope.BureauID), limit)
	return uploads, err
}

// ChangesSince lists up to limit changes by others after a moment that touched processes
// which the scope reaches, the newest first.
func (s *Store) ChangesSince(ctx context.Context, scope registry.Scope, since time.Time, limit int) ([]registry.HomeChange, error) {
	if err := scope.Require("store.ChangesSince", registry.Read); err != nil {
		return nil, err
	}
	var rows []struct {
		ID        int64
		At        time.Time
		Actor     string
		Kind      registry.ChangeKind
		Reason    string
		UploadID  int64 `db:"upload_id"`
		Processes int
		ProcessID int64 `db:"process_id"`
		Name      string
	}
	if err := s.list(ctx, scope, &rows, "home-changes", since, orNull(scope.BureauID), scope.AccountID, limit); err != nil {
		return nil, err
	}
	changes := make([]registry.HomeChange, len(rows))
	for i, r := range rows {
		changes[i] = registry.HomeChange{ID: r.ID, At: r.At, Actor: r.Actor, Kind: r.Kind, Reason: r.Reason, UploadID: r.UploadID,
			Processes: r.Processes, ProcessID: registry.ProcessID(r.ProcessID), Name: r.Name}
	}
	return changes, nil
}

// HereBefore is when the scope's account signed in before its last sign-in; zero: never.
func (s *Store) HereBefore(ctx context.Context, scope registry.Scope) (time.Time, error) {
	var at sql.NullTime
	err := s.common.get(ctx, &at, "home-here-before", scope.AccountID)
	return at.Time, err
}

// LapsedAccounts counts the accounts whose first password has lapsed.
func (s *Store) LapsedAccounts(ctx context.Context, scope registry.Scope) (n int, err error) {
	if err := scope.Require("store.LapsedAccounts", registry.Administer); err != nil {
		return 0, err
	}
	err = s.common.get(ctx, &n, "home-accounts")
	return n, err
}

// Setup is what there is of what a registry needs before its first file.
type Setup struct {
	Bureaus      int
	Officers     int // bureaus that have one
	Approvers    int // as above
	Headquarters int // accounts
	Rounds       int
	Form         bool // somebody has taken the form to send out
	Uploads      int
}

// Setup says how far an empty registry is; not ok for one that has processes. It counts
// and names nothing, so it is the same for every scope.
func (s *Store) Setup(ctx context.Context, scope registry.Scope, now time.Time) (setup Setup, ok bool, err error) {
	if err := scope.Require("store.Setup", registry.Read); err != nil {
		return setup, false, err
	}
	err = s.whole(ctx, nil, func(q querier) error {
		if err := q.get(ctx, &ok, "home-empty"); err != nil || !ok {
			return err
		}
		return q.get(ctx, &setup, "home-setup", registry.DateOf(now), FormName)
	})
	return setup, ok, err
}
