// Package compound reads the streams of an OLE2 container ([MS-CFB]), the form
// that old Office files and encrypted new ones share. It holds no more than the
// list of a stream's sectors and follows no chain further than the file is long.
//
// github.com/richardlehane/mscfb, which excelize brings along, does not replace it, as
// of 1.0.7, because what it reads and holds is not bounded by the file:
//   - It makes the list of the short streams' table as long as the header says, and
//     follows that chain without looking for cycles. A file of 2,560 bytes claimed
//     1.7 GB and was still being read after 20 s and 167 million reads.
//   - It holds every entry of the directory, however many there are.
//   - It reckons places in 32 bits, so that a sector beyond the file becomes another
//     one within it instead of an error.
//   - Each ReadAt follows the stream's chain from its beginning. The package of an
//     encrypted workbook is a zip, which is read from its end.
package compound

import (
	"encoding/binary"
	"errors"
	"io"
	"unicode/utf16"
)

// ErrDamaged says that the container's own structure is wrong or cut off.
var ErrDamaged = errors.New("compound file: damaged or cut off")

const (
	headSize   = 512
	entrySize  = 128
	maxEntries = 4096
	lastSector = 0xFFFFFFFA // above this stand marks, not sectors
	headPlaces = 109        // sectors of the allocation table that the header lists
	miniSector = 64
)

// File is an opened container.
type File struct {
	data    io.ReaderAt
	size    int64
	sector  int64
	head    []byte
	entries map[string]entry
	mini    *Stream  // the sectors of all short streams
	table   []uint32 // which of them follows which
	cutoff  int64    // streams shorter than this are short
	cached  int64    // the sector in cache, -1 for none
	cache   []byte
}

type entry struct {
	kind  byte
	start uint32
	size  int64
}

// Open reads the container's directory. The error is ErrDamaged or one of data.
func Open(data io.ReaderAt, size int64) (*File, error) {
	f := &File{data: data, size: size, head: make([]byte, headSize), entries: map[string]entry{}, cached: -1}
	if _, err := data.ReadAt(f.head, 0); err == io.EOF {
		return nil, ErrDamaged
	} else if err != nil {
		return nil, err
	}
	shift := binary.LittleEndian.Uint16(f.head[30:])
	if shift != 9 && shift != 12 {
		return nil, ErrDamaged
	}
	f.sector = 1 << shift
	f.cache = make([]byte, f.sector)
	f.cutoff = int64(binary.LittleEndian.Uint32(f.head[56:]))
	if err := f.directory(); err != nil {
		return nil, err
	}
	return f, nil
}

// Has reports whether there is a stream or storage of this name.
func (f *File) Has(name string) bool {
	_, ok := f.entries[name]
	return ok
}

func (f *File) directory() error {
	sectors, err := f.chain(binary.LittleEndian.Uint32(f.head[48:]), maxEntries*entrySize/f.sector)
	if err != nil {
		return err
	}
	for _, s := range sectors {
		b, err := f.read(s)
		if err != nil {
			return err
		}
		for ; len(b) >= entrySize; b = b[entrySize:] {
			length := binary.LittleEndian.Uint16(b[64:])
			if b[66] == 0 || length < 2 || length > 64 {
				continue
			}
			units := make([]uint16, length/2-1)
			for i := range units {
				units[i] = binary.LittleEndian.Uint16(b[2*i:])
			}
			e := entry{
				kind:  b[66],
				start: binary.LittleEndian.Uint32(b[116:]),
				size:  int64(binary.LittleEndian.Uint64(b[120:]) & 0x7FFFFFFFFFFFFFFF),
			}
			if f.sector == 512 {
				e.size &= 0xFFFFFFFF // the upper half may hold anything in this version
			}
			name := string(utf16.Decode(units))
			if e.kind == 5 {
				name = "" // the root holds the short streams
			}
			if _, ok := f.entries[name]; !ok {
				f.entries[name] = e
			}
		}
	}
	return nil
}

