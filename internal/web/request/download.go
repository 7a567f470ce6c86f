package request

import (
	"fmt"
	"io"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"tetsuzuki/import/remainder"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/spool"
	"tetsuzuki/internal/store"
)

// The media types of exports.
const (
	TypeXLSX  = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	TypeCSV   = "text/csv"
	TypeZIP   = "application/zip"
	TypeSVG   = "image/svg+xml"
	TypeJSON  = "application/json"
	TypeJSONL = "application/x-ndjson"
)

// Download makes a file when it is the account's turn (see [ExportQueue]), and then sends it. A
// slow download does not delay other exports.
func (s *Service) Download(c echo.Context, name, contentType string, write func(io.Writer) error) error {
	return s.SendFile(c, name, contentType, func(w io.Writer) error {
		return s.Exports.queue.do(c.Request().Context(), ScopeOf(c).AccountID, func() error {
			if err := s.StillAuthorized(c); err != nil { // the turn may have taken minutes
				return err
			}
			return write(w)
		})
	})
}

// SendFile writes a whole file before it sends the first byte, so that an error leads to an
// error page and not to half a file.
func (s *Service) SendFile(c echo.Context, name, contentType string, write func(io.Writer) error) error {
	const op = "request.sendFile"
	f, err := spool.New()
	if err != nil {
		return registry.Failed(op, err)
	}
	defer f.Close()
	if err := write(f); err != nil {
		return err
	}
	size, err := f.Seek(0, io.SeekEnd)
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		return registry.Failed(op, err)
	}
	Attachment(c, name, contentType)
	// Range and conditional requests are ignored, since every request makes a new file.
	c.Response().Header().Set(echo.HeaderContentLength, strconv.FormatInt(size, 10))
	c.Response().WriteHeader(http.StatusOK)
	if c.Request().Method == http.MethodHead {
		return nil
	}
	_, _ = io.Copy(c.Response(), f) // the client may have gone
	return nil
}

// ReceiptOf returns the receipt of the upload that the address names, once it has ended.
func (s *Service) ReceiptOf(c echo.Context) (report.Receipt, error) {
	id, err := PathID(c)
	if err != nil {
		return report.Receipt{}, err
	}
	r, err := s.Intake.Receipt(c.Request().Context(), ScopeOf(c), id)
	if err != nil {
		return report.Receipt{}, err
	}
	if !r.Upload.State.Registered() {
		return report.Receipt{}, registry.Errorf(registry.Conflict, "request.receipt", "取込票は、登録が終わってから出せます。この取込はまだ登録されていません。")
	}
	out := report.Receipt{
		Upload:    r.Upload,
		State:     StateOfUpload(r.Upload).Label,
		Records:   r.Records,
		SameAs:    r.SameAs,
		Submitted: r.Submitted,
		Approved:  r.Approved,
		Undone:    r.Undone,
		Decisions: DecidedOf(r.Decisions),
		Seal:      r.Seal.String(),
	}
	for _, c := range r.Corrected {
		out.Corrected = append(out.Corrected, report.Corrected{Place: c.Sheet + " " + c.Cell, Was: c.Was, Value: c.Value, By: c.Actor})
	}
	for _, e := range r.Events {
		out.Steps = append(out.Steps, report.Step{UploadEvent: e, Label: e.Kind.Label()})
	}
	return out, nil
}

// DecidedOf lists the decisions on missing processes in the order of pages.
func DecidedOf(counts map[registry.Decision]int) []report.Decided {
	var decided []report.Decided
	for _, d := range registry.Decisions {
		if n := counts[d]; n > 0 {
			decided = append(decided, report.Decided{Label: d.Label(), Count: n})
		}
	}
	return decided
}

// ReceiptXLSX is the receipt as a workbook.
func (s *Service) ReceiptXLSX(c echo.Context) error {
	r, err := s.ReceiptOf(c)
	if err != nil {
		return err
	}
	if err := s.takeOutOf(c, r.Upload, "取込票"); err != nil {
		return err
	}
	return s.SendFile(c, fmt.Sprintf("取込票_%d.xlsx", r.Upload.ID), TypeXLSX, r.WriteXLSX)
}

// UploadFile sends an upload's file as it was received. Its content comes from outside, so the
// browser only saves it.
func (s *Service) UploadFile(c echo.Context) error {
	u, err := s.UploadOf(c)
	if err != nil {
		return err
	}
	if err := s.takeOutOf(c, u, "原本"); err != nil {
		return err
	}
	return s.Download(c, u.FileName, "application/octet-stream", func(w io.Writer) error {
		return s.Intake.File(c.Request().Context(), ScopeOf(c), u.ID, w)
	})
}

// MarkedFile sends an upload's file with its findings marked on their cells.
func (s *Service) MarkedFile(c echo.Context) error {
	u, err := s.UploadOf(c)
	if err != nil {
		return err
	}
	if err := s.takeOutOf(c, u, "赤ペン"); err != nil {
		return err
	}
	return s.Download(c, "赤ペン_"+u.FileName, "application/octet-stream", func(w io.Writer) error {
		return s.Intake.Marked(c.Request().Context(), ScopeOf(c), u.ID, w)
	})
}

// Remainder sends the rows that an upload leaves out as a workbook.
func (s *Service) Remainder(c echo.Context) error {
	u, err := s.UploadOf(c)
	if err != nil {
		return err
	}
	if err := s.takeOutOf(c, u, "直すところのある行"); err != nil {
		return err
	}
	return s.Download(c, remainder.Name(u.FileName), TypeXLSX, func(w io.Writer) error {
		return s.Intake.Remainder(c.Request().Context(), ScopeOf(c), u.ID, w)
	})
}

// takeOutOf records the download of an upload's file, in one of its forms, in the audit log.
func (s *Service) takeOutOf(c echo.Context, u registry.Upload, form string) error {
	return s.Store.RecordExport(c.Request().Context(), ScopeOf(c), store.Export{What: fmt.Sprintf("取込%d（%s）%s", u.ID, form, u.FileName)})
}
