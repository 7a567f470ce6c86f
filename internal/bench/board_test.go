// Package bench measures what the house promises of speed and memory, each as a
// ratio within one run, so that the machine does not matter much: `make bench`.
package bench

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// board collects what was measured, for the table at the end.
var board struct {
	sync.Mutex
	lines []line
}

// line is one promise with what was measured.
type line struct {
	what     string
	bar      float64
	measured float64
	unit     string // of both: 倍, MB
	note     string
}

// held marks that a promise is held, or falls short.
func (l line) held() string {
	if l.measured <= l.bar {
		return "○"
	}
	return "✕ 未達"
}

// record puts a measurement on the board and among the benchmark's own metrics.
func record(b *testing.B, l line) {
	b.Helper()
	board.Lock()
	defer board.Unlock()
	board.lines = append(board.lines, l)
	b.ReportMetric(l.measured, strings.ReplaceAll(l.unit, " ", "_"))
}

func TestMain(m *testing.M) {
	if file := os.Getenv(readVariable); file != "" {
		os.Exit(readAlone(file))
	}
	if database := os.Getenv(bareVariable); database != "" {
		fmt.Fprintln(os.Stderr, serveBare(database))
		os.Exit(1)
	}
	status := m.Run()
	if len(board.lines) > 0 {
		fmt.Printf("\n%s %10s %10s  %s\n", padded("測ったもの", 64), "基準", "実測", "判定")
		for _, l := range board.lines {
			fmt.Printf("%s %8.2f%s %8.2f%s  %s%s\n", padded(l.what, 64), l.bar, l.unit, l.measured, l.unit, l.held(), l.note)
		}
	}
	os.Exit(status)
}

// padded fills s up to a width, in which a Japanese character takes two columns.
func padded(s string, width int) string {
	n := 0
	for _, r := range s {
		n++
		if r > 0x2000 {
			n++
		}
	}
	return s + strings.Repeat(" ", max(0, width-n))
}

// ratio is the median over some rounds of how much longer one takes than the other;
// both run in each round, so that a busy moment hits both.
func ratio(b *testing.B, rounds int, long, short func()) float64 {
	b.Helper()
	ratios := make([]float64, rounds)
	for i := range ratios {
		s := timed(short)
		ratios[i] = timed(long).Seconds() / s.Seconds()
	}
	slices.Sort(ratios)
	return ratios[rounds/2]
}

func timed(do func()) time.Duration {
	start := time.Now()
	do()
	return time.Since(start)
}

// must ends the benchmark on an error.
func must(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}
