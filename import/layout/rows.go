package layout

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"tetsuzuki/import/form"
	"tetsuzuki/import/workbook"
)

// Kind says what a row of a table is.
type Kind string

// The kinds of rows. All but Record are the reasons of ignored rows.
const (
	Record         Kind = "record"
	Blank          Kind = "blank"
	Total          Kind = "total"
	Subtotal       Kind = "subtotal"
	RepeatedHeader Kind = "repeated_header"
	Note           Kind = "note"
	Example        Kind = "example"
)

// Cell is what counts for one column of one row.
type Cell struct {
	workbook.Cell
	Merged bool // the value stands in a merged cell that begins above
	Ditto  bool // the cell says 〃 or 同上; the value is the one above
	Orphan bool // it says so, but nothing stands above
	Raw    string
}

// Line is one row of a table.
type Line struct {
	Row   int
	Kind  Kind
	Cells []Cell // one for each of the table's Columns; valid until the next call

	// Pieces are, for each of the Columns that several make together, the cell of each;
	// its one in Cells is the first that is filled.
	Pieces [][]Cell

	First  int      // column of the row's first own cell, 0 where it is blank
	Text   string   // and what it says
	Used   int      // cells of its own that are filled
	Doubt  bool     // not sure that the row is no record: to be told
	Unsure Doubtful // why a record may be none; empty where nothing says so
	Torn   Tear     // of a record in a csv
}

// held is a merged cell that reaches down.
type held struct {
	cell   workbook.Cell
	bottom int
}

// Line judges one row of the table; rows have to come from top to bottom. ok is
// false for a row that does not belong to the table.
func (t *Table) Line(r workbook.Row) (l Line, ok bool) {
	if r.Number < t.From || r.Number > t.To {
		return Line{}, false
	}
	l = Line{Row: r.Number}
	r, torn := t.tear(r)
	for i := range t.cells {
		t.cells[i] = Cell{}
		clear(t.pieces[i])
	}
	for _, u := range t.Units {
		u.cell = Cell{}
	}
	var own ownCells
	t.own = t.own[:0]
	for i := range r.Cells {
		c := &r.Cells[i]
		if c.Col < t.Left || c.Col > t.Right {
			continue
		}
		if blank(c) {
			if c.Formula && !c.Covered {
				t.put(c.Col, Cell{Cell: *c}) // without a result: to be told, in a row that is a record
			}
			continue
		}
		if len(t.merges.at) > 0 {
			if m := t.merges.from(r.Number, c.Col); m.LastRow > r.Number {
				t.active[c.Col] = held{*c, m.LastRow}
			} else {
				delete(t.active, c.Col)
			}
		}
		own.add(t, c)
		t.own = append(t.own, *c)
		t.put(c.Col, Cell{Cell: *c})
	}
	for col, h := range t.active {
		if r.Number > h.bottom {
			delete(t.active, col)
			continue
		}
		if at := t.cellOf(col); at != nil && at.Text == "" {
			t.put(col, Cell{Cell: h.cell, Merged: true})
		}
	}
	l.Cells, l.Pieces = t.cells, t.pieces
	l.Used = own.n
	if own.n > 0 {
		l.First, l.Text = own.first.Col, own.first.Text
	}
	gap := t.lastUsed != 0 && r.Number-t.lastUsed > 1
	t.parted = t.parted || gap
	switch {
	case slices.Contains(t.given.Records, r.Number):
		l.Kind = Record
	case own.n > 0 && slices.Contains(t.given.Ignore, r.Number):
		l.Kind = Note
	case t.foreign:
		l.Kind, l.Doubt = t.judgeForeign(&own)
	case t.parted && !t.repeatsHeader(&own) && t.headsAnother():
		t.foreign, l.Kind, l.Doubt = true, Note, true
	default:
		if kind, ok := t.continues(r.Number, &own); ok {
			l.Kind = kind
			break
		}
		l.Kind, l.Doubt = t.judge(r.Number, &own, gap)
	}
	if own.n > 0 {
		t.lastUsed = r.Number
	}
	switch l.Kind {
	case Record:
		if len(t.given.Records) == 0 || !slices.Contains(t.given.Records, r.Number) {
			l.Unsure = t.doubtOf(&own)
		}
		t.sums.add(t)
	case Total, Subtotal:
		t.sums.end()
	}
	if l.Kind == Record {
		t.last, t.parted, l.Torn = r.Number, false, torn
		t.nextUnits()
		dittos(t.cells, t.above)
		copy(t.above, t.cells)
		for i := range t.pieces {
			dittos(t.pieces[i], t.pieceUp[i])
			copy(t.pieceUp[i], t.pieces[i])
		}
	}
	return l, true
}

