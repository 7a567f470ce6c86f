package layout

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"tetsuzuki/import/internal/rich"
	"tetsuzuki/import/workbook"
)

// RowNote is a note that speaks of single rows of a table: ※No.2は千件単位, ※1 令和元年度
// の実績, 「…の届出」は千件単位. What it says holds for them alone.
type RowNote struct {
	Place
	Unit int    // what one of their counts counts; 0 where it does not say
	Year int    // fiscal year of their counts; 0 where it does not say
	Part string // what says that these are not of one whole fiscal year
	Used bool   // a row of which it speaks has been met

	of subject
}

// subject is of which rows a note speaks: those with a number, with a mark on a cell, or
// with a cell that says a name. The zero subject is all rows.
type subject struct {
	rows  [][2]int // numbers of the table's own, or rows of the sheet
	sheet bool     // rows of the sheet: 2行目
	mark  string   // ※1
	name  string   // folded
}

func (s subject) all() bool { return s.rows == nil && s.mark == "" && s.name == "" }

var (
	// oneRow is a word of a note by which it speaks of single rows: No.2, 3番, 2～4行目
	oneRow  = regexp.MustCompile(`(?i)(?:no\.?|番号|項番|連番|整理番号|#|№)[0-9]|[0-9](?:番|行目|行)(?:目)?(?:の|は|及び|、|,|と)`)
	rowList = regexp.MustCompile(`(?i)(?:no\.?|番号|項番|連番|整理番号|#|№)?((?:[0-9]{1,5}(?:番|行目)?(?:から|[~〜\-,、・と]|及び|(?:no\.?|№))*)+)(?:の|は|及び|:)`)
	numbers = regexp.MustCompile(`([0-9]{1,5})(?:番|行目)?(?:(から|[~〜\-])(?:(?i:no)\.?|№)?([0-9]{1,5}))?`)

	// markOn is a mark that refers from a cell to a note: ※1, 注2), *
	markOn     = `(?:※[0-9]{0,2}|注[0-9]{1,2}|[*†‡#]{1,3}[0-9]{0,2}|[★☆◆◇■□●◎▲△▼][0-9]{0,2})`
	markBegins = regexp.MustCompile(`^[(\[〔【「]*(` + markOn + `)[)\]〕】」]*(?:印|マーク)?`)
	markEnds   = regexp.MustCompile(`[(\[〔【]*(` + markOn + `)[)\]〕】]*$`)

	noteBegins = regexp.MustCompile(`^(?:[(\[〔【]*(?:※|\*|注記?|備考)[0-9]{0,2}[)\]〕】]*[:.。、]?)+`)
	// topic ends what a note speaks of
	topic = regexp.MustCompile(`については|に関しては|では|は|:|=|が`)
	// quoted is a name in a note
	quoted = regexp.MustCompile(`「([^「」]{2,80})」|『([^『』]{2,80})』`)
	// ofAll are the words of a topic that stand for all rows
	ofAll = regexp.MustCompile(
		`本表|この表|上記|上表|下表|以下|各(?:手続|欄|項目)?|すべて|全て|いずれ|表中?|一覧|内訳|年間|年度|申請|届出|処理|受付|受理|取扱い?|利用|許可|処分|交付|発行|オンライン|電子|うち|総|件数|数値|数字|数|値|単位|実績|手続き?|等|令和|平成|元|[0-9]|年|月|表示|表記|記載|記入|集計|統計|金額|額|円|とも|も|及び|並びに|又は|または|とする|です|である|で|と|に|を|が|は|の|より|から|まで|分|※|\*|注|備考|[()\[\]「」『』【】〔〕:、。・,.~〜\-]`,
	)
	// ends of a name in a note, which no cell says
	nameEnds = regexp.MustCompile(`(?:の(?:手続き?|届出|申請|もの|行|欄))?(?:の(?:年間)?(?:申請|届出|処理)?(?:件数|実績|数字|数値|値))?(?:分|関係|のみ|だけ)?$`)
)

