package store

import (
	"context"
	"fmt"

	"tetsuzuki/internal/registry"
)

// Consent records that somebody has checked the cells of a staged or returned upload
// that were read otherwise than they are written. healed is how many cells that were:
// where the file has been read anew since and has others, it is a Conflict error. What
// is read after it needs another consent.
func (s *Store) Consent(ctx context.Context, scope registry.Scope, id int64, healed int) (registry.Uploaded, error) {
	const op = "store.Consent"
	return s.step(ctx, scope, id, op, func(q querier, u lockedUpload) error {
		if err := workable(op, u.State); err != nil {
			return err
		}
		return q.healedChecked(ctx, op, scope, id, healed)
	})
}

// healedChecked is Consent for an upload that is locked; a second one says nothing more.
func (q querier) healedChecked(ctx context.Context, op string, scope registry.Scope, id int64, healed int) error {
	open, err := q.unconsented(ctx, id)
	if err != nil || open == 0 {
		return err
	}
	if healed != open {
		e := registry.Errorf(registry.Conflict, op, "読み替えたところは %d か所あります。読み取りがやり直されたかもしれません。もう一度確かめてください。", open)
		e.Field = "consent"
		return e
	}
	return q.healedStand(ctx, scope, id, "を確かめた")
}

// healedStand records the consent to whatever is open, and in what way it was given.
func (q querier) healedStand(ctx context.Context, scope registry.Scope, id int64, way string) error {
	open, err := q.unconsented(ctx, id)
	if err != nil || open == 0 {
		return err
	}
	return q.event(ctx, scope, id, registry.EventConsented, fmt.Sprintf("読み替えた %s か所%s", registry.Thousands(int64(open)), way))
}

// unconsented is how many cells wait for a consent.
func (q querier) unconsented(ctx context.Context, id int64) (int, error) {
	var open int
	err := q.get(ctx, &open, "upload-unconsented", id)
	return open, err
}
