package layout

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"tetsuzuki/import/form"
	"tetsuzuki/import/workbook"
)

// role is what a column is for when a row is judged.
type role uint8

const (
	other  role = iota // unmapped
	number             // No. and the like: says nothing about a record
	organ              // bureau, department, division
	name               // procedure_name
	volume             // annual_volume, online_volume
	remark
	content // every other field
)

// finish makes tables of what the scan kept.
func (s *scanner) finish() *Result {
	out := &Result{Loose: s.notes, Closest: s.closest, Legends: s.legends()}
	for _, p := range s.notes {
		out.Defined = append(out.Defined, definitions(p)...)
	}
	var prev *Table
	for _, d := range s.drafts {
		if d.end == 0 {
			d.end = d.last
		}
		for _, span := range s.split(d) {
			t := s.table(d, span, prev)
			prev = t
			told := len(s.given.HeaderRows) > 0 // by a person, who will say what its columns are
			switch fields := t.fields(); {
			case t.HasName() && (fields >= 2 || told):
				out.Tables = append(out.Tables, t)
			case fields >= 3 || told:
				out.Partial = append(out.Partial, t)
			}
		}
	}
	return out
}

// fields counts the different fields of the table's columns.
func (t *Table) fields() int {
	seen := map[string]bool{}
	for _, c := range t.Columns {
		seen[c.Field] = true
	}
	return len(seen)
}

// headings reads the header of every column that has one: its texts from top to
// bottom, merged and spread groups filled in.
func (s *scanner) headings(d *draft) (paths map[int][]string, own map[int]int) {
	paths, own = map[int][]string{}, map[int]int{}
	type cellAt struct{ row, col int }
	text := map[cellAt]string{}
	spread := map[cellAt]string{} // groups without merged cells reach to the right
	for i, h := range d.header {
		acrossAny := false
		for _, c := range h.cells {
			m := s.merges.from(h.num, c.Col)
			acrossAny = acrossAny || m.LastCol > m.FirstCol
			for col := m.FirstCol; col <= m.LastCol && col < m.FirstCol+500; col++ {
				for row := m.FirstRow; row <= min(m.LastRow, d.header[len(d.header)-1].num); row++ {
					text[cellAt{row, col}] = c.Text
				}
				own[col] = max(own[col], h.num)
			}
		}
		if i == len(d.header)-1 || acrossAny {
			continue
		}
		for k, c := range h.cells {
			if s.below(d, i, c.Col) == "" {
				continue // nothing below it: a label, not a group
			}
			end := 1 << 30
			if k+1 < len(h.cells) {
				end = h.cells[k+1].Col
			}
			for _, low := range d.header[i+1].cells {
				if low.Col > c.Col && low.Col < end {
					spread[cellAt{h.num, low.Col}] = c.Text
				}
			}
		}
	}
	cols := map[int]bool{}
	for at := range text {
		cols[at.col] = true
	}
	for col := range cols {
		for _, h := range d.header {
			t := text[cellAt{h.num, col}]
			if t == "" {
				t = spread[cellAt{h.num, col}]
			}
			paths[col] = append(paths[col], t)
		}
	}
	return paths, own
}

// below is the first text under a header row at a column.
func (s *scanner) below(d *draft, i, col int) string {
	for _, h := range d.header[i+1:] {
		if t := h.text(col); t != "" {
			return t
		}
	}
	return ""
}

type span struct{ left, right int }

