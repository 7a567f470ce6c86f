package workbook

import (
	"io"
	"os"
)

const spillSize = 1 << 20 // so much goes to the file at a time

// overflow holds bytes that are first all written and then read: in memory, or in a
// temporary file where they are many.
type overflow struct {
	data []byte // what is not in the file
	size int64  // of all
	file *os.File
}

// wrote is called when data has been added behind the rest. memory is how much of it
// stays in memory.
func (o *overflow) wrote(n, memory int) error {
	o.size += int64(n)
	if len(o.data) >= memory || o.file != nil && len(o.data) >= spillSize {
		return o.spill()
	}
	return nil
}

// spill moves what is in memory to the end of the file.
func (o *overflow) spill() error {
	if o.file == nil {
		f, err := os.CreateTemp("", "tetsuzuki-workbook-*")
		if err != nil {
			return err
		}
		o.file = f
		// Without a name the file is gone with the process, however that ends.
		// Where the system does not allow it, close removes it.
		_ = os.Remove(f.Name())
	}
	if _, err := o.file.Write(o.data); err != nil {
		return err
	}
	if o.data = o.data[:0]; cap(o.data) > 2*spillSize {
		o.data = nil
	}
	return nil
}

// finish ends the writing.
func (o *overflow) finish() error {
	if o.file == nil {
		return nil
	}
	err := o.spill()
	o.data = nil
	return err
}

// ReadAt reads what was written.
func (o *overflow) ReadAt(b []byte, at int64) (n int, err error) {
	filed := o.size - int64(len(o.data))
	if at < filed {
		n, err = o.file.ReadAt(b[:min(int64(len(b)), filed-at)], at)
		if err != nil || n == len(b) {
			return n, err
		}
		at = filed
	}
	n += copy(b[n:], o.data[min(at-filed, int64(len(o.data))):])
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}

func (o *overflow) close() {
	if o.file != nil {
		o.file.Close()
		_ = os.Remove(o.file.Name())
		o.file = nil
	}
}
