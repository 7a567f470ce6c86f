package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/lib/pq"

	"tetsuzuki/internal/registry"
)

// maxTransfer is how many processes one transfer may move: more than any bureau has.
const maxTransfer = 20_000

// TransferFilter chooses transfers; zero values mean all.
type TransferFilter struct {
	State  registry.TransferState
	Before int64 // only older than this one
	Limit  int
}

// Transfers lists the transfers from or to a bureau of the scope, the newest first.
func (s *Store) Transfers(ctx context.Context, scope registry.Scope, f TransferFilter) ([]registry.Transfer, error) {
	const op = "store.Transfers"
	if err := scope.Require(op, registry.Read); err != nil {
		return nil, err
	}
	var all []registry.Transfer
	err := s.transact(ctx, scope, nil, func(q querier) (err error) {
		all, err = q.transfers(ctx, scope, sql.NullInt64{}, f.State, orNull(f.Before), f.Limit)
		return err
	})
	return all, err
}

// Transfer returns one transfer; NotFound if the scope does not reach it.
func (s *Store) Transfer(ctx context.Context, scope registry.Scope, id int64) (registry.Transfer, error) {
	const op = "store.Transfer"
	if err := scope.Require(op, registry.Read); err != nil {
		return registry.Transfer{}, err
	}
	var t registry.Transfer
	err := s.transact(ctx, scope, nil, func(q querier) (err error) {
		t, err = q.transfer(ctx, op, scope, id)
		return err
	})
	return t, err
}

func (q querier) transfer(ctx context.Context, op string, scope registry.Scope, id int64) (registry.Transfer, error) {
	all, err := q.transfers(ctx, scope, orNull(id), "", sql.NullInt64{}, 1)
	if err == nil && (len(all) == 0 || id == 0) {
		err = &registry.Error{Code: registry.NotFound, Op: op, Field: "transfer", Message: "この番号の所管替えはありません。番号を確かめてください。"}
	}
	if err != nil {
		return registry.Transfer{}, err
	}
	return all[0], nil
}

// transferRow is a row of the query "transfers".
type transferRow struct {
	ID                int64
	FromBureauID      int       `db:"from_bureau_id"`
	ToBureauID        int       `db:"to_bureau_id"`
	EffectiveOn       time.Time `db:"effective_on"`
	Reason            string
	State             registry.TransferState
	ProposedAt        time.Time    `db:"proposed_at"`
	ProposedBy        string       `db:"proposed_by"`
	ProposedAccountID int64        `db:"proposed_account_id"`
	ProposedBureauID  int          `db:"proposed_bureau_id"`
	GivenAt           sql.NullTime `db:"given_at"`
	GivenBy           string       `db:"given_by"`
	GivenAccountID    int64        `db:"given_account_id"`
	ReceivedAt        sql.NullTime `db:"received_at"`
	ReceivedBy        string       `db:"received_by"`
	ReceivedAccountID int64        `db:"received_account_id"`
	EndedAt           sql.NullTime `db:"ended_at"`
	EndedBy           string       `db:"ended_by"`
	EndedAccountID    int64        `db:"ended_account_id"`
	EndReason         string       `db:"end_reason"`
	ChangeID          int64        `db:"change_id"`
	Supersedes        pq.Int64Array
}