// split parts a header that heads several tables side by side.
func (s *scanner) split(d *draft) []span {
	paths, _ := s.headings(d)
	var cols, names, likely []int
	for col, p := range paths {
		cols = append(cols, col)
		switch hit, ok := s.field(newHeading(p)); {
		case !ok || hit.field != "procedure_name":
		case hit.match == "similar":
			likely = append(likely, col)
		default:
			names = append(names, col)
		}
	}
	if len(names) == 0 {
		names = likely
	}
	slices.Sort(cols)
	slices.Sort(names)
	all := []span{{1, 1 << 30}}
	if len(names) < 2 {
		return all
	}
	var starts []int
	first := fold(newHeading(paths[cols[0]]).text())
	for i, col := range cols[1:] {
		gap := col-cols[i] > 1
		again := fold(newHeading(paths[col]).text()) == first
		if !gap && !again {
			continue
		}
		low := cols[0]
		if len(starts) > 0 {
			low = starts[len(starts)-1]
		}
		left := slices.ContainsFunc(names, func(n int) bool { return n >= low && n < col })
		right := slices.ContainsFunc(names, func(n int) bool { return n >= col })
		if left && right {
			starts = append(starts, col)
		}
	}
	if len(starts) == 0 {
		return all
	}
	var out []span
	left := 1
	for _, c := range starts {
		out = append(out, span{left, c - 1})
		left = c
	}
	return append(out, span{left, 1 << 30})
}

