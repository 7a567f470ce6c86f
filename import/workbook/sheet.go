package workbook

import (
	"errors"
	"fmt"
	"io"
	"strconv"

	"tetsuzuki/import/finding"
	"tetsuzuki/import/internal/strictxml"
)

// sheetScan reads one sheet part strictly: it fills the facts of the sheet, and the
// tape with its rows.
type sheetScan struct {
	*strictxml.Scanner
	book   *xlsxBook
	sheet  *Sheet
	limits Limits

	row     int
	hidden  bool
	col     int
	filled  int // cells of the row
	last    int // column of the last of them
	size    int // bytes of their texts, shared ones too
	value   []byte
	sum     []byte // the formula's text, where it is short
	cleaned int    // cells with control characters taken out
	where   string
	dim     *Range
	merges  int // of the attribute; -1 without
}

func (s *sheetScan) part() string { return "シート「" + s.sheet.Name + "」" }

// place is the cell that is being read, the row, or nothing.
func (s *sheetScan) place() string {
	switch {
	case s.row > 0 && s.col > 0:
		return CellName(s.col, s.row)
	case s.row > 0:
		return CellName(1, s.row)
	}
	return ""
}

func (s *sheetScan) refuse(rule, format string, args ...any) error {
	place := ""
	switch {
	case s.row > 0 && s.col > 0:
		place = fmt.Sprintf("のセル%s", CellName(s.col, s.row))
	case s.row > 0:
		place = fmt.Sprintf("の%d行目", s.row)
	}
	e := refuse(rule, "シート「%s」%s：%s", s.sheet.Name, place, fmt.Sprintf(format, args...))
	return e.at(s.sheet.Name, s.place())
}

func (s *sheetScan) broken(what string) error {
	return s.refuse(finding.RuleBrokenSheet, "記録が壊れています（%s）。元のファイルをExcelで開いて保存し直してください。", what)
}

// run reads the part from its first byte to its last.
func (s *sheetScan) run() error {
	err := s.worksheet()
	explained := explain(s.part(), err)
	var e *Error
	if errors.As(explained, &e) && e.Finding.Sheet == "" {
		e.Finding.Sheet, e.Finding.Cell = s.sheet.Name, s.place()
		if e.Finding.Cell != "" {
			e.Finding.Message += fmt.Sprintf("（%sの付近）", e.Finding.Cell)
		}
	}
	return explained
}

func (s *sheetScan) worksheet() error {
	k, err := s.next()
	if err != nil {
		return err
	}
	if k != strictxml.Start || s.Space != mainSpace || string(s.Name) != "worksheet" {
		return s.broken("シートの記録ではありません")
	}
	data := false
	s.merges = -1
	for {
		k, err := s.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		switch {
		case k == strictxml.Text:
			return s.broken("文字が要素の外にあります")
		case k == strictxml.End:
			continue // of the worksheet; only the end of the document follows
		case s.Space != mainSpace:
			err = s.Skip()
		case !sheetElements[string(s.Name)]:
			return s.broken("知らない要素 " + string(s.Name) + " があります")
		default:
			switch string(s.Name) {
			case "sheetData":
				if data {
					return s.broken("セルの記録が二つあります")
				}
				data = true
				if err = s.data(); err == nil {
					s.row, s.col = 0, 0
				}
			case "dimension":
				if ref, ok := s.Attr("ref"); ok {
					if r, ok := rangeRef(ref); ok {
						s.dim = &r
					}
				}
				err = s.Skip()
			case "sheetViews":
				err = s.views()
			case "cols":
				err = s.columns()
			case "mergeCells":
				err = s.merged()
			default:
				err = s.Skip()
			}
		}
		if err != nil {
			return err
		}
	}
	if !data {
		return s.broken("セルの記録がありません")
	}
	return nil
}

// next gives the next token that is not white space between elements.
func (s *sheetScan) next() (strictxml.Kind, error) {
	for {
		k, err := s.Next()
		if err != nil || k != strictxml.Text || !blank(s.Text) {
			return k, err
		}
	}
}

func blank(b []byte) bool {
	for _, c := range b {
		if c != ' ' && c != '\n' && c != '\t' && c != '\r' {
			return false
		}
	}
	return true
}

