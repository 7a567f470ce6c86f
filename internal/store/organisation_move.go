package store

import (
	"context"
	"fmt"
	"strings"

	"github.com/lib/pq"

	"tetsuzuki/internal/registry"
)

// ProposeMoves proposes the transfers of those processes that have still to move by an entry and
// are in no proposal that waits: those that were added or refused since, or whose bureau ended
// before the registry held them. Into says, where it is given, which departments' processes go
// where, in place of what the entry says. It returns the entry.
func (s *Store) ProposeMoves(
	ctx context.Context,
	scope registry.Scope,
	id int,
	into []registry.BureauPart,
) (registry.OrganisationEntry, error) {
	const op = "store.ProposeMoves"
	var e registry.OrganisationEntry
	if err := scope.Require(op, registry.Configure); err != nil {
		return e, err
	}
	err := s.transact(ctx, scope, nil, func(q querier) error {
		if err := q.lockChain(ctx); err != nil {
			return err
		}
		was, err := q.entry(ctx, op, id)
		switch {
		case err != nil:
			return err
		case !moves(was):
			return registry.Errorf(registry.Conflict, op, "この組織の改正では、手続は移りません。")
		case was.ToPropose() == 0 && was.Left > 0:
			return registry.Errorf(registry.Conflict, op, "移す手続は、すべて所管替えの協議に入っています。両局の同意をお待ちください。")
		case was.ToPropose() == 0 && !was.Ends:
			return registry.Errorf(registry.Conflict, op, "手続は、すべて移っています。")
		}
		ways, err := was.Ways(op, into)
		if err != nil {
			return err
		}
		n, err := q.proposeLeft(ctx, scope, ways)
		if err != nil {
			return err
		}
		if n == 0 {
			if err := q.closeAfterMove(ctx, op, scope, was); err != nil {
				return err
			}
		}
		e, err = q.entry(ctx, op, id)
		if err == nil && n == 0 && e.Ends {
			err = registry.Errorf(registry.Conflict, op, "手続はすべて移りましたが、元の局に、登録を待っている取込があります。登録するか取りやめてください。")
		}
		return err
	})
	return e, err
}

// proposeLeft proposes a transfer from each bureau that gives to each that takes, of all that has
// still to move. It returns how many there are.
func (q querier) proposeLeft(ctx context.Context, scope registry.Scope, e registry.OrganisationEntry) (n int, err error) {
	named := []string{}
	for _, taker := range e.After {
		named = append(named, taker.Departments...)
	}
	for _, taker := range e.After {
		for _, giver := range e.Before {
			if giver.BureauID == taker.BureauID {
				continue
			}
			var id int64
			reason := fmt.Sprintf("組織の改正（%s）：%s。%s", e.Kind.Label(), e.Text(), e.Reason)
			if err := q.whole(ctx, func(q querier) error {
				return q.get(ctx, &id, "organisation-transfer", giver.BureauID, taker.BureauID, e.ID,
					pq.Array(append([]string{}, taker.Departments...)), pq.Array(named), registry.DateOf(e.On), shortened(reason),
					scope.Actor, orNull(scope.AccountID))
			}); err != nil {
				return n, err
			}
			if id != 0 {
				n++
			}
		}
	}
	return n, nil
}

// shortened is a text of at most as many characters as a reason may have.
func shortened(text string) string {
	const most = 2000
	if r := []rune(text); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return text
}

// closeEmptied closes those bureaus that end by the entry and that nothing holds any more.
func (w organisationWrite) closeEmptied(ctx context.Context, e registry.OrganisationEntry) error {
	for _, giver := range e.Before {
		if stays(e, giver.BureauID) {
			continue
		}
		h, err := w.holds(ctx, giver.BureauID)
		if err != nil {
			return err
		}
		if h.closing() == "" {
			if err := w.end(ctx, giver.BureauID); err != nil {
				return err
			}
		}
	}
	return w.follow(ctx)
}

// stays reports whether a bureau goes on after the entry.
func stays(e registry.OrganisationEntry, bureau int) bool {
	for _, p := range e.After {
		if p.BureauID == bureau {
			return true
		}
	}
	return false
}

// closeAfterMove closes, as a change of its own, the bureaus of an entry whose last process has
// moved. The caller holds the lock of the chain.
func (q querier) closeAfterMove(ctx context.Context, op string, scope registry.Scope, e registry.OrganisationEntry) error {
	if !e.Ends {
		return nil
	}
	var ended []string
	for _, giver := range e.Before {
		if stays(e, giver.BureauID) {
			continue
		}
		h, err := q.holds(ctx, giver.BureauID)
		if err != nil {
			return err
		}
		if h.closing() == "" && h.Open {
			ended = append(ended, giver.Name)
		}
	}
	if len(ended) == 0 {
		return nil
	}
	c, err := q.beginChange(ctx)
	if err != nil {
		return err
	}
	w := organisationWrite{querier: q, op: op, scope: scope, change: c, day: registry.DateOf(e.On)}
	if err := w.closeEmptied(ctx, e); err != nil {
		return err
	}
	text := fmt.Sprintf("手続がすべて移ったので、%sを廃止（%s施行、%s）", strings.Join(ended, "、"), registry.DayText(e.On), e.Reason)
	return q.endChange(ctx, scope, c, registry.ChangeSetting, shortened(text), 0)
}

