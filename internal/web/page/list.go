package page

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// list describes a list: one description makes its filters, chips, headers to sort by, sums,
// pages and files. A list of T is held in memory; those that are too long for that, the
// catalogue and the log, make their listHead themselves.
type list[T any] struct {
	Name    string // of its files and for screen readers
	Path    string
	Unit    string // what is counted
	Filters []listFilter[T]
	Columns []listColumn[T]
	Sort    string   // the key of the column by which it is sorted if nobody asks; "-key": descending
	Own     []string // parameters of the page that are not the list's
	Choose  string   // the name by which rows are chosen, all of a page at once, too; empty: none are
	Anchor  string   // its place on a page that has more than the list
	Files   string   // the address of its files without their endings; empty: Path
	When    string   // what all of it is of, a moment or a round, for its files; empty: nothing to be said
}

// listColumn is a column of a list. Its values are sorted by, summed and written to files.
type listColumn[T any] struct {
	Key    string // in the address; empty: the column is not sorted by
	Label  string
	Value  func(T) any // see [report.Table]; nil is a blank, and comes last
	Number bool        // its header stands to the right, and it begins with the greatest
	Sum    bool        // its numbers and rates are added up below
	File   bool        // only in files: the page shows it within another column
	Page   bool        // only on the page: it has something to press
	Choose bool        // its boxes choose rows, see [list.Choose]

	// SumHref is where the sum of the rows that were kept leads; nil: nowhere.
	SumHref func(kept []T, all bool) string

	// Of a list that shows nothing but its values: what stands below one in small, where it
	// leads, and the form for ending what the row is.
	Sub, Href func(T) string
	Ask       func(T) *askReason
}

// listSum is a sum below its column.
type listSum struct{ Text, Href string }

// listFilter restricts a list.
type listFilter[T any] struct {
	Name, Label string
	Options     []option // one to be chosen; nil: a text, or a day
	Day         bool
	Example     string // of a text
	Keep        func(row T, value string) bool
	KeepDay     func(row T, day time.Time) bool
}

// listHead is what the page of any list has around its rows.
type listHead struct {
	Name, Action, Unit string
	Fields             []listField
	Hidden             []store.Condition // what the form of the filters sends on: the order, the page's size
	Chips              []chip
	Clear              string // the list without its filters
	Columns            []sortLink
	Sums               []listSum // as the columns; nil: none
	Pager              pager
	CSV, XLSX          string // the same list as a file; empty: no permission
	Empty              bool
}

// listField is one filter in the form.
type listField struct {
	Name, Label, Value, Example string
	Options                     []option
	Day                         bool
}

// shownList is a list as its page shows it.
type shownList[T any] struct {
	listHead
	Rows   []T    // of this page
	Every  bool   // all of them are chosen
	Choice string // the address at which all of them are chosen, or none are

	file report.Table
}

// The parameters that every list has.
const (
	paramSort  = "sort"
	paramOrder = "order"
	paramPage  = "page"
	paramLimit = "limit"

	paramSelect = "select" // of a list whose rows are chosen: selectPage chooses all of the page
	selectPage  = "page"
)

// show filters, sorts and cuts the rows as the address asks.
func (l list[T]) show(c echo.Context, rows []T) (shownList[T], error) {
	values := filled(c.QueryParams())
	var out shownList[T]
	if l.Choose != "" { // what is chosen holds for this page alone
		out.Every = values.Get(paramSelect) == selectPage
		values = without(values, paramSelect)
		other := maps.Clone(values)
		if !out.Every {
			other.Set(paramSelect, selectPage)
		}
		out.Choice = l.at(other)
	}
	asked, err := l.parse(values)
	if err != nil {
		return out, err
	}
	out.Name, out.Action, out.Unit, out.Fields, out.Chips = l.Name, l.at(nil), l.Unit, l.fields(values), l.chips(values)
	out.Clear = l.at(l.own(values))
	kept := slices.DeleteFunc(slices.Clone(rows), func(row T) bool { return !asked.keep(row) })
	l.order(kept, asked.sort, asked.descending)
	out.Columns, out.Sums, out.file = l.sortLinks(values, asked), l.sums(kept, len(kept) == len(rows)), l.table(kept, out.Chips)
	first := min((asked.page-1)*asked.limit, len(kept))
	out.Rows = kept[first:min(first+asked.limit, len(kept))]
	out.Empty = len(out.Rows) == 0
	out.Pager = l.pager(values, asked, len(kept), len(out.Rows))
	for _, name := range append([]string{paramSort, paramOrder, paramLimit}, l.Own...) {
		if v := values.Get(name); v != "" {
			out.Hidden = append(out.Hidden, store.Condition{Name: name, Value: v})
		}
	}
	if request.ScopeOf(c).May(registry.Export) {
		whole, files := without(values, paramPage, paramLimit), cmp.Or(l.Files, l.Path)
		out.CSV, out.XLSX = withQuery(files+".csv", whole), withQuery(files+".xlsx", whole)
	}
	return out, nil
}