// views reads whether the sheet shows the number 0.
func (s *sheetScan) views() error {
	return children(s.Scanner, func() {
		if v, has := s.Attr("showZeros"); has && string(s.Name) == "sheetView" {
			if shows, ok := boolean(v); ok && !shows {
				s.sheet.hidesZeros = true
			}
		}
	})
}

func (s *sheetScan) columns() error {
	for n := 0; ; n++ {
		k, err := s.next()
		if err != nil {
			return err
		}
		if k == strictxml.End {
			return nil
		}
		if k != strictxml.Start || s.Space != mainSpace || string(s.Name) != "col" || n >= s.limits.Columns {
			return s.broken("列の記録が正しくありません")
		}
		var from, to int
		hide := false
		for i := range s.Attrs {
			a := &s.Attrs[i]
			if len(a.Prefix) > 0 {
				continue
			}
			ok := true
			switch string(a.Name) {
			case "min":
				from, ok = rowNumber(a.Value)
			case "max":
				to, ok = rowNumber(a.Value)
			case "hidden":
				var v bool
				v, ok = boolean(a.Value)
				hide = hide || v
			case "width":
				hide = hide || zero(a.Value)
			case "style", "bestFit", "customWidth", "phonetic", "outlineLevel", "collapsed":
			default:
				ok = false
			}
			if !ok {
				return s.broken("列の記録の " + string(a.Name) + " が正しくありません")
			}
		}
		if from == 0 || to < from || to > s.limits.Columns {
			return s.broken("列の範囲が正しくありません")
		}
		if hide {
			s.sheet.HiddenCols = append(s.sheet.HiddenCols, [2]int{from, to})
		}
		if err := s.Skip(); err != nil {
			return err
		}
	}
}

func (s *sheetScan) merged() error {
	claimed := -1
	if v, ok := s.Attr("count"); ok {
		n, err := strconv.Atoi(string(v))
		if err != nil {
			return s.broken("結合セルの件数が数ではありません")
		}
		claimed = n
	}
	n := 0
	for {
		k, err := s.next()
		if err != nil {
			return err
		}
		if k == strictxml.End {
			break
		}
		if k != strictxml.Start || s.Space != mainSpace || string(s.Name) != "mergeCell" {
			return s.broken("結合セルの記録が正しくありません")
		}
		n++
		if s.book.sum.merges++; s.book.sum.merges > s.limits.Merges {
			return s.refuse(finding.RuleLimit, "結合セルが多すぎます（上限%d）。結合を解いて保存してください。", s.limits.Merges)
		}
		ref, _ := s.Attr("ref")
		r, ok := rangeRef(ref)
		if !ok || r.LastRow > s.limits.Rows || r.LastCol > s.limits.Columns {
			return s.broken("結合セルの範囲が正しくありません")
		}
		if r.FirstRow != r.LastRow || r.FirstCol != r.LastCol {
			s.sheet.Merges = append(s.sheet.Merges, r)
		}
		if err := s.Skip(); err != nil {
			return err
		}
	}
	if claimed > n {
		return s.broken(fmt.Sprintf("結合セルが%d件のはずが%d件しかありません", claimed, n))
	}
	return nil
}

// data reads the rows.
func (s *sheetScan) data() error {
	for {
		k, err := s.next()
		if err != nil {
			return err
		}
		if k == strictxml.End {
			return nil
		}
		if k != strictxml.Start || s.Space != mainSpace || string(s.Name) != "row" {
			return s.broken("行でないものが行の並びにあります")
		}
		if err := s.oneRow(); err != nil {
			return err
		}
	}
}

