package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/lib/pq"

	"tetsuzuki/internal/registry"
)

// chunkBytes is the size of the pieces in which files are kept.
const chunkBytes = 1 << 20

// AddUpload stores a file as an upload in the state received. It uses BureauID, FileName,
// Bytes, SHA256, FiscalYear, Reason, Replaces and Partial of u; the actor is the scope's.
func (s *Store) AddUpload(ctx context.Context, scope registry.Scope, u registry.Upload, file io.Reader) (registry.Upload, error) {
	const op = "store.AddUpload"
	if err := requireUpload(op, scope, u.BureauID); err != nil {
		return registry.Upload{}, err
	}
	if u.Replaces != 0 {
		if err := s.replaceable(ctx, op, scope, u); err != nil {
			return registry.Upload{}, err
		}
	}
	var id int64
	err := s.transact(ctx, scope, nil, func(q querier) error {
		err := q.get(ctx, &id, "upload-insert", orNull(scope.AccountID), scope.Actor, orNull(u.BureauID),
			u.FileName, u.Bytes, u.SHA256[:], orNull(u.FiscalYear), u.Reason, orNull(u.Replaces), u.Partial)
		if err != nil {
			return err
		}
		if err := q.event(ctx, scope, id, registry.EventReceived, partText(u.Partial)); err != nil {
			return err
		}
		piece := make([]byte, chunkBytes)
		for position := 0; ; position++ {
			n, err := io.ReadFull(file, piece)
			if n > 0 {
				if _, err := q.exec(ctx, "upload-chunk-insert", id, position, piece[:n]); err != nil {
					return err
				}
			}
			if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
				return nil
			}
			if err != nil {
				return registry.Failed(op, err)
			}
		}
	})
	if err != nil {
		return registry.Upload{}, err
	}
	return s.Upload(ctx, scope, id)
}

// AwaitRoom notes that the queue was too full for a received upload to be read. It is
// listed by [Store.AwaitingRoom] until its reading is queued.
func (s *Store) AwaitRoom(ctx context.Context, scope registry.Scope, id int64) error {
	return s.exec(ctx, scope, "upload-awaits-room", id)
}

// AwaitingRoom lists up to limit uploads that wait for room in the queue, the bureaus in
// turns. Only their ID, bureau and sender are set.
func (s *Store) AwaitingRoom(ctx context.Context, scope registry.Scope, limit int) ([]registry.Upload, error) {
	if err := scope.Require("store.AwaitingRoom", registry.HandIn); err != nil {
		return nil, err
	}
	var rows []struct {
		ID        int64
		AccountID int64 `db:"account_id"`
		Actor     string
		BureauID  int `db:"bureau_id"`
	}
	if err := s.list(ctx, scope, &rows, "uploads-awaiting-room", limit); err != nil {
		return nil, err
	}
	uploads := make([]registry.Upload, len(rows))
	for i, r := range rows {
		uploads[i] = registry.Upload{ID: r.ID, AccountID: r.AccountID, Actor: r.Actor, BureauID: r.BureauID}
	}
	return uploads, nil
}

// replaceable is nil if u may replace the upload that it names.
func (s *Store) replaceable(ctx context.Context, op string, scope registry.Scope, u registry.Upload) error {
	old, err := s.Upload(ctx, scope, u.Replaces)
	if err != nil {
		return err
	}
	if old.BureauID != u.BureauID {
		return &registry.Error{Code: registry.Invalid, Op: op, Field: "replaces", Message: "差し替えるファイルは、前のファイルと同じ局のものにしてください。"}
	}
	return old.State.Refusal(op, scope, registry.ActReplace)
}

// requireUpload is nil if the scope may hand in a file of that bureau; 0 stands for a file
// with rows of every bureau.
func requireUpload(op string, scope registry.Scope, bureauID int) error {
	if err := scope.Require(op, registry.HandIn); err != nil {
		return err
	}
	if bureauID == 0 && !scope.AllBureaus() {
		return registry.Errorf(registry.Forbidden, op, "全局分のファイルは取り込めません。ご自身の局のファイルだけを取り込めます。")
	}
	if bureauID != 0 {
		return scope.RequireFor(op, registry.HandIn, bureauID)
	}
	return nil
}

// Upload returns one upload. It is a NotFound error if the scope does not reach it.
func (s *Store) Upload(ctx context.Context, scope registry.Scope, id int64) (registry.Upload, error) {
	var u registry.Upload
	err := s.ofUpload(ctx, scope, id, func(_ querier, found registry.Upload) error {
		u = found
		return nil
	})
	return u, err
}

