package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// differenceBody is the page of what an upload would change, row by row.
type differenceBody struct {
	uploadPage
	Kind store.RowKind
	Text string // of the filter
	Tabs []differenceTab
	Rows []differenceRow
	Next string // more rows of the kind; empty: none
	// What a registered upload has written: decisions on missing processes included.
	Added, Altered int
}

// differenceTab chooses the rows of one kind.
type differenceTab struct {
	Label, Href string
	Count       int
	Current     bool
}

type differenceRow struct {
	store.RowDifference
	Href  string // of the process; empty: not there yet
	Cells []fieldChange
}

// rowKind is one way in which rows can differ, with how many do.
type rowKind struct {
	kind  store.RowKind
	label string
	count int
}

// rowsShown is how many rows of a difference a page shows.
const rowsShown = 50

func (s *server) differencePage(c echo.Context) error {
	p, there, err := s.uploadPage(c, stepDifference, "差分", counts)
	if !there {
		return err
	}
	b := differenceBody{uploadPage: p, Text: strings.TrimSpace(c.QueryParam("q"))}
	if b.Counts, err = s.countsOf(c, b.Uploaded); err != nil {
		return err
	}
	if b.Registered() {
		ctx, scope := c.Request().Context(), scopeOf(c)
		if b.Added, b.Altered, err = s.store.Written(ctx, scope, b.ID); err != nil {
			return err
		}
	}
	if err := s.addDifference(c, &b); err != nil {
		return err
	}
	return s.pages.difference.render(s, c, http.StatusOK, b.title(), b)
}

// addDifference lists the rows of the kind that was asked for: by itself the first
// that has any.
func (s *server) addDifference(c echo.Context, b *differenceBody) error {
	kinds := []rowKind{
		{store.RowNew, "新規", b.Counts.New}, {store.RowChanged, "変更", b.Counts.Changed},
		{store.RowMissing, "ファイルにない", b.Counts.Missing}, {store.RowUnchanged, "変更なし", b.Counts.Unchanged},
	}
	if b.Registered() {
		kinds = []rowKind{{store.RowNew, "新規", b.Added}, {store.RowChanged, "変更", b.Altered}}
	}
	b.Kind = store.RowKind(c.QueryParam("show"))
	if !slices.ContainsFunc(kinds, func(k rowKind) bool { return k.kind == b.Kind }) {
		b.Kind = store.RowNew
		for _, k := range kinds {
			if k.count > 0 {
				b.Kind = k.kind
				break
			}
		}
	}
	for _, k := range kinds {
		b.Tabs = append(b.Tabs, differenceTab{k.label, b.address(k.kind, 0), k.count, k.kind == b.Kind})
	}
	if b.Waits() {
		b.Tabs = append(b.Tabs, differenceTab{"要修正", uploadPath(b.ID) + "/findings?severity=error", b.Counts.Faulty, false})
	}
	after, err := strconv.ParseInt(c.QueryParam("after"), 10, 64)
	if err != nil {
		after = 0 // none, or nonsense: from the first on
	}
	rows, err := s.intake.Rows(c.Request().Context(), scopeOf(c), b.ID, store.RowFilter{Kind: b.Kind, Text: b.Text, After: after, Limit: rowsShown + 1})
	if err != nil {
		return err
	}
	for i, r := range rows {
		if i == rowsShown {
			b.Next = b.address(b.Kind, rows[i-1].Place)
			break
		}
		row := differenceRow{RowDifference: r}
		if r.ProcessID != 0 && (b.State != registry.UploadUndone || b.Kind != store.RowNew) { // else it is no more
			row.Href = "/processes/" + r.ProcessID.String()
		}
		for _, cell := range r.Cells {
			row.Cells = append(row.Cells, fieldChange{cellLabel(cell.Field, cell.FiscalYear), valueLabel(cell.Field, cell.Old), valueLabel(cell.Field, cell.New)})
		}
		b.Rows = append(b.Rows, row)
	}
	return nil
}

// address is the page for one kind with the same filter, after a row.
func (b differenceBody) address(kind store.RowKind, after int64) string {
	query := url.Values{"show": {string(kind)}}
	if b.Text != "" {
		query.Set("q", b.Text)
	}
	if after > 0 {
		query.Set("after", strconv.FormatInt(after, 10))
	}
	return withQuery(uploadPath(b.ID)+"/difference", query)
}