func (s *sheetScan) oneRow() error {
	number := s.row + 1
	s.hidden, s.col = false, 0
	for i := range s.Attrs {
		a := &s.Attrs[i]
		if len(a.Prefix) > 0 {
			continue
		}
		switch string(a.Name) {
		case "r":
			n, ok := rowNumber(a.Value)
			if !ok {
				return s.broken("行番号が正しくありません")
			}
			if n <= s.row {
				return s.refuse(finding.RuleCellOrder, "行が順に並んでいません（%d行目の次に%d行目があります）。Excelで開いて保存し直してください。", s.row, n)
			}
			number = n
		case "hidden":
			v, ok := boolean(a.Value)
			if !ok {
				return s.broken("行の表示の記録が正しくありません")
			}
			s.hidden = s.hidden || v
		case "ht":
			s.hidden = s.hidden || zero(a.Value)
		case "spans", "s", "customFormat", "customHeight", "outlineLevel", "collapsed", "thickTop", "thickBot", "ph":
		default:
			return s.broken("行の記録に知らない " + string(a.Name) + " があります")
		}
	}
	s.row = number
	if number > s.limits.Rows {
		return s.refuse(finding.RuleLimit, "行数が上限（%d行）を超えています。", s.limits.Rows)
	}
	if s.hidden {
		before := len(s.sheet.HiddenRows)
		s.sheet.HiddenRows.add(number, number)
		if s.book.sum.hidden += len(s.sheet.HiddenRows) - before; s.book.sum.hidden > s.limits.Hidden {
			return s.refuse(finding.RuleLimit, "非表示の行が、%dか所を超えて離れ離れにあります。行を表示するか、削除して保存してください。", s.limits.Hidden)
		}
	}
	s.filled, s.size = 0, 0
	for {
		k, err := s.Next()
		if err != nil {
			return err
		}
		if k == strictxml.End {
			break
		}
		if k == strictxml.Text {
			if blank(s.Text) {
				continue
			}
			return s.broken("文字がセルの外にあります")
		}
		if s.Space == mainSpace && string(s.Name) == "c" {
			err = s.cell()
		} else if s.Space == mainSpace && string(s.Name) == "extLst" {
			err = s.Skip()
		} else {
			err = s.broken("セルでないものが行の中にあります")
		}
		if err != nil {
			return err
		}
	}
	s.col = 0
	if s.filled == 0 {
		return nil
	}
	if err := s.count(); err != nil {
		return err
	}
	return s.book.tape.endRow(s.row, s.hidden)
}

// count adds the row to the facts of the sheet.
func (s *sheetScan) count() error {
	f := s.sheet
	f.RowCount++
	f.CellCount += s.filled
	if e := s.book.sum.add(s.filled, s.size, s.limits); e != nil {
		return s.refuse(e.Finding.Rule, "%s", e.Finding.Message)
	}
	f.MaxRow = s.row
	f.MaxCol = max(f.MaxCol, s.last)
	return nil
}

// value types of a cell (ISO/IEC 29500-1, 18.18.11).
type cellType uint8

const (
	typeNumber cellType = iota
	typeShared
	typeInline
	typeString
	typeBool
	typeError
	typeDate
)

// cell reads one cell, whose Start was just given.
func (s *sheetScan) cell() error {
	before := s.col
	s.col++
	kind, style := typeNumber, 0
	for i := range s.Attrs {
		a := &s.Attrs[i]
		if len(a.Prefix) > 0 {
			continue
		}
		switch string(a.Name) {
		case "r":
			col, row, ok := cellRef(a.Value)
			if !ok {
				return s.broken("セルの番地が正しくありません")
			}
			if row != s.row {
				return s.refuse(finding.RuleCellOrder, "%d行目の中に、別の行のセル%sがあります。Excelで開いて保存し直してください。", s.row, a.Value)
			}
			s.col = col
			if col <= before {
				if col == before {
					return s.refuse(finding.RuleCellOrder, "同じセルが二つあります。Excelで開いて保存し直してください。")
				}
				return s.refuse(finding.RuleCellOrder, "セルが左から順に並んでいません。Excelで開いて保存し直してください。")
			}
		case "t":
			switch string(a.Value) {
			case "s":
				kind = typeShared
			case "n":
			case "inlineStr":
				kind = typeInline
			case "str":
				kind = typeString
			case "b":
				kind = typeBool
			case "e":
				kind = typeError
			case "d":
				kind = typeDate
			default:
				return s.refuse(finding.RuleCellValue, "セルの種類「%s」は正しくありません。Excelで開いて保存し直してください。", a.Value)
			}
		case "s":
			n, ok := index(a.Value)
			if !ok || n >= max(len(s.book.styles), 1) {
				return s.broken("セルの書式の番号が正しくありません")
			}
			style = n
		case "cm", "vm", "ph":
		default:
			return s.broken("セルの記録に知らない " + string(a.Name) + " があります")
		}
	}
	if s.col > s.limits.Columns {
		return s.refuse(finding.RuleLimit, "列数が上限（%d列）を超えています。", s.limits.Columns)
	}
	formula, has, err := s.contents(kind)
	if err != nil {
		return err
	}
	return s.keep(kind, style, formula, has)
}

