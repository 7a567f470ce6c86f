package cli

import (
	"context"
	"sync/atomic"
	"time"

	"tetsuzuki/internal/store"
)

// datedStore is the registry on a day that is set.
type datedStore struct {
	*store.Store
	at atomic.Pointer[time.Time]
}

func openDated(ctx context.Context, url string, at time.Time) (*datedStore, error) {
	s := &datedStore{}
	s.set(at)
	var err error
	s.Store, err = store.Open(ctx, url, store.Options{Program: version(), Unsynced: true, Clock: func() time.Time { return *s.at.Load() }})
	return s, err
}

func (s *datedStore) set(at time.Time) { s.at.Store(&at) }
