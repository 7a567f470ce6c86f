package page

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	importer "tetsuzuki/import"
	"tetsuzuki/import/form"
	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// settleStructure takes the form of the structure: a confirmation or corrections.
func (s *Handlers) settleStructure(c echo.Context) error {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	reading, err := strconv.Atoi(c.FormValue("reading"))
	if err != nil {
		reading = 0 // none, or nonsense: no reading has it
	}
	read, err := s.Intake.Structure(ctx, scope, id)
	if err != nil {
		return err
	}
	corrections, err := correctionsOf(read, c.Request().PostForm)
	notice := "読み取った表と列を確かめました。"
	switch {
	case err != nil:
	case c.FormValue("do") == "confirm" && len(corrections) == 0:
		_, err = s.Intake.ConfirmStructure(ctx, scope, id, reading)
	default: // what was chosen is taken, and the rest counts as checked
		notice = "選んだとおりに読み直します。"
		err = s.Intake.CorrectStructure(ctx, scope, id, reading, corrections, c.FormValue("password"))
	}
	if request.Mendable(err) {
		status, _ := request.Explain(err)
		return s.showStructure(c, status, err)
	}
	if err != nil {
		return err
	}
	return s.Done(c, registry.UploadPath(id), notice)
}

// correctionsOf returns the entered values that differ from what was read.
func correctionsOf(read intake.Structure, entered url.Values) ([]importer.MappedSheet, error) {
	d := drawing{Structure: read}
	var out []importer.MappedSheet
	for i, s := range read.Report.Sheets {
		c := importer.MappedSheet{
			Sheet: s.Name,
			Skip:  s.Left == "" && entered.Has(fmt.Sprintf("skip.%d", i)),
			Read:  s.Left != "" && entered.Has(fmt.Sprintf("take.%d", i)),
		}
		if err := d.rowsEntered(i, entered, &c); err != nil {
			return nil, err
		}
		d.columnsEntered(i, entered, &c)
		out = append(out, c)
	}
	if entered.Has("same") {
		d.alike(out)
	}
	return slices.DeleteFunc(out, func(c importer.MappedSheet) bool {
		return !c.Skip && !c.Read && len(c.HeaderRows)+len(c.Ignore)+len(c.Records)+len(c.Columns) == 0
	}), nil
}

// rowsEntered takes the rows of a sheet that are to be something else.
func (d drawing) rowsEntered(i int, entered url.Values, c *importer.MappedSheet) error {
	var heads, were []int
	for _, t := range request.TablesOf(d.Structure, i) {
		were = append(were, t.HeaderRows...)
	}
	slices.Sort(were)
	were = slices.Compact(were)
	drawn := map[int]bool{}
	for _, r := range d.Report.Sheets[i].Rows {
		now, _ := request.RowKindOf(d.Structure, i, r.Row)
		chosen := entered.Get(rowInput(i, r.Row))
		if !entered.Has(rowInput(i, r.Row)) {
			chosen = now
		}
		drawn[r.Row] = true
		switch {
		case chosen == "h":
			heads = append(heads, r.Row)
		case chosen == now:
		case chosen == "r":
			c.Records = append(c.Records, r.Row)
		case now == "r":
			c.Ignore = append(c.Ignore, r.Row)
		}
	}
	for _, row := range were {
		if !drawn[row] {
			heads = append(heads, row)
		}
	}
	slices.Sort(heads)
	if !slices.Equal(heads, were) {
		if len(heads) == 0 && !c.Skip {
			return &registry.Error{Code: registry.Invalid, Op: "page.rowsEntered", Field: "rows",
				Message: fmt.Sprintf("シート「%s」の見出しの行がなくなります。見出しの行を選ぶか、このシートを読まないようにしてください。", c.Sheet)}
		}
		c.HeaderRows = heads
	}
	others, err := rowNumbers(entered.Get(fmt.Sprintf("others.%d", i)))
	if err != nil {
		return err
	}
	for _, row := range others {
		if !slices.Contains(c.Ignore, row) {
			c.Ignore = append(c.Ignore, row)
		}
	}
	return nil
}

// rowNumbers reads rows as people list them: 17, 20-25.
func rowNumbers(text string) ([]int, error) {
	const most = 2000
	wrong := &registry.Error{
		Code:    registry.Invalid,
		Op:      "page.rowNumbers",
		Field:   "rows",
		Message: fmt.Sprintf("行の「%.40s」は使えません。「256、300-310」のように、行の番号を書いてください。", text),
	}
	text = form.Fold(
		strings.NewReplacer("、", ",", "，", ",", "・", ",", "～", "-", "〜", "-", "－", "-", " ", ",", "　", ",", "行", "").Replace(text),
	)
	var rows []int
	for _, part := range strings.Split(text, ",") {
		if part == "" {
			continue
		}
		first, last, span := strings.Cut(part, "-")
		from, err := strconv.Atoi(first)
		to := from
		if err == nil && span {
			to, err = strconv.Atoi(last)
		}
		if err != nil || from < 1 || to < from || len(rows)+to-from >= most {
			return nil, wrong
		}
		for row := from; row <= to; row++ {
			rows = append(rows, row)
		}
	}
	return rows, nil
}

