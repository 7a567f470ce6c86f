package report

import (
	"archive/zip"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"regexp"
	"slices"

	"github.com/klauspost/compress/flate"

	"tetsuzuki/internal/registry"
)

// orderedZip is a zip whose entries stand in the order of their names and without a time, so
// that the same parts are the same bytes: excelize hands over its streams in the random order of
// a map. Entries are held as they are deflated, which of a workbook is a few megabytes.
type orderedZip struct {
	to      io.Writer
	level   int
	rows    map[string]*sheetRows // by the names of their entries
	entries []*entry
}

// entry is one file of the zip. It is written to until the next one begins.
type entry struct {
	zip.FileHeader
	pressed bytes.Buffer
	flate   *flate.Writer
	held    *bytes.Buffer // of the content types, to be put in order at the end, and of what stands around rows
}

// newOrderedZip begins a zip that deflates at a level; rows are put at the ends of their sheets.
func newOrderedZip(w io.Writer, level int, rows map[string]*sheetRows) *orderedZip {
	return &orderedZip{to: w, level: level, rows: rows}
}

// Write deflates a part of the entry.
func (e *entry) Write(p []byte) (int, error) {
	if e.held != nil {
		return e.held.Write(p)
	}
	e.CRC32 = crc32.Update(e.CRC32, crc32.IEEETable, p)
	e.UncompressedSize64 += uint64(len(p))
	return e.flate.Write(p)
}

// end ends the entry that is written to.
func (z *orderedZip) end() error {
	if len(z.entries) == 0 {
		return nil
	}
	e := z.entries[len(z.entries)-1]
	if e.flate == nil {
		return nil
	}
	if e.held != nil {
		held := e.held.Bytes()
		e.held = nil
		write := func() error { return e.around(held, z.rows[e.Name]) }
		if e.Name == contentTypes {
			write = func() error {
				_, err := e.Write(inOrder(held))
				return err
			}
		}
		if err := write(); err != nil {
			return err
		}
	}
	err := e.flate.Close()
	e.flate, e.CompressedSize64 = nil, uint64(e.pressed.Len())
	return err
}

// Create begins an entry.
func (z *orderedZip) Create(name string) (io.Writer, error) {
	if err := z.end(); err != nil {
		return nil, err
	}
	e := &entry{FileHeader: zip.FileHeader{Name: name, Method: zip.Deflate}}
	var err error
	if e.flate, err = flate.NewWriter(&e.pressed, z.level); err != nil {
		return nil, err
	}
	if name == contentTypes || z.rows[name] != nil {
		e.held = &bytes.Buffer{}
	}
	z.entries = append(z.entries, e)
	return e, nil
}

// around writes a sheet with rows at its end. They are deflated already.
func (e *entry) around(sheet []byte, rows *sheetRows) error {
	before, after, ok := bytes.Cut(sheet, []byte(endOfRows))
	if !ok {
		return registry.Failed("report.around", fmt.Errorf("%s has no rows", e.Name))
	}
	if _, err := e.Write(before); err != nil {
		return err
	}
	if err := e.flate.Flush(); err != nil {
		return err
	}
	e.pressed.Write(rows.pressed.Bytes())
	e.CRC32 = joined(e.CRC32, rows.crc, rows.size)
	e.UncompressedSize64 += rows.size
	e.flate.Reset(&e.pressed) // what follows cannot refer to what is not its own
	_, err := e.Write(append([]byte(endOfRows), after...))
	return err
}

const endOfRows = "</sheetData>"

var contentType = regexp.MustCompile(`<(?:Default|Override) [^>]*>(?:</(?:Default|Override)>)?`)

// inOrder sorts the content types, which excelize takes from a map as well.
func inOrder(types []byte) []byte {
	found := contentType.FindAll(types, -1)
	sorted := slices.SortedFunc(slices.Values(found), bytes.Compare)
	at := 0
	return contentType.ReplaceAllFunc(bytes.Clone(types), func([]byte) []byte {
		at++
		return sorted[at-1]
	})
}

// AddFS is not needed.
func (z *orderedZip) AddFS(fs.FS) error { return errors.ErrUnsupported }

// contentTypes is the part of a workbook by which programs tell what the zip is; it comes first.
const contentTypes = "[Content_Types].xml"

// Close writes the zip.
func (z *orderedZip) Close() error {
	if err := z.end(); err != nil {
		return err
	}
	for name := range z.rows {
		if !slices.ContainsFunc(z.entries, func(e *entry) bool { return e.Name == name }) {
			return registry.Failed("report.Close", fmt.Errorf("%s is not there", name)) // never a workbook with rows missing
		}
	}
	rank := func(e *entry) int {
		if e.Name == contentTypes {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(z.entries, func(a, b *entry) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.Name, b.Name))
	})
	out := zip.NewWriter(z.to)
	for _, e := range z.entries {
		w, err := out.CreateRaw(&e.FileHeader)
		if err != nil {
			return err
		}
		if _, err := w.Write(e.pressed.Bytes()); err != nil {
			return err
		}
	}
	return out.Close()
}
