// Package notify does what falls due without a request. It sends reminders when a round's
// deadline is near or over and, if a mail server is configured, notices by e-mail; pages show
// the notices without it. It also renews stored comparisons and deletes what ended uploads
// leave in the database.
package notify

import (
	"cmp"
	"context"
	"log/slog"
	"time"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// Clock does what falls due with time. Several machines may run one: the database lets each
// thing happen once. Store and Logger are required; other zero values mean the defaults named
// at each.
type Clock struct {
	Store  *store.Store
	Logger *slog.Logger
	Every  time.Duration // default 10 s
	Now    func() time.Time
	Mails  bool // a worker here sends mails

	// SealFile is where the end of the chain of seals is appended; empty: nowhere.
	SealFile string
}

// scope is the permission under which the clock acts: the operator's.
var scope = registry.Operator("手続レジストリ")

// Run ticks until ctx ends. Errors are logged; what failed is tried again at the next tick.
func (c Clock) Run(ctx context.Context) {
	if c.Now == nil {
		c.Now = time.Now
	}
	ticker := time.NewTicker(cmp.Or(c.Every, 10*time.Second))
	defer ticker.Stop()
	held := &holder{path: c.SealFile}
	for ctx.Err() == nil {
		c.tick(ctx)
		if err := held.hold(ctx, c.Store, c.Now()); err != nil && ctx.Err() == nil {
			c.Logger.ErrorContext(ctx, "the end of the chain is not held", "error", err.Error())
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// tick does what is due now.
func (c Clock) tick(ctx context.Context) {
	dated, err := c.Store.ClockWentBack(ctx, scope)
	switch {
	case ctx.Err() != nil:
		return
	case err != nil:
		c.Logger.ErrorContext(ctx, "what was dated later than now cannot be dated anew", "error", err.Error())
	case dated > 0:
		c.Logger.WarnContext(ctx, "the database's clock went back", "dated anew", dated)
	}
	n, err := c.Store.RemindDue(ctx, scope, c.Now())
	switch {
	case ctx.Err() != nil:
	case err != nil:
		c.Logger.ErrorContext(ctx, "bureaus cannot be reminded", "error", err.Error())
	case n > 0:
		c.Logger.InfoContext(ctx, "bureaus reminded", "bureaus", n)
	}
	c.tidy(ctx)
	if !c.Mails {
		return
	}
	if err := c.mails(ctx); err != nil && ctx.Err() == nil {
		c.Logger.ErrorContext(ctx, "mails wait", "error", err.Error())
	}
}

// tidy renews old comparisons, deletes the leftovers of ended uploads and lets bureaus bear the
// names of the day, in steps of one transaction each.
func (c Clock) tidy(ctx context.Context) {
	for _, work := range []struct {
		what string
		step func(context.Context, registry.Scope) (bool, error)
	}{
		{"comparisons cannot be made anew", c.Store.RenewComparison},
		{"rows of ended uploads cannot be deleted", c.Store.ClearLeftovers},
		{"bureaus keep the names of yesterday", c.Store.FollowOrganisation},
	} {
		for more := true; more && ctx.Err() == nil; {
			var err error
			if more, err = work.step(ctx, scope); err != nil && ctx.Err() == nil {
				c.Logger.ErrorContext(ctx, work.what, "error", err.Error())
				break
			}
		}
	}
}

// mails adds the mails for the latest notices and queues the job that sends them. If the queue
// is full, the job and the mails wait for the next tick.
func (c Clock) mails(ctx context.Context) error {
	due, err := c.Store.GatherMails(ctx, scope)
	if err != nil || !due {
		return err
	}
	_, err = c.Store.EnqueueJob(ctx, scope, registry.NewJob{Kind: registry.JobMail, Key: string(registry.JobMail), MaxAttempts: 1})
	return err
}
