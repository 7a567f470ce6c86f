package request

import (
	"context"
	"runtime"
	"slices"
	"sync"

	"tetsuzuki/internal/registry"
)

// ExportQueue bounds how many exports are made at once, so that enough processors, memory and
// database connections remain for pages. Accounts take turns: an account that asks for twenty
// files delays each other account by at most one.
type ExportQueue struct {
	mu      sync.Mutex
	free    int                       // how many exports may begin now
	waiting map[int64][]chan struct{} // by account, in the order in which they came
	turns   []int64                   // the waiting accounts, the next one first
}

// MaxWaitingExports is how many files of one account may wait.
const MaxWaitingExports = 20

// exportsAtOnce is the default of how many exports are made at once: half the processors.
func exportsAtOnce() int { return max(1, runtime.GOMAXPROCS(0)/2) }

// NewExportQueue makes a queue for atOnce exports at once; 0 means [exportsAtOnce].
func NewExportQueue(atOnce int) *ExportQueue {
	if atOnce == 0 {
		atOnce = exportsAtOnce()
	}
	return &ExportQueue{free: atOnce, waiting: map[int64][]chan struct{}{}}
}

// do runs work when it is the account's turn. It is an Unavailable error if too many exports
// of the account wait, and ctx's error if ctx ends first.
func (q *ExportQueue) do(ctx context.Context, account int64, work func() error) error {
	turn, err := q.enter(account)
	if err != nil {
		return err
	}
	select {
	case <-turn:
	case <-ctx.Done():
		q.leave(account, turn)
		return ctx.Err()
	}
	defer q.next()
	return work()
}

// enter queues an export, and returns a channel that is closed when its turn comes.
func (q *ExportQueue) enter(account int64) (chan struct{}, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	turn := make(chan struct{})
	if q.free > 0 {
		q.free--
		close(turn)
		return turn, nil
	}
	if len(q.waiting[account]) >= MaxWaitingExports {
		return nil, registry.Errorf(registry.Unavailable, "request.exportQueue",
			"出力を %d 件お待ちいただいています。終わったものを受け取ってから、もう一度お試しください。", MaxWaitingExports)
	}
	if len(q.waiting[account]) == 0 {
		q.turns = append(q.turns, account)
	}
	q.waiting[account] = append(q.waiting[account], turn)
	return turn, nil
}

// leave ends a turn, whether it has come or not.
func (q *ExportQueue) leave(account int64, turn chan struct{}) {
	q.mu.Lock()
	at := slices.Index(q.waiting[account], turn)
	if at >= 0 {
		q.drop(account, at)
	}
	q.mu.Unlock()
	if at < 0 { // the turn has come
		q.next()
	}
}

// next starts an export of the account whose turn it is, which then moves to the end of the
// turns.
func (q *ExportQueue) next() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.turns) == 0 {
		q.free++
		return
	}
	account := q.turns[0]
	turn := q.waiting[account][0]
	q.turns = append(q.turns[1:], account)
	q.drop(account, 0)
	close(turn)
}

// drop removes a waiting export, and its account if that has no other.
func (q *ExportQueue) drop(account int64, at int) {
	q.waiting[account] = slices.Delete(q.waiting[account], at, at+1)
	if len(q.waiting[account]) == 0 {
		delete(q.waiting, account)
		q.turns = slices.DeleteFunc(q.turns, func(a int64) bool { return a == account })
	}
}
