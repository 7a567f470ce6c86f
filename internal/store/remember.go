package store

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/jmoiron/sqlx"

	"tetsuzuki/internal/registry"
)

// Question is what is asked about the registry, of the processes that a scope reaches. Its
// answer depends on the edition, the reach and the question alone: on no upload, no notice,
// no power of whoever asks.
type Question struct {
	Name  string    // of the kind of question, as in "standing"
	AsOf  time.Time // zero: now
	About string    // what else is asked
	Set   bool      // the answer depends on what is set alone, and lasts through changes
	Brief bool      // the answer is for those who ask at once, and is not kept
}

// OfGroup is the question about the processes of a group (empty: about all). Which these are is
// known now only, so that the answer lasts to the next change, of whatever moment it is.
func (asked Question) OfGroup(group string) Question {
	if group != "" {
		asked.About += " " + group + asked.AsOf.UTC().Format(" "+time.RFC3339Nano)
		asked.AsOf = time.Time{}
	}
	return asked
}

// Remember answers a question from memory, or computes the answer and remembers it. The
// answer is of the edition that the context carries, or that the database has now, or of
// a later one; never of an earlier one. Many who ask at once wait for one computation,
// which goes on when the first of them gives up; an error is not remembered. Within a
// transaction it only computes. Whoever gets an answer must not alter what it points to.
func Remember[T any](
	ctx context.Context,
	s *Store,
	scope registry.Scope,
	asked Question,
	compute func(context.Context) (T, error),
) (answer T, err error) {
	if _, inside := s.common.ext.(*sqlx.Tx); inside {
		return compute(ctx)
	}
	e, err := s.Edition(ctx)
	if err != nil {
		return answer, err
	}
	ctx = WithEdition(ctx, e)
	return fromMemory(ctx, s.common.memory, e.key(reachOf(scope), asked), func() (T, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), computeLimit)
		defer cancel()
		return compute(ctx)
	})
}

// Known is the answer that [Store.Keep] keeps of an edition, for a scope.
func (s *Store) Known(e Edition, scope registry.Scope, asked Question) (answer any, ok bool) {
	return s.common.memory.get(e.key(reachOf(scope), asked))
}

// Keep remembers an answer that was given of an edition or of a later one, for a scope. It must
// not be altered any more.
func (s *Store) Keep(e Edition, scope registry.Scope, asked Question, answer any) {
	s.common.memory.put(e.key(reachOf(scope), asked), answer)
}

// computeLimit is how long a computation may take for which many may wait.
const computeLimit = time.Minute

// recall is [Remember] for a part of a reading transaction, as of the edition that it sees.
// It computes within the transaction.
func recall[T any](q querier, asked Question, compute func() (T, error)) (answer T, err error) {
	if answer, ok := known[T](q, asked); ok {
		return answer, nil
	}
	if answer, err = compute(); err == nil {
		keep(q, asked, answer)
	}
	return answer, err
}

// askOnce is recall for what is asked together with others: it asks nothing where the answer
// is remembered.
func askOnce[T any](q querier, asked Question, to *T, what func() ([]ask, error)) ([]ask, error) {
	if answer, ok := known[T](q, asked); ok {
		*to = answer
		return nil, nil
	}
	all, err := what()
	return append(all, ask{read: func() error {
		keep(q, asked, *to)
		return nil
	}}), err
}

// known is an answer that is remembered of the edition that a reading transaction sees.
func known[T any](q querier, asked Question) (answer T, ok bool) {
	if q.edition == nil {
		return answer, false
	}
	found, ok := q.memory.get(q.edition.key(q.reach, asked))
	if ok {
		answer = found.(T)
	}
	return answer, ok
}

// keep remembers an answer of the edition that a reading transaction sees.
func keep[T any](q querier, asked Question, answer T) {
	if q.edition != nil {
		q.memory.put(q.edition.key(q.reach, asked), answer)
	}
}

// memoryKey is all that an answer depends on.
type memoryKey struct {
	version
	reach reach
	asked Question
}

// version is the part of an edition that an answer depends on.
type version struct {
	changes  int64 // 0: no change alters the answer: it is of the past, or of settings
	settings int64
	day      string // decides which settings are in force
}

func (e Edition) version() version { return version{e.Changes, e.Settings, e.Day()} }

func (e Edition) key(r reach, asked Question) memoryKey {
	k := memoryKey{version: e.version(), reach: r, asked: asked}
	k.asked.AsOf = asked.AsOf.UTC() // moments are the same wherever they were read
	if asked.Set || !asked.AsOf.IsZero() && asked.AsOf.Before(e.Changed.Time) {
		k.changes = 0
	}
	return k
}

// fromMemory gives a remembered answer, or lets one of all who ask compute it.
func fromMemory[T any](ctx context.Context, m *memory, key memoryKey, compute func() (T, error)) (none T, err error) {
	known, wait, ok := m.ask(key, func() (answer any, err error) {
		defer func() {
			if p := recover(); p != nil { // it would end the program: no request's own guard is here
				err = registry.Failed("store.Remember", fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
			}
		}()
		return compute()
	})
	if ok {
		return known.(T), nil
	}
	select {
	case <-ctx.Done():
		return none, mapError("store.Remember", ctx.Err())
	case <-wait.done:
	}
	if wait.err != nil {
		return none, wait.err
	}
	return wait.answer.(T), nil
}
