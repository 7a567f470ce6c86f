package store

import (
	"context"
	"fmt"
	"math/bits"
	"slices"
	"strconv"
	"strings"
	"time"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
)

// Facets say of each choice that a filter offers how many processes its list would hold.
type Facets struct {
	AsOf      time.Time
	Threshold int64
	Totals    progress.Totals // of the filter's own list
	Fields    []Facet

	Understood []registry.Term // what the filter's Search was taken for
}

// Facet is one parameter of a filter with its choices.
type Facet struct {
	Name   string // of the parameter
	Values []FacetValue
}

// FacetValue is one choice: the list of the filter with this value alone in place of what it
// has of the parameter.
type FacetValue struct {
	Value        string
	Processes    int64
	Cases        int64 // a year, of those with a known volume
	CasesUnknown int64 // processes without a known volume
	CasesInexact int64 // processes whose known volume is not exact
	CasesSlack   registry.Slack
}

// Certainty says for people how sure the sum of the cases is; empty where nothing is inexact.
func (v FacetValue) Certainty() string {
	return progress.Totals{CasesInexact: v.CasesInexact, CasesBounds: progress.BoundsOf(v.Cases, v.CasesSlack)}.Certainty()
}

// Of is a choice of a parameter; one that no process has counts nothing.
func (f Facets) Of(name, value string) FacetValue {
	for _, field := range f.Fields {
		if field.Name == name {
			for _, v := range field.Values {
				if v.Value == value {
					return v
				}
			}
		}
	}
	return FacetValue{Value: value}
}

// Facets counts the choices of a filter over the processes that the scope reaches.
func (s *Store) Facets(ctx context.Context, scope registry.Scope, f ProcessFilter) (Facets, error) {
	f = f.inAnyOrder()
	return Remember(ctx, s, scope, f.facetsAsked(), func(ctx context.Context) (facets Facets, err error) {
		err = s.reading(ctx, scope, func(q querier) error {
			asked, err := q.askFacets(ctx, &facets, scope, f)
			if err != nil {
				return err
			}
			return q.lastly(ctx, asked)
		})
		return facets, err
	})
}

func (f ProcessFilter) facetsAsked() Question {
	return Question{Name: "facets", AsOf: f.AsOf, About: f.Values().Encode()}.OfGroup(f.Group)
}

// inAnyOrder is the filter of the whole list in any order, whatever it shows of it.
func (f ProcessFilter) inAnyOrder() ProcessFilter {
	f.Cursor, f.Limit, f.Sort, f.Descending, f.Columns = "", 0, "", false, nil
	return f
}

// facetField is a parameter whose choices are counted.
type facetField struct {
	name string
	expr func(*list) string // the value of a process, as a text; null: none of the choices
	each bool               // the expression is an array, of which each element is a value
}

// standing is no parameter: by it, a list is summed up.
const standing = ""

var facetFields = []facetField{
	{name: standing, expr: fixed(`case when p.scope <> 'in' or p.digitization_status in ('exempt', 'abolished') then 'out'
		when p.digitization_status = 'done' then 'done' else 'in' end`)},
	{name: "bureau", expr: fixed("p.bureau_id::text")},
	{name: "status", expr: fixed("p.digitization_status")},
	{name: "type", expr: fixed("p.process_type")},
	{name: "scope", expr: fixed(`case when p.scope = 'in' and p.digitization_status not in ('exempt', 'abolished') then 'counted'
		else p.scope end`)},
	{name: "law_change", expr: fixed("p.national_law_change")},
	{name: "priority", expr: priorityExpr},
	{name: "cause", expr: func(l *list) string {
		return "case when " + priorityExpr(l) + ` = 'undecidable' then case when p.volume_low is null then 'unknown'
			when p.volume_high is null then 'open' else 'range' end end`
	}},
	{name: "volume", expr: fixed("case when p.volume_total is null then 'unknown' else 'known' end")},
	{name: "usage", expr: fixed("case when p.usage_total is null then 'unknown' else 'known' end")},
	{name: "planned_year", expr: fixed("coalesce(p.planned_fiscal_year::text, '')")},
	{name: "plan", expr: func(l *list) string { return planExpr(l.moment) }},
	{name: "obstacle", expr: fixed("case when p.obstacle = '{}' then array[''] else p.obstacle end"), each: true},
	{name: "platform", expr: fixed("p.platform")},
}

// FacetNames are the parameters whose choices are counted.
func FacetNames() []string {
	var names []string
	for _, f := range facetFields[1:] {
		names = append(names, f.name)
	}
	return names
}

func fixed(expr string) func(*list) string { return func(*list) string { return expr } }

// priorityExpr decides as registry.Process.Priority does.
func priorityExpr(l *list) string {
	return fmt.Sprintf(`case when p.priority_override <> '' then p.priority_override when p.volume_low >= %d then 'yes'
		when p.volume_high < %d then 'no' else 'undecidable' end`, l.threshold, l.threshold)
}

// facetRow is one value of one field with its sums.
type facetRow struct {
	Part  int // of the statement
	Mask  int // see the query "facets"
	Value *string
	sumColumns
}