// Text is what the row that Line judged last says itself in a column, mapped or not.
func (t *Table) Text(col int) string { return line{cells: t.own}.text(col) }

// Own are the filled cells of the row that Line judged last; valid until the next call.
func (t *Table) Own() []workbook.Cell { return t.own }

// Struck tells whether all that the row that Line judged last holds is struck through.
func (t *Table) Struck() bool {
	return len(t.own) > 1 && !slices.ContainsFunc(t.own, func(c workbook.Cell) bool { return !c.Look().Struck })
}

// cellOf is the cell of a column in the row being judged; nil where the column is none
// of the table's.
func (t *Table) cellOf(col int) *Cell {
	if at, ok := t.piece[col]; ok {
		return &t.pieces[at[0]][at[1]]
	}
	if i, ok := t.index[col]; ok {
		return &t.cells[i]
	}
	if u := t.unitAt(col); u != nil {
		return &u.cell
	}
	return nil
}

// put takes up the cell of a column. The first of several that make one value stands
// for all of them where their row is judged.
func (t *Table) put(col int, c Cell) {
	at := t.cellOf(col)
	if at == nil {
		return
	}
	*at = c
	if i, ok := t.index[col]; ok && t.cells[i].Text == "" {
		t.cells[i] = c
	}
}

// dittos puts the value above in place of 〃 and 同上.
func dittos(cells, above []Cell) {
	for i := range cells {
		c := &cells[i]
		if c.Text == "" || len(c.Text) > 24 || !form.Current().Is(form.Ditto, c.Text) {
			continue
		}
		raw, col := c.Text, c.Col
		up := above[i]
		if up.Text == "" || up.Orphan {
			c.Orphan, c.Raw = true, raw
			continue
		}
		*c = Cell{Cell: up.Cell, Ditto: true, Raw: raw}
		c.Col = col
	}
}

// ownCells counts what a row itself holds, by what its columns are for.
type ownCells struct {
	n, texts    int
	by          [content + 1]int
	first       *workbook.Cell
	second      *workbook.Cell
	name        *workbook.Cell
	zeroFormula int
}

func (o *ownCells) add(t *Table, c *workbook.Cell) {
	o.n++
	r := t.role[c.Col]
	if (r == content || r == name) && len(c.Text) <= len("－") && Mark(c.Text) == "－" {
		r = other // says nothing
	}
	o.by[r]++
	if o.first == nil {
		o.first = c
	} else if o.second == nil {
		o.second = c
	}
	if r == name {
		o.name = c
	}
	if isText(*c) {
		o.texts++
	}
	if c.Formula && (c.Text == "0" || r == number) {
		o.zeroFormula++
	}
}

