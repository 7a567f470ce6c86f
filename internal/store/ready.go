package store

import (
	"context"
	"sync"
	"time"

	"tetsuzuki/internal/registry"
)

// readiness holds the readiness check that is running: at most one at a time, since anybody
// may ask for one.
type readiness struct {
	mu      sync.Mutex
	looking *probe
}

// Ready is nil if the database answers and accepts writes; otherwise the error's message
// says what is wrong. It opens a connection of its own, so that it waits for nobody's work.
func (s *Store) Ready(ctx context.Context) error {
	const op = "store.Ready"
	l := s.ready.begin(func() error {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.hosts.longest())
		defer cancel()
		return s.hosts.ready(ctx)
	})
	select {
	case <-l.done:
		return mapError(op, l.err)
	case <-ctx.Done():
		return &registry.Error{Code: registry.Unavailable, Op: op, Message: silent, Err: ctx.Err()}
	}
}

// begin joins the check that is running, or begins one.
func (r *readiness) begin(ready func() error) *probe {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.looking != nil {
		return r.looking
	}
	l := &probe{done: make(chan struct{})}
	r.looking = l
	go func() {
		l.err = ready()
		r.mu.Lock()
		r.looking = nil
		r.mu.Unlock()
		close(l.done)
	}()
	return l
}

// longest is how long opening a connection may take.
func (c *connector) longest() time.Duration {
	return c.hosts[0].bounds.Connect + time.Duration(len(c.hosts))*nextHost
}

// ready opens a connection and checks that the server accepts writes.
func (c *connector) ready(ctx context.Context) error {
	opened, err := c.Connect(ctx)
	if err != nil {
		return err
	}
	readOnly, err := opened.(*conn).readOnly(ctx) // they are all of this kind
	if err == nil && readOnly {
		err = errReadOnly
	}
	_ = opened.Close() // it has served
	return err
}