// subjectOf is of which rows a squeezed note speaks, where its statement begins at a byte.
// borne are the marks that cells of records bear.
func subjectOf(text string, statement int, borne map[string]bool) (of subject) {
	if oneRow.MatchString(text) {
		list := rowList.FindStringSubmatch(text)
		if list == nil {
			return of
		}
		of.sheet = strings.Contains(list[1], "行")
		for _, m := range numbers.FindAllStringSubmatch(list[1], -1) {
			from, _ := strconv.Atoi(m[1])
			to := from
			if m[3] != "" {
				to, _ = strconv.Atoi(m[3])
			}
			of.rows = append(of.rows, [2]int{from, to})
		}
		return of
	}
	if m := markBegins.FindStringSubmatch(text); m != nil && borne[m[1]] {
		of.mark = m[1]
		return of
	}
	begin := len(noteBegins.FindString(text))
	if statement <= begin {
		return of
	}
	about := text[begin:statement]
	if m := quoted.FindStringSubmatch(about); m != nil {
		if name := m[1] + m[2]; ofAll.ReplaceAllString(name, "") != "" {
			of.name = fold(name)
		}
		return of
	}
	ends := topic.FindAllStringIndex(about, -1)
	if len(ends) == 0 {
		return of
	}
	about = about[:ends[len(ends)-1][0]]
	if i := strings.LastIndexAny(about, "、。,"); i >= 0 {
		_, size := utf8.DecodeRuneInString(about[i:])
		about = about[i+size:]
	}
	if utf8.RuneCountInString(ofAll.ReplaceAllString(about, "")) < 2 {
		return of
	}
	of.name = fold(nameEnds.ReplaceAllString(about, ""))
	return of
}

// marksOn are the marks of notes that a cell bears: before its text, behind it, or raised.
func marksOn(c *workbook.Cell) (marks []string) {
	text := c.Text
	for _, r := range c.Look().Runs {
		if r.Kind != rich.Raised {
			continue
		}
		text += r.Text
		if m := markEnds.FindStringSubmatch(squeeze(r.Text)); m != nil {
			marks = append(marks, m[1])
		}
	}
	if c.Kind != workbook.Text || !mayBear(text) {
		return marks
	}
	text = squeeze(c.Text)
	if m := markBegins.FindStringSubmatch(text); m != nil {
		switch mark := m[1]; {
		case len(m[0]) == len(text): // *2 in a column of numbers
			marks = append(marks, strings.TrimRight(mark, "0123456789"))
		case mark != "※": // which begins a remark as well
			marks = append(marks, mark)
		}
	}
	if m := markEnds.FindStringSubmatchIndex(text); m != nil && m[0] > 0 {
		marks = append(marks, text[m[2]:m[3]])
	}
	return marks
}

// mayBear tells at a glance whether a text may bear a mark: the signs among them begin
// with a byte with which no kanji and no kana begins.
func mayBear(text string) bool {
	return strings.IndexByte(text, "※"[0]) >= 0 || strings.IndexByte(text, '*') >= 0 || strings.IndexByte(text, '#') >= 0 ||
		strings.Contains(text, "注") || strings.Contains(text, "＊") || strings.Contains(text, "＃")
}

// rowNotes are the notes of the table that speak of single rows, with what they say of
// the unit or the time of their counts.
func (s *scanner) rowNotes(d *draft, t *Table) (notes []*RowNote) {
	seen := map[int]bool{}
	for _, p := range s.notes {
		if p.Row < t.top || p.Row > d.end || seen[p.Row] {
			continue
		}
		if n := noteOf(p, s.borne); n != nil && !n.of.all() {
			seen[p.Row] = true
			notes = append(notes, n)
		}
	}
	return notes
}

// ofRows tells whether a note speaks of single rows.
func (s *scanner) ofRows(p Place) bool {
	n := noteOf(p, s.borne)
	return n != nil && !n.of.all()
}