// judge says what the row is, and whether a person should be told of the doubt.
func (t *Table) judge(row int, o *ownCells, gap bool) (Kind, bool) {
	if o.n == 0 || o.n == o.zeroFormula {
		return Blank, false
	}
	if t.Example {
		return Example, false
	}
	if t.parting[row] {
		return Note, false
	}
	if o.by[number] == o.n {
		return t.judgeNumber(o)
	}
	t.repeats = o.by[volume] > 0 && o.by[content] == 0 && t.sums.repeatedBy(t)
	if row == t.sumTop {
		return Total, true
	}
	identity := o.by[content] + o.by[name]
	if o.n == 1 && isText(*o.first) {
		if s, ok := sectionOf(o.first.Text); ok {
			t.section = &RowNote{Place: Place{o.first.Text, row, o.first.Col}, Year: s.Year, Part: s.Part}
			return Note, t.differs(s)
		}
	}
	if o.n == 1 && isText(*o.first) && strings.ContainsAny(o.first.Text, "「『:：=＝") &&
		(len(definitions(Place{Text: o.first.Text})) > 0 || len(legend(o.first.Text)) > 1) {
		return Note, false
	}
	if k := t.marked(o, identity); k != "" {
		return k, k == RepeatedHeader && t.otherHeader()
	}
	switch {
	case o.name == nil && identity > 0 && t.onlyChoices():
		// choices filled in beforehand below the last record
		return Note, true
	case o.by[number]+o.by[organ] == o.n && o.by[organ] > 0:
		// only the organisation: prefilled rows below the last record, or a heading
		return Note, true
	case identity == 0 && o.by[volume] > 0 && (o.by[organ] == 0 || t.repeats), t.sumOf(o):
		return Total, true
	case identity == 0 && o.by[remark]+o.by[other]+o.by[number] == o.n:
		return Note, true
	}
	if o.n == 1 && o.name != nil {
		m := t.merges.from(row, o.name.Col)
		if m.LastCol-m.FirstCol >= 2 || sentence.MatchString(o.name.Text) || section.MatchString(squeeze(o.name.Text)) || gap {
			return Note, true
		}
		return Record, false
	}
	if o.n == 1 && identity == 1 || o.name != nil && identity == 1 && o.by[volume] == 0 && nothing.MatchString(squeeze(o.name.Text)) {
		return Note, true
	}
	if o.n == 2 && gap && o.by[name] == 1 && o.by[number] == 1 && atoi(squeeze(o.first.Text)) == 0 {
		return Note, true
	}
	return Record, false
}

var summaryHead = regexp.MustCompile(`^(区分|項目|内訳|記号|意味|凡例|内容|コード|名称|件数|手続数|プロセス数|割合|構成比|比率|人数|数|計|合計|集計|状況|部名?|課名?|年度|説明)$`)

// headsAnother tells whether the row heads a small table of another kind below this
// one, as a summary or a list of codes: short texts, most of them labels, none of
// which is a value of the column that it stands in.
func (t *Table) headsAnother() bool {
	if len(t.own) < 2 || len(t.own) > 6 {
		return false
	}
	labels := 0
	for i := range t.own {
		c := &t.own[i]
		text := fold(c.Text)
		if !isText(*c) || utf8.RuneCountInString(c.Text) > 16 {
			return false
		}
		if _, known := theVocabulary().known[text]; known || summaryHead.MatchString(text) {
			labels++
		}
		if k, ok := t.index[c.Col]; ok {
			if f := t.form.Field(t.Columns[k].Field); f.List != nil {
				if _, _, choice := f.List.Lookup(c.Text); choice {
					return false
				}
			}
		}
	}
	return labels >= 2 && labels*3 >= len(t.own)*2
}

// judgeForeign judges a row of a small table of another kind. One that could be a
// record after all is told of.
func (t *Table) judgeForeign(o *ownCells) (Kind, bool) {
	if o.n == 0 {
		return Blank, false
	}
	for _, c := range []*workbook.Cell{o.first, o.second} {
		if c != nil && isText(*c) && totalKind(c.Text) != "" {
			return Total, false
		}
	}
	return Note, o.name != nil && isText(*o.name) && utf8.RuneCountInString(o.name.Text) >= 6 && o.by[content] > 0 && o.texts >= 2
}

