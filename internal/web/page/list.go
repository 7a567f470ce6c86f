package page

import (
	"cmp"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

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
