package request

import (
	"context"
	"encoding/json"
	"time"

	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
)

// UploadReading is the progress of the reading of an upload's file.
type UploadReading struct {
	ID      int64 // of the upload
	CanSend bool
	Job     *registry.Job // nil: the reading is not queued
	Kept    bool          // the file waits for room in the queue
}

// Goes reports whether the file will be read without any further act.
func (r UploadReading) Goes() bool {
	return r.Kept || r.Job != nil && (r.Job.State == registry.JobAvailable || r.Job.State == registry.JobRunning)
}

// Runs reports whether it is being read.
func (r UploadReading) Runs() bool { return r.Job != nil && r.Job.State == registry.JobRunning }

// Message says why the reading or its last attempt failed.
func (r UploadReading) Message() string {
	if r.Job == nil {
		return ""
	}
	return r.Job.Message
}

// ReadingOf returns the progress of an upload's queued or running reading; nil if there is
// none.
func (s *Service) ReadingOf(ctx context.Context, scope registry.Scope, u registry.Upload) (*UploadReading, error) {
	j, err := s.Intake.ReadingJob(ctx, scope, u.ID)
	r := &UploadReading{ID: u.ID, CanSend: scope.May(registry.HandIn)}
	switch {
	case err == nil:
		r.Job = &j
	case registry.CodeOf(err) != registry.NotFound:
		return nil, err
	default:
		r.Kept = u.State == registry.UploadReceived && u.AwaitsRoom
	}
	if u.State == registry.UploadReceived || r.Goes() {
		return r, nil
	}
	return nil, nil
}

// Read queues the reading of an upload. With a password, which is stored nowhere, it reads the
// file at once.
func (s *Service) Read(ctx context.Context, scope registry.Scope, what intake.Reading, password string) error {
	if password == "" {
		return s.Intake.RequestReading(ctx, scope, what)
	}
	stage := s.Intake.Stage
	if what.RightOnly {
		stage = s.Intake.StageRight
	}
	_, err := stage(ctx, scope, what.Upload, password)
	return err
}

// FailedReading is a repeated reading that has failed for good: pages show what was read
// before.
type FailedReading struct {
	ID        int64 // of the upload
	At        time.Time
	Message   string
	Unapplied bool   // corrections of the structure were not applied
	Again     string // the address to request it again; empty: the caller may not, or it is too late
}

// FailedReadingOf is nil if the last reading of an upload did not fail or was the first, or if
// the upload has ended.
func (s *Service) FailedReadingOf(ctx context.Context, scope registry.Scope, u registry.Upload) (*FailedReading, error) {
	if u.State == registry.UploadReceived || u.State.Ended() {
		return nil, nil
	}
	j, err := s.Intake.ReadingJob(ctx, scope, u.ID)
	if registry.CodeOf(err) == registry.NotFound || err == nil && j.State != registry.JobFailed {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	events, err := s.Intake.Events(ctx, scope, u.ID)
	if err != nil {
		return nil, err
	}
	f := &FailedReading{ID: u.ID, At: j.FinishedAt, Message: j.Message}
	for _, e := range events {
		switch {
		case e.Kind == registry.EventRead && e.At.After(j.FinishedAt):
			return nil, nil // with its password, it needs no job
		case e.Kind == registry.EventRead:
			f.Unapplied = false
		case e.Kind == registry.EventStructure, e.Kind == registry.EventCorrected:
			f.Unapplied = true
		}
	}
	if scope.May(registry.HandIn) && u.State.Allows(registry.ActRead) {
		var what intake.Reading
		if err := json.Unmarshal(j.Payload, &what); err != nil {
			return nil, registry.Failed("request.failedReadingOf", err)
		}
		f.Again = registry.UploadPath(u.ID) + "/stage"
		if what.RightOnly {
			f.Again += "-right"
		}
	}
	return f, nil
}
