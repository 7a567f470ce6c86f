package api

import (
	"encoding/hex"
	"net/http"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// receiptJSON is the receipt of an upload (取込票).
type receiptJSON struct {
	Upload    uploadJSON                `json:"upload"`
	Records   int                       `json:"records"`
	SameAs    *int64                    `json:"same_as"` // the earlier upload with the same content
	Decisions map[registry.Decision]int `json:"decisions"`
	Received  *stepJSON                 `json:"received"`
	Submitted *stepJSON                 `json:"submitted"`
	Approved  *stepJSON                 `json:"approved"`
	Finished  *stepJSON                 `json:"finished"`
	Undone    *stepJSON                 `json:"undone"`
	Seal      sealJSON                  `json:"seal"`
}

// sealJSON is the end of the chain of seals as it is now, to be held elsewhere.
type sealJSON struct {
	Number int64  `json:"number"`
	Hash   string `json:"hash"`
}

func newSealJSON(s store.Seal) sealJSON { return sealJSON{s.ID, hex.EncodeToString(s.Hash)} }

// stepJSON is who did a step and when; null where it has not come to it.
type stepJSON struct {
	attributionJSON
	Kind registry.UploadEventKind `json:"kind"`
	Text string                   `json:"text"`
}

func newStepJSON(e registry.UploadEvent) *stepJSON {
	if e.Kind == "" {
		return nil
	}
	return &stepJSON{attributionJSON{e.At.In(registry.Tokyo), e.Actor}, e.Kind, e.Text}
}

func (s *Handlers) receipt(c echo.Context) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	r, err := s.Intake.Receipt(c.Request().Context(), request.ScopeOf(c), id)
	if err != nil {
		return err
	}
	j := receiptJSON{Upload: newUploadJSON(r.Upload, nil), Records: r.Records, Decisions: r.Decisions, Received: newStepJSON(r.Received),
		Submitted: newStepJSON(
			r.Submitted,
		), Approved: newStepJSON(r.Approved), Finished: newStepJSON(r.Finished), Undone: newStepJSON(r.Undone), Seal: newSealJSON(r.Seal)}
	if r.SameAs != 0 {
		j.SameAs = &r.SameAs
	}
	return c.JSON(http.StatusOK, j)
}