// at is the list's address with parameters.
func (l list[T]) at(values url.Values) string {
	if l.Anchor == "" {
		return withQuery(l.Path, values)
	}
	return withQuery(l.Path, values) + "#" + l.Anchor
}

// own are the parameters that are the page's and not the list's.
func (l list[T]) own(values url.Values) url.Values {
	own := url.Values{}
	for _, name := range l.Own {
		if values.Has(name) {
			own[name] = values[name]
		}
	}
	return own
}

// asked is what an address asks of a list.
type askedList[T any] struct {
	keeps       []func(T) bool
	sort        string
	descending  bool
	page, limit int
}

func (a askedList[T]) keep(row T) bool {
	return !slices.ContainsFunc(a.keeps, func(keep func(T) bool) bool { return !keep(row) })
}

// parse reads the address. What it does not know, and what cannot be meant, is an Invalid
// error that says what to choose from.
func (l list[T]) parse(values url.Values) (askedList[T], error) {
	a := askedList[T]{page: 1, limit: store.DefaultLimit}
	a.sort, a.descending = strings.CutPrefix(l.Sort, "-")
	wrong := func(field, format string, args ...any) (askedList[T], error) {
		return a, &registry.Error{Code: registry.Invalid, Op: "page.list", Field: field, Message: fmt.Sprintf(format, args...)}
	}
	for name := range values {
		value := strings.TrimSpace(values.Get(name))
		f := slices.IndexFunc(l.Filters, func(f listFilter[T]) bool { return f.Name == name })
		switch {
		case f >= 0:
			keep, err := l.Filters[f].read(value)
			if err != nil {
				return a, err
			}
			a.keeps = append(a.keeps, keep)
		case name == paramSort:
			if !slices.ContainsFunc(l.Columns, func(c listColumn[T]) bool { return c.Key == value }) {
				return wrong(name, "並べ替えの項目「%s」はありません。表の見出しから選んでください。", value)
			}
			a.sort = value
		case name == paramOrder:
			if value != "asc" && value != "desc" {
				return wrong(name, "並び順「%s」は使えません。表の見出しから選んでください。", value)
			}
			a.descending = value == "desc"
		case name == paramPage, name == paramLimit:
			n, err := strconv.Atoi(value)
			if err != nil || n < 1 || name == paramLimit && n > pageSizes[len(pageSizes)-1] || n > maxPage {
				return wrong(name, "ページの指定「%s」は使えません。一覧の下の「次のページ」や「1ページの行数」から選んでください。", value)
			}
			if name == paramPage {
				a.page = n
			} else {
				a.limit = n
			}
		case slices.Contains(l.Own, name):
		default:
			return wrong(name, noCondition, name)
		}
	}
	if values.Has(paramSort) && !values.Has(paramOrder) {
		a.descending = false
	}
	return a, nil
}

// maxPage bounds the number of a page.
const maxPage = 1_000_000

