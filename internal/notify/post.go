package notify

import (
	"context"
	"fmt"
	"log/slog"

	gomail "github.com/wneessen/go-mail"

	"tetsuzuki/internal/job"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// Post sends the mails that are due. Store and Logger are required.
//
// A mail that is recorded as sent is never sent again. If the program dies after the server has
// accepted a mail and before that is recorded, the mail is sent once more with the same
// Message-ID, by which mail programs recognise repeats.
type Post struct {
	Store  *store.Store
	Logger *slog.Logger
	Server Server
	URL    string // of the service, as people type it, without a slash at the end
}

// Sends is the handler of [registry.JobMail].
func (p Post) Sends(ctx context.Context, j *job.Job) error {
	sent := int64(0)
	err := p.deliver(ctx, func() {
		sent++
		j.Progress(sent, 0, "通のメールを送りました")
	})
	return err
}

// deliver sends what is due, over one connection, and calls sent after each.
func (p Post) deliver(ctx context.Context, sent func()) error {
	var client *gomail.Client
	defer func() {
		if client != nil {
			_ = client.Close() // all mails are accepted or recorded
		}
	}()
	for ctx.Err() == nil {
		m, ok, err := p.Store.ClaimMail(ctx, scope)
		if err != nil || !ok {
			return err
		}
		if client == nil {
			if client, err = p.Server.connect(ctx); err != nil {
				p.Logger.WarnContext(ctx, "no mail can be sent", "error", err.Error())
				return p.Store.MailLater(ctx, scope, m.ID, registry.MessageOf(err), true)
			}
		}
		if m.Notice.Kind == registry.NoticePasswordLink {
			var wanted bool
			if m.Password, wanted, err = p.Store.NewPasswordToken(ctx, scope, m.ID); err != nil {
				return err
			}
			if !wanted {
				if err := p.Store.MailFailed(ctx, scope, m.ID, "パスワードを決めるリンクの期限が過ぎたか、パスワードが決まりました。"); err != nil {
					return err
				}
				continue
			}
		}
		msg, err := p.Server.message(m, p.URL)
		if err != nil {
			if err := p.failed(ctx, m, refused, err); err != nil {
				return err
			}
			continue
		}
		came, err := send(client, msg)
		if came == taken {
			// The server has accepted it, even if this job is stopped now.
			if err := p.Store.MailSent(context.WithoutCancel(ctx), scope, m); err != nil {
				return err
			}
			sent()
			continue
		}
		if err := p.failed(ctx, m, came, err); err != nil || came == unreachable {
			return err
		}
	}
	return ctx.Err()
}

// failed records that a mail was not accepted.
func (p Post) failed(ctx context.Context, m registry.Mail, came outcome, why error) error {
	ctx = context.WithoutCancel(ctx)
	p.Logger.WarnContext(ctx, "a mail was not taken", "mail", m.ID, "attempt", m.Attempt, "for good", came == refused, "error", why.Error())
	if came == refused {
		return p.Store.MailFailed(ctx, scope, m.ID, fmt.Sprintf("メールサーバーが受け取りませんでした（%s）。宛先を確かめてください。", answer(why)))
	}
	return p.Store.MailLater(ctx, scope, m.ID, fmt.Sprintf("メールサーバーが受け取りませんでした（%s）。時間をおいて送り直します。", answer(why)), came == unreachable)
}
