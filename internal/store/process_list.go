package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/lib/pq"

	"tetsuzuki/internal/registry"
)

// Page is one page of a list of processes.
type Page struct {
	Processes []registry.Process
	First     int64     // place of the page's first process in the list, from 1
	Total     int64     // on all pages
	Next      string    // cursor of the next page; empty: this is the last
	AsOf      time.Time // the moment asked for; for now, the moment of the first page
	Threshold int64     // in force at that moment; it decides [registry.Process.Priority]

	Understood []registry.Term // what the filter's Search was taken for
}

var snapshot = &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}

// Processes returns one page of the list that a filter describes, of the processes that the
// scope reaches. Following pages show the registry as of the moment of the first page.
func (s *Store) Processes(ctx context.Context, scope registry.Scope, f ProcessFilter) (Page, error) {
	var page Page
	err := s.reading(ctx, scope, func(q querier) error {
		l, err := q.newList(ctx, scope, f)
		if err != nil {
			return err
		}
		page, err = l.page(ctx)
		return err
	})
	return page, err
}

// list is a filter made ready for reading.
type list struct {
	querier
	filter    ProcessFilter
	sort      sortColumn
	start     cursor
	moment    moment
	threshold int64
	bureaus   map[int]registry.Bureau
	inOrder   []registry.Bureau      // the same
	found     registry.Understanding // of the filter's Search
	where     where                  // without the place of the page
}

func (q querier) newList(ctx context.Context, scope registry.Scope, f ProcessFilter) (*list, error) {
	if err := scope.Require("store.Processes", registry.Read); err != nil {
		return nil, err
	}
	l := &list{querier: q, filter: f, bureaus: map[int]registry.Bureau{}}
	var ok bool
	if l.sort, ok = sortBy(f.Sort); !ok {
		return nil, &registry.Error{Code: registry.Invalid, Op: "store.Processes", Field: "sort",
			Message: fmt.Sprintf("「%s」では並べ替えられません。", f.Sort)}
	}
	if err := l.place(ctx, scope); err != nil {
		return nil, err
	}
	bureaus, err := q.bureaus(ctx)
	if err != nil {
		return nil, err
	}
	l.inOrder = bureaus
	for _, b := range bureaus {
		l.bureaus[b.ID] = b
	}
	l.where.asOf(l.moment)
	if !scope.AllBureaus() {
		l.where.and("p.bureau_id = ?", scope.BureauID)
	}
	if err := l.filtered(scope); err != nil {
		return nil, err
	}
	return l, l.inGroup(ctx)
}

// filtered adds what the filter says, but for the group.
func (l *list) filtered(scope registry.Scope) error {
	ids, err := bureauIDs("store.Processes", scope, l.inOrder, l.filter.Bureaus)
	if err != nil {
		return err
	}
	l.found = registry.Understand(l.filter.Search, l.inOrder)
	l.filterBy(ids)
	l.filterBySearch()
	return nil
}

// ids are those of all processes of the list, in any order.
func (l *list) ids(ctx context.Context) (pq.Int64Array, error) {
	var ids pq.Int64Array
	err := l.together(ctx, l.askIDs(&ids))
	return ids, err
}

func (l *list) askIDs(to *pq.Int64Array) ask {
	one := askIDs(to)
	one.name, one.more, one.args = "process-ids", l.where.String(), l.where.args
	return one
}

// askIDs asks a query for IDs of processes; of none the list is empty, not nil.
func askIDs(to *pq.Int64Array) ask {
	var rows []struct {
		ID int64 `db:"process_id"`
	}
	return ask{dest: &rows, read: func() error {
		*to = make(pq.Int64Array, 0, len(rows))
		for _, r := range rows {
			*to = append(*to, r.ID)
		}
		return nil
	}}
}

// place sets moment, threshold and start; on a later page they come from the first one, by
// the cursor.
func (l *list) place(ctx context.Context, scope registry.Scope) (err error) {
	asOf := l.filter.AsOf
	digest := listDigest(l.filter, scope)
	if l.filter.Cursor != "" {
		if l.start, err = parseCursor(l.signing, l.filter.Cursor, digest); err != nil {
			return err
		}
		asOf = l.start.Change
	}
	if l.moment, err = l.querier.moment(ctx, asOf); err != nil {
		return err
	}
	if l.filter.Cursor != "" {
		l.moment.shown, l.threshold = l.start.Shown, l.start.Threshold
		return nil
	}
	threshold, err := l.querier.threshold(ctx, l.moment)
	l.threshold = threshold.Volume
	l.start = cursor{List: digest, Shown: l.moment.shown, Change: l.moment.change, Threshold: l.threshold}
	return err
}

