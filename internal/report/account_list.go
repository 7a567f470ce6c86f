package report

import (
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"tetsuzuki/internal/registry"
)

// AccountList is the blank list of accounts to fill in: the headers, and how each column is
// filled in on a sheet of its own, so that no example is taken for an account.
type AccountList struct {
	Bureaus []registry.Bureau // that can be chosen
}

// WriteXLSX writes the list as a workbook.
func (l AccountList) WriteXLSX(w io.Writer) error {
	b, err := newBook()
	if err != nil {
		return err
	}
	defer b.close()
	s, err := b.page("アカウント", 24, 24, 16, 28, 36)
	if err != nil {
		return err
	}
	labels := make([]cell, len(registry.AccountColumns))
	for i, c := range registry.AccountColumns {
		labels[i] = c.Label
	}
	s.row(style{header: true}, labels...)
	if err := s.finish(); err != nil {
		return err
	}
	notes, err := b.page("書き方", 20, 12, 60, 28)
	if err != nil {
		return err
	}
	notes.row(style{header: true}, "列", "必須", "書き方", "例")
	for _, c := range registry.AccountColumns {
		required := "任意"
		if c.Required {
			required = "必須"
		}
		notes.row(style{wrap: true}, c.Label, required, c.Note, c.Example)
	}
	if err := notes.finish(); err != nil {
		return err
	}
	var roles, bureaus []string
	for _, r := range registry.Roles {
		roles = append(roles, r.Label())
	}
	for _, o := range l.Bureaus {
		bureaus = append(bureaus, o.Name)
	}
	if err := l.choices(b, roles, bureaus); err != nil {
		return err
	}
	return b.write(w)
}

// choices gives the columns of roles and bureaus drop-downs.
func (l AccountList) choices(b *book, roles, bureaus []string) error {
	const lists = "選択肢"
	if _, err := b.file.NewSheet(lists); err != nil {
		return err
	}
	for column, names := range map[string][]string{"A": roles, "B": bureaus} {
		if err := b.file.SetSheetCol(lists, column+"1", &names); err != nil {
			return err
		}
	}
	if err := b.file.SetSheetVisible(lists, false); err != nil {
		return err
	}
	for _, d := range []struct{ cells, from string }{
		{"C2:C301", "A$1:$A$" + strconv.Itoa(len(roles))},
		{"D2:D301", "B$1:$B$" + strconv.Itoa(len(bureaus))},
	} {
		v := excelize.NewDataValidation(true)
		v.Sqref = d.cells
		v.SetSqrefDropList(strings.Join([]string{lists, "!$", d.from}, ""))
		v.SetError(excelize.DataValidationErrorStyleStop, "一覧から選んでください", "一覧にある値を選んでください。")
		if err := b.file.AddDataValidation("アカウント", v); err != nil {
			return err
		}
	}
	b.file.SetActiveSheet(0)
	return nil
}
