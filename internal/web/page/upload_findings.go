package page

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	importer "tetsuzuki/import"
	"tetsuzuki/import/finding"
	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// findingsBody is the page of a reading's findings: by rule, by cell, or the
// normalised values.
type findingsBody struct {
	comparisonPage
	Report         *importer.Report // nil before the file was read
	View           string           // rule, cell or normalised
	Views          []tab
	Form           findingForm
	Chips          []chip
	Rules          []findingGroup // all that the filter finds, without their findings
	Groups         []findingGroup // of this page, by rule
	Cells          []findingCell  // of this page, by cell
	NormalisedList []shownFinding // of this page, with normalised values
	Found          int            // lines that the filter finds: findings, those alike as one, or cells
	First          int            // places on this page, from 1
	Last           int
	Meant          int // the cells that the filter finds, where some are listed together; by rule always
	Pages          pageLinks
	Asked          bool                 // only the normalised values that need consent
	Consent        registry.UploadEvent // to the normalised values; without a kind: none
	CanSend        bool
	CanSplit       bool // the right rows can be registered without the others
	correctionBody
}

// findingForm is the filter as it was entered.
type findingForm struct {
	Selects []choice
	Cell    string
	Wrong   bool // Cell is none
	Any     bool // something was entered
}

// findingGroup is findings of one rule and severity.
type findingGroup struct {
	Rule     string
	Severity finding.Severity
	Reason   string // the rule for people
	Cells    int    // that are meant
	Href     string // the page with these alone
	Findings []shownFinding
}

// findingCell is one cell with all that was found in it.
type findingCell struct {
	Sheet, Cell string
	Findings    []shownFinding
}

// shownFinding is a finding for people.
type shownFinding struct {
	finding.Finding
	Fix *cellFix // its input of a right value; nil: its cells cannot be put right here
}

// pageLinks leads through pages that have numbers; empty where there is none.
type pageLinks struct {
	Number, Count              int
	First, Before, After, Last string
}

// The views of the findings.
const (
	viewRules      = "rule"
	viewCells      = "cell"
	viewNormalised = "normalised"
)

// findingsShown is how many findings, or cells, a page shows.
const findingsShown = 100

func (s *Handlers) findingsPage(c echo.Context) error { return s.showFindings(c, http.StatusOK, nil) }

// showFindings shows the page with what was wrong with an act that was tried on it.
func (s *Handlers) showFindings(c echo.Context, status int, problem error) error {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	b := findingsBody{View: c.QueryParam("view"), CanSend: scope.May(registry.HandIn)}
	var there bool
	var err error
	had := func(state registry.UploadState) bool { return state.Checked() || state == registry.UploadDiscarded }
	if b.View == viewNormalised {
		b.comparisonPage, there, err = s.comparisonPage(c, stepFindings, "検査の結果", had,
			store.ComparisonQuery{Normalised: c.QueryParam("asked") != ""}, problem)
	} else {
		b.uploadPage, there, err = s.uploadPage(c, stepFindings, "検査の結果", had, problem)
	}
	if !there {
		return err
	}
	b.Asked = c.QueryParam("asked") != "" && b.Open.Normalised > 0
	if b.Report, err = s.Intake.Report(ctx, scope, b.ID); err != nil {
		return err
	}
	b.sayFit(b.Report)
	events, err := s.Intake.Events(ctx, scope, b.ID)
	if err != nil {
		return err
	}
	b.CanSplit = b.CanSend && b.State == registry.UploadFaulty && b.Report != nil && intake.HasRightRows(b.Report)
	b.Consent, _ = registry.ConsentOf(events, b.Open.Normalised)
	b.Carried = carriedCells(b.Upload, events)
	if err := s.addCorrections(c, &b); err != nil {
		return err
	}
	if b.Report != nil {
		b.show(c.QueryParams())
		of, err := s.Intake.Form(ctx)
		if err != nil {
			return err
		}
		b.addFixes(of, c.Request().PostForm)
	}
	return s.pages.findings.render(s, c, status, b.title(), b)
}