// ofUpload runs fn with an upload that the scope reaches, in one transaction.
func (s *Store) ofUpload(ctx context.Context, scope registry.Scope, id int64, fn func(querier, registry.Upload) error) error {
	const op = "store.Upload"
	return s.transact(ctx, scope, nil, func(q querier) error {
		all, err := q.uploads(ctx, op, scope, orNull(id), sql.NullInt64{}, 1)
		if err != nil {
			return err
		}
		if len(all) == 0 {
			return noUpload(op, id)
		}
		return fn(q, all[0])
	})
}

func noUpload(op string, id int64) error {
	return &registry.Error{Code: registry.NotFound, Op: op, Field: "upload",
		Message: fmt.Sprintf("受付番号 %d の取込はありません。番号を確かめてください。", id)}
}

// Uploads lists up to limit uploads that the scope reaches, the newest first,
// and older than the one with the ID before (0: from the newest on).
func (s *Store) Uploads(ctx context.Context, scope registry.Scope, before int64, limit int) ([]registry.Upload, error) {
	var all []registry.Upload
	err := s.transact(ctx, scope, nil, func(q querier) (err error) {
		all, err = q.uploads(ctx, "store.Uploads", scope, sql.NullInt64{}, orNull(before), limit)
		return err
	})
	return all, err
}

func (q querier) uploads(
	ctx context.Context,
	op string,
	scope registry.Scope,
	id, before sql.NullInt64,
	limit int,
) ([]registry.Upload, error) {
	if err := scope.Require(op, registry.Read); err != nil {
		return nil, err
	}
	var rows []struct {
		ID          int64
		ReceivedAt  time.Time `db:"received_at"`
		AccountID   int64     `db:"account_id"`
		Actor       string
		BureauID    int `db:"bureau_id"`
		Bureau      string
		FileName    string `db:"file_name"`
		Bytes       int64  `db:"file_bytes"`
		SHA256      []byte
		FiscalYear  int `db:"fiscal_year"`
		Reason      string
		State       registry.UploadState
		New         int          `db:"rows_new"`
		Changed     int          `db:"rows_changed"`
		Unchanged   int          `db:"rows_unchanged"`
		Missing     int          `db:"rows_missing"`
		Faulty      int          `db:"rows_faulty"`
		FinishedAt  sql.NullTime `db:"finished_at"`
		ChangeID    int64        `db:"change_id"`
		UndoneBy    int64        `db:"undone_by"`
		Replaces    int64
		ReplacedBy  int64 `db:"replaced_by"`
		AnswersFrom int64 `db:"answers_from"`
		RightOnly   bool  `db:"right_only"`
		Normalised  int
		Clears      pq.StringArray
		BaseFrom    registry.UploadBase `db:"base_from"`
		BaseShown   time.Time           `db:"base_shown"`
		BaseAt      time.Time           `db:"base_at"`
		RemainderOf int64               `db:"remainder_of"`
		AwaitsRoom  bool                `db:"awaits_room"`
		Partial     bool
	}
	if err := q.list(ctx, &rows, "uploads", id, orNull(scope.BureauID), before, limit); err != nil {
		return nil, err
	}
	uploads := make([]registry.Upload, len(rows))
	for i, r := range rows {
		uploads[i] = registry.Upload{ID: r.ID, ReceivedAt: r.ReceivedAt, AccountID: r.AccountID, Actor: r.Actor,
			BureauID: r.BureauID, Bureau: r.Bureau, FileName: r.FileName, Bytes: r.Bytes, SHA256: [32]byte(r.SHA256),
			FiscalYear: r.FiscalYear, Reason: r.Reason, State: r.State,
			Counts:     registry.UploadCounts{New: r.New, Changed: r.Changed, Unchanged: r.Unchanged, Missing: r.Missing, Faulty: r.Faulty},
			FinishedAt: r.FinishedAt.Time, ChangeID: r.ChangeID, UndoneBy: r.UndoneBy, Replaces: r.Replaces,
			ReplacedBy: r.ReplacedBy, AnswersFrom: r.AnswersFrom, RightOnly: r.RightOnly, Normalised: r.Normalised, Clears: r.Clears,
			BaseFrom: r.BaseFrom, BaseShown: r.BaseShown, BaseAt: r.BaseAt, RemainderOf: r.RemainderOf, AwaitsRoom: r.AwaitsRoom,
			Partial: r.Partial}
	}
	return uploads, nil
}

// UploadReport is the check report of an upload as JSON, without its records; nil
// before the file has been read.
func (s *Store) UploadReport(ctx context.Context, scope registry.Scope, id int64) ([]byte, error) {
	var report []byte
	err := s.ofUpload(ctx, scope, id, func(q querier, _ registry.Upload) error {
		return q.get(ctx, &report, "upload-report", id)
	})
	return report, err
}

