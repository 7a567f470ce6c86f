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
// or another machine has sent before do not count, nor bureaus without an account.
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
		reminded, err := s.remind(ctx, scope, registry.Reminder{RoundID: r.ID, Kind: due.Kind, Day: due.Day, Deadline: r.Deadline},
			missing)
		if err != nil {
			return n, err
		}
		n += len(reminded.Bureaus)
	}
	return n, nil
}

// maxReminderText is how much headquarters may add to a reminder, in characters.
const maxReminderText = 500

// Reminded is whom a reminder went to.
type Reminded struct {
	Bureaus []int
	People  int   // of those bureaus, whom it reached
	Without []int // bureaus that were meant, and have no account that it could reach
}

// Remind reminds bureaus now (none given: all that have not handed in). A bureau is reminded
// at most once a day, and only if somebody there may sign in.
func (s *Store) Remind(
	ctx context.Context,
	scope registry.Scope,
	round int,
	bureaus []int,
	text string,
	now time.Time,
) (Reminded, error) {
	const op = "store.Remind"
	if err := scope.Require(op, registry.Configure); err != nil {
		return Reminded{}, err
	}
	text = strings.TrimSpace(text)
	if len([]rune(text)) > maxReminderText {
		return Reminded{}, &registry.Error{
			Code:    registry.Invalid,
			Op:      op,
			Field:   "text",
			Message: fmt.Sprintf("添える言葉は%d文字以内で入力してください。", maxReminderText),
		}
	}
	rounds, err := s.Rounds(ctx)
	if err != nil {
		return Reminded{}, err
	}
	i := slices.IndexFunc(rounds, func(r registry.Round) bool { return r.ID == round })
	if i < 0 {
		return Reminded{}, registry.Errorf(registry.NotFound, op, "この調査回はありません。一覧から選び直してください。")
	}
	r := rounds[i]
	if !r.Open(now) {
		return Reminded{}, registry.Errorf(registry.Conflict, op, "「%s」は受付の期間ではないため、督促できません。", r.Name)
	}
	missing, err := s.notHandedIn(ctx, scope, r)
	if err != nil {
		return Reminded{}, err
	}
	chosen := missing
	if len(bureaus) > 0 {
		chosen = nil
	}
	for _, id := range bureaus {
		k := slices.IndexFunc(missing, func(m registry.RoundUpload) bool { return m.BureauID == id })
		if k < 0 {
			return Reminded{}, &registry.Error{
				Code:    registry.Conflict,
				Op:      op,
				Field:   "bureaus",
				Message: "この調査回に提出していない局から選んでください。すでに提出した局と、手続のない局には督促できません。",
			}
		}
		chosen = append(chosen, missing[k])
	}
	var reminded Reminded
	err = s.Transact(ctx, func(tx *Store) error {
		var err error
		reminded, err = tx.remind(ctx, scope, registry.Reminder{RoundID: r.ID, Kind: registry.ReminderAsked, Day: now, Deadline: r.Deadline,
			Actor: scope.Actor, Text: text}, chosen)
		if err == nil && len(reminded.Bureaus) == 0 {
			err = registry.Errorf(registry.Conflict, op, "%s", nobodyReminded(len(reminded.Without), len(chosen)))
		}
		if err != nil {
			return err
		}
		return tx.common.audit(ctx, scope, registry.AuditReminded, r.Name,
			map[string]any{"round": r.ID, "bureaus": reminded.Bureaus, "people": reminded.People, "text": text})
	})
	return reminded, err
}

// nobodyReminded says why none of some bureaus was reminded, of which some have no account.
func nobodyReminded(without, of int) string {
	switch without {
	case 0:
		return "督促する局がありません。提出していない局には、今日はすでに督促しました。"
	case of:
		return "督促は届きません。提出していない局に、サインインできる局入力者・局承認者がいません。管理者が「アカウント」で登録すると、督促できます。"
	}
	return "督促する局がありません。提出していない局には、今日はすでに督促したか、サインインできる局入力者・局承認者がいません。"
}

// notHandedIn lists the bureaus that a round asks and that have not handed in.
func (s *Store) notHandedIn(ctx context.Context, scope registry.Scope, r registry.Round) ([]registry.RoundUpload, error) {
	rows, err := s.Board(ctx, scope, r)
	return slices.DeleteFunc(rows, func(u registry.RoundUpload) bool { return !u.Missing() }), err
}

func (s *Store) remind(
	ctx context.Context,
	scope registry.Scope,
	r registry.Reminder,
	bureaus []registry.RoundUpload,
) (reminded Reminded, err error) {
	account := orNull(int64(0)) // the clock has no account
	if r.Kind == registry.ReminderAsked {
		account = orNull(scope.AccountID)
	}
	ids := make([]int, len(bureaus))
	for i, b := range bureaus {
		ids[i] = b.BureauID
		if b.Accounts == 0 {
			reminded.Without = append(reminded.Without, b.BureauID)
		}
	}
	var rows []struct {
		BureauID int `db:"bureau_id"`
		People   int
	}
	err = s.list(ctx, scope, &rows, "reminders-add", r.RoundID, pq.Array(ids), string(r.Kind), registry.DateOf(r.Day),
		r.Deadline.Format(time.DateOnly), account, r.Actor, r.Text)
	for _, row := range rows {
		reminded.Bureaus = append(reminded.Bureaus, row.BureauID)
		reminded.People += row.People
	}
	return reminded, err
}

// Reminders lists the reminders of a round to bureaus that the scope reaches, the latest
// first, with whom they reached. Only scopes that may remind see addresses.
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
	var reached []struct {
		ReminderID int64 `db:"reminder_id"`
		AccountID  int64 `db:"account_id"`
		Way        registry.ReachedBy
		At         time.Time
		Name       string
		Address    string
	}
	if err := s.list(ctx, scope, &reached, "reminders-reached", round, orNull(scope.BureauID)); err != nil {
		return nil, err
	}
	people := map[int64][]registry.Reached{}
	for _, p := range reached {
		if !scope.May(registry.Configure) {
			p.Address = ""
		}
		people[p.ReminderID] = append(people[p.ReminderID], registry.Reached{AccountID: p.AccountID, Name: p.Name, Way: p.Way, At: p.At,
			Address: p.Address})
	}
	all := make([]registry.Reminder, len(rows))
	for i, r := range rows {
		all[i] = registry.Reminder{ID: r.ID, RoundID: r.RoundID, BureauID: r.BureauID, Kind: r.Kind, Day: inTokyo(r.Day),
			Deadline: inTokyo(r.Deadline), At: r.At, Actor: r.Actor, Text: r.Text, Reached: people[r.ID]}
	}
	return all, nil
}
