package compound_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"testing"

	"tetsuzuki/import/internal/compound"
)

const (
	sector = 512
	free   = 0xFFFFFFFF
	last   = 0xFFFFFFFE
	tables = 0xFFFFFFFD
)

// file is a container that a test damages: sectors 0 (allocation table), 1 (directory),
// 2 (table of the short streams), 3 (their content), 4 to 11 (a long stream).
type file struct{ head, table, directory, short, rest []byte }

func whole() *file {
	f := &file{head: make([]byte, sector), table: bytes.Repeat([]byte{0xFF}, sector), directory: make([]byte, sector),
		short: bytes.Repeat([]byte{0xFF}, sector), rest: bytes.Repeat([]byte("made up "), 9*sector/8)}
	copy(f.head, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	for at, v := range map[int]uint32{44: 1, 48: 1, 56: 4096, 60: 2, 64: 1, 68: last} {
		put(f.head, at, v)
	}
	put(f.head, 30, 9) // the shift of a sector, and of a short one
	put(f.head, 32, 6)
	for i := range 109 {
		put(f.head, 76+4*i, free)
	}
	put(f.head, 76, 0)
	for i, next := range []uint32{tables, last, last, last, 5, 6, 7, 8, 9, 10, 11, last} {
		put(f.table, 4*i, next)
	}
	for i, next := range []uint32{1, 2, last} {
		put(f.short, 4*i, next)
	}
	f.entry(0, "Root Entry", 5, 3, sector)
	f.entry(1, "Short", 2, 0, 150)
	f.entry(2, "Long", 2, 4, 8*sector)
	return f
}

func put(b []byte, at int, v uint32) { binary.LittleEndian.PutUint32(b[at:], v) }

func (f *file) entry(n int, name string, kind byte, start, size uint32) {
	e := f.directory[128*n:]
	for i, r := range name {
		e[2*i] = byte(r)
	}
	e[64], e[66] = byte(2*len(name)+2), kind
	put(e, 116, start)
	put(e, 120, size)
}

func (f *file) bytes() []byte {
	return bytes.Join([][]byte{f.head, f.table, f.directory, f.short, f.rest}, nil)
}

// counter counts the reads of a file.
type counter struct {
	io.ReaderAt
	reads int
}

func (c *counter) ReadAt(b []byte, at int64) (int, error) {
	c.reads++
	return c.ReaderAt.ReadAt(b, at)
}

// read reads all of a container, and tells in how many reads.
func read(data []byte) (reads int, err error) {
	c := &counter{ReaderAt: bytes.NewReader(data)}
	f, err := compound.Open(c, int64(len(data)))
	if err != nil {
		return c.reads, err
	}
	for _, name := range []string{"Short", "Long"} {
		s, err := f.Stream(name)
		if err == nil {
			_, err = io.Copy(io.Discard, io.NewSectionReader(s, 0, s.Size()))
		}
		if err != nil {
			return c.reads, err
		}
	}
	return c.reads, nil
}

func TestStreamsAreReadWhole(t *testing.T) {
	t.Parallel()
	if _, err := read(whole().bytes()); err != nil {
		t.Fatal(err)
	}
	data := whole().bytes()
	f, err := compound.Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string][]byte{"Short": whole().rest[:150], "Long": whole().rest[sector : 9*sector]} {
		s, err := f.Stream(name)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(io.NewSectionReader(s, 0, s.Size()))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: %d bytes, want %d: %v", name, len(got), len(want), err)
		}
	}
}

// Whatever the header and the tables say, the file is read a bounded number of times.
func TestNoChainIsFollowedFurtherThanTheFileIsLong(t *testing.T) {
	t.Parallel()
	for name, damage := range map[string]func(*file){
		"the directory goes in a circle":     func(f *file) { put(f.table, 4*1, 1) },
		"the short table goes in a circle":   func(f *file) { put(f.table, 4*2, 2) },
		"the short content goes in a circle": func(f *file) { put(f.table, 4*3, 3) },
		"a long stream goes in a circle":     func(f *file) { put(f.table, 4*6, 4) },
		"a long stream ends early":           func(f *file) { put(f.table, 4*6, last) },
		"a long stream leaves the file":      func(f *file) { put(f.table, 4*6, 1<<24) },
		"a short stream ends early":          func(f *file) { put(f.short, 4, last) },
		"a short stream leaves its table":    func(f *file) { put(f.short, 4, 1<<24) },
		"a short stream is as long as 4 GB":  func(f *file) { f.entry(1, "Short", 2, 0, 1<<32-1) },
		"short streams are said to be many":  func(f *file) { put(f.head, 64, 1<<28); put(f.table, 4*2, 2) },
		"the root is as long as 4 GB":        func(f *file) { f.entry(0, "Root Entry", 5, 3, 1<<32-1) },
		"the directory lies beyond the file": func(f *file) { put(f.head, 48, 1<<24) },
		"the parts of the table in a circle": func(f *file) {
			put(f.head, 48, 1<<31)
			put(f.head, 68, 4)
			put(f.rest[sector:], sector-4, 5)
			put(f.rest[2*sector:], sector-4, 4)
		},
		"the table's place lies beyond it": func(f *file) { put(f.head, 76, 1<<24) },
		"the sectors are of no known size": func(f *file) { put(f.head, 30, 30) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := whole()
			damage(f)
			data := f.bytes()
			reads, err := read(data)
			if !errors.Is(err, compound.ErrDamaged) {
				t.Errorf("%v, want %v", err, compound.ErrDamaged)
			}
			if most := 10 * len(data) / sector; reads > most {
				t.Errorf("%d reads of %d bytes, want at most %d", reads, len(data), most)
			}
		})
	}
}

// A file that is cut off anywhere is damaged, or it lacks only what nothing needs.
func TestAFileCutOffIsDamaged(t *testing.T) {
	t.Parallel()
	data := whole().bytes()
	for n := range data {
		if _, err := read(data[:n]); !errors.Is(err, compound.ErrDamaged) {
			t.Fatalf("cut at %d of %d: %v", n, len(data), err)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(whole().bytes())
	f.Fuzz(func(t *testing.T, data []byte) {
		reads, err := read(data)
		if err != nil && !errors.Is(err, compound.ErrDamaged) {
			t.Error(err)
		}
		if most := 1000 + 20*len(data)/64; reads > most {
			t.Errorf("%d reads of %d bytes, want at most %d", reads, len(data), most)
		}
	})
}
