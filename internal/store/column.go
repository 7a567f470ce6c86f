package store

import "slices"

// Column is a field that a list of processes can show.
type Column struct {
	Key  string // as the check report and the JSON of a process name it
	Sort string // of [SortKeys]; empty: no list is sorted by it
}

// Columns are all columns of a list in the order of pages and files, whatever the order in which
// they were chosen.
var Columns = []Column{
	{"process_id", "process_id"}, {"bureau", "bureau"}, {"department", "department"}, {"division", "division"},
	{"procedure_name", "procedure_name"}, {"process_name", "process_name"}, {"process_type", "type"}, {"applicant", "applicant"},
	{"recipient", "recipient"}, {"legal_basis", "legal_basis"}, {"legal_article", "legal_article"},
	{"affair_category", "affair_category"}, {"annual_volume", "volume"}, {"online_volume", "online"}, {"priority", ""},
	{"digitization_status", "status"}, {"planned_fiscal_year", "planned_year"}, {"digitized_on", "digitized_on"}, {"obstacle", ""},
	{"national_law_change", "law_change"}, {"law_to_change", "law_to_change"}, {"ministry", "ministry"}, {"scope", "scope"},
	{"platform", "platform"}, {"identity_method", "identity_method"}, {"fee", "fee"}, {"payment_methods", ""}, {"attachments", ""},
	{"seal_required", "seal_required"}, {"standard_processing_period", "standard_processing_period"}, {"remarks", ""},
	{"recorded_from", "recorded_from"}, {"missing", ""}, {"target_share", ""},
}

// JudgedColumns are those that depend on the target in force.
var JudgedColumns = []string{"missing", "target_share"}

// alwaysShown are the columns without which nobody knows which process a row is.
var alwaysShown = []string{"process_id", "procedure_name"}

// ColumnKeys lists the columns that can be chosen.
func ColumnKeys() []string {
	var keys []string
	for _, c := range Columns {
		if !slices.Contains(alwaysShown, c.Key) {
			keys = append(keys, c.Key)
		}
	}
	return keys
}

// Judged reports whether the list shows what depends on the target in force.
func (f ProcessFilter) Judged() bool {
	return slices.ContainsFunc(f.Columns, func(key string) bool { return slices.Contains(JudgedColumns, key) })
}

// Shown are the columns that a list shows, in their order; byDefault where none were chosen.
func (f ProcessFilter) Shown(byDefault []string) []string {
	chosen := f.Columns
	if len(chosen) == 0 {
		return byDefault
	}
	var keys []string
	for _, c := range Columns {
		if slices.Contains(alwaysShown, c.Key) || slices.Contains(chosen, c.Key) {
			keys = append(keys, c.Key)
		}
	}
	return keys
}
