package intake

import (
	"context"
	"errors"
	"strconv"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// Reading is what is to be read of an upload: the payload of a [registry.JobRead] job.
type Reading struct {
	Upload    int64 `json:"upload"`
	RightOnly bool  `json:"right_only,omitempty"` // see [Intake.StageRight]
}

// Tell is told how far a reading is: done of total (0: unknown) of what the step counts.
type Tell func(done, total int64, step string)

func unheard(int64, int64, string) {}

// HandIn receives a file and asks for it to be read. Both count together: a file that
// has a reception number is read, whatever becomes of the program. Where too many
// files wait already, it is kept all the same, until [Intake.AskKept] finds room.
//
// A protected file is read at once, because its password is kept nowhere.
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

// keptAtOnce is how many kept files are asked for at a time.
const waitingAtOnce = 100

// AskKept asks for files to be read that came in while too many waited, as far as
// there is room by now: the bureaus in turns, each file in the name of its sender. It
// counts them.
func (in *Intake) RequestWaitingReadings(ctx context.Context) (asked int, err error) {
	err = in.store.Transact(ctx, func(tx *store.Store) error {
		kept, err := tx.AwaitingRoom(ctx, registry.Operator("手続レジストリ"), waitingAtOnce)
		if err != nil {
			return err
		}
		full := map[int]bool{} // of bureaus
		for _, u := range kept {
			if full[u.BureauID] {
				continue
			}
			sender := registry.Operator(u.Actor) // what the sender may do counts when the file is read
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

// Ask asks for an upload to be read once more, as Stage and StageRight do it.
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

// Asked is the job that reads an upload, or was the last to do so; NotFound where
// there is none.
func (in *Intake) ReadingJob(ctx context.Context, scope registry.Scope, id int64) (registry.Job, error) {
	return in.store.JobOf(ctx, scope, registry.JobRead, strconv.FormatInt(id, 10))
}

// Read reads an upload as it was asked for. Within the same transaction it calls end,
// which ends the job.
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
