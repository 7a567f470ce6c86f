package store

import (
	"context"

	"github.com/lib/pq"

	"tetsuzuki/internal/registry"
)

// Apply confirms a staged upload without a second person, as [Store.Approve] does with
// one. Only the operator may, see [registry.Scope.Alone]. Questions about rows and cells
// are answered beforehand: it is a Conflict error where one is left open. Missing processes
// stay as they are, and normalised values count.
func (s *Store) Apply(
	ctx context.Context,
	scope registry.Scope,
	id int64,
	kind registry.ChangeKind,
	answers Answers,
) (registry.Upload, error) {
	const op = "store.Apply"
	return s.confirm(ctx, scope, id, op, func(q querier, u lockedUpload) (func(querier) error, error) {
		if !scope.Alone() {
			return nil, registry.Errorf(registry.Forbidden, op, "登録するには、提出して、ほかの人の承認を受けてください。")
		}
		return func(querier) error { return nil }, u.State.Refusal(op, scope, registry.ActApprove)
	}, kind, answers)
}

// Approve confirms a submitted upload: it writes the new and changed processes in one
// transaction under one change.
//
// The upload is compared anew first, so that the second of two files that are approved
// at the same time builds on the first. Where nothing differs, there is no change and
// the upload becomes unchanged. Where the registry has changed so that a question is
// open again, nothing is written and the upload is returned to its sender.
//
// A person who received, decided or submitted the upload cannot approve it.
func (s *Store) Approve(ctx context.Context, scope registry.Scope, id int64) (registry.Upload, error) {
	const op = "store.Approve"
	return s.confirm(ctx, scope, id, op, func(q querier, u lockedUpload) (func(querier) error, error) {
		inPlaceOf, err := q.approver(ctx, op, scope, u)
		if err != nil {
			return nil, err
		}
		if err := u.State.Refusal(op, scope, registry.ActApprove); err != nil {
			return nil, err
		}
		text := ""
		if inPlaceOf != "" {
			text = inPlaceOf + "の代理"
		}
		return func(q querier) error { return q.event(ctx, scope, id, registry.EventApproved, text) }, q.otherPerson(ctx, op, scope, id)
	}, registry.ChangeImport, Answers{})
}

// reopen returns a submitted upload to its sender because the registry has changed; why
// says what is to be answered.
func (q querier) reopen(ctx context.Context, op string, scope registry.Scope, u lockedUpload, c importTables, why string) error {
	if err := q.restoreStaged(ctx, u.ID, c); err != nil {
		return err
	}
	if err := q.moveUpload(ctx, op, u, registry.ActApprove, registry.UploadReturned); err != nil {
		return err
	}
	return q.event(ctx, scope, u.ID, registry.EventReopened, why)
}

// confirm writes an upload to the registry and ends it. may checks whether the scope is
// allowed to, before others can see the write begin and again once the upload is
// locked; the function that it returns records the approval.
func (s *Store) confirm(
	ctx context.Context,
	scope registry.Scope,
	id int64,
	op string,
	may func(querier, lockedUpload) (approved func(querier) error, err error),
	kind registry.ChangeKind,
	answers Answers, // of those who need nobody's approval
) (registry.Upload, error) {
	err := s.transact(ctx, scope, nil, func(q querier) error {
		err := q.beginWrite(ctx, op, scope, id, func(u lockedUpload) error {
			if err := requireUpload(op, scope, int(u.BureauID.Int64)); err != nil {
				return err
			}
			_, err := may(q, u)
			return err
		})
		if err != nil {
			return err
		}
		u, err := q.lockUpload(ctx, op, scope, id)
		if err != nil {
			return err
		}
		approved, err := may(q, u)
		if err != nil {
			return err
		}
		bad, err := q.badIDs(ctx, id)
		if err != nil {
			return err
		}
		if len(bad) > 0 {
			return registry.Errorf(registry.Conflict, op, "検査のあとで、手続の所管が変わりました。ファイルをもう一度取り込んでください。")
		}
		c, err := q.fillImportTables(ctx, id)
		if err != nil {
			return err
		}
		if scope.Alone() {
			if c, err = q.answerAll(ctx, op, scope, id, c, answers); err != nil {
				return err
			}
		} else {
			open, err := q.open(ctx, id, c)
			if err != nil {
				return err
			}
			if why := open.reopened(); why != "" {
				return q.reopen(ctx, op, scope, u, c, why)
			}
		}
		if err := approved(q); err != nil {
			return err
		}
		decided, proposals, err := q.dueDecisions(ctx, id)
		if err != nil {
			return err
		}
		note := ""
		if scope.Alone() {
			note = "運用担当のコマンドによる確定（承認なし）"
		}
		if err := q.confirmed(ctx, op, scope, u, note, kind, c, decided); err != nil {
			return err
		}
		return s.proposeDecided(ctx, q, scope, proposals)
	})
	if err != nil {
		return registry.Upload{}, err
	}
	return s.Upload(ctx, scope, id)
}

