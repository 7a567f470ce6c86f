package importer

import (
	"encoding/json"

	"tetsuzuki/import/finding"
	"tetsuzuki/import/ledger"
)

// MarshalJSON writes lists that hold nothing as [], never as null.
func (r Report) MarshalJSON() ([]byte, error) {
	type plain Report
	c := plain(r)
	if c.Tables == nil {
		c.Tables = []Table{}
	}
	if c.Records == nil {
		c.Records = []Record{}
	}
	if c.Findings == nil {
		c.Findings = []finding.Finding{}
	}
	if c.Ledger == nil {
		c.Ledger = []ledger.Sheet{}
	}
	return json.Marshal(&c)
}

// volumeJSON is the published form of a Volume: one flat object.
type volumeJSON struct {
	FiscalYear int `json:"fiscal_year"`

	Total          *int64 `json:"total"`
	TotalUpper     *int64 `json:"total_upper,omitempty"`
	TotalQualifier string `json:"total_qualifier,omitempty"`
	TotalState     string `json:"total_state,omitempty"`
	TotalRaw       string `json:"total_raw,omitempty"`

	Online          *int64 `json:"online"`
	OnlineUpper     *int64 `json:"online_upper,omitempty"`
	OnlineQualifier string `json:"online_qualifier,omitempty"`
	OnlineState     string `json:"online_state,omitempty"`
	OnlineRaw       string `json:"online_raw,omitempty"`
}

// MarshalJSON writes the volume as the check report publishes it: total and
// online side by side in one object.
func (v Volume) MarshalJSON() ([]byte, error) {
	t, o := v.Total, v.Online
	return json.Marshal(volumeJSON{v.FiscalYear,
		t.Value, t.Upper, t.Qualifier, t.State, t.Raw,
		o.Value, o.Upper, o.Qualifier, o.State, o.Raw})
}

// UnmarshalJSON reads what MarshalJSON writes.
func (v *Volume) UnmarshalJSON(b []byte) error {
	var j volumeJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	*v = Volume{FiscalYear: j.FiscalYear,
		Total:  Count{j.Total, j.TotalUpper, j.TotalQualifier, j.TotalState, j.TotalRaw},
		Online: Count{j.Online, j.OnlineUpper, j.OnlineQualifier, j.OnlineState, j.OnlineRaw}}
	return nil
}