// askFacets asks in one statement. The fields that the filter does not restrict are counted
// together; each that it does is counted over the list without its restriction.
func (q querier) askFacets(ctx context.Context, out *Facets, scope registry.Scope, f ProcessFilter) (ask, error) {
	whole, err := q.newList(ctx, scope, f)
	if err != nil {
		return ask{}, err
	}
	*out = Facets{AsOf: whole.moment.shown, Threshold: whole.threshold, Understood: whole.found.Terms}
	var parts [][]facetField
	var texts []string
	var args []any
	count := func(l *list, fields ...facetField) {
		parts, texts = append(parts, fields), append(texts, l.facetSQL(len(parts), len(args), fields))
		args = append(args, l.where.args...)
	}
	values := f.Values()
	var free []facetField
	for _, field := range facetFields {
		restricted := values.Has(field.name) || field.name == "cause" && f.Priority != "" || field.name == "priority" && f.Cause != ""
		if !restricted && !field.each {
			free = append(free, field)
			continue
		}
		g, err := f.without(field.name)
		if err != nil {
			return ask{}, err
		}
		l, err := q.newList(ctx, scope, g)
		if err != nil {
			return ask{}, err
		}
		count(l, field)
	}
	count(whole, free...)
	var rows []facetRow
	return ask{dest: &rows, name: "facets", text: strings.Join(texts, " union all "), args: args, read: func() error {
		out.fill(whole, parts, rows)
		return nil
	}}, nil
}

// fill sets what was counted over a list: of each part of the statement its fields.
func (f *Facets) fill(whole *list, parts [][]facetField, rows []facetRow) {
	found := map[string][]FacetValue{}
	var tallies []registry.Tally
	for _, r := range rows {
		fields := parts[r.Part]
		field := fields[len(fields)-1-bits.TrailingZeros(^uint(r.Mask))]
		switch {
		case r.Value == nil:
		case field.name == standing:
			tallies = append(tallies, r.of(registry.Tally{InScope: *r.Value != "out", Status: standingStatus[*r.Value]}))
		default:
			found[field.name] = append(found[field.name], FacetValue{Value: *r.Value, Processes: r.Processes, Cases: r.Volume,
				CasesUnknown: r.Processes - r.VolumeKnown, CasesInexact: r.VolumeInexact, CasesSlack: r.volumeSlack()})
		}
	}
	f.Totals = progress.TotalsOf(tallies)
	for _, name := range FacetNames() {
		f.Fields = append(f.Fields, Facet{name, whole.choices(name, found[name])})
	}
}

// standingStatus is a status that stands for all that count alike in sums.
var standingStatus = map[string]registry.Status{"done": registry.Done, "in": "", "out": registry.Exempt}

// without is the filter without one parameter.
func (f ProcessFilter) without(name string) (ProcessFilter, error) {
	values := f.Values()
	values.Del(name)
	return ParseFilter(values)
}

// facetSQL is the part of the statement that counts some fields over a list. Of its arguments,
// so many come before.
func (l *list) facetSQL(part, before int, fields []facetField) string {
	columns, names, sets := make([]string, len(fields)), make([]string, len(fields)), make([]string, len(fields))
	from := "process p"
	for i, f := range fields {
		names[i] = "c" + strconv.Itoa(i)
		columns[i], sets[i] = f.expr(l)+" as "+names[i], "("+names[i]+")"
		if f.each {
			from, columns[i] = "process p cross join lateral unnest("+f.expr(l)+") as element", "element as "+names[i]
		}
	}
	where := placeholder.ReplaceAllStringFunc(l.where.String(), func(p string) string {
		n, _ := strconv.Atoi(p[1:]) // the pattern lets only digits through
		return "$" + strconv.Itoa(n+before)
	})
	all := strings.Join(names, ", ")
	return strings.NewReplacer("0 as part", strconv.Itoa(part)+" as part", "grouping(c0)", "grouping("+all+")", "coalesce(c0)",
		"coalesce("+all+")", "null::text as c0", strings.Join(columns, ", "), "process p)", from+where+")", "((c0))",
		"("+strings.Join(sets, ", ")+")").Replace(l.text("facets"))
}

// choices are a field's values as a filter takes them, in the order of pages: codes by their
// list, bureaus and years by theirs, names with the most processes first.
func (l *list) choices(name string, values []FacetValue) []FacetValue {
	for i, v := range values {
		switch {
		case name == "bureau":
			id, _ := strconv.Atoi(v.Value) // our own number
			values[i].Value = l.bureaus[id].Code
		case v.Value == "":
			values[i].Value = Blank
		}
	}
	if name == "scope" { // what counts is in scope, too
		in := FacetValue{Value: ScopeIn}
		for _, v := range values {
			if v.Value != ScopeOut {
				in.Processes, in.Cases = in.Processes+v.Processes, in.Cases+v.Cases
				in.CasesUnknown, in.CasesInexact = in.CasesUnknown+v.CasesUnknown, in.CasesInexact+v.CasesInexact
				in.CasesSlack = in.CasesSlack.Plus(v.CasesSlack)
			}
		}
		values = slices.DeleteFunc(values, func(v FacetValue) bool { return v.Value == ScopeIn })
		if in.Processes > 0 {
			values = append(values, in)
		}
	}
	order := l.order(name)
	place := func(v FacetValue) int {
		if i := slices.Index(order, v.Value); i >= 0 {
			return i
		}
		return len(order)
	}
	slices.SortFunc(values, func(a, b FacetValue) int {
		if d := place(a) - place(b); d != 0 {
			return d
		}
		if name == "platform" && a.Processes != b.Processes {
			return int(b.Processes - a.Processes)
		}
		return strings.Compare(a.Value, b.Value)
	})
	if values == nil {
		values = []FacetValue{}
	}
	return values
}

// order lists the values of a parameter in the order of pages; nil: by themselves, the blank
// last.
func (l *list) order(name string) []string {
	if name == "bureau" {
		var codes []string
		for _, b := range l.inOrder {
			codes = append(codes, b.Code)
		}
		return codes
	}
	for _, p := range ProcessParameters {
		if p.Name == name {
			return p.Enum
		}
	}
	return nil
}
