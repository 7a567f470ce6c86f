// Package crashtest breaks things at chosen moments, for tests of what must survive
// it. A [Wire] between a program and its PostgreSQL breaks the connection before or
// after any request; [EveryMoment] tries them all; a [Process] is a program of the
// test's own that can be killed.
package crashtest

import (
	"bufio"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// Wire stands between a program and its PostgreSQL, on a Unix socket of its own.
// Where it is cut, the program hears nothing more, as if the machine, the network or
// the server had died; the server has given up the program's transactions by the time
// [Wire.Cut] returns.
type Wire struct {
	url, server string
	listener    net.Listener

	mu      sync.Mutex
	asked   int // requests since CutAt
	at      Moment
	armed   bool
	broken  bool
	cut     chan struct{} // closed when the wire is cut
	lines   map[*line]struct{}
	servers sync.WaitGroup // the server's ends of the lines
}

// Moment is one at which a wire can be cut: before a request reaches the server, or
// when the server has done it and the answer is still under way.
type Moment struct {
	Request int // counted from 0
	Done    bool
}

// NewWire leads to the database at the address, which is on a Unix socket as those
// of pgtest are, until the end of the test.
func NewWire(t testing.TB, address string) *Wire {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	dir, err := os.MkdirTemp("", "wire") // t.TempDir's path may be too long for a socket
	if err != nil {
		t.Fatal(err)
	}
	w := &Wire{server: filepath.Join(q.Get("host"), ".s.PGSQL."+q.Get("port")),
		cut: make(chan struct{}), lines: map[*line]struct{}{}}
	q.Set("host", dir)
	u.RawQuery = q.Encode()
	w.url = u.String()
	if w.listener, err = net.Listen("unix", filepath.Join(dir, ".s.PGSQL."+q.Get("port"))); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		w.Cut()
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	go w.accept()
	return w
}

// URL is the address for the program.
func (w *Wire) URL() string { return w.url }

// CutAt counts the requests from now on and cuts the wire at that moment.
func (w *Wire) CutAt(m Moment) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.asked, w.at, w.armed = 0, m, true
}

// Broken is closed when the wire has been cut.
func (w *Wire) Broken() <-chan struct{} { return w.cut }

// Asked counts the requests since the last [Wire.CutAt], or in all.
func (w *Wire) Asked() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.asked
}

// Cut breaks the wire for good and returns when the server has noticed.
func (w *Wire) Cut() {
	w.mu.Lock()
	first := !w.broken
	w.broken = true
	if first {
		w.listener.Close()
		for l := range w.lines {
			l.program.Close()
			_ = l.server.CloseWrite() // the server may have closed before
		}
	}
	w.mu.Unlock()
	w.servers.Wait()
	if first {
		close(w.cut)
	}
}

func (w *Wire) accept() {
	for {
		program, err := w.listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("unix", w.server)
		if err != nil {
			program.Close()
			continue
		}
		l := &line{program: program, server: server.(*net.UnixConn), ready: make(chan struct{}, 1)}
		w.mu.Lock()
		if w.broken {
			w.mu.Unlock()
			program.Close()
			server.Close()
			return
		}
		w.lines[l] = struct{}{}
		w.servers.Go(func() {
			l.answer()
			w.mu.Lock()
			defer w.mu.Unlock()
			delete(w.lines, l)
		})
		w.mu.Unlock()
		go w.ask(l)
	}
}

// ask passes the program's messages on.
func (w *Wire) ask(l *line) {
	defer l.server.CloseWrite()
	in := bufio.NewReader(l.program)
	if err := pass(l.server, in, 0); err != nil {
		return
	}
	for {
		kind, err := in.Peek(1)
		if err != nil {
			return
		}
		// A simple query, or the end of an extended one.
		now, done := false, false
		if kind[0] == 'Q' || kind[0] == 'S' {
			now, done = w.count()
		}
		if now && !done {
			w.Cut()
			return
		}
		if now {
			l.mute()
		}
		if err := pass(l.server, in, 1); err != nil {
			return
		}
		if now {
			<-l.ready
			w.Cut()
			return
		}
	}
}

// count reports whether this request is the one at which to cut, and whether when it
// is done.
func (w *Wire) count() (now, done bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	now = w.armed && w.asked == w.at.Request
	w.asked++
	return now, w.at.Done
}
