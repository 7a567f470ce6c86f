package intake

import (
	"context"
	"io"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// What pages, API and verbs see of uploads and do to them, they see and do by this room
// alone: there is one place in which an act can be given a rule or a record more.

// Upload is one upload; NotFound where the scope does not reach it.
func (in *Intake) Upload(ctx context.Context, scope registry.Scope, id int64) (registry.Upload, error) {
	return in.store.Upload(ctx, scope, id)
}

// Uploads lists up to limit uploads that the scope reaches, the newest first, and older
// than the one with the ID before (0: from the newest on).
func (in *Intake) Uploads(ctx context.Context, scope registry.Scope, before int64, limit int) ([]registry.Upload, error) {
	return in.store.Uploads(ctx, scope, before, limit)
}

// Events are the steps that an upload has taken, in their order.
func (in *Intake) Events(ctx context.Context, scope registry.Scope, id int64) ([]registry.UploadEvent, error) {
	return in.store.UploadEvents(ctx, scope, id)
}

// File writes the original bytes of an upload to w.
func (in *Intake) File(ctx context.Context, scope registry.Scope, id int64, w io.Writer) error {
	return in.store.UploadFile(ctx, scope, id, w)
}

// Comparison says what confirming an upload would do now, and what is to be answered
// before it. While the upload is read or written, it is a Conflict error by
// [store.ErrBusy].
func (in *Intake) Comparison(ctx context.Context, scope registry.Scope, id int64, want store.ComparisonQuery) (store.Comparison, error) {
	return in.store.Comparison(ctx, scope, id, want)
}

// Decide says what becomes of missing processes, and gives how many it said it of.
func (in *Intake) Decide(ctx context.Context, scope registry.Scope, id int64, d store.DecisionChoice) (int, error) {
	return in.store.Decide(ctx, scope, id, d)
}

// Decisions are how many missing processes of an upload were decided on, by decision.
func (in *Intake) Decisions(ctx context.Context, scope registry.Scope, id int64) (map[registry.Decision]int, error) {
	return in.store.DecisionCounts(ctx, scope, id)
}

// Match says which processes rows stand for.
func (in *Intake) Match(ctx context.Context, scope registry.Scope, id int64, choices []store.MatchChoice) error {
	return in.store.Match(ctx, scope, id, choices)
}

// Resolve says which value counts of cells that the file and somebody else changed.
func (in *Intake) Resolve(ctx context.Context, scope registry.Scope, id int64, resolutions []store.Resolution) error {
	return in.store.Resolve(ctx, scope, id, resolutions)
}

// Consent records that somebody has checked the normalised values of an upload;
// normalised is how many they are.
func (in *Intake) Consent(ctx context.Context, scope registry.Scope, id int64, normalised int) (registry.Upload, error) {
	return in.store.Consent(ctx, scope, id, normalised)
}

// MayApprove reports whether the scope may approve an upload as it stands, and whether
// it may return it.
func (in *Intake) MayApprove(ctx context.Context, scope registry.Scope, u registry.Upload) (approve, back bool, err error) {
	return in.store.MayApprove(ctx, scope, u)
}

// UndoPreview counts what undoing (or redoing) an upload would do now; of one that is
// undone, what undoing it did.
func (in *Intake) UndoPreview(ctx context.Context, scope registry.Scope, id int64, direction store.Reversal) (store.UndoCounts, error) {
	return in.store.UndoPreview(ctx, scope, id, direction)
}

// UndoRows lists up to limit processes of one bucket of that.
func (in *Intake) UndoRows(
	ctx context.Context,
	scope registry.Scope,
	id int64,
	direction store.Reversal,
	bucket store.UndoBucket,
	after registry.ProcessID,
	limit int,
) ([]store.UndoRow, error) {
	return in.store.UndoRows(ctx, scope, id, direction, bucket, after, limit)
}

// Reverse takes a confirmed upload back, or does an undone one again, for a reason that
// stays in the history.
func (in *Intake) Reverse(ctx context.Context, scope registry.Scope, id int64, direction store.Reversal, reason string) (store.Undone,
	error) {
	return in.store.Reverse(ctx, scope, id, direction, reason)
}

// WriteProgress is how far the confirmation, undo or redo of an upload has come; nil
// where nobody writes it.
func (in *Intake) WriteProgress(ctx context.Context, scope registry.Scope, id int64) (*store.WriteProgress, error) {
	return in.store.WriteProgress(ctx, scope, id)
}

// RegisteredCounts counts the rows that a registered upload added and altered.
func (in *Intake) RegisteredCounts(ctx context.Context, scope registry.Scope, id int64) (added, altered int, err error) {
	return in.store.RegisteredCounts(ctx, scope, id)
}

// Alike is the earlier upload of the same bureau that says the same, and whether it still
// waits to be registered; 0 where there is none.
func (in *Intake) Alike(ctx context.Context, scope registry.Scope, id int64) (same int64, waits bool, err error) {
	if same, err = in.store.SameWaiting(ctx, scope, id); err != nil || same != 0 {
		return same, true, err
	}
	same, err = in.store.SameContent(ctx, scope, id)
	return same, false, err
}
