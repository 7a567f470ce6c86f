package workbook

import (
	"bytes"
	"io"
	"strconv"
	"testing"
)

// What was written is read from any place, while more is written and after it.
func TestOverflowIsReadFromMemoryAndFileAlike(t *testing.T) {
	t.Parallel()
	var o overflow
	defer o.close()
	const memory = 1 << 12
	var want []byte
	look := func(when string) {
		t.Helper()
		for at := 0; at <= len(want); at += 1 + len(want)/29 {
			got := make([]byte, 5000)
			n, err := o.ReadAt(got, int64(at))
			if rest := want[at:]; len(rest) < len(got) && err != io.EOF || len(rest) >= len(got) && err != nil ||
				!bytes.Equal(got[:n], rest[:min(len(rest), len(got))]) {
				t.Fatalf("%s: %d bytes at %d of %d, %v", when, n, at, len(want), err)
			}
		}
	}
	for i := range 400_000 {
		piece := strconv.Itoa(i)
		o.data = append(o.data, piece...)
		if err := o.wrote(len(piece), memory); err != nil {
			t.Fatal(err)
		}
		if want = append(want, piece...); len(want) < memory && o.file != nil {
			t.Fatalf("%d bytes are in a file", len(want))
		}
		if i == 100 || i == 2000 || i == 300_000 {
			look("while it is written")
		}
	}
	if o.file == nil || len(o.data) == 0 {
		t.Fatal("not both in memory and in a file")
	}
	if err := o.finish(); err != nil {
		t.Fatal(err)
	}
	look("finished")
}
