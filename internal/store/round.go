package store

import (
	"cmp"
	"context"
	"database/sql"
	"time"

	"github.com/lib/pq"

	"tetsuzuki/internal/registry"
)

// Rounds lists every round, the latest first.
func (s *Store) Rounds(ctx context.Context) ([]registry.Round, error) {
	var rows []struct {
		roundRow
		Next sql.NullTime `db:"next_opens_on"`
	}
	if err := s.common.list(ctx, &rows, "rounds"); err != nil {
		return nil, err
	}
	rounds := make([]registry.Round, len(rows))
	for i, r := range rows {
		rounds[i] = r.round()
		if r.Next.Valid {
			rounds[i].Ends = inTokyo(r.Next.Time)
		}
	}
	return rounds, nil
}

// roundRow is a round as the queries give it.
type roundRow struct {
	ID         int
	Name       string
	FiscalYear int       `db:"fiscal_year"`
	OpensOn    time.Time `db:"opens_on"`
	Deadline   time.Time
	Asks       registry.RoundAsks
	Note       string
	SetBy      string    `db:"set_by"`
	SetAt      time.Time `db:"set_at"`
}

func (r roundRow) round() registry.Round {
	return registry.Round{ID: r.ID, Name: r.Name, FiscalYear: r.FiscalYear, OpensOn: inTokyo(r.OpensOn), Deadline: inTokyo(r.Deadline),
		Asks: r.Asks, Note: r.Note, SetBy: r.SetBy, SetAt: r.SetAt}
}

// inTokyo is the beginning of a day in Tokyo; the database returns days in UTC.
func inTokyo(day time.Time) time.Time {
	y, m, d := day.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, registry.Tokyo)
}

// SaveRound adds a round, or changes the one with its ID, and records it in the audit log.
// If r does not say whom it asks, a new round asks as [Store.RoundAsks] says, and another
// asks as before.
func (s *Store) SaveRound(ctx context.Context, scope registry.Scope, r registry.Round) (int, error) {
	const op = "store.SaveRound"
	if err := scope.Require(op, registry.Configure); err != nil {
		return 0, err
	}
	if r.OpensOn.IsZero() || r.Deadline.IsZero() {
		return 0, &registry.Error{Code: registry.Invalid, Op: op, Field: "deadline", Message: "受付を始める日と締切の日を入力してください。"}
	}
	after := roundDetail{r.Name, r.FiscalYear, r.OpensOn.Format(time.DateOnly), r.Deadline.Format(time.DateOnly), r.Asks, r.Note}
	err := s.transact(ctx, scope, nil, func(q querier) error {
		if r.ID == 0 {
			if after.Asks == "" {
				if err := q.get(ctx, &after.Asks, "round-asks"); err != nil {
					return err
				}
			}
			if err := q.get(ctx, &r.ID, "round-add", after.Name, after.FiscalYear, after.OpensOn, after.Deadline, after.Note,
				scope.Actor, after.Asks); err != nil {
				return err
			}
			return q.audit(ctx, scope, registry.AuditRoundAdded, r.Name, map[string]any{"round": r.ID, "after": after})
		}
		var before roundDetail
		err := q.get(ctx, &before, "round-lock", r.ID)
		if registry.CodeOf(err) == registry.NotFound {
			return registry.Errorf(registry.NotFound, op, "この調査回はありません。一覧から選び直してください。")
		}
		if err != nil {
			return err
		}
		after.Asks = cmp.Or(after.Asks, before.Asks)
		if _, err := q.exec(ctx, "round-change", r.ID, after.Name, after.FiscalYear, after.OpensOn, after.Deadline, after.Note,
			scope.Actor, after.Asks); err != nil {
			return err
		}
		return q.audit(ctx, scope, registry.AuditRoundChanged, before.Name, map[string]any{"round": r.ID, "before": before, "after": after})
	})
	return r.ID, err
}

// roundDetail is a round for the audit log, with its days as 2022-12-31.
type roundDetail struct {
	Name       string             `json:"name"`
	FiscalYear int                `db:"fiscal_year" json:"fiscal_year"`
	OpensOn    string             `db:"opens_on" json:"opens_on"`
	Deadline   string             `json:"deadline"`
	Asks       registry.RoundAsks `json:"asks"`
	Note       string             `json:"note"`
}

// RoundAsks is whom a new round asks if nobody says so.
func (s *Store) RoundAsks(ctx context.Context, scope registry.Scope) (asks registry.RoundAsks, err error) {
	if err := scope.Require("store.RoundAsks", registry.Configure); err != nil {
		return "", err
	}
	err = s.get(ctx, scope, &asks, "round-asks")
	return asks, err
}

