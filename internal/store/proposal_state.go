package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/lib/pq"

	"tetsuzuki/internal/registry"
)

// MoveProposal gives a proposal its next state. Sending freezes the processes that its filter
// finds; where it comes true, the bureaus are asked to look at them.
func (s *Store) MoveProposal(ctx context.Context, scope registry.Scope, number int, step registry.ProposalStep) error {
	const op = "store.MoveProposal"
	step.Answer = strings.TrimSpace(strings.ReplaceAll(step.Answer, "\r\n", "\n"))
	if err := checkStep(op, step); err != nil {
		return err
	}
	text := shortened(fmt.Sprintf("国への提案 %d を「%s」にする（%s）：%s", number, step.State.Label(), registry.DayText(step.Day), step.Answer))
	return s.settingBy(ctx, scope, registry.Propose, op, text, text, func(q querier, c change) error {
		return q.moveProposal(ctx, scope, op, c, number, step)
	})
}

func checkStep(op string, step registry.ProposalStep) error {
	switch {
	case step.State.Label() == "":
		return wrongSetting(op, "state", "提案の状態は、次のどれかで指定してください。"+registry.Choices(registry.ProposalStates))
	case step.Day.IsZero():
		return wrongSetting(op, "day", "いつからその状態かを、日付で入力してください。例：2021-09-30")
	case len([]rune(step.Answer)) > 10_000:
		return wrongSetting(op, "answer", "国の回答は10,000文字以内で入力してください。")
	case !step.Due.IsZero() && (step.State == registry.ProposalConsidering || step.State == registry.ProposalRefused):
		return wrongSetting(op, "due", "国が示した期日は、提案済、対応中、実現のときに入力してください。")
	}
	return nil
}

func (q querier) moveProposal(
	ctx context.Context,
	scope registry.Scope,
	op string,
	c change,
	number int,
	step registry.ProposalStep,
) error {
	all, err := q.proposals(ctx)
	if err != nil {
		return err
	}
	d, err := proposalOf(all, number)
	if err != nil {
		return err
	}
	last := d.Last()
	_, sent := d.Sent()
	switch {
	case !step.Day.Before(registry.DayOf(c.At).AddDate(0, 0, 1)):
		return wrongSetting(op, "day", "いつからその状態かには、今日かそれより前の日を入力してください。例：2021-09-30")
	case len(d.Steps) > 0 && step.Day.Before(last.Day):
		return wrongSetting(op, "day", fmt.Sprintf("前の状態の日（%s）か、それより後の日を入力してください。例：%s", registry.DayText(last.Day),
			registry.DateOf(last.Day)))
	case step.State != registry.ProposalSent && step.State != registry.ProposalConsidering && sent == 0:
		return wrongSetting(op, "state", fmt.Sprintf("まだ提案していないため、「%s」にできません。先に「提案済」にしてください。", step.State.Label()))
	}
	members := pq.Int64Array{}
	if step.State == registry.ProposalSent {
		if d.Filter == "" {
			return wrongSetting(op, "state", "提案する手続の条件がありません。先に、提案に手続一覧の条件を入力してください。例：law_change=required&law=旅券法")
		}
		if members, err = q.members(ctx, proposalGroup(d.Proposal, d.ID)); err != nil {
			return err
		}
		if len(members) == 0 {
			return wrongSetting(op, "state", "提案の条件に合う手続が1つもありません。条件を確かめてください。例：law_change=required&law=旅券法")
		}
	} else if err := q.list(ctx, (*[]int64)(&members), "proposal-members", number); err != nil {
		return err
	}
	due := sql.NullString{String: registry.DateOf(step.Due), Valid: !step.Due.IsZero()}
	_, err = q.exec(ctx, "proposal-state-add", number, string(step.State), registry.DateOf(step.Day), due, step.Answer, members, c.At,
		orNull(scope.AccountID), scope.Actor, c.ID)
	return err
}

// AnswerProposal says of processes of a proposal that came true why its law change has not freed
// them. Of one that it has freed, a bureau changes the process itself.
func (s *Store) AnswerProposal(ctx context.Context, scope registry.Scope, number int, ids []registry.ProcessID, reason string) error {
	const op = "store.AnswerProposal"
	reason = strings.TrimSpace(reason)
	if len(ids) == 0 {
		return wrongSetting(op, "processes", "答える手続を1つ以上選んでください。例：P-0000123")
	}
	if len([]rune(reason)) > 1000 {
		return wrongSetting(op, "reason", "理由は1,000文字以内で入力してください。")
	}
	text := shortened(fmt.Sprintf("国への提案 %d の手続を、動かせないと回答：%s", number, reason))
	return s.settingBy(ctx, scope, registry.Edit, op, reason, text, func(q querier, c change) error {
		all, err := q.proposals(ctx)
		if err != nil {
			return err
		}
		d, err := proposalOf(all, number)
		if err != nil {
			return err
		}
		if d.Last().State != registry.ProposalRealized {
			return registry.Errorf(registry.Conflict, op, "この提案は実現していないため、回答は要りません。")
		}
		processes, err := q.proposalProcesses(ctx, d)
		if err != nil {
			return err
		}
		open := map[registry.ProcessID]bool{}
		for _, p := range processes {
			open[p.ID] = p.Open
		}
		answered := make([]int64, len(ids))
		for i, id := range ids {
			if !open[id] {
				return &registry.Error{Code: registry.Conflict, Op: op, Field: "processes",
					Message: fmt.Sprintf("手続 %s は、この提案の確認待ちの手続ではないか、すでに確かめられています。画面を開き直してください。", id)}
			}
			answered[i] = int64(id)
		}
		n, err := q.exec(ctx, "proposal-answer-add", number, pq.Array(answered), reason, c.At, orNull(scope.AccountID), scope.Actor, c.ID)
		return found(n, err, op, "答える手続がありません。画面を開き直してください。")
	})
}

// WaitingProposal is a proposal that came true and of which a bureau has processes to look at.
type WaitingProposal struct {
	Number    int
	Title     string
	At        time.Time
	Bureau    string
	Processes int64
}

// WaitingProposals are those of the bureaus that the scope reaches, by number and bureau.
func (s *Store) WaitingProposals(ctx context.Context, scope registry.Scope) (all []WaitingProposal, err error) {
	if err := scope.Require("store.WaitingProposals", registry.Read); err != nil {
		return nil, err
	}
	err = s.reading(ctx, scope, func(q querier) error { return q.list(ctx, &all, "proposal-waiting", orNull(scope.BureauID)) })
	return all, err
}
