package form

import (
	"cmp"
	"fmt"

	"github.com/xuri/excelize/v2"
)

// Aids are what the blank form gives to whoever fills it in: a note on each header, drop-downs
// and checks. A list of the form's columns has them, too.
type Aids struct {
	Bureau     string // of all rows; empty: of any
	FiscalYear int    // whose choices are offered; 0: all
	Rows       int    // of the list
	Form       *Form  // whose choices are offered; nil: the program's
}

// Add gives them to the sheet of a workbook whose header is its first row, with a sheet of the
// choices.
func (a Aids) Add(file *excelize.File, sheet string, columns []Column) error {
	b := &builder{
		Template: Template{Bureau: a.Bureau, FiscalYear: a.FiscalYear, Rows: a.Rows},
		form:     cmp.Or(a.Form, Current()),
		file:     file,
		columns:  columns,
	}
	if _, err := file.NewSheet(b.form.CodesSheet); err != nil {
		return fmt.Errorf("the choices of a list: %w", err)
	}
	if err := b.styles(); err != nil {
		return fmt.Errorf("the choices of a list: %w", err)
	}
	b.placeLists()
	for i, c := range columns {
		if err := b.help(sheet, i, c.Field); err != nil {
			return fmt.Errorf("the aids of a list: %w", err)
		}
	}
	if err := b.codes(); err != nil {
		return fmt.Errorf("the choices of a list: %w", err)
	}
	return nil
}
