package store

import (
	"context"
	"database/sql"
	"time"

	"tetsuzuki/internal/registry"
)

// Deputies lists the deputies of the approvers of the scope's bureau (or of every
// bureau), including past ones, the latest first.
func (s *Store) Deputies(ctx context.Context, scope registry.Scope) ([]registry.Deputy, error) {
	if err := scope.Require("store.Deputies", registry.Read); err != nil {
		return nil, err
	}
	var rows []struct {
		ID        int64
		AccountID int64 `db:"account_id"`
		Name      string
		DeputyID  int64 `db:"deputy_id"`
		Deputy    string
		BureauID  int          `db:"bureau_id"`
		From      time.Time    `db:"valid_from"`
		To        time.Time    `db:"valid_to"`
		SetBy     string       `db:"set_by"`
		SetAt     time.Time    `db:"set_at"`
		EndedAt   sql.NullTime `db:"ended_at"`
		EndedBy   string       `db:"ended_by"`
	}
	if err := s.list(ctx, scope, &rows, "deputies", orNull(scope.BureauID)); err != nil {
		return nil, err
	}
	deputies := make([]registry.Deputy, len(rows))
	for i, r := range rows {
		deputies[i] = registry.Deputy{ID: r.ID, AccountID: r.AccountID, Name: r.Name, DeputyID: r.DeputyID, Deputy: r.Deputy,
			BureauID: r.BureauID, From: r.From, To: r.To, SetBy: r.SetBy, SetAt: r.SetAt, EndedAt: r.EndedAt.Time, EndedBy: r.EndedBy}
	}
	return deputies, nil
}

// AddDeputy makes the account DeputyID the deputy of the approver AccountID (0: the
// scope's own account) from the day From to the day To. Both belong to one bureau.
// Approvers appoint their own deputies, headquarters anybody's.
func (s *Store) AddDeputy(ctx context.Context, scope registry.Scope, d registry.Deputy) (int64, error) {
	const op = "store.AddDeputy"
	if err := scope.Require(op, registry.Approve); err != nil {
		return 0, err
	}
	if d.AccountID == 0 {
		d.AccountID = scope.AccountID
	}
	if !scope.AllBureaus() && d.AccountID != scope.AccountID {
		return 0, registry.Errorf(registry.Forbidden, op, "ほかの承認者の代理は決められません。ご自身の代理だけを決められます。")
	}
	var id int64
	err := s.transact(ctx, scope, nil, func(q querier) error {
		var bureaus []int
		if err := q.list(ctx, &bureaus, "deputy-fits", d.AccountID, d.DeputyID); err != nil {
			return err
		}
		if len(bureaus) == 0 {
			return &registry.Error{Code: registry.Invalid, Op: op, Field: "deputy", Message: "代理は、局承認者と同じ局の、利用中のアカウントから選んでください。"}
		}
		if err := q.get(ctx, &id, "deputy-add", d.AccountID, d.DeputyID, d.From.Format(time.DateOnly), d.To.Format(time.DateOnly),
			scope.Actor); err != nil {
			return err
		}
		return q.auditDeputy(ctx, scope, registry.AuditDeputySet, id)
	})
	return id, err
}

// EndDeputy ends a deputyship before its last day.
func (s *Store) EndDeputy(ctx context.Context, scope registry.Scope, id int64) error {
	const op = "store.EndDeputy"
	if err := scope.Require(op, registry.Approve); err != nil {
		return err
	}
	only := scope.AccountID // headquarters: anybody's
	if scope.AllBureaus() {
		only = 0
	}
	return s.transact(ctx, scope, nil, func(q querier) error {
		ended, err := q.exec(ctx, "deputy-end", id, scope.Actor, orNull(scope.BureauID), orNull(only))
		if err == nil && ended == 0 {
			err = &registry.Error{Code: registry.NotFound, Op: op, Message: "この代理はありません。すでに終わっていないか確かめてください。"}
		}
		if err != nil {
			return err
		}
		return q.auditDeputy(ctx, scope, registry.AuditDeputyEnded, id)
	})
}

// auditDeputy records who is whose deputy on which days in the audit log.
func (q querier) auditDeputy(ctx context.Context, scope registry.Scope, kind registry.AuditKind, id int64) error {
	var d struct{ Approver, Deputy, From, To string }
	if err := q.get(ctx, &d, "deputy-noted", id); err != nil {
		return err
	}
	return q.audit(ctx, scope, kind, d.Deputy, map[string]any{"approver": d.Approver, "from": d.From, "to": d.To})
}

// BureauPeople lists the officers and approvers of the scope's bureau (or of every
// bureau) who may sign in: those who may be deputies.
func (s *Store) BureauPeople(ctx context.Context, scope registry.Scope) ([]registry.Account, error) {
	if err := scope.Require("store.BureauPeople", registry.Approve); err != nil {
		return nil, err
	}
	var rows []struct {
		ID         int64
		Login      string
		Name       string
		Role       registry.Role
		BureauID   int    `db:"bureau_id"`
		BureauName string `db:"bureau_name"`
	}
	if err := s.list(ctx, scope, &rows, "bureau-people", orNull(scope.BureauID)); err != nil {
		return nil, err
	}
	people := make([]registry.Account, len(rows))
	for i, r := range rows {
		people[i] = registry.Account{ID: r.ID, Login: r.Login, Name: r.Name, Role: r.Role, BureauID: r.BureauID, BureauName: r.BureauName}
	}
	return people, nil
}