// Board returns for each bureau that the scope reaches what it handed in for a round.
func (s *Store) Board(ctx context.Context, scope registry.Scope, r registry.Round) ([]registry.RoundUpload, error) {
	if err := scope.Require("store.Board", registry.Read); err != nil {
		return nil, err
	}
	end := r.Ends
	if end.IsZero() {
		end = registry.Now
	}
	var rows []struct {
		BureauID int `db:"bureau_id"`
		Asked    bool
		Accounts int

		UploadID   int64 `db:"upload_id"`
		State      registry.UploadState
		FileName   string `db:"file_name"`
		Actor      string
		ReceivedAt sql.NullTime `db:"received_at"`

		LaterID         int64                `db:"later_id"`
		LaterState      registry.UploadState `db:"later_state"`
		LaterFileName   string               `db:"later_file_name"`
		LaterActor      string               `db:"later_actor"`
		LaterReceivedAt sql.NullTime         `db:"later_received_at"`

		SubmittedAt sql.NullTime `db:"submitted_at"`
		HandedInAt  sql.NullTime `db:"handed_in_at"`
		ConfirmedAt sql.NullTime `db:"confirmed_at"`
	}
	if err := s.list(ctx, scope, &rows, "board", r.OpensOn, end, r.Deadline.Format(time.DateOnly), orNull(scope.BureauID),
		r.Asks == registry.AsksAll); err != nil {
		return nil, err
	}
	board := make([]registry.RoundUpload, len(rows))
	for i, b := range rows {
		board[i] = registry.RoundUpload{
			BureauID: b.BureauID,
			BoardUpload: registry.BoardUpload{UploadID: b.UploadID, State: b.State, FileName: b.FileName, Actor: b.Actor,
				ReceivedAt: b.ReceivedAt.Time},
			Later: registry.BoardUpload{UploadID: b.LaterID, State: b.LaterState, FileName: b.LaterFileName, Actor: b.LaterActor,
				ReceivedAt: b.LaterReceivedAt.Time},
			Asked:       b.Asked,
			Accounts:    b.Accounts,
			SubmittedAt: b.SubmittedAt.Time,
			ConfirmedAt: b.ConfirmedAt.Time,
			HandedInAt:  b.HandedInAt.Time,
		}
	}
	return board, nil
}

// Notices lists up to limit acts of others that concern the scope's bureau (or any bureau),
// the newest first. Only accounts that hand in or approve have notices.
func (s *Store) Notices(ctx context.Context, scope registry.Scope, limit int) ([]registry.Notice, error) {
	if err := scope.Require("store.Notices", registry.HandIn); err != nil {
		return nil, err
	}
	var rows []struct {
		noticeRow
		Read bool
	}
	asked := ask{dest: &rows, name: "notices", args: []any{orNull(scope.BureauID), scope.AccountID, int64(limit)}}
	if err := s.readTogether(ctx, scope, asked); err != nil {
		return nil, err
	}
	notices := make([]registry.Notice, len(rows))
	for i, r := range rows {
		notices[i] = r.notice()
		notices[i].Read = r.Read
	}
	return notices, nil
}

// noticeRow is a notice as the queries give it, for pages and mails.
type noticeRow struct {
	At         time.Time
	Kind       registry.NoticeKind
	UploadID   int64 `db:"upload_id"`
	TransferID int64 `db:"transfer_id"`
	RoundID    int   `db:"round_id"`
	ChangeID   int64 `db:"change_id"`
	PlanID     int64 `db:"plan_id"`
	BureauID   int   `db:"bureau_id"`
	Actor      string
	Title      string
	Text       string
	Deadline   sql.NullTime
	Bureaus    pq.StringArray
	Remarks    int
}

func (r noticeRow) notice() registry.Notice {
	n := registry.Notice{
		At:         r.At,
		Kind:       r.Kind,
		UploadID:   r.UploadID,
		TransferID: r.TransferID,
		RoundID:    r.RoundID,
		ChangeID:   r.ChangeID,
		PlanID:     r.PlanID,
		BureauID:   r.BureauID,
		Actor:      r.Actor,
		Title:      r.Title,
		Text:       r.Text,
		Bureaus:    r.Bureaus,
		Remarks:    r.Remarks,
	}
	if r.Kind == registry.NoticeProposalRealized {
		n.ProposalID, n.PlanID = int(r.PlanID), 0
	}
	if r.Deadline.Valid {
		n.Deadline = inTokyo(r.Deadline.Time)
	}
	return n
}

const notRead = "どこまで読んだのかが分かりません。お知らせを開き直してください。"

// ReadNotices records that the scope's account has read its notices up to a moment.
func (s *Store) ReadNotices(ctx context.Context, scope registry.Scope, until time.Time) error {
	if err := scope.Require("store.ReadNotices", registry.HandIn); err != nil {
		return err
	}
	n, err := s.common.exec(ctx, "notices-read", scope.AccountID, until)
	if err == nil && n == 0 {
		err = &registry.Error{Code: registry.Invalid, Op: "store.ReadNotices", Field: "until", Message: notRead}
	}
	return err
}