// noteOf reads what a note says of the unit or the time of counts; nil where it says
// nothing of them.
func noteOf(p Place, borne map[string]bool) *RowNote {
	if len(p.Text) > headerBytes {
		return nil
	}
	text := squeeze(p.Text)
	n := &RowNote{Place: p}
	if unit, at := unitIn(text); unit > 0 {
		n.Unit = unit
		n.of = subjectOf(text, at, borne)
		return n
	}
	if !isTime.MatchString(text) || notThere.MatchString(text) {
		return nil
	}
	at, from := len(text), 0
	if q := quoted.FindStringIndex(text); q != nil {
		from = q[1]
	}
	if i := topic.FindStringIndex(text[from:]); i != nil {
		at = from + i[1]
	}
	n.of = subjectOf(text, at, borne)
	said := text
	if n.of.mark != "" {
		said = text[len(markBegins.FindString(text)):]
	} else if n.of.name != "" {
		said = text[at:]
	}
	h := newHeading([]string{said})
	if n.Part = h.part; n.Part == "" {
		n.Year = max(h.year, 0)
	}
	if n.Part == "" && n.Year == 0 {
		return nil
	}
	return n
}

var (
	// isTime is a word by which a note with a time speaks of counts
	isTime   = regexp.MustCompile(`件数|実績|集計|数値|統計|年度分|月分|年分`)
	notThere = regexp.MustCompile(`なし|無し|ない|開始|廃止|予定|改正|施行`)
)

// Notes are the notes that speak of the row that Line judged last: those about it, the
// section that it stands in, its year in a column of years, its own remark.
func (t *Table) Notes() (notes []*RowNote) {
	if t.section != nil {
		notes = append(notes, t.section)
	}
	if t.yearCol > 0 {
		if text := t.Text(t.yearCol); text != "" {
			n := &RowNote{Place: Place{text, t.last, t.yearCol}, Year: yearOf(text)}
			if n.Year == 0 {
				n.Part = text // whatever it is
			}
			notes = append(notes, n)
		}
	}
	for _, n := range t.rowNotes {
		if t.bears(n.of) {
			n.Used = true
			notes = append(notes, n)
		}
	}
	for i := range t.own {
		c := &t.own[i]
		if t.role[c.Col] != remark || !strings.Contains(c.Text, "件") && !strings.Contains(c.Text, "実績") {
			continue
		}
		if n := noteOf(Place{c.Text, t.last, c.Col}, nil); n != nil && n.of.all() {
			notes = append(notes, n)
		}
	}
	return notes
}

// Unmet are the notes about rows of which no record was met.
func (t *Table) Unmet() (notes []*RowNote) {
	for _, n := range t.rowNotes {
		if !n.Used {
			notes = append(notes, n)
		}
	}
	return notes
}

// bears tells whether the row that Line judged last is one of those that a note is about.
func (t *Table) bears(of subject) bool {
	switch {
	case of.mark != "":
		for i := range t.own {
			for _, m := range marksOn(&t.own[i]) {
				if m == of.mark {
					return true
				}
			}
		}
		return false
	case of.name != "":
		for i := range t.own {
			c := &t.own[i]
			switch r := t.role[c.Col]; {
			case !isText(*c) || r == volume || r == remark || r == number:
			case r == organ && (fold(c.Text) == of.name || strings.HasSuffix(fold(c.Text), of.name)),
				r == name && sameName(fold(c.Text), of.name), r == content && fold(c.Text) == of.name:
				return true
			}
		}
		return false
	}
	n := t.last
	if !of.sheet {
		n = 0
		for i := range t.own {
			if c := &t.own[i]; t.role[c.Col] == number {
				n = atoi(squeeze(c.Text))
			}
		}
	}
	for _, r := range of.rows {
		if n > 0 && r[0] <= n && n <= r[1] {
			return true
		}
	}
	return false
}

// sameName tells whether a cell says the name in a note, or begins or ends with it.
func sameName(cell, name string) bool {
	return cell == name || utf8.RuneCountInString(name) >= 4 && (strings.HasPrefix(cell, name) || strings.HasSuffix(cell, name))
}
