package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/lib/pq"

	"tetsuzuki/internal/registry"
)

// DoubtfulMatch is a row of a file that has no ID and matches no process exactly, with
// the processes that it resembles. A person decides which of them it is, or that it is
// a new process.
type DoubtfulMatch struct {
	Place      int64 // of the row in the file; identifies it in a [MatchChoice]
	Sheet      string
	Row        int
	Identity   registry.Identity
	Candidates []Candidate        // the most similar first; once answered, only the chosen one
	ProcessID  registry.ProcessID // the answer; 0: not answered
	Actor      string             // who answered
}

// Candidate is a process that a doubtful row resembles.
type Candidate struct {
	ProcessID registry.ProcessID
	Identity  registry.Identity
	Likeness  float64 // from [registry.Doubtful] to 1
}

// Matched is how many rows of a file are registered processes.
type Matched struct {
	ByID      int `db:"by_id"`
	ByContent int `db:"by_content"` // name, law and the like, since they have no ID
}

// Matched returns how the rows of an upload were found to be registered processes, as of its
// stored comparison.
func (s *Store) Matched(ctx context.Context, scope registry.Scope, id int64) (m Matched, err error) {
	err = s.ofUpload(ctx, scope, id, func(q querier, _ registry.Upload) error { return q.get(ctx, &m, "upload-matched", id) })
	return m, err
}

// mostCandidates is how many candidates a row has at most.
const mostCandidates = 3

// MatchChoice is the answer to a doubtful match: the process that the row is, or 0 for a
// new process.
type MatchChoice struct {
	Place     int64
	ProcessID registry.ProcessID
}

// matchRow is a staged row that may be doubtful.
type matchRow struct {
	identityColumns
	Ordinal int64
	Sheet   string
	Row     int `db:"row_number"`
}

func (r matchRow) doubtfulMatch() DoubtfulMatch {
	return DoubtfulMatch{Place: r.Ordinal, Sheet: r.Sheet, Row: r.Row, Identity: r.identity()}
}

// doubtfulMatches finds the rows that resemble a process under another name and that
// nobody has answered. It compares every row without an ID with every process of the
// same bureau that no row names.
func (q querier) doubtfulMatches(ctx context.Context, id int64) ([]DoubtfulMatch, error) {
	var rows []struct {
		matchRow
		Answered bool
	}
	if err := q.list(ctx, &rows, "match-rows", id); err != nil || len(rows) == 0 {
		return nil, err // most files name all their processes, and then the many need not be read
	}
	var processes []struct {
		identityColumns
		ProcessID int64 `db:"process_id"`
	}
	if err := q.list(ctx, &processes, "match-processes", id); err != nil || len(processes) == 0 {
		return nil, err // without candidates no row is doubtful
	}
	ofRows, ofProcesses := make([]registry.Identity, len(rows)), make([]registry.Identity, len(processes))
	for i, r := range rows {
		ofRows[i] = r.identity()
	}
	for i, p := range processes {
		ofProcesses[i] = p.identity()
	}
	var found []DoubtfulMatch
	for i, alike := range registry.MostAlike(ofRows, ofProcesses, mostCandidates) {
		if len(alike) == 0 || rows[i].Answered {
			continue
		}
		d := rows[i].doubtfulMatch()
		for _, a := range alike {
			d.Candidates = append(
				d.Candidates,
				Candidate{registry.ProcessID(processes[a.Index].ProcessID), ofProcesses[a.Index], a.Likeness},
			)
		}
		found = append(found, d)
	}
	return found, nil
}

// addMatches adds a page of doubtful matches, open ones before answered ones unless the
// order of the file is asked for. open is the number of open ones.
func (q querier) addMatches(ctx context.Context, id int64, open int, f AnswerFilter, to *Comparison) error {
	var answered int
	if err := q.get(ctx, &answered, "match-answered-count", id); err != nil {
		return err
	}
	to.MatchCount = open + answered
	limit := f.paging()
	list, err := q.openMatches(ctx, id, f.After, limit.Limit())
	if err != nil {
		return err
	}
	said, err := q.answeredMatches(ctx, id, f.After, limit.Limit())
	if err != nil {
		return err
	}
	list = append(list, said...)
	if f.ByFile {
		slices.SortFunc(list, func(a, b DoubtfulMatch) int { return cmp.Compare(a.Place, b.Place) })
	}
	to.Matches, to.NextMatch = registry.PageOf(limit, list, func(d DoubtfulMatch) int64 { return d.Place })
	return nil
}

// openMatches lists the doubtful rows after a place that nobody has answered.
func (q querier) openMatches(ctx context.Context, id, after int64, limit int) ([]DoubtfulMatch, error) {
	var rows []struct {
		matchRow
		ProcessID int64 `db:"process_id"`
		Likeness  float64
		Its       identityColumns
	}
	if err := q.list(ctx, &rows, "comparison-doubts", id, after, limit); err != nil {
		return nil, err
	}
	var found []DoubtfulMatch
	for _, r := range rows {
		if n := len(found); n == 0 || found[n-1].Place != r.Ordinal {
			found = append(found, r.doubtfulMatch())
		}
		d := &found[len(found)-1]
		d.Candidates = append(d.Candidates, Candidate{registry.ProcessID(r.ProcessID), r.Its.identity(), r.Likeness})
	}
	return found, nil
}

