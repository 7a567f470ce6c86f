package report

import (
	"time"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// FacetsJSON are the choices of a filter with their counts, as API and verb write them.
type FacetsJSON struct {
	AsOf        time.Time              `json:"as_of"`
	RuleVersion string                 `json:"rule_version"`
	Threshold   int64                  `json:"threshold"`
	Totals      progress.Totals        `json:"totals"` // of the filter's own list
	Facets      map[string][]FacetJSON `json:"facets"` // by parameter
}

// FacetJSON is one choice: the list of the filter with this value alone of the parameter.
type FacetJSON struct {
	Value        string           `json:"value"`
	Processes    int64            `json:"processes"`
	Cases        int64            `json:"cases"`         // a year, of those with a known volume
	CasesUnknown int64            `json:"cases_unknown"` // processes without a known volume
	CasesInexact int64            `json:"cases_inexact"` // processes whose known volume is not exact
	CasesBounds  *progress.Bounds `json:"cases_bounds"`  // what Cases may be
}

// NewFacetsJSON is the JSON of facets.
func NewFacetsJSON(f store.Facets) FacetsJSON {
	j := FacetsJSON{AsOf: f.AsOf.In(registry.Tokyo), RuleVersion: progress.RuleVersion, Threshold: f.Threshold, Totals: f.Totals,
		Facets: make(map[string][]FacetJSON, len(f.Fields))}
	for _, field := range f.Fields {
		values := make([]FacetJSON, len(field.Values))
		for i, v := range field.Values {
			values[i] = FacetJSON{v.Value, v.Processes, v.Cases, v.CasesUnknown, v.CasesInexact, progress.BoundsOf(v.Cases, v.CasesSlack)}
		}
		j.Facets[field.Name] = values
	}
	return j
}