// show selects the findings that the address asks for.
func (b *findingsBody) show(query url.Values) {
	if !slices.Contains([]string{viewRules, viewCells, viewNormalised}, b.View) {
		b.View = viewRules
	}
	all := b.Report.Findings
	f := finding.Filter{Severity: finding.Severity(query.Get("severity")), Rule: query.Get("rule"), Sheet: query.Get("sheet"),
		Field: query.Get("field"), Normalised: b.View == viewNormalised}
	b.Form.Cell = strings.TrimSpace(query.Get("cell"))
	column, row, ok := finding.ParsePlace(b.Form.Cell)
	f.Column, f.Row, b.Form.Wrong = column, row, !ok
	b.addForm(all, f)
	b.addViews()
	if !ok {
		return
	}
	var found []finding.Finding
	for _, x := range all {
		switch {
		case b.View == viewCells || !f.Finds(x):
		case b.View == viewNormalised:
			found = append(found, x)
		default:
			found = append(found, f.On(x)...)
		}
	}
	if b.Asked {
		found = b.asked(found)
	}
	number, _ := strconv.Atoi(query.Get("page")) // none, or nonsense: the first
	switch b.View {
	case viewCells:
		cells := finding.CellsOf(all, f)
		from, to := b.page(cells.Count(), number)
		for _, at := range cells.Some(from, to-from) {
			b.Cells = append(b.Cells, findingCell{at.Sheet, at.Cell, shownFindings(at.Findings)})
		}
	case viewNormalised:
		from, to := b.page(len(found), number)
		b.NormalisedList = shownFindings(found[from:to])
		if b.Meant = finding.NormalisedCells(found); b.Meant == b.Found {
			b.Meant = 0
		}
	default:
		sorted, groups := byRule(finding.Alike(found))
		for _, g := range groups {
			b.Meant += g.Cells
		}
		for i := range groups {
			groups[i].Href = b.address(viewRules, "severity", string(groups[i].Severity), "rule", groups[i].Rule)
		}
		b.Rules = groups
		from, to := b.page(len(sorted), number)
		for _, x := range sorted[from:to] {
			last := len(b.Groups) - 1
			if last < 0 || b.Groups[last].Rule != x.Rule || b.Groups[last].Severity != x.Severity {
				i := slices.IndexFunc(groups, func(g findingGroup) bool { return g.Rule == x.Rule && g.Severity == x.Severity })
				b.Groups = append(b.Groups, groups[i])
				last++
			}
			b.Groups[last].Findings = append(b.Groups[last].Findings, shownFinding{Finding: x})
		}
	}
}

// page notes which part of so many lines the page with that number shows.
func (b *findingsBody) page(lines, number int) (from, to int) {
	b.Found = lines
	b.Pages.Count = max(1, (lines+findingsShown-1)/findingsShown)
	b.Pages.Number = min(max(number, 1), b.Pages.Count)
	link := func(n int) string { return b.address(b.View, "page", strconv.Itoa(n)) }
	if b.Pages.Number > 1 {
		b.Pages.First, b.Pages.Before = link(1), link(b.Pages.Number-1)
	}
	if b.Pages.Number < b.Pages.Count {
		b.Pages.After, b.Pages.Last = link(b.Pages.Number+1), link(b.Pages.Count)
	}
	from = (b.Pages.Number - 1) * findingsShown
	b.Last = min(from+findingsShown, lines)
	b.First = min(from+1, b.Last)
	return from, b.Last
}

// address is the page in a view with the filter of this one, and something else.
func (b *findingsBody) address(view string, also ...string) string {
	query := url.Values{}
	if view != viewRules {
		query.Set("view", view)
	}
	for _, s := range b.Form.Selects {
		for _, o := range s.Options {
			if o.Chosen {
				query.Set(s.Name, o.Value)
			}
		}
	}
	if b.Form.Cell != "" {
		query.Set("cell", b.Form.Cell)
	}
	if b.Asked && view == viewNormalised {
		query.Set("asked", "1")
	}
	for i := 0; i+1 < len(also); i += 2 {
		query.Set(also[i], also[i+1])
		if also[i+1] == "" {
			query.Del(also[i])
		}
	}
	return withQuery(registry.UploadPath(b.ID)+"/findings", query)
}

