package web

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// eventJSON is a step of an upload's way.
type eventJSON struct {
	At      time.Time                `json:"at"`
	Actor   string                   `json:"actor"`
	Kind    registry.UploadEventKind `json:"kind"`
	Label   string                   `json:"label"`
	Text    string                   `json:"text"`
	Remarks []remarkJSON             `json:"remarks"`
}

// remarkJSON is what an approver wants mended.
type remarkJSON struct {
	Sheet string `json:"sheet"`
	Cell  string `json:"cell"` // empty: the whole sheet
	Text  string `json:"text"`
}

func newEventJSON(e registry.UploadEvent) eventJSON {
	j := eventJSON{At: e.At.In(registry.Tokyo), Actor: e.Actor, Kind: e.Kind, Label: e.Kind.Label(), Text: e.Text, Remarks: []remarkJSON{}}
	for _, r := range e.Remarks {
		j.Remarks = append(j.Remarks, remarkJSON(r))
	}
	return j
}

// apiUploadEvents lists who took the upload which step, and when.
func (s *server) apiUploadEvents(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	events, err := s.intake.Events(c.Request().Context(), scopeOf(c), id)
	if err != nil {
		return err
	}
	list := make([]eventJSON, len(events))
	for i, e := range events {
		list[i] = newEventJSON(e)
	}
	return c.JSON(http.StatusOK, map[string]any{"events": list})
}

func (s *server) apiSubmit(c echo.Context) error {
	var body struct {
		Text   string `json:"text"`
		Keep   bool   `json:"keep"`   // answers what nobody has answered
		Healed int    `json:"healed"` // how many cells that were read otherwise than they are written were checked
	}
	return s.apiStep(c, &body, func(id int64) (registry.Uploaded, error) {
		return s.intake.Submit(c.Request().Context(), scopeOf(c), id, store.Submission{Text: body.Text, Keep: body.Keep, Healed: body.Healed})
	})
}

func (s *server) apiApprove(c echo.Context) error {
	return s.apiStep(c, &struct{}{}, func(id int64) (registry.Uploaded, error) {
		return s.intake.Approve(c.Request().Context(), scopeOf(c), id)
	})
}

func (s *server) apiReturn(c echo.Context) error {
	var body struct {
		Reason  string       `json:"reason"`
		Remarks []remarkJSON `json:"remarks"`
	}
	return s.apiStep(c, &body, func(id int64) (registry.Uploaded, error) {
		remarks := make([]registry.Remark, len(body.Remarks))
		for i, r := range body.Remarks {
			remarks[i] = registry.Remark(r)
		}
		return s.intake.Return(c.Request().Context(), scopeOf(c), id, body.Reason, remarks)
	})
}

func (s *server) apiDiscard(c echo.Context) error {
	return s.apiStep(c, &struct{}{}, func(id int64) (registry.Uploaded, error) {
		if err := s.intake.Discard(c.Request().Context(), scopeOf(c), id); err != nil {
			return registry.Uploaded{}, err
		}
		return s.intake.Upload(c.Request().Context(), scopeOf(c), id)
	})
}

// apiStep reads the body, takes an upload one step on, and tells what it is then.
func (s *server) apiStep(c echo.Context, body any, do func(id int64) (registry.Uploaded, error)) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	if err := readJSON(c, body); err != nil {
		return err
	}
	u, err := do(id)
	if err != nil {
		return err
	}
	j := newUploadJSON(u, nil)
	if j.Reading, err = s.readingJSONOf(c, u); err != nil {
		return err
	}
	return c.JSON(http.StatusOK, j)
}
