package store

import (
	"context"
	"database/sql/driver"
	"fmt"
	"sync"
	"time"

	"github.com/jmoiron/sqlx"
)

// counts caches the lengths of lists, since counting reads every row. A count stays true
// until the next change; the moment of the last change is part of the key.
type counts struct {
	mu    sync.Mutex
	known map[string]int64
}

// maxCounts bounds the cache; when it is full, it is emptied.
const maxCounts = 10_000

func (c *counts) get(key string) (int64, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	n, ok := c.known[key]
	return n, ok
}

func (c *counts) put(key string, n int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known == nil || len(c.known) >= maxCounts {
		c.known = map[string]int64{}
	}
	c.known[key] = n
}

// count is how many processes the list holds.
func (l *list) count(ctx context.Context) (int64, error) {
	key := l.countKey()
	if n, ok := l.counts.get(key); ok {
		return n, nil
	}
	var n int64
	err := sqlx.GetContext(ctx, l.ext, &n, l.text("processes-count")+l.where.String(), l.where.args...)
	if err != nil {
		return 0, mapError("processes-count", err)
	}
	l.counts.put(key, n)
	return n, nil
}

// countKey identifies a count by the last change, the conditions and their values. The
// first two values are left out: they are the moment.
func (l *list) countKey() string {
	key := l.moment.change.Format(time.RFC3339Nano) + l.where.String()
	for _, arg := range l.where.args[2:] {
		if v, ok := arg.(driver.Valuer); ok {
			arg, _ = v.Value() // a list of texts or numbers always has one
		}
		key += fmt.Sprintf("\x00%v", arg)
	}
	return key
}
