package page

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	importer "tetsuzuki/import"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// differenceBody is the page of what an upload would change, row by row.
type differenceBody struct {
	comparisonPage
	Kind store.RowKind
	Text string // of the filter
	// Field is the filter's field, which the shown rows change; Fields are its options.
	Field  string
	Fields []option
	// Concern is why the shown rows are worth a look; Concerns are its options.
	Concern  registry.Concern
	Concerns []option
	First    string // the rows of the kind from the first; empty: these are
	Tabs     []tab
	Rows     []differenceRow

	tables    []importer.Table // of the file, by which a cell is found in it
	canReturn bool
	chosen    registry.Remark // the cell that is being remarked on, with what was entered

	Draft registry.ReturnDraft // the caller's

	Next string // more rows of the kind; empty: none
	// The processes that a registered upload added and altered.
	Added, Altered int
}

type differenceRow struct {
	store.RowDifference
	Href  string // of the process; empty: not there yet
	Cells []differenceCell
	Open  bool // a remark is being written on one of the cells
}

// differenceCell is one cell of a row.
type differenceCell struct {
	fieldChange
	Cell   string                 // as in "K17"; empty: not of the file
	Remark string                 // the address of the form for a remark on the cell; empty: the caller may not remark
	Drafts []registry.DraftRemark // on the cell
	Form   *remarkForm            // nil: it is not shown
}

// rowsShown is how many rows of a difference a page shows.
const rowsShown registry.Paging = 50

func (s *Handlers) differencePage(c echo.Context) error {
	return s.showDifference(c, http.StatusOK, nil)
}

// showDifference shows the page with what was wrong with an act that was tried on it.
func (s *Handlers) showDifference(c echo.Context, code int, problem error) error {
	after, err := strconv.ParseInt(c.FormValue("after"), 10, 64)
	if err != nil {
		after = 0 // none, or nonsense: from the first on
	}
	f := store.RowFilter{
		Kind:    store.RowKind(c.FormValue("show")),
		Text:    strings.TrimSpace(c.FormValue("q")),
		Field:   c.FormValue("field"),
		Concern: registry.Concern(c.FormValue("concern")),
		After:   after,
		Limit:   rowsShown.Limit(),
	}
	if !slices.Contains(registry.Concerns, f.Concern) {
		f.Concern = ""
	}
	if !slices.Contains([]store.RowKind{store.RowNew, store.RowChanged, store.RowMissing, store.RowUnchanged}, f.Kind) {
		f.Kind = "" // the first that has any
	}
	p, there, err := s.comparisonPage(c, stepDifference, "差分", differs, store.ComparisonQuery{Rows: &f}, problem)
	if !there {
		return err
	}
	b := differenceBody{comparisonPage: p, Kind: p.Comparison.Kind, Text: f.Text, chosen: chosenCell(c)}
	if b.Kind == store.RowChanged {
		b.Field = f.Field
	}
	for _, n := range p.Comparison.Fields {
		b.Fields = append(
			b.Fields,
			option{Value: n.Field, Chosen: n.Field == b.Field,
				Label: fmt.Sprintf("%s（%s）", request.FieldLabel(n.Field), registry.Thousands(int64(n.Rows)))},
		)
	}
	b.addConcerns(f.Concern)
	rows := p.Comparison.Rows
	if b.Registered() {
		if rows, err = s.written(c, &b, f); err != nil {
			return err
		}
	}
	b.addTabs()
	if err := s.placeCells(c, &b); err != nil {
		return err
	}
	b.addRows(s.labels(c), rows, after)
	if after > 0 {
		b.First = b.address(b.Kind, 0)
	}
	return s.pages.difference.render(s, c, code, b.title(), b)
}

// differs reports whether an upload of the state can have a page of its difference.
func differs(state registry.UploadState) bool { return state.Compared() || state.Comparable() }

// addConcerns offers the concerns about the rows of the kind that is shown.
func (b *differenceBody) addConcerns(chosen registry.Concern) {
	if b.Kind != store.RowNew && b.Kind != store.RowChanged {
		return
	}
	b.Concern = chosen
	for _, n := range b.Comparison.Concerns {
		rows := n.Changed
		if b.Kind == store.RowNew {
			rows = n.New
		}
		if rows > 0 {
			label := fmt.Sprintf("%s（%s）", n.Concern.Label(), thousands(rows))
			b.Concerns = append(b.Concerns, option{Value: string(n.Concern), Label: label, Chosen: n.Concern == chosen})
		}
	}
}

