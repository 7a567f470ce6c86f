package importer

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"tetsuzuki/import/finding"
	"tetsuzuki/import/form"
	"tetsuzuki/import/layout"
	"tetsuzuki/import/value"
	"tetsuzuki/import/workbook"
)

// column is how one column's cells are read.
type column struct {
	layout.Column
	field   *form.Field
	ctx     value.Context
	name    string            // of its cells among those that were normalised
	titled  bool              // a text above the table says what its numbers mean
	unknown map[string]string // marks whose meaning in the legend no code has, by form.MarkKey
	set     func(*Values, *value.Value)
}

// yearColumns are the columns that hold the volumes of one fiscal year.
type yearColumns struct {
	year          int
	total, online int // index of the column, -1 without
}

// setters put an understood value into a record.
var setters = map[string]func(*Values, *value.Value){
	"process_id":                 func(v *Values, x *value.Value) { v.ProcessID = x.Text },
	"bureau":                     func(v *Values, x *value.Value) { v.Bureau = x.Text },
	"department":                 func(v *Values, x *value.Value) { v.Department = x.Text },
	"division":                   func(v *Values, x *value.Value) { v.Division = x.Text },
	"procedure_name":             func(v *Values, x *value.Value) { v.ProcedureName = x.Text },
	"process_name":               func(v *Values, x *value.Value) { v.ProcessName = x.Text },
	"process_type":               func(v *Values, x *value.Value) { v.ProcessType = x.Text },
	"applicant":                  func(v *Values, x *value.Value) { v.Applicant = x.Text },
	"recipient":                  func(v *Values, x *value.Value) { v.Recipient = x.Text },
	"legal_basis":                func(v *Values, x *value.Value) { v.LegalBasis = x.Text },
	"legal_article":              func(v *Values, x *value.Value) { v.LegalArticle = x.Text },
	"affair_category":            func(v *Values, x *value.Value) { v.AffairCategory = x.Text },
	"digitization_status":        func(v *Values, x *value.Value) { v.DigitizationStatus = x.Text },
	"planned_fiscal_year":        func(v *Values, x *value.Value) { v.PlannedFiscalYear = x.Year },
	"digitized_on":               func(v *Values, x *value.Value) { v.DigitizedOn = x.Text },
	"obstacle":                   func(v *Values, x *value.Value) { v.Obstacle = x.List },
	"national_law_change":        func(v *Values, x *value.Value) { v.NationalLawChange = x.Text },
	"law_to_change":              func(v *Values, x *value.Value) { v.LawToChange = x.Text },
	"ministry":                   func(v *Values, x *value.Value) { v.Ministry = x.Text },
	"scope":                      func(v *Values, x *value.Value) { v.Scope = x.Text },
	"platform":                   func(v *Values, x *value.Value) { v.Platform = x.Text },
	"identity_method":            func(v *Values, x *value.Value) { v.IdentityMethod = x.Text },
	"fee":                        func(v *Values, x *value.Value) { v.Fee = x.Text },
	"payment_methods":            func(v *Values, x *value.Value) { v.PaymentMethods = x.List },
	"attachments":                func(v *Values, x *value.Value) { v.Attachments = x.List },
	"seal_required":              func(v *Values, x *value.Value) { v.SealRequired = x.Text },
	"standard_processing_period": func(v *Values, x *value.Value) { v.StandardProcessingPeriod = x.Text },
	"remarks":                    func(v *Values, x *value.Value) { v.Remarks = x.Text },
}