// table understands one table's columns. What its own titles do not say, those of
// the table before it on the sheet do.
func (s *scanner) table(d *draft, at span, prev *Table) *Table {
	t := &Table{form: s.opt.Form, From: d.bottom() + 1, To: d.end, Left: at.left, Right: at.right, merges: s.merges, name: -1,
		parting: d.parting, given: s.given, headed: map[int]bool{}, role: map[int]role{}, index: map[int]int{}, piece: map[int][2]int{},
		active: map[int]held{}}
	for _, h := range d.header {
		t.HeaderRows = append(t.HeaderRows, h.num)
		m := map[int]string{}
		for _, c := range h.cells {
			if c.Col >= at.left && c.Col <= at.right {
				m[c.Col] = fold(c.Text)
			}
		}
		t.headers = append(t.headers, m)
	}
	t.HeaderRows = append(t.HeaderRows, d.hints...)
	if header := d.header[len(d.header)-1].width; header > 0 {
		t.width, t.least = d.widths.usual(header)
	}
	t.top = d.header[0].num
	for _, l := range d.titles {
		t.top = min(t.top, l.num)
		for _, c := range l.cells {
			t.Titles = append(t.Titles, Place{c.Text, l.num, c.Col})
		}
	}
	t.Example = d.example

	titleYear, optionYear := s.titleYear(t)
	t.part = s.titlePart(d, t)
	unit := s.noteUnit(d, t)
	if prev != nil && titleYear == 0 {
		titleYear = prev.TitleYears
	}
	t.TitleYears = titleYear
	if prev != nil && unit == 0 && sameHeaders(prev, t) {
		unit = prev.noteUnit
	}
	t.noteUnit = unit
	t.OtherUnit = prev != nil && unit == 0 && (prev.noteUnit > 1 || prev.OtherUnit)
	paths, own := s.headings(d)
	var cols []int
	for col := range paths {
		if col >= at.left && col <= at.right {
			cols = append(cols, col)
		}
	}
	slices.Sort(cols)
	var claims []candidate
	heads := map[int]heading{}
	saved := map[int]MappedColumn{}
	placed := map[int]bool{}  // a person said so of this very column
	times := map[string]int{} // columns with a header so far
	for _, col := range cols {
		h := newHeading(paths[col])
		heads[col] = h
		times[fold(h.text())]++
		m, given := s.given.at(col, d.header[0].num)
		placed[col] = given
		if !given {
			m, given = s.known.find(h.text(), times[fold(h.text())])
		}
		if given {
			saved[col] = m
		}
	}
	if col, year := s.yearColumn(d, cols, heads, saved); col > 0 {
		t.yearCol = col
		titleYear = firstOf(titleYear, year)
	}
	joined := map[int]bool{}
	if t.Rows = s.rows(d, t, cols, heads, own, saved); t.Rows != nil && t.Rows.Col != 0 {
		joined[t.Rows.Col] = true
		saved[t.Rows.Col] = MappedColumn{Part: PartRow}
	}
	summed := false // of counts of parts: 本庁 | 支所 | 計
	for _, j := range s.joins(d, cols, heads, saved, placed) {
		summed = summed || j.hit.field == "annual_volume" && j.pieces[0].Part == PartSum
		for i := range j.pieces {
			j.pieces[i].HeaderRow = own[j.pieces[i].Col]
			joined[j.pieces[i].Col] = true
		}
		claim := candidate{
			col:    j.pieces[0].Col,
			hit:    j.hit,
			year:   firstOf(j.year, titleYear, optionYear),
			fit:    1,
			placed: j.placed,
			pieces: j.pieces,
		}
		if isVolume(j.hit.field) && j.year <= 0 {
			claim.before, claim.part = j.before, t.part.all
		}
		claims = append(claims, claim)
	}
	totalYear := 0 // that the header of the last annual volume names
	for _, col := range cols {
		h := heads[col]
		m, given := saved[col]
		hit, ok := labelHit{field: m.Field, match: "remembered", confidence: 1}, given
		if !given {
			hit, ok = s.field(h)
		}
		if m.Part.Guides() {
			continue
		}
		if joined[col] {
			if hit.field == "annual_volume" {
				totalYear = max(h.year, m.FiscalYear, 0)
			}
			continue
		}
		if h.year > 0 && onlyYears(h) {
			totalYear = h.year
		}
		if !ok && summed && len(h.path) == 1 && wholly(h.path[0]) && s.countsOnly(d, col) {
			hit, ok = labelHit{field: "annual_volume", match: "similar", confidence: 0.8}, true
		}
		if !ok || hit.field == "" || hit.field == Ignore {
			continue
		}
		switch {
		case isVolume(hit.field) && h.before > 0 && h.year <= 0: // counted below
			totalYear = 0
		case hit.field == "annual_volume":
			totalYear = max(h.year, m.FiscalYear, 0)
		case hit.field == "online_volume" && h.year == 0 && h.before == 0: // its total says the year: 件数（令和2年度） | うち電子申請
			h.year = totalYear
			heads[col] = h
		}
		claim := candidate{col: col, hit: hit, year: firstOf(m.FiscalYear, h.year, titleYear, optionYear), fit: 1, placed: placed[col],
			noted: s.noted[Place{Row: own[col], Col: col}]}
		if isVolume(hit.field) && h.year <= 0 && m.FiscalYear == 0 {
			claim.before = h.before
		}
		if isVolume(hit.field) && m.FiscalYear == 0 {
			claim.part = s.partOf(t, h)
		}
		if !given {
			claim.hit.field = s.lawOf(d, col, s.organOf(d, col, h, hit.field))
			claim.fit, claim.n = s.fit(d, col, claim.hit.field)
			if hit.sense == form.Maybe && claim.hit.field == "procedure_name" {
				claim.fit, claim.n = s.nameFit(d, col)
			}
			claim.weak = claim.hit.field == "annual_volume" && weakVolume(squeeze(h.path[len(h.path)-1]))
		}
		claims = append(claims, claim)
	}
	countYears(claims, heads, titleYear, optionYear, s.titleActual(t))
	yearOfParts(claims, heads)
	claims, parts := wholeYears(claims)
	won, lost := settle(claims)
	lost = append(lost, parts...)
	won = soleVolumes(won)
	if !slices.ContainsFunc(won, func(c candidate) bool { return c.hit.field == "procedure_name" }) {
		if c, ok := s.guessName(d, heads, won, saved); ok {
			won = append(won, c)
		}
	}
	won = append(won, s.guessCodes(d, heads, won, lost, saved)...)
	won = append(won, s.guessTimes(d, heads, won, lost, saved)...)
	won = append(won, s.guessVolumes(d, t, heads, won, lost, saved)...)
	won = append(won, s.guessTexts(d, heads, won, lost, saved)...)
	if c, ok := s.guessOnline(d, heads, won, lost, saved); ok {
		h := heads[c.col]
		h.year = c.year
		heads[c.col] = h
		won = append(won, c)
	}
	slices.SortFunc(won, func(a, b candidate) int { return a.col - b.col })
	field := map[int]string{}
	for _, c := range won {
		h := heads[c.col]
		col := Column{
			Col:        c.col,
			Header:     h.text(),
			HeaderRow:  own[c.col],
			Field:      c.hit.field,
			Match:      c.hit.match,
			Confidence: c.hit.confidence,
			Sense:      c.hit.sense,
			Pieces:     c.pieces,
			Spread:     spreadLabel(h),
		}
		if isVolume(c.hit.field) {
			col.Unit, col.UnitFrom = 1, ""
			switch {
			case saved[c.col].Unit != 0:
				col.Unit, col.UnitFrom = saved[c.col].Unit, "header"
			case h.unit != 0:
				col.Unit, col.UnitFrom = h.unit, "header"
			case unit != 0:
				col.Unit, col.UnitFrom = unit, "title"
			}
			switch {
			case saved[c.col].FiscalYear != 0:
				col.FiscalYear, col.YearFrom = saved[c.col].FiscalYear, "header"
			case c.part != "":
				col.Part = c.part
			case h.year > 0:
				col.FiscalYear, col.YearFrom, col.Guessed = h.year, "header", h.guessed
				if h.counted {
					col.YearFrom = "counted"
				}
			case c.before > 0:
			case titleYear > 0:
				col.FiscalYear, col.YearFrom = titleYear, "title"
			case optionYear > 0:
				col.FiscalYear, col.YearFrom = optionYear, "option"
			}
		}
		t.index[c.col] = len(t.Columns)
		for k := range col.Pieces {
			p := &col.Pieces[k]
			t.index[p.Col], t.piece[p.Col], t.role[p.Col] = len(t.Columns), [2]int{len(t.Columns), k}, roleOf(c.hit.field)
			if p.Unit == 0 {
				p.Unit, p.UnitFrom = max(unit, 1), "title"
			}
		}
		field[c.col] = c.hit.field
		if c.hit.field == "procedure_name" {
			t.name = len(t.Columns)
		}
		t.Columns = append(t.Columns, col)
		t.role[c.col] = roleOf(c.hit.field)
	}
	for _, col := range cols {
		s.columnLegend(d, col, heads[col])
	}
	for i := range t.Columns {
		c := &t.Columns[i]
		c.Legend = s.legendFor(heads[c.Col], c.Field, t)
	}
	s.units(d, t, heads, saved)
	t.guidesOf(heads, own, saved)
	t.rowNotes = s.rowNotes(d, t)
	t.described, t.sumTop = t.describes(), s.sumFirst(d, t)
	s.unmapped(t, d, heads, own, saved, won, lost)
	t.cells, t.above = make([]Cell, len(t.Columns)), make([]Cell, len(t.Columns))
	t.pieces, t.pieceUp = make([][]Cell, len(t.Columns)), make([][]Cell, len(t.Columns))
	for i, c := range t.Columns {
		t.pieces[i], t.pieceUp[i] = make([]Cell, len(c.Pieces)), make([]Cell, len(c.Pieces))
	}
	return t
}

