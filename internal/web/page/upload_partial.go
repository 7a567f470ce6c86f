package page

import (
	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// setPartial says whether the file holds a part of its bureau's processes only.
func (s *Handlers) setPartial(c echo.Context) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	partial := c.FormValue("partial") != ""
	if _, err := s.Intake.SetPartial(c.Request().Context(), request.ScopeOf(c), id, partial); err != nil {
		if request.Mendable(err) {
			status, _ := request.Explain(err)
			return s.showDifference(c, status, err)
		}
		return err
	}
	notice := "ファイルにない手続を尋ねます。"
	if partial {
		notice = "このファイルは一部とします。ファイルにない手続は尋ねず、今のまま残します。"
	}
	return s.Done(c, registry.UploadPath(id)+"/difference", notice)
}
