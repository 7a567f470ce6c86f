package store

import (
	"context"
	"fmt"
	"strings"

	"tetsuzuki/internal/registry"
)

// putAnswersBy puts by what has been answered of an upload whose rows are about to be read
// anew. What a faulty reading could not use stays put by for the next one.
func (q querier) putAnswersBy(ctx context.Context, id int64) error {
	var answerable bool
	if err := q.get(ctx, &answerable, "earlier-answerable", id); err != nil || !answerable {
		return err
	}
	return q.putBy(ctx, id, id)
}

// putBy puts by for an upload what has been answered of one: of itself, or of the one that it
// mends.
func (q querier) putBy(ctx context.Context, id, of int64) error {
	if _, err := q.exec(ctx, "earlier-clear", id); err != nil {
		return err
	}
	_, err := q.exec(ctx, "earlier-put", id, of)
	return err
}

// putByAnswers is what has been put by for an upload.
type putByAnswers struct{ Rows, Matches, Conflicts int64 }

// carryOver compares an upload that has just been read, and takes along the answers of its
// earlier reading, or else of the upload that it mends, where row and question are still the
// same, so that a person is asked only what changed. Whoever gave an answer stays its author.
// It reports false, and has done nothing, where there is nothing to take along.
func (q querier) carryOver(ctx context.Context, scope registry.Scope, id int64) (bool, error) {
	put, from, mended, err := q.earlierAnswers(ctx, id)
	if err != nil || put.Rows == 0 {
		return false, err
	}
	if from != 0 {
		if _, err := q.exec(ctx, "carry-over-base", id, from); err != nil {
			return false, err
		}
	}
	carried, err := q.carryAnswers(ctx, id, put, from, mended)
	if err != nil {
		return false, err
	}
	if _, err := q.exec(ctx, "earlier-clear", id); err != nil {
		return false, err
	}
	text := carried.text()
	if text == "" {
		return true, nil
	}
	if mended {
		text = fmt.Sprintf("受付番号 %d での", from) + text
		if carried.any() {
			if _, err := q.exec(ctx, "carry-over-from", id, from); err != nil {
				return false, err
			}
		}
	} else {
		text = "読み直す前の" + text
	}
	return true, q.event(ctx, scope, id, registry.EventDecided, text)
}

// earlierAnswers puts by the answers of the upload that an upload mends, unless its own
// earlier ones are put by. from is the former, if any; mended says that they are its answers.
func (q querier) earlierAnswers(ctx context.Context, id int64) (put putByAnswers, from int64, mended bool, err error) {
	if err := q.get(ctx, &put, "earlier-put-by", id, tiedBy); err != nil {
		return put, 0, false, err
	}
	var sources []int64
	if err := q.list(ctx, &sources, "carry-over-source", id); err != nil || len(sources) == 0 {
		return put, 0, false, err
	}
	if put.Rows > 0 {
		return put, sources[0], false, nil
	}
	if err := q.putBy(ctx, id, sources[0]); err != nil {
		return put, 0, false, err
	}
	return put, sources[0], true, q.get(ctx, &put, "earlier-put-by", id, tiedBy)
}

// carryAnswers compares an upload and takes along what has been put by for it. Decisions on
// missing processes are an upload's own through all its readings; those of one that it mends
// are taken along.
func (q querier) carryAnswers(ctx context.Context, id int64, put putByAnswers, from int64, mended bool) (carriedAnswers, error) {
	var carried carriedAnswers
	var err error
	if put.Matches > 0 { // before what the program takes for granted of earlier files
		if err := q.renewComparisonBy(ctx, id, leaveLoose); err != nil {
			return carried, err
		}
		if carried.matches, err = q.exec(ctx, "carry-over-matches", id, tiedBy); err != nil {
			return carried, err
		}
		if _, err := q.exec(ctx, "match-take", id); err != nil {
			return carried, err
		}
	}
	if err := q.renewComparison(ctx, id); err != nil {
		return carried, err
	}
	before, err := q.storedComparison(ctx, id, everyRow)
	if err != nil || before == nil {
		return carried, err
	}
	if mended {
		if carried.decisions, err = q.exec(ctx, "carry-over-decisions", id, from); err != nil {
			return carried, err
		}
	}
	consents, err := q.exec(ctx, "carry-over-consents", id)
	if err != nil {
		return carried, err
	}
	if consents > 0 {
		if err := q.renewComparison(ctx, id); err != nil {
			return carried, err
		}
	}
	after, err := q.storedComparison(ctx, id, everyRow)
	if err != nil {
		return carried, err
	}
	carried.consents = int64(max(before.Other-after.Other, 0))
	if carried.conflicts, err = q.exec(ctx, "carry-over-conflicts", id); err != nil {
		return carried, err
	}
	if carried.conflicts > 0 {
		if err := q.renewComparison(ctx, id); err != nil {
			return carried, err
		}
	}
	carried.left = put.Matches - carried.matches + put.Conflicts - carried.conflicts
	return carried, nil
}

// carriedAnswers are how many answers an upload has from an earlier reading or upload.
type carriedAnswers struct {
	decisions int64 // of processes that the file does not name
	matches   int64 // of rows without an ID
	conflicts int64 // of cells that others changed too
	consents  int64 // of normalised values
	left      int64 // answers of rows and cells that were not taken along
}

func (c carriedAnswers) any() bool { return c.decisions+c.matches+c.conflicts+c.consents > 0 }

// text says for people what was taken along, and how much was not; empty: there was nothing.
func (c carriedAnswers) text() string {
	var parts []string
	for _, p := range []struct {
		n    int64
		what string
	}{
		{c.decisions, "ファイルにない %s 手続"},
		{c.matches, "似た手続のある %s 行"},
		{c.conflicts, "ほかの人も変えたところ %s か所"},
		{c.consents, "読み替えたところ %s か所"},
	} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf(p.what, registry.Thousands(p.n)))
		}
	}
	var text string
	if len(parts) > 0 {
		text = "判断を引き継ぎました：" + strings.Join(parts, "、")
	}
	if c.left <= 0 {
		return text
	}
	if text != "" {
		text += "。そのほかの"
	}
	return text + fmt.Sprintf("判断 %s 件は、行か登録内容が変わったため引き継いでいません", registry.Thousands(c.left))
}