// read makes the condition of a value.
func (f listFilter[T]) read(value string) (func(T) bool, error) {
	switch {
	case f.Day:
		day, err := registry.ParseDay("page.list", f.Name, f.Label, value)
		if err != nil {
			return nil, err
		}
		return func(row T) bool { return f.KeepDay(row, day) }, nil
	case f.Options != nil && !slices.ContainsFunc(f.Options, func(o option) bool { return o.Value == value }):
		return nil, &registry.Error{Code: registry.Invalid, Op: "page.list", Field: f.Name,
			Message: fmt.Sprintf("%sを一覧から選んでください。例：%s", f.Label, f.Options[0].Label)}
	}
	return func(row T) bool { return f.Keep(row, value) }, nil
}

func (l list[T]) fields(values url.Values) []listField {
	fields := make([]listField, len(l.Filters))
	for i, f := range l.Filters {
		fields[i] = listField{Name: f.Name, Label: f.Label, Value: values.Get(f.Name), Example: f.Example, Day: f.Day,
			Options: slices.Clone(f.Options)}
		for j := range fields[i].Options {
			fields[i].Options[j].Chosen = fields[i].Options[j].Value == fields[i].Value
		}
		if f.Day {
			fields[i].Value = dayField(fields[i].Value)
		}
	}
	return fields
}

func (l list[T]) chips(values url.Values) []chip {
	var chips []chip
	for _, f := range l.Filters {
		value := values.Get(f.Name)
		if value == "" {
			continue
		}
		if f.Day {
			value = dayField(value)
		}
		if at := slices.IndexFunc(f.Options, func(o option) bool { return o.Value == value }); at >= 0 {
			value = f.Options[at].Label
		}
		chips = append(chips, chip{f.Label + "：" + value, l.at(without(values, f.Name, paramPage))})
	}
	return chips
}

// without is an address's parameters but some.
func without(values url.Values, names ...string) url.Values {
	rest := url.Values{}
	for name, given := range values {
		if !slices.Contains(names, name) {
			rest[name] = given
		}
	}
	return rest
}

func (l list[T]) order(rows []T, by string, descending bool) {
	at := slices.IndexFunc(l.Columns, func(c listColumn[T]) bool { return c.Key == by && by != "" })
	if at < 0 {
		return
	}
	value := l.Columns[at].Value
	slices.SortStableFunc(rows, func(a, b T) int {
		x, y := value(a), value(b)
		switch {
		case blank(x) || blank(y): // last, whatever the order
			return cmp.Compare(boolInt(blank(x)), boolInt(blank(y)))
		case descending:
			return compareValues(y, x)
		}
		return compareValues(x, y)
	})
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// blank reports whether there is nothing to compare by.
func blank(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case time.Time:
		return v.IsZero()
	case report.Day:
		return time.Time(v).IsZero()
	case progress.Rate:
		return v.Denominator == 0
	}
	return false
}

// compareValues compares two values of a column, which are of one type.
func compareValues(a, b any) int {
	switch a := a.(type) {
	case string:
		return cmp.Compare(a, b.(string))
	case int64:
		return cmp.Compare(a, b.(int64))
	case int:
		return cmp.Compare(a, b.(int))
	case time.Time:
		return a.Compare(b.(time.Time))
	case report.Day:
		return time.Time(a).Compare(time.Time(b.(report.Day)))
	case progress.Rate:
		return cmp.Compare(*a.Rate, *b.(progress.Rate).Rate)
	}
	return 0
}

// sortLinks are the headers of the page.
func (l list[T]) sortLinks(values url.Values, asked askedList[T]) []sortLink {
	var links []sortLink
	for _, c := range l.Columns {
		if c.File {
			continue
		}
		link := sortLink{Label: c.Label, Numeric: c.Number}
		if c.Choose {
			link.Choose = l.Choose
		}
		if c.Key != "" {
			order := "asc"
			if c.Number {
				order = "desc"
			}
			if c.Key == asked.sort {
				order = map[bool]string{true: "asc", false: "desc"}[asked.descending]
				link.Sorted = map[bool]string{true: "descending", false: "ascending"}[asked.descending]
			}
			to := without(values, paramPage)
			to.Set(paramSort, c.Key)
			to.Set(paramOrder, order)
			link.Href = l.at(to)
		}
		links = append(links, link)
	}
	return links
}

func isNumber(v any) bool {
	switch v.(type) {
	case int, int64, progress.Rate:
		return true
	}
	return false
}

