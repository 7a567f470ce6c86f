package page

import (
	"cmp"
	"net/url"
	"slices"
	"time"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/report"
)

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
