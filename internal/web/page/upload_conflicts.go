package page

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// conflictsBody is the page of cells that the file and somebody else both changed.
type conflictsBody struct {
	comparisonPage
	Rows []conflictRow
	More int // cells that come after these are answered
}

type conflictRow struct {
	store.Conflict
	Label              string
	Base, Theirs, Mine string // for people
	Now                string // the registry's value that the person sees
	Choice             string // theirs, mine or empty
	TheirsBy           changeNote
}

// conflictsShown is how many cells the page asks about at once.
const conflictsShown = 100

func (s *Handlers) conflictsPage(c echo.Context) error { return s.showConflicts(c, http.StatusOK, nil) }

func (s *Handlers) showConflicts(c echo.Context, status int, problem error) error {
	p, there, err := s.comparisonPage(
		c,
		0,
		"ほかの人も変えたところ",
		registry.UploadState.Waiting,
		store.ComparisonQuery{Answers: store.AnswerFilter{Limit: conflictsShown}},
		problem,
	)
	if !there {
		return err
	}
	b, l := conflictsBody{comparisonPage: p}, s.labels(c)
	for _, k := range b.Comparison.Conflicts {
		row := conflictRow{Conflict: k, Label: cellLabel(k.Field, k.FiscalYear), Now: k.Theirs,
			Base: l.value(k.Field, k.Base), Theirs: l.value(k.Field, k.Theirs), Mine: l.value(k.Field, k.Mine),
			TheirsBy: changeNote{k.TheirsBy, changeLabel(k.TheirsBy)}}
		switch {
		case !k.Answered && c.FormValue("now."+row.Input()) == row.Now: // as it was chosen, where the value is still the same
			row.Choice = c.FormValue(row.Input())
		case !k.Answered:
		case k.TakeMine:
			row.Choice = "mine"
		default:
			row.Choice = "theirs"
		}
		b.Rows = append(b.Rows, row)
	}
	b.More = b.Comparison.ConflictCount - len(b.Rows)
	return s.pages.conflicts.render(s, c, status, b.title(), b)
}

// Input names a cell's choice in the form.
func (r conflictRow) Input() string {
	return fmt.Sprintf("conflict.%d.%s.%d", r.Place, r.Field, r.FiscalYear)
}

// resolutionOf reads the answer to the cell of an input. A cell without a choice gets the
// answer for all other cells, if there is one.
func resolutionOf(name string, form url.Values) (store.Resolution, bool) {
	parts := strings.Split(name, ".")
	take := cmp.Or(form.Get(name), form.Get("all"))
	if len(parts) != 4 || parts[0] != "conflict" || take != "mine" && take != "theirs" {
		return store.Resolution{}, false
	}
	r := store.Resolution{Field: parts[2], Theirs: form.Get("now." + name), Mine: take == "mine"}
	var err error
	if r.Place, err = strconv.ParseInt(parts[1], 10, 64); err != nil {
		return r, false
	}
	r.FiscalYear, err = strconv.Atoi(parts[3])
	return r, err == nil
}

// resolveConflicts stores the choices that were made; cells without one stay open.
func (s *Handlers) resolveConflicts(c echo.Context) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	var resolutions []store.Resolution
	for now := range c.Request().PostForm {
		name, asked := strings.CutPrefix(now, "now.")
		if r, ok := resolutionOf(name, c.Request().PostForm); ok && asked {
			resolutions = append(resolutions, r)
		}
	}
	if len(resolutions) == 0 {
		return s.showConflicts(
			c,
			http.StatusUnprocessableEntity,
			registry.Errorf(registry.Invalid, "page.resolveConflicts", "1か所以上を選んでください。"),
		)
	}
	err = s.Intake.Resolve(c.Request().Context(), request.ScopeOf(c), id, resolutions)
	if registry.CodeOf(err) == registry.Conflict && request.FieldOf(err) == "conflicts" {
		return s.showConflicts(c, http.StatusConflict, err)
	}
	if err != nil {
		return err
	}
	return s.Done(
		c,
		registry.UploadPath(id)+"/conflicts",
		fmt.Sprintf("%s か所の答えを保存しました。提出するまでは、選び直せます。", registry.Thousands(int64(len(resolutions)))),
	)
}
