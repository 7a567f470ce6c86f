package page

import (
	"context"
	"io"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// exportsBody is the page of what can be taken out.
type exportsBody struct {
	Today     string
	Bureaus   []registry.Bureau // that the form can be of; none: of the caller's own
	FormYears []int
	Waiting   []waitingExport
	Checked   bool         // the characters that Shift_JIS lacks were asked for
	Lacks     []lackedSign // by character, the most frequent first
}

// lackedSign is a character that an encoding lacks.
type lackedSign struct {
	Character, Written string
	Count              int
	First              report.Lost // where it stands first
}

func lackedSigns(lost []report.Lost) []lackedSign {
	places := map[rune]int{}
	var signs []lackedSign
	for _, l := range lost {
		at, ok := places[l.Character]
		if !ok {
			at = len(signs)
			places[l.Character] = at
			signs = append(signs, lackedSign{Character: string(l.Character), Written: string(l.Written), First: l})
		}
		signs[at].Count++
	}
	slices.SortStableFunc(signs, func(a, b lackedSign) int { return b.Count - a.Count })
	return signs
}

func (s *Handlers) exports(c echo.Context) error {
	b := exportsBody{Today: registry.DateOf(s.Now()), Checked: c.QueryParam(paramEncoding) == report.CP932}
	if b.Checked {
		lost, err := report.Lacks(c.Request().Context(), s.Store, request.ScopeOf(c), store.ProcessFilter{}, report.CP932)
		if err != nil {
			return err
		}
		b.Lacks = lackedSigns(lost)
	}
	if request.ScopeOf(c).AllBureaus() {
		var err error
		if b.Bureaus, err = s.Store.Bureaus(c.Request().Context()); err != nil {
			return err
		}
	}
	for y := registry.FiscalYear(s.Now()) - 1; len(b.FormYears) < FormYears; y-- {
		b.FormYears = append(b.FormYears, y)
	}
	b.Waiting = s.waitingExports(c)
	return s.pages.exports.render(s, c, http.StatusOK, page{Title: "出力"}, b)
}

func (s *Handlers) exportProgress(c echo.Context) error {
	asOf, err := asOfOf(c.QueryParams())
	if err != nil {
		return err
	}
	name := "進捗報告_" + s.fileDay(asOf) + ".xlsx"
	scope := request.ScopeOf(c)
	return s.Export(c, name, request.TypeXLSX, func(ctx context.Context, w io.Writer) error {
		return report.WriteProgress(ctx, s.Store, scope, report.ProgressQuestion{To: asOf}, w)
	})
}

func (s *Handlers) exportXLSX(c echo.Context) error {
	return s.exportList(c, report.XLSX, report.UTF8, request.TypeXLSX)
}

func (s *Handlers) exportCSV(c echo.Context) error {
	if c.QueryParam(paramEncoding) == report.CP932 {
		return s.exportList(c, report.CSV, report.CP932, request.TypeCSV+"; charset=Shift_JIS")
	}
	return s.exportList(c, report.CSV, report.UTF8, request.TypeCSV+"; charset=utf-8")
}

// paramEncoding chooses the encoding of a csv; UTF-8 unless it says cp932.
const paramEncoding = "encoding"

func (s *Handlers) exportList(c echo.Context, format, charset, contentType string) error {
	f, err := listRequest(c, paramEncoding)
	if err != nil {
		return err
	}
	bureaus, err := s.Store.Bureaus(c.Request().Context())
	if err != nil {
		return err
	}
	conditions := conditionsText(chips(f, bureaus))
	name := "手続一覧_" + s.fileDay(f.AsOf) + "." + format
	scope := request.ScopeOf(c)
	return s.Export(c, name, contentType, func(ctx context.Context, w io.Writer) error {
		_, err := report.WriteList(ctx, s.Store, scope, f, conditions, format, charset, w)
		return err
	})
}

// filledForm is the inventory form with the processes of a list.
func (s *Handlers) filledForm(c echo.Context) error {
	f, err := listRequest(c, paramFormYear)
	if err != nil {
		return err
	}
	year, err := strconv.Atoi(c.QueryParam(paramFormYear))
	if last := registry.FiscalYear(s.Now()); err != nil || year < last-FormYears || year > last+1 {
		year = last - 1 // none, or nonsense: the last one that is over
	}
	scope := request.ScopeOf(c)
	return s.Export(c, "棚卸の様式_記入済み_"+s.fileDay(f.AsOf)+".xlsx", request.TypeXLSX, func(ctx context.Context, w io.Writer) error {
		return report.WriteFilledForm(ctx, s.Store, scope, f, year, w)
	})
}

// paramFormYear is the fiscal year of the form's numbers of cases.
const paramFormYear = "form_year"

// fileDay is the day in a file's name.
func (s *Handlers) fileDay(asOf time.Time) string {
	if asOf.IsZero() {
		asOf = s.Now()
	}
	return asOf.In(registry.Tokyo).Format("20060102")
}
