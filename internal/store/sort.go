package store

import "slices"

// sortColumn is a column by which a list can be sorted. Unknown and blank values come last
// in both orders: a list is the known ones in order, then the unknown ones by ID. One index
// serves both orders so.
type sortColumn struct {
	key     string
	expr    string // over p; of type kind
	kind    string
	known   string // condition; empty: always
	unknown string
}

// sortColumns are all columns of a list. The keys are the names of the filter's
// parameters where there is one, else of the fields.
var sortColumns = []sortColumn{
	{key: "process_id", expr: "p.process_id", kind: "bigint"},
	{key: "bureau", expr: "p.bureau_id", kind: "integer"},
	byText("department"), byText("division"), byText("procedure_name"), byText("process_name"),
	byTextAs("type", "p.process_type"), byText("applicant"), byText("recipient"),
	byText("legal_basis"), byText("legal_article"), byText("affair_category"),
	byValue(
		"status",
		"array_position(array['done','partial','in_progress','planned','considering','not_started','exempt','abolished'], p.digitization_status)",
		"integer",
	),
	byValue("planned_year", "p.planned_fiscal_year", "integer"),
	byValue("digitized_on", "p.digitized_on", "date"),
	byValue("law_change", "array_position(array['required','not_required'], p.national_law_change)", "integer"),
	byText("law_to_change"), byText("ministry"), byTextAs("scope", "p.scope"), byText("platform"),
	byText("identity_method"),
	byText("fee"),
	byValue("seal_required", "array_position(array['yes','no'], p.seal_required)", "integer"),
	byText("standard_processing_period"),
	byValue("volume", "p.volume_total", "bigint"),
	byValue("volume_year", "p.volume_year", "integer"),
	byValue("online", "p.usage_online", "bigint"),
	{key: "recorded_from", expr: "p.recorded_from", kind: "timestamptz"},
}

func byText(column string) sortColumn { return byTextAs(column, "p."+column) }

func byTextAs(key, expr string) sortColumn {
	return sortColumn{key: key, expr: expr, kind: "text", known: expr + " > ''", unknown: expr + " = ''"}
}

func byValue(key, expr, kind string) sortColumn {
	return sortColumn{key: key, expr: expr, kind: kind, known: expr + " is not null", unknown: expr + " is null"}
}

// SortKeys lists what a list can be sorted by.
func SortKeys() []string {
	keys := make([]string, len(sortColumns))
	for i, c := range sortColumns {
		keys[i] = c.key
	}
	return keys
}

// sortBy finds a column; by ID where the key is empty.
func sortBy(key string) (sortColumn, bool) {
	if key == "" {
		key = "process_id"
	}
	i := slices.IndexFunc(sortColumns, func(c sortColumn) bool { return c.key == key })
	if i < 0 {
		return sortColumn{}, false
	}
	return sortColumns[i], true
}
