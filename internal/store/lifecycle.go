package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/lib/pq"

	"tetsuzuki/internal/registry"
)

// event records a step of an upload's lifecycle.
func (q querier) event(ctx context.Context, scope registry.Scope, id int64, kind registry.UploadEventKind, text string) error {
	_, err := q.addEvent(ctx, scope, id, kind, text)
	return err
}

func (q querier) addEvent(ctx context.Context, scope registry.Scope, id int64, kind registry.UploadEventKind, text string) (int64, error) {
	var event int64
	err := q.get(ctx, &event, "upload-event-add", id, orNull(scope.AccountID), scope.Actor, string(kind), text)
	return event, err
}

// UploadEvents are the steps that an upload has taken, in their order.
func (s *Store) UploadEvents(ctx context.Context, scope registry.Scope, id int64) ([]registry.UploadEvent, error) {
	var rows []struct {
		ID        int64
		At        time.Time
		AccountID int64 `db:"account_id"`
		Actor     string
		Kind      registry.UploadEventKind
		Text      string
	}
	var remarks []struct {
		EventID int64 `db:"event_id"`
		registry.Remark
	}
	err := s.ofUpload(ctx, scope, id, func(q querier, _ registry.Upload) error {
		if err := q.list(ctx, &rows, "upload-events", id); err != nil {
			return err
		}
		return q.list(ctx, &remarks, "upload-remarks", id)
	})
	if err != nil {
		return nil, err
	}
	events := make([]registry.UploadEvent, len(rows))
	for i, r := range rows {
		events[i] = registry.UploadEvent{At: r.At, AccountID: r.AccountID, Actor: r.Actor, Kind: r.Kind, Text: r.Text}
		for _, m := range remarks {
			if m.EventID == r.ID {
				events[i].Remarks = append(events[i].Remarks, m.Remark)
			}
		}
	}
	return events, nil
}

// Submission is what a sender enters when submitting.
type Submission struct {
	Text string // to whoever approves
	// Keep answers all open questions: missing processes stay as they are, rows without
	// an ID are new processes, and normalised values are right.
	Keep bool
	// NewRows answers the open doubtful matches alone, KeepMissing the missing processes alone.
	NewRows, KeepMissing bool
	// Normalised is how many normalised values the sender has checked, see
	// [Store.Consent]; 0: none, or a consent was given before.
	Normalised int
}

// answers reports whether something is answered along with the submission.
func (sub Submission) answers() bool {
	return sub.Keep || sub.NewRows || sub.KeepMissing || sub.Normalised > 0
}

// Submit submits a staged or returned upload for approval. It is a Conflict error while
// questions of its difference are open. The upload that it replaces, if any, is
// discarded.
func (s *Store) Submit(ctx context.Context, scope registry.Scope, id int64, sub Submission) (registry.Upload, error) {
	const op = "store.Submit"
	return s.step(ctx, scope, id, op, registry.ActSubmit, func(q querier, u lockedUpload) error {
		if err := q.importSettings(ctx); err != nil {
			return err
		}
		c, err := q.fillImportTables(ctx, id)
		if err != nil {
			return err
		}
		if c.normalised, err = q.normalised(ctx, id); err != nil {
			return err
		}
		if err := q.restoreStaged(ctx, id, c); err != nil {
			return err
		}
		if sub.Keep {
			if err := q.keepRest(ctx, op, scope, id, c.normalised); err != nil {
				return err
			}
			c.normalised.Other = 0
		}
		if sub.NewRows {
			if err := q.newRest(ctx, op, scope, id); err != nil {
				return err
			}
		}
		if sub.KeepMissing {
			if err := q.keepMissing(ctx, op, scope, id); err != nil {
				return err
			}
		}
		if sub.Normalised > 0 {
			if err := q.consentTo(ctx, op, scope, id, c.normalised, sub.Normalised); err != nil {
				return err
			}
			c.normalised.Other = 0
		}
		doubtful, err := q.doubtfulMatches(ctx, id)
		if err != nil {
			return err
		}
		open, err := q.questions(ctx, id, c, len(doubtful))
		if err != nil {
			return err
		}
		if err := open.answered(op); err != nil {
			return err
		}
		if err := q.moveUpload(ctx, op, u, registry.ActSubmit, registry.UploadSubmitted); err != nil {
			return err
		}
		if err := q.event(ctx, scope, id, registry.EventSubmitted, sub.Text); err != nil {
			return err
		}
		if err := q.replace(ctx, op, scope, u); err != nil || !sub.answers() {
			return err
		}
		return q.renewComparison(ctx, id) // something was answered
	})
}

// replace discards the upload that u replaces, if its state allows that. A faulty or
// unreadable one stays as it is, and so does one that has ended meanwhile.
func (q querier) replace(ctx context.Context, op string, scope registry.Scope, u lockedUpload) error {
	if u.Replaces == 0 {
		return nil
	}
	old, err := q.lockUpload(ctx, op, scope, u.Replaces)
	if err != nil || !slices.Contains(old.State.After(registry.ActReplace), registry.UploadDiscarded) {
		return err
	}
	return q.discard(ctx, op, scope, old, registry.ActReplace, registry.EventReplaced, fmt.Sprintf("受付番号 %d に差し替えました。", u.ID))
}

