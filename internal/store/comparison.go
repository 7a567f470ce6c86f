package store

import (
	"context"
	"database/sql"
	"time"

	"tetsuzuki/internal/registry"
)

// Wanted says what of a comparison is asked for, besides its counts and conflicts.
type Wanted struct {
	Open    bool           // how many questions are open
	Rows    *RowFilter     // the rows of one kind
	Missing *MissingFilter // processes that the file does not name
	Matches bool           // rows that could be a process under another name
	Healed  bool           // values that wait for a consent
	Answers AnswerFilter   // of conflicts and matches
}

// AnswerFilter chooses among what a person answers: conflicts and matches. Those that
// nobody has answered come first.
type AnswerFilter struct {
	ByFile bool  // in the order of the file instead
	After  int64 // in that order those after a place; 0: from the first
	Limit  int   // 0: 200
}

func (f AnswerFilter) limit() int {
	if f.Limit == 0 {
		return 200
	}
	return f.Limit
}

// mostHealed is how many values that wait for a consent are listed.
const mostHealed = 20_000

// Compared is an upload against the registry, all of it as of one moment. What was not
// asked for is empty.
type Compared struct {
	// Since is not zero where the registry has changed since that moment, and the
	// comparison is being made anew.
	Since time.Time

	Counts        registry.UploadCounts
	Conflicts     []Conflict
	ConflictCount int   // of all of them, answered or not
	NextConflict  int64 // for the After of those that follow in the file; 0: none do
	Open          Questions
	Kind          RowKind // of the rows
	Rows          []RowDifference
	Fields        []FieldCount // of changed rows, whichever of them are listed
	Missing       []MissingRow
	Matches       []Doubtful
	MatchCount    int          // of all of them, answered or not
	NextMatch     int64        // as NextConflict
	Healed        []HealedCell // the first of them
	HealedCut     bool         // there are more
	// HealedSame is how many values were read otherwise than they are written and are
	// what is recorded all the same.
	HealedSame int
}

// Compare says what confirming an upload would do now, and what is to be answered
// before it: of what is kept of its comparison.
func (s *Store) Compare(ctx context.Context, scope registry.Scope, id int64, want Wanted) (Compared, error) {
	u, err := s.Upload(ctx, scope, id)
	if err != nil {
		return Compared{}, err
	}
	if !u.State.Waiting() {
		return Compared{}, notStaged("store.Compare")
	}
	var found *Compared
	err = s.reading(ctx, scope, func(q querier) error {
		k, err := q.kept(ctx, id, s.atOnce)
		if err != nil || k == nil || !k.Fresh && !k.Long {
			return err
		}
		found, err = q.comparedOf(ctx, id, *k, want)
		return err
	})
	if err == nil && found == nil {
		found, err = s.compareApart(ctx, scope, id, want)
	}
	if err != nil {
		return Compared{}, err
	}
	found.Counts.Faulty = u.Counts.Faulty // also those without a bureau or a name, which are no rows
	return *found, nil
}

// keptComparison is what is kept of a comparison in one row.
type keptComparison struct {
	AsOf      time.Time `db:"as_of"`
	New       int       `db:"rows_new"`
	Changed   int       `db:"rows_changed"`
	Unchanged int       `db:"rows_unchanged"`
	Missing   int       `db:"rows_missing"`
	Conflicts int       `db:"conflicts_open"`
	Other     int       `db:"healed_other"`
	Same      int       `db:"healed_same"`
	Doubts    int
	Undecided int
	Fresh     bool // nothing has changed since
	Long      bool // it has too many rows to be compared while somebody waits
}