// confirmed writes what the import tables hold and moves the upload to its last state.
func (q querier) confirmed(
	ctx context.Context,
	op string,
	scope registry.Scope,
	u lockedUpload,
	note string,
	kind registry.ChangeKind,
	c importTables,
	decided []int64,
) error {
	counts := c.Counts
	state, event := registry.UploadUnchanged, registry.EventUnchanged
	if counts.New+counts.Changed+len(decided) > 0 {
		state, event = registry.UploadConfirmed, registry.EventConfirmed
		if err := q.write(ctx, scope, u.ID, kind, u.Reason, counts, decided); err != nil {
			return err
		}
	}
	for _, step := range []string{"upload-clear", "comparison-clear"} {
		if _, err := q.exec(ctx, step, u.ID); err != nil {
			return err
		}
	}
	if err := q.moveUpload(ctx, op, u, registry.ActApprove, state); err != nil {
		return err
	}
	if _, err := q.exec(ctx, "upload-finish", u.ID, counts.New, counts.Changed, counts.Unchanged, counts.Missing, c.keepsOthers); err != nil {
		return err
	}
	return q.event(ctx, scope, u.ID, event, note)
}

// write closes the current versions of all processes that the upload changes and opens
// the new ones: those in the import tables, and the missing processes with a decision.
func (q querier) write(
	ctx context.Context,
	scope registry.Scope,
	id int64,
	kind registry.ChangeKind,
	reason string,
	counts registry.UploadCounts,
	decided []int64,
) error {
	if _, err := q.exec(ctx, "import-issue-ids"); err != nil {
		return err
	}
	if err := q.renewKeys(ctx, id); err != nil {
		return err
	}
	c, err := q.beginChange(ctx)
	if err != nil {
		return err
	}
	err = q.runWriteParts(ctx,
		writePart{WriteCloses, counts.Changed + len(decided), "processes-close", []any{c.At, c.ID, pq.Array(decided)}},
		writePart{0, 0, "import-close-processes", []any{c.At, c.ID}},
		writePart{WriteOpens, counts.New + counts.Changed + len(decided), "decision-open", []any{c.At, c.ID, id, pq.Array(decided)}},
		writePart{0, 0, "import-open-processes", []any{id, c.At, c.ID}},
		writePart{WriteVolumes, 0, "import-close-volumes", []any{c.At, c.ID}},
		writePart{0, 0, "import-open-volumes", []any{c.At, c.ID}})
	if err != nil {
		return err
	}
	return q.endChange(ctx, scope, c, kind, reason, id)
}

// renewKeys computes the search and identity keys of rows that have an ID and blank
// identifying cells: these keep the registry's values, which belong in the keys.
func (q querier) renewKeys(ctx context.Context, id int64) error {
	var rows []struct {
		identityColumns
		Ordinal int64
	}
	if err := q.list(ctx, &rows, "import-half-known", id); err != nil || len(rows) == 0 {
		return err
	}
	ordinals, texts, keys := make([]int64, len(rows)), make([]string, len(rows)), make([][]byte, len(rows))
	for i, r := range rows {
		key, search := r.identity().Keys()
		ordinals[i], texts[i], keys[i] = r.Ordinal, search, key[:]
	}
	_, err := q.exec(ctx, "import-refold", id, pq.Array(ordinals), pq.Array(texts), pq.Array(keys))
	return err
}

// identityColumns are the columns that identify a process, as queries return them.
type identityColumns struct {
	BureauID      int    `db:"bureau_id"`
	ProcedureName string `db:"procedure_name"`
	ProcessName   string `db:"process_name"`
	ProcessType   string `db:"process_type"`
	Applicant     string
	Recipient     string
	LegalBasis    string `db:"legal_basis"`
	LegalArticle  string `db:"legal_article"`
}

func (r identityColumns) identity() registry.Identity { return registry.Identity(r) }