// UploadFile writes the original bytes of an upload to w.
func (s *Store) UploadFile(ctx context.Context, scope registry.Scope, id int64, w io.Writer) error {
	const op = "store.UploadFile"
	if _, err := s.Upload(ctx, scope, id); err != nil {
		return err
	}
	for position := 0; ; position++ {
		var piece []byte
		err := s.get(ctx, scope, &piece, "upload-chunk", id, position)
		if registry.CodeOf(err) == registry.NotFound {
			return nil
		}
		if err != nil {
			return err
		}
		if _, err := w.Write(piece); err != nil {
			return registry.Failed(op, err)
		}
	}
}

// DiscardUpload ends an upload that has written nothing. The original file and its
// report stay; its rows are deleted later, see [Store.ClearLeftovers].
func (s *Store) DiscardUpload(ctx context.Context, scope registry.Scope, id int64) error {
	const op = "store.DiscardUpload"
	_, err := s.step(ctx, scope, id, op, registry.ActDiscard, func(q querier, u lockedUpload) error {
		return q.discard(ctx, op, scope, u, registry.ActDiscard, registry.EventDiscarded, "")
	})
	return err
}

// lockedUpload is what an act needs to know of the upload that it has locked.
type lockedUpload struct {
	ID       int64
	BureauID sql.NullInt64 `db:"bureau_id"`
	State    registry.UploadState
	Reason   string
	Replaces int64
	Reading  int
}

// lockFor locks an upload for an act, if the scope may do it and the upload's state allows
// it. The permission is checked before the lock, too, so that nobody else learns whether
// the upload is busy.
func (q querier) lockFor(ctx context.Context, op string, scope registry.Scope, id int64, act registry.UploadAct) (lockedUpload, error) {
	if err := q.mayDo(ctx, op, scope, id, act); err != nil {
		return lockedUpload{}, err
	}
	u, err := q.lockUpload(ctx, op, scope, id)
	if err != nil {
		return u, err
	}
	if err := q.allowed(ctx, op, scope, u, act); err != nil {
		return u, err
	}
	return u, u.State.Refusal(op, scope, act)
}

// mayDo is nil if the scope may do the act on the upload, whatever its state.
func (q querier) mayDo(ctx context.Context, op string, scope registry.Scope, id int64, act registry.UploadAct) error {
	u, err := q.reachedUpload(ctx, "writing-upload", op, scope, id)
	if err != nil {
		return err
	}
	return q.allowed(ctx, op, scope, u, act)
}

// allowed is mayDo for an upload that has been read.
func (q querier) allowed(ctx context.Context, op string, scope registry.Scope, u lockedUpload, act registry.UploadAct) error {
	if err := requireUpload(op, scope, int(u.BureauID.Int64)); err != nil {
		return err
	}
	if act.Power() != registry.Approve {
		return nil
	}
	_, err := q.approver(ctx, op, scope, u)
	return err
}

// moveUpload sets a locked upload to one of the states in which the act can leave it.
func (q querier) moveUpload(ctx context.Context, op string, u lockedUpload, act registry.UploadAct, to registry.UploadState) error {
	if !slices.Contains(u.State.After(act), to) {
		return registry.Failed(op, fmt.Errorf("%s does not lead from %s to %s", act, u.State, to))
	}
	_, err := q.exec(ctx, "upload-move", u.ID, string(to), to.Ended())
	return err
}

// lockUpload locks the upload until the transaction ends. It is a Conflict error by
// [ErrBusy] while the upload is read or written: it does not wait.
func (q querier) lockUpload(ctx context.Context, op string, scope registry.Scope, id int64) (lockedUpload, error) {
	if err := q.atRest(ctx, op, id); err != nil {
		return lockedUpload{}, err
	}
	u, err := q.reachedUpload(ctx, "upload-lock", op, scope, id)
	if err != nil {
		return u, err
	}
	return u, requireUpload(op, scope, int(u.BureauID.Int64))
}

// reachedUpload returns an upload by a query; NotFound if the scope does not reach it.
func (q querier) reachedUpload(ctx context.Context, query, op string, scope registry.Scope, id int64) (lockedUpload, error) {
	var u lockedUpload
	err := q.get(ctx, &u, query, id)
	if registry.CodeOf(err) == registry.NotFound {
		return u, noUpload(op, id)
	}
	if err != nil {
		return u, err
	}
	bureau := int(u.BureauID.Int64)
	if bureau == 0 && !scope.AllBureaus() || bureau != 0 && !scope.Reaches(bureau) {
		return u, noUpload(op, id)
	}
	return u, nil
}
