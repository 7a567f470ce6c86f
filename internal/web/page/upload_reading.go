package page

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"tetsuzuki/import/finding"
	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// stageUpload has a file read again, with its password if it has one.
func (s *Handlers) stageUpload(c echo.Context) error { return s.readAgain(c, false) }

// stageRight has a file read again for its right rows only.
func (s *Handlers) stageRight(c echo.Context) error { return s.readAgain(c, true) }

func (s *Handlers) readAgain(c echo.Context, rightOnly bool) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	if err := s.Read(c.Request().Context(), request.ScopeOf(c), intake.Reading{Upload: id, RightOnly: rightOnly},
		c.FormValue("password")); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, registry.UploadPath(id))
}

// Obstacle is why the file could not be read; nil where it could.
func (b uploadBody) Obstacle() *finding.Finding {
	if b.State != registry.UploadUnreadable || b.Report == nil || len(b.Report.Findings) == 0 {
		return nil
	}
	return &b.Report.Findings[0]
}

// Protected reports whether the file could not be read because it needs a password.
func (b uploadBody) Protected() bool {
	x := b.Obstacle()
	return x != nil && (x.Rule == finding.RulePasswordNeeded || x.Rule == finding.RulePasswordWrong)
}