// asked returns the findings whose normalised values need consent. A finding that does not name
// its cells is included if a value of its field does, and so is every finding if too many values
// need consent to be listed.
func (b *findingsBody) asked(found []finding.Finding) []finding.Finding {
	rows, fields := map[[3]string][]int{}, map[store.NormalisedCell]bool{}
	for _, h := range b.Comparison.Normalised {
		for _, column := range b.columnsOf(h) {
			at := [3]string{h.Sheet, h.Field, column}
			rows[at] = append(rows[at], h.Row)
		}
		fields[store.NormalisedCell{Sheet: h.Sheet, Field: h.Field, Titled: h.Titled}] = true
	}
	for _, of := range rows {
		slices.Sort(of)
	}
	var asked []finding.Finding
	for _, x := range found {
		if titled := x.Rule == finding.RuleFromTitle; titled || b.Comparison.NormalisedCut || !x.Named() {
			if fields[store.NormalisedCell{Sheet: x.Sheet, Field: x.Field, Titled: titled}] {
				asked = append(asked, x)
			}
			continue
		}
		asked = append(asked, x.Among(func(column string) []int { return rows[[3]string{x.Sheet, x.Field, column}] })...)
	}
	return asked
}

// columnsOf returns the columns in which a value of a row can be.
func (b *findingsBody) columnsOf(h store.NormalisedCell) (columns []string) {
	if h.Titled {
		return nil
	}
	for _, t := range b.Report.Tables {
		if t.Sheet != h.Sheet || h.Row < t.FirstRow || h.Row > t.LastRow {
			continue
		}
		for _, c := range t.Columns {
			if c.Field == h.Field && c.FiscalYear == h.FiscalYear {
				columns = append(columns, c.Column)
			}
		}
	}
	return columns
}

// NormalisedAddress is the page with all normalised values, or only with those that need
// consent.
func (b findingsBody) NormalisedAddress(asked string) string {
	return b.address(viewNormalised, "asked", asked)
}

// addForm fills in the options of the filter from the findings.
func (b *findingsBody) addForm(all []finding.Finding, f finding.Filter) {
	rules, sheets, fields, kinds := map[string]bool{}, []string{}, map[string]bool{}, map[finding.Severity]bool{}
	for _, x := range all {
		rules[x.Rule], fields[x.Field], kinds[x.Severity] = true, true, true
		if x.Sheet != "" && !slices.Contains(sheets, x.Sheet) {
			sheets = append(sheets, x.Sheet)
		}
	}
	var names []string // of the conditions, one for each chip
	pick := func(name, label, chosen string, values []string, say func(string) string) {
		c := choice{Name: name, Label: label}
		if chosen != "" && !slices.Contains(values, chosen) {
			values = append(values, chosen)
		}
		for _, v := range values {
			c.Options = append(c.Options, option{Value: v, Label: say(v), Chosen: v == chosen})
		}
		b.Form.Selects = append(b.Form.Selects, c)
		if chosen != "" {
			names = append(names, name)
			b.Chips = append(b.Chips, chip{Label: label + "：" + say(chosen)})
		}
	}
	var severe []string
	for _, s := range request.Severities {
		if kinds[s] {
			severe = append(severe, string(s))
		}
	}
	delete(fields, "")
	pick("severity", "種類", string(f.Severity), severe, func(s string) string { return finding.Severity(s).Label() })
	pick("rule", "ルール", f.Rule, slices.Sorted(maps.Keys(rules)), finding.RuleText)
	pick("sheet", "シート", f.Sheet, sheets, func(s string) string { return s })
	pick("field", "項目", f.Field, slices.Sorted(maps.Keys(fields)), request.FieldLabel)
	if b.Form.Cell != "" {
		names = append(names, "cell")
		b.Chips = append(b.Chips, chip{Label: "セル・行：" + b.Form.Cell})
	}
	b.Form.Any = len(b.Chips) > 0
	for i, name := range names {
		b.Chips[i].Href = b.address(b.View, name, "")
	}
}

