package store

import (
	"context"

	"tetsuzuki/internal/registry"
)

const (
	mailTriedDays = 3  // an older mail is not sent any more
	mailKeptDays  = 30 // an older row is deleted
)

// The calls below are made by workers and the clock: they need a scope over every bureau,
// as the operator has.

// GatherMails adds mails for the latest notices, drops those that are too old or no longer
// wanted, and reports whether one is due to be sent.
func (s *Store) GatherMails(ctx context.Context, scope registry.Scope) (due bool, err error) {
	if err := mailing(scope, "store.GatherMails"); err != nil {
		return false, err
	}
	err = s.transact(ctx, scope, nil, func(q querier) error {
		if _, err := q.exec(ctx, "mails-gather"); err != nil {
			return err
		}
		if _, err := q.exec(ctx, "mails-settle", mailTriedDays); err != nil {
			return err
		}
		if _, err := q.exec(ctx, "mails-forget", mailKeptDays); err != nil {
			return err
		}
		return q.get(ctx, &due, "mails-due")
	})
	return due, err
}

func mailing(scope registry.Scope, op string) error {
	if !scope.AllBureaus() {
		return registry.Errorf(registry.Forbidden, op, "メールを送るのは、このサービス自身だけです。")
	}
	return scope.Require(op, registry.Configure)
}

// ClaimMail claims the mail whose turn it is; ok is false if none is due. Unless
// [Store.MailSent] or [Store.MailFailed] is called for it, it is due again after a pause
// that grows with each attempt.
func (s *Store) ClaimMail(ctx context.Context, scope registry.Scope) (m registry.Mail, ok bool, err error) {
	if err := mailing(scope, "store.ClaimMail"); err != nil {
		return m, false, err
	}
	err = s.transact(ctx, scope, nil, func(q querier) error {
		var ids []int64
		if err := q.list(ctx, &ids, "mail-claim"); err != nil || len(ids) == 0 {
			return err
		}
		ok = true
		m, err = q.mail(ctx, ids[0])
		return err
	})
	return m, ok && err == nil, err
}

func (q querier) mail(ctx context.Context, id int64) (registry.Mail, error) {
	var r struct {
		noticeRow
		ID        int64
		MessageID string `db:"message_id"`
		Bureau    string
		Address   string
		Name      string
		Attempt   int
	}
	if err := q.get(ctx, &r, "mail", id); err != nil {
		return registry.Mail{}, err
	}
	return registry.Mail{ID: r.ID, MessageID: r.MessageID, Address: r.Address, Name: r.Name, Bureau: r.Bureau, Attempt: r.Attempt,
		Notice: r.notice()}, nil
}

// MailSent records that the server accepted a mail, and whom a reminder has reached by it. It
// is never sent again.
func (s *Store) MailSent(ctx context.Context, scope registry.Scope, m registry.Mail) error {
	return s.transact(ctx, scope, nil, func(q querier) error {
		if _, err := q.exec(ctx, "mail-sent", m.ID); err != nil {
			return err
		}
		_, err := q.exec(ctx, "reminder-mailed", m.ID, m.Address)
		return err
	})
}

// MailFailed records that the server will never accept a mail, and why.
func (s *Store) MailFailed(ctx context.Context, scope registry.Scope, id int64, why string) error {
	return s.exec(ctx, scope, "mail-failed", id, why)
}

// MailLater records why a mail could not be sent this time. If the server cannot be
// reached, the other mails wait, too.
func (s *Store) MailLater(ctx context.Context, scope registry.Scope, id int64, why string, unreachable bool) error {
	return s.transact(ctx, scope, nil, func(q querier) error {
		if _, err := q.exec(ctx, "mail-problem", id, why); err != nil || !unreachable {
			return err
		}
		_, err := q.exec(ctx, "mails-pause")
		return err
	})
}

// MailCounts counts the mails by state.
func (s *Store) MailCounts(ctx context.Context, scope registry.Scope) (registry.MailCounts, error) {
	if err := mailing(scope, "store.MailCounts"); err != nil {
		return registry.MailCounts{}, err
	}
	var n registry.MailCounts
	err := s.get(ctx, scope, &n, "mail-counts")
	return n, err
}
