package layout

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"tetsuzuki/import/form"
	"tetsuzuki/import/workbook"
)

const (
	sampled     = 200   // body lines kept of each table to judge its columns by
	remembered  = 24    // lines kept above a header, for its titles and groups
	headerMax   = 3     // rows of labels in a header
	narrow      = 2     // cells of a line that may be a title or a note
	comparedMax = 5000  // headings of a sheet that are compared with every label
	labelsMax   = 20000 // texts whose likeness to labels is remembered
	legendMax   = 8     // marks of a legend
	notesMax    = 400   // notes of a sheet searched for legends and units
)

// scanner is the first reading of one sheet.
type scanner struct {
	voc      *vocabulary
	given    MappedSheet // what a person said of the sheet
	known    *known      // and of headers
	merges   *merges
	opt      Options
	labels   map[string]float64 // how much a text is a listed label
	likely   map[string]float64 // how much it is like one
	recent   []line             // the lines just read
	cur      *draft
	drafts   []*draft
	compared int // headings compared with every label
	notes    []Place
	marks    []string // the lines just read that each say what a mark means
	sheet    string
	noted    map[Place]bool  // cells with a note of the form's own, without their texts
	borne    map[string]bool // marks of notes that cells of records bear
	closest  Closest
	pairs    map[int]*pairings // cells that hold a mark with their right neighbours', by column
}

// pairings are what may be legends in the form of tables, one below the other in a
// column. A column in which marks come again is one of values.
type pairings struct {
	blocks []*pairing
	values bool
	last   int // row
}

// pairing is what may be a legend in the form of a table.
type pairing struct {
	marks map[string]string
	row   int    // its first
	above string // the text above it
}

// draft is a table that is still being read.
type draft struct {
	header  []line
	hints   []int // rows of column numbers and of hints below the header
	titles  []line
	sample  []line
	filled  map[int]int // body cells by column
	widths  widths
	end     int // last row of the body, set when the next table begins
	last    int // last line seen
	context map[string]bool
	example bool         // its title says that all of it is an example
	parting map[int]bool // titles between its rows, each above a repeated header
}

func (d *draft) bottom() int {
	n := d.header[len(d.header)-1].num
	if len(d.hints) > 0 {
		n = max(n, d.hints[len(d.hints)-1])
	}
	return n
}

func (s *scanner) line(l line) {
	s.take(l)
	if len(s.recent) == remembered {
		s.recent = append(s.recent[:0], s.recent[1:]...)
	}
	s.recent = append(s.recent, l)
}

func (s *scanner) take(l line) {
	s.pair(l)
	d := s.cur
	if len(s.given.HeaderRows) > 0 {
		if slices.Contains(s.given.HeaderRows, l.num) {
			s.takeGiven(l)
			return
		}
	} else if d != nil && len(d.sample) == 0 && s.continuesHeader(d, l) {
		return
	} else if s.isHeader(l) {
		header := s.withGroups(l)
		titles := s.titlesAbove(header[0].num)
		if d != nil && d.heads(l) && !d.example && !s.titled(d, titles) && s.repeats(d, header) {
			d.last = l.num
			for _, t := range titles {
				d.parting[t.num] = true
			}
			return
		}
		s.begin(header, titles)
		return
	}
	s.note(l)
	if d != nil {
		d.last = l.num
		d.widths.add(l)
		for i := range l.cells {
			c := &l.cells[i]
			d.filled[c.Col]++
			if len(l.cells) > narrow {
				for _, m := range marksOn(c) {
					s.borne[m] = true
				}
			}
		}
		if len(d.sample) < sampled && len(l.cells) > 1 {
			d.sample = append(d.sample, l)
		}
	}
}

// pair keeps marks that stand left of a text as what may be a legend in the form
// of a table: every mark once, few of them.
func (s *scanner) pair(l line) {
	for i, c := range l.cells {
		if i+1 == len(l.cells) || l.cells[i+1].Col != c.Col+1 || len(c.Text) > 16 {
			continue
		}
		rs := []rune(strings.TrimSpace(c.Text))
		if len(rs) != 1 || !isSign(rs[0]) && len(markOf(rs[0])) != 1 {
			continue
		}
		in := s.pairs[c.Col]
		if in == nil {
			in = &pairings{}
			s.pairs[c.Col] = in
		}
		label := ""
		if i > 0 && l.cells[i-1].Col == c.Col-1 && isText(l.cells[i-1]) {
			label = l.cells[i-1].Text
		}
		meaning := strings.TrimSpace(l.cells[i+1].Text)
		if !isText(l.cells[i+1]) || meaning == "" || markOf([]rune(meaning)[0]) != "" {
			in.values = true
		}
		in.add(markOf(rs[0]), meaning, label, l.num, func() string { return s.above(c.Col) })
	}
}