// sums adds up the columns of the page that are to be; nil if there is nothing to add up.
func (l list[T]) sums(kept []T, all bool) []listSum {
	values := l.sumValues(kept)
	if values == nil {
		return nil
	}
	var sums []listSum
	for i, c := range l.Columns {
		if c.File {
			continue
		}
		var sum listSum
		switch v := values[i].(type) {
		case int64:
			sum.Text = registry.Thousands(v)
		case progress.Rate:
			sum.Text = v.Text()
		}
		if c.SumHref != nil {
			sum.Href = c.SumHref(kept, all)
		}
		sums = append(sums, sum)
	}
	return sums
}

// sumValues are the sums of all columns; nil where there is nothing to add up.
func (l list[T]) sumValues(rows []T) []any {
	if len(rows) < 2 || !slices.ContainsFunc(l.Columns, func(c listColumn[T]) bool { return c.Sum }) {
		return nil
	}
	sums := make([]any, len(l.Columns))
	for i, c := range l.Columns {
		if c.Sum {
			sums[i] = sumOf(rows, c.Value)
		}
	}
	return sums
}

// sumOf adds up the values of a column, which are of one type.
func sumOf[T any](rows []T, value func(T) any) any {
	var sum any
	for _, row := range rows {
		switch v := value(row).(type) {
		case int64:
			n, _ := sum.(int64)
			sum = n + v
		case int:
			n, _ := sum.(int64)
			sum = n + int64(v)
		case progress.Rate:
			r, _ := sum.(progress.Rate)
			sum = r.Plus(v)
		}
	}
	return sum
}

// table is all rows as a file.
func (l list[T]) table(rows []T, chips []chip) report.Table {
	t := report.Table{Name: l.Name, Conditions: conditionsText(chips)}
	for i, sum := range l.sumValues(rows) {
		if !l.Columns[i].Page {
			t.Sums = append(t.Sums, sum)
		}
	}
	if l.When != "" {
		t.Conditions = strings.TrimSuffix(l.When+"、"+t.Conditions, "、")
	}
	if t.Sums != nil && t.Sums[0] == nil {
		t.Sums[0] = "合計"
	}
	columns := slices.DeleteFunc(slices.Clone(l.Columns), func(c listColumn[T]) bool { return c.Page })
	for _, c := range columns {
		t.Columns = append(t.Columns, c.Label)
	}
	for _, row := range rows {
		values := make([]any, len(columns))
		for i, c := range columns {
			if v := c.Value(row); !blank(v) || isNumber(v) {
				values[i] = v
			}
		}
		t.Rows = append(t.Rows, values)
	}
	return t
}

// conditionsText is what a list is restricted to, in a line.
func conditionsText(chips []chip) string {
	texts := make([]string, len(chips))
	for i, c := range chips {
		texts[i] = c.Label
	}
	return strings.Join(texts, "、")
}

func (l list[T]) pager(values url.Values, asked askedList[T], total, shown int) pager {
	p := pager{First: int64((asked.page-1)*asked.limit + 1), Total: int64(total)}
	p.Last = p.First + int64(shown) - 1
	at := func(page int) string {
		to := without(values, paramPage)
		if page > 1 {
			to.Set(paramPage, strconv.Itoa(page))
		}
		return l.at(to)
	}
	if asked.page > 1 {
		p.Start = at(1)
	}
	if asked.page > 2 {
		p.Before = at(asked.page - 1)
	}
	if asked.page*asked.limit < total {
		p.Next = at(asked.page + 1)
	}
	for _, n := range pageSizes {
		to := without(values, paramPage)
		to.Set(paramLimit, strconv.Itoa(n))
		p.Sizes = append(p.Sizes, sizeLink{n, l.at(to), n == asked.limit})
	}
	return p
}

// sendTable sends a list as a file, and notes it in the log.
func (s *Handlers) sendTable(c echo.Context, t report.Table, k fileKind) error {
	noted := store.Export{What: t.Name + "（" + k.format + "）", Conditions: t.Conditions}
	if err := s.Store.RecordExport(c.Request().Context(), request.ScopeOf(c), noted); err != nil {
		return err
	}
	return s.Download(c, k.name(t.Name, s.fileDay(time.Time{})), k.contentType, func(w io.Writer) error {
		if k.lost {
			return t.WriteLost(w, k.charset)
		}
		_, err := t.WriteTable(w, k.format, k.charset)
		return err
	})
}

