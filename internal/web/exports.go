package web

import (
	"io"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/spool"
)

// exportsBody is the page of what can be taken out.
type exportsBody struct {
	Today string
}

// The media types of what is taken out.
const (
	typeXLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	typeCSV  = "text/csv"
)

func (s *server) exports(c echo.Context) error {
	b := exportsBody{Today: registry.DateOf(s.now())}
	return s.pages.exports.render(s, c, http.StatusOK, page{Title: "出力"}, b)
}

func (s *server) exportProgress(c echo.Context) error {
	asOf, err := asOfOf(c.QueryParams())
	if err != nil {
		return err
	}
	name := "進捗報告_" + s.fileDay(asOf) + ".xlsx"
	return s.takeOut(c, name, typeXLSX, func(w io.Writer) error {
		return report.WriteProgress(c.Request().Context(), s.store, scopeOf(c), asOf, w)
	})
}

func (s *server) exportXLSX(c echo.Context) error {
	return s.exportList(c, report.XLSX, report.UTF8, typeXLSX)
}

func (s *server) exportCSV(c echo.Context) error {
	if c.QueryParam(paramEncoding) == report.CP932 {
		return s.exportList(c, report.CSV, report.CP932, typeCSV+"; charset=Shift_JIS")
	}
	return s.exportList(c, report.CSV, report.UTF8, typeCSV+"; charset=utf-8")
}

// paramEncoding chooses the encoding of a csv; UTF-8 unless it says cp932.
const paramEncoding = "encoding"

func (s *server) exportList(c echo.Context, format, charset, contentType string) error {
	f, err := listRequest(c, paramEncoding)
	if err != nil {
		return err
	}
	name := "手続一覧_" + s.fileDay(f.AsOf) + "." + format
	return s.takeOut(c, name, contentType, func(w io.Writer) error {
		_, err := report.WriteList(c.Request().Context(), s.store, scopeOf(c), f, format, charset, w)
		return err
	})
}

// takeOut makes a file when it is the account's turn, see [exportQueue], and sends it.
// How slowly it is fetched holds up nobody else's.
func (s *server) takeOut(c echo.Context, name, contentType string, write func(io.Writer) error) error {
	return s.sendFile(c, name, contentType, func(w io.Writer) error {
		return s.exportTurns.do(c.Request().Context(), scopeOf(c).AccountID, func() error {
			if err := s.stillTheSame(c); err != nil { // it may have waited for minutes
				return err
			}
			return write(w)
		})
	})
}

// sendFile has a file written whole before its first byte is sent, so that an
// error on the way is an error page and not half a file.
func (s *server) sendFile(c echo.Context, name, contentType string, write func(io.Writer) error) error {
	const op = "web.sendFile"
	f, err := spool.New()
	if err != nil {
		return registry.Failed(op, err)
	}
	defer f.Close()
	if err := write(f); err != nil {
		return err
	}
	attachment(c, name, contentType)
	http.ServeContent(c.Response(), c.Request(), "", s.now(), f)
	return nil
}

// fileDay is the day in a file's name.
func (s *server) fileDay(asOf time.Time) string {
	if asOf.IsZero() {
		asOf = s.now()
	}
	return asOf.In(registry.Tokyo).Format("20060102")
}
