package report

import (
	"cmp"
	"strconv"
	"strings"

	"tetsuzuki/import/form"
	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
)

// labels are what choices are called in the cells of the workbook; zero: as in the program's form.
type labels struct{ of *form.Form }

func (l labels) form() *form.Form { return cmp.Or(l.of, form.Current()) }

func (l labels) code(list, code string) string { return l.form().CodeList(list).Label(code) }

func (l labels) status(s registry.Status) string { return l.code("digitization_status", string(s)) }

// labels are those of the workbook's moment.
func (p Progress) labels() labels { return labels{p.Form} }

// where picks rows of the full list.
type where struct {
	labels
	criteria string // the arguments of COUNTIFS; empty: all rows
}

// all picks every row.
func (l labels) all() where { return where{labels: l} }

// inScope picks the rows that the rates count, as [registry.Process.Counts] says.
func (l labels) inScope() where {
	except := func(s registry.Status) string { return quoted("<>" + l.status(s)) }
	return l.all().scope("in").and(nameStatus, except(registry.Exempt)).and(nameStatus, except(registry.Abolished))
}

func (w where) and(name, criterion string) where {
	if w.criteria != "" {
		w.criteria += ","
	}
	w.criteria += name + "," + criterion
	return w
}

func (w where) scope(code string) where { return w.and(nameScope, quoted(w.code("scope", code))) }

func (w where) is(s registry.Status) where { return w.and(nameStatus, quoted(w.status(s))) }

func (w where) done() where { return w.is(registry.Done) }

func (w where) law(l registry.LawChange) where {
	return w.and(nameLaw, quoted(w.code("national_law_change", string(l))))
}

func (w where) priority(p registry.Priority) where {
	return w.and(namePriority, quoted(p.Label()))
}

// count is the formula of how many rows there are.
func (w where) count() string {
	if w.criteria == "" {
		return "COUNTA(" + nameID + ")"
	}
	return "COUNTIFS(" + w.criteria + ")"
}

// sum is the formula of what a column adds up to.
func (w where) sum(name string) string {
	if w.criteria == "" {
		return "SUM(" + name + ")"
	}
	return "SUMIFS(" + name + "," + w.criteria + ")"
}

// unknown is the formula of how many rows have no number in a column.
func (w where) unknown(name string) string { return w.count() + "-" + w.and(name, `">=0"`).count() }

// bounds are what a sum of a column may be, by the columns of how far its numbers may be off.
func (w where) bounds(b *progress.Bounds, name string, slack [3]string) []part {
	cells := boundCells(b)
	right := style{number: countFormat, right: true}
	low, high := part{value: cells[0], style: right}, part{value: cells[1], style: right}
	return []part{
		low.by("%s-%s", w.sum(name), w.sum(slack[0])),
		high.by(`IF(%s>0,"上限なし",%s+%s)`, w.sum(slack[2]), w.sum(name), w.sum(slack[1])),
	}
}

var volumeSlack = [3]string{nameBelow, nameAbove, nameOpen}

// rateOf is a rate of two cells, cut off as all rates are.
func rateOf(percent, numerator, denominator string) part {
	return share(percent).by(`IF(%s=0,"—",INT(%s*1000/%[1]s)/1000)`, denominator, numerator)
}

// pointsOf is how far a rate moved: the difference of what two cells show.
func pointsOf(from, to progress.Rate, before, after string) part {
	p := part{value: progress.Points(from, to), style: style{number: pointsFormat}}
	if from.Denominator != 0 && to.Denominator != 0 {
		p.value = float64(tenthsOf(to.Percent)-tenthsOf(from.Percent)) / 10
	}
	return p.by(`IF(AND(ISNUMBER(%s),ISNUMBER(%s)),ROUND((%[2]s-%[1]s)*100,1),"—")`, before, after)
}

// tenthsOf is a percentage with one decimal as a whole number; 0 for none.
func tenthsOf(percent string) int64 {
	share, ok := percentCell(percent).(float64)
	if !ok {
		return 0
	}
	return int64(share*1000 + .5)
}
func boundCells(b *progress.Bounds) []cell {
	if b == nil {
		return []cell{nil, nil}
	}
	if b.High == nil {
		return []cell{b.Low, "上限なし"}
	}
	return []cell{b.Low, *b.High}
}

// percentCell is a percentage, cut off already, as a number that spreadsheets can
// go on with; or the sign for no rate.
func percentCell(percent string) cell {
	tenths, err := strconv.Atoi(strings.Replace(percent, ".", "", 1)) // it has one decimal
	if err != nil {
		return percent
	}
	return float64(tenths) / 1000
}