// contents reads what stands inside a cell; the saved value's text is left in
// s.value.
func (s *sheetScan) contents(kind cellType) (formula, has bool, err error) {
	s.value, s.sum = s.value[:0], s.sum[:0]
	for {
		k, err := s.Next()
		if err != nil {
			return false, false, err
		}
		switch k {
		case strictxml.End:
			return formula, has, nil
		case strictxml.Text:
			if !blank(s.Text) {
				return false, false, s.broken("文字が値の外にあります")
			}
			continue
		}
		if s.Space != mainSpace {
			return false, false, s.broken("セルの中に知らない要素があります")
		}
		switch string(s.Name) {
		case "v":
			if has || kind == typeInline {
				return false, false, s.broken("セルの値の記録が正しくありません")
			}
			has = true
			if err := s.characters(); err != nil {
				return false, false, err
			}
		case "f":
			if formula {
				return false, false, s.broken("セルに数式が二つあります")
			}
			formula = true
			err = s.formula()
		case "is":
			if has || kind != typeInline {
				return false, false, s.broken("セルの文字の記録が正しくありません")
			}
			has = true
			s.value, err = richText(s.Scanner, s.value, s.limits.CellBytes)
		case "extLst":
			err = s.Skip()
		default:
			return false, false, s.broken("セルの中に知らない要素 " + string(s.Name) + " があります")
		}
		if errors.Is(err, errTooLong) {
			err = s.refuse(finding.RuleLimit, "セルの文字が長すぎます（上限%dバイト）。", s.limits.CellBytes)
		}
		if errors.Is(err, errRichText) {
			err = s.broken("文字の記録が正しくありません")
		}
		if err != nil {
			return false, false, err
		}
	}
}

// mostSum bounds the formulas of which the text is kept.
const mostSum = 200

// formula reads an f to its end and keeps its text, unless it is long.
func (s *sheetScan) formula() error {
	for depth := s.Depth(); ; {
		k, err := s.Next()
		switch {
		case err != nil:
			return err
		case k == strictxml.End && s.Depth() < depth:
			return nil
		case k == strictxml.Text && len(s.sum)+len(s.Text) <= mostSum:
			s.sum = append(s.sum, s.Text...)
		case k == strictxml.Text:
			s.sum = append(s.sum[:0], make([]byte, mostSum)...) // too long from here on
		}
	}
}

// characters appends the text up to the end of a v.
func (s *sheetScan) characters() error {
	for {
		k, err := s.Next()
		if err != nil {
			return err
		}
		switch k {
		case strictxml.End:
			return nil
		case strictxml.Start:
			return s.broken("値の中に要素があります")
		}
		s.value = append(s.value, s.Text...)
		if len(s.value) > s.limits.CellBytes {
			return s.refuse(finding.RuleLimit, "セルの文字が長すぎます（上限%dバイト）。", s.limits.CellBytes)
		}
	}
}