// table prepares the reading of one table and says what is to be said of its header.
func (r *reading) table(number int, s *workbook.Sheet, lt *layout.Table, found *layout.Result, loose []layout.Place) *table {
	t := &table{
		Table:   lt,
		r:       r,
		sheet:   s,
		number:  int32(number),
		found:   found,
		cells:   make([]int, len(lt.Columns)),
		left:    map[int]*unread{},
		colours: map[string]*coloured{},
	}
	t.out = Table{Sheet: s.Name, HeaderRows: lt.HeaderRows, IgnoredRows: []IgnoredRow{}, Columns: []Column{}, Unmapped: []Unmapped{}}
	t.titles(loose)
	year := r.opt.FiscalYear
	for _, c := range lt.Columns {
		year = max(year, c.FiscalYear)
	}
	for _, c := range lt.Columns {
		t.columns = append(t.columns, t.column(c, year))
		if len(c.Pieces) > 0 {
			t.out.Columns = append(t.out.Columns, piecesOf(c)...)
			continue
		}
		t.out.Columns = append(
			t.out.Columns,
			Column{
				Column:     workbook.ColumnName(c.Col),
				Header:     c.Header,
				Field:      c.Field,
				FiscalYear: c.FiscalYear,
				Unit:       c.Unit,
				Match:      c.Match,
				Confidence: c.Confidence,
			},
		)
	}
	for _, g := range lt.Guides {
		match, confidence := "similar", 0.6
		if g.Told {
			match, confidence = "remembered", 1
		}
		t.out.Columns = append(
			t.out.Columns,
			Column{Column: workbook.ColumnName(g.Col), Header: g.Header, Field: g.Field, Match: match, Confidence: confidence, Part: g.Part},
		)
	}
	t.ownColumns()
	for _, u := range lt.Unmapped {
		t.out.Unmapped = append(t.out.Unmapped, Unmapped{workbook.ColumnName(u.Col), u.Header, u.Reason, u.Cells})
	}
	t.pairYears()
	t.aboutHeader()
	return t
}

func (t *table) column(c layout.Column, year int) column {
	f := t.r.form().Field(c.Field)
	col := column{Column: c, field: f, set: setters[c.Field], name: c.Field,
		titled: c.YearFrom == "option" && t.TitleYears < 0 || c.UnitFrom == "title" && c.Unit != 1}
	if f.Kind == form.Count {
		col.name += "." + strconv.Itoa(c.FiscalYear)
	}
	col.ctx = value.Context{
		Date1904:     t.r.book.Date1904,
		Unit:         int64(c.Unit),
		DurationUnit: value.FindDurationUnit(c.Header),
		FiscalYear:   year,
		VolumeYear:   c.FiscalYear,
		Sense:        c.Sense,
		Amounts:      moneyHeader.MatchString(c.Header),
		Bureau:       t.r.bureaus.own,
		Known:        t.r.bureaus.known,
		Succeeds:     t.r.bureaus.succeeds,
	}
	t.define(&col)
	for mark, meaning := range bothTriangles(c.Legend) {
		if f.List == nil {
			break
		}
		if code, _, ok := f.List.Lookup(meaning); ok {
			if col.ctx.Legend == nil {
				col.ctx.Legend = map[string]string{}
			}
			col.ctx.Legend[form.MarkKey(mark)] = code.Code
			continue
		}
		if col.unknown == nil {
			col.unknown = map[string]string{}
		}
		col.unknown[form.MarkKey(mark)] = meaning
	}
	return col
}

// moneyHeader is the header of a column of amounts.
var moneyHeader = regexp.MustCompile(`額|料金|円|単価`)

// bothTriangles is a legend in which the only triangle stands for △ and ▲ alike.
func bothTriangles(legend map[string]string) map[string]string {
	open, filled := legend["△"], legend["▲"]
	if (open == "") == (filled == "") {
		return legend
	}
	both := maps.Clone(legend)
	both["△"], both["▲"] = open+filled, open+filled
	return both
}

// pairYears brings the columns of total and online volumes of each year together.
func (t *table) pairYears() {
	for i, c := range t.columns {
		if c.field.Kind != form.Count || c.FiscalYear == 0 {
			continue
		}
		k := slices.IndexFunc(t.years, func(y yearColumns) bool { return y.year == c.FiscalYear })
		if k < 0 {
			k = len(t.years)
			t.years = append(t.years, yearColumns{c.FiscalYear, -1, -1})
		}
		if c.Field == "annual_volume" {
			t.years[k].total = i
		} else {
			t.years[k].online = i
		}
	}
	slices.SortFunc(t.years, func(a, b yearColumns) int { return a.year - b.year })
}

// find notes a finding at the header of a column.
func (t *table) find(c layout.Column, severity finding.Severity, rule, message, example string) {
	t.r.found.add(
		finding.Finding{
			Severity: severity,
			Rule:     rule,
			Sheet:    t.sheet.Name,
			Cell:     workbook.CellName(c.Col, c.HeaderRow),
			Field:    c.Field,
			Raw:      c.Header,
			Message:  message,
			Example:  example,
		},
	)
}

