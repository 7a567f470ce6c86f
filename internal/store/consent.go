package store

import (
	"context"
	"fmt"

	"tetsuzuki/internal/registry"
)

// NormalisedCell is a normalised value that needs consent: it differs from what is
// recorded, and nobody has checked it.
type NormalisedCell struct {
	Sheet      string
	Row        int    `db:"row_number"`
	Field      string // "bureau" and "process_id" too
	FiscalYear int    `db:"fiscal_year"` // of a volume, else 0
	Titled     bool   // it follows from what stands once for several rows
}

// Consent records that somebody has checked the normalised values of a staged or
// returned upload that differ from what is recorded. normalised is the number that the
// person saw: where there are others now, since the file was read anew or the registry
// has changed, it is a Conflict error. A later reading needs another consent, and so
// does a value that equalled what is recorded and no longer does.
func (s *Store) Consent(ctx context.Context, scope registry.Scope, id int64, normalised int) (registry.Upload, error) {
	const op = "store.Consent"
	return s.step(ctx, scope, id, op, registry.ActAnswer, func(q querier, _ lockedUpload) error {
		if err := q.importSettings(ctx); err != nil {
			return err
		}
		c, err := q.fillImportTables(ctx, id)
		if err != nil {
			return err
		}
		n, err := q.normalised(ctx, id)
		if err != nil {
			return err
		}
		if err := q.restoreStaged(ctx, id, c); err != nil {
			return err
		}
		if err := q.consentTo(ctx, op, scope, id, n, normalised); err != nil {
			return err
		}
		return q.renewComparison(ctx, id)
	})
}

// normalisedCounts counts the normalised values that nobody has checked: those that
// differ from what is recorded, and those that equal it.
type normalisedCounts struct{ Other, Same int }

// normalised finds and counts these values. The import tables must be filled, and the
// staged rows not yet restored.
func (q querier) normalised(ctx context.Context, id int64) (n normalisedCounts, err error) {
	if _, err = q.exec(ctx, "import-normalised", id); err != nil {
		return n, err
	}
	return n, q.get(ctx, &n, "normalised-counts", id)
}

// consentTo checks the number that the person saw and records the consent. Where no
// value needs one, there is nothing to record.
func (q querier) consentTo(ctx context.Context, op string, scope registry.Scope, id int64, n normalisedCounts, normalised int) error {
	if n.Other == 0 {
		return nil
	}
	if normalised != n.Other {
		e := registry.Errorf(registry.Conflict, op, "読み替えたところで登録と違うものは %d か所あります。読み取りがやり直されたか、登録内容が変わったかもしれません。もう一度確かめてください。", n.Other)
		e.Field = "consent"
		return e
	}
	return q.recordConsent(ctx, scope, id, n, "を確かめた")
}

// recordConsent records the consent to the values that were found. how ends the
// sentence of the event: in which way it was given.
func (q querier) recordConsent(ctx context.Context, scope registry.Scope, id int64, n normalisedCounts, how string) error {
	if n.Other == 0 {
		return nil
	}
	if _, err := q.exec(ctx, "normalised-consent", id); err != nil {
		return err
	}
	return q.event(ctx, scope, id, registry.EventConsented, fmt.Sprintf("読み替えた %s か所%s", registry.Thousands(int64(n.Other)), how))
}