// bureauIDs finds the bureaus that a filter names. A bureau outside the scope is
// Forbidden, an unknown one is Invalid.
func bureauIDs(op string, scope registry.Scope, bureaus []registry.Bureau, names []string) ([]int, error) {
	ids := make([]int, len(names))
	for i, name := range names {
		b, err := registry.BureauNamed(bureaus, "bureau", name)
		if err != nil {
			return nil, err
		}
		if err := scope.RequireFor(op, registry.Read, b.ID); err != nil {
			return nil, err
		}
		ids[i] = b.ID
	}
	return ids, nil
}

// filterBy adds the filter's conditions.
func (l *list) filterBy(bureaus []int) {
	f, w := l.filter, &l.where
	switch {
	case len(bureaus) == 0:
	case f.Organised == registry.OrganisedNow && !f.AsOf.IsZero():
		w.and(`coalesce((select n.bureau_id from process n where n.process_id = p.process_id
			and n.recorded_to > '9999-12-31 00:00:00+00'), p.bureau_id) = any(?)`, pq.Array(bureaus))
	default:
		w.and("p.bureau_id = any(?)", pq.Array(bureaus))
	}
	for _, c := range f.coded() {
		if len(c.codes) > 0 {
			w.and(c.column+" = any(?)", pq.Array(blanks(c.codes)))
		}
	}
	switch f.Scope {
	case ScopeIn, ScopeOut:
		w.and("p.scope = ?", f.Scope)
	case ScopeCounted:
		w.and("p.scope = 'in' and p.digitization_status not in ('exempt', 'abolished')")
	}
	priority := f.Priority
	if f.Cause != "" {
		priority = registry.Undecidable // and as asked for, if something else was
		if f.Priority != "" && f.Priority != registry.Undecidable {
			w.and("false")
		}
	}
	switch priority { // as registry.Process.Priority decides
	case registry.Yes:
		w.and("(p.priority_override = 'yes' or p.priority_override = '' and p.volume_low >= ?)", l.threshold)
	case registry.No:
		w.and("(p.priority_override = 'no' or p.priority_override = '' and p.volume_high < ?)", l.threshold)
	case registry.Undecidable:
		w.and(
			"p.priority_override = '' and (p.volume_low is null or p.volume_low < ? and coalesce(p.volume_high >= ?, true))",
			l.threshold,
			l.threshold,
		)
	}
	switch f.Cause { // as registry.Process.Cause says
	case registry.CauseUnknown:
		w.and("p.volume_low is null")
	case registry.CauseRange:
		w.and("p.volume_high is not null")
	case registry.CauseOpen:
		w.and("p.volume_low is not null and p.volume_high is null")
	}
	if f.Near { // as registry.NearTheLine decides
		from, to := registry.NearLine(l.threshold)
		w.and("p.volume_qualifier <> 'exact' and p.volume_low <= ? and coalesce(p.volume_high >= ?, true)", to, from)
	}
	if f.VolumeMin != nil {
		w.and("p.volume_total >= ?", *f.VolumeMin)
	}
	if f.VolumeMax != nil {
		w.and("p.volume_total <= ?", *f.VolumeMax)
	}
	for _, known := range []struct{ column, asked string }{{"p.volume_total", f.Volume}, {"p.usage_total", f.Usage}} {
		switch known.asked {
		case Known:
			w.and(known.column + " is not null")
		case Unknown:
			w.and(known.column + " is null")
		}
	}
	if len(f.PlannedYears) > 0 {
		w.and("coalesce(p.planned_fiscal_year, 0) = any(?)", pq.Array(f.PlannedYears))
	}
	if f.Plan != "" {
		w.and(planExpr(l.moment)+" = ?", string(f.Plan))
	}
	if len(f.Obstacles) > 0 {
		w.and("(p.obstacle && ? or p.obstacle = '{}' and ?)", pq.Array(f.Obstacles), slices.Contains(f.Obstacles, Blank))
	}
	if len(f.Platforms) > 0 {
		w.and("p.platform = any(?)", pq.Array(blanks(f.Platforms)))
	}
	l.filterByDoubt()
	if !f.DigitizedFrom.IsZero() {
		w.and("p.digitized_on >= ?", registry.DateOf(f.DigitizedFrom))
	}
	if !f.DigitizedTo.IsZero() {
		w.and("p.digitized_on <= ?", registry.DateOf(f.DigitizedTo))
	}
	if !f.ChangedSince.IsZero() {
		w.and(`(p.recorded_from > ? or exists (select from volume v where v.process_id = p.process_id
			and (v.recorded_from > ? and v.recorded_from <= ? or v.recorded_to > ? and v.recorded_to <= ? and v.recorded_to < 'infinity')))`,
			f.ChangedSince, f.ChangedSince, l.moment.asked, f.ChangedSince, l.moment.asked)
	}
}

