package store

import (
	"context"

	"tetsuzuki/internal/registry"
)

// Answers are those to all questions of one kind of an upload, given beforehand by who confirms
// it without a second person.
type Answers struct {
	Alike     AlikeAnswer
	Conflicts ConflictAnswer
}

// AlikeAnswer says what rows are that are like a process under another name.
type AlikeAnswer string

// The answers; empty: the question is left open.
const (
	AlikeNew  AlikeAnswer = "new"  // processes of their own
	AlikeSame AlikeAnswer = "same" // each the process that it is most like
)

// ConflictAnswer says which value counts of cells that the file and somebody else changed.
type ConflictAnswer string

// The answers; empty: the question is left open.
const (
	FileCounts     ConflictAnswer = "file"
	RegistryCounts ConflictAnswer = "registry"
)

// TheFile are the answers by which all counts that the file says.
var TheFile = Answers{AlikeNew, FileCounts}

// answerAll answers what is open of an upload whose difference the import tables hold, and
// compares it anew where that alters it. A question that is left open is a Conflict error.
func (q querier) answerAll(
	ctx context.Context,
	op string,
	scope registry.Scope,
	id int64,
	c importTables,
	answers Answers,
) (importTables, error) {
	doubtful, err := q.doubtfulMatches(ctx, id)
	if err != nil {
		return c, err
	}
	open := Questions{}
	if answers.Alike == "" {
		open.Matches = len(doubtful)
	}
	if answers.Conflicts == "" {
		open.Conflicts = c.open()
	}
	if err := open.answered(op); err != nil {
		return c, err
	}
	if answers.Alike == AlikeSame && len(doubtful) > 0 {
		if err := q.restoreStaged(ctx, id, c); err != nil {
			return c, err
		}
		if err := q.match(ctx, op, scope, id, likest(doubtful)); err != nil {
			return c, err
		}
		if c, err = q.fillImportTables(ctx, id); err != nil {
			return c, err
		}
		if answers.Conflicts == "" && c.open() > 0 { // of the rows that have just been matched
			return c, Questions{Conflicts: c.open()}.answered(op)
		}
	}
	if answers.Conflicts != RegistryCounts || c.open() == 0 {
		return c, nil
	}
	if err := q.restoreStaged(ctx, id, c); err != nil {
		return c, err
	}
	for _, conflict := range c.Conflicts {
		if conflict.Answered {
			continue
		}
		if _, err := q.exec(ctx, "conflict-answer", id, conflict.Place, conflict.Field, conflict.FiscalYear, conflict.Theirs, false,
			orNull(scope.AccountID), scope.Actor); err != nil {
			return c, err
		}
	}
	return q.fillImportTables(ctx, id)
}

// likest are the choices by which each row is the process that it is most like.
func likest(rows []DoubtfulMatch) []MatchChoice {
	choices := make([]MatchChoice, len(rows))
	for i, d := range rows {
		choices[i] = MatchChoice{Place: d.Place, ProcessID: d.Candidates[0].ProcessID}
	}
	return choices
}