// aboutHeader says what of the header is to be mended or looked at.
func (t *table) aboutHeader() {
	top := t.HeaderRows[0]
	if top > 1 {
		t.r.found.add(
			finding.Finding{
				Severity: finding.Info,
				Rule:     finding.RuleHeaderRow,
				Sheet:    t.sheet.Name,
				Cell:     workbook.CellName(t.leftmost(), top),
				Message:  fmt.Sprintf("見出しが %d 行目にあります。%d 行目からを表として読み取りました。", top, top),
				Example:  "1行目を見出しにする",
			},
		)
	}
	if !t.HasName() {
		t.r.found.add(
			finding.Finding{
				Severity: finding.Error,
				Rule:     finding.RuleNoNameColumn,
				Sheet:    t.sheet.Name,
				Cell:     workbook.CellName(t.leftmost(), top),
				Field:    "procedure_name",
				Message:  "手続名の列が見つかりませんでした。手続の名称を書いた列の見出しを「手続名」にしてください。",
				Example:  "手続名",
			},
		)
	}
	for i, c := range t.columns {
		if c.Spread {
			t.find(
				c.Column,
				finding.Info,
				finding.RuleLayoutSpaces,
				"見出し「"+c.Header+"」の文字の間の空白を除いて読みました。",
				strings.Join(strings.Fields(c.Header), ""),
			)
		}
		if len(c.Pieces) > 0 {
			t.aboutPieces(c)
		} else if c.Match == "similar" {
			t.find(c.Column, finding.Warning, finding.RuleSimilarColumn,
				fmt.Sprintf("見出し「%s」を「%s」の列として読みました。正しいか確かめてください。", c.Header, c.field.Label), c.field.Label)
		}
		if c.Sense == form.Not || c.Sense == form.Ask {
			how := "○と×の意味を逆にして読みました"
			if c.Sense == form.Ask {
				how = "○だけのセルは読み取りませんでした"
			}
			t.find(
				c.Column,
				finding.Warning,
				finding.RuleNegated,
				fmt.Sprintf("見出し「%s」は打ち消しの言葉なので、「%s」の列として、%s。正しいか確かめてください。", c.Header, c.field.Label, how),
				c.field.Label,
			)
		}
		for _, mark := range slices.Sorted(maps.Keys(c.unknown)) {
			meaning := c.unknown[mark]
			t.find(
				c.Column,
				finding.Warning,
				finding.RuleLegend,
				fmt.Sprintf("凡例の「%s：%s」が、%sのどの選択肢か分かりません。", mark, meaning, c.field.Label),
				"（○：実施済、△：一部実施済、×：未着手）",
			)
		}
		if c.field.Kind == form.Count {
			t.aboutYear(i)
		}
	}
}

func (t *table) aboutYear(i int) {
	c := t.columns[i]
	example := c.field.Label + "（令和2年度）"
	switch {
	case c.Part != "":
		t.find(
			c.Column,
			finding.Error,
			finding.RulePeriod,
			"「"+c.Header+"」は「"+c.Part+"」の件数とみて、年度の件数としては読み取りませんでした。年度（4月～翌年3月）全体の件数を書いてください。年度全体の件数なら、見出しや表題を直すか、列の年度を指定してください。",
			example,
		)
	case c.FiscalYear == 0:
		why := ""
		if t.TitleYears < 0 {
			why = "表題に年度が二つ以上あります。"
		}
		t.find(c.Column, finding.Error, finding.RuleNoYear, "「"+c.Header+"」が何年度の件数か分かりません。"+why+"見出しに年度を書くか、年度を指定して読み込んでください。", example)
	case c.YearFrom == "counted":
		t.find(
			c.Column,
			finding.Warning,
			finding.RuleYearCounted,
			fmt.Sprintf("「%s」を %s の件数として読みました。正しいか確かめてください。", c.Header, form.EraYear(c.FiscalYear)),
			example,
		)
	case c.Guessed:
		t.find(
			c.Column,
			finding.Warning,
			finding.RuleYearGuessed,
			fmt.Sprintf("「%s」の年度に元号がないため、%sとして読みました。", c.Header, form.EraYear(c.FiscalYear)),
			example,
		)
	case c.YearFrom == "header" && t.r.opt.FiscalYear != 0 &&
		!slices.ContainsFunc(t.Columns, func(o layout.Column) bool { return o.FiscalYear == t.r.opt.FiscalYear }):
		t.find(
			c.Column,
			finding.Warning,
			finding.RuleYearDiffers,
			fmt.Sprintf("見出しから %s の件数として読みました。指定された %s の件数は、この表にありません。", form.EraYear(c.FiscalYear), form.EraYear(t.r.opt.FiscalYear)),
			example,
		)
	case c.YearFrom == "header" && t.NoteYear > 0 &&
		!slices.ContainsFunc(t.Columns, func(o layout.Column) bool { return o.FiscalYear == t.NoteYear }):
		t.find(
			c.Column,
			finding.Warning,
			finding.RuleYearDiffers,
			fmt.Sprintf("見出しから %s の件数として読みましたが、注記には %s の件数とあります。正しいほうに直してください。", form.EraYear(c.FiscalYear), form.EraYear(t.NoteYear)),
			example,
		)
	case c.YearFrom == "title" && t.r.opt.FiscalYear != 0 && c.FiscalYear != t.r.opt.FiscalYear:
		t.find(
			c.Column,
			finding.Warning,
			finding.RuleYearDiffers,
			fmt.Sprintf("表題から %s の件数として読みました。指定された年度は %s です。", form.EraYear(c.FiscalYear), form.EraYear(t.r.opt.FiscalYear)),
			example,
		)
	case c.YearFrom == "option" && t.TitleYears < 0:
		t.find(c.Column, finding.Info, finding.RuleFromTitle,
			fmt.Sprintf("表題に年度が二つ以上あるため、指定された %s の件数として読みました。", form.EraYear(c.FiscalYear)), example)
	}
	if c.UnitFrom == "" && t.OtherUnit {
		t.find(
			c.Column,
			finding.Warning,
			finding.RuleUnit,
			"上の表には件数の単位がありますが、この表にはないため、「"+c.Header+"」の数字をそのまま件数として読みました。",
			c.field.Label+"（件）",
		)
	}
	if c.UnitFrom == "title" && c.Unit != 1 {
		t.find(
			c.Column,
			finding.Info,
			finding.RuleFromTitle,
			fmt.Sprintf("表題や注記の単位に従い、「%s」の数字を %d 倍して読みました。", c.Header, c.Unit),
			c.field.Label+"（件）",
		)
	}
}

