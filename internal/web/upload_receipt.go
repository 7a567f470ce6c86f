package web

import (
	"encoding/hex"
	"fmt"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
)

// receiptBody is the receipt (取込票) of an upload that came to its end.
type receiptBody struct {
	registry.Uploaded
	Label stateLabel
	SHA   string
	Way   []shownStep
	report.Receipt
}

// receiptOf is the receipt of the upload that the address names, once there is one.
func (s *server) receiptOf(c echo.Context) (report.Receipt, error) {
	id, err := pathID(c)
	if err != nil {
		return report.Receipt{}, err
	}
	r, err := s.intake.Receipt(c.Request().Context(), scopeOf(c), id)
	if err != nil {
		return report.Receipt{}, err
	}
	if !r.Upload.State.Registered() {
		return report.Receipt{}, registry.Errorf(registry.Conflict, "web.receipt", "取込票は、登録が終わってから出せます。この取込はまだ登録されていません。")
	}
	out := report.Receipt{Upload: r.Upload, State: stateOf(r.Upload.State).Label, Records: r.Records, SameAs: r.SameAs, Submitted: r.Submitted, Approved: r.Approved, Undone: r.Undone,
		Decisions: decidedOf(r.Decisions), Seal: r.Seal.String()}
	for _, e := range r.Events {
		out.Steps = append(out.Steps, report.Step{UploadEvent: e, Label: e.Kind.Label()})
	}
	return out, nil
}

// decidedOf are the decisions on what is missing, in the order of pages.
func decidedOf(counts map[registry.Decision]int) []report.Decided {
	var decided []report.Decided
	for _, d := range registry.Decisions {
		if n := counts[d]; n > 0 {
			decided = append(decided, report.Decided{Label: d.Label(), Count: n})
		}
	}
	return decided
}

// receipt shows what was handed in, what came of it, and who approved it.
func (s *server) receipt(c echo.Context) error {
	r, err := s.receiptOf(c)
	if err != nil {
		return err
	}
	b := receiptBody{Uploaded: r.Upload, Label: stateOf(r.Upload.State), SHA: hex.EncodeToString(r.Upload.SHA256[:]), Way: stepsOf(r.Upload.ID, r.Upload.State, stepReceipt), Receipt: r}
	return s.pages.receipt.render(s, c, http.StatusOK, page{Title: "取込票 " + strconv.FormatInt(r.Upload.ID, 10)}, b)
}

// receiptXLSX is the receipt as a workbook.
func (s *server) receiptXLSX(c echo.Context) error {
	r, err := s.receiptOf(c)
	if err != nil {
		return err
	}
	if err := s.takeOutOf(c, r.Upload, "取込票"); err != nil {
		return err
	}
	return s.sendFile(c, fmt.Sprintf("取込票_%d.xlsx", r.Upload.ID), typeXLSX, r.WriteXLSX)
}
