package page

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

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

// contains is the filter of a text: it is somewhere in one of these, however it is written.
func contains(value string, texts ...string) bool {
	value = registry.SearchKey(value)
	return slices.ContainsFunc(texts, func(t string) bool { return strings.Contains(registry.SearchKey(t), value) })
}
