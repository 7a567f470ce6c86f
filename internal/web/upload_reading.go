package web

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"tetsuzuki/import/finding"
	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
)

// uploadReading is how far the reading of a file is.
type uploadReading struct {
	ID      int64 // of the upload
	CanSend bool
	Job     *registry.Job // nil: nobody has asked for it
	Kept    bool          // it is asked for by itself once there is room
}

// Goes reports whether the file will be read without anybody's doing.
func (r uploadReading) Goes() bool {
	return r.Kept || r.Job != nil && (r.Job.State == registry.JobAvailable || r.Job.State == registry.JobRunning)
}

// Runs reports whether it is being read.
func (r uploadReading) Runs() bool { return r.Job != nil && r.Job.State == registry.JobRunning }

// Message says why the reading, or its last attempt, came to nothing.
func (r uploadReading) Message() string {
	if r.Job == nil {
		return ""
	}
	return r.Job.Message
}

// readingOf is how far the reading of an upload is that is asked for; nil where
// nobody waits for one.
func (s *server) readingOf(ctx context.Context, scope registry.Scope, u registry.Uploaded) (*uploadReading, error) {
	j, err := s.intake.Asked(ctx, scope, u.ID)
	r := &uploadReading{ID: u.ID, CanSend: scope.May(registry.Upload)}
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

// stageUpload has a file read again, with its password if it has one.
func (s *server) stageUpload(c echo.Context) error { return s.readAgain(c, false) }

// stageRight has a file read again for its right rows only.
func (s *server) stageRight(c echo.Context) error { return s.readAgain(c, true) }

func (s *server) readAgain(c echo.Context, rightOnly bool) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	if err := s.read(c.Request().Context(), scopeOf(c), intake.Reading{Upload: id, RightOnly: rightOnly}, c.FormValue("password")); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, uploadPath(id))
}

// read has an upload read: by a job, or with a password, which is kept nowhere, at
// once.
func (s *server) read(ctx context.Context, scope registry.Scope, what intake.Reading, password string) error {
	if password == "" {
		return s.intake.Ask(ctx, scope, what)
	}
	stage := s.intake.Stage
	if what.RightOnly {
		stage = s.intake.StageRight
	}
	_, err := stage(ctx, scope, what.Upload, password)
	return err
}

// Obstacle is why the file could not be read; nil where it could.
func (b uploadBody) Obstacle() *finding.Finding {
	if b.State != registry.UploadUnreadable || b.Report == nil || len(b.Report.Findings) == 0 {
		return nil
	}
	return &b.Report.Findings[0]
}

// Protected reports whether the file could not be read for want of its password.
func (b uploadBody) Protected() bool {
	x := b.Obstacle()
	return x != nil && (x.Rule == finding.RulePasswordNeeded || x.Rule == finding.RulePasswordWrong)
}
