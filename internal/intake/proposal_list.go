package intake

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"tetsuzuki/import/workbook"
	"tetsuzuki/internal/registry"
)

// ReadProposalList reads a list of proposals to the national government (xlsx or csv) by the
// strict reader of inventories. It takes the first sheet that has the headers.
func (in *Intake) ReadProposalList(ctx context.Context, name string, data io.ReaderAt, size int64) ([]registry.ProposalLine, error) {
	const op = "intake.ReadProposalList"
	wrong := func(format string, args ...any) error {
		return &registry.Error{Code: registry.Invalid, Op: op, Field: "file", Message: fmt.Sprintf(format, args...)}
	}
	book, err := workbook.Open(ctx, name, data, size, workbook.Options{Limits: in.limits()})
	if err != nil {
		return nil, refusedList(op, err)
	}
	defer book.Close()
	for _, sheet := range book.Sheets {
		l := proposalSheet{sheet: sheet.Name, csv: book.Format == "csv", date1904: book.Date1904}
		if err := sheet.Rows(ctx, l.row); err != nil {
			return nil, refusedList(op, err)
		}
		switch {
		case l.columns == nil:
			continue
		case len(l.lines) == 0:
			return nil, wrong("「%s」には、見出しの下に提案がありません。1行に1つずつ書いてください。", sheet.Name)
		case len(l.lines) > registry.ProposalsAtOnce:
			return nil, wrong("一度に取り込めるのは %d 件までです（このファイルは %d 件）。分けて取り込んでください。", registry.ProposalsAtOnce, len(l.lines))
		}
		return l.lines, nil
	}
	var labels []string
	for _, c := range registry.ProposalColumns {
		labels = append(labels, c.Label)
	}
	return nil, wrong("提案の一覧の見出しが見つかりません。見出しの行に %s を書いてください。一覧をExcelで保存したものを使えます。", strings.Join(labels, "、"))
}

// proposalSheet collects the lines of a sheet.
type proposalSheet struct {
	sheet    string
	csv      bool
	date1904 bool
	columns  map[int]string // from the sheet's columns to fields; nil: no header row yet
	lines    []registry.ProposalLine
}

func (l *proposalSheet) row(r workbook.Row) error {
	if l.columns == nil {
		if r.Number <= accountHeaderRows {
			l.columns = proposalHeaders(r)
		}
		return nil
	}
	line := registry.ProposalLine{Place: fmt.Sprintf("「%s」の %d行目", l.sheet, r.Number),
		Cells: map[string]registry.Place{}, Values: map[string]string{}}
	if l.csv {
		line.Place = fmt.Sprintf("%d行目", r.Number)
	}
	whole := ""
	for col, field := range l.columns {
		cell := r.Cell(col)
		text := strings.TrimSpace(cell.Text)
		if l.csv {
			text = withoutGuard(text)
		}
		if cell.Date {
			text = dayOfSerial(text, l.date1904)
		}
		line.Cells[field], line.Values[field] = registry.Place(workbook.CellName(col, r.Number)), text
		whole += text
	}
	if whole != "" { // else it stands beside the list
		l.lines = append(l.lines, line)
	}
	return nil
}

// withoutGuard is a text of a CSV file without the apostrophe that keeps it from being a formula.
func withoutGuard(text string) string {
	if rest, ok := strings.CutPrefix(text, "'"); ok && rest != "" && strings.ContainsRune("=+-@", rune(rest[0])) {
		return rest
	}
	return text
}

// dayOfSerial is the day of a cell that shows one; what is no day number stays.
func dayOfSerial(text string, date1904 bool) string {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || n < 61 || n > 100_000 { // before March 1900, spreadsheets count a day that never was
		return text
	}
	zero := time.Date(1899, time.December, 30, 0, 0, 0, 0, registry.Tokyo)
	if date1904 {
		zero = time.Date(1904, time.January, 1, 0, 0, 0, 0, registry.Tokyo)
	}
	return registry.DateOf(zero.AddDate(0, 0, int(n)))
}

// proposalHeaders finds the columns by a row of headers; nil if it is none.
func proposalHeaders(r workbook.Row) map[int]string {
	columns, found := map[int]string{}, map[string]bool{}
	for _, c := range r.Cells {
		key := registry.SearchKey(strings.TrimSpace(c.Text))
		i := slices.IndexFunc(registry.ProposalColumns, func(p registry.ProposalColumn) bool { return registry.SearchKey(p.Label) == key })
		if i >= 0 && !found[registry.ProposalColumns[i].Field] {
			columns[c.Col], found[registry.ProposalColumns[i].Field] = registry.ProposalColumns[i].Field, true
		}
	}
	for _, p := range registry.ProposalColumns {
		if p.Required && !found[p.Field] {
			return nil
		}
	}
	return columns
}
