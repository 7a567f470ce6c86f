package web

import (
	"context"
	"encoding/json"
	"time"

	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
)

// failedReading is a file's reading anew that came to nothing, for good: what is
// shown of the upload is what was read before.
type failedReading struct {
	ID      int64 // of the upload
	At      time.Time
	Message string
	Said    bool   // tables and columns were corrected, which it did not take in
	Again   string // where to ask for it again; empty: the caller may not, or it is too late
}

// failedReadingOf is nil where the last reading of an upload did not fail, or was the
// first, or the upload has come to its end.
func (s *server) failedReadingOf(ctx context.Context, scope registry.Scope, u registry.Uploaded) (*failedReading, error) {
	if u.State == registry.UploadReceived || u.State.Ended() {
		return nil, nil
	}
	j, err := s.intake.Asked(ctx, scope, u.ID)
	if registry.CodeOf(err) == registry.NotFound || err == nil && j.State != registry.JobFailed {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	events, err := s.intake.Events(ctx, scope, u.ID)
	if err != nil {
		return nil, err
	}
	f := &failedReading{ID: u.ID, At: j.FinishedAt, Message: j.Message}
	for _, e := range events {
		switch {
		case e.Kind == registry.EventRead && e.At.After(j.FinishedAt):
			return nil, nil // with its password, it needs no job
		case e.Kind == registry.EventRead:
			f.Said = false
		case e.Kind == registry.EventStructure:
			f.Said = true
		}
	}
	if scope.May(registry.Upload) && u.State.Allows(registry.ActRead) {
		var what intake.Reading
		if err := json.Unmarshal(j.Payload, &what); err != nil {
			return nil, registry.Failed("web.failedReadingOf", err)
		}
		f.Again = uploadPath(u.ID) + "/stage"
		if what.RightOnly {
			f.Again += "-right"
		}
	}
	return f, nil
}
