package workbook

import (
	"fmt"
	"strings"
	"testing"

	"tetsuzuki/import/internal/numfmt"
)

func TestBuiltinFormats(t *testing.T) {
	t.Parallel()
	for id, date := range map[int]bool{0: false, 4: false, 11: false, 14: true, 17: true, 18: false, 21: false, 22: true, 27: true, 30: true,
		32: false, 33: false, 34: true, 36: true, 41: false, 44: false, 45: false, 47: false, 49: false, 50: true, 58: true} {
		if got := numfmt.Parse(builtinFormats[id]).Date(); got != date {
			t.Errorf("built-in format %d: date %v, want %v", id, got, date)
		}
	}
	for _, id := range []int{0, 1, 2, 3, 4, 11, 14, 22, 27, 28, 37, 38, 41, 43, 48, 49} { // they show a number's own digits, or a whole day
		if _, adds := numfmt.Parse(builtinFormats[id]).Number(44287, false); adds {
			t.Errorf("built-in format %d adds to a number", id)
		}
	}
}

// The texts come back one by one, from memory and from the file.
func TestStringTable(t *testing.T) {
	t.Parallel()
	text := func(i int) string { return strings.Repeat(fmt.Sprintf("見本%d ", i), i*7919%40) }
	for _, count := range []int{0, 1, 7, 8, 9, 100, 60_000} {
		table := &stringTable{}
		for i := range count {
			if err := table.add([]byte(text(i))); err != nil {
				t.Fatal(err)
			}
		}
		if err := table.finish(); err != nil {
			t.Fatal(err)
		}
		if spilled := table.file != nil; spilled != (count == 60_000) {
			t.Errorf("%d texts: in a file %v", count, spilled)
		}
		for i := range count {
			n := i * 31 % count
			got, err := table.appendText([]byte("x"), n)
			size, err2 := table.textSize(n)
			if err != nil || err2 != nil || string(got) != "x"+text(n) || size != len(text(n)) {
				t.Fatalf("text %d of %d: %q of %d bytes, %v, %v", n, count, got, size, err, err2)
			}
		}
		table.close()
	}
}
