package postgres

import (
	"context"
	"errors"
	"os"
	"syscall"
	"time"
)

// poll is how often a lock or a process is looked at while waiting for it:
// short against the 50 ms that a server takes to start.
const poll = 10 * time.Millisecond

// lock is a file lock. The kernel gives it back when the process ends in
// whatever way, so that nothing has to be cleaned up after kill -9.
type lock struct{ file *os.File }

// acquire waits for the lock; how is syscall.LOCK_EX or syscall.LOCK_SH.
func acquire(ctx context.Context, file string, how int) (*lock, error) {
	for {
		l, err := try(file, how)
		if l != nil || err != nil {
			return l, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(poll):
		}
	}
}

// try returns nil without an error where somebody else holds the lock.
func try(file string, how int) (*lock, error) {
	f, err := os.OpenFile(file, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	for {
		err = syscall.Flock(int(f.Fd()), how|syscall.LOCK_NB)
		if !errors.Is(err, syscall.EINTR) {
			break
		}
	}
	if err == nil {
		return &lock{f}, nil
	}
	_ = f.Close() // the lock's error is the one to tell
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, nil
	}
	return nil, err
}

// release unlocks before it closes: a child process in the making holds a copy
// of the file for a moment, and with it the lock.
func (l *lock) release() error {
	return errors.Join(syscall.Flock(int(l.file.Fd()), syscall.LOCK_UN), l.file.Close())
}
