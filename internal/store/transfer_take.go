package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/lib/pq"

	"tetsuzuki/internal/registry"
)

// takes reports whether the scope's bureau asks for processes of another bureau.
func (p Proposal) takes(scope registry.Scope) bool {
	return scope.BureauID != 0 && scope.BureauID == p.ToBureauID
}

// takeable is nil if the scope's bureau may ask for the processes. The answer must show
// nothing about processes that the caller may not read, not even whether they exist. It
// depends only on the bureau's own processes and its earlier requests.
func (q querier) takeable(ctx context.Context, op string, p Proposal, ids []int64) error {
	refused := func(code registry.Code, format string, a ...any) error {
		return &registry.Error{Code: code, Op: op, Field: "processes", Message: fmt.Sprintf(format, a...)}
	}
	bureaus, err := q.bureaus(ctx)
	if err != nil {
		return err
	}
	if err := q.receivable(ctx, op, p, bureaus); err != nil {
		return err
	}
	if !slices.ContainsFunc(bureaus, func(b registry.Bureau) bool { return b.ID == p.FromBureauID }) {
		return &registry.Error{Code: registry.Invalid, Op: op, Field: "from", Message: "渡す局を一覧から選んでください。"}
	}
	if len(ids) > registry.MaxPerRequest {
		return refused(registry.Invalid, "受ける局が一度に申し出られるのは %d 手続までです。それより多いときは、渡す局か本部に申し出てもらってください。", registry.MaxPerRequest)
	}
	var taken []struct {
		ProcessID int64 `db:"process_id"`
		Own       bool
		UnderWay  bool `db:"under_way"`
		Refused   bool
	}
	if err := q.list(ctx, &taken, "transfer-taken", pq.Array(ids), p.ToBureauID, registry.RefusedPause.Seconds()); err != nil {
		return err
	}
	var own, underWay, again []int64
	for _, t := range taken {
		switch {
		case t.Own:
			own = append(own, t.ProcessID)
		case t.UnderWay:
			underWay = append(underWay, t.ProcessID)
		case t.Refused:
			again = append(again, t.ProcessID)
		}
	}
	switch {
	case len(own) > 0:
		return refused(registry.Invalid, "すでにご自身の局の手続があります。外してから申し出てください：%s", idList(own))
	case len(underWay) > 0:
		return refused(registry.Conflict, "ご自身の局が、すでに申し出ている手続があります。その協議が終わってから申し出てください：%s", idList(underWay))
	case len(again) > 0:
		return refused(
			registry.Conflict,
			"断られてから%d日のあいだは、同じ手続を申し出られません。渡す局か本部に相談してください：%s",
			int(registry.RefusedPause/(24*time.Hour)),
			idList(again),
		)
	}
	var asked int
	if err := q.get(ctx, &asked, "transfer-taken-count", p.ToBureauID); err != nil {
		return err
	}
	if asked+len(ids) > registry.MaxOpenRequested {
		return refused(
			registry.Conflict,
			"ご自身の局が受けたいと申し出ている手続（協議中のものと、24時間以内に申し出たもの）は、合わせて %d 手続までです（いま %s 手続）。協議が終わるのを待つか、渡す局か本部に申し出てもらってください。",
			registry.MaxOpenRequested,
			registry.Thousands(int64(asked)),
		)
	}
	return nil
}

// supersede ends the requests of other bureaus for the processes: the transfer id, which
// the giving bureau or headquarters made or the giving bureau consented to, has
// precedence.
func (q querier) supersede(ctx context.Context, scope registry.Scope, id int64, from int, processes []int64) error {
	_, err := q.exec(ctx, "transfer-supersede", id, from, pq.Array(processes), scope.Actor, orNull(scope.AccountID))
	return err
}
