package page

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
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

// paramEncoding chooses the encoding of a csv, UTF-8 with a byte order mark unless it says
// otherwise; paramLost asks for the characters that it lacks instead.
const (
	paramEncoding = "encoding"
	paramLost     = "lost"
)

// fileKind is how a list is written.
type fileKind struct {
	format, charset, contentType string
	lost                         bool // not the list is asked for, but what its encoding lacks
}

// kindOf reads how the address wants a list in a format.
func kindOf(c echo.Context, format string) (fileKind, error) {
	k := fileKind{format: format, charset: cmp.Or(c.QueryParam(paramEncoding), report.UTF8), lost: c.QueryParam(paramLost) == "true"}
	switch format {
	case report.XLSX:
		k.contentType = request.TypeXLSX
	case report.JSON:
		k.contentType = request.TypeJSON
	case report.JSONL:
		k.contentType = request.TypeJSONL
	case report.CSV:
		k.contentType = request.TypeCSV + "; charset=utf-8"
		if k.charset == report.CP932 && !k.lost {
			k.contentType = request.TypeCSV + "; charset=Shift_JIS"
		}
	}
	if !slices.Contains(report.Encodings, k.charset) {
		return k, &registry.Error{Code: registry.Invalid, Op: "page.kindOf", Field: paramEncoding,
			Message: fmt.Sprintf("文字コード「%s」には対応していません。%s のどれかを指定してください。", k.charset, strings.Join(report.Encodings, "、"))}
	}
	return k, nil
}

// name is the file's, after what it is and of which day.
func (k fileKind) name(what, day string) string {
	if k.lost {
		what += "で変わる文字"
	}
	return what + "_" + day + "." + k.format
}

// exportList sends the catalogue in a format.
func (s *Handlers) exportList(format string) echo.HandlerFunc {
	return func(c echo.Context) error {
		k, err := kindOf(c, format)
		if err != nil {
			return err
		}
		f, err := listRequest(c.QueryParams(), paramEncoding, paramLost)
		if err != nil {
			return err
		}
		known, err := s.names(c)
		if err != nil {
			return err
		}
		conditions := conditionsText(chips(f, known))
		scope := request.ScopeOf(c)
		return s.Export(c, k.name("手続一覧", s.fileDay(f.AsOf)), k.contentType, func(ctx context.Context, w io.Writer) error {
			if k.lost {
				return report.WriteLost(ctx, s.Store, scope, f, k.charset, w)
			}
			_, err := report.WriteList(ctx, s.Store, scope, f, conditions, format, k.charset, w)
			return err
		})
	}
}

// filledForm is the inventory form with the processes of a list.
func (s *Handlers) filledForm(c echo.Context) error {
	f, err := listRequest(c.QueryParams(), paramFormYear)
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
