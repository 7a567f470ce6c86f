package store

import (
	"context"
	"database/sql"
	"time"

	"tetsuzuki/internal/registry"
)

// ComparisonQuery says which parts of a comparison a caller needs besides its counts
// and conflicts.
type ComparisonQuery struct {
	Open       bool           // how many questions are open
	Rows       *RowFilter     // the rows of one kind
	Missing    *MissingFilter // processes that the file does not name
	Matches    bool           // rows that could be a process under another name
	Normalised bool           // normalised values that wait for a consent
	Answers    AnswerFilter   // of conflicts and matches
	Effect     bool           // on the figures
}

// AnswerFilter chooses among what a person answers: conflicts and matches. Those that
// nobody has answered come first.
type AnswerFilter struct {
	ByFile bool  // in the order of the file instead
	After  int64 // in that order those after a place; 0: from the first
	Limit  int   // 0: 200
}

func (f AnswerFilter) paging() registry.Paging {
	if f.Limit == 0 {
		return 200
	}
	return registry.Paging(f.Limit)
}

// mostNormalised is how many normalised values that need consent are listed at most.
const mostNormalised = 20_000

// Comparison is an upload against the registry, all of it as of one moment. Parts that
// the query did not ask for are empty.
type Comparison struct {
	// Since is the moment of a stored comparison that is old: the registry has changed
	// since, and the clock makes a new one. Zero: the comparison is current.
	Since time.Time

	Counts        registry.UploadCounts
	Conflicts     []Conflict
	ConflictCount int    // of all of them, answered or not
	NextConflict  *int64 // for the After of those that follow in the file; nil: none do
	Open          Questions
	Kind          RowKind // of the rows
	Rows          []RowDifference
	Fields        []FieldCount   // of changed rows, whichever of them are listed
	Concerns      []ConcernCount // of new and changed rows, as Fields
	Missing       []MissingRow
	Matches       []DoubtfulMatch
	MatchCount    int              // of all of them, answered or not
	NextMatch     *int64           // as NextConflict
	Normalised    []NormalisedCell // the first of them
	NormalisedCut bool             // there are more
	// NormalisedSame counts the normalised values that equal what is recorded: they need
	// no consent.
	NormalisedSame int
	Effect         *Effect // nil: it was not asked for
}

// Comparison says what confirming an upload would do now, and which questions must be
// answered first. It reads the stored comparison; a short upload whose comparison is
// missing or old is compared anew.
func (s *Store) Comparison(ctx context.Context, scope registry.Scope, id int64, want ComparisonQuery) (Comparison, error) {
	u, err := s.Upload(ctx, scope, id)
	if err != nil {
		return Comparison{}, err
	}
	if !u.State.Comparable() {
		return Comparison{}, notStaged("store.Comparison")
	}
	var found *Comparison
	err = s.reading(ctx, scope, func(q querier) error {
		k, err := q.storedComparison(ctx, id, s.compareRows)
		if err == nil && k == nil && u.State == registry.UploadFaulty {
			return notStaged("store.Comparison") // it has no right rows, or they are gone
		}
		if err != nil || k == nil || !k.Fresh && !k.Long || !k.SameThreshold && want.byThreshold() {
			return err
		}
		found, err = q.comparisonFrom(ctx, scope, id, *k, want)
		return err
	})
	if err == nil && found == nil {
		found, err = s.compareTemporarily(ctx, scope, id, want)
	}
	if err != nil {
		return Comparison{}, err
	}
	found.Counts.Faulty = u.Counts.Faulty // also those without a bureau or a name, which are no rows
	return *found, nil
}

// storedComparison is the row of a stored comparison.
type storedComparison struct {
	AsOf      time.Time `db:"as_of"`
	New       int       `db:"rows_new"`
	Changed   int       `db:"rows_changed"`
	Unchanged int       `db:"rows_unchanged"`
	Missing   int       `db:"rows_missing"`
	Conflicts int       `db:"conflicts_open"`
	Other     int       `db:"normalised_other"`
	Same      int       `db:"normalised_same"`
	Doubts    int
	Undecided int
	Threshold int64 // by which its effect was computed
	Fresh     bool  // nothing has changed since
	Long      bool  // it has too many rows to be compared while somebody waits

	SameThreshold bool `db:"-"` // it is the one in force
}

// storedComparison is nil where an upload has none. An upload with more than most rows
// is long.
func (q querier) storedComparison(ctx context.Context, id int64, most int) (*storedComparison, error) {
	var rows []storedComparison
	if err := q.list(ctx, &rows, "comparison", id, most); err != nil || len(rows) == 0 {
		return nil, err
	}
	k := &rows[0]
	threshold, err := q.thresholdNow(ctx)
	k.SameThreshold = k.Threshold == threshold.Volume
	k.Fresh = k.Fresh && k.SameThreshold
	return k, err
}

