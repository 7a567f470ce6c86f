package report

import (
	"encoding/json"
	"maps"
	"slices"
)

// jsonOf are the names under which a column stands in the JSON of a process, where they are
// others than its own.
var jsonOf = map[string][]string{
	"bureau":        {"bureau", "bureau_code"},
	"annual_volume": {"volume"},
	"online_volume": {"usage"},
	"priority":      {"priority", "priority_override", "priority_reason", "undecidable_cause"},
}

// Chosen is a process as JSON with some of its columns, and with its rank where it has one; all
// of it where no columns are chosen.
func Chosen(columns []string, process any) any {
	if columns == nil {
		return process
	}
	return chosen{columns, process}
}

type chosen struct {
	columns []string
	process any
}

// MarshalJSON leaves out what was not chosen.
func (c chosen) MarshalJSON() ([]byte, error) {
	all, err := json.Marshal(c.process)
	if err != nil {
		return nil, err
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(all, &fields); err != nil {
		return nil, err
	}
	kept := []string{"rank", "labels"}
	for _, column := range c.columns {
		if names, ok := jsonOf[column]; ok {
			kept = append(kept, names...)
		} else {
			kept = append(kept, column)
		}
	}
	maps.DeleteFunc(fields, func(name string, _ json.RawMessage) bool { return !slices.Contains(kept, name) })
	var labels map[string]json.RawMessage
	if err := json.Unmarshal(fields["labels"], &labels); err != nil {
		return nil, err
	}
	maps.DeleteFunc(labels, func(name string, _ json.RawMessage) bool { return !slices.Contains(kept, name) })
	if fields["labels"], err = json.Marshal(labels); err != nil {
		return nil, err
	}
	return json.Marshal(fields)
}
