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

// Bounds are how long calls wait for a server that does not answer; zero values mean the
// defaults named at each. Together they let such a call fail well within ten seconds, while
// a call that the server works on may take longer.
type Bounds struct {
	Connect time.Duration // for a new connection; default 3 s, or connect_timeout of the address
	Silence time.Duration // of a connection, before the host is probed; default 3 s
	Probe   time.Duration // for the answer to a probe; default 3 s
}

// stopLimit is how long the server may take to cancel a statement.
const stopLimit = time.Second

// probePause is the pause between two probes of a host that does not answer.
const probePause = 200 * time.Millisecond

// host is one of the machines in the database's address. When a connection to it is silent,
// the server may be working, frozen or gone. The host is then probed by a new connection.
// If that is not answered either, all connections are cut at once, and no new one is tried
// until a later probe is answered.
type host struct {
	cfg    pq.Config
	bounds Bounds
	closed <-chan struct{} // ends the probes

	mu      sync.Mutex
	wires   map[*wire]struct{}
	looking *probe
	down    error // of the failed probe; nil: the host answers
}

// probe is one probe of a host; err is set when done is closed.
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

// waitForProbe probes the host, or joins a probe that has begun, and reports whether the
// host answers. It stops waiting when given is closed.
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
		return true // the wire's own end decides
	case <-l.done:
		return l.err == nil
	}
}

// runProbe runs a probe, and cuts all connections if it fails.
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

// await probes the host until it answers again.
func (h *host) await() {
	again := time.NewTicker(probePause)
	defer again.Stop()
	for {
		select {
		case <-h.closed:
			return
		case <-again.C:
		}
		// A shorter limit: a host that is back answers at once.
		if h.ask(h.bounds.Probe/2) == nil {
			h.mu.Lock()
			h.down = nil
			h.mu.Unlock()
			return
		}
	}
}

// ask opens a connection to the host. Any reply counts as an answer, an error too.
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

// open opens a connection to the host; at once an error while the host does not answer.
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
			_ = c.Close() // too late
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
	return &conn{driverConn: of, wire: d.open()}, nil
}
