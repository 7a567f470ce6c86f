package api

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// eventJSON is a step of an upload's lifecycle.
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

// uploadEvents lists who took the upload which step, and when.
func (s *Handlers) uploadEvents(c echo.Context) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	events, err := s.Intake.Events(c.Request().Context(), request.ScopeOf(c), id)
	if err != nil {
		return err
	}
	list := make([]eventJSON, len(events))
	for i, e := range events {
		list[i] = newEventJSON(e)
	}
	return c.JSON(http.StatusOK, map[string]any{"events": list})
}

func (s *Handlers) submit(c echo.Context) error {
	var body struct {
		Text string `json:"text"`
		Keep bool   `json:"keep"` // answers what nobody has answered

		NewRows     bool `json:"new_rows"`     // answers the doubtful matches alone
		KeepMissing bool `json:"keep_missing"` // answers the missing processes alone
		Normalised  int  `json:"normalised"`   // how many normalised values were checked
	}
	return s.step(c, &body, func(id int64) (registry.Upload, error) {
		return s.Intake.Submit(
			c.Request().Context(),
			request.ScopeOf(c),
			id,
			store.Submission{Text: body.Text, Keep: body.Keep, NewRows: body.NewRows, KeepMissing: body.KeepMissing,
				Normalised: body.Normalised},
		)
	})
}

func (s *Handlers) approve(c echo.Context) error {
	return s.step(c, &struct{}{}, func(id int64) (registry.Upload, error) {
		return s.Intake.Approve(c.Request().Context(), request.ScopeOf(c), id)
	})
}

func (s *Handlers) returnUpload(c echo.Context) error {
	var body struct {
		Reason  string       `json:"reason"`
		Remarks []remarkJSON `json:"remarks"`
	}
	return s.step(c, &body, func(id int64) (registry.Upload, error) {
		remarks := make([]registry.Remark, len(body.Remarks))
		for i, r := range body.Remarks {
			remarks[i] = registry.Remark(r)
		}
		return s.Intake.Return(c.Request().Context(), request.ScopeOf(c), id, body.Reason, remarks)
	})
}

func (s *Handlers) discard(c echo.Context) error {
	return s.step(c, &struct{}{}, func(id int64) (registry.Upload, error) {
		if err := s.Intake.Discard(c.Request().Context(), request.ScopeOf(c), id); err != nil {
			return registry.Upload{}, err
		}
		return s.Intake.Upload(c.Request().Context(), request.ScopeOf(c), id)
	})
}

// step reads the body, takes an upload one step on, and tells what it is then.
func (s *Handlers) step(c echo.Context, body any, do func(id int64) (registry.Upload, error)) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	if err := request.ReadJSON(c, body); err != nil {
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