// add takes up a mark with its meaning. A new legend begins below a gap, or where a
// label beside it does: デジタル化状況 | ○ | 実施済.
func (p *pairings) add(mark, meaning, label string, row int, above func() string) {
	if p.values {
		return
	}
	var cur *pairing
	if n := len(p.blocks); n > 0 && row == p.last+1 {
		cur = p.blocks[n-1]
	}
	if cur != nil {
		if _, twice := cur.marks[mark]; twice || len(cur.marks) >= legendMax {
			if label == "" {
				p.values = true
				return
			}
			cur = nil
		}
	}
	if cur == nil {
		if len(p.blocks) == legendMax {
			p.values = true
			return
		}
		cur = &pairing{marks: map[string]string{}, row: row, above: label + "、" + above()}
		p.blocks = append(p.blocks, cur)
	}
	cur.marks[mark], p.last = meaning, row
}

// legends are the pairings of a column that may be legends.
func (p *pairings) legends() []*pairing {
	if p.values {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(p.blocks), func(b *pairing) bool { return len(b.marks) < 2 })
}

// above are the texts of the lines just read that stand above a small table: a title,
// and a header at its columns.
func (s *scanner) above(col int) string {
	var texts []string
	for _, l := range s.recent[max(0, len(s.recent)-2):] {
		for _, c := range l.cells {
			if isText(c) && (c.Col == col || c.Col == col+1 || len(l.cells) == 1) {
				texts = append(texts, c.Text)
			}
		}
	}
	return strings.Join(texts, "、")
}

// label says how much a text is a label of the form; similar asks whether it is at
// least like one.
func (s *scanner) label(c workbook.Cell, similar bool) float64 {
	if !isText(c) || len(c.Text) > 400 {
		return 0
	}
	v, ok := s.labels[c.Text]
	if !ok {
		v = s.listed(c.Text)
		if len(s.labels) < labelsMax {
			s.labels[c.Text] = v
		}
	}
	if v != 0 || !similar {
		return v
	}
	if v, ok = s.likely[c.Text]; !ok {
		switch hit, ok := s.similar(pathOnly([]string{c.Text})); {
		case !ok || hit.field == "":
		case hit.match == "similar":
			v = 0.6
		case hit.field == "procedure_name":
			v = 1.001
		default:
			v = 0.9
		}
		if len(s.likely) < labelsMax {
			s.likely[c.Text] = v
		}
	}
	return v
}

// note keeps the texts of a line that may set units or say what marks mean. Such
// words may be spread over the cells of a line (凡例 | ○：有 | ×：無) or over lines
// (○ | 実施済, below it × | 未実施).
func (s *scanner) note(l line) {
	if len(l.cells) > narrow+1 && (s.cur != nil || len(l.cells) > 12) || len(s.notes) >= notesMax {
		s.marks = nil
		return
	}
	var parts []string
	for _, c := range l.cells {
		if isText(c) {
			s.notes = append(s.notes, Place{c.Text, l.num, c.Col})
			parts = append(parts, c.Text)
		}
	}
	if len(parts) == 2 && Mark(parts[0]) != "" {
		parts = []string{parts[0] + "：" + parts[1]}
	}
	if len(parts) > 1 {
		s.notes = append(s.notes, Place{strings.Join(parts, "、"), l.num, l.cells[0].Col})
	}
	if len(parts) != 1 || !markFirst.MatchString(parts[0]) {
		s.marks = nil
		return
	}
	if s.marks = append(s.marks, parts[0]); len(s.marks) > 1 {
		s.notes = append(s.notes, Place{strings.Join(s.marks, "、"), l.num, l.cells[0].Col})
	}
}

// markFirst is a line that says what one mark means.
var markFirst = regexp.MustCompile(`^[\s　]*[○〇◯◎●△▲×✕✖ｘ－―□■☆★][\s　]*(：|:|＝|=|…|→|は)`)