// sameHeaders tells whether two tables have the same header at the same columns.
func sameHeaders(a, b *Table) bool {
	return slices.EqualFunc(a.headers, b.headers, maps.Equal[map[int]string, map[int]string])
}

func firstOf(years ...int) int {
	for _, y := range years {
		if y > 0 {
			return y
		}
	}
	return 0
}

func roleOf(field string) role {
	switch field {
	case "procedure_name":
		return name
	case "bureau", "department", "division":
		return organ
	case "annual_volume", "online_volume":
		return volume
	case "remarks":
		return remark
	}
	return content
}

// unmapped lists the columns that no field has, those without a header too.
func (s *scanner) unmapped(
	t *Table,
	d *draft,
	heads map[int]heading,
	own map[int]int,
	saved map[int]MappedColumn,
	won, lost []candidate,
) {
	winner := func(c candidate) (candidate, bool) {
		for _, w := range won {
			if w.hit.field == c.hit.field && (!isVolume(c.hit.field) || w.year == c.year) {
				return w, true
			}
		}
		return candidate{}, false
	}
	cols := map[int]bool{}
	for col := range heads {
		cols[col] = true
	}
	for col := range d.filled {
		if col >= t.Left && col <= t.Right {
			cols[col] = true
		}
	}
	for col := range cols {
		if _, mapped := t.index[col]; mapped || t.guideAt(col) {
			continue
		}
		u := Unmapped{Col: col, Header: heads[col].text(), Reason: "unknown", Cells: d.filled[col]}
		if _, ok := saved[col]; ok {
			u.Reason = "ignored"
		} else if f := s.voc.aside(heads[col]); f != "" && strings.HasPrefix(u.Header, form.LastTime) {
			u.Reason, u.Field = "aside", f
		} else if hit, ok := s.field(heads[col]); ok && hit.field == "" {
			u.Reason = "known"
		} else if f := s.voc.aside(heads[col]); !ok && f != "" {
			u.Reason, u.Field = "aside", f
		}
		if t.unitAt(col) != nil {
			u.Reason = "unit"
		} else if col == t.yearCol {
			u.Reason = "year"
		}
		for _, c := range lost {
			if c.col != col {
				continue
			}
			if w, ok := winner(c); ok {
				u.Reason, u.Rival, u.Field = "contested", w.col, c.hit.field
				if fold(heads[col].text()) == fold(heads[w.col].text()) {
					u.Reason = "twice"
				}
			}
		}
		if u.Header == "" && u.Cells == 0 {
			continue
		}
		if s.addedBeside(t, u, own) {
			u.Reason, u.Rival, u.Field = "known", 0, ""
		}
		if u.Header == "" && s.counts(d, col) {
			u.Reason = "known"
		}
		if u.Reason == "known" && numbering.MatchString(fold(u.Header)) {
			t.role[col] = number
			u.Number = u.Header == "" || s.counts(d, col)
		}
		t.Unmapped = append(t.Unmapped, u)
		t.headed[col] = u.Header != "" || u.Number
	}
	slices.SortFunc(t.Unmapped, func(a, b Unmapped) int { return a.Col - b.Col })
}