// onlyChoices tells whether the row holds choices from lists and nothing else that a
// person fills in for a procedure: no text of its own, no cases.
func (t *Table) onlyChoices() bool {
	for i := range t.own {
		c := &t.own[i]
		switch t.role[c.Col] {
		case content:
			if f := t.form.Field(t.Columns[t.index[c.Col]].Field); f.Kind != form.OneCode {
				return false
			}
		case volume:
			if !c.Formula {
				return false
			}
		case name:
			return false
		}
	}
	return true
}

// judgeNumber judges a row with nothing but its number: a formatted tail, or a
// note that stands in the column of numbers.
func (t *Table) judgeNumber(o *ownCells) (Kind, bool) {
	if isNote(o.first.Text) {
		return Note, false
	}
	switch k := totalKind(o.first.Text); {
	case k != "":
		return k, false
	case atoi(squeeze(o.first.Text)) > 0:
		return Blank, false
	}
	return Note, utf8.RuneCountInString(o.first.Text) > 2 && !keyValue.MatchString(squeeze(o.first.Text))
}

// marked recognises rows by their own words: repeated headers, examples, totals,
// notes. identity counts the cells that only a record or a total's label fills.
func (t *Table) marked(o *ownCells, identity int) Kind {
	first := o.first.Text
	if o.texts >= 2 && t.repeatsHeader(o) || len(t.own) >= 3 && columnNumbers(line{cells: t.own}) {
		return RepeatedHeader
	}
	if t.guides() || t.onlyRules() {
		return Note
	}
	if isExample(first) || o.second != nil && isExample(o.second.Text) && t.role[o.first.Col] != content ||
		o.name != nil && isExample(o.name.Text) {
		return Example
	}
	for _, c := range []*workbook.Cell{o.first, o.second, o.name} {
		if c == nil || !isText(*c) {
			continue
		}
		k := totalKind(c.Text)
		if k == "" {
			if r := t.role[c.Col]; r != name && r != content || identity <= 1 {
				k = groupTotal(c.Text)
			}
			if r := t.role[c.Col]; k == "" && identity-boolInt(r == name || r == content) <= 0 && o.by[volume] > 0 {
				k = partTotal(c.Text)
			}
		}
		if k == "" {
			continue
		}
		rest := identity
		if r := t.role[c.Col]; r == content || r == name {
			rest--
		}
		if o.name != nil && o.name != c && !countOnly.MatchString(squeeze(o.name.Text)) {
			continue // a named procedure is no total
		}
		if rest <= 1 || c == o.name && rest == 0 {
			return k
		}
	}
	if isNote(first) && t.aloneIn(o) {
		return Note
	}
	if strings.ContainsAny(first, ":：") && keyValue.MatchString(squeeze(first)) &&
		(o.n == 1 || o.first != o.name && t.role[o.first.Col] != content) {
		return Note
	}
	if o.n == 1 && t.pageTitle(first) {
		return RepeatedHeader
	}
	return ""
}

// aloneIn tells whether a row that begins like a note holds nothing else, but for a
// second cell with the note's text: ※ | 件数は実績を記入すること。
func (t *Table) aloneIn(o *ownCells) bool {
	switch {
	case o.n == 1:
		return true
	case o.name == nil:
		return o.n <= 3 && o.by[content]+o.by[volume] <= 2
	case o.name == o.first:
		return o.by[content]+o.by[volume] == 0
	}
	r := t.role[o.first.Col]
	return o.n <= 3 && (r == number || r == other || r == organ) && o.by[content]+o.by[volume] <= 1 &&
		utf8.RuneCountInString(o.first.Text) <= 4
}

// repeatsHeader tells whether the row says again what a header row says.
func (t *Table) repeatsHeader(o *ownCells) bool {
	for _, h := range t.headers {
		same := 0
		for _, c := range []*workbook.Cell{o.first, o.second, o.name} {
			if c == nil {
				continue
			}
			// folding takes off what only decorates: a much longer text is another
			if label := h[c.Col]; label != "" && len(c.Text) <= 3*len(label)+8 && mayFold(c.Text, label) && label == fold(c.Text) {
				same++
			}
		}
		if same >= 2 {
			return true
		}
	}
	return false
}

