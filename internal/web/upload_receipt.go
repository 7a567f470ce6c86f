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
	Label  stateLabel
	SHA    string
	Events []uploadEvent
}

// receipt shows what was handed in, what came of it, and who approved it.
func (s *server) receipt(c echo.Context) error {
	ctx, scope := c.Request().Context(), scopeOf(c)
	id, err := pathID(c)
	if err != nil {
		return err
	}
	u, err := s.store.Upload(ctx, scope, id)
	if err != nil {
		return err
	}
	if !registered(u.State) {
		return registry.Errorf(registry.Conflict, "web.receipt", "取込票は、登録が終わってから出せます。この取込はまだ登録されていません。")
	}
	b := receiptBody{Uploaded: u, Label: stateOf(u.State), SHA: hex.EncodeToString(u.SHA256[:])}
	events, err := s.store.UploadEvents(ctx, scope, id)
	if err != nil {
		return err
	}
	for _, e := range events {
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
