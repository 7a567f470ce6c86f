package intake

import (
	"context"
	"io"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// Pages, API and verbs read and treat uploads only through this package, so that a rule or a
// record of an act has one place. Most of these calls pass on to the store.

// Upload returns one upload; NotFound if the scope does not reach it.
func (in *Intake) Upload(ctx context.Context, scope registry.Scope, id int64) (registry.Upload, error) {
	return in.store.Upload(ctx, scope, id)
}

// Uploads lists up to limit uploads that the scope reaches, the newest first, and older
// than the one with the ID before (0: from the newest on).
func (in *Intake) Uploads(ctx context.Context, scope registry.Scope, before int64, limit int) ([]registry.Upload, error) {
	return in.store.Uploads(ctx, scope, before, limit)
}

// Events lists the steps that an upload has taken, in their order.
func (in *Intake) Events(ctx context.Context, scope registry.Scope, id int64) ([]registry.UploadEvent, error) {
	return in.store.UploadEvents(ctx, scope, id)
}

// File writes the original bytes of an upload to w.
func (in *Intake) File(ctx context.Context, scope registry.Scope, id int64, w io.Writer) error {
	return in.store.UploadFile(ctx, scope, id, w)
}

// Comparison says what confirming an upload would do now, and which questions must be
// answered first. It is a Conflict error by [store.ErrBusy] while the upload is read or
// written.
func (in *Intake) Comparison(ctx context.Context, scope registry.Scope, id int64, want store.ComparisonQuery) (store.Comparison, error) {
	return in.store.Comparison(ctx, scope, id, want)
}

// Decide stores a decision on missing processes, and returns how many it applies to.
func (in *Intake) Decide(ctx context.Context, scope registry.Scope, id int64, d store.DecisionChoice) (int, error) {
	return in.store.Decide(ctx, scope, id, d)
}

// MergeTargets finds processes by a text into which missing processes can be merged.
func (in *Intake) MergeTargets(ctx context.Context, scope registry.Scope, id int64, text string, limit int) ([]store.MergeTarget, error) {
	return in.store.MergeTargets(ctx, scope, id, text, limit)
}

// Decisions counts the decisions on missing processes of an upload by kind.
func (in *Intake) Decisions(ctx context.Context, scope registry.Scope, id int64) (map[registry.Decision]int, error) {
	return in.store.DecisionCounts(ctx, scope, id)
}

// SetPartial sets whether an upload's file holds a part of its bureau's processes only, so that
// none is missing from it.
func (in *Intake) SetPartial(ctx context.Context, scope registry.Scope, id int64, partial bool) (registry.Upload, error) {
	return in.store.SetPartial(ctx, scope, id, partial)
}

// Match answers doubtful matches: which process a row is.
func (in *Intake) Match(ctx context.Context, scope registry.Scope, id int64, choices []store.MatchChoice) error {
	return in.store.Match(ctx, scope, id, choices)
}

// Resolve answers conflicts: whether the file's or the registry's value counts.
func (in *Intake) Resolve(ctx context.Context, scope registry.Scope, id int64, resolutions []store.Resolution) error {
	return in.store.Resolve(ctx, scope, id, resolutions)
}

// Consent records that somebody has checked the normalised values of an upload; normalised
// is the number that the person saw.
func (in *Intake) Consent(ctx context.Context, scope registry.Scope, id int64, normalised int) (registry.Upload, error) {
	return in.store.Consent(ctx, scope, id, normalised)
}

// MayApprove reports whether the scope may approve an upload as it stands, and whether
// it may return it.
func (in *Intake) MayApprove(ctx context.Context, scope registry.Scope, u registry.Upload) (approve, back bool, err error) {
	return in.store.MayApprove(ctx, scope, u)
}

// UndoPreview counts the processes by what undoing (or redoing) an upload would do to them
// now; for an undone upload, by what its undo did.
func (in *Intake) UndoPreview(ctx context.Context, scope registry.Scope, id int64, direction store.Reversal) (store.UndoCounts, error) {
	return in.store.UndoPreview(ctx, scope, id, direction)
}

// UndoRows lists up to limit processes of one bucket of [Intake.UndoPreview].
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

// Reverse undoes a confirmed upload, or redoes an undone one. The reason becomes part of the
// history.
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

// Alike returns the earlier upload of the same bureau with the same content, and whether it
// still waits to be registered; 0 if there is none.
func (in *Intake) Alike(ctx context.Context, scope registry.Scope, id int64) (same int64, waits bool, err error) {
	if same, err = in.store.SameWaiting(ctx, scope, id); err != nil || same != 0 {
		return same, true, err
	}
	same, err = in.store.SameContent(ctx, scope, id)
	return same, false, err
}
