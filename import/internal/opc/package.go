// Package opc opens the container of an Office document (Open Packaging
// Conventions, ISO/IEC 29500-2): a zip archive of parts, bound together by
// content types and relationships. Everything that an archive claims about its
// size is checked before anything is unpacked, and again while it is.
package opc

import (
	"archive/zip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"path"
	"sort"
	"strings"
)

// Limits bound what may be unpacked.
type Limits struct {
	Entries   int   // files in the archive
	Part      int64 // unpacked bytes of one part
	Total     int64 // unpacked bytes of all parts together
	Ratio     int64 // unpacked to packed bytes of one part
	RatioFrom int64 // unpacked size from which Ratio counts; small parts may shrink more
}

// Fault says in what way a container is wrong.
type Fault uint8

// The faults.
const (
	NoArchive  Fault = iota + 1 // the archive's directory is missing: cut off, or no archive
	Damaged                     // entries contradict the directory, or do not unpack
	TooLarge                    // a limit is exceeded
	Locked                      // the archive itself has a password
	Unreadable                  // packed in a way that Office does not use
	Missing                     // a part that another one names is not there
	Ambiguous                   // two parts of one name
)

// Error is what is wrong with a container.
type Error struct {
	Fault Fault
	Part  string
	What  string // for TooLarge the limit in Japanese words
	Err   error
}

