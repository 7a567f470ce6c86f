package layout

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"tetsuzuki/import/form"
	"tetsuzuki/import/workbook"
)

// sums are what the counts of the records so far add up to, by column: a row that only
// says them again is no procedure.
type sums struct {
	all, part map[int]float64 // of the table, and since the last row of sums
	rows      [2]int          // how many records these are
}

// add takes up the counts of a record.
func (s *sums) add(t *Table) {
	if s.all == nil {
		s.all, s.part = map[int]float64{}, map[int]float64{}
	}
	for i := range t.own {
		if n, ok := t.countAt(&t.own[i]); ok {
			s.all[t.own[i].Col] += n
			s.part[t.own[i].Col] += n
		}
	}
	s.rows[0]++
	s.rows[1]++
}

// end begins a new part below a row of sums.
func (s *sums) end() {
	clear(s.part)
	s.rows[1] = 0
}

// repeatedBy tells whether all counts of the row being judged are such sums.
func (s *sums) repeatedBy(t *Table) bool {
	for k, sum := range []map[int]float64{s.all, s.part} {
		same, other := 0, false
		for i := range t.own {
			if n, ok := t.countAt(&t.own[i]); ok {
				other = other || n != sum[t.own[i].Col]
				if n > 0 {
					same++
				}
			}
		}
		if s.rows[k] > 1 && same > 0 && !other {
			return true
		}
	}
	return false
}

// countAt is the number in a cell of counts.
func (t *Table) countAt(c *workbook.Cell) (float64, bool) {
	if t.role[c.Col] != volume {
		return 0, false
	}
	text := c.Text
	if c.Kind != workbook.Number {
		text = strings.TrimSuffix(strings.ReplaceAll(squeeze(text), ",", ""), "件")
	}
	n, err := strconv.ParseFloat(text, 64)
	return n, err == nil
}

var (
	// ofProcedure is a word that names of procedures hold, and names of sums do not
	ofProcedure = regexp.MustCompile(`届|申請|申込|許可|認可|承認|認定|登録|免許|報告|通知|交付|証明|協議|請求|提出|閲覧|縦覧|検査|指定|変更|更新|廃止|支給|給付|助成|補助|納付|申告|手続|確認|受付|発行|作成|保存`)
	// remainder is a name for procedures that are not named
	remainder = regexp.MustCompile(`^(その他|其他|ほか|他|その他の(手続|申請|届出)等?|上記以外.{0,6})$`)
)

// sumOf tells whether a row that a law or another field does not describe is one of sums:
// what it is called is no name of a procedure, and its counts repeat those above. A name
// that is only a year or a number is enough.
func (t *Table) sumOf(o *ownCells) bool {
	if o.name == nil || o.by[volume] == 0 || o.by[content] > 0 {
		return false
	}
	name := squeeze(o.name.Text)
	if countOnly.MatchString(name) {
		return true
	}
	if h := newHeading([]string{name}); h.year > 0 && onlyYears(h) {
		return true
	}
	return t.repeats && t.described && (!ofProcedure.MatchString(name) || strings.HasSuffix(name, "手続") && utf8.RuneCountInString(name) <= 6)
}

// Doubtful says why a record may be none: its counts are the sums of those above, or it
// stands for procedures that are not named.
type Doubtful string

// The doubts.
const (
	SumsUp    Doubtful = "sums"
	Remainder Doubtful = "remainder"
)

// doubtOf is the doubt about a record that a law or another field does not describe.
func (t *Table) doubtOf(o *ownCells) Doubtful {
	switch {
	case o.name == nil || o.by[volume] == 0 || o.by[content] > 0:
		return ""
	case remainder.MatchString(squeeze(o.name.Text)):
		return Remainder
	case t.repeats && (t.described || !ofProcedure.MatchString(squeeze(o.name.Text))):
		return SumsUp
	}
	return ""
}

// describes tells whether the table has a field beside names and counts that says what
// its procedures are.
func (t *Table) describes() bool {
	for _, c := range t.Columns {
		if c.Field == "legal_basis" || c.Field == "legal_article" || form.Current().Field(c.Field).List != nil {
			return true
		}
	}
	return false
}

// sumFirst is the first row of a table where all that stands below adds up to it, as far
// as the scan kept its rows; 0 where it does not.
func (s *scanner) sumFirst(d *draft, t *Table) int {
	if len(d.sample) < 3 || len(d.sample) == sampled || !t.describes() {
		return 0
	}
	first := d.sample[0]
	name, law := "", ""
	for _, c := range first.cells {
		switch t.role[c.Col] {
		case content:
			law = c.Text
		case number, organ, remark, other:
		default:
			if t.role[c.Col] != volume {
				name = squeeze(c.Text)
			}
		}
	}
	if law != "" || name != "" && ofProcedure.MatchString(name) {
		return 0
	}
	same := false
	for i := range first.cells {
		total, ok := t.countAt(&first.cells[i])
		if !ok {
			continue
		}
		sum := 0.0
		for _, l := range d.sample[1:] {
			if isTotal(l) {
				continue
			}
			for k := range l.cells {
				if l.cells[k].Col == first.cells[i].Col {
					n, _ := t.countAt(&l.cells[k])
					sum += n
				}
			}
		}
		if sum != total {
			return 0
		}
		same = same || total > 0
	}
	if !same {
		return 0
	}
	return first.num
}