// takeGiven takes a row up as one of the headers that a person pointed out: of the
// table that has no row yet, or of a new one.
func (s *scanner) takeGiven(l line) {
	d := s.cur
	if d == nil || len(d.filled) > 0 {
		s.begin([]line{l}, s.titlesAbove(l.num))
		return
	}
	d.last = l.num
	switch {
	case unitsOnly(l):
		d.header = append(d.header, inBrackets(l))
	case columnNumbers(l) || inputHints(l, len(d.header[len(d.header)-1].cells)):
		d.hints = append(d.hints, l.num)
	default:
		d.header = append(d.header, l)
	}
}

// field is the vocabulary's, with a bound on how many headings of a sheet are
// compared with every label.
func (s *scanner) field(h heading) (labelHit, bool) {
	if hit, ok := s.voc.listed(h); ok {
		return hit, true
	}
	return s.similar(h)
}

func (s *scanner) similar(h heading) (labelHit, bool) {
	if s.compared++; s.compared > comparedMax {
		return labelHit{}, false
	}
	return s.voc.unlisted(h)
}

// listed is 1 for a known label, a little more for the one of the names of the
// procedures, which every table has, and less for one that is no field.
func (s *scanner) listed(text string) float64 {
	if utf8.RuneCountInString(text) > 100 {
		return 0
	}
	if !strings.ContainsAny(text, decorations) && !itemNumber.MatchString(text) {
		f := fold(text)
		if _, ok := s.voc.known[f]; !ok && (s.known == nil || !s.known.texts[f]) {
			return 0
		}
	}
	h := pathOnly([]string{text})
	hit, ok := s.voc.listed(h)
	switch {
	case s.known.knows(h.text()):
		return 1
	case !ok && onlyPeriod(text):
		return 0.3
	case !ok:
		return 0
	case hit.field == "":
		return 0.3
	case hit.field == "procedure_name":
		return 1.001
	}
	return 1
}

// decorations are the characters that may have to be taken off a header before its
// label shows; a text without any is a label as it stands, or none.
const decorations = "月期（）()【】［］[]〔〕「」《》＜＞〈〉{}｛｝※*＊年度件中分末実必任記プ①②③④⑤⑥⑦⑧⑨⑩.．、:：0123456789０１２３４５６７８９"

// isHeader tells whether the line heads a table: most of its cells are labels.
func (s *scanner) isHeader(l line) bool {
	body := s.cur != nil
	if body {
		for i := range l.cells {
			if c := &l.cells[i]; c.Kind == workbook.Number && !isYear(*c) {
				return false // labels are texts
			}
		}
	}
	score, hits, name := s.sumLabels(l, !body)
	if body && score >= 2 { // worth a closer look
		score, hits, name = s.sumLabels(l, true)
	}
	if name && !body && score < 1.8 { // beside the name, a year or 区分 is a label, too
		for _, c := range l.cells {
			if isText(c) && s.label(c, true) == 0 && utf8.RuneCountInString(c.Text) <= 20 && besideName(c.Text) {
				score += 0.6
				hits++
			}
		}
	}
	if !body {
		s.closer(l, hits)
	}
	share := score / float64(max(len(l.cells), 1))
	least := 0.34
	if name && !body && shortTexts(l) { // beside columns for choices, offices …
		least = 0.2
	}
	switch {
	case hits < 2 || share < least:
		return false
	case name && score >= 1.8:
		return true
	case body:
		return score >= 3 && share >= 0.6
	}
	return score >= 2 && share >= 0.4
}

// shortTexts tells whether a line holds nothing but short texts, each another.
func shortTexts(l line) bool {
	seen := map[string]bool{}
	for _, c := range l.cells {
		if !isText(c) || utf8.RuneCountInString(c.Text) > 40 || seen[c.Text] {
			return false
		}
		seen[c.Text] = true
	}
	return true
}

var sideLabel = regexp.MustCompile(`^(区分|内訳|項目|単位|分類|件数区分|集計区分)$`)

// besideName tells whether a text heads a column, though no field: a year, 区分.
func besideName(text string) bool {
	h := newHeading([]string{text})
	return h.year > 0 && onlyYears(h) || sideLabel.MatchString(squeeze(text))
}

