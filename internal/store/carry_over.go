package store

import (
	"context"
	"fmt"
	"strings"

	"tetsuzuki/internal/registry"
)

// carryOver takes the answers of the upload that a file mends along to the file, where
// row and question are still the same, so that a person is asked only what changed. The
// file has just been compared with the registry. Whoever gave an answer stays its author.
func (q querier) carryOver(ctx context.Context, scope registry.Scope, id int64) error {
	var sources []int64
	if err := q.list(ctx, &sources, "carry-over-source", id); err != nil || len(sources) == 0 {
		return err
	}
	from := sources[0]
	based, err := q.exec(ctx, "carry-over-base", id, from)
	if err != nil {
		return err
	}
	if based > 0 {
		if err := q.renewComparison(ctx, id); err != nil {
			return err
		}
	}
	before, err := q.storedComparison(ctx, id, everyRow)
	if err != nil || before == nil {
		return err
	}
	var carried carriedAnswers
	consents, err := q.exec(ctx, "carry-over-consents", id, from)
	if err != nil {
		return err
	}
	if carried.decisions, err = q.exec(ctx, "carry-over-decisions", id, from); err != nil {
		return err
	}
	if carried.matches, err = q.exec(ctx, "carry-over-matches", id, from); err != nil {
		return err
	}
	if carried.matches > 0 {
		if _, err := q.exec(ctx, "match-take", id); err != nil {
			return err
		}
	}
	if consents+carried.matches > 0 {
		if err := q.renewComparison(ctx, id); err != nil {
			return err
		}
	}
	after, err := q.storedComparison(ctx, id, everyRow)
	if err != nil {
		return err
	}
	carried.consents = int64(max(before.Other-after.Other, 0))
	if carried.conflicts, err = q.exec(ctx, "carry-over-conflicts", id, from); err != nil {
		return err
	}
	if carried.conflicts > 0 {
		if err := q.renewComparison(ctx, id); err != nil {
			return err
		}
	}
	if carried == (carriedAnswers{}) {
		return nil
	}
	if _, err := q.exec(ctx, "carry-over-from", id, from); err != nil {
		return err
	}
	return q.event(ctx, scope, id, registry.EventDecided, carried.text(from))
}

// carriedAnswers are how many answers an upload has from an earlier one.
type carriedAnswers struct {
	decisions int64 // of processes that the file does not name
	matches   int64 // of rows without an ID
	conflicts int64 // of cells that others changed too
	consents  int64 // of normalised values
}

// text says for people what was taken along from which upload.
func (c carriedAnswers) text(from int64) string {
	var parts []string
	for _, p := range []struct {
		n    int64
		what string
	}{
		{c.decisions, "ファイルにない %s 手続"},
		{c.matches, "似た手続のある行 %s 件"},
		{c.conflicts, "ほかの人も変えたところ %s か所"},
		{c.consents, "読み替えたところ %s か所"},
	} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf(p.what, registry.Thousands(p.n)))
		}
	}
	return fmt.Sprintf("受付番号 %d での判断を引き継ぎました：%s", from, strings.Join(parts, "、"))
}