func (e *Error) Error() string {
	s := "package"
	if e.Part != "" {
		s += " part " + e.Part
	}
	if e.What != "" {
		s += ": " + e.What
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap gives the error below.
func (e *Error) Unwrap() error { return e.Err }

// Package is an opened container.
type Package struct {
	Files  []*zip.File // in the order of the archive's directory
	parts  map[string]*zip.File
	limits Limits
}

// Open reads the archive's directory and checks it against the limits, before
// anything is unpacked: number and sizes of the entries, their packing ratio,
// entries that overlap in the file, two entries of one name.
func Open(data io.ReaderAt, size int64, limits Limits) (*Package, error) {
	if n, ok := entries(data, size); ok && n > limits.Entries {
		return nil, &Error{Fault: TooLarge, What: fmt.Sprintf("ファイル内の部品の数（上限%d）", limits.Entries)}
	}
	archive, err := zip.NewReader(data, size)
	if err != nil {
		return nil, &Error{Fault: NoArchive, Err: err}
	}
	p := &Package{Files: archive.File, parts: make(map[string]*zip.File, len(archive.File)), limits: limits}
	if err := p.measure(size); err != nil {
		return nil, err
	}
	if err := p.places(); err != nil {
		return nil, err
	}
	return p, nil
}

// entries gives the number of entries that the archive claims to have, so that a
// directory of millions is refused before it is read. The directory's own reader
// does the rest; a claim that is too small fails there.
func entries(data io.ReaderAt, size int64) (int, bool) {
	const record, comment = 22, 65535
	tail := make([]byte, min(size, record+comment))
	if _, err := data.ReadAt(tail, size-int64(len(tail))); err != nil && err != io.EOF {
		return 0, false
	}
	for i := len(tail) - record; i >= 0; i-- {
		if string(tail[i:i+4]) != "PK\x05\x06" {
			continue
		}
		n := int(binary.LittleEndian.Uint16(tail[i+10:]))
		if n == 0xFFFF {
			const locator, end64 = 20, 56
			at := i - locator
			if at < 0 || string(tail[at:at+4]) != "PK\x06\x07" {
				return n, true
			}
			from := int64(binary.LittleEndian.Uint64(tail[at+8:]))
			head := make([]byte, end64)
			if from < 0 || from > size-end64 {
				return 0, false
			}
			if _, err := data.ReadAt(head, from); err != nil {
				return 0, false
			}
			return int(min(binary.LittleEndian.Uint64(head[32:]), 1<<31)), true
		}
		return n, true
	}
	return 0, false
}

func (p *Package) measure(size int64) error {
	l := p.limits
	if len(p.Files) > l.Entries {
		return &Error{Fault: TooLarge, What: fmt.Sprintf("ファイル内の部品の数（上限%d）", l.Entries)}
	}
	var total uint64
	for _, f := range p.Files {
		switch {
		case f.UncompressedSize64 > uint64(l.Part):
			return &Error{Fault: TooLarge, Part: f.Name, What: fmt.Sprintf("圧縮を解いた中身の大きさ（上限%dMB）", l.Part>>20)}
		case f.UncompressedSize64 > uint64(l.RatioFrom) && f.UncompressedSize64/uint64(l.Ratio) > f.CompressedSize64:
			return &Error{Fault: TooLarge, Part: f.Name, What: fmt.Sprintf("圧縮率（上限%d倍）", l.Ratio)}
		case f.CompressedSize64 > uint64(size):
			return &Error{Fault: Damaged, Part: f.Name, What: "longer than the file"}
		}
		if total += f.UncompressedSize64; total > uint64(l.Total) {
			return &Error{Fault: TooLarge, What: fmt.Sprintf("圧縮を解いた中身の大きさの合計（上限%dMB）", l.Total>>20)}
		}
		key := Key(f.Name)
		if _, ok := p.parts[key]; ok {
			return &Error{Fault: Ambiguous, Part: f.Name}
		}
		p.parts[key] = f
	}
	return nil
}

// places refuses entries that share bytes: a bomb made of one packed core that
// many entries point at.
func (p *Package) places() error {
	const header = 30 // before the name
	type span struct {
		from, to int64
		name     string
	}
	spans := make([]span, 0, len(p.Files))
	for _, f := range p.Files {
		at, err := f.DataOffset()
		if err != nil {
			return &Error{Fault: Damaged, Part: f.Name, Err: err}
		}
		spans = append(spans, span{at - header - int64(len(f.Name)), at + int64(f.CompressedSize64), f.Name})
	}
	sort.Slice(spans, func(i, j int) bool { return spans[i].from < spans[j].from })
	for i := 1; i < len(spans); i++ {
		if spans[i].from < spans[i-1].to {
			return &Error{Fault: Damaged, Part: spans[i].name, What: "two entries share bytes"}
		}
	}
	return nil
}

// Key is the form of a part's name that two spellings of one part share: no
// slash in front, no backslashes, no difference of case (ISO/IEC 29500-2, 6.2).
func Key(name string) string {
	return strings.ToLower(strings.TrimPrefix(path.Clean("/"+strings.ReplaceAll(name, `\`, "/")), "/"))
}

// Has reports whether there is a part of this name.
func (p *Package) Has(name string) bool { return p.parts[Key(name)] != nil }

// File gives the archive's entry of a part, nil where there is none.
func (p *Package) File(name string) *zip.File { return p.parts[Key(name)] }

// Part opens a part. Reading it ends with an error of type *Error where the part
// does not unpack, has another checksum, or is longer than it claims.
func (p *Package) Part(name string) (io.ReadCloser, error) {
	f := p.parts[Key(name)]
	if f == nil {
		return nil, &Error{Fault: Missing, Part: name}
	}
	if f.Flags&1 != 0 {
		return nil, &Error{Fault: Locked, Part: name}
	}
	r, err := f.Open()
	if errors.Is(err, zip.ErrAlgorithm) {
		return nil, &Error{Fault: Unreadable, Part: name, Err: err}
	}
	if err != nil {
		return nil, &Error{Fault: Damaged, Part: name, Err: err}
	}
	return &partReader{r: r, left: int64(f.UncompressedSize64), name: name}, nil
}

type partReader struct {
	r    io.ReadCloser
	left int64
	name string
}

func (r *partReader) Read(b []byte) (int, error) {
	n, err := r.r.Read(b)
	if r.left -= int64(n); r.left < 0 {
		return 0, &Error{Fault: Damaged, Part: r.name, What: "longer than the archive says"}
	}
	if err != nil && err != io.EOF {
		err = &Error{Fault: Damaged, Part: r.name, Err: err}
	}
	return n, err
}

func (r *partReader) Close() error { return r.r.Close() }