func (b *findingsBody) addViews() {
	for _, v := range []struct{ view, label string }{
		{viewRules, "ルールごと"}, {viewCells, "セルごと"}, {viewNormalised, "読み替えたところ"},
	} {
		if v.view == viewNormalised && b.Normalised == 0 && b.View != viewNormalised {
			continue
		}
		b.Views = append(b.Views, tab{Label: v.label, Href: b.address(v.view), Current: v.view == b.View})
	}
}

// byRule sorts findings by severity and rule, in the order of the file within each,
// and tells of each group.
func byRule(findings []finding.Finding) ([]finding.Finding, []findingGroup) {
	var sorted []finding.Finding
	var groups []findingGroup
	for _, severity := range request.Severities {
		var order []string
		of := map[string][]finding.Finding{}
		for _, x := range findings {
			if x.Severity != severity {
				continue
			}
			if of[x.Rule] == nil {
				order = append(order, x.Rule)
			}
			of[x.Rule] = append(of[x.Rule], x)
		}
		for _, rule := range order {
			g := findingGroup{Rule: rule, Severity: severity, Reason: finding.RuleText(rule)}
			for _, x := range of[rule] {
				g.Cells += max(1, x.Count)
			}
			groups = append(groups, g)
			sorted = append(sorted, of[rule]...)
		}
	}
	return sorted, groups
}

// toMend lists the rules with errors, with the page of each.
func toMend(id int64, findings []finding.Finding) []findingGroup {
	var errors []finding.Finding
	for _, x := range findings {
		if x.Severity == finding.Error {
			errors = append(errors, x)
		}
	}
	_, groups := byRule(errors)
	for i, g := range groups {
		groups[i].Href = withQuery(registry.UploadPath(id)+"/findings", url.Values{"severity": {string(g.Severity)}, "rule": {g.Rule}})
	}
	return groups
}

func shownFindings(findings []finding.Finding) []shownFinding {
	shown := make([]shownFinding, len(findings))
	for i, x := range findings {
		shown[i] = shownFinding{Finding: x}
	}
	return shown
}

// severityTone is the look of a severity, besides its label.
func severityTone(s finding.Severity) string {
	return map[finding.Severity]string{finding.Error: "bad", finding.Warning: "warn"}[s]
}

// Label is the severity for people.
func (g findingGroup) Label() string { return g.Severity.Label() }

// Tone is the look of the severity, besides its label.
func (g findingGroup) Tone() string { return severityTone(g.Severity) }

// Label is the severity for people.
func (x shownFinding) Label() string { return x.Severity.Label() }

// Tone is the look of the severity, besides its label.
func (x shownFinding) Tone() string { return severityTone(x.Severity) }

// Value is what the cell was read as, for people.
func (x shownFinding) Value() string {
	switch x.Field {
	case "digitized_on", "standard_processing_period", "annual_volume", "online_volume":
		return labels{}.value(x.Field, x.Read)
	}
	return x.Read
}

// Places names the cells that the finding stands for, where it stands for several.
func (x shownFinding) Places() string {
	return strings.ReplaceAll(strings.Join(x.Cells, "、"), ":", "～")
}

// Few reports whether the cells that the finding stands for fit into its line, where a
// printed page has them, too.
func (x shownFinding) Few() bool { return len(x.Cells) > 0 && len(x.Cells) <= 6 }

// Markable reports whether there is something to mark in the file.
func (b findingsBody) Markable() bool { return markable(b.Report) }

// Filterable reports whether there is something to choose from.
func (b findingsBody) Filterable() bool {
	return b.Form.Any || b.Report != nil && len(b.Report.Findings) > 1
}

// Consented reports whether somebody has consented to the normalised values.
func (b findingsBody) Consented() bool { return b.Consent.Kind != "" }

// consentUpload takes the consent to the normalised values.
func (s *Handlers) consentUpload(c echo.Context) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	n, _ := strconv.Atoi(c.FormValue("normalised")) // the store says how many there are
	if _, err := s.Intake.Consent(c.Request().Context(), request.ScopeOf(c), id, n); err != nil {
		return err
	}
	return s.Done(c, registry.UploadPath(id), fmt.Sprintf("読み替えた %s か所を確かめたことを記録しました。", registry.Thousands(int64(n))))
}
