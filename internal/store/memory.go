package store

import (
	"reflect"
	"sync"
)

// Bounds of a memory.
const (
	mostAnswers     = 5_000
	mostAnswerBytes = 32 << 20
)

// memory keeps answers to questions about the registry, the last asked first. It forgets
// those of an edition when a newer one is asked for, and those that were not asked for the
// longest time when there are too many.
type memory struct {
	most, mostBytes int

	mu      sync.Mutex
	newest  version
	answers recent[memoryKey, remembered]
	bytes   int // of all answers
	waiting map[memoryKey]*computation
}

// remembered is one answer.
type remembered struct {
	answer any
	bytes  int
}

// computation is an answer that is being computed; the rest is set when done is closed.
type computation struct {
	done   chan struct{}
	answer any
	err    error
}

func newMemory(most, mostBytes int) *memory {
	return &memory{most: most, mostBytes: mostBytes, waiting: map[memoryKey]*computation{}}
}

// ask gives the remembered answer if ok, or else the computation to wait for. The first who
// asks begins it.
func (m *memory) ask(key memoryKey, compute func() (any, error)) (answer any, wait *computation, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if known, ok := m.answers.use(key); ok {
		return known.answer, nil, true
	}
	if wait, ok := m.waiting[key]; ok {
		return nil, wait, false
	}
	wait = &computation{done: make(chan struct{})}
	m.waiting[key] = wait
	go func() {
		wait.answer, wait.err = compute()
		if wait.err == nil && !key.asked.Brief {
			m.put(key, wait.answer)
		}
		m.mu.Lock()
		delete(m.waiting, key)
		m.mu.Unlock()
		close(wait.done)
	}()
	return nil, wait, false
}

func (m *memory) get(key memoryKey) (any, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	known, ok := m.answers.use(key)
	return known.answer, ok
}

func (m *memory) put(key memoryKey, answer any) {
	r := remembered{answer, sizeOf(reflect.ValueOf(answer)) + len(key.asked.About)}
	m.mu.Lock()
	defer m.mu.Unlock()
	if key.before(m.newest) || r.bytes > m.mostBytes {
		return
	}
	m.turn(key.version)
	m.forget(key)
	m.answers.keep(key, r)
	m.bytes += r.bytes
	for m.answers.len() > m.most || m.bytes > m.mostBytes {
		m.forget(m.answers.oldest())
	}
}

// turn forgets what is not of a version, where that is newer than any before or of another
// day, as at midnight.
func (m *memory) turn(v version) {
	v.changes = max(v.changes, m.newest.changes) // an answer that lasts through changes has none
	if v == m.newest {
		return
	}
	m.newest = v
	for key := range m.answers.places {
		if key.before(v) || key.day != v.day {
			m.forget(key)
		}
	}
}

func (m *memory) forget(key memoryKey) {
	r, _ := m.answers.drop(key)
	m.bytes -= r.bytes
}

// before reports whether a version is older than another.
func (v version) before(other version) bool {
	return v.changes != 0 && v.changes < other.changes || v.settings < other.settings
}

// sizeOf is about how many bytes a value takes, with all that it points to.
func sizeOf(v reflect.Value) int {
	if !v.IsValid() {
		return 0
	}
	n := int(v.Type().Size())
	switch v.Kind() {
	case reflect.String:
		n += v.Len()
	case reflect.Pointer, reflect.Interface:
		n += sizeOf(v.Elem())
	case reflect.Slice, reflect.Array:
		if flat(v.Type().Elem()) {
			return n + v.Len()*int(v.Type().Elem().Size())
		}
		for i := range v.Len() {
			n += sizeOf(v.Index(i))
		}
	case reflect.Map:
		for i := v.MapRange(); i.Next(); {
			n += sizeOf(i.Key()) + sizeOf(i.Value())
		}
	case reflect.Struct:
		n = 0
		for i := range v.NumField() {
			n += sizeOf(v.Field(i))
		}
	}
	return n
}

// flat reports whether values of a type point to nothing.
func flat(t reflect.Type) bool { return t.Kind() <= reflect.Complex128 }
