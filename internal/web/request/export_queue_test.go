package request

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"

	"tetsuzuki/internal/registry"
)

// Accounts take turns, however many files one of them asks for, and never more are
// made at once than allowed.
func TestAccountsTakeTurnsInExporting(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q := NewExportQueue(1)
		var mu sync.Mutex
		var order []int64
		running := 0
		release := make(chan struct{})
		var all sync.WaitGroup
		export := func(account int64) {
			all.Go(func() {
				if err := q.do(t.Context(), account, func() error {
					mu.Lock()
					order = append(order, account)
					if running++; running > 1 {
						t.Error("two files are made at once")
					}
					mu.Unlock()
					<-release
					mu.Lock()
					running--
					mu.Unlock()
					return nil
				}); err != nil {
					t.Error(err)
				}
			})
			synctest.Wait()
		}
		for range 5 {
			export(1)
		}
		export(2)
		export(3)
		export(2)
		for range 8 {
			release <- struct{}{}
			synctest.Wait()
		}
		all.Wait()
		if want := []int64{1, 1, 2, 3, 1, 2, 1, 1}; !slices.Equal(order, want) {
			t.Errorf("accounts were served in the order %v, not %v", order, want)
		}
		if q.free != 1 || len(q.turns)+len(q.waiting) != 0 {
			t.Errorf("left behind: %+v", q)
		}
	})
}

// Whoever gives up, before or just as the turn comes, holds up nobody, and an account
// may have only so many waiting.
func TestWhoeverStopsWaitingForAnExportHoldsUpNobody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q := NewExportQueue(1)
		first, err := q.enter(1)
		if err != nil {
			t.Fatal(err)
		}
		<-first
		ctx, cancel := context.WithCancel(t.Context())
		var all sync.WaitGroup
		for range MaxWaitingExports {
			all.Go(func() {
				if err := q.do(ctx, 1, func() error { return nil }); !errors.Is(err, context.Canceled) {
					t.Errorf("whoever gave up got %v", err)
				}
			})
		}
		synctest.Wait()
		if err := q.do(ctx, 1, func() error { return nil }); registry.CodeOf(err) != registry.Unavailable {
			t.Errorf("one more than may wait: %v", err)
		}
		late, err := q.enter(2)
		if err != nil {
			t.Fatal(err)
		}
		cancel()
		all.Wait()
		q.next()
		<-late
		q.leave(2, late) // the turn had come
		if q.free != 1 || len(q.turns)+len(q.waiting) != 0 {
			t.Errorf("left behind: %+v", q)
		}
	})
}
