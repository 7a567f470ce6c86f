package report

import (
	"context"
	"sync/atomic"
)

// Written tells how far a file is, while it is being written. It may be read at any time.
type Written struct{ done, all atomic.Int64 }

// Rows are those written, and all that there will be as far as is known; 0: not known yet.
func (p *Written) Rows() (done, all int64) { return p.done.Load(), p.all.Load() }

type writtenKey struct{}

// Watch has what is written under the returned context counted in p.
func Watch(ctx context.Context, p *Written) context.Context {
	return context.WithValue(ctx, writtenKey{}, p)
}

// watched is what counts under ctx; one that nobody reads, if nobody watches.
func watched(ctx context.Context) *Written {
	if p, ok := ctx.Value(writtenKey{}).(*Written); ok {
		return p
	}
	return new(Written)
}