// Stream opens a stream for reading at any place.
func (f *File) Stream(name string) (*Stream, error) {
	e, ok := f.entries[name]
	if !ok || e.kind != 2 || e.size > f.size {
		return nil, ErrDamaged
	}
	if e.size >= f.cutoff {
		return f.long(e)
	}
	if f.mini == nil {
		root := f.entries[""]
		if root.size > f.size {
			return nil, ErrDamaged
		}
		mini, err := f.long(root)
		if err != nil {
			return nil, err
		}
		sectors, err := f.chain(binary.LittleEndian.Uint32(f.head[60:]), f.size/f.sector+1)
		if err != nil {
			return nil, err
		}
		for _, s := range sectors {
			b, err := f.read(s)
			if err != nil {
				return nil, err
			}
			for ; len(b) >= 4; b = b[4:] {
				f.table = append(f.table, binary.LittleEndian.Uint32(b))
			}
		}
		f.mini = mini
	}
	s := &Stream{below: f.mini, size: e.size, sector: miniSector}
	for next := e.start; int64(len(s.sectors))*miniSector < e.size; next = f.table[next] {
		if int64(next) >= int64(len(f.table)) {
			return nil, ErrDamaged
		}
		s.sectors = append(s.sectors, next)
	}
	return s, nil
}

func (f *File) long(e entry) (*Stream, error) {
	sectors, err := f.chain(e.start, f.size/f.sector+1)
	if err != nil {
		return nil, err
	}
	if int64(len(sectors))*f.sector < e.size {
		return nil, ErrDamaged
	}
	return &Stream{below: f.data, size: e.size, sector: f.sector, first: f.sector, sectors: sectors}, nil
}

// chain gives the sectors of a chain, at most so many. Each lies within the file, so
// that finding its part of the allocation table takes few steps.
func (f *File) chain(first uint32, most int64) ([]uint32, error) {
	var sectors []uint32
	for next := first; next < lastSector; {
		if int64(len(sectors)) >= most || int64(next) >= f.size/f.sector {
			return nil, ErrDamaged
		}
		sectors = append(sectors, next)
		perSector := uint32(f.sector / 4)
		place, err := f.place(next / perSector)
		if err != nil {
			return nil, err
		}
		b, err := f.read(place)
		if err != nil {
			return nil, err
		}
		at := int(next%perSector) * 4
		if len(b) < at+4 {
			return nil, ErrDamaged
		}
		next = binary.LittleEndian.Uint32(b[at:])
	}
	return sectors, nil
}

// place gives the sector that holds the n-th part of the allocation table.
func (f *File) place(n uint32) (uint32, error) {
	if n < headPlaces {
		return binary.LittleEndian.Uint32(f.head[76+4*n:]), nil
	}
	n -= headPlaces
	perSector := uint32(f.sector/4) - 1
	next := binary.LittleEndian.Uint32(f.head[68:])
	for ; ; n -= perSector {
		b, err := f.read(next)
		if err != nil {
			return 0, err
		}
		if int64(len(b)) < f.sector {
			return 0, ErrDamaged
		}
		if n < perSector {
			return binary.LittleEndian.Uint32(b[4*n:]), nil
		}
		next = binary.LittleEndian.Uint32(b[4*perSector:])
	}
}

// read gives a sector, the last one perhaps short; valid until the next read.
func (f *File) read(sector uint32) ([]byte, error) {
	at := (int64(sector) + 1) * f.sector
	if at >= f.size || sector >= lastSector {
		return nil, ErrDamaged
	}
	if f.cached != at {
		f.cached = -1
		n, err := f.data.ReadAt(f.cache[:f.sector], at)
		if err != nil && err != io.EOF {
			return nil, err
		}
		f.cache, f.cached = f.cache[:n], at
	}
	return f.cache, nil
}

// Stream is one stream of a container.
type Stream struct {
	below   io.ReaderAt
	size    int64
	sector  int64
	first   int64 // where sector 0 begins
	sectors []uint32
}

// Size is the stream's length in bytes.
func (s *Stream) Size() int64 { return s.size }

// ReadAt is that of io.ReaderAt.
func (s *Stream) ReadAt(b []byte, at int64) (int, error) {
	n := 0
	for n < len(b) && at < s.size {
		inside := at % s.sector
		want := min(int64(len(b)-n), s.sector-inside, s.size-at)
		// Sectors that follow one another are read in one go.
		i := at / s.sector
		for j := i; want < min(int64(len(b)-n), s.size-at) && j+1 < int64(len(s.sectors)) && s.sectors[j+1] == s.sectors[j]+1; j++ {
			want = min(want+s.sector, int64(len(b)-n), s.size-at)
		}
		got, err := s.below.ReadAt(b[n:n+int(want)], s.first+int64(s.sectors[i])*s.sector+inside)
		n += got
		at += int64(got)
		if int64(got) < want {
			if err == io.EOF {
				err = ErrDamaged
			}
			return n, err
		}
	}
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}