// pageTitle tells whether the text repeats the table's title for the next page.
func (t *Table) pageTitle(text string) bool {
	for _, p := range t.Titles {
		if withoutDigits(p.Text) == withoutDigits(text) && withoutDigits(text) != "" {
			return true
		}
	}
	return false
}

// What may stand around the label of a sum: 【合計】, 計（3件）, 〔小計〕.
const (
	totalOpen = `[【(\[「<〔《〈■●◆・※]*`
	totalShut = `[】)\]」>〕》〉]?(?:[(\[:〔<].*)?`
	// figureOf is what a row says of the rows above that is no sum: 前年度比, 構成比
	figureOf = `差引(?:計|増減)?|(?:対?前年度?)?増減(?:数|率|比)?|構成(?:比|割合)率?|割合|(?:対)?前年度?(?:同期)?(?:比|対比|比較)率?|` +
		`対前年度?(?:比|増減率?)|伸び率|比率|[σς∑]|最[大小高低]値?|中央値|平均値|` +
		`(?:1|一)手続(?:き)?(?:あたり|当たり|当り)の?(?:平均|件数)|手続数[:は]?[0-9,]+(?:件|手続)?`
)

var (
	exampleOnly = regexp.MustCompile(`^[【(\[「<]?(記入|入力|記載|作成|回答)例[】)\]」>]?[0-9:]*$`)
	exampleAt   = regexp.MustCompile(
		`^[【(\[「<]?(記入|入力|記載|作成|回答)?例[】)\]」>:]?[0-9]*$|^[【(\[「<](記入|入力|記載|作成|回答)?例[】)\]」>]|^(記入|入力|記載|作成|回答)例[:】)\s]|^例[:：)]|^(サンプル|見本|例示)$`,
	)
	noteAt = regexp.MustCompile(
		`^[【(\[「]?(※|\*|注意|注記|注釈|凡例|備考:|記入要領|記入上の|記載要領|作成要領|留意|問合せ|問い合わせ|問合わせ|お問|連絡先|出典|資料:|提出先|担当:|担当課:|担当部署:|作成者|作成日|更新日|以下余白|以上$|以下省略|以下同様|次頁|次ページ|前頁|続く)|^[【(\[「]?注[0-9一二三:)）】\].、。]|^[【(\[「]?注$|^(\(?注\)?[0-9]*)$|^\(注`,
	)
	totalAt = regexp.MustCompile(
		`^` + totalOpen +
			`((?:総|全|延べ?|のべ|純|年度|(?:前|昨|今|本|当|前々|各)年度?|(?:令和|平成|[rh])?[0-9元]{1,4}年度)?(?:合計|計)|総合計|総計|小計|中計|累計|再計|平均|` +
			`全体計|部計|課計|局計|総?集計(?:値|結果)?|` + figureOf + `|` +
			`(?:総|全)?(?:件数|手続数?|プロセス数?|事務|項目|申請|届出)(?:の)?(?:合計|総計|小計|計)|合計件数|合計欄|` +
			`(?:全体|全件|全手続|全局|全庁|全部|全課|局全体|部全体|課全体|庁全体)(?:の)?(?:合計|計|件数)?|再掲|` +
			`(?:前|次)?(?:頁|ページ)(?:から|より|へ)?(?:の)?(?:繰越|繰り越し|計|合計)|(?:前|次)(?:頁|ページ)(?:から|より|へ)|繰越|` +
			`以上(?:、|,)?(?:[0-9]+(?:件|手続))?(?:合計|計)|total|subtotal|sum|grandtotal)` +
			totalShut + `$`,
	)
	groupTotalAt = regexp.MustCompile(
		`^` + totalOpen + `.{1,40}?(小計|中計|合計|総計|総合計)` + totalShut + `$|^.{1,20}(部|課|局|庁|室|本部|事務所|センター|関係|分)(の)?計` + totalShut +
			`$|^.{1,60}(法|法律|条例|規則|施行令|政令|省令|要綱|要領|要項|規程)(関係|分)?(の)?[(<〔【\[]?計[)>〕】\]]?` + totalShut + `$`,
	)
	spacedTotal = regexp.MustCompile(`[\s　]計[)）】〕\]]?$`)
	partTotalAt = regexp.MustCompile(`^[(<〔【\[・\-]*(うち[^わゅだけみと]|うち$|内訳|内数|内、|内,|再掲|以上$)|[(<〔【\[]再掲[)>〕】\]]$`)
	// sentence is a text that is no name: a remark across the table
	sentence = regexp.MustCompile(`。|(こと|下さい|ください|です|ます)[。)）]?$`)
	// nothing stands in the column of names where a division has no procedure
	nothing   = regexp.MustCompile(`^(該当)?(手続|事務)?(等)?(は)?(なし|無し|ありません|ない)。?$`)
	countOnly = regexp.MustCompile(`^(全|計|約)?[0-9,]+(件|手続|手続き|事務|プロセス|種類|項目)?$`)
	section   = regexp.MustCompile(
		`^[(]?([0-9]{1,2}|[一二三四五六七八九十]{1,3}|[IVX]{1,4}|[ア-ン])[).．、]|^[【〈《<■●◆□◇▼▽★☆◎・○].*|^第[0-9一二三四五六七八九十]+(章|節|部|編)|(関係|の部|分野)$`,
	)
)

