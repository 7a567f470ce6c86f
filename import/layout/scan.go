package layout

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"tetsuzuki/import/form"
	"tetsuzuki/import/workbook"
)

const (
	sampled    = 200 // body lines kept of each table to judge its columns by
	remembered = 24  // narrow lines kept above a header, as titles
	headerMax  = 3   // rows of labels in a header
	notesMax   = 400 // notes of a sheet searched for legends and units
)

// scanner is the first reading of one sheet.
type scanner struct {
	voc    *vocabulary
	merges *merges
	opt    Options
	labels map[string]float64 // how much a text is a label: 1 known, less similar, 0 not
	recent []line             // narrow lines since the last wide one
	before line               // the line before this one
	cur    *draft
	drafts []*draft
	notes  []Place
}

// draft is a table that is still being read.
type draft struct {
	header  []line
	hints   []int // rows of column numbers and of hints below the header
	titles  []line
	sample  []line
	filled  map[int]int // body cells by column
	end     int         // last row of the body, set when the next table begins
	last    int         // last line seen
	wide    int         // last line with three cells or more
	context map[string]bool
}

func (d *draft) bottom() int {
	n := d.header[len(d.header)-1].num
	if len(d.hints) > 0 {
		n = max(n, d.hints[len(d.hints)-1])
	}
	return n
}

func (s *scanner) line(l line) {
	defer func() { s.before = l }()
	if len(l.cells) <= 3 && len(s.notes) < notesMax {
		for _, c := range l.cells {
			if isText(c) {
				s.notes = append(s.notes, Place{c.Text, l.num, c.Col})
			}
		}
	}
	d := s.cur
	if d != nil && len(d.sample) == 0 && s.continuesHeader(d, l) {
		return
	}
	if s.isHeader(l) {
		if d != nil && d.heads(l) && !s.titled(d) {
			d.last, d.wide = l.num, l.num
			s.recent = s.recent[:0]
			return
		}
		s.begin(l)
		return
	}
	if d != nil {
		d.last = l.num
		for _, c := range l.cells {
			d.filled[c.Col]++
		}
		if len(d.sample) < sampled && len(l.cells) > 1 {
			d.sample = append(d.sample, l)
		}
	}
	if len(l.cells) > 2 {
		if d != nil {
			d.wide = l.num
		}
		s.recent = s.recent[:0]
		return
	}
	if len(s.recent) == remembered {
		s.recent = append(s.recent[:0], s.recent[1:]...)
	}
	s.recent = append(s.recent, l)
}

// label says how much a text is a label of the form.
func (s *scanner) label(c workbook.Cell, similar bool) float64 {
	if !isText(c) || len(c.Text) > 400 {
		return 0
	}
	if v, ok := s.labels[c.Text]; ok && (v != 0 || !similar) {
		return v
	}
	v := 0.0
	if utf8.RuneCountInString(c.Text) <= 100 {
		h := newHeading([]string{c.Text})
		if s.opt.Mapping.knows(h.text()) {
			v = 1
		} else if hit, ok := s.voc.field(h); ok && hit.match != "similar" {
			v = 1
			if hit.field == "" {
				v = 0.3
			} else if hit.field == "procedure_name" {
				v = 1.001 // tells the column that every table has
			}
		} else if ok && similar {
			v = 0.6
		}
	}
	if len(s.labels) < 50000 {
		s.labels[c.Text] = v
	}
	return v
}