// keep checks the value against its type and adds the cell to the row, unless it
// is blank.
func (s *sheetScan) keep(kind cellType, style int, formula, has bool) error {
	c := Cell{Col: s.col, Formula: formula}
	var text []byte
	shared := -1
	v := s.value
	if kind != typeInline && kind != typeString {
		v = trim(v)
		has = has && len(s.value) > 0
	}
	if !has && !formula {
		return nil
	}
	wrong := func(what string) error {
		return s.refuse(finding.RuleCellValue, "セルの値「%s」が%sとして正しくありません。Excelで開いて内容を確かめ、保存し直してください。", clip(v), what)
	}
	switch {
	case !has:
	case kind == typeNumber:
		if !isNumber(v) {
			return wrong("数値")
		}
		c.Kind, text = Number, v
	case kind == typeShared:
		n, ok := index(v)
		if !ok || n >= s.book.strings.count {
			return s.refuse(finding.RuleSharedString, "セルが指す文字列（%s番）がファイルの中にありません。セルの内容が失われています。Excelで開いて内容を確かめ、保存し直してください。", clip(v))
		}
		size, err := s.book.strings.textSize(n)
		if err != nil {
			return err
		}
		if size == 0 && !formula {
			return nil
		}
		if _, ok := s.book.strings.dirty[n]; ok {
			s.clean()
		}
		c.Kind, shared = Text, n
		s.size += size
	case kind == typeInline || kind == typeString:
		clean, cleaned := unescape(v)
		if cleaned {
			s.clean()
		}
		if len(clean) == 0 && !formula {
			return nil
		}
		c.Kind, text = Text, clean
	case kind == typeBool:
		b, ok := boolean(v)
		if !ok {
			return wrong("真偽値")
		}
		c.Kind, text = Bool, []byte("FALSE")
		if b {
			text = []byte("TRUE")
		}
	case kind == typeError:
		c.Kind, text = ErrorValue, v
	case kind == typeDate:
		if !isISODate(v) {
			return wrong("日付")
		}
		c.Kind, c.Date, text = Text, true, v
	}
	if style < len(s.book.styles) {
		c.Date = c.Date || s.book.styles[style].date && c.Kind == Number
	}
	if s.size += len(text); s.size > s.limits.RowBytes {
		return s.refuse(finding.RuleLimit, "行の文字の合計が上限（%dMB）を超えています。", s.limits.RowBytes>>20)
	}
	if formula {
		s.sheet.FormulaCount++
		if c.Kind == Blank {
			s.sheet.Uncomputed++
		}
		switch {
		case string(text) == "0": // also as a text, as some libraries write it
			s.book.noughts++
			if len(s.sum) < mostSum {
				c.own().Sum = string(s.sum)
			}
		case len(text) > 0:
			s.book.results++
		}
	}
	s.filled++
	s.last = s.col
	s.book.tape.cell(c, style, shared, text)
	return nil
}

func (s *sheetScan) clean() {
	if s.cleaned++; s.cleaned == 1 {
		s.where = s.place()
	}
}

// clip gives the start of a value, for a message.
func clip(b []byte) string {
	const most = 40
	r := []rune(string(b))
	if len(r) > most {
		return string(r[:most]) + "…"
	}
	return string(r)
}

func trim(b []byte) []byte {
	for len(b) > 0 && isBlank(b[0]) {
		b = b[1:]
	}
	for len(b) > 0 && isBlank(b[len(b)-1]) {
		b = b[:len(b)-1]
	}
	return b
}

func isBlank(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

// boolean reads an xsd:boolean.
func boolean(b []byte) (v, ok bool) {
	switch string(b) {
	case "1", "true", "TRUE":
		return true, true
	case "0", "false", "FALSE":
		return false, true
	}
	return false, false
}

// zero reports whether a height or a width is nothing at all.
func zero(b []byte) bool {
	v, err := strconv.ParseFloat(string(b), 64)
	return err == nil && v == 0
}

// index reads a number from 0 of at most nine digits.
func index(b []byte) (int, bool) {
	if len(b) == 0 || len(b) > 9 {
		return 0, false
	}
	n := 0
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}

// isNumber follows xsd:double without its names for infinity and not-a-number.
func isNumber(b []byte) bool {
	i, digits := 0, 0
	if i < len(b) && (b[i] == '-' || b[i] == '+') {
		i++
	}
	for i < len(b) && b[i] >= '0' && b[i] <= '9' {
		i++
		digits++
	}
	if i < len(b) && b[i] == '.' {
		i++
		for i < len(b) && b[i] >= '0' && b[i] <= '9' {
			i++
			digits++
		}
	}
	if digits == 0 {
		return false
	}
	if i < len(b) && (b[i] == 'e' || b[i] == 'E') {
		i++
		if i < len(b) && (b[i] == '-' || b[i] == '+') {
			i++
		}
		from := i
		for i < len(b) && b[i] >= '0' && b[i] <= '9' {
			i++
		}
		if i == from || i-from > 3 {
			return false
		}
	}
	return i == len(b)
}

// isISODate checks the shape of YYYY-MM-DD, with or without a time.
func isISODate(b []byte) bool {
	const shape = "dddd-dd-dd"
	if len(b) < len(shape) || len(b) > 40 {
		return false
	}
	for i := range shape {
		if shape[i] == 'd' && (b[i] < '0' || b[i] > '9') || shape[i] == '-' && b[i] != '-' {
			return false
		}
	}
	return len(b) == len(shape) || b[len(shape)] == 'T' || b[len(shape)] == 'Z' || b[len(shape)] == '+'
}
