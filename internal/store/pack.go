package store

import (
	"context"
	"time"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
)

// AnsweredBefore is what the processes that a bureau of the scope has were as of an earlier moment,
// whichever bureau had them then. Of a process there is its ID, its name, and what rounds ask.
func (v *View) AnsweredBefore(ctx context.Context, bureau int, at time.Time) (map[registry.ProcessID]registry.Process, error) {
	if !v.scope.Reaches(bureau) {
		return nil, registry.Errorf(registry.Forbidden, "store.AnsweredBefore", "ほかの局の手続は見られません。")
	}
	m, err := v.q.moment(ctx, v.asOf)
	if err != nil {
		return nil, err
	}
	var rows []processRow
	if err := v.q.whole(ctx, func(q querier) error { return q.list(ctx, &rows, "pack-answered", bureau, m.asked, at) }); err != nil {
		return nil, err
	}
	found := make(map[registry.ProcessID]registry.Process, len(rows))
	for i := range rows {
		found[registry.ProcessID(rows[i].ProcessID)] = rows[i].process(nil)
	}
	return found, nil
}

// Returned lists the uploads of a bureau that were returned and not sent again, the latest first.
func (v *View) Returned(ctx context.Context, bureau int) (all []registry.ReturnedUpload, err error) {
	var rows []struct {
		UploadID int64 `db:"upload_id"`
		At       time.Time
		Actor    string
		Reason   string
		registry.Remark
		ProcessID  int64 `db:"process_id"`
		Field      string
		FiscalYear int `db:"fiscal_year"`
	}
	if err := v.q.list(ctx, &rows, "pack-returned", bureau); err != nil {
		return nil, err
	}
	for _, r := range rows {
		if n := len(all); n == 0 || all[n-1].ID != r.UploadID {
			all = append(all, registry.ReturnedUpload{ID: r.UploadID, At: r.At, Actor: r.Actor, Reason: r.Reason})
		}
		if r.Text != "" {
			last := &all[len(all)-1]
			last.Remarks = append(last.Remarks, registry.ReturnedRemark{Remark: r.Remark, ProcessID: registry.ProcessID(r.ProcessID),
				Field: r.Field, FiscalYear: r.FiscalYear})
		}
	}
	return all, nil
}

// Round is the round that had opened last by the view's moment, as it had been set by then; the
// zero Round is none. The log that tells it is shown to scopes that reach every bureau only: others
// get none.
func (v *View) Round(ctx context.Context) (registry.Round, error) {
	m, err := v.q.moment(ctx, v.asOf)
	if err != nil {
		return registry.Round{}, err
	}
	var rows []roundRow
	if err := v.q.list(ctx, &rows, "round-then", m.day(), m.shown); err != nil || len(rows) == 0 {
		return registry.Round{}, err
	}
	return rows[0].round(), nil
}

// Bureaus are the bureaus as known at the view's moment, each by the name that it bore on that day.
// They must not be altered.
func (v *View) Bureaus(ctx context.Context) ([]registry.Bureau, error) {
	m, err := v.q.moment(ctx, v.asOf)
	if err != nil {
		return nil, err
	}
	var all []registry.Bureau
	err = v.q.together(ctx, v.q.askBureausAt(&all, m)...)
	return all, err
}

// Places are the figures of the bureaus that the scope reaches, by their code, each with its place
// among all bureaus.
func (v *View) Places(ctx context.Context) (map[string]progress.Places, error) {
	var all []progress.Places
	var bureaus map[string]int
	err := v.q.whole(ctx, func(q querier) error {
		standing, err := q.standing(ctx, registry.Operator(v.scope.Actor), v.asOf)
		if err != nil {
			return err
		}
		bureaus = map[string]int{}
		for _, b := range standing.Bureaus {
			bureaus[b.Code] = b.ID
		}
		all = progress.PlacesOf(progress.Of(standing))
		return nil
	})
	if err != nil {
		return nil, err
	}
	own := map[string]progress.Places{}
	for _, p := range all {
		if v.scope.Reaches(bureaus[p.Bureau.Code]) {
			own[p.Bureau.Code] = p
		}
	}
	return own, nil
}

// UploadsMoved is the last step that an upload of the scope took. What is made of uploads is the
// same until another one follows.
func (s *Store) UploadsMoved(ctx context.Context, scope registry.Scope) (step int64, err error) {
	if err := scope.Require("store.UploadsMoved", registry.Read); err != nil {
		return 0, err
	}
	err = s.get(ctx, scope, &step, "uploads-moved")
	return step, err
}