// isHeader tells whether the line heads a table: most of its cells are labels.
func (s *scanner) isHeader(l line) bool {
	body := s.cur != nil
	score, hits, texts, name := 0.0, 0, 0, false
	for i, c := range l.cells {
		if body && i == 6 && hits == 0 {
			return false
		}
		v := s.label(c, !body)
		if v > 0 {
			hits++
		}
		if v > 1 {
			name = true
		}
		score += v
		texts++
	}
	share := score / float64(max(texts, 1))
	switch {
	case hits < 2 || share < 0.34:
		return false
	case name && score >= 1.8:
		return true
	case body:
		return score >= 3 && share >= 0.6
	}
	return score >= 2 && share >= 0.4
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

// titled tells whether a title stands between the table and the line that
// repeats its header, so that another table begins.
func (s *scanner) titled(d *draft) bool {
	for _, l := range s.recent {
		if l.num <= d.wide {
			continue
		}
		for _, c := range l.cells {
			if isText(c) && !isNote(c.Text) && totalKind(c.Text) == "" && !d.context[withoutDigits(c.Text)] {
				return true
			}
		}
	}
	return false
}

var digits = regexp.MustCompile(`[0-9]+`)

// withoutDigits folds a title so that its page number does not count.
func withoutDigits(s string) string { return digits.ReplaceAllString(fold(s), "") }

// begin starts a table at its (first found) header row.
func (s *scanner) begin(l line) {
	header := []line{l}
	// group labels above
	for up := s.before; len(header) < headerMax && len(up.cells) > 0 && s.groups(up, header[0]); up = s.lineAbove(up) {
		header = append([]line{up}, header...)
	}
	top := header[0].num
	var titles []line
	for i := len(s.recent) - 1; i >= 0; i-- {
		r := s.recent[i]
		if r.num >= top {
			continue
		}
		if d := s.cur; d != nil {
			below := top
			if len(titles) > 0 {
				below = titles[0].num
			}
			if r.num <= d.bottom() || isTotal(r) || below-r.num > 1 && len(titles) > 0 && noteLine(r) {
				break
			}
		}
		titles = append([]line{r}, titles...)
	}
	if d := s.cur; d != nil {
		d.end = top - 1
		if len(titles) > 0 {
			d.end = titles[0].num - 1
		}
	}
	d := &draft{header: header, titles: titles, filled: map[int]int{}, last: l.num, wide: l.num, context: map[string]bool{}}
	for _, t := range titles {
		for _, c := range t.cells {
			d.context[withoutDigits(c.Text)] = true
		}
	}
	s.cur, s.recent = d, nil
	s.drafts = append(s.drafts, d)
}

// lineAbove is a narrow line right above another, where one is still known.
func (s *scanner) lineAbove(l line) line {
	for _, r := range s.recent {
		if r.num == l.num-1 {
			return r
		}
	}
	return line{}
}

var (
	keyValue = regexp.MustCompile(`[:：][\s　]*$|^[（(【]?(単位|作成|提出|様式|別紙|別添|別表|資料|担当|記入|連絡|局名|局[:：]|部局|所属|ページ|頁|令和.{1,4}年.{1,3}月.{1,3}日|.*現在[）)】]?$)`)
)

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
		if !isText(c) && !isYear(c) || utf8.RuneCountInString(c.Text) > 40 || keyValue.MatchString(squeeze(c.Text)) {
			return false
		}
		if m.LastCol > m.FirstCol {
			across++
		}
	}
	if len(up.cells) == 1 {
		c := up.cells[0]
		m := s.merges.from(up.num, c.Col)
		if m.LastCol > m.FirstCol {
			return m.FirstCol > left && m.LastCol-m.FirstCol < right-left
		}
		return c.Col > left && (len(years(squeeze(c.Text), false)) > 0 || s.label(c, true) > 0) && noteUnit(squeeze(c.Text)) == 0
	}
	if across > 0 {
		return true
	}
	for _, c := range up.cells { // 局名 | 産業労働局 is a title, not a group
		if _, ok := form.Current().Bureau(c.Text); ok {
			return false
		}
	}
	return len(up.cells) >= 2 && up.cells[0].Col >= left
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
	if columnNumbers(l) || inputHints(l, len(last.cells)) {
		d.hints = append(d.hints, l.num)
		d.last, d.wide = l.num, l.num
		return true
	}
	if len(d.header) >= headerMax || len(d.hints) > 0 {
		return false
	}
	if l.num <= reach || s.leaves(d, l) {
		d.header = append(d.header, l)
		d.last, d.wide = l.num, l.num
		return true
	}
	return false
}

// leaves tells whether the line holds lower labels of the header: all short texts
// (or years), each a known label or below a cell that the header leaves open.
func (s *scanner) leaves(d *draft, l line) bool {
	last := d.header[len(d.header)-1]
	known, open := 0, 0
	for _, c := range l.cells {
		if !isText(c) && !isYear(c) || utf8.RuneCountInString(c.Text) > 40 {
			return false
		}
		group, own := s.groupAbove(last, c.Col)
		combined := labelHit{}
		if group != "" {
			combined, _ = s.voc.field(newHeading([]string{group, c.Text}))
		}
		switch {
		case s.label(c, false) > 0, combined.field != "" && combined.match != "similar" && !own, !own && len(years(squeeze(c.Text), false)) > 0:
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
	return known*2 >= len(l.cells) && open > 0 && known > 0
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
	if len(l.cells) < 3 {
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

var hint = regexp.MustCompile(`選択|記入|入力|必須|任意|自由記述|半角|全角|プルダウン|リスト|文字以内|文字列|数値|数字|形式`)

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
