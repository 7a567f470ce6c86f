package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"time"

	"tetsuzuki/internal/registry"
)

// change is a write to the registry that has begun.
type change struct {
	ID int64
	At time.Time // the versions that it opens begin then, those that it closes end then
}

// lockChain makes this transaction the only writer until it ends.
func (q querier) lockChain(ctx context.Context) error {
	_, err := q.exec(ctx, "change-lock")
	return err
}

// beginChange begins a change: it assigns a number and a moment later than those of every
// other change. The caller holds the lock of the chain (lockChain), writes its versions
// with this number and moment, and calls endChange last.
func (q querier) beginChange(ctx context.Context) (change, error) {
	var c change
	err := q.get(ctx, &c, "change-begin")
	return c, err
}

// endChange appends the change to the chain, with the digest of everything it wrote.
func (q querier) endChange(
	ctx context.Context,
	scope registry.Scope,
	c change,
	kind registry.ChangeKind,
	reason string,
	uploadID int64,
) error {
	var contents []changeContent
	if err := q.list(ctx, &contents, "change-contents", c.ID, c.ID); err != nil {
		return err
	}
	content := emptyContent
	if len(contents) == 1 {
		content = contents[0].Hash
	}
	_, err := q.exec(
		ctx,
		"change-append",
		c.ID,
		c.At,
		orNull(scope.AccountID),
		scope.Actor,
		string(kind),
		reason,
		orNull(uploadID),
		content,
	)
	return err
}

// changeContent is the digest of what a change wrote.
type changeContent struct {
	ChangeID int64  `db:"change_id"`
	Hash     []byte `db:"content_hash"`
}

// emptyContent is the digest of a change that wrote no version, as a setting's.
var emptyContent = func() []byte {
	sum := sha256.Sum256(nil)
	return sum[:]
}()

// orNull is null for 0, which stands for "none".
func orNull[T int | int64](n T) sql.NullInt64 {
	return sql.NullInt64{Int64: int64(n), Valid: n != 0}
}
