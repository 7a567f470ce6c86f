package workbook

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"path"
	"strings"
	"unicode/utf8"

	"tetsuzuki/import/finding"
)

// openCSV finds out the encoding and the separator and reads the file to its end.
func (b *Book) openCSV(ctx context.Context, name string, data io.ReaderAt, size int64, l Limits) error {
	coding, err := detectEncoding(ctx, data, size)
	if err != nil {
		return err
	}
	text := func(ctx context.Context) *bufio.Reader {
		return bufio.NewReaderSize(coding.reader(contextReader{ctx, io.NewSectionReader(data, coding.mark, size-coding.mark)}), 64<<10)
	}
	separator, err := detectSeparator(text(ctx))
	if err != nil {
		return err
	}
	base := path.Base(strings.ReplaceAll(name, `\`, "/"))
	sheet := &Sheet{Name: strings.TrimSuffix(base, path.Ext(base)), book: b}
	b.Format = "csv"
	b.Text = TextForm{coding.name(), coding.mark > 0, separator}
	b.Sheets = []*Sheet{sheet}
	findings := 0 // the column of findings from an earlier reading
	var wrapped unwrapped
	read := func(ctx context.Context, yield func(Row) error) error {
		c := &csvScan{r: text(ctx), separator: separator, limits: l, sheet: sheet.Name, line: 1}
		defer func() { wrapped = c.unwrapped }()
		return c.run(func(r Row) error {
			if last := len(r.Cells) - 1; findings > 0 && r.Cells[last].Col == findings {
				r.Cells, r.Width = r.Cells[:last], min(r.Width, findings-1)
			}
			if len(r.Cells) == 0 {
				return nil
			}
			return yield(r)
		})
	}
	private := 0
	where := ""
	var sum tally
	err = read(ctx, func(r Row) error {
		if last := len(r.Cells) - 1; findings == 0 && r.Number == 1 && strings.HasPrefix(r.Cells[last].Text, ResultColumn) {
			findings = r.Cells[last].Col
			if r.Cells = r.Cells[:last]; last == 0 {
				return nil
			}
		}
		sheet.RowCount++
		sheet.CellCount += len(r.Cells)
		size := 0
		for _, c := range r.Cells {
			size += len(c.Text)
		}
		if e := sum.add(len(r.Cells), size, l); e != nil {
			e.Finding.Message = fmt.Sprintf("%d行目：%s", r.Number, e.Finding.Message)
			return e.at(sheet.Name, CellName(1, r.Number))
		}
		sheet.MaxRow = r.Number
		sheet.MaxCol = max(sheet.MaxCol, r.Cells[len(r.Cells)-1].Col)
		for _, c := range r.Cells {
			if strings.IndexFunc(c.Text, isPrivate) >= 0 {
				if private++; private == 1 {
					where = CellName(c.Col, r.Number)
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if sheet.CellCount == 0 {
		return refuse(finding.RuleEmptyFile, "CSVの中に値が一つもありません。内容を確かめて、もう一度送ってください。")
	}
	if private > 0 {
		n := note(finding.RulePrivateCharacter, fmt.Sprintf("外字を含むセルが%d個あります。標準の文字に置き換えてください。", private))
		n.Sheet, n.Cell, n.Count = sheet.Name, where, private
		b.Notes = append(b.Notes, n)
	}
	if wrapped.count > 0 {
		b.Notes = append(b.Notes, wrapped.note(sheet.Name))
	}
	sheet.read = read
	return nil
}

func isPrivate(r rune) bool { return r >= 0xE000 && r <= 0xF8FF }

// csvScan reads comma-separated text as RFC 4180 has it and as Excel reads it: a
// quote opens a quoted value only at its start, two quotes inside stand for one.
// What is left over after a closing quote is an error, not a guess.
type csvScan struct {
	r         *bufio.Reader
	separator rune
	limits    Limits
	sheet     string
	line      int // of the file, for messages
	row       int
	col       int
	text      []byte
	cells     []Cell
	places    []int
	unwrapped unwrapped
}

// unwrap takes a value out of what it is wrapped in, and notes that.
func (c *csvScan) unwrap(text string, col int) string {
	value, wrapped := unwrap(text)
	if wrapped {
		if c.unwrapped.count++; c.unwrapped.count == 1 {
			c.unwrapped.first, c.unwrapped.raw, c.unwrapped.value = CellName(col, c.row), clip([]byte(text)), clip([]byte(value))
		}
	}
	return value
}

func (c *csvScan) refuse(rule, format string, args ...any) error {
	return refuse(rule, "%d行目（%s）：%s", c.line, CellName(max(c.col, 1), max(c.row, 1)), fmt.Sprintf(format, args...)).
		at(c.sheet, CellName(max(c.col, 1), max(c.row, 1)))
}

func (c *csvScan) run(yield func(Row) error) error {
	for {
		more, err := c.record()
		if err != nil {
			return err
		}
		if len(c.cells) > 0 {
			whole := string(c.text)
			for i := range c.cells {
				end := len(whole)
				if i+1 < len(c.places) {
					end = c.places[i+1]
				}
				c.cells[i].Text = c.unwrap(whole[c.places[i]:end], c.cells[i].Col)
			}
			if err := yield(Row{Number: c.row, Cells: c.cells, Width: c.col}); err != nil {
				return err
			}
		}
		if !more {
			return nil
		}
	}
}

// record reads one record; it reports whether another may follow.
func (c *csvScan) record() (bool, error) {
	c.text, c.cells, c.places = c.text[:0], c.cells[:0], c.places[:0]
	c.row++
	c.col = 0
	if c.row > c.limits.Rows {
		return false, c.refuse(finding.RuleLimit, "行数が上限（%d行）を超えています。", c.limits.Rows)
	}
	for {
		c.col++
		if c.col > c.limits.Columns {
			return false, c.refuse(finding.RuleLimit, "列数が上限（%d列）を超えています。", c.limits.Columns)
		}
		from := len(c.text)
		end, err := c.field()
		if err != nil {
			return false, err
		}
		if len(c.text) > from {
			c.cells = append(c.cells, Cell{Col: c.col, Kind: Text})
			c.places = append(c.places, from)
		}
		if end != c.separator {
			return end == '\n', nil
		}
	}
}

// field appends one value and gives what ended it: the separator, a line end as
// \n, or 0 for the end of the file.
func (c *csvScan) field() (rune, error) {
	from := len(c.text)
	r, err := c.next()
	if err == nil && r == '"' {
		if err := c.quoted(); err != nil {
			return 0, err
		}
		r, err = c.next()
		if err == nil && r != c.separator && r != '\n' && r != '\r' {
			return 0, c.refuse(finding.RuleCSVQuote, "閉じた引用符（\"）の後に文字があります。値の中の引用符は \"\" と二つ重ねてください。")
		}
	}
	for ; err == nil; r, err = c.next() {
		switch r {
		case c.separator:
			return r, nil
		case '\r':
			if err := c.lineFeed(); err != nil {
				return 0, err
			}
			c.line++
			return '\n', nil
		case '\n':
			c.line++
			return '\n', nil
		}
		if err := c.keep(r, from); err != nil {
			return 0, err
		}
	}
	if err == io.EOF {
		return 0, nil
	}
	return 0, err
}

// quoted appends what stands between quotes, whose first was just read. A line
// end inside comes out as \n, as Excel keeps it.
func (c *csvScan) quoted() error {
	from, opened := len(c.text), c.line
	for {
		r, err := c.next()
		if err == io.EOF {
			c.line = opened
			return c.refuse(finding.RuleCSVQuote, "引用符（\"）が開いたまま、ファイルの終わりまで閉じていません。")
		}
		if err != nil {
			return err
		}
		switch r {
		case '"':
			b, err := c.r.Peek(1)
			if err != nil && err != io.EOF {
				return err
			}
			if len(b) == 0 || b[0] != '"' {
				return nil
			}
			if _, err := c.r.Discard(1); err != nil {
				return err
			}
		case '\r':
			if err := c.lineFeed(); err != nil {
				return err
			}
			r = '\n'
			c.line++
		case '\n':
			c.line++
		}
		if err := c.keep(r, from); err != nil {
			return err
		}
	}
}

// lineFeed drops the line feed after a carriage return.
func (c *csvScan) lineFeed() error {
	b, err := c.r.Peek(1)
	if err == io.EOF {
		return nil
	}
	if err == nil && b[0] == '\n' {
		_, err = c.r.Discard(1)
	}
	return err
}

func (c *csvScan) next() (rune, error) {
	r, n, err := c.r.ReadRune()
	if err != nil {
		return 0, err
	}
	if r == utf8.RuneError && n == 1 {
		return 0, c.refuse(finding.RuleCSVEncoding, "文字が壊れています。Excelで「CSV UTF-8」として保存し直してください。")
	}
	if r == 0x1A {
		// The end of a text in the days of MS-DOS, still written by some systems.
		if _, err := c.r.Peek(1); err == io.EOF {
			return 0, io.EOF
		}
	}
	if r < 0x20 && r != '\t' && r != '\n' && r != '\r' {
		return 0, c.refuse(finding.RuleControlCharacter, "使えない文字（制御文字 0x%02X）があります。その文字を消して保存し直してください。", r)
	}
	return r, nil
}

func (c *csvScan) keep(r rune, from int) error {
	c.text = utf8.AppendRune(c.text, r)
	if len(c.text)-from > c.limits.CellBytes {
		return c.refuse(finding.RuleLimit, "値が長すぎます（上限%dバイト）。引用符（\"）の閉じ忘れがないか確かめてください。", c.limits.CellBytes)
	}
	return nil
}

// detectSeparator takes the one of comma, tab, semicolon, bar and their wide forms that
// cuts the first records into the same number of values most often.
func detectSeparator(r *bufio.Reader) (rune, error) {
	const sample = 64 << 10
	head, err := r.Peek(sample)
	if err != nil && err != io.EOF {
		return 0, err
	}
	best, bestScore := ',', 0
	for _, separator := range []rune{',', '\t', ';', '|', '，', '｜'} {
		if s := regularity(string(head), separator); s > bestScore {
			best, bestScore = separator, s
		}
	}
	return best, nil
}

// regularity is how many of the first records have the most frequent number of
// values above one, weighed by that number.
func regularity(head string, separator rune) int {
	counts := map[int]int{}
	fields, records, quoted := 1, 0, false
	for _, r := range head {
		switch {
		case r == '"':
			quoted = !quoted
		case quoted:
		case r == separator:
			fields++
		case r == '\n':
			counts[fields]++
			records++
			fields = 1
		}
		if records == 50 {
			break
		}
	}
	if fields > 1 {
		counts[fields]++
	}
	best := 0
	for n, times := range counts {
		if n > 1 {
			best = max(best, times*min(n, 100))
		}
	}
	return best
}
