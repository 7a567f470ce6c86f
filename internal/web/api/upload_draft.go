package api

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// draftJSON is what the caller has written for a return, and not sent yet.
type draftJSON struct {
	Reason  string            `json:"reason"`
	Remarks []draftRemarkJSON `json:"remarks"`
}

type draftRemarkJSON struct {
	ID int64 `json:"id"`
	remarkJSON
	At time.Time `json:"at"`
}

func newDraftJSON(d registry.ReturnDraft) draftJSON {
	j := draftJSON{Reason: d.Reason, Remarks: []draftRemarkJSON{}}
	for _, r := range d.Remarks {
		j.Remarks = append(j.Remarks, draftRemarkJSON{r.ID, remarkJSON(r.Remark), r.At.In(registry.Tokyo)})
	}
	return j
}

func (s *Handlers) returnDraft(c echo.Context) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	d, err := s.Intake.ReturnDraft(c.Request().Context(), request.ScopeOf(c), id)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, newDraftJSON(d))
}

// saveReturnDraft changes what is named of the draft: a remark with an ID gets another
// text, or goes where that is empty; one without is added.
func (s *Handlers) saveReturnDraft(c echo.Context) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	var body struct {
		Reason  *string `json:"reason"`
		Remarks []struct {
			ID int64 `json:"id"`
			remarkJSON
		} `json:"remarks"`
	}
	if err := request.ReadJSON(c, &body); err != nil {
		return err
	}
	change := store.DraftChange{Reason: body.Reason, Texts: map[int64]string{}}
	for _, r := range body.Remarks {
		if r.ID != 0 {
			change.Texts[r.ID] = r.Text
			continue
		}
		change.Add = append(change.Add, registry.Remark(r.remarkJSON))
	}
	d, err := s.Intake.SaveReturnDraft(c.Request().Context(), request.ScopeOf(c), id, change)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, newDraftJSON(d))
}
