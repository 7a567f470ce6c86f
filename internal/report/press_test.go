package report

import (
	"bytes"
	"compress/flate"
	"errors"
	"io"
	"math/rand/v2"
	"testing"
)

func TestWhatIsPressedIsWhatWasWritten(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	for _, size := range []int{0, 1, pieceSize - 1, pieceSize, pieceSize + 1, 2 * pieceSize, 11*pieceSize + 5} {
		want := make([]byte, size)
		for i := range want {
			want[i] = "<c r=\"A1\">架空の手続"[random.IntN(20)]
		}
		var out bytes.Buffer
		p, err := newPress(&out)
		if err != nil {
			t.Fatal(err)
		}
		for rest := want; len(rest) > 0; {
			n := min(len(rest), 1+random.IntN(3*pieceSize/2))
			if m, err := p.Write(rest[:n]); m != n || err != nil {
				t.Fatalf("%d of %d bytes, %v", m, n, err)
			}
			rest = rest[n:]
		}
		if err := p.Close(); err != nil {
			t.Fatal(err)
		}
		if size > pieceSize && out.Len() > size*7/10 {
			t.Errorf("%d bytes are %d", size, out.Len())
		}
		if got, err := io.ReadAll(flate.NewReader(&out)); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%d bytes come back as %d, %v", size, len(got), err)
		}
	}
}

// full takes so many bytes and no more.
type full struct{ left int }

var errFull = errors.New("full")

func (f *full) Write(b []byte) (int, error) {
	if len(b) > f.left {
		return 0, errFull
	}
	f.left -= len(b)
	return len(b), nil
}

func TestThePressTellsThatNothingMoreIsTaken(t *testing.T) {
	t.Parallel()
	for _, pieces := range []int{1, 20} {
		p, err := newPress(&full{10})
		if err != nil {
			t.Fatal(err)
		}
		var failed error
		for range pieces {
			if _, err := p.Write(bytes.Repeat([]byte("架空の手続"), pieceSize/15)); err != nil {
				failed = err
			}
		}
		if err := p.Close(); !errors.Is(err, errFull) || pieces > 10 && !errors.Is(failed, errFull) {
			t.Errorf("%d pieces: %v, %v", pieces, failed, err)
		}
	}
}
