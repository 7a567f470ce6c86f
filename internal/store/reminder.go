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

// RemindDue sends the reminders that are due by [registry.Round.ReminderDue] to the bureaus
// that have not handed in for the open round. It returns how many it sent; those that this
// or another machine has sent before do not count.
func (s *Store) RemindDue(ctx context.Context, scope registry.Scope, now time.Time) (int, error) {
	if err := scope.Require("store.RemindDue", registry.Configure); err != nil {
		return 0, err
	}
	rounds, err := s.Rounds(ctx)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, r := range rounds {
		due, ok := r.ReminderDue(now)
		if !ok {
			continue
		}
		missing, err := s.notHandedIn(ctx, scope, r)
		if err != nil {
			return n, err
		}
		reminded, err := s.remind(ctx, scope, registry.Reminder{RoundID: r.ID, Kind: due.Kind, Day: due.Day, Deadline: r.Deadline}, missing)
		if err != nil {
			return n, err
		}
		n += len(reminded)
	}
	return n, nil
}

// maxReminderText is how much headquarters may add to a reminder, in characters.
const maxReminderText = 500

// Remind reminds bureaus now (none given: all that have not handed in), and returns those
// that it reminded. A bureau is reminded at most once a day.
func (s *Store) Remind(ctx context.Context, scope registry.Scope, round int, bureaus []int, text string, now time.Time) ([]int, error) {
	const op = "store.Remind"
	if err := scope.Require(op, registry.Configure); err != nil {
		return nil, err
	}
	text = strings.TrimSpace(text)
	if len([]rune(text)) > maxReminderText {
		return nil, &registry.Error{
			Code:    registry.Invalid,
			Op:      op,
			Field:   "text",
			Message: fmt.Sprintf("添える言葉は%d文字以内で入力してください。", maxReminderText),
		}
	}
	rounds, err := s.Rounds(ctx)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(rounds, func(r registry.Round) bool { return r.ID == round })
	if i < 0 {
		return nil, registry.Errorf(registry.NotFound, op, "この調査回はありません。一覧から選び直してください。")
	}
	r := rounds[i]
	if !r.Open(now) {
		return nil, registry.Errorf(registry.Conflict, op, "「%s」は受付の期間ではないため、督促できません。", r.Name)
	}
	missing, err := s.notHandedIn(ctx, scope, r)
	if err != nil {
		return nil, err
	}
	for _, b := range bureaus {
		if !slices.Contains(missing, b) {
			return nil, &registry.Error{
				Code:    registry.Conflict,
				Op:      op,
				Field:   "bureaus",
				Message: "この調査回に提出していない局から選んでください。すでに提出した局には督促できません。",
			}
		}
	}
	if len(bureaus) == 0 {
		bureaus = missing
	}
	var reminded []int
	err = s.Transact(ctx, func(tx *Store) error {
		var err error
		reminded, err = tx.remind(ctx, scope, registry.Reminder{RoundID: r.ID, Kind: registry.ReminderAsked, Day: now, Deadline: r.Deadline,
			Actor: scope.Actor, Text: text}, bureaus)
		if err == nil && len(reminded) == 0 {
			err = registry.Errorf(registry.Conflict, op, "督促する局がありません。提出していない局には、今日はすでに督促しました。")
		}
		if err != nil {
			return err
		}
		return tx.common.audit(ctx, scope, registry.AuditReminded, r.Name, map[string]any{"round": r.ID, "bureaus": reminded, "text": text})
	})
	return reminded, err
}

func (s *Store) notHandedIn(ctx context.Context, scope registry.Scope, r registry.Round) ([]int, error) {
	rows, err := s.Board(ctx, scope, r)
	var missing []int
	for _, row := range rows {
		if row.HandedIn().IsZero() {
			missing = append(missing, row.BureauID)
		}
	}
	return missing, err
}

func (s *Store) remind(ctx context.Context, scope registry.Scope, r registry.Reminder, bureaus []int) (reminded []int, err error) {
	account := orNull(int64(0)) // the clock has no account
	if r.Kind == registry.ReminderAsked {
		account = orNull(scope.AccountID)
	}
	err = s.list(ctx, scope, &reminded, "reminders-add", r.RoundID, pq.Array(bureaus), string(r.Kind), registry.DateOf(r.Day),
		r.Deadline.Format(time.DateOnly), account, r.Actor, r.Text)
	return reminded, err
}

// Reminders lists the reminders of a round to bureaus that the scope reaches, the latest
// first.
func (s *Store) Reminders(ctx context.Context, scope registry.Scope, round int) ([]registry.Reminder, error) {
	if err := scope.Require("store.Reminders", registry.Read); err != nil {
		return nil, err
	}
	var rows []struct {
		ID       int64
		RoundID  int `db:"round_id"`
		BureauID int `db:"bureau_id"`
		Kind     registry.ReminderKind
		Day      time.Time
		Deadline time.Time
		At       time.Time
		Actor    string
		Text     string
	}
	if err := s.list(ctx, scope, &rows, "reminders", round, orNull(scope.BureauID)); err != nil {
		return nil, err
	}
	all := make([]registry.Reminder, len(rows))
	for i, r := range rows {
		all[i] = registry.Reminder(r)
		all[i].Day, all[i].Deadline = inTokyo(r.Day), inTokyo(r.Deadline)
	}
	return all, nil
}
