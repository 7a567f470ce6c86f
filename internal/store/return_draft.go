package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"tetsuzuki/internal/registry"
)

// DraftChange changes the draft of a return.
type DraftChange struct {
	Reason *string           // nil: it stays
	Texts  map[int64]string  // of remarks that are there, by ID; a blank one removes its remark
	Add    []registry.Remark // those without a text are left out
}

// mostRemarks is how many remarks one return can have.
const mostRemarks = 1000

// ReturnDraft is what the account has written for a return of the upload, and not sent yet.
func (s *Store) ReturnDraft(ctx context.Context, scope registry.Scope, id int64) (registry.ReturnDraft, error) {
	var d registry.ReturnDraft
	err := s.ofUpload(ctx, scope, id, func(q querier, _ registry.Upload) (err error) {
		d, err = q.returnDraft(ctx, scope, id)
		return err
	})
	return d, err
}

func (q querier) returnDraft(ctx context.Context, scope registry.Scope, id int64) (d registry.ReturnDraft, err error) {
	var reasons []string
	if err := q.list(ctx, &reasons, "return-draft-reason", id, scope.AccountID); err != nil {
		return d, err
	}
	d.Reason = strings.Join(reasons, "")
	var rows []struct {
		ID int64
		registry.Remark
		At time.Time
	}
	err = q.list(ctx, &rows, "return-draft-remarks", id, scope.AccountID)
	for _, r := range rows {
		d.Remarks = append(d.Remarks, registry.DraftRemark(r))
	}
	return d, err
}

// SaveReturnDraft changes the account's draft of a return of the upload, all of it or
// nothing, and returns the draft after it. Only who may return the upload has one.
func (s *Store) SaveReturnDraft(
	ctx context.Context,
	scope registry.Scope,
	id int64,
	change DraftChange,
) (d registry.ReturnDraft, err error) {
	const op = "store.SaveReturnDraft"
	err = s.transact(ctx, scope, nil, func(q querier) error {
		if _, err := q.lockFor(ctx, op, scope, id, registry.ActReturn); err != nil {
			return err
		}
		if scope.AccountID == 0 {
			return registry.Errorf(registry.Forbidden, op, "下書きは、アカウントのある人だけが作れます。")
		}
		if err := q.changeReturnDraft(ctx, op, scope, id, change); err != nil {
			return err
		}
		if d, err = q.returnDraft(ctx, scope, id); err != nil {
			return err
		}
		return fewRemarks(op, len(d.Remarks))
	})
	return d, err
}

// fewRemarks is nil if one return can have n remarks.
func fewRemarks(op string, n int) error {
	if n <= mostRemarks {
		return nil
	}
	return &registry.Error{Code: registry.Invalid, Op: op, Field: "remarks",
		Message: fmt.Sprintf("指摘は %s か所までです。まとめて書けるものは、理由に書いてください。", registry.Thousands(mostRemarks))}
}

func (q querier) changeReturnDraft(ctx context.Context, op string, scope registry.Scope, id int64, change DraftChange) error {
	if change.Reason != nil {
		if _, err := q.exec(ctx, "return-draft-reason-set", id, scope.AccountID, *change.Reason); err != nil {
			return err
		}
	}
	for remark, text := range change.Texts {
		if strings.TrimSpace(text) == "" {
			if _, err := q.exec(ctx, "return-draft-remark-remove", id, scope.AccountID, remark); err != nil {
				return err
			}
			continue
		}
		n, err := q.exec(ctx, "return-draft-remark-set", id, scope.AccountID, remark, text)
		if err != nil {
			return err
		}
		if n == 0 {
			return &registry.Error{Code: registry.Conflict, Op: op, Field: "remarks",
				Message: "書き直そうとした指摘は、もう下書きにありません（ほかの画面で消したか、差し戻したときに送りました）。画面を開き直して確かめてください。"}
		}
	}
	for _, r := range change.Add {
		if _, err := q.exec(ctx, "return-draft-remark-add", id, scope.AccountID, r.Sheet, r.Cell, r.Text); err != nil {
			return err
		}
	}
	return nil
}
