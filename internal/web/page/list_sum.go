package page

import (
	"slices"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
)

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
