package layout

import (
	"regexp"
	"unicode/utf8"

	"tetsuzuki/import/workbook"
)

var (
	// fillIn is a text that says how to fill in a column, whatever it heads
	fillIn = regexp.MustCompile(
		`選択|記入|記載|入力|必須|任意|自由記述|半角|全角|プルダウン|リスト|文字以内|[0-9]字以内|^文字列?$|^数値$|^整数$|数字のみ|形式|略称|略さず|ください|下さい|該当.{0,6}[○〇◯]|[○〇◯]を付|自動(計算|表示|入力)|^(自由|テキスト|日付|コード)$`,
	)
	enclosed = regexp.MustCompile(`^[（(【［\[].{1,30}[）)】］\]]$`)
)

// instructs tells whether a cell says how to fill in its column, or in what unit.
func instructs(c *workbook.Cell) bool {
	if !isText(*c) || utf8.RuneCountInString(c.Text) > 40 || sentenceOfName.MatchString(c.Text) {
		return false
	}
	return fillIn.MatchString(c.Text) || unitWord.MatchString(squeeze(c.Text))
}

// sentenceOfName are names of procedures that hold a word of instructions.
var sentenceOfName = regexp.MustCompile(`の(届出|届|申請|報告|登録|許可|認可|閲覧|交付|請求)$|(届出|申請|報告|請求|交付)書?$`)

// guidance tells whether the line right below a header only says how to fill in the
// columns: each of its cells does, or describes what its column's own label names.
func (s *scanner) guidance(d *draft, l line) bool {
	sure := 0
	last := d.header[len(d.header)-1]
	for i := range l.cells {
		c := &l.cells[i]
		if instructs(c) {
			sure++
			continue
		}
		if !isText(*c) || utf8.RuneCountInString(c.Text) > 40 {
			return false
		}
		_, own := s.groupAbove(last, c.Col)
		if !own || !enclosed.MatchString(squeeze(c.Text)) && !s.describes(last.text(c.Col), c.Text) {
			return false
		}
	}
	return sure > 0
}

// describes tells whether a text means the same field as the label above it.
func (s *scanner) describes(label, text string) bool {
	a, ok := s.field(newHeading([]string{label}))
	if !ok || a.field == "" {
		return false
	}
	b, ok := s.field(newHeading([]string{text}))
	return ok && a.field == b.field
}

// unitsAmong are the cells of a line of guidance that give units, as they stand behind
// a label.
func unitsAmong(l line) line {
	out := line{num: l.num}
	for _, c := range l.cells {
		if isText(c) && unitWord.MatchString(squeeze(c.Text)) {
			out.cells = append(out.cells, c)
		}
	}
	return inBrackets(out)
}

// guides tells whether a row above the first record does nothing but instruct, or number
// or describe the columns: each cell does, or all are alike but for their digits.
func (t *Table) guides() bool {
	if t.last != 0 || len(t.own) == 0 {
		return false
	}
	sure, alike := 0, len(t.own) > 2
	skeleton := withoutDigits(t.own[0].Text)
	for i := range t.own {
		c := &t.own[i]
		alike = alike && isText(*c) && withoutDigits(c.Text) == skeleton && utf8.RuneCountInString(c.Text) <= 6
		switch text := squeeze(c.Text); {
		case instructs(c):
			sure++
		case isText(*c) && (Mark(text) == "－" || text == "同左"):
		case t.describedBy(c):
		default:
			if !alike {
				return false
			}
		}
	}
	return alike && t.noValue() || sure > 0
}

// noValue tells whether no cell of the row is a value of its column.
func (t *Table) noValue() bool {
	for i := range t.own {
		if f := t.fieldAt(t.own[i].Col); f != nil && typed(f) && holds(f, t.own[i]) {
			return false
		}
	}
	return true
}

// describedBy tells whether a cell describes what its column is for: it names the field of
// the column again.
func (t *Table) describedBy(c *workbook.Cell) bool {
	i, ok := t.index[c.Col]
	if !ok || !isText(*c) || utf8.RuneCountInString(c.Text) > 40 || sentenceOfName.MatchString(c.Text) {
		return false
	}
	hit, ok := theVocabulary().field(newHeading([]string{c.Text}))
	return ok && hit.field == t.Columns[i].Field
}

// onlyRules tells whether a row only draws a line between others: --- | :---:
func (t *Table) onlyRules() bool {
	for i := range t.own {
		if !ruled.MatchString(squeeze(t.own[i].Text)) {
			return false
		}
	}
	return len(t.own) > 1
}

// ruled is a line drawn by signs.
var ruled = regexp.MustCompile(`^:?[-－―─━=＝]{2,}:?$`)