// filterByDoubt adds the condition that there is a reason to look at the process again.
func (l *list) filterByDoubt() {
	w := &l.where
	switch l.filter.Doubt {
	case DoubtInexact:
		w.and("p.volume_qualifier <> 'exact'")
	case DoubtJumped: // as registry.ConcernVolumeTimes says of a change
		w.and(`exists (select from volume v where v.process_id = p.process_id and v.fiscal_year = p.volume_year - 1
			and v.recorded_from <= ? and v.recorded_to > ? and v.total > 0 and p.volume_total / 10 >= v.total)`, l.moment.asked, l.moment.asked)
	case DoubtUnconfirmed:
		year := registry.EndOf(l.moment.shown).AddDate(-1, 0, 0)
		w.and(`p.recorded_from <= ? and not exists (select from upload u where u.bureau_id = p.bureau_id and not u.partial
			and u.state in ('confirmed', 'unchanged') and u.finished_at > ? and u.finished_at <= ?)`, year, year, l.moment.asked)
	}
}

// planExpr says of a process when it is to be done, as of a moment: one of [Plans], or null
// where that is no question.
func planExpr(m moment) string {
	return fmt.Sprintf(`case when p.scope <> 'in' or p.digitization_status in ('done', 'exempt', 'abolished') then null
		when p.planned_fiscal_year is null then 'none' when p.planned_fiscal_year < %d then 'passed' else 'ahead' end`,
		registry.FiscalYear(m.shown))
}

// filterBySearch adds the conditions on what the process is called and where it stands in law.
func (l *list) filterBySearch() {
	f, w := l.filter, &l.where
	w.named(f.Text, f.Law, f.Article)
	if len(f.IDs) > 0 {
		ids := make([]int64, len(f.IDs))
		for i, text := range f.IDs {
			id, _ := registry.ParseProcessID(text) // as [ParseFilter] has seen
			ids[i] = int64(id)
		}
		w.and("p.process_id = any(?)", pq.Array(ids))
	}
	w.named(l.found.Words, l.found.Law, l.found.Article)
	if len(l.found.IDs) > 0 {
		w.and("p.process_id = any(?)", pq.Array(l.found.IDs))
	}
	if len(l.found.Bureaus) > 0 {
		w.and("p.bureau_id = any(?)", pq.Array(l.found.Bureaus))
	}
}

// coded lists the filter's conditions on columns of codes, by the sort key of the column.
func (f ProcessFilter) coded() []codedColumn {
	return []codedColumn{
		{"status", "p.digitization_status", f.Statuses},
		{"type", "p.process_type", f.Types},
		{"law_change", "p.national_law_change", f.LawChanges},
	}
}

type codedColumn struct {
	key, column string
	codes       []string // any of them; none: every row
}

func blanks(codes []string) []string {
	values := make([]string, len(codes))
	for i, c := range codes {
		if c != Blank {
			values[i] = c
		}
	}
	return values
}

// page reads the page that begins at the start.
func (l *list) page(ctx context.Context) (page Page, err error) {
	err = l.together(ctx, l.askPage(&page))
	return page, err
}

