package store

import (
	"context"
	"fmt"

	"tetsuzuki/internal/registry"
)

// Questions counts the open questions of an upload's difference. An upload can be
// submitted when there are none.
type Questions struct {
	Missing    int `json:"missing"`    // missing processes without a decision
	Matches    int `json:"matches"`    // doubtful matches
	Conflicts  int `json:"conflicts"`  // cells that both the file and somebody else changed
	Normalised int `json:"normalised"` // normalised values that differ from what is recorded and that nobody has checked
}

// questions counts the open questions; the caller has counted the doubtful rows.
func (q querier) questions(ctx context.Context, id int64, c importTables, doubtful int) (Questions, error) {
	open := Questions{Matches: doubtful, Conflicts: c.open(), Normalised: c.normalised.Other}
	return open, q.get(ctx, &open.Missing, "missing-undecided", id)
}

// open counts the open questions from the import tables.
func (q querier) open(ctx context.Context, id int64, c importTables) (Questions, error) {
	doubtful, err := q.doubtfulMatches(ctx, id)
	if err != nil {
		return Questions{}, err
	}
	if c.normalised, err = q.normalised(ctx, id); err != nil {
		return Questions{}, err
	}
	return q.questions(ctx, id, c, len(doubtful))
}

// answered is nil where no question is open.
func (o Questions) answered(op string) error {
	wrong := func(field, message string, n int) error {
		e := registry.Errorf(registry.Conflict, op, message, n)
		e.Field = field
		return e
	}
	switch {
	case o.Conflicts > 0:
		return wrong("conflicts", "ほかの人も変えたところが %d か所あります。どちらの値にするかを選んでから提出してください。", o.Conflicts)
	case o.Matches > 0:
		return wrong("matches", "登録されている手続と似た行が %d 行あります。同じ手続か、新しい手続かを選んでから提出してください。", o.Matches)
	case o.Missing > 0:
		return wrong("missing", "ファイルにないものが %d 手続あります。どうするかを選んでから提出してください。", o.Missing)
	case o.Normalised > 0:
		return wrong("consent", "読み替えたところのうち、登録と違うものが %d か所あります。正しく読み取られたかを確かめてから提出してください。", o.Normalised)
	}
	return nil
}

// reopened says which questions a change of the registry has opened since the upload was
// submitted, for its sender; empty: none. Processes that are missing since then need no
// decision: they stay as they are.
func (o Questions) reopened() string {
	const since = "提出のあとで、登録内容が変わりました。"
	switch {
	case o.Conflicts > 0:
		return fmt.Sprintf("提出のあとで、ほかの人も変えたところが %d か所あります。どちらの値にするかを選んで、もう一度提出してください。", o.Conflicts)
	case o.Matches > 0:
		return fmt.Sprintf(since+"登録されている手続と似た行が %d 行あります。同じ手続か、新しい手続かを選んで、もう一度提出してください。", o.Matches)
	case o.Normalised > 0:
		return fmt.Sprintf(since+"読み替えたところのうち、登録と違うものが %d か所あります。正しく読み取られたかを確かめて、もう一度提出してください。", o.Normalised)
	}
	return ""
}

// keepRest answers all open questions: missing processes stay as they are, doubtful
// rows are new processes, and normalised values are right.
func (q querier) keepRest(ctx context.Context, op string, scope registry.Scope, id int64, n normalisedCounts) error {
	if err := q.newRest(ctx, op, scope, id); err != nil {
		return err
	}
	if err := q.keepMissing(ctx, op, scope, id); err != nil {
		return err
	}
	return q.recordConsent(ctx, scope, id, n, "を、読み取ったとおりとした")
}

// newRest makes new processes of the doubtful rows without an answer.
func (q querier) newRest(ctx context.Context, op string, scope registry.Scope, id int64) error {
	doubtful, err := q.doubtfulMatches(ctx, id)
	if err != nil || len(doubtful) == 0 {
		return err
	}
	choices := make([]MatchChoice, len(doubtful))
	for i, d := range doubtful {
		choices[i] = MatchChoice{Place: d.Place}
	}
	return q.match(ctx, op, scope, id, choices)
}

// keepMissing leaves the missing processes without a decision as they are.
func (q querier) keepMissing(ctx context.Context, op string, scope registry.Scope, id int64) error {
	_, err := q.decide(ctx, op, scope, id, DecisionChoice{Undecided: true, Decision: registry.DecideKeep})
	return err
}