// kept is nil where nothing is kept of an upload. One with more than so many rows is
// long.
func (q querier) kept(ctx context.Context, id int64, atOnce int) (*keptComparison, error) {
	var rows []keptComparison
	if err := q.list(ctx, &rows, "comparison", id, atOnce); err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

// compareApart compares an upload of which nothing is kept, or something old, and keeps
// nothing.
func (s *Store) compareApart(ctx context.Context, scope registry.Scope, id int64, want Wanted) (*Compared, error) {
	tx, q, err := s.begin(ctx, reachOf(scope), &sql.TxOptions{Isolation: sql.LevelRepeatableRead})
	if err != nil {
		return nil, err
	}
	defer tx.Rollback()
	if err := q.atRest(ctx, "store.Compare", id); err != nil {
		return nil, err
	}
	if err := q.importSettings(ctx); err != nil {
		return nil, err
	}
	if _, err := q.ext.ExecContext(ctx, q.text(comparisonApart)); err != nil {
		return nil, mapError(comparisonApart, err)
	}
	if _, err := q.compareAndKeep(ctx, id); err != nil {
		return nil, err
	}
	k, err := q.kept(ctx, id, s.atOnce)
	if err != nil {
		return nil, err
	}
	return q.comparedOf(ctx, id, *k, want)
}

// comparedOf takes what is wanted from what is kept.
func (q querier) comparedOf(ctx context.Context, id int64, k keptComparison, want Wanted) (*Compared, error) {
	found := &Compared{HealedSame: k.Same}
	found.Counts = registry.UploadCounts{New: k.New, Changed: k.Changed, Unchanged: k.Unchanged, Missing: k.Missing}
	if !k.Fresh {
		found.Since = k.AsOf
	}
	if want.Open {
		found.Open = Questions{Missing: k.Undecided, Matches: k.Doubts, Conflicts: k.Conflicts, Healed: k.Other}
	}
	if err := q.conflicts(ctx, id, want.Answers, found); err != nil {
		return nil, err
	}
	if want.Matches {
		if err := q.matches(ctx, id, k.Doubts, want.Answers, found); err != nil {
			return nil, err
		}
	}
	if want.Healed {
		if err := q.list(ctx, &found.Healed, "compared-healed", id, mostHealed); err != nil {
			return nil, err
		}
		found.HealedCut = len(found.Healed) == mostHealed
	}
	if want.Missing != nil {
		var err error
		if found.Missing, err = q.missingOf(ctx, "compared-missing", id, *want.Missing); err != nil {
			return nil, err
		}
	}
	if want.Rows != nil {
		if err := q.rows(ctx, id, *want.Rows, found); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// conflicts adds those that are asked for.
func (q querier) conflicts(ctx context.Context, id int64, f AnswerFilter, to *Compared) error {
	if err := q.get(ctx, &to.ConflictCount, "compared-conflicts-count", id); err != nil || to.ConflictCount == 0 {
		return err
	}
	var rows []struct {
		At            int64
		Place         int64
		Sheet         string
		Row           int
		ProcessID     int64  `db:"process_id"`
		ProcedureName string `db:"procedure_name"`
		Field         string
		FiscalYear    int `db:"fiscal_year"`
		Base          string
		Theirs        string
		Mine          string
		Answered      bool
		TakeMine      bool `db:"take_mine"`
		Actor         string
	}
	if err := q.list(ctx, &rows, "compared-conflicts", id, f.After, f.limit()+1, !f.ByFile); err != nil {
		return err
	}
	if len(rows) > f.limit() {
		rows = rows[:f.limit()]
		to.NextConflict = rows[len(rows)-1].At
	}
	for _, r := range rows {
		to.Conflicts = append(
			to.Conflicts,
			Conflict{Place: r.Place, Sheet: r.Sheet, Row: r.Row, ProcessID: registry.ProcessID(r.ProcessID), ProcedureName: r.ProcedureName,
				Field: r.Field, FiscalYear: r.FiscalYear, Base: r.Base, Theirs: r.Theirs, Mine: r.Mine, Answered: r.Answered, TakeMine: r.TakeMine, Actor: r.Actor},
		)
	}
	return nil
}