func (t *table) has(field string) bool {
	return slices.ContainsFunc(t.Columns, func(c layout.Column) bool { return c.Field == field })
}

// titles takes from the texts above the table, the sheet's name and the cover
// what the columns do not say.
func (t *table) titles(loose []layout.Place) {
	t.titled = t.r.bureaus.read(t.Titles)
	own := t.r.bureaus.own
	if b := t.titled; b.bureau != "" && b.sure && own != "" && b.bureau != own {
		t.r.found.add(
			finding.Finding{
				Severity: finding.Error,
				Rule:     finding.RuleOtherBureau,
				Sheet:    t.sheet.Name,
				Cell:     workbook.CellName(b.bureauAt.Col, b.bureauAt.Row),
				Field:    "bureau",
				Raw:      b.bureauAt.Text,
				Message:  "この表は" + b.bureau + "のものです。" + own + "のファイルでは、" + own + "の手続だけを受け付けます。",
				Example:  own,
			},
		)
	}
	if t.titled.bureau == "" || own != "" && !t.titled.sure {
		t.titled.bureau = own
	}
	if t.titled.bureau == "" {
		if name, ok := t.r.bureaus.known(t.sheet.Name); ok {
			t.titled.bureau = name
		} else if cover := t.r.bureaus.read(loose); cover.sure {
			t.titled.bureau = cover.bureau
		}
	}
	if t.has("department") {
		t.titled.department = ""
	} else if t.titled.department == "" && departSheet.MatchString(t.sheet.Name) {
		t.titled.department = strings.TrimSpace(t.sheet.Name)
	}
	if d := t.titled.department; d != "" {
		t.r.found.add(
			finding.Finding{Severity: finding.Info, Rule: finding.RuleFromTitle, Sheet: t.sheet.Name, Field: "department", Raw: d, Read: d,
				Message: "部の列がないため、シートの名前や表題から「" + d + "」を部としました。", Example: "部の列を設け、すべての行に書く"},
		)
	}
	if t.has("division") {
		t.titled.division = ""
	} else if t.titled.division == "" && divisionTab.MatchString(t.sheet.Name) {
		t.titled.division = strings.TrimSpace(t.sheet.Name)
	}
	if d := t.titled.division; d != "" {
		t.r.found.add(
			finding.Finding{Severity: finding.Info, Rule: finding.RuleFromTitle, Sheet: t.sheet.Name, Field: "division", Raw: d, Read: d,
				Message: "課の列がないため、シートの名前や表題から「" + d + "」を課としました。", Example: "課の列を設け、すべての行に書く"},
		)
	}
}
