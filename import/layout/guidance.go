package layout

import (
	"regexp"
	"unicode/utf8"

	"tetsuzuki/import/workbook"
)

var (
	// fillIn is a text that says how to fill in a column, whatever it heads
	fillIn = regexp.MustCompile(
		`選択|記入|記載|入力|必須|任意|自由記述|半角|全角|プルダウン|リスト|文字以内|^文字列?$|^数値$|^整数$|数字のみ|形式|略称|略さず|ください|下さい|該当.{0,6}[○〇◯]|[○〇◯]を付|自動(計算|表示|入力)|^(自由|テキスト|日付|コード)$`,
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
	return sure > 0 && sure*3 >= len(l.cells)
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

// guides tells whether a row above the first record does nothing but instruct.
func (t *Table) guides() bool {
	if t.last != 0 || len(t.own) == 0 {
		return false
	}
	for i := range t.own {
		if !instructs(&t.own[i]) {
			return false
		}
	}
	return true
}