// sumLabels adds up how much a line's cells are labels.
func (s *scanner) sumLabels(l line, similar bool) (score float64, hits int, name bool) {
	for i, c := range l.cells {
		if !similar && i == 6 && hits == 0 {
			return 0, 0, false
		}
		v := s.label(c, similar)
		if v > 0 {
			hits++
		}
		name = name || v > 1
		score += v
	}
	return score, hits, name
}

// heads tells whether the line repeats one of the table's own header rows.
func (d *draft) heads(l line) bool {
	for _, h := range d.header {
		same := 0
		for _, c := range l.cells {
			if t := h.text(c.Col); t != "" && fold(t) == fold(c.Text) {
				same++
			}
		}
		if same >= 2 && same*5 >= len(l.cells)*3 {
			return true
		}
	}
	return false
}

// titled tells whether what stands above a repeated header makes its table
// another one: a year, a unit, a legend, a bureau, or that it is an example. Other
// titles only part the table.
func (s *scanner) titled(d *draft, titles []line) bool {
	for _, l := range titles {
		for _, c := range l.cells {
			t := squeeze(c.Text)
			if !isText(c) || isNote(c.Text) || totalKind(c.Text) != "" || d.context[withoutDigits(c.Text)] && len(years(t, true)) == 0 {
				continue
			}
			if _, ok := form.Current().Bureau(c.Text); ok || len(years(t, true)) > 0 || noteUnit(t) != 0 || legend(c.Text) != nil ||
				exampleOnly.MatchString(t) {
				return true
			}
		}
	}
	return false
}

var digits = regexp.MustCompile(`[0-9]+`)

// withoutDigits folds a title so that its page number does not count.
func withoutDigits(s string) string { return digits.ReplaceAllString(fold(s), "") }

// withGroups puts the rows of group labels above a header row before it.
func (s *scanner) withGroups(l line) []line {
	header := []line{l}
	for i := len(s.recent) - 1; i >= 0 && len(header) < headerMax; i-- {
		up := s.recent[i]
		if d := s.cur; d != nil && up.num <= d.bottom() || !s.groups(up, header[0]) {
			break
		}
		header = append([]line{up}, header...)
	}
	return header
}

// titlesAbove are the narrow lines above a header: in a sheet's first table all,
// below another table those that no longer belong to it.
func (s *scanner) titlesAbove(top int) []line {
	var titles []line
	below := top
	for i := len(s.recent) - 1; i >= 0; i-- {
		l := s.recent[i]
		if l.num >= top {
			continue
		}
		if d := s.cur; d != nil {
			if len(l.cells) > narrow || l.num <= d.bottom() || isTotal(l) || noteLine(l) && s.noteBelongsAbove(i, below) {
				break
			}
		}
		titles = append([]line{l}, titles...)
		below = l.num
	}
	return titles
}

// noteBelongsAbove tells whether a note (recent line i) between two tables closes
// the upper one: it follows a row of it, or stands apart from what comes next.
func (s *scanner) noteBelongsAbove(i, below int) bool {
	for k := i; k > 0; k-- {
		up := s.recent[k-1]
		switch {
		case up.num != s.recent[k].num-1:
			return below-s.recent[i].num > 1
		case noteLine(up):
			continue
		}
		return len(up.cells) > narrow || isTotal(up) || !isText(up.cells[0])
	}
	return false
}

// begin starts a table at its header.
func (s *scanner) begin(header, titles []line) {
	top := header[0].num
	if d := s.cur; d != nil {
		d.end = top - 1
		if len(titles) > 0 {
			d.end = titles[0].num - 1
		}
	}
	d := &draft{
		header:  header,
		titles:  titles,
		filled:  map[int]int{},
		last:    header[len(header)-1].num,
		context: map[string]bool{},
		parting: map[int]bool{},
	}
	for _, t := range titles {
		for _, c := range t.cells {
			d.context[withoutDigits(c.Text)] = true
			d.example = d.example || exampleOnly.MatchString(squeeze(c.Text))
		}
	}
	s.cur = d
	s.drafts = append(s.drafts, d)
}

var (
	// keyValue is a text that says something of the whole sheet: 局名：, （単位：千件）
	keyValue = regexp.MustCompile(`[:：]$|^[（(【\[]?単位|^[（(【\[]?様式(第|[0-9])|^別(紙|添|表)|^資料[0-9]|頁$|ページ$|(現在|時点)[）)】]?$`)
)

// titleWord is a word of titles that labels of a group of columns do not hold.
var titleWord = regexp.MustCompile(`一覧|調査|棚卸|リスト|台帳|名簿|について|別紙|別表|様式|調べ`)

