package page

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"tetsuzuki/internal/report"
	"tetsuzuki/internal/store"
)

// processColumn is a column of a list of processes: its header, and the key by which it is sorted
// (empty: it is not).
type processColumn struct {
	key, label, sort string
	numeric          bool
}

// catalogueColumns are what the catalogue shows by itself.
var catalogueColumns = []string{"process_id", "procedure_name", "bureau", "legal_basis", "annual_volume", "priority",
	"digitization_status", "planned_fiscal_year", "national_law_change"}

// numericColumns hold numbers.
var numericColumns = []string{"rank", "annual_volume", "online_volume", "planned_fiscal_year"}

// briefLabels are headers that are shorter than the fields' own.
var briefLabels = map[string]string{"national_law_change": "国の法令改正", "planned_fiscal_year": "予定年度", "rank": "順位",
	"volume_year": "判定の年度", "certainty": "件数の確かさ", "target_share": "目標に占める割合"}

// shownColumns are the columns that a list shows: the chosen ones, or by itself.
func shownColumns(f store.ProcessFilter, byDefault []string) []processColumn {
	var columns []processColumn
	for _, key := range f.Shown(byDefault) {
		columns = append(columns, columnOf(key, len(f.Columns) == 0))
	}
	return columns
}

// columnOf is a column as lists show it; a list's own columns show more in a cell than their field.
func columnOf(key string, own bool) processColumn {
	c := processColumn{key: key, numeric: slices.Contains(numericColumns, key)}
	if at := slices.IndexFunc(store.Columns, func(c store.Column) bool { return c.Key == key }); at >= 0 {
		c.sort = store.Columns[at].Sort
	}
	switch short, ok := briefLabels[key]; {
	case ok:
		c.label = short
	case own && key == "bureau":
		c.label = "局・部・課"
	default:
		c.label = report.ColumnLabel(key)
	}
	return c
}

// sortLinks are the headers of columns under which a list of processes is sorted; at is the
// address of the list as a filter asks for it. Numbers begin with the greatest.
func sortLinks(columns []processColumn, f store.ProcessFilter, at func(store.ProcessFilter) string) []sortLink {
	links := make([]sortLink, len(columns))
	for i, c := range columns {
		links[i] = sortLink{Key: c.key, Label: c.label, Numeric: c.numeric}
		if c.sort == "" {
			continue
		}
		g := f
		g.Cursor, g.Sort = "", c.sort
		g.Descending = c.sort == "volume" || c.sort == "online"
		if f.Sort == c.sort || f.Sort == "" && c.sort == "process_id" {
			g.Descending = !f.Descending
			links[i].Sorted = "ascending"
			if f.Descending {
				links[i].Sorted = "descending"
			}
		}
		links[i].Href = at(g)
	}
	return links
}

// columnChooser is the form by which the columns of a list are chosen.
type columnChooser struct {
	Action   string
	Hidden   []store.Condition // the rest of the list's address
	Options  []option
	Standard string // the list with the columns that it shows by itself; empty: it does
}

// chooserOf is the chooser of a list at an address, which has parameters of its own.
func chooserOf(path string, own url.Values, f store.ProcessFilter, byDefault []string) columnChooser {
	c := columnChooser{Action: path}
	shown := f.Shown(byDefault)
	for _, key := range store.ColumnKeys() {
		c.Options = append(c.Options, option{Value: key, Label: report.ColumnLabel(key), Chosen: slices.Contains(shown, key)})
	}
	chosen := len(f.Columns) > 0
	f.Cursor, f.Columns = "", nil
	values := f.Values()
	maps.Copy(values, own)
	if chosen {
		c.Standard = withQuery(path, values)
	}
	c.Hidden = hiddenOf(values)
	return c
}

// hiddenOf are an address's parameters as the hidden fields of a form.
func hiddenOf(values url.Values) []store.Condition {
	var hidden []store.Condition
	for name, given := range values {
		for _, v := range given {
			hidden = append(hidden, store.Condition{Name: name, Value: v})
		}
	}
	slices.SortFunc(hidden, func(x, y store.Condition) int { return strings.Compare(x.Name+x.Value, y.Name+y.Value) })
	return hidden
}

// Text is a field of the process for people; empty where it is blank.
func (r processRow) Text(key string) string {
	if value := store.ProcessTexts(r.Process)[key]; value != "" {
		return r.Labels.value(key, value)
	}
	return ""
}
