package notify

import (
	"context"
	"encoding/hex"
	"fmt"
	"os"
	"time"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// holder appends the end of the chain of seals to a file, which should be where the database's
// owner cannot write: one line after each change of it, at most one a minute.
type holder struct {
	path string
	last int64
	next time.Time
}

func (h *holder) hold(ctx context.Context, st *store.Store, now time.Time) error {
	if h.path == "" || now.Before(h.next) {
		return nil
	}
	end, err := st.Seal(ctx)
	if err != nil || end.ID == h.last {
		return err
	}
	file, err := os.OpenFile(h.path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o644)
	if err != nil {
		return fmt.Errorf("the file of seals: %w", err)
	}
	_, err = fmt.Fprintf(file, "%s\t%d\t%s\n", now.In(registry.Tokyo).Format(time.RFC3339), end.ID, hex.EncodeToString(end.Hash))
	if e := file.Sync(); err == nil {
		err = e
	}
	if e := file.Close(); err == nil {
		err = e
	}
	if err != nil {
		return fmt.Errorf("the file of seals: %w", err)
	}
	h.last, h.next = end.ID, now.Add(time.Minute)
	return nil
}
