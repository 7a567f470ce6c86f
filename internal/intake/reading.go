package intake

import (
	"context"
	"errors"
	"strconv"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// Reading is the payload of a [registry.JobRead] job: which upload to read, and how.
type Reading struct {
	Upload    int64 `json:"upload"`
	RightOnly bool  `json:"right_only,omitempty"` // see [Intake.StageRight]
}

// Tell receives the progress of a reading: done of total (0: unknown) of what the step counts.
type Tell func(done, total int64, step string)

func unheard(int64, int64, string) {}

// HandIn receives a file and queues its reading, in one transaction: a file with a reception
// number is read even after a crash. When the queue is full, the file is stored all the same
// and waits for [Intake.RequestWaitingReadings].
//
// A protected file is read at once, because its password is stored nowhere.
func (in *Intake) HandIn(ctx context.Context, scope registry.Scope, f File, opt Options) (registry.Upload, error) {
	if opt.Password != "" {
		u, err := in.Receive(ctx, scope, f, opt)
		if err != nil {
			return registry.Upload{}, err
		}
		r, err := in.Stage(ctx, scope, u.ID, opt.Password)
		return r.Upload, err
	}
	file, u, err := in.spoolFile(scope, f, opt)
	if err != nil {
		return registry.Upload{}, err
	}
	defer file.Close()
	err = in.store.Transact(ctx, func(tx *store.Store) error {
		if u, err = tx.AddUpload(ctx, scope, u, file); err != nil {
			return err
		}
		if err := ask(ctx, tx, scope, u.BureauID, Reading{Upload: u.ID}); !errors.Is(err, store.ErrQueueFull) {
			return err
		}
		u.AwaitsRoom = true
		return tx.AwaitRoom(ctx, scope, u.ID)
	})
	if err != nil {
		return registry.Upload{}, NotKept(err)
	}
	return u, nil
}

// waitingAtOnce is how many waiting uploads are looked up at a time.
const waitingAtOnce = 100

// RequestWaitingReadings queues the readings of files that were received while the queue was
// full, as far as there is room: the bureaus in turns, each file in the name of its sender. It
// returns how many it queued.
func (in *Intake) RequestWaitingReadings(ctx context.Context) (asked int, err error) {
	err = in.store.Transact(ctx, func(tx *store.Store) error {
		kept, err := tx.AwaitingRoom(ctx, registry.Operator("手続レジストリ"), waitingAtOnce)
		if err != nil {
			return err
		}
		full := map[int]bool{} // bureaus whose part of the queue is full
		for _, u := range kept {
			if full[u.BureauID] {
				continue
			}
			sender := registry.Operator(u.Actor) // the sender's permission is checked when the file is read
			sender.AccountID = u.AccountID
			switch err := ask(ctx, tx, sender, u.BureauID, Reading{Upload: u.ID}); {
			case errors.Is(err, store.ErrQueueFull):
				full[u.BureauID] = true
			case err != nil:
				return err
			default:
				asked++
			}
		}
		return nil
	})
	return asked, err
}

// RequestReading queues another reading of an upload, as by Stage or StageRight.
func (in *Intake) RequestReading(ctx context.Context, scope registry.Scope, r Reading) error {
	u, err := in.store.MayRead(ctx, scope, r.Upload)
	if err != nil {
		return err
	}
	return ask(ctx, in.store, scope, u.BureauID, r)
}

func ask(ctx context.Context, s *store.Store, scope registry.Scope, bureauID int, r Reading) error {
	_, err := s.EnqueueJob(
		ctx,
		scope,
		registry.NewJob{Kind: registry.JobRead, BureauID: bureauID, Key: strconv.FormatInt(r.Upload, 10), Payload: r},
	)
	return err
}

// ReadingJob returns the job that reads an upload, or the last one that did; NotFound if there
// is none.
func (in *Intake) ReadingJob(ctx context.Context, scope registry.Scope, id int64) (registry.Job, error) {
	return in.store.JobOf(ctx, scope, registry.JobRead, strconv.FormatInt(id, 10))
}

// Read reads an upload for a job. It calls end, which ends the job, in the same transaction.
func (in *Intake) Read(
	ctx context.Context,
	scope registry.Scope,
	r Reading,
	tell Tell,
	end func(context.Context, *store.Store) error,
) error {
	return in.store.Transact(ctx, func(tx *store.Store) error {
		within := *in
		within.store = tx
		if _, err := within.stage(ctx, scope, r, "", tell); err != nil {
			return err
		}
		return end(ctx, tx)
	})
}