// columnsEntered takes the columns of a sheet that are to be something else.
func (d drawing) columnsEntered(i int, entered url.Values, c *importer.MappedSheet) {
	for _, t := range request.TablesOf(d.Structure, i) {
		top := t.HeaderRows[0]
		add := func(letters, now string, part importer.Part, choice string) {
			said := d.CorrectionOf(t.Sheet, top, letters)
			p := importer.MappedPlace{
				Column:     letters,
				Table:      top,
				Field:      now,
				FiscalYear: said.FiscalYear,
				Unit:       said.Unit,
				Part:       part,
				Choice:     choice,
			}
			if name := columnInput("field", i, top, letters); entered.Has(name) {
				p.Field = entered.Get(name)
			}
			if !volumeField(p.Field) || !volumeField(now) {
				p.FiscalYear, p.Unit = 0, 0
			} else {
				number := func(what string, now int) int {
					name := columnInput(what, i, top, letters)
					if n, err := strconv.Atoi(entered.Get(name)); err == nil || entered.Has(name) {
						return n // none: as the header says
					}
					return now
				}
				p.FiscalYear, p.Unit = number("year", p.FiscalYear), number("unit", p.Unit)
			}
			name := columnInput("part", i, top, letters)
			if guide, _ := partOf(entered.Get(name)); now == importer.Ignore && p.Field == now && guide.Guides() {
				p.Field, p.Part = "annual_volume", guide
			} else if p.Field != now {
				p.Part, p.Choice = "", "" // what it can be shows when it is read again
			} else if entered.Has(name) {
				p.Part, p.Choice = partOf(entered.Get(name))
			}
			if p.Field == now && p.FiscalYear == said.FiscalYear && p.Unit == said.Unit && p.Part == part && p.Choice == choice {
				return
			}
			if len(c.HeaderRows) > 0 {
				p.Table = 0 // its tables will begin elsewhere
			}
			c.Columns = append(c.Columns, p)
		}
		for _, col := range t.Columns {
			add(col.Column, col.Field, col.Part, col.Choice)
		}
		for _, u := range t.Unmapped {
			add(u.Column, importer.Ignore, "", "")
		}
		together(t, c)
	}
}

// together adds to the corrections the columns that form one value with a corrected one, as they
// are now, so that they stay together.
func together(t importer.Table, c *importer.MappedSheet) {
	said := func(letters string) bool {
		return slices.ContainsFunc(c.Columns, func(p importer.MappedPlace) bool { return p.Column == letters })
	}
	for _, col := range t.Columns {
		joined := slices.ContainsFunc(c.Columns, func(p importer.MappedPlace) bool {
			return p.Field == col.Field && p.Part != "" && !p.Part.Guides()
		})
		if col.Part != "" && !col.Part.Guides() && joined && !said(col.Column) {
			c.Columns = append(
				c.Columns,
				importer.MappedPlace{Column: col.Column, Table: t.HeaderRows[0], Field: col.Field, Part: col.Part, Choice: col.Choice},
			)
		}
	}
}

// alike applies a correction to the columns with the same header in other tables, unless these
// were corrected, too.
func (d drawing) alike(corrections []importer.MappedSheet) {
	type meant struct {
		place importer.MappedPlace
		now   string
	}
	wanted := map[string]meant{}
	each := func(do func(i int, t importer.Table, letters, header, field string)) {
		for i := range d.Report.Sheets {
			for _, t := range request.TablesOf(d.Structure, i) {
				for _, c := range t.Columns {
					do(i, t, c.Column, c.Header, c.Field)
				}
				for _, u := range t.Unmapped {
					do(i, t, u.Column, u.Header, importer.Ignore)
				}
			}
		}
	}
	given := func(i int, t importer.Table, letters string) (importer.MappedPlace, bool) {
		for _, p := range corrections[i].Columns {
			if p.Column == letters && (p.Table == 0 || p.Table == t.HeaderRows[0]) {
				return p, true
			}
		}
		return importer.MappedPlace{}, false
	}
	each(func(i int, t importer.Table, letters, header, field string) {
		if p, ok := given(i, t, letters); ok && header != "" {
			wanted[importer.HeaderFold(header)] = meant{p, field}
		}
	})
	each(func(i int, t importer.Table, letters, header, field string) {
		m, ok := wanted[importer.HeaderFold(header)]
		if _, own := given(i, t, letters); !ok || own || header == "" || m.now != field || len(corrections[i].HeaderRows) > 0 {
			return
		}
		p := m.place
		p.Column, p.Table = letters, t.HeaderRows[0]
		corrections[i].Columns = append(corrections[i].Columns, p)
	})
}