// byThreshold reports whether what is wanted depends on the threshold: then it is computed by
// the one in force, however long that takes.
func (want ComparisonQuery) byThreshold() bool {
	return want.Effect || want.Rows != nil && want.Rows.Concern != ""
}

// compareTemporarily compares an upload whose stored comparison is missing or old. It
// works in temporary tables: reading a page writes nothing that stays.
func (s *Store) compareTemporarily(ctx context.Context, scope registry.Scope, id int64, want ComparisonQuery) (*Comparison, error) {
	tx, q, err := s.begin(ctx, reachOf(scope), &sql.TxOptions{Isolation: sql.LevelRepeatableRead})
	if err != nil {
		return nil, err
	}
	defer tx.Rollback()
	if err := q.atRest(ctx, "store.Comparison", id); err != nil {
		return nil, err
	}
	if err := q.importSettings(ctx); err != nil {
		return nil, err
	}
	if _, err := q.ext.ExecContext(ctx, q.text(comparisonApart)); err != nil {
		return nil, mapError(comparisonApart, err)
	}
	if _, err := q.makeComparison(ctx, id, q.matchTied); err != nil {
		return nil, err
	}
	k, err := q.storedComparison(ctx, id, s.compareRows)
	if err != nil {
		return nil, err
	}
	return q.comparisonFrom(ctx, scope, id, *k, want)
}

// comparisonFrom reads the parts that are wanted from a stored comparison.
func (q querier) comparisonFrom(
	ctx context.Context,
	scope registry.Scope,
	id int64,
	k storedComparison,
	want ComparisonQuery,
) (*Comparison, error) {
	found := &Comparison{NormalisedSame: k.Same}
	found.Counts = registry.UploadCounts{New: k.New, Changed: k.Changed, Unchanged: k.Unchanged, Missing: k.Missing}
	if !k.Fresh {
		found.Since = k.AsOf
	}
	if want.Open {
		found.Open = Questions{Missing: k.Undecided, Matches: k.Doubts, Conflicts: k.Conflicts, Normalised: k.Other}
	}
	if err := q.addConflicts(ctx, id, want.Answers, found); err != nil {
		return nil, err
	}
	if want.Matches {
		if err := q.addMatches(ctx, id, k.Doubts, want.Answers, found); err != nil {
			return nil, err
		}
	}
	if want.Normalised {
		if err := q.list(ctx, &found.Normalised, "comparison-normalised", id, mostNormalised); err != nil {
			return nil, err
		}
		found.NormalisedCut = len(found.Normalised) == mostNormalised
	}
	if want.Missing != nil {
		var err error
		if found.Missing, err = q.missingOf(ctx, "comparison-missing", id, *want.Missing); err != nil {
			return nil, err
		}
	}
	if want.Effect {
		if err := q.addEffect(ctx, scope, id, found); err != nil {
			return nil, err
		}
	}
	if want.Rows != nil {
		if err := q.addRows(ctx, id, *want.Rows, found); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// addConflicts adds the conflicts that are asked for.
func (q querier) addConflicts(ctx context.Context, id int64, f AnswerFilter, to *Comparison) error {
	if err := q.get(ctx, &to.ConflictCount, "comparison-conflicts-count", id); err != nil || to.ConflictCount == 0 {
		return err
	}
	type conflictRow struct {
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
		TheirsBy      struct {
			ID       int64
			At       sql.NullTime
			Actor    string
			Reason   string
			Kind     registry.ChangeKind
			UploadID int64 `db:"upload_id"`
		} `db:"theirs_by"`
	}
	var rows []conflictRow
	if err := q.list(ctx, &rows, "comparison-conflicts", id, f.After, f.paging().Limit(), !f.ByFile); err != nil {
		return err
	}
	rows, to.NextConflict = registry.PageOf(f.paging(), rows, func(r conflictRow) int64 { return r.At })
	for _, r := range rows {
		to.Conflicts = append(
			to.Conflicts,
			Conflict{Place: r.Place, Sheet: r.Sheet, Row: r.Row, ProcessID: registry.ProcessID(r.ProcessID), ProcedureName: r.ProcedureName,
				Field: r.Field, FiscalYear: r.FiscalYear, Base: r.Base, Theirs: r.Theirs, Mine: r.Mine, Answered: r.Answered, TakeMine: r.TakeMine,
				Actor: r.Actor, TheirsBy: registry.Change{ID: r.TheirsBy.ID, At: r.TheirsBy.At.Time, Actor: r.TheirsBy.Actor,
					Reason: r.TheirsBy.Reason, Kind: r.TheirsBy.Kind, UploadID: r.TheirsBy.UploadID}},
		)
	}
	return nil
}