var numbering = regexp.MustCompile(`^(no|#|.*(番号|連番|項番|通番)|№|numero)$|^$`)

// counts tells whether a column numbers the rows: its numbers go up, and may begin anew.
func (s *scanner) counts(d *draft, col int) bool {
	n, before := 0, 0
	for _, l := range d.sample {
		t := l.text(col)
		if t == "" {
			continue
		}
		k := atoi(squeeze(t))
		if k == 0 && (totalKind(t) != "" || isExample(t) || isNote(t)) {
			continue
		}
		if k == 0 || k != 1 && (k < before || k > before+10) {
			return false
		}
		n, before = n+1, k
	}
	return n > 0
}

// spreadLabel tells whether a header label is spread over its cell by spaces.
func spreadLabel(h heading) bool {
	for _, p := range h.path {
		fields := strings.FieldsFunc(p, func(r rune) bool { return r == ' ' || r == '\u3000' })
		if len(fields) < 2 {
			continue
		}
		single := true
		for _, f := range fields {
			single = single && utf8.RuneCountInString(f) == 1
		}
		if single {
			return true
		}
	}
	return false
}

// onlyYear is a sheet's name that says nothing but a year.
var onlyYear = regexp.MustCompile(`^(令和|平成|令|平|R|H)(元|[0-9]{1,2})(年度?)?$|^20[0-9]{2}(年度?)?$`)

// titleYear is the fiscal year of the figures that the title names, and the one
// that the caller gave.
func (s *scanner) titleYear(t *Table) (title, option int) {
	var ys []yearText
	for _, p := range t.Titles {
		ys = append(ys, years(squeeze(p.Text), true)...)
	}
	if len(ys) == 0 { // a sheet for each year
		if name := squeeze(s.sheet); onlyYear.MatchString(name) {
			ys = years(name, false)
		} else {
			ys = years(name, true)
		}
	}
	ys = append(ys, s.noteYears(t)...)
	title, _ = soleYear(ys)
	if title == -1 { // several: the given one decides if it is among them
		for _, y := range ys {
			if y.year == s.opt.FiscalYear {
				title = y.year
			}
		}
	}
	return title, s.opt.FiscalYear
}

