package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"tetsuzuki/internal/registry"
)

// CodeAmendments lists every amendment of the code lists, those in force and to come first.
func (s *Store) CodeAmendments(ctx context.Context) ([]registry.CodeAmendment, error) {
	asked := Question{Name: "code-amendments", Set: true}
	all, err := Remember(ctx, s, registry.Scope{}, asked, s.common.codeAmendments)
	return slices.Clone(all), err
}

// CodeAmendmentsNow are those in force today, the earliest first.
func (s *Store) CodeAmendmentsNow(ctx context.Context) ([]registry.CodeAmendment, error) {
	e, err := s.Edition(ctx)
	if err != nil {
		return nil, err
	}
	all, err := s.CodeAmendments(WithEdition(ctx, e))
	return registry.AmendmentsOn(all, e.Now), err
}

func (q querier) codeAmendments(ctx context.Context) ([]registry.CodeAmendment, error) {
	var rows []struct {
		ID int64
		registry.Amendment
		From    time.Time `db:"effective_from"`
		Reason  string
		SetBy   string       `db:"set_by"`
		SetAt   time.Time    `db:"set_at"`
		EndedAt sql.NullTime `db:"ended_at"`
		Why     string       `db:"closed_reason"`
	}
	if err := q.list(ctx, &rows, "code-amendments"); err != nil {
		return nil, err
	}
	all := make([]registry.CodeAmendment, len(rows))
	for i, r := range rows {
		all[i] = registry.CodeAmendment{ID: r.ID, Amendment: r.Amendment, From: inTokyo(r.From), Reason: r.Reason,
			Set: registry.SetBy{By: r.SetBy, At: r.SetAt, EndedAt: r.EndedAt.Time, Why: r.Why}}
	}
	return all, nil
}

// AmendCodes records an amendment of a code list. Nobody else amends while check looks at it
// beside those that are in force or to come.
func (s *Store) AmendCodes(
	ctx context.Context,
	scope registry.Scope,
	a registry.CodeAmendment,
	check func(current []registry.CodeAmendment) error,
) (id int64, err error) {
	const op = "store.AmendCodes"
	text := fmt.Sprintf("コードの一覧を%sから改める（%s「%s」）：%s", registry.DayText(a.From), registry.AmendmentKind(a.Kind).Label(),
		strings.TrimSpace(a.Code+" "+a.Writing), a.Reason)
	err = s.setting(ctx, scope, op, a.Reason, text, func(q querier, c change) error {
		all, err := q.codeAmendments(ctx)
		if err != nil {
			return err
		}
		if err := check(registry.AmendmentsOn(all, registry.Now)); err != nil {
			return err
		}
		return q.get(ctx, &id, "code-amendment-add", a.List, a.Kind, a.Code, a.Writing, registry.DateOf(a.From), a.Reason, scope.Actor,
			c.At, c.ID)
	})
	return id, err
}

// WithdrawCodeAmendment withdraws an amendment. What was read by it stays as it was read.
func (s *Store) WithdrawCodeAmendment(ctx context.Context, scope registry.Scope, id int64, reason string) error {
	const op = "store.WithdrawCodeAmendment"
	reason = strings.TrimSpace(reason)
	return s.setting(ctx, scope, op, reason, "コードの一覧の改めを取りやめる："+reason, func(q querier, c change) error {
		n, err := q.exec(ctx, "code-amendment-close", id, c.At, c.ID, reason)
		return found(n, err, op, "この改めはないか、すでに取りやめられています。一覧を確かめてください。")
	})
}
