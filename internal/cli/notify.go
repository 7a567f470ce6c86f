package cli

import (
	"context"
	"log/slog"
	"sync"

	"tetsuzuki/internal/notify"
)

// tick does what falls due with time, until the returned function is called.
func (s service) tick(ctx context.Context, log *slog.Logger) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var clock sync.WaitGroup
	clock.Go(func() {
		notify.Clock{Store: s.store, Logger: log, Mails: s.opened.config.Mail.Host != "", SealFile: s.opened.config.SealFile}.Run(ctx)
	})
	return func() { cancel(); clock.Wait() }
}