// noteYears are the fiscal years that notes of the table give to its counts: ※ 件数は
// 令和元年度の実績.
func (s *scanner) noteYears(t *Table) (ys []yearText) {
	for _, p := range s.notes {
		text := squeeze(p.Text)
		if p.Row < t.top || p.Row > t.To || !isNote(p.Text) || !ofCounts.MatchString(text) || s.ofRows(p) {
			continue
		}
		for _, y := range years(text, true) {
			begin := len(noteBegins.FindString(text))
			if y.start >= begin && (countsAre.MatchString(text[:y.start]) || y.start == begin && onlyActual.MatchString(text[y.end:])) {
				y.actual = true
				ys = append(ys, y)
			}
		}
	}
	if len(ys) > 0 {
		t.NoteYear, _ = soleYear(ys)
	}
	return ys
}

var (
	// countsAre ends right before the year of the counts: 件数は
	countsAre  = regexp.MustCompile(`(?:件数|実績|数値|数字|集計)[^、。]{0,6}?(?:は|:)[^、。]{0,4}$`)
	onlyActual = regexp.MustCompile(`^(?:の|における)?(?:実績|件数|集計)[^、。]{0,8}。?$`)
)

// titleActual tells whether the title says that its year is the one of the figures:
// 令和2年度実績.
func (s *scanner) titleActual(t *Table) bool {
	for _, p := range t.Titles {
		for _, y := range years(squeeze(p.Text), true) {
			if y.actual && y.year == t.TitleYears {
				return true
			}
		}
	}
	return false
}

// noteUnit is the unit that the title, or a note of the table, sets.
func (s *scanner) noteUnit(d *draft, t *Table) int {
	for _, p := range t.Titles {
		if u := noteUnit(squeeze(p.Text)); u != 0 && !s.ofRows(p) {
			return u
		}
	}
	for _, p := range s.notes {
		if p.Row < d.header[0].num || p.Row > d.end || !isNote(p.Text) && !strings.Contains(p.Text, "単位") {
			continue
		}
		if _, alone := sectionOf(p.Text); alone && d.parts(p.Row) || s.ofRows(p) {
			continue
		}
		if u := noteUnit(squeeze(p.Text)); u != 0 {
			return u
		}
	}
	return 0
}

// legendFor is what a column's marks mean: by its own header, else by a title or a
// note that names the column, else by one whose meanings are all the field's.
func (s *scanner) legendFor(h heading, field string, t *Table) map[string]string {
	f := s.opt.Form.Field(field)
	if f.List == nil {
		return nil
	}
	knows := func(l map[string]string) bool {
		for _, meaning := range l {
			if _, _, ok := f.List.Lookup(meaning); !ok {
				return false
			}
		}
		return true
	}
	// one mark alone may also say what to fill in: （○：該当）
	if h.legend != nil && (len(h.legend) > 1 || knows(h.legend)) {
		return h.legend
	}
	var fitting, most map[string]string
	// the table's own titles and notes come before those of the rest of the sheet
	near := func(p Place) bool { return p.Row >= t.top && p.Row <= t.To }
	notes := slices.Clone(s.notes)
	slices.SortStableFunc(notes, func(a, b Place) int {
		switch {
		case near(a) == near(b):
			return 0
		case near(a):
			return -1
		}
		return 1
	})
	for _, p := range notes {
		l := legend(p.Text)
		if l == nil {
			continue
		}
		named := strings.Contains(fold(p.Text), fold(h.path[len(h.path)-1])) || strings.Contains(fold(p.Text), fold(f.Label))
		all := knows(l)
		if len(l) == 1 && !all {
			continue
		}
		switch {
		case named && len(l) > 1:
			return l
		case all && len(l) > len(fitting):
			fitting = l
		case most == nil && near(p) && mostly(f, l):
			most = l
		}
	}
	if fitting == nil {
		fitting = s.legendTable(t, knows)
	}
	if fitting == nil { // what it says of a mark that is no choice counts, too
		return most
	}
	return fitting
}

// mostly tells whether more than half of a legend's meanings are choices of a field.
func mostly(f *form.Field, l map[string]string) bool {
	known := 0
	for _, meaning := range l {
		if _, _, ok := f.List.Lookup(meaning); ok {
			known++
		}
	}
	return known > 1 && known*2 > len(l)
}

