package postgres

import (
	"context"
	"errors"
	"path/filepath"
	"syscall"
	"time"
)

// Guard stops the volatile private PostgreSQL of the folder dir when no process
// has used it for the time idle, and returns then, or at once where another
// guard is at work. It is for tests: a process that outlives their binaries
// runs it, and so the server ends however they end.
func Guard(ctx context.Context, dir string, idle time.Duration) error {
	p, err := settle(dir)
	if err != nil {
		return err
	}
	watch, err := try(filepath.Join(p.dir, "guard.lock"), syscall.LOCK_EX)
	if err != nil || watch == nil {
		return err
	}
	tick := time.NewTicker(idle / 10)
	defer tick.Stop()
	for quiet := 0; quiet < 10; {
		select {
		case <-ctx.Done():
			return errors.Join(ctx.Err(), watch.release())
		case <-tick.C:
		}
		quiet++
		if alone, err := try(p.use(), syscall.LOCK_EX); err != nil {
			return errors.Join(err, watch.release())
		} else if alone == nil {
			quiet = 0
		} else if err := alone.release(); err != nil {
			return errors.Join(err, watch.release())
		}
	}
	gate, err := acquire(ctx, p.start(), syscall.LOCK_EX)
	if err != nil {
		return errors.Join(err, watch.release())
	}
	done, err := p.abandon(ctx, true)
	// Before the gate: whoever starts the server next finds no guard and
	// sends its own.
	err = errors.Join(err, watch.release(), gate.release())
	if err == nil && !done {
		return Guard(ctx, dir, idle)
	}
	return err
}
