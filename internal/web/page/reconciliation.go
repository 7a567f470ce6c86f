package page

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// reconciliationBody is the page of what every bureau had, got and gave in a period, and of how
// the statuses moved in it.
type reconciliationBody struct {
	From, To string // the days of the period
	Problem  string // with the period
	List     shownList[reconciliationRow]
	Matrix   movementMatrix
}

// reconciliationRow is one bureau's line: submitted + received − handed over + new −
// removed = total.
type reconciliationRow struct {
	registry.Reconciliation
	Bureau string
	Counts []int64 // by status, those without one last
}

// movementMatrix has a row for each status at the beginning and a column for each at the end.
type movementMatrix struct {
	Columns []string
	Rows    []movementRow
}

type movementRow struct {
	Label string
	Cells []movementCell
	Sum   int64
}

// movementCell is how many processes went from the row's status to the column's.
type movementCell struct {
	N    int64
	Same bool // the status stayed
}

// everyStatus are the statuses in the order of pages, and none.
var everyStatus = append(registry.Statuses[:len(registry.Statuses):len(registry.Statuses)], "")

func statusText(s registry.Status) string {
	if s == "" {
		return "記入なし"
	}
	return labelOf("digitization_status", string(s))
}

func (s *Handlers) reconciliationPage(c echo.Context) error {
	b := reconciliationBody{}
	b.From, b.To = s.periodOf(c)
	l, moved, err := s.reconcile(c)
	switch {
	case registry.CodeOf(err) == registry.Invalid && (request.FieldOf(err) == "from" || request.FieldOf(err) == "to"):
		b.Problem = registry.MessageOf(err)
	case err != nil:
		return err
	}
	b.List, b.Matrix = l, newMovementMatrix(moved)
	return s.pages.reconciliation.render(s, c, http.StatusOK, page{Title: "増減の突き合わせ"}, b)
}

// periodOf is the period that an address asks for; from the beginning of the fiscal year if it
// does not.
func (s *Handlers) periodOf(c echo.Context) (from, to string) {
	from, to = c.QueryParam("from"), c.QueryParam("to")
	if from == "" {
		from = strconv.Itoa(registry.FiscalYear(s.Now())) + "-04-01"
	}
	return from, to
}

// reconciliationList is the table of all bureaus, as its files have it.
func (s *Handlers) reconciliationList(c echo.Context) (shownList[reconciliationRow], error) {
	l, _, err := s.reconcile(c)
	return l, err
}

func (s *Handlers) reconcile(c echo.Context) (shownList[reconciliationRow], []registry.Movement, error) {
	var none shownList[reconciliationRow]
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	before, end, err := registry.ParsePeriod(s.periodOf(c))
	if err != nil {
		return none, nil, err
	}
	table, moved, err := s.Store.Reconciliation(ctx, scope, 0, before, end)
	if err != nil {
		return none, nil, err
	}
	names, err := s.BureauNames(ctx)
	if err != nil {
		return none, nil, err
	}
	var rows []reconciliationRow
	for _, r := range table {
		row := reconciliationRow{Reconciliation: r, Bureau: names[r.BureauID].Name}
		for _, status := range everyStatus {
			row.Counts = append(row.Counts, r.Statuses[status])
		}
		rows = append(rows, row)
	}
	l, err := reconciliationListOf().show(c, rows)
	return l, moved, err
}

func reconciliationListOf() list[reconciliationRow] {
	number := func(key, label string, of func(reconciliationRow) int64) listColumn[reconciliationRow] {
		return listColumn[reconciliationRow]{Key: key, Label: label, Number: true, Sum: true,
			Value: func(r reconciliationRow) any { return of(r) }}
	}
	l := list[reconciliationRow]{
		Name: "増減の突き合わせ", Path: "/reconciliation", Unit: "局", Own: []string{"from", "to"},
		Columns: []listColumn[reconciliationRow]{
			{Key: "bureau", Label: "局", Value: func(r reconciliationRow) any { return r.Bureau }},
			number("submitted", "はじめ", func(r reconciliationRow) int64 { return r.Submitted }),
			number("received", "＋受け入れ", func(r reconciliationRow) int64 { return r.Received }),
			number("handed_over", "−引き渡し", func(r reconciliationRow) int64 { return r.HandedOver }),
			number("new", "＋新規", func(r reconciliationRow) int64 { return r.New }),
			number("removed", "−取消し", func(r reconciliationRow) int64 { return r.Removed }),
			number("total", "＝合計", func(r reconciliationRow) int64 { return r.Total }),
		},
	}
	for i, status := range everyStatus {
		key := string(status)
		if key == "" {
			key = "blank"
		}
		l.Columns = append(l.Columns, number(key, statusText(status), func(r reconciliationRow) int64 { return r.Counts[i] }))
	}
	return l
}

// newMovementMatrix lays the movements out; its last row are the processes that came, its last
// column but one those that went.
func newMovementMatrix(moved []registry.Movement) movementMatrix {
	if len(moved) == 0 {
		return movementMatrix{}
	}
	var m movementMatrix
	for _, status := range everyStatus {
		m.Columns = append(m.Columns, statusText(status))
	}
	m.Columns = append(m.Columns, "なくなった（引き渡し・取消し）")
	for i := range len(everyStatus) + 1 {
		row := movementRow{Label: "なかった（新規・受け入れ）"}
		if i < len(everyStatus) {
			row.Label = statusText(everyStatus[i])
		}
		for j := range m.Columns {
			cell := movementCell{Same: i == j && i < len(everyStatus)}
			for _, n := range moved {
				if n.Came == (i == len(everyStatus)) && n.Went == (j == len(everyStatus)) &&
					(n.Came || n.From == everyStatus[i]) && (n.Went || n.To == everyStatus[j]) {
					cell.N += n.Processes
				}
			}
			row.Sum += cell.N
			row.Cells = append(row.Cells, cell)
		}
		m.Rows = append(m.Rows, row)
	}
	return m
}