func (q querier) transfers(
	ctx context.Context,
	scope registry.Scope,
	id sql.NullInt64,
	state registry.TransferState,
	before sql.NullInt64,
	limit int,
) ([]registry.Transfer, error) {
	var rows []transferRow
	if err := q.list(ctx, &rows, "transfers", id, orNull(scope.BureauID), string(state), before, limit); err != nil {
		return nil, err
	}
	all := make([]registry.Transfer, len(rows))
	ids := make([]int64, len(rows))
	place := map[int64]int{}
	for i, r := range rows {
		ids[i], place[r.ID] = r.ID, i
		all[i] = registry.Transfer{ID: r.ID, FromBureauID: r.FromBureauID, ToBureauID: r.ToBureauID, EffectiveOn: r.EffectiveOn,
			Reason: r.Reason, State: r.State, ProposedBy: r.ProposedBureauID, EndReason: r.EndReason, ChangeID: r.ChangeID, Supersedes: r.Supersedes,
			Proposed: registry.Attribution{At: r.ProposedAt, Actor: r.ProposedBy, AccountID: r.ProposedAccountID},
			Given:    registry.Attribution{At: r.GivenAt.Time, Actor: r.GivenBy, AccountID: r.GivenAccountID},
			Received: registry.Attribution{At: r.ReceivedAt.Time, Actor: r.ReceivedBy, AccountID: r.ReceivedAccountID},
			Ended:    registry.Attribution{At: r.EndedAt.Time, Actor: r.EndedBy, AccountID: r.EndedAccountID}}
	}
	var processes []struct {
		TransferID    int64  `db:"transfer_id"`
		ProcessID     int64  `db:"process_id"`
		ProcedureName string `db:"procedure_name"`
	}
	// The processes belong to the other bureau before the transfer or after it.
	if err := q.whole(ctx, func(q querier) error {
		return q.list(ctx, &processes, "transfer-processes", pq.Array(ids))
	}); err != nil {
		return nil, err
	}
	for _, p := range processes {
		t := &all[place[p.TransferID]]
		if !scope.Reaches(t.FromBureauID) && !t.Given.Done() {
			p.ProcedureName = "" // guessing an ID shows nothing
		}
		t.Processes = append(t.Processes, registry.TransferredProcess{ID: registry.ProcessID(p.ProcessID), ProcedureName: p.ProcedureName})
	}
	return all, nil
}

// Proposal is the content of a transfer to be proposed.
type Proposal struct {
	FromBureauID int
	ToBureauID   int
	Processes    []registry.ProcessID
	EffectiveOn  time.Time
	Reason       string
}

// ProposeTransfer proposes to move processes to another bureau. The giving bureau, the
// receiving bureau or headquarters may propose; a proposal by an approver includes the
// consent of the approver's bureau. A process can be in one proposal of the giving bureau
// or headquarters only. Such a proposal ends those by which receiving bureaus asked for the
// same processes.
func (s *Store) ProposeTransfer(ctx context.Context, scope registry.Scope, p Proposal) (registry.Transfer, error) {
	const op = "store.ProposeTransfer"
	if err := scope.Require(op, registry.Edit); err != nil {
		return registry.Transfer{}, err
	}
	if !scope.Reaches(p.FromBureauID) && !scope.Reaches(p.ToBureauID) {
		return registry.Transfer{}, registry.Errorf(registry.Forbidden, op, "ご自身の局が渡すか受ける所管替えだけを申し出られます。")
	}
	ids, err := p.ids(op)
	if err != nil {
		return registry.Transfer{}, err
	}
	var t registry.Transfer
	err = s.transact(ctx, scope, nil, func(q querier) error {
		if err := q.lockChain(ctx); err != nil {
			return err
		}
		may := q.proposable
		if p.takes(scope) {
			may = q.takeable
		}
		if err := may(ctx, op, p, ids); err != nil {
			return err
		}
		var id int64
		if err := q.get(ctx, &id, "transfer-add", p.FromBureauID, p.ToBureauID, p.EffectiveOn.Format(time.DateOnly), p.Reason,
			scope.Actor, orNull(scope.AccountID), orNull(scope.BureauID)); err != nil {
			return err
		}
		if _, err := q.exec(ctx, "transfer-add-processes", id, pq.Array(ids)); err != nil {
			return err
		}
		if scope.Role == registry.Approver {
			if err := q.consent(ctx, scope, id, scope.BureauID == p.FromBureauID); err != nil {
				return err
			}
		}
		if !p.takes(scope) {
			if err := q.supersede(ctx, scope, id, p.FromBureauID, ids); err != nil {
				return err
			}
		}
		t, err = q.transfer(ctx, op, scope, id)
		return err
	})
	return t, err
}

