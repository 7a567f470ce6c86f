package store

import (
	"context"
	"fmt"

	"tetsuzuki/internal/registry"
)

// HealedCell is a value that was read otherwise than it is written, is not what is
// recorded, and that nobody has looked at.
type HealedCell struct {
	Sheet      string
	Row        int    `db:"row_number"`
	Field      string // "bureau" and "process_id" too
	FiscalYear int    `db:"fiscal_year"` // of a volume, else 0
	Titled     bool   // it follows from what stands once for several rows
}

// Consent records that somebody has checked the values of a staged or returned upload
// that were read otherwise than they are written and are not what is recorded. healed
// is how many that are; where the file has been read anew since, or the registry has
// changed, and there are others, it is a Conflict error. What is read after it needs
// another consent, and so does a value that was what is recorded, once it is not.
func (s *Store) Consent(ctx context.Context, scope registry.Scope, id int64, healed int) (registry.Upload, error) {
	const op = "store.Consent"
	return s.step(ctx, scope, id, op, registry.ActAnswer, func(q querier, _ lockedUpload) error {
		if err := q.importSettings(ctx); err != nil {
			return err
		}
		c, err := q.fillImportTables(ctx, id)
		if err != nil {
			return err
		}
		n, err := q.healed(ctx, id)
		if err != nil {
			return err
		}
		if err := q.restoreStaged(ctx, id, c); err != nil {
			return err
		}
		if err := q.healedChecked(ctx, op, scope, id, n, healed); err != nil {
			return err
		}
		return q.renewComparison(ctx, id)
	})
}

// healedCounts are how many values were read otherwise than they are written and
// nobody has looked at: those that are other than what is recorded, and the others.
type healedCounts struct{ Other, Same int }

// healed finds these values. It stands on a comparison that was not put back.
func (q querier) healed(ctx context.Context, id int64) (n healedCounts, err error) {
	if _, err = q.exec(ctx, "import-healed", id); err != nil {
		return n, err
	}
	return n, q.get(ctx, &n, "healed-counts", id)
}

// healedChecked is Consent for an upload whose values were found; a second one says
// nothing more.
func (q querier) healedChecked(ctx context.Context, op string, scope registry.Scope, id int64, n healedCounts, healed int) error {
	if n.Other == 0 {
		return nil
	}
	if healed != n.Other {
		e := registry.Errorf(registry.Conflict, op, "読み替えたところで登録と違うものは %d か所あります。読み取りがやり直されたか、登録内容が変わったかもしれません。もう一度確かめてください。", n.Other)
		e.Field = "consent"
		return e
	}
	return q.healedStand(ctx, scope, id, n, "を確かめた")
}

// healedStand records the consent to the values that were found, and in what way it was
// given.
func (q querier) healedStand(ctx context.Context, scope registry.Scope, id int64, n healedCounts, way string) error {
	if n.Other == 0 {
		return nil
	}
	if _, err := q.exec(ctx, "healed-looked-at", id); err != nil {
		return err
	}
	return q.event(ctx, scope, id, registry.EventConsented, fmt.Sprintf("読み替えた %s か所%s", registry.Thousands(int64(n.Other)), way))
}
