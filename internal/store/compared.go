package store

import (
	"context"
	"database/sql"

	"tetsuzuki/internal/registry"
)

// Wanted says what of a comparison is asked for, besides its counts and conflicts.
type Wanted struct {
	Open    bool           // how many questions are open
	Rows    *RowFilter     // the rows of one kind
	Missing *MissingFilter // processes that the file does not name
	Matches bool           // rows that could be a process under another name
	Healed  bool           // values that wait for a consent
}

// Compared is an upload against the registry, all of it as of one moment. What was not
// asked for is empty.
type Compared struct {
	Counts    registry.UploadCounts
	Conflicts []Conflict // the answered ones too, in the order of the file
	Open      Questions
	Kind      RowKind // of the rows
	Rows      []RowDifference
	Fields    []FieldCount // of changed rows, whichever of them are listed
	Missing   []MissingRow
	Matches   []Doubtful // first those that nobody has answered
	Healed    []HealedCell
	// HealedSame is how many values were read otherwise than they are written and are
	// what is recorded all the same; with the questions or Healed.
	HealedSame int
}

// Compare says what confirming an upload would do now, and what is to be answered
// before it. The counts are kept with the upload, where the scope may work on it.
func (s *Store) Compare(ctx context.Context, scope registry.Scope, id int64, want Wanted) (Compared, error) {
	found, err := s.compare(ctx, scope, id, want)
	if err != nil || !scope.May(registry.Upload) {
		return found, err
	}
	err = s.exec(ctx, scope, "upload-counts", id, found.Counts.New, found.Counts.Changed, found.Counts.Unchanged, found.Counts.Missing)
	return found, err
}

// compare is Compare, of which nothing stays.
func (s *Store) compare(ctx context.Context, scope registry.Scope, id int64, want Wanted) (Compared, error) {
	u, err := s.Upload(ctx, scope, id)
	if err != nil {
		return Compared{}, err
	}
	if !u.State.Waiting() {
		return Compared{}, notStaged("store.Compare")
	}
	tx, q, err := s.begin(ctx, reachOf(scope), &sql.TxOptions{Isolation: sql.LevelRepeatableRead})
	if err != nil {
		return Compared{}, err
	}
	defer tx.Rollback()
	if err := q.importSettings(ctx); err != nil {
		return Compared{}, err
	}
	c, err := q.compare(ctx, id)
	if err != nil {
		return Compared{}, err
	}
	c.Counts.Faulty = u.Counts.Faulty // also those without a bureau or a name, which are no rows
	return q.compared(ctx, id, c, want)
}

// compared takes what is wanted from a comparison.
func (q querier) compared(ctx context.Context, id int64, c comparison, want Wanted) (found Compared, err error) {
	found.Counts, found.Conflicts = c.Counts, c.Conflicts
	if want.Open || want.Matches {
		if found.Matches, err = q.doubtful(ctx, id); err != nil {
			return found, err
		}
	}
	if want.Open || want.Healed {
		if c.healed, err = q.healed(ctx, id); err != nil {
			return found, err
		}
		found.HealedSame = c.healed.Same
	}
	if want.Healed {
		if err := q.list(ctx, &found.Healed, "healed-other", id); err != nil {
			return found, err
		}
	}
	if want.Open {
		if found.Open, err = q.questions(ctx, id, c, len(found.Matches)); err != nil {
			return found, err
		}
	}
	if want.Matches {
		said, err := q.answeredMatches(ctx, id)
		if err != nil {
			return found, err
		}
		found.Matches = append(found.Matches, said...)
	}
	if want.Missing != nil {
		if found.Missing, err = q.missing(ctx, id, *want.Missing); err != nil {
			return found, err
		}
	}
	if want.Rows != nil {
		err = q.rows(ctx, id, *want.Rows, &found)
	}
	return found, err
}