// columnLegend takes a column in which every cell says what a mark means, its header
// among them, as a note.
func (s *scanner) columnLegend(d *draft, col int, h heading) {
	if len(h.path) != 1 || !markFirst.MatchString(h.path[0]) {
		return
	}
	texts := []string{h.path[0]}
	for _, l := range d.sample {
		switch text := l.text(col); {
		case text == "":
		case !markFirst.MatchString(text) || len(texts) > legendMax:
			return
		default:
			texts = append(texts, text)
		}
	}
	s.notes = append(s.notes, Place{strings.Join(texts, "、"), d.header[0].num, col})
}

// legendTable is the legend that stands as a small table of marks and meanings
// beside the table or apart from it, when all its meanings are known.
func (s *scanner) legendTable(t *Table, knows func(map[string]string) bool) map[string]string {
	for _, col := range slices.Sorted(maps.Keys(s.pairs)) {
		_, left := t.index[col]
		_, right := t.index[col+1]
		if left || right {
			continue
		}
		for _, l := range s.pairs[col].legends() {
			if knows(l.marks) {
				return l.marks
			}
		}
	}
	return nil
}

// fit is the share of a column's sampled cells that could be values of a field.
func (s *scanner) fit(d *draft, col int, field string) (share float64, n int) {
	f := s.opt.Form.Field(field)
	good := 0
	for _, l := range d.sample {
		for _, c := range l.cells {
			if c.Col != col || form.Current().Is(form.Ditto, c.Text) {
				continue
			}
			n++
			if fits(f, c) {
				good++
			}
		}
	}
	if n == 0 {
		return 1, 0
	}
	return float64(good) / float64(n), n
}

var (
	countShape = regexp.MustCompile(`^(約|およそ|概ね|おおよそ|年間|月)?[0-9〇一二三四五六七八九十百千万億]`)
	dateShape  = regexp.MustCompile(`[0-9元][./\-年月]|^[0-9]{5,8}$|未定|予定`)
	yearShape  = regexp.MustCompile(`[0-9元]|未定|検討|予定`)
	spanShape  = regexp.MustCompile(`[0-9一二三四五六七八九十]|即日|当日|なし|定めなし|未設定`)
)

// fits tells whether a cell could hold a value of the field.
func fits(f *form.Field, c workbook.Cell) bool {
	t := squeeze(c.Text)
	number := c.Kind == workbook.Number
	cur := form.Current()
	switch f.Kind {
	case form.Count:
		if cur.Is(form.NotProvided, t) || cur.Is(form.NotApplicable, t) || cur.Is(form.Dash, t) {
			return true
		}
		if number {
			return !c.Date && !strings.ContainsAny(t, ".-eE")
		}
		return countShape.MatchString(t) && !strings.ContainsAny(t, "%％第条項円/") || strings.HasSuffix(t, "件")
	case form.OneCode, form.Codes:
		if _, _, ok := f.List.Lookup(c.Text); ok {
			return true
		}
		_, ok := f.List.Mark(c.Text)
		return ok || Mark(c.Text) != "" || !number && f.Kind == form.Codes
	case form.Year:
		return cur.Is(form.NoYear, t) || cur.Is(form.Dash, t) || yearShape.MatchString(t) && utf8.RuneCountInString(t) <= 16
	case form.Date:
		return cur.Is(form.NoDate, t) || cur.Is(form.Dash, t) || c.Date || dateShape.MatchString(t)
	case form.Duration:
		return cur.Is(form.NoDuration, t) || cur.Is(form.Dash, t) || spanShape.MatchString(t)
	case form.Organ:
		return !number
	}
	if f.Key == "procedure_name" {
		return !number && !strings.Contains(t, "。") && utf8.RuneCountInString(t) <= 120
	}
	return true
}

var codeLike = regexp.MustCompile(`状況|状態|区分|類型|種別|種類|対応|有無|要否|の別|進捗|現況|電子|オンライン|デジタル|済|実施|段階`)