// answeredMatches lists the rows after a place for which a person chose a process.
func (q querier) answeredMatches(ctx context.Context, id, after int64, limit int) ([]DoubtfulMatch, error) {
	var rows []struct {
		matchRow
		ProcessID int64 `db:"process_id"`
		Actor     string
		Its       identityColumns
	}
	if err := q.list(ctx, &rows, "match-answered", id, after, limit); err != nil {
		return nil, err
	}
	found := make([]DoubtfulMatch, len(rows))
	for i, r := range rows {
		found[i] = r.doubtfulMatch()
		its := r.Its.identity()
		found[i].ProcessID, found[i].Actor = registry.ProcessID(r.ProcessID), r.Actor
		found[i].Candidates = []Candidate{{found[i].ProcessID, its, registry.Likeness(found[i].Identity, its)}}
	}
	return found, nil
}

// tiedBy is who matched a row as an earlier upload had matched it.
const tiedBy = "前の取込"

// matchTied matches rows as earlier uploads of their bureau did, unless a person has answered.
func (q querier) matchTied(ctx context.Context, id int64) error {
	n, err := q.exec(ctx, "match-tied", id, tiedBy)
	if err != nil || n == 0 {
		return err
	}
	for _, step := range []string{"match-take", "match-take-tied"} {
		if _, err := q.exec(ctx, step, id); err != nil {
			return err
		}
	}
	return nil
}

// leaveLoose leaves rows that match nothing as they are.
func leaveLoose(context.Context, int64) error { return nil }

// Match answers doubtful matches, and replaces earlier answers to the same rows. No two
// rows can be the same process.
func (s *Store) Match(ctx context.Context, scope registry.Scope, id int64, choices []MatchChoice) error {
	const op = "store.Match"
	return s.transact(ctx, scope, nil, func(q querier) error {
		if _, err := q.lockFor(ctx, op, scope, id, registry.ActAnswer); err != nil {
			return err
		}
		if err := q.importSettings(ctx); err != nil {
			return err
		}
		places := make([]int64, len(choices))
		for i, c := range choices {
			places[i] = c.Place
		}
		if _, err := q.exec(ctx, "match-forget", id, pq.Array(places)); err != nil {
			return err
		}
		c, err := q.compare(ctx, id, leaveLoose) // what was tied is what a person may say now
		if err != nil {
			return err
		}
		if err := q.restoreStaged(ctx, id, c); err != nil {
			return err
		}
		if err := q.match(ctx, op, scope, id, choices); err != nil {
			return err
		}
		return q.renewComparison(ctx, id)
	})
}

func (q querier) match(ctx context.Context, op string, scope registry.Scope, id int64, choices []MatchChoice) error {
	wrong := func(message string) error {
		return &registry.Error{Code: registry.Invalid, Op: op, Field: "matches", Message: message}
	}
	var rows []struct {
		matchRow
		Answered bool
	}
	if err := q.list(ctx, &rows, "match-rows", id); err != nil {
		return err
	}
	var processes []struct {
		identityColumns
		ProcessID int64 `db:"process_id"`
	}
	if err := q.list(ctx, &processes, "match-processes", id); err != nil {
		return err
	}
	bureaus := map[int64]int{} // of the rows that can be answered
	for _, r := range rows {
		bureaus[r.Ordinal] = r.BureauID
	}
	free := map[int64]int{} // bureaus of the processes that no row names
	for _, p := range processes {
		free[p.ProcessID] = p.BureauID
	}
	places, ids := make([]int64, len(choices)), make([]int64, len(choices))
	same := 0
	for i, c := range choices {
		bureau, ok := bureaus[c.Place]
		if !ok || slices.Contains(places[:i], c.Place) {
			return wrong("選べない行があります。手続IDのある行や、登録されている手続と一致した行では選べません。画面を開き直して、選び直してください。")
		}
		if c.ProcessID != 0 {
			if of, ok := free[int64(c.ProcessID)]; !ok || of != bureau || slices.Contains(ids[:i], int64(c.ProcessID)) {
				return wrong(fmt.Sprintf("手続 %s は選べません。同じ局の、ファイルのほかの行にない手続を選んでください。", c.ProcessID))
			}
			same++
		}
		places[i], ids[i] = c.Place, int64(c.ProcessID)
	}
	if _, err := q.exec(ctx, "match-set", id, pq.Array(places), pq.Array(ids), orNull(scope.AccountID), scope.Actor); err != nil {
		return err
	}
	if _, err := q.exec(ctx, "match-take", id); err != nil {
		return err
	}
	return q.event(
		ctx,
		scope,
		id,
		registry.EventDecided,
		fmt.Sprintf("似た手続のある %d 行：同じ手続 %d 行、新しい手続 %d 行", len(choices), same, len(choices)-same),
	)
}