// discard ends an upload that has written nothing. Its rows are deleted later, see
// [Store.ClearLeftovers].
func (q querier) discard(
	ctx context.Context,
	op string,
	scope registry.Scope,
	u lockedUpload,
	act registry.UploadAct,
	event registry.UploadEventKind,
	text string,
) error {
	if err := q.moveUpload(ctx, op, u, act, registry.UploadDiscarded); err != nil {
		return err
	}
	return q.event(ctx, scope, u.ID, event, text)
}

// Return returns a submitted upload to its sender, with the reason and remarks on cells.
// What the account has drafted goes along: its remarks, and its reason where none is given.
func (s *Store) Return(
	ctx context.Context,
	scope registry.Scope,
	id int64,
	reason string,
	remarks []registry.Remark,
) (registry.Upload, error) {
	const op = "store.Return"
	return s.step(ctx, scope, id, op, registry.ActReturn, func(q querier, u lockedUpload) error {
		draft, err := q.returnDraft(ctx, scope, id)
		if err != nil {
			return err
		}
		if strings.TrimSpace(reason) == "" {
			reason = draft.Reason
		}
		var all []registry.Remark
		for _, r := range draft.Remarks {
			all = append(all, r.Remark)
		}
		if all = append(all, remarks...); strings.TrimSpace(reason) == "" && len(all) == 0 {
			return &registry.Error{Code: registry.Invalid, Op: op, Field: "reason", Message: "差し戻す理由を入力してください。"}
		}
		if err := fewRemarks(op, len(all)); err != nil {
			return err
		}
		if err := q.moveUpload(ctx, op, u, registry.ActReturn, registry.UploadReturned); err != nil {
			return err
		}
		event, err := q.addEvent(ctx, scope, id, registry.EventReturned, reason)
		if err != nil {
			return err
		}
		if err := q.addRemarks(ctx, event, all); err != nil {
			return err
		}
		_, err = q.exec(ctx, "return-draft-clear", id, scope.AccountID)
		return err
	})
}

func (q querier) addRemarks(ctx context.Context, event int64, remarks []registry.Remark) error {
	if len(remarks) == 0 {
		return nil
	}
	sheets, cells, texts := make([]string, len(remarks)), make([]string, len(remarks)), make([]string, len(remarks))
	for i, r := range remarks {
		sheets[i], cells[i], texts[i] = r.Sheet, r.Cell, r.Text
	}
	_, err := q.exec(ctx, "upload-remark-add", event, pq.Array(sheets), pq.Array(cells), pq.Array(texts))
	return err
}

// step does an act on an upload in one transaction, if the scope may and the upload's
// state allows it, and returns the upload after it.
func (s *Store) step(
	ctx context.Context,
	scope registry.Scope,
	id int64,
	op string,
	act registry.UploadAct,
	do func(querier, lockedUpload) error,
) (registry.Upload, error) {
	err := s.transact(ctx, scope, nil, func(q querier) error {
		u, err := q.lockFor(ctx, op, scope, id, act)
		if err != nil {
			return err
		}
		return do(q, u)
	})
	if err != nil {
		return registry.Upload{}, err
	}
	return s.Upload(ctx, scope, id)
}

// MayApprove reports whether the scope may approve an upload as it stands, and
// whether it may return it.
func (s *Store) MayApprove(ctx context.Context, scope registry.Scope, u registry.Upload) (approve, back bool, err error) {
	const op = "store.MayApprove"
	if u.State != registry.UploadSubmitted || !scope.May(registry.HandIn) || !scope.AllBureaus() && !scope.Reaches(u.BureauID) {
		return false, false, nil
	}
	err = s.transact(ctx, scope, nil, func(q querier) error {
		_, err := q.approver(ctx, op, scope, lockedUpload{BureauID: orNull(u.BureauID)})
		if back, err = permitted(err); !back {
			return err
		}
		approve, err = permitted(q.otherPerson(ctx, op, scope, u.ID))
		return err
	})
	return approve, back, err
}

// permitted turns a Forbidden error into false.
func permitted(err error) (bool, error) {
	if registry.CodeOf(err) == registry.Forbidden {
		return false, nil
	}
	return err == nil, err
}

// approver checks whether the scope may approve or return an upload. It returns the name
// of the approver whose deputy the account is today, or "" for an approver.
func (q querier) approver(ctx context.Context, op string, scope registry.Scope, u lockedUpload) (string, error) {
	if scope.May(registry.Approve) {
		return "", nil
	}
	var names []string
	if err := q.list(ctx, &names, "deputy-of", scope.AccountID, u.BureauID); err != nil {
		return "", err
	}
	if len(names) == 0 {
		return "", scope.Require(op, registry.Approve)
	}
	return names[0], nil
}

// otherPerson is nil if the account has neither received, submitted nor decided the
// upload: only such a person may approve it.
func (q querier) otherPerson(ctx context.Context, op string, scope registry.Scope, id int64) error {
	var own bool
	if err := q.get(ctx, &own, "upload-hands", id, scope.AccountID); err != nil {
		return err
	}
	if own {
		return registry.Errorf(registry.Forbidden, op, "ご自身が受け付け、提出し、または差分を判断した取込は承認できません。ほかの承認者に依頼してください。")
	}
	return nil
}