// listRoutes are the files of a list, which have its address with the format's ending. They
// need the power that its page needs, and the one to export.
func listRoutes[T any](s *Handlers, path string, a request.Access, show func(echo.Context) (shownList[T], error)) []request.Route {
	var routes []request.Route
	for _, format := range report.Formats {
		routes = append(routes, request.Get(path+"."+format, a, func(c echo.Context) error {
			if err := request.ScopeOf(c).Require("page.listRoutes", registry.Export); err != nil {
				return err
			}
			k, err := kindOf(c, format)
			if err != nil {
				return err
			}
			// What says how the file is written is no condition of the list.
			values := c.QueryParams()
			delete(values, paramEncoding)
			delete(values, paramLost)
			c.Request().URL.RawQuery = values.Encode()
			l, err := show(c)
			if err != nil {
				return err
			}
			return s.sendTable(c, l.file, k)
		}).Within(request.Exporting))
	}
	return routes
}

// listFiles are the files of all lists but the catalogue.
func (s *Handlers) listFiles() []request.Route {
	reading, auditing, configuring := request.Needs(registry.Read), request.Needs(registry.Audit), request.Needs(registry.Configure)
	return slices.Concat(
		listRoutes(s, "/bureaus", reading, s.bureauList),
		listRoutes(s, "/uploads", reading, s.uploadList),
		listRoutes(s, "/transfers", reading, s.transferList),
		listRoutes(s, "/reconciliation", reading, s.reconciliationList),
		listRoutes(s, movesPath, reading, s.movesFile),
		listRoutes(s, groupsPath, reading, s.groupList),
		listRoutes(s, registry.BulkEditsPath, request.Needs(registry.Undo), s.bulkList),
		listRoutes(s, viewsPath, reading, s.viewList),
		listRoutes(s, proposalsPath, reading, s.proposalList),
		listRoutes(s, lawSettingsPath, reading, s.lawSettingList),
		listRoutes(s, lawsPath, reading, s.lawList),
		listRoutes(s, lawsPath+"/processes", reading, s.blockedList),
		listRoutes(s, "/snapshots", reading, s.snapshotList),
		listRoutes(s, plansPath, reading, s.planList),
		listRoutes(s, plansPath+"/compare", reading, s.comparedFile),
		listRoutes(s, "/plans/:id/processes", reading, s.plannedFile),
		listRoutes(s, "/admin/log", auditing, s.auditFile),
		listRoutes(s, roundsPath, configuring, s.roundList),
		listRoutes(s, thresholdsPath, configuring, s.thresholdList),
		listRoutes(s, targetsPath, configuring, s.targetList),
		listRoutes(s, amendmentsPath, configuring, s.amendmentList),
		listRoutes(s, boardPath, reading, s.boardFile),
		listRoutes(s, accountsPath, request.Needs(registry.Administer).Proved(), s.accountList),
		listRoutes(s, enteredPath, reading, s.enteredList),
		listRoutes(s, curvePath, reading, s.curveFile),
		listRoutes(s, forecastPath, reading, s.forecastFile),
		listRoutes(s, funnelFile, reading, s.funnelFile),
		listRoutes(s, obstaclesFile, reading, s.obstacleFile),
		listRoutes(s, honestyPath, reading, s.honestyFile),
		listRoutes(s, bureauTablePath, reading, s.bureauTableFile),
		listRoutes(s, scoresPath, reading, s.scoreList),
		listRoutes(s, bridgePath, reading, s.bridgeFile),
		listRoutes(s, bridgePartPath, reading, s.bridgePartFile),
	)
}

// contains is the filter of a text: it is somewhere in one of these, however it is written.
func contains(value string, texts ...string) bool {
	value = registry.SearchKey(value)
	return slices.ContainsFunc(texts, func(t string) bool { return strings.Contains(registry.SearchKey(t), value) })
}