// closeMoved closes the bureaus whose last process a transfer has moved.
func (q querier) closeMoved(ctx context.Context, op string, scope registry.Scope, bureau int) error {
	all, err := q.organisation(ctx, 0)
	if err != nil {
		return err
	}
	for _, e := range all {
		if !moves(e) || takerOf(e, bureau, "") == 0 {
			continue
		}
		if err := q.closeAfterMove(ctx, op, scope, e); err != nil {
			return err
		}
	}
	return nil
}

// bureauHolds is what keeps a bureau from being closed or withdrawn.
type bureauHolds struct {
	Processes, Uploads, Transfers, Accounts int64
	Past                                    bool // it has ever held a process or sent a file
	Open                                    bool // it has not been closed
}

func (q querier) holds(ctx context.Context, bureau int) (h bureauHolds, err error) {
	err = q.whole(ctx, func(q querier) error { return q.get(ctx, &h, "organisation-holds", bureau) })
	return h, err
}

// closing says why the bureau cannot be closed; empty if it can be.
func (h bureauHolds) closing() string {
	switch {
	case h.Processes > 0:
		return fmt.Sprintf("この局が %s 手続をもつため、廃止できません。統合か分割として記録するか、所管替えで先に移してください。",
			registry.Thousands(h.Processes))
	case h.Transfers > 0:
		return "この局が渡すか受ける所管替えの協議が終わっていないため、廃止できません。協議を終えてください。"
	case h.Uploads > 0:
		return "この局に、登録を待っている取込があるため、廃止できません。登録するか取りやめてください。"
	}
	return ""
}

// WithdrawReorganisation withdraws an entry, as a change: what it recorded is as it was before.
// Transfers of it that wait are withdrawn with it. It is refused when something has come of the
// entry that would be lost: processes that have moved, or a bureau that is in use.
func (s *Store) WithdrawReorganisation(ctx context.Context, scope registry.Scope, id int, reason string) error {
	const op = "store.WithdrawReorganisation"
	reason = strings.TrimSpace(reason)
	return s.setting(ctx, scope, op, reason, "", func(q querier, c change) error {
		e, err := q.entry(ctx, op, id)
		if err != nil {
			return err
		}
		if !e.Set.EndedAt.IsZero() {
			return registry.Errorf(registry.Conflict, op, "この組織の改正は、すでに取りやめられています。")
		}
		var by int64
		if err := q.get(ctx, &by, "organisation-close", id, c.At, c.ID, reason); registry.CodeOf(err) == registry.NotFound {
			return registry.Errorf(registry.Conflict, op, "登録簿の初期設定は取りやめられません。")
		} else if err != nil {
			return err
		}
		w := organisationWrite{querier: q, op: op, scope: scope, change: c, day: registry.DateOf(e.On)}
		if err := w.withdraw(ctx, e, by, reason); err != nil {
			return err
		}
		return q.endChange(ctx, scope, c, registry.ChangeSetting,
			shortened(fmt.Sprintf("組織の改正の取りやめ（%s）：%s。%s", e.Kind.Label(), e.Text(), reason)), 0)
	})
}

// withdraw takes back what the change by wrote of the organisation.
func (w organisationWrite) withdraw(ctx context.Context, e registry.OrganisationEntry, by int64, reason string) error {
	var moved bool
	if err := w.get(ctx, &moved, "organisation-moved", e.ID); err != nil {
		return err
	}
	if moved {
		return registry.Errorf(registry.Conflict, w.op, "すでに手続が移っているため、取りやめられません。戻すときは、所管替えで戻してください。")
	}
	account := orNull(w.scope.AccountID)
	if _, err := w.exec(ctx, "organisation-transfers-withdraw", e.ID, w.scope.Actor, account, shortened(reason)); err != nil {
		return err
	}
	var terms []struct {
		bureauTerm
		Opened  bool
		Current int // the term of now that says the same; 0: there is none
	}
	if err := w.list(ctx, &terms, "organisation-terms-of", by); err != nil {
		return err
	}
	for _, t := range terms { // first those that it opened
		switch {
		case t.Opened && t.Current == 0:
			return registry.Errorf(registry.Conflict, w.op,
				"そのあとで同じ局に別の改正が記録されています。先に、あとの改正を取りやめてください。")
		case t.Opened:
			if err := w.closeTerm(ctx, t.Current); err != nil {
				return err
			}
		default:
			if err := w.openTerm(ctx, t.bureauTerm); err != nil {
				return err
			}
		}
	}
	if _, err := w.exec(ctx, "organisation-successors-close", by, w.change.At, w.change.ID); err != nil {
		return err
	}
	for _, p := range e.After {
		var days int
		if err := w.get(ctx, &days, "bureau-terms-count", p.BureauID); err != nil {
			return err
		}
		if days > 0 {
			continue // it was there before
		}
		h, err := w.holds(ctx, p.BureauID)
		if err != nil {
			return err
		}
		if h.Past || h.Accounts > 0 || h.Transfers > 0 {
			return registry.Errorf(registry.Conflict, w.op, "「%s」には、すでに手続、取込、アカウントのどれかがあるため、取りやめられません。", p.Name)
		}
	}
	return w.follow(ctx)
}
