package web

import (
	"encoding/hex"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
)

// receiptBody is the receipt (取込票) of an upload that came to its end.
type receiptBody struct {
	registry.Uploaded
	Label     stateLabel
	SHA       string
	Records   int   // rows that were read
	SameAs    int64 // the earlier upload with the same content; 0: none
	Decisions []decided
	Submitted registry.UploadEvent // without a kind: by the operator's verb
	Approved  registry.UploadEvent
	Events    []uploadEvent
}

// decided is how many missing processes got a decision.
type decided struct {
	Label string
	Count int
}

// receipt shows what was handed in, what came of it, and who approved it.
func (s *server) receipt(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	r, err := s.intake.Receipt(c.Request().Context(), scopeOf(c), id)
	if err != nil {
		return err
	}
	if !registered(r.Upload.State) {
		return registry.Errorf(registry.Conflict, "web.receipt", "取込票は、登録が終わってから出せます。この取込はまだ登録されていません。")
	}
	b := receiptBody{Uploaded: r.Upload, Label: stateOf(r.Upload.State), SHA: hex.EncodeToString(r.Upload.SHA256[:]), Records: r.Records, SameAs: r.SameAs,
		Submitted: r.Submitted, Approved: r.Approved}
	for _, d := range registry.Decisions {
		if n := r.Decisions[d]; n > 0 {
			b.Decisions = append(b.Decisions, decided{d.Label(), n})
		}
	}
	for _, e := range r.Events {
		b.Events = append(b.Events, uploadEvent{e, eventLabels[e.Kind]})
	}
	return s.pages.receipt.render(s, c, http.StatusOK, page{Title: "取込票 " + strconv.FormatInt(id, 10)}, b)
}

// registered reports whether an upload came to its end by being registered.
func registered(s registry.UploadState) bool {
	return s == registry.UploadConfirmed || s == registry.UploadUnchanged || s == registry.UploadUndone
}

// Registered reports whether there is a receipt.
func (b uploadBody) Registered() bool { return registered(b.State) }
