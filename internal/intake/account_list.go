package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"tetsuzuki/import/workbook"
	"tetsuzuki/internal/registry"
)

// accountHeaderRows is how far down the row of headers is looked for.
const accountHeaderRows = 20

// ReadAccountList reads a list of accounts (xlsx or csv) by the strict reader of inventories.
// It takes the first sheet that has the headers; what is below them are the lines.
func (in *Intake) ReadAccountList(ctx context.Context, name string, data io.ReaderAt, size int64) ([]registry.AccountLine, error) {
	const op = "intake.ReadAccountList"
	wrong := func(format string, args ...any) error {
		return &registry.Error{Code: registry.Invalid, Op: op, Field: "file", Message: fmt.Sprintf(format, args...)}
	}
	book, err := workbook.Open(ctx, name, data, size, workbook.Options{Limits: in.limits()})
	if err != nil {
		return nil, refusedList(op, err)
	}
	defer book.Close()
	for _, sheet := range book.Sheets {
		l := accountSheet{sheet: sheet.Name, csv: book.Format == "csv"}
		if err := sheet.Rows(ctx, l.row); err != nil {
			return nil, refusedList(op, err)
		}
		switch {
		case l.columns == nil:
			continue
		case len(l.lines) == 0:
			return nil, wrong("「%s」には、見出しの下にアカウントがありません。1行に1人ずつ書いてください。", sheet.Name)
		case len(l.lines) > registry.AccountsAtOnce:
			return nil, wrong("一度に登録できるのは %d 人までです（このファイルは %d 人）。分けて取り込んでください。", registry.AccountsAtOnce, len(l.lines))
		}
		return l.lines, nil
	}
	var labels []string
	for _, c := range registry.AccountColumns {
		labels = append(labels, c.Label)
	}
	return nil, wrong("アカウントの一覧の見出しが見つかりません。見出しの行に %s を書いてください。空の一覧をダウンロードして使えます。", strings.Join(labels, "、"))
}

// refusedList says why a file cannot be read.
func refusedList(op string, err error) error {
	refusal, ok := errors.AsType[*workbook.Error](err)
	if !ok {
		return registry.Failed(op, err)
	}
	f := refusal.Finding
	message := f.Message
	if f.Sheet != "" {
		message = strings.TrimSpace("「"+f.Sheet+"」"+f.Cell) + "：" + message
	}
	if f.Example != "" {
		message += "例：" + f.Example
	}
	return &registry.Error{Code: registry.Invalid, Op: op, Field: "file", Message: message, Err: err}
}

// accountSheet collects the lines of a sheet.
type accountSheet struct {
	sheet   string
	csv     bool
	columns map[int]int // from the sheet's columns to registry.AccountColumns; nil: no header row yet
	lines   []registry.AccountLine
}

func (l *accountSheet) row(r workbook.Row) error {
	if l.columns == nil {
		if r.Number <= accountHeaderRows {
			l.columns = accountHeaders(r)
		}
		return nil
	}
	line := registry.AccountLine{Place: fmt.Sprintf("「%s」の %d行目", l.sheet, r.Number),
		Cells: make([]registry.Place, len(registry.AccountColumns))}
	if l.csv {
		line.Place = fmt.Sprintf("%d行目", r.Number)
	}
	texts := make([]string, len(registry.AccountColumns))
	for col, i := range l.columns {
		line.Cells[i] = registry.Place(workbook.CellName(col, r.Number))
		texts[i] = strings.TrimSpace(strings.Join(strings.Fields(r.Cell(col).Text), " "))
	}
	if strings.Join(texts, "") == "" {
		return nil // what stands beside the list
	}
	line.Name, line.Login, line.Role, line.Bureau, line.Email = texts[0], texts[1], texts[2], texts[3], texts[4]
	l.lines = append(l.lines, line)
	return nil
}

// accountHeaders finds the columns by a row of headers; nil if it is none, since a required
// column lacks.
func accountHeaders(r workbook.Row) map[int]int {
	columns, found := map[int]int{}, map[int]bool{}
	for _, c := range r.Cells {
		key := registry.SearchKey(c.Text)
		i := slices.IndexFunc(registry.AccountColumns, func(a registry.AccountColumn) bool {
			return slices.ContainsFunc(append([]string{a.Label}, a.Words...), func(w string) bool { return registry.SearchKey(w) == key })
		})
		if i >= 0 && !found[i] && key != "" {
			columns[c.Col], found[i] = i, true
		}
	}
	for i, a := range registry.AccountColumns {
		if a.Required && !found[i] {
			return nil
		}
	}
	return columns
}
