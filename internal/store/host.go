package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/lib/pq"
)

// Bounds are how long anything waits for the server; zero values mean the defaults named
// at each. Together they have a call that the server does not answer fail well within ten
// seconds, however long it may take where the server does.
type Bounds struct {
	Connect time.Duration // for a new connection; default 3 s, or connect_timeout of the address
	Silence time.Duration // of a connection, until another one asks whether the server is there; default 3 s
	Probe   time.Duration // for the answer to that; default 3 s
}

// stopLimit is how long the server may take to stop what nobody waits for any more.
const stopLimit = time.Second

// lookAgain is the pause between two looks for a host that was not there.
const probePause = 200 * time.Millisecond

// host is one of the machines that may have the database, and what is known of it. A
// connection on which it is silent says nothing: it may be at work, or it may be frozen or
// gone. Another one is opened then; where that gets no answer either, all are cut at once
// and none is waited for, until it answers again.
type host struct {
	cfg    pq.Config
	bounds Bounds
	closed <-chan struct{} // no more is asked of it

	mu      sync.Mutex
	wires   map[*wire]struct{}
	looking *probe
	down    error // why none is waited for; nil: it is there
}

// look is one look for a host; err is set when done is closed.
type probe struct {
	done chan struct{}
	err  error
}

func (h *host) keep(w *wire) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.wires[w] = struct{}{}
}

func (h *host) forget(w *wire) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.wires, w)
}

// there reports whether the host answers, to whoever waits for it and has not given up.
func (h *host) waitForProbe(given <-chan struct{}) bool {
	h.mu.Lock()
	l := h.looking
	if l == nil {
		l = &probe{done: make(chan struct{})}
		h.looking = l
		go h.runProbe(l)
	}
	h.mu.Unlock()
	select {
	case <-given:
		return true // until it is cut
	case <-l.done:
		return l.err == nil
	}
}

// look is one look, and what follows from it.
func (h *host) runProbe(l *probe) {
	l.err = h.ask(h.bounds.Probe)
	h.mu.Lock()
	h.looking = nil
	fell := l.err != nil && h.down == nil
	if fell {
		h.down = l.err
		for w := range h.wires {
			w.cut()
		}
	}
	h.mu.Unlock()
	close(l.done)
	if fell {
		h.await()
	}
}

// await looks for the host until it is there again.
func (h *host) await() {
	again := time.NewTicker(probePause)
	defer again.Stop()
	for {
		select {
		case <-h.closed:
			return
		case <-again.C:
		}
		// Shorter: what comes back after a long time answers at once.
		if h.ask(h.bounds.Probe/2) == nil {
			h.mu.Lock()
			h.down = nil
			h.mu.Unlock()
			return
		}
	}
}

// ask opens a connection to the host; whatever it says is an answer.
func (h *host) ask(limit time.Duration) error {
	c, err := h.connect(context.Background(), limit, true)
	if c != nil {
		_ = c.Close() // it has served
	}
	if _, answered := errors.AsType[*pq.Error](err); answered {
		return nil
	}
	return err
}

// open is a new connection to the host, if it is there.
func (h *host) open(ctx context.Context) (*conn, error) {
	h.mu.Lock()
	down := h.down
	h.mu.Unlock()
	if down != nil {
		return nil, down
	}
	return h.connect(ctx, h.bounds.Connect, false)
}

func (h *host) connect(ctx context.Context, limit time.Duration, asking bool) (*conn, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, limit, os.ErrDeadlineExceeded)
	defer cancel()
	connector, err := pq.NewConnectorConfig(h.cfg)
	if err != nil {
		return nil, err
	}
	d := &dialer{host: h, asking: asking}
	connector.Dialer(d)
	stop := context.AfterFunc(ctx, d.giveUp)
	c, err := connector.Connect(ctx)
	if !stop() {
		if err == nil {
			_ = c.Close() // it came too late
		}
		err = errors.Join(context.Cause(ctx), err)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", h.cfg.Host, err)
	}
	of, ok := c.(driverConn)
	if !ok {
		return nil, errors.Join(errors.New("the driver's connection lacks what is asked of it"), c.Close())
	}
	return &conn{of, d.open()}, nil
}