// written lists the rows that a registered upload has written.
func (s *Handlers) written(c echo.Context, b *differenceBody, f store.RowFilter) ([]store.RowDifference, error) {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	var err error
	if b.Added, b.Altered, err = s.Intake.RegisteredCounts(ctx, scope, b.ID); err != nil {
		return nil, err
	}
	if f.Kind != store.RowNew && f.Kind != store.RowChanged {
		f.Kind = store.RowNew
		if b.Added == 0 && b.Altered > 0 {
			f.Kind = store.RowChanged
		}
	}
	b.Kind = f.Kind
	return s.Intake.Rows(ctx, scope, b.ID, f)
}

// addTabs leads to the rows of each kind.
func (b *differenceBody) addTabs() {
	tab := func(kind store.RowKind, label string, count int) {
		b.Tabs = append(b.Tabs, countTab(label, b.address(kind, 0), int64(count), kind == b.Kind))
	}
	if b.Registered() {
		tab(store.RowNew, "新規", b.Added)
		tab(store.RowChanged, "変更", b.Altered)
		return
	}
	tab(store.RowNew, "新規", b.Counts.New)
	tab(store.RowChanged, "変更", b.Counts.Changed)
	tab(store.RowMissing, "ファイルにない", b.Counts.Missing)
	tab(store.RowUnchanged, "変更なし", b.Counts.Unchanged)
	b.Tabs = append(b.Tabs, countTab("要修正", registry.UploadPath(b.ID)+"/findings?severity=error", int64(b.Counts.Faulty), false))
}

// addRows shows as many rows as a page has, and leads on to the others.
func (b *differenceBody) addRows(l labels, rows []store.RowDifference, after int64) {
	rows, next := registry.PageOf(rowsShown, rows, func(r store.RowDifference) int64 { return r.Place })
	if next != nil {
		b.Next = b.address(b.Kind, *next)
	}
	for _, r := range rows {
		row := differenceRow{RowDifference: r}
		if r.ProcessID != 0 && (b.State != registry.UploadUndone || b.Kind != store.RowNew) { // an undo has removed the others
			row.Href = registry.ProcessPath(r.ProcessID)
		}
		for _, cell := range r.Cells {
			shown := differenceCell{
				fieldChange: fieldChange{
					cellLabel(cell.Field, cell.FiscalYear),
					l.value(cell.Field, cell.Old),
					l.value(cell.Field, cell.New),
				},
			}
			shown.Cell = cellIn(b.tables, r.Sheet, r.Row, cell)
			if shown.Cell != "" && b.canReturn {
				b.addRemarks(&shown, r, after)
				row.Open = row.Open || shown.Form != nil
			}
			row.Cells = append(row.Cells, shown)
		}
		b.Rows = append(b.Rows, row)
	}
}

// placeCells loads where the file's cells are, and whether the caller may remark on them, for an
// upload that has not ended.
func (s *Handlers) placeCells(c echo.Context, b *differenceBody) error {
	if b.Registered() {
		return nil // rows of a registered upload are processes, without cells
	}
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	report, err := s.Intake.Report(ctx, scope, b.ID)
	if err != nil || report == nil {
		return err
	}
	b.tables = report.Tables
	b.sayFit(report)
	if _, b.canReturn, err = s.Intake.MayApprove(ctx, scope, b.Upload); err != nil || !b.canReturn {
		return err
	}
	b.Draft, err = s.Intake.ReturnDraft(ctx, scope, b.ID)
	return err
}

// cellIn is the cell of a row that holds a field; empty where the file has none.
func cellIn(tables []importer.Table, sheet string, row int, f store.CellDifference) string {
	for _, t := range tables {
		if t.Sheet != sheet || row < t.FirstRow || row > t.LastRow {
			continue
		}
		for _, column := range t.Columns {
			if column.Field == f.Field && (f.FiscalYear == 0 || column.FiscalYear == 0 || column.FiscalYear == f.FiscalYear) {
				return column.Column + strconv.Itoa(row)
			}
		}
	}
	return ""
}

// address is the page for one kind with the same filter, after a row.
func (b differenceBody) address(kind store.RowKind, after int64) string {
	query := url.Values{"show": {string(kind)}}
	if b.Text != "" {
		query.Set("q", b.Text)
	}
	if b.Field != "" && kind == store.RowChanged {
		query.Set("field", b.Field)
	}
	if b.Concern != "" && kind == b.Kind {
		query.Set("concern", string(b.Concern))
	}
	if after > 0 {
		query.Set("after", strconv.FormatInt(after, 10))
	}
	return withQuery(registry.UploadPath(b.ID)+"/difference", query)
}