func isExample(s string) bool {
	return len(s) < 200 && (strings.Contains(s, "例") || strings.Contains(s, "サンプル") || strings.Contains(s, "見本")) &&
		exampleAt.MatchString(squeeze(s))
}

// noteStarts are the characters that a note begins with, after spaces.
const noteStarts = "※＊*【（(［[「注備凡記留問お連出資提担作更以次前続"

func isNote(s string) bool {
	r, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(s, invisible))
	return strings.ContainsRune(noteStarts, r) && noteAt.MatchString(squeeze(s))
}

// totalKind recognises the label of a row of sums.
func totalKind(s string) Kind {
	if len(s) > 120 || !strings.ContainsAny(s, "計均繰頁ペ全再差増構割比伸率最中数ΣσςΣ∑tTｔＴsSｓＳgGｇＧ") {
		return ""
	}
	t := strings.ToLower(squeeze(s))
	m := totalAt.FindStringSubmatch(t)
	if m == nil {
		return ""
	}
	switch m[1] {
	case "小計", "中計", "部計", "課計", "局計", "再掲", "subtotal":
		return Subtotal
	}
	return Total
}

// groupTotal recognises the label of a sum over a part: 総務部計, 建築関係 小計.
func groupTotal(s string) Kind {
	if len(s) > 240 || !strings.Contains(s, "計") || !groupTotalAt.MatchString(squeeze(s)) && !spacedTotal.MatchString(s) {
		return ""
	}
	if t := squeeze(s); strings.Contains(t, "総計") || strings.Contains(t, "総合計") {
		return Total
	}
	return Subtotal
}

// partTotal recognises the label of a part of what stands above, or of its end: うち電子申請,
// 再掲, 以上. Only a row without anything else than counts is one.
func partTotal(s string) Kind {
	if len(s) > 120 || !partTotalAt.MatchString(squeeze(s)) {
		return ""
	}
	return Subtotal
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// isTotal tells whether a line is a row of sums, whatever its table.
func isTotal(l line) bool {
	for i, c := range l.cells {
		if i < 3 && isText(c) && (totalKind(c.Text) != "" || groupTotal(c.Text) != "") {
			return true
		}
	}
	return false
}

func noteLine(l line) bool { return len(l.cells) > 0 && isNote(l.cells[0].Text) }
