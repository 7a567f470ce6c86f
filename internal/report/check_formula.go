package report

import (
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"tetsuzuki/import/workbook"
	"tetsuzuki/internal/registry"
)

// formulas reads the formulas of a workbook that [workbook.Open] has let pass: what is computed,
// where that one reads what came of it.
type formulas struct {
	file    *excelize.File
	headers map[string]map[int]string // of the lists, by their columns
}

func openFormulas(data io.ReaderAt, size int64) (f formulas, err error) {
	defer func() {
		if p := recover(); p != nil { // of a file that was made by hand
			err = unreadable(fmt.Errorf("%v", p))
		}
	}()
	if f.file, err = excelize.OpenReader(io.NewSectionReader(data, 0, size)); err != nil {
		return f, unreadable(err)
	}
	f.headers = map[string]map[int]string{}
	return f, nil
}

func (f formulas) close() { _ = f.file.Close() } // what it removes lies in a temporary folder

// of is the formula of a cell as all programs write it; empty: it has none.
func (f formulas) of(sheet, cell string) (text string, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = unreadable(fmt.Errorf("%v", p))
		}
	}()
	if text, err = f.file.GetCellFormula(sheet, cell); err != nil {
		return "", unreadable(err)
	}
	return likeAll(text), nil
}

var (
	formulaWord = regexp.MustCompile(`"(?:[^"]|"")*"|'[^']*'!|[\p{L}\p{N}_.$]+|\s+`)
	cellRange   = regexp.MustCompile(`\$?[A-Z]{1,3}\$?[0-9]+:\$?[A-Z]{1,3}\$?[0-9]+`)
	cellAddress = regexp.MustCompile(`^\$?([A-Z]{1,3})\$?([0-9]+)$`)
)

// likeAll is a formula without what programs write each in their own way: blanks, capitals,
// prefixes of functions, and quotes around the names of sheets.
func likeAll(formula string) string {
	formula = formulaWord.ReplaceAllStringFunc(strings.TrimPrefix(formula, "="), func(word string) string {
		switch {
		case word[0] == '"':
			return word
		case word[0] == '\'':
			return word[1:len(word)-2] + "!"
		case strings.TrimSpace(word) == "":
			return ""
		}
		return strings.ToUpper(strings.TrimPrefix(strings.TrimPrefix(word, "_xlfn."), "_xlws."))
	})
	return cellRange.ReplaceAllStringFunc(formula, func(cells string) string {
		if first, last, _ := strings.Cut(cells, ":"); first != last {
			return cells
		}
		return cells[:len(cells)/2] // a range of one cell
	})
}

// ofRow is a formula with its own row's number taken out: whoever sorts a table moves its rows.
func ofRow(formula string, row int) string {
	own := strconv.Itoa(row)
	return formulaWord.ReplaceAllStringFunc(formula, func(word string) string {
		if m := cellAddress.FindStringSubmatch(word); m != nil && m[2] == own {
			return strings.TrimSuffix(word, own) + "#"
		}
		return word
	})
}

// formula compares what is computed in a cell of the registry's workbook with the file's cell in
// its place, which holds the same value. A column that was moved has other addresses in its
// formulas.
func (c *checker) formula(d CheckDifference, column, row int, moved bool) error {
	want, err := c.anew.of(d.Sheet, workbook.CellName(column, row))
	if err != nil || want == "" {
		return err
	}
	got, err := c.file.of(d.Sheet, d.Cell)
	if err != nil {
		return err
	}
	_, number, err := excelize.SplitCellName(d.Cell)
	if err != nil {
		return registry.Failed("report.formula", err)
	}
	if same := ofRow(want, row) == ofRow(got, number); same || moved && got != "" {
		return nil
	}
	if d.What = strings.TrimPrefix(d.What+"の数式", "の"); got == "" {
		d.File = "数式ではなく値 " + d.File
	} else {
		d.File = "=" + got
	}
	d.Registered = "=" + want
	c.tell(d)
	return nil
}

// names compares what the names in formulas stand for: the same columns of the lists, with all
// their rows.
func (c *checker) names() {
	held := map[string]string{}
	for _, n := range c.file.file.GetDefinedName() {
		held[n.Name] = n.RefersTo
	}
	for _, n := range c.anew.file.GetDefinedName() {
		if strings.HasPrefix(n.Name, "_xlnm.") {
			continue // of printing
		}
		want, got := c.anew.named(n.RefersTo), "名前がありません"
		if to, ok := held[n.Name]; ok {
			got = c.file.named(to)
		}
		if c.Cells++; got != want {
			c.tell(CheckDifference{Sheet: "名前", What: n.Name, File: got, Registered: want})
		}
	}
}

var namedCells = regexp.MustCompile(`^'?([^']+)'?!\$([A-Z]{1,3})\$([0-9]+)(?::\$([A-Z]{1,3})\$([0-9]+))?$`)

// named says for people what cells a name stands for: of a list's column, by its header, so that
// a column may be moved.
func (f formulas) named(refersTo string) string {
	refersTo = strings.TrimPrefix(refersTo, "=")
	m := namedCells.FindStringSubmatch(refersTo)
	if m == nil || f.headers[m[1]] == nil || m[4] != "" && m[4] != m[2] || m[3] != "2" {
		return strings.ReplaceAll(refersTo, "'", "")
	}
	last := m[5]
	if last == "" {
		last = m[3] // programs write a column of one row as a cell
	}
	column, err := excelize.ColumnNameToNumber(m[2])
	if err != nil {
		return refersTo
	}
	return fmt.Sprintf("%sの列「%s」の%s行目まで", m[1], f.headers[m[1]][column], last)
}
