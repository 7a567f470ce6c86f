package store

import (
	"fmt"
	"strings"
	"testing"
)

// A memory is bounded by answers and by bytes; what was asked last stays.
func TestAMemoryIsBounded(t *testing.T) {
	t.Parallel()
	m := newMemory(10, 10_000)
	about := func(i int) memoryKey { return memoryKey{asked: Question{Name: fmt.Sprint(i)}} }
	for i := range 100 {
		m.put(about(i), i)
		if _, ok := m.get(about(0)); !ok {
			t.Fatal("what was asked last is forgotten")
		}
	}
	if n := m.answers.len(); n != 10 {
		t.Errorf("%d answers", n)
	}
	for i := range 100 {
		m.put(about(i), []any{strings.Repeat("x", 1000), &i, map[string][]int{"y": make([]int, 100)}})
		if m.bytes > 10_000 || m.bytes < 2000 {
			t.Fatalf("%d bytes", m.bytes)
		}
	}
	if n := m.answers.len(); n < 4 || n > 8 {
		t.Errorf("%d answers of 2,000 bytes", n)
	}
	m.put(about(1), strings.Repeat("x", 10_001))
	if v, ok := m.get(about(1)); ok {
		t.Errorf("remembers %.20v", v)
	}
	newer := about(7)
	newer.changes = 1
	m.put(newer, 7)
	m.put(about(8), 8) // of the past: no change alters it
	older := about(9)
	newer.changes = 2
	m.put(newer, 7)
	older.changes = 1
	m.put(older, 9)
	if _, ok := m.get(older); ok || m.answers.len() == 0 {
		t.Error("an answer that came late is remembered")
	}
	newer.settings = 1
	m.put(newer, 7)
	if n := m.answers.len(); n != 1 {
		t.Errorf("%d answers after a setting", n)
	}
	m.forget(newer)
	if m.bytes != 0 {
		t.Errorf("%d bytes of nothing", m.bytes)
	}
}
