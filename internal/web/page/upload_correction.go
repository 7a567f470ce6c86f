package page

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"tetsuzuki/import/finding"
	"tetsuzuki/import/form"
	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// cellFix is the input of a right value for the cells of one finding.
type cellFix struct {
	N     int // of its inputs
	Sheet string
	Cells string // as in "K17,K20:K24"
	Label string
	List  string // the choices of the field; empty: it has none
	Value string // as entered
	Blank bool   // the cells are to be blank
}

// choiceList is what a field can be, for those who type it.
type choiceList struct {
	ID     string
	Labels []string
}

// correctionBody is what can be put right on the page of the findings, and what was.
type correctionBody struct {
	CanCorrect bool
	NeedsKey   bool // the file has a password
	Lists      []choiceList
	Fixes      int // inputs on the page
	Corrected  []intake.CorrectedCell
	Carried    *notice // of cells that were put right beside an earlier file
	Action     string  // of the form, with the filter of the page
}

// addCorrections fills in what was put right, and whether more can be.
func (s *Handlers) addCorrections(c echo.Context, b *findingsBody) error {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	b.CanCorrect = b.CanSend && b.State.Allows(registry.ActCorrectCells) && b.Report != nil && !b.Foreign()
	b.Action = withQuery(registry.UploadPath(b.ID)+"/corrections", c.QueryParams())
	var err error
	if b.Corrected, err = s.Intake.Corrections(ctx, scope, b.ID); err != nil || !b.CanCorrect {
		return err
	}
	b.NeedsKey, err = s.Intake.Protected(ctx, scope, b.ID)
	return err
}

// addFixes gives each shown finding whose cells can be put right an input, with what was entered.
func (b *findingsBody) addFixes(of *form.Form, entered url.Values) {
	if !b.CanCorrect || b.View != viewRules {
		return
	}
	for i := range b.Groups {
		for k := range b.Groups[i].Findings {
			x := &b.Groups[i].Findings[k]
			if x.Severity == finding.Info || x.Cell == "" || x.Count > 1 && len(x.Cells) == 0 || !b.Report.Correctable(x.Sheet, x.Cell) {
				continue
			}
			fix := &cellFix{N: b.Fixes, Sheet: x.Sheet, Cells: x.Cell, Label: x.Cell}
			if len(x.Cells) > 0 {
				fix.Cells = strings.Join(x.Cells, ",")
			}
			if f := of.Field(x.Field); f != nil {
				fix.Label += "「" + f.Label + "」"
				fix.List = b.choices(f)
			}
			n := strconv.Itoa(fix.N)
			if entered.Get("sheet."+n) == fix.Sheet && entered.Get("cells."+n) == fix.Cells {
				fix.Value, fix.Blank = entered.Get("value."+n), entered.Has("blank."+n)
			}
			x.Fix = fix
			b.Fixes++
		}
	}
}

// choices is the ID of the list of what a field can be; empty if that is open.
func (b *findingsBody) choices(f *form.Field) string {
	if f.List == nil {
		return ""
	}
	id := "choices-" + strings.ReplaceAll(f.Key, "_", "-")
	if !slices.ContainsFunc(b.Lists, func(l choiceList) bool { return l.ID == id }) {
		list := choiceList{ID: id}
		for _, c := range f.List.In(0) {
			list.Labels = append(list.Labels, c.Label)
		}
		b.Lists = append(b.Lists, list)
	}
	return id
}

// correctCells puts cells right beside the file, or undoes that, and has the file read again.
func (s *Handlers) correctCells(c echo.Context) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	entered := c.Request().PostForm
	err = s.Intake.CorrectCells(c.Request().Context(), request.ScopeOf(c), id, enteredCells(entered), c.FormValue("password"))
	if request.Mendable(err) {
		status, _ := request.Explain(err)
		return s.showFindings(c, status, err)
	}
	if err != nil {
		return err
	}
	notice := "直した値で検査し直します。ファイルはそのままです。"
	if entered.Has("undo") {
		notice = "訂正を取り消し、検査し直します。"
	}
	return s.Done(c, registry.UploadPath(id), notice)
}

// enteredCells are the cells that were entered with a value, and those that are to be undone.
func enteredCells(entered url.Values) (cells []intake.CellCorrection) {
	if undo := entered.Get("undo"); undo != "" {
		cell, sheet, _ := strings.Cut(undo, " ")
		return []intake.CellCorrection{{Sheet: sheet, Cell: cell, Undo: true}}
	}
	for n := range findingsShown {
		i := strconv.Itoa(n)
		value, blank := strings.TrimSpace(entered.Get("value."+i)), entered.Has("blank."+i)
		if value == "" && !blank {
			continue
		}
		if blank {
			value = ""
		}
		for _, cell := range cellsNamed(entered.Get("cells." + i)) {
			cells = append(cells, intake.CellCorrection{Sheet: entered.Get("sheet." + i), Cell: cell, Value: value})
		}
	}
	return cells
}

// cellsNamed are the cells of a list like "K17,K20:K24", no more than can be put right at once.
func cellsNamed(list string) (cells []string) {
	for _, name := range strings.Split(list, ",") {
		from, to, run := strings.Cut(name, ":")
		column, first, ok := finding.ParsePlace(from)
		_, last, end := finding.ParsePlace(to)
		if !run || !ok || !end || column == "" {
			cells = append(cells, name)
			continue
		}
		for row := first; row <= last && len(cells) <= registry.MaxCorrections; row++ {
			cells = append(cells, column+strconv.Itoa(row))
		}
	}
	return cells
}
