package workbook

import (
	"encoding/binary"
	"io"
)

const (
	stringStride = 8       // one place is kept for so many strings
	stringMemory = 8 << 20 // from here on the texts go to a file
	blockSize    = 64 << 10
	blockCount   = 64
)

// stringTable holds a book's shared strings: each text behind its length, one
// after the other, in memory or in a temporary file where they are many. It costs
// one byte per text beyond the text itself, and nothing beyond a fixed cache for
// what lies in the file.
type stringTable struct {
	overflow
	index  []int64 // place of every stringStride-th string
	count  int
	dirty  map[int]struct{}
	blocks []block
}

type block struct {
	number int64 // -1 for none
	data   []byte
}

// add appends a text.
func (t *stringTable) add(text []byte) error {
	if t.count%stringStride == 0 {
		t.index = append(t.index, t.size)
	}
	before := len(t.data)
	t.data = binary.AppendUvarint(t.data, uint64(len(text)))
	t.data = append(t.data, text...)
	t.count++
	return t.wrote(len(t.data)-before, stringMemory)
}

// finish ends the adding.
func (t *stringTable) finish() error {
	if err := t.overflow.finish(); err != nil || t.file == nil {
		return err
	}
	t.blocks = make([]block, blockCount)
	for i := range t.blocks {
		t.blocks[i].number = -1
	}
	return nil
}

// appendText appends the text with this number, which is below count.
func (t *stringTable) appendText(dst []byte, number int) ([]byte, error) {
	at := t.index[number/stringStride]
	for skip := number % stringStride; ; skip-- {
		size, n, err := t.length(at)
		if err != nil {
			return nil, err
		}
		at += int64(n)
		if skip == 0 {
			return t.appendBytes(dst, at, size)
		}
		at += int64(size)
	}
}

// textSize gives the length in bytes of the text with this number.
func (t *stringTable) textSize(number int) (int, error) {
	at := t.index[number/stringStride]
	for skip := number % stringStride; ; skip-- {
		size, n, err := t.length(at)
		if err != nil || skip == 0 {
			return size, err
		}
		at += int64(n) + int64(size)
	}
}

// length gives the length of the text whose record starts at the place, and the
// bytes that the length itself takes.
func (t *stringTable) length(at int64) (size, n int, err error) {
	var head []byte
	if t.file == nil {
		head = t.data[at:]
	} else {
		var spare [binary.MaxVarintLen64]byte
		b, err := t.block(at / blockSize)
		if err != nil {
			return 0, 0, err
		}
		if head = b[at%blockSize:]; len(head) < binary.MaxVarintLen64 && at+int64(len(head)) < t.size {
			if head, err = t.appendBytes(spare[:0], at, int(min(binary.MaxVarintLen64, t.size-at))); err != nil {
				return 0, 0, err
			}
		}
	}
	v, n := binary.Uvarint(head)
	return int(v), n, nil
}

func (t *stringTable) appendBytes(dst []byte, at int64, size int) ([]byte, error) {
	if t.file == nil {
		return append(dst, t.data[at:at+int64(size)]...), nil
	}
	for size > 0 {
		b, err := t.block(at / blockSize)
		if err != nil {
			return nil, err
		}
		b = b[at%blockSize:]
		b = b[:min(len(b), size)]
		dst = append(dst, b...)
		at += int64(len(b))
		size -= len(b)
	}
	return dst, nil
}

// block gives one block of the file. Sheets refer to strings mostly in the order
// of their first use, so that few blocks serve nearly all cells.
func (t *stringTable) block(number int64) ([]byte, error) {
	b := &t.blocks[number%blockCount]
	if b.number == number {
		return b.data, nil
	}
	if b.data == nil {
		b.data = make([]byte, 0, blockSize)
	}
	b.number = -1
	n, err := t.file.ReadAt(b.data[:blockSize], number*blockSize)
	if err != nil && err != io.EOF {
		return nil, err
	}
	b.data, b.number = b.data[:n], number
	return b.data, nil
}