// guessCodes finds columns whose header only says 状況 or 区分 by their cells: all of
// them are choices of one list, and of no other that is still open. 有 and 無 are in
// several lists, so a choice of one letter says nothing.
func (s *scanner) guessCodes(d *draft, heads map[int]heading, won, lost []candidate, saved map[int]MappedColumn) []candidate {
	claimed, taken := map[int]bool{}, map[string]bool{}
	for _, c := range slices.Concat(won, lost) {
		claimed[c.col], taken[c.hit.field] = true, true
		for _, p := range c.pieces {
			claimed[p.Col] = true
		}
	}
	var out []candidate
	for _, col := range slices.Sorted(maps.Keys(heads)) {
		h := heads[col]
		if _, given := saved[col]; claimed[col] || given {
			continue
		}
		if hit, ok := s.voc.listed(h); ok && hit.field == "" {
			continue
		}
		var found []candidate
		for _, f := range s.opt.Form.Fields() {
			hinted := hints[f.Key] != nil && hints[f.Key].MatchString(h.text()) && !blocked(f.Key, "", h.path...)
			if f.Kind != form.OneCode && f.Kind != form.Codes || taken[f.Key] ||
				!hinted && (f.Kind == form.Codes || h.legend == nil && !codeLike.MatchString(h.text()) || blocked(f.Key, "", h.path...)) {
				continue
			}
			n, good := 0, 0
			for _, l := range d.sample {
				t := l.text(col)
				if t == "" || form.Current().Is(form.Ditto, t) {
					continue
				}
				if meaning, ok := h.legend[Mark(t)]; ok {
					t = meaning
				}
				n++
				if _, _, ok := f.List.Lookup(t); ok && (hinted || utf8.RuneCountInString(t) > 1) {
					good++
				}
			}
			if n >= 2 && good*10 >= n*9 {
				c := candidate{
					col: col,
					hit: labelHit{field: f.Key, match: "similar", confidence: 0.6},
					fit: float64(good) / float64(n),
					n:   n,
				}
				if hinted {
					found = []candidate{c}
					break
				}
				found = append(found, c)
			}
		}
		if len(found) == 1 {
			out, taken[found[0].hit.field] = append(out, found[0]), true
		}
	}
	return out
}

var nameLike = regexp.MustCompile(`手続|事務|申請|届|業務|案件|許認可|名称|件名|項目`)

// guessName finds the column of names in a table whose header does not say: texts
// that differ from row to row under a header that speaks of procedures.
func (s *scanner) guessName(d *draft, heads map[int]heading, won []candidate, saved map[int]MappedColumn) (candidate, bool) {
	strong := 0
	mapped := map[int]bool{}
	for _, c := range won {
		mapped[c.col] = true
		if c.hit.match != "similar" {
			strong++
		}
	}
	if strong < 3 {
		return candidate{}, false
	}
	best := candidate{}
	for col, h := range heads {
		if _, given := saved[col]; mapped[col] || given || !nameLike.MatchString(h.text()) || blocked("procedure_name", "", h.path...) {
			continue
		}
		fit, n := s.nameFit(d, col)
		if n == 0 || fit == 0 {
			continue
		}
		if c := (candidate{col: col, hit: labelHit{field: "procedure_name", match: "similar", confidence: 0.5}, fit: fit, n: n}); best.col == 0 ||
			c.fit > best.fit ||
			c.fit == best.fit && col < best.col {
			best = c
		}
	}
	return best, best.col != 0
}

// nameFit is how much a column's cells differ from row to row, as the names of
// procedures do; 0 where they are no names.
func (s *scanner) nameFit(d *draft, col int) (share float64, n int) {
	distinct, long := map[string]bool{}, 0
	for _, l := range d.sample {
		if t := l.text(col); t != "" {
			n++
			distinct[t] = true
			if k := utf8.RuneCountInString(t); k >= 4 && k <= 80 && !strings.Contains(t, "。") {
				long++
			}
		}
	}
	if n == 0 || len(distinct)*10 < n*7 || long*10 < n*8 {
		return 0, n
	}
	return float64(len(distinct)) / float64(n), n
}
