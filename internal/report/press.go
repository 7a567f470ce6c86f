package report

import (
	"bytes"
	"compress/flate"
	"io"
	"runtime"
	"sync"
)

// pieceSize is how much of a part is pressed at a time, in bytes: much more than the
// 32 kB that deflate looks back on, so that the pieces are hardly larger than the whole.
const pieceSize = 512 << 10

// press deflates a part of a workbook in pieces, as many at once as there are
// processors: each ends on a whole byte, so that one after the other they are what a
// single pass would have made.
type press struct {
	w     io.Writer
	piece *piece   // that is being filled
	begun []*piece // in the order of the part
	err   error
}

type piece struct {
	data    []byte
	deflate *flate.Writer
	pressed bytes.Buffer // to which writing never fails
	done    chan struct{}
}

// pieces are used again and again, since making one takes longer than filling it.
var pieces = sync.Pool{New: func() any {
	d, _ := flate.NewWriter(nil, flate.BestSpeed) // the level is a valid one
	return &piece{data: make([]byte, 0, pieceSize), deflate: d, done: make(chan struct{}, 1)}
}}

func newPress(w io.Writer) (io.WriteCloser, error) {
	return &press{w: w, piece: pieces.Get().(*piece)}, nil
}

func (p *press) Write(b []byte) (int, error) {
	n := len(b)
	for len(b) > 0 && p.err == nil {
		if len(p.piece.data) == pieceSize {
			p.begin(false)
			p.piece = pieces.Get().(*piece)
		}
		fits := min(len(b), pieceSize-len(p.piece.data))
		p.piece.data = append(p.piece.data, b[:fits]...)
		b = b[fits:]
	}
	return n - len(b), p.err
}

// Close writes what is left. It does not close the writer below.
func (p *press) Close() error {
	p.begin(true)
	for len(p.begun) > 0 {
		p.end()
	}
	return p.err
}

// begin presses the piece, when there is a processor for it.
func (p *press) begin(last bool) {
	if len(p.begun) >= runtime.GOMAXPROCS(0) {
		p.end()
	}
	one := p.piece
	p.piece, p.begun = nil, append(p.begun, one)
	go func() {
		one.deflate.Reset(&one.pressed)
		_, _ = one.deflate.Write(one.data)
		if last {
			_ = one.deflate.Close()
		} else {
			_ = one.deflate.Flush()
		}
		one.done <- struct{}{}
	}()
}

// end writes the piece that was begun first.
func (p *press) end() {
	one := p.begun[0]
	p.begun = p.begun[1:]
	<-one.done
	if p.err == nil {
		_, p.err = one.pressed.WriteTo(p.w)
	}
	one.data = one.data[:0]
	one.pressed.Reset()
	pieces.Put(one)
}
