package intake

import (
	"context"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// Receipt is the record of an upload for its sender (取込票).
type Receipt struct {
	Upload    registry.Upload
	Events    []registry.UploadEvent // every step, in its order
	Decisions map[registry.Decision]int
	SameAs    int64 // the earlier upload with the same content; 0: none
	Records   int   // rows that were read
	Corrected []CorrectedCell
	// Seal is the end of the chain of seals, which covers all of the above: with the receipt
	// somebody can show later whether it was rewritten.
	Seal store.Seal
	// The last event of each kind; zero if there was none.
	Received, Submitted, Approved, Finished registry.UploadEvent
	Undone                                  registry.UploadEvent // zero if it was redone since
}

// Receipt returns the receipt of an upload up to its present state.
func (in *Intake) Receipt(ctx context.Context, scope registry.Scope, id int64) (Receipt, error) {
	var r Receipt
	var err error
	if r.Upload, err = in.store.Upload(ctx, scope, id); err != nil {
		return r, err
	}
	if r.Events, err = in.store.UploadEvents(ctx, scope, id); err != nil {
		return r, err
	}
	if r.Decisions, err = in.store.DecisionCounts(ctx, scope, id); err != nil {
		return r, err
	}
	if r.SameAs, err = in.store.SameContent(ctx, scope, id); err != nil {
		return r, err
	}
	if r.Seal, err = in.store.Seal(ctx); err != nil {
		return r, err
	}
	report, err := in.Report(ctx, scope, id)
	if err != nil {
		return r, err
	}
	if r.Corrected, err = in.correctedCells(ctx, scope, id, report); err != nil {
		return r, err
	}
	if report != nil {
		r.Records = report.Summary.Records
	}
	for _, e := range r.Events {
		switch e.Kind {
		case registry.EventReceived:
			r.Received = e
		case registry.EventSubmitted:
			r.Submitted, r.Approved = e, registry.UploadEvent{}
		case registry.EventApproved:
			r.Approved = e
		case registry.EventConfirmed, registry.EventUnchanged, registry.EventDiscarded:
			r.Finished = e
		case registry.EventUndone:
			r.Undone = e
		case registry.EventRedone:
			r.Undone = registry.UploadEvent{}
		}
	}
	return r, nil
}
