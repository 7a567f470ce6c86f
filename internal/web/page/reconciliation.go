package page

import (
	"cmp"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
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
	Links  reconciliationLinks
}

// reconciliationLinks are the lists that the numbers of a line count.
type reconciliationLinks struct {
	Submitted, Received, HandedOver, New, Removed, Total string
	Counts                                               []string
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
	Same bool   // the status stayed
	Href string // the list that it counts
}

// everyStatus are the statuses in the order of pages, and none.
var everyStatus = append(registry.Statuses[:len(registry.Statuses):len(registry.Statuses)], "")

func (s *Handlers) reconciliationPage(c echo.Context) error {
	b := reconciliationBody{}
	b.From, b.To = s.periodOf(c)
	l, moved, period, err := s.reconcile(c)
	switch {
	case registry.CodeOf(err) == registry.Invalid && (request.FieldOf(err) == "from" || request.FieldOf(err) == "to"):
		b.Problem = registry.MessageOf(err)
	case err != nil:
		return err
	}
	b.List, b.Matrix = l, newMovementMatrix(moved, period, s.labels(c))
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
	l, _, _, err := s.reconcile(c)
	return l, err
}

// period is the period of a reconciliation as its address has it.
type period struct {
	from, to    string
	before, end time.Time
}

// moves is the address of the processes of a kind, of a bureau or ("") of all.
func (p period) moves(bureau string, kind registry.MoveKind, more ...string) string {
	values := url.Values{"from": {p.from}, "kind": {string(kind)}}
	for i := 0; i+1 < len(more); i += 2 {
		values.Set(more[i], more[i+1])
	}
	if p.to != "" {
		values.Set("to", p.to)
	}
	if bureau != "" {
		values.Set("bureau", bureau)
	}
	return withQuery(movesPath, values)
}

// links are the lists that the numbers of a bureau count.
func (p period) links(bureau request.BureauName) reconciliationLinks {
	all := func(asOf time.Time, statuses ...string) string {
		return listing(store.ProcessFilter{AsOf: asOf, Bureaus: []string{bureau.Code}, Statuses: statuses})
	}
	l := reconciliationLinks{Submitted: all(p.before), Total: all(p.end),
		Received:   p.moves(bureau.Code, registry.MoveReceived),
		HandedOver: p.moves(bureau.Code, registry.MoveHandedOver),
		New:        p.moves(bureau.Code, registry.MoveNew),
		Removed:    p.moves(bureau.Code, registry.MoveRemoved)}
	for _, status := range everyStatus {
		l.Counts = append(l.Counts, all(p.end, cmp.Or(string(status), store.Blank)))
	}
	return l
}

func (s *Handlers) reconcile(c echo.Context) (shownList[reconciliationRow], []registry.Movement, period, error) {
	var none shownList[reconciliationRow]
	var p period
	p.from, p.to = s.periodOf(c)
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	var err error
	if p.before, p.end, err = registry.ParsePeriod(p.from, p.to); err != nil {
		return none, nil, p, err
	}
	table, moved, err := s.Store.Reconciliation(ctx, scope, 0, p.before, p.end)
	if err != nil {
		return none, nil, p, err
	}
	names, err := s.BureauNames(ctx)
	if err != nil {
		return none, nil, p, err
	}
	var rows []reconciliationRow
	for _, r := range table {
		row := reconciliationRow{Reconciliation: r, Bureau: names[r.BureauID].Name, Links: p.links(names[r.BureauID])}
		for _, status := range everyStatus {
			row.Counts = append(row.Counts, r.Statuses[status])
		}
		rows = append(rows, row)
	}
	l, err := reconciliationListOf(p, s.labels(c)).show(c, rows)
	return l, moved, p, err
}

func reconciliationListOf(p period, words labels) list[reconciliationRow] {
	number := func(key, label, sum string, of func(reconciliationRow) int64) listColumn[reconciliationRow] {
		return listColumn[reconciliationRow]{Key: key, Label: label, Number: true, Sum: true,
			Value:   func(r reconciliationRow) any { return of(r) },
			SumHref: func([]reconciliationRow, bool) string { return sum }}
	}
	whole := func(asOf time.Time, statuses ...string) string {
		return listing(store.ProcessFilter{AsOf: asOf, Statuses: statuses})
	}
	l := list[reconciliationRow]{
		Name: "増減の突き合わせ", Path: "/reconciliation", Unit: "局", Own: []string{"from", "to"},
		Columns: []listColumn[reconciliationRow]{
			{Key: "bureau", Label: "局", Value: func(r reconciliationRow) any { return r.Bureau }},
			number("submitted", "はじめ", whole(p.before), func(r reconciliationRow) int64 { return r.Submitted }),
			number("received", "＋受け入れ", p.moves("", registry.MoveReceived), func(r reconciliationRow) int64 { return r.Received }),
			number("handed_over", "−引き渡し", p.moves("", registry.MoveHandedOver), func(r reconciliationRow) int64 { return r.HandedOver }),
			number("new", "＋新規", p.moves("", registry.MoveNew), func(r reconciliationRow) int64 { return r.New }),
			number("removed", "−取消し", p.moves("", registry.MoveRemoved), func(r reconciliationRow) int64 { return r.Removed }),
			number("total", "＝合計", whole(p.end), func(r reconciliationRow) int64 { return r.Total }),
		},
	}
	for i, status := range everyStatus {
		key := string(status)
		if key == "" {
			key = "blank"
		}
		all := whole(p.end, cmp.Or(string(status), store.Blank))
		l.Columns = append(l.Columns, number(key, words.status(status), all, func(r reconciliationRow) int64 { return r.Counts[i] }))
	}
	return l
}

// newMovementMatrix lays the movements out; its last row are the processes that came, its last
// column but one those that went.
func newMovementMatrix(moved []registry.Movement, p period, words labels) movementMatrix {
	if len(moved) == 0 {
		return movementMatrix{}
	}
	var m movementMatrix
	for _, status := range everyStatus {
		m.Columns = append(m.Columns, words.status(status))
	}
	m.Columns = append(m.Columns, "なくなった（引き渡し・取消し）")
	for i := range len(everyStatus) + 1 {
		row := movementRow{Label: "なかった（新規・受け入れ）"}
		if i < len(everyStatus) {
			row.Label = words.status(everyStatus[i])
		}
		for j := range m.Columns {
			cell := movementCell{Same: i == j && i < len(everyStatus)}
			for _, n := range moved {
				if n.Came == (i == len(everyStatus)) && n.Went == (j == len(everyStatus)) &&
					(n.Came || n.From == everyStatus[i]) && (n.Went || n.To == everyStatus[j]) {
					cell.N += n.Processes
				}
			}
			cell.Href = p.moves("", registry.MoveStatus, "was", moveSide(i), "is", moveSide(j))
			row.Sum += cell.N
			row.Cells = append(row.Cells, cell)
		}
		m.Rows = append(m.Rows, row)
	}
	return m
}

// moveSide is the status of a row or column of the matrix, as an address has it.
func moveSide(n int) string {
	if n == len(everyStatus) {
		return registry.MoveAbsent
	}
	return cmp.Or(string(everyStatus[n]), registry.MoveBlank)
}