// ids returns the proposal's processes without repetitions.
func (p Proposal) ids(op string) ([]int64, error) {
	wrong := func(field, message string) error {
		return &registry.Error{Code: registry.Invalid, Op: op, Field: field, Message: message}
	}
	switch {
	case p.FromBureauID == p.ToBureauID:
		return nil, wrong("to", "渡す局と受ける局には、別の局を選んでください。")
	case len(p.Processes) == 0:
		return nil, wrong("processes", "所管替えする手続を1つ以上選んでください。")
	case len(p.Processes) > maxTransfer:
		return nil, wrong("processes", fmt.Sprintf("一度に所管替えできるのは %d 手続までです。分けて申し出てください。", maxTransfer))
	case p.EffectiveOn.IsZero():
		return nil, wrong("effective_on", "所管替えの日を入力してください。例：2023-07-01")
	case strings.TrimSpace(p.Reason) == "":
		return nil, wrong("reason", "所管替えの理由を入力してください。")
	}
	ids := make([]int64, len(p.Processes))
	for i, id := range p.Processes {
		ids[i] = int64(id)
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// proposable is nil if the processes belong to the giving bureau and are in no other
// proposal, and the receiving bureau exists on the day.
func (q querier) proposable(ctx context.Context, op string, p Proposal, ids []int64) error {
	// The receiving bureau's scope does not see the giving bureau's processes.
	return q.whole(ctx, func(q querier) error { return q.proposableNow(ctx, op, p, ids) })
}

func (q querier) proposableNow(ctx context.Context, op string, p Proposal, ids []int64) error {
	bureaus, err := q.bureaus(ctx)
	if err != nil {
		return err
	}
	if err := q.receivable(ctx, op, p, bureaus); err != nil {
		return err
	}
	var bad []int64
	if err := q.list(ctx, &bad, "transfer-not-there", pq.Array(ids), p.FromBureauID); err != nil {
		return err
	}
	if len(bad) > 0 {
		return &registry.Error{Code: registry.Invalid, Op: op, Field: "processes",
			Message: "渡す局の手続ではないものがあります。手続IDを確かめてください：" + idList(bad)}
	}
	if err := q.list(ctx, &bad, "transfer-under-way", pq.Array(ids), 0); err != nil {
		return err
	}
	if len(bad) > 0 {
		return &registry.Error{Code: registry.Conflict, Op: op, Field: "processes",
			Message: "すでに所管替えの協議に入っている手続があります。その協議が終わってから申し出てください：" + idList(bad)}
	}
	return nil
}

// receivable is nil if the receiving bureau can take processes over on the day.
func (q querier) receivable(ctx context.Context, op string, p Proposal, bureaus []registry.Bureau) error {
	today, err := q.today(ctx)
	if err != nil {
		return err
	}
	return registry.BureauWithID(bureaus, p.ToBureauID).Receives(bureaus, op, "to", p.FromBureauID, p.EffectiveOn, today)
}

// idList names the first few processes.
func idList(ids []int64) string {
	const shown = 5
	var names []string
	for _, id := range ids[:min(len(ids), shown)] {
		names = append(names, registry.ProcessID(id).String())
	}
	text := strings.Join(names, "、")
	if len(ids) > shown {
		text += fmt.Sprintf("　ほか%d手続", len(ids)-shown)
	}
	return text
}

func (q querier) consent(ctx context.Context, scope registry.Scope, id int64, gives bool) error {
	step := "transfer-receive"
	if gives {
		step = "transfer-give"
	}
	_, err := q.exec(ctx, step, id, scope.Actor, orNull(scope.AccountID))
	return err
}

// openTransfer locks a transfer that is still proposed until the transaction ends, and
// returns it.
func (q querier) openTransfer(ctx context.Context, op string, scope registry.Scope, id int64) (registry.Transfer, error) {
	var locked []int64
	if err := q.list(ctx, &locked, "transfer-lock", id); err != nil {
		return registry.Transfer{}, err
	}
	t, err := q.transfer(ctx, op, scope, id)
	if err == nil && t.State != registry.TransferProposed {
		err = registry.Errorf(registry.Conflict, op, "この所管替えの協議はすでに終わっています。")
	}
	return t, err
}

// AcceptTransfer gives a bureau's consent to a transfer: that of an approver for the own
// bureau, or that of headquarters for the next side that lacks one. No person consents for
// both sides. The second consent moves the processes under one change.
func (s *Store) AcceptTransfer(ctx context.Context, scope registry.Scope, id int64) (registry.Transfer, error) {
	const op = "store.AcceptTransfer"
	if err := scope.Require(op, registry.Approve); err != nil {
		return registry.Transfer{}, err
	}
	var t registry.Transfer
	err := s.transact(ctx, scope, nil, func(q querier) error {
		if err := q.importSettings(ctx); err != nil {
			return err
		}
		if err := q.lockChain(ctx); err != nil {
			return err
		}
		var err error
		if t, err = q.openTransfer(ctx, op, scope, id); err != nil {
			return err
		}
		gives := scope.Reaches(t.FromBureauID) && !t.Given.Done() && !t.Within()
		if !gives && (!scope.Reaches(t.ToBureauID) || t.Received.Done()) {
			return registry.Errorf(registry.Conflict, op, "ご自身の局はすでに同意しています。相手の局の同意をお待ちください。")
		}
		other := t.Given
		if gives {
			other = t.Received
		}
		if other.Done() && scope.AccountID != 0 && other.AccountID == scope.AccountID {
			return registry.Errorf(registry.Forbidden, op, "渡す局と受ける局の両方に、同じ人が同意することはできません。")
		}
		if gives && !other.Done() {
			if err := q.whole(ctx, func(q querier) error { return q.movable(ctx, op, scope, t) }); err != nil {
				return err
			}
		}
		if err := q.consent(ctx, scope, id, gives); err != nil {
			return err
		}
		if other.Done() {
			if err := q.whole(ctx, func(q querier) error { return q.move(ctx, op, scope, t) }); err != nil {
				return err
			}
		}
		t, err = q.transfer(ctx, op, scope, id)
		return err
	})
	return t, err
}

// move writes the processes under the receiving bureau.
func (q querier) move(ctx context.Context, op string, scope registry.Scope, t registry.Transfer) error {
	today, err := q.today(ctx)
	if err != nil {
		return err
	}
	if t.EffectiveOn.After(today) {
		return registry.Errorf(registry.Conflict, op, "所管替えの日（%s）より前には成立しません。その日になってから同意してください。", t.EffectiveOn.Format(time.DateOnly))
	}
	if err := q.movable(ctx, op, scope, t); err != nil {
		return err
	}
	ids := idsOf(t)
	var rows []struct {
		identityColumns
		ProcessID int64 `db:"process_id"`
	}
	if err := q.list(ctx, &rows, "transfer-identities", pq.Array(ids), t.ToBureauID); err != nil {
		return err
	}
	texts, keys := make([]string, len(rows)), make([][]byte, len(rows))
	for i, r := range rows {
		key, search := r.identity().Keys()
		ids[i], texts[i], keys[i] = r.ProcessID, search, key[:]
	}
	c, err := q.beginChange(ctx)
	if err != nil {
		return err
	}
	if _, err := q.exec(ctx, "processes-close", c.At, c.ID, pq.Array(ids)); err != nil {
		return err
	}
	if _, err := q.exec(ctx, "transfer-open", c.At, c.ID, t.ToBureauID, pq.Array(ids), pq.Array(texts), pq.Array(keys)); err != nil {
		return err
	}
	if err := q.endChange(ctx, scope, c, registry.ChangeTransfer, t.Reason, 0); err != nil {
		return err
	}
	if err := q.endTransfer(ctx, scope, t.ID, registry.TransferAccepted, "", c.ID); err != nil {
		return err
	}
	if err := q.supersede(ctx, scope, t.ID, t.FromBureauID, idsOf(t)); err != nil {
		return err
	}
	return q.closeMoved(ctx, op, scope, t.FromBureauID)
}

func idsOf(t registry.Transfer) []int64 {
	ids := make([]int64, len(t.Processes))
	for i, p := range t.Processes {
		ids[i] = int64(p.ID)
	}
	return ids
}

// movable is nil if the processes still belong to the giving bureau and no proposal that
// has precedence holds them. The error names the processes only to scopes that see them.
func (q querier) movable(ctx context.Context, op string, scope registry.Scope, t registry.Transfer) error {
	for _, c := range []struct {
		query   string
		other   any
		message string
	}{
		{"transfer-not-there", t.FromBureauID, "渡す局の手続ではないものが含まれているため、成立しません。断って、申出をやり直してもらってください"},
		{"transfer-under-way", t.ID, "渡す局か本部が申し出た、別の所管替えの協議に入っている手続があります。その協議が終わってから同意してください"},
	} {
		var bad []int64
		if err := q.list(ctx, &bad, c.query, pq.Array(idsOf(t)), c.other); err != nil {
			return err
		}
		switch {
		case len(bad) > 0 && scope.Reaches(t.FromBureauID):
			return registry.Errorf(registry.Conflict, op, "%s：%s", c.message, idList(bad))
		case len(bad) > 0:
			return registry.Errorf(registry.Conflict, op, "%s。", c.message)
		}
	}
	return nil
}

func (q querier) endTransfer(
	ctx context.Context,
	scope registry.Scope,
	id int64,
	state registry.TransferState,
	reason string,
	change int64,
) error {
	_, err := q.exec(ctx, "transfer-end", id, string(state), scope.Actor, orNull(scope.AccountID), reason, orNull(change))
	return err
}

// RefuseTransfer refuses a proposal. Approvers of both bureaus and headquarters may.
func (s *Store) RefuseTransfer(ctx context.Context, scope registry.Scope, id int64, reason string) (registry.Transfer, error) {
	const op = "store.RefuseTransfer"
	if strings.TrimSpace(reason) == "" {
		return registry.Transfer{}, &registry.Error{Code: registry.Invalid, Op: op, Field: "reason", Message: "同意しない理由を入力してください。"}
	}
	return s.endProposal(ctx, op, scope, registry.Approve, id, registry.TransferRefused, reason)
}

// WithdrawTransfer withdraws a proposal. The bureau that made it and headquarters may.
func (s *Store) WithdrawTransfer(ctx context.Context, scope registry.Scope, id int64, reason string) (registry.Transfer, error) {
	return s.endProposal(ctx, "store.WithdrawTransfer", scope, registry.Edit, id, registry.TransferWithdrawn, reason)
}

func (s *Store) endProposal(
	ctx context.Context,
	op string,
	scope registry.Scope,
	power registry.Power,
	id int64,
	state registry.TransferState,
	reason string,
) (registry.Transfer, error) {
	if err := scope.Require(op, power); err != nil {
		return registry.Transfer{}, err
	}
	var t registry.Transfer
	err := s.transact(ctx, scope, nil, func(q querier) error {
		var err error
		if t, err = q.openTransfer(ctx, op, scope, id); err != nil {
			return err
		}
		if state == registry.TransferWithdrawn && !scope.AllBureaus() && scope.BureauID != t.ProposedBy {
			return registry.Errorf(registry.Forbidden, op, "取り下げられるのは、申し出た局だけです。")
		}
		if err := q.endTransfer(ctx, scope, id, state, reason, 0); err != nil {
			return err
		}
		t, err = q.transfer(ctx, op, scope, id)
		return err
	})
	return t, err
}