// askPage asks for it. A page may end one part and begin the next one: both are read by one
// statement, which goes on only as far as the page does. The first page counts the list, too,
// unless its length is remembered.
func (l *list) askPage(to *Page) ask {
	limit := l.filter.Limit
	if limit == 0 {
		limit = DefaultLimit
	}
	first := l.filter.Cursor == ""
	next := l.start
	asked := listPage{limit: limit + 1}
	if first {
		next.Total, asked.counted = known[int64](l.querier, l.counting())
		asked.counts = !asked.counted
	}
	for _, unknown := range l.parts() {
		if !first && l.start.Unknown && !unknown {
			continue // earlier pages have shown that part
		}
		part := l.part(unknown, asked.args)
		if !first && l.start.Unknown == unknown {
			part.after(l.start)
		}
		asked.parts, asked.args = append(asked.parts, part), part.where.args
	}
	var rows []processRow
	return ask{dest: &rows, name: "processes", text: l.pageText(asked), args: asked.args, read: func() error {
		if asked.counts {
			if len(rows) > 0 { // no row: it is 0
				next.Total = rows[0].Total.Int64
			}
			keep(l.querier, l.counting(), next.Total)
		}
		shown := rows[:min(limit, len(rows))]
		var processes []registry.Process
		for i := range shown {
			r := &shown[i]
			processes = append(processes, r.process(l.bureaus))
			next.Unknown, next.Key, next.ID = r.Unknown, r.SortKey.String, r.ProcessID
		}
		next.Before += int64(len(processes))
		*to = Page{Processes: processes, First: l.start.Before + 1, Total: next.Total, AsOf: l.moment.shown, Threshold: l.threshold,
			Understood: l.found.Terms}
		if len(rows) > limit {
			to.Next = next.sealed(l.signing)
		}
		return nil
	}}
}

// parts says whether each part of the list is the one of unknown sort values.
func (l *list) parts() []bool {
	if l.sort.unknown == "" {
		return []bool{false}
	}
	return []bool{false, true}
}

// part is a run of the list that one query reads.
type part struct {
	where      where
	sort       sortColumn
	unknown    bool
	descending bool
}

// listPage is what is read of a list for a page.
type listPage struct {
	parts   []part // one after the other
	args    []any  // of all of them
	limit   int
	counts  bool // the length of the list is asked for, too
	counted bool // it is known
}

// part is a part of the list in a statement that has args from an earlier part, or none.
func (l *list) part(unknown bool, args []any) part {
	p := part{where: l.where.also(), sort: l.sort, unknown: unknown, descending: l.filter.Descending}
	if args != nil {
		p.where.args = slices.Clone(args) // they begin with those of the list
	}
	switch {
	case unknown:
		p.descending = false
		p.where.and(l.sort.unknown)
	case l.sort.known != "":
		p.where.and(l.sort.known)
		for _, c := range l.filter.coded() {
			if c.key == l.sort.key && len(c.codes) == 1 {
				// Written like the sort's expression, the condition lets its index go to
				// the value directly.
				p.where.and(l.sort.expr+" = "+strings.Replace(l.sort.expr, c.column, "?", 1), blanks(c.codes)[0])
			}
		}
		if l.sort.key == "volume" && l.filter.Priority == registry.Undecidable {
			// A known but undecidable volume is a range over the threshold. This condition
			// lets a small index find these few among all volumes.
			p.where.and("p.volume_qualifier in ('lower', 'over', 'upper', 'range')")
		}
	}
	return p
}

// after lets the part begin after a row.
func (p *part) after(c cursor) {
	than := ">"
	if p.descending {
		than = "<"
	}
	if p.unknown {
		p.where.and("p.process_id > ?", c.ID)
		return
	}
	p.where.and(fmt.Sprintf("(%s, p.process_id) %s (?::%s, ?)", p.sort.expr, than, p.sort.kind), c.Key, c.ID)
}

// order is by the column, then by ID. The unknown part is ordered by the column, too,
// although it has one value there: the planner then sees that its index fits.
func (p part) order() string {
	direction := ""
	if p.descending {
		direction = " desc"
	}
	return fmt.Sprintf(" order by %s%s, p.process_id%s", p.sort.expr, direction, direction)
}

// pageText is the statement that reads a page.
func (l *list) pageText(p listPage) string {
	texts := make([]string, len(p.parts))
	for i, part := range p.parts {
		texts[i] = l.sql(part) + fmt.Sprintf(" limit %d", p.limit)
		if p.counts {
			texts[i] = strings.Replace(texts[i], "null::bigint", "("+l.text("processes-count")+l.where.String()+")", 1)
		}
	}
	if len(texts) == 1 {
		return texts[0]
	}
	return "(" + strings.Join(texts, ") union all (") + fmt.Sprintf(") limit %d", p.limit)
}

func (l *list) sql(p part) string {
	text := strings.Replace(l.text("processes"), "null::text", "("+p.sort.expr+")::text", 1)
	if p.unknown {
		text = strings.Replace(text, "false as unknown", "true as unknown", 1)
	}
	return text + p.where.String() + p.order()
}