// groups tells whether a line holds group labels of the header row below it.
func (s *scanner) groups(up, below line) bool {
	if up.num != below.num-1 && s.merges.lowest(up.num) < below.num {
		return false
	}
	left, right := below.cells[0].Col, below.cells[len(below.cells)-1].Col
	for _, c := range up.cells {
		if m := s.merges.from(up.num, c.Col); m.LastRow >= below.num && m.LastRow-m.FirstRow < headerMax && isText(c) {
			return true // a label that reaches down into the header
		}
	}
	if up.num != below.num-1 {
		return false
	}
	across := 0
	for _, c := range up.cells {
		m := s.merges.from(up.num, c.Col)
		if !isText(c) && !isYear(c) || utf8.RuneCountInString(c.Text) > 40 || keyValue.MatchString(squeeze(c.Text)) ||
			markFirst.MatchString(c.Text) {
			return false
		}
		if m.LastCol > m.FirstCol {
			across++
		}
	}
	if len(up.cells) == 1 {
		c := up.cells[0]
		if titleWord.MatchString(c.Text) {
			return false
		}
		m := s.merges.from(up.num, c.Col)
		if m.LastCol > m.FirstCol {
			return m.FirstCol > left && m.LastCol-m.FirstCol < right-left
		}
		return c.Col > left && (len(years(squeeze(c.Text), false)) > 0 || s.label(c, true) > 0) && noteUnit(squeeze(c.Text)) == 0
	}
	for _, c := range up.cells { // 局名 | 産業労働局 is a title, not a group
		if _, ok := form.Current().Bureau(c.Text); ok {
			return false
		}
	}
	return across > 0 || len(up.cells) >= 3 || len(up.cells)*4 >= len(below.cells)
}

// continuesHeader tells whether the line right below a header belongs to it, and
// takes it up.
func (s *scanner) continuesHeader(d *draft, l line) bool {
	low := d.bottom()
	last := d.header[len(d.header)-1]
	reach := low
	for _, h := range d.header {
		for _, c := range h.cells {
			if m := s.merges.from(h.num, c.Col); m.LastRow-m.FirstRow < headerMax+1 {
				reach = max(reach, m.LastRow)
			}
		}
	}
	if l.num > low+1 && l.num > reach {
		return false
	}
	guides := unitsOnly(l) || s.guidance(d, l)
	if units := unitsAmong(l); guides && len(units.cells) > 0 && len(d.header) < headerMax+2 {
		d.header = append(d.header, units)
		d.last = l.num
		return true
	}
	if guides || columnNumbers(l) || inputHints(l, len(last.cells)) {
		d.hints = append(d.hints, l.num)
		d.last = l.num
		return true
	}
	if len(d.header) >= headerMax || len(d.hints) > 0 {
		return false
	}
	if l.num <= reach || s.leaves(d, l) || !d.heads(l) && s.isHeader(l) {
		d.header = append(d.header, l)
		d.last = l.num
		return true
	}
	return false
}

// leaves tells whether the line holds lower labels of the header: all short texts
// (or years), each a known label or below a cell that the header leaves open.
func (s *scanner) leaves(d *draft, l line) bool {
	last := d.header[len(d.header)-1]
	known, open, under := 0, 0, 0
	for _, c := range l.cells {
		if m := s.across(last, c.Col); m.LastCol > m.FirstCol && isText(c) {
			under++
		}
		if !isText(c) && !isYear(c) || utf8.RuneCountInString(c.Text) > 40 {
			return false
		}
		group, own := s.groupAbove(last, c.Col)
		own = own && !repeated(last, c.Col) // 件数 | 件数 over two years is a group
		combined := labelHit{}
		if group != "" {
			combined, _ = s.field(newHeading([]string{group, c.Text}))
		}
		switch {
		case len(years(squeeze(c.Text), false)) > 0, len(periods(squeeze(c.Text))) > 0:
			known++
			if !own {
				open++
			}
		case !own && s.choiceOf(group, c.Text), s.label(c, false) > 0, combined.field != "" && combined.match != "similar" && !own:
			known++
			if !own {
				open++
			}
		case !own:
			open++
		default:
			return false // a text below a finished label
		}
	}
	if d.heads(l) {
		return false
	}
	return known*2 >= len(l.cells) && open > 0 && known > 0 || under > 1 && under == len(l.cells)
}

