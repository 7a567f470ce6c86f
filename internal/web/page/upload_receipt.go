package page

import (
	"encoding/hex"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/web/request"
)

// receiptBody is the receipt (取込票) of an upload that has ended.
type receiptBody struct {
	registry.Upload
	Label     request.StateLabel
	SHA       string
	Lifecycle []shownStep
	report.Receipt
}

// receipt shows what was handed in, the result, and who approved it.
func (s *Handlers) receipt(c echo.Context) error {
	r, err := s.ReceiptOf(c)
	if err != nil {
		return err
	}
	b := receiptBody{
		Upload:    r.Upload,
		Label:     request.StateOfUpload(r.Upload),
		SHA:       hex.EncodeToString(r.Upload.SHA256[:]),
		Lifecycle: stepsOf(r.Upload.ID, r.Upload.State, stepReceipt),
		Receipt:   r,
	}
	return s.pages.receipt.render(s, c, http.StatusOK, page{Title: "取込票 " + strconv.FormatInt(r.Upload.ID, 10)}, b)
}
