package store

import (
	"context"
	"errors"
	"net"
	"os"
	"sync"
	"syscall"
	"time"
)

// wire is the network connection below a connection of the driver, which would wait for an
// answer without end. On a wire, waiting ends when the caller has given up, or when the
// host is found not to answer, see [host].
type wire struct {
	net.Conn
	host *host // nil: the wire is a probe

	mu    sync.Mutex
	limit time.Time     // the driver's own, while it connects
	end   time.Time     // when waiting ends; zero: not decided
	given chan struct{} // closed when end is set
}

func newWire(c net.Conn, h *host) *wire {
	return &wire{Conn: c, host: h, given: make(chan struct{})}
}

// giveUp ends all waiting after a moment in which the server can confirm that it has
// cancelled the statement.
func (w *wire) giveUp() { w.endAt(time.Now().Add(stopLimit)) }

// cut ends all waiting at once.
func (w *wire) cut() { w.endAt(time.Now()) }

func (w *wire) endAt(t time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.end.IsZero() {
		close(w.given)
	}
	w.end = earlier(w.end, t)
	_ = w.Conn.SetDeadline(w.end) // fails only on a closed connection
}

// over reports whether the wire can no longer be used.
func (w *wire) over() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return !w.end.IsZero()
}

// stale reports whether the server has closed the connection, or has sent something unasked,
// such as the notice that it shuts down.
func (w *wire) stale() bool {
	c, ok := w.Conn.(syscall.Conn)
	if !ok {
		return false
	}
	raw, err := c.SyscallConn()
	if err != nil {
		return true
	}
	waiting := false
	err = raw.Control(func(fd uintptr) {
		var b [1]byte
		_, _, e := syscall.Recvfrom(int(fd), b[:], syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
		waiting = errors.Is(e, syscall.EAGAIN)
	})
	return err != nil || !waiting
}

// Read waits as long as the host answers probes and the caller has not given up.
func (w *wire) Read(p []byte) (int, error) {
	for {
		if err := w.until(w.Conn.SetReadDeadline); err != nil {
			return 0, err
		}
		n, err := w.Conn.Read(p)
		if n > 0 || !w.goesOn(err) {
			return n, err
		}
	}
}

// Write waits like Read.
func (w *wire) Write(p []byte) (int, error) {
	for written := 0; ; {
		if err := w.until(w.Conn.SetWriteDeadline); err != nil {
			return written, err
		}
		n, err := w.Conn.Write(p[written:])
		written += n
		if err == nil || !w.goesOn(err) {
			return written, err
		}
	}
}

// until sets the deadline at which the host is probed, or at which waiting ends.
func (w *wire) until(set func(time.Time) error) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	t := earlier(w.limit, w.end)
	if w.host != nil {
		t = earlier(t, time.Now().Add(w.host.bounds.Silence))
	}
	return set(t)
}

// goesOn reports whether waiting continues after err.
func (w *wire) goesOn(err error) bool {
	if !errors.Is(err, os.ErrDeadlineExceeded) {
		return false
	}
	w.mu.Lock()
	last := earlier(w.limit, w.end)
	w.mu.Unlock()
	switch {
	case last.IsZero():
		return w.host != nil && w.host.waitForProbe(w.given)
	case !time.Now().Before(last):
		return false
	}
	return w.host != nil
}

// SetDeadline is called by the driver while it connects.
func (w *wire) SetDeadline(t time.Time) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.limit = t
	return w.Conn.SetDeadline(earlier(t, w.end))
}

// Close ends the connection.
func (w *wire) Close() error {
	if w.host != nil {
		w.host.forget(w)
	}
	return w.Conn.Close()
}

// earlier is the earlier of two moments; the zero moment never comes.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// dialer makes the wire of one connection. Once the connection is open, the driver dials
// only to cancel a statement, which it does when the caller has given up.
type dialer struct {
	host   *host // nil: for listening, which waits without end
	asking bool  // the connection is a probe

	mu     sync.Mutex
	wire   *wire
	opened bool
	given  bool
}

// DialContext is what the driver calls.
func (d *dialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	d.mu.Lock()
	w, opened := d.wire, d.opened
	d.mu.Unlock()
	if opened {
		w.giveUp()
	}
	if opened || d.host == nil {
		return dialing.DialContext(ctx, network, address)
	}
	c, err := dialing.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	if w != nil {
		_ = w.Close() // of the first attempt, with or without TLS
	}
	w = newWire(c, d.host)
	if d.asking {
		w.host = nil
	}
	d.mu.Lock()
	d.wire = w
	given := d.given
	d.mu.Unlock()
	if given {
		w.cut()
	}
	if w.host != nil {
		w.host.keep(w)
	}
	return w, nil
}

// giveUp stops opening the connection.
func (d *dialer) giveUp() {
	d.mu.Lock()
	d.given = true
	w := d.wire
	d.mu.Unlock()
	if w != nil {
		w.cut()
	}
}

// open is called when the connection is open, and returns its wire.
func (d *dialer) open() *wire {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.opened = true
	return d.wire
}

// Dial and DialTimeout complete pq.Dialer, which calls only DialContext.
func (d *dialer) Dial(network, address string) (net.Conn, error) {
	return d.DialContext(context.Background(), network, address)
}

// DialTimeout is Dial with an end.
func (d *dialer) DialTimeout(network, address string, limit time.Duration) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	return d.DialContext(ctx, network, address)
}

// dialing sets what finds a machine that is gone: the limit for acknowledging what was
// sent, and keep-alive probes on an idle connection.
var dialing = net.Dialer{
	KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 3 * time.Second, Interval: time.Second, Count: 3},
	Control: func(network, _ string, raw syscall.RawConn) error {
		if network == "unix" {
			return nil
		}
		return setUserTimeout(raw, 6*time.Second)
	},
}