// across is the merged cell of a header row that stands over a column.
func (s *scanner) across(h line, col int) workbook.Range {
	for _, c := range h.cells {
		if m := s.merges.from(h.num, c.Col); m.FirstCol <= col && col <= m.LastCol {
			return m
		}
	}
	return workbook.Range{}
}

// choiceOf tells whether a text is a choice of the field that a group names.
func (s *scanner) choiceOf(group, text string) bool {
	hit, ok := s.field(newHeading([]string{group}))
	if f := s.opt.Form.Field(hit.field); ok && f != nil && f.List != nil {
		_, _, ok = f.List.Lookup(text)
		return ok
	}
	return false
}

// repeated tells whether a header row has the same label in the next column.
func repeated(h line, col int) bool {
	t := fold(h.text(col))
	return t != "" && (fold(h.text(col-1)) == t || fold(h.text(col+1)) == t)
}

// groupAbove is the label that stands over a column in a header row, and whether
// it is that column's own rather than one that spans several.
func (s *scanner) groupAbove(h line, col int) (text string, own bool) {
	for _, c := range h.cells {
		m := s.merges.from(h.num, c.Col)
		if m.FirstCol <= col && col <= m.LastCol {
			return c.Text, m.FirstCol == m.LastCol && !isYear(c) && s.label(c, false) != 0
		}
		if c.Col < col {
			text = c.Text // spans by standing to the left of blanks
		}
	}
	return text, false
}

func isYear(c workbook.Cell) bool {
	if c.Kind != workbook.Number || len(c.Text) != 4 {
		return false
	}
	return strings.HasPrefix(c.Text, "20") || strings.HasPrefix(c.Text, "19")
}

// columnNumbers tells whether a line only numbers the columns: (1) (2) (3), ①②③, Ａ Ｂ Ｃ.
func columnNumbers(l line) bool {
	if len(l.cells) < 3 || !mayFold(l.cells[0].Text, "1") {
		return false
	}
	prev := ""
	for i, c := range l.cells {
		t := strings.Trim(fold(c.Text), "()")
		if i > 0 && !follows(prev, t) {
			return false
		}
		if i == 0 && t != "1" && t != "a" && t != "ア" && t != "イ" {
			return false
		}
		prev = t
	}
	return true
}

var unitWord = regexp.MustCompile(`^[(\[【]?(単位[:は]?)?((百万|千|万|億|百)?件(/年度?)?|日数?|か月|年度?|円|千円|%|人|時間)[)\]】]?$`)

// unitsOnly tells whether a line gives the units of the columns above: （件） | （日）.
func unitsOnly(l line) bool {
	for _, c := range l.cells {
		if !isText(c) || !unitWord.MatchString(squeeze(c.Text)) {
			return false
		}
	}
	return true
}

// inBrackets puts the units of a line in brackets, as they stand behind a label.
func inBrackets(l line) line {
	for i := range l.cells {
		l.cells[i].Text = "（" + strings.Trim(l.cells[i].Text, " 　()（）[]［］") + "）"
	}
	return l
}

func follows(a, b string) bool {
	if len(a) == 0 || len(b) == 0 {
		return false
	}
	if x, y := atoi(a), atoi(b); x > 0 && y > 0 {
		return y == x+1
	}
	if len(a) == 1 && len(b) == 1 {
		return b[0] == a[0]+1
	}
	const kana = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
	i := strings.Index(kana, a)
	return i >= 0 && strings.HasPrefix(kana[i+len(a):], b)
}

func atoi(s string) int {
	n := 0
	for _, r := range s {
		if r < '0' || r > '9' {
			return 0
		}
		n = n*10 + int(r-'0')
	}
	return n
}

var hint = regexp.MustCompile(`[0-9]字以内|整数|選択|記入|入力|必須|任意|自由記述|半角|全角|プルダウン|リスト|文字以内|文字列|数値|数字|形式`)

// inputHints tells whether a line only says how to fill in the columns.
func inputHints(l line, width int) bool {
	n := 0
	for _, c := range l.cells {
		if isText(c) && hint.MatchString(c.Text) && utf8.RuneCountInString(c.Text) <= 40 {
			n++
		}
	}
	return n >= 2 && n*2 > len(l.cells) && len(l.cells)*3 >= width
}
