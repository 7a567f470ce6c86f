package crashtest

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"sync/atomic"
)

// line is one connection through a wire.
type line struct {
	program net.Conn
	server  *net.UnixConn
	muted   atomic.Bool
	ready   chan struct{} // the server has done what it was asked since mute, or is gone
}

// mute keeps the server's answers from the program.
func (l *line) mute() { l.muted.Store(true) }

// answer passes the server's messages on until the server has ended the connection,
// whether or not the program still listens.
func (l *line) answer() {
	in := bufio.NewReader(l.server)
	for {
		kind, err := in.Peek(1)
		if err != nil {
			break
		}
		ready := kind[0] == 'Z'
		var out io.Writer = l.program
		if l.muted.Load() {
			out = io.Discard
		}
		if err := pass(heedless{out}, in, 1); err != nil {
			break
		}
		if ready && l.muted.Load() {
			l.tell()
		}
	}
	l.program.Close()
	l.server.Close()
	l.tell()
}

func (l *line) tell() {
	select {
	case l.ready <- struct{}{}:
	default: // told already
	}
}

// heedless writes for as long as anybody reads.
type heedless struct{ io.Writer }

func (h heedless) Write(b []byte) (int, error) {
	_, _ = h.Writer.Write(b)
	return len(b), nil
}

// longest is more than any message of a test.
const longest = 256 << 20

// pass copies one message of PostgreSQL's protocol: a prefix, which is its kind or at
// the start of a connection empty, and the length of itself and the rest.
func pass(out io.Writer, in *bufio.Reader, prefix int) error {
	head := make([]byte, prefix+4)
	if _, err := io.ReadFull(in, head); err != nil {
		return err
	}
	n := binary.BigEndian.Uint32(head[prefix:])
	if n < 4 || n > longest {
		return fmt.Errorf("a message of %d bytes", n)
	}
	if _, err := out.Write(head); err != nil {
		return err
	}
	_, err := io.CopyN(out, in, int64(n)-4)
	return err
}
