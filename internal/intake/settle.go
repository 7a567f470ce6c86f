package intake

import (
	"encoding/json"

	importer "tetsuzuki/import"
	"tetsuzuki/import/finding"
	"tetsuzuki/internal/store"
)

// settled is a report without what it says of the cells of rows that nobody touched: the file was
// written by the registry, and these rows are as it has them. Errors stay. It is nil where there
// is nothing to take out.
func settled(r *importer.Report, untouched []store.RowPlace) ([]byte, int, error) {
	as := make(map[store.RowPlace]bool, len(untouched))
	for _, row := range untouched {
		as[row] = true
	}
	var kept []finding.Finding
	gone := false
	for _, f := range r.Findings {
		if f.Severity == finding.Error || f.Cell == "" || f.Rule == finding.RuleCorrected || f.Count > 1 && !f.Named() {
			kept = append(kept, f)
			continue
		}
		left, all := []finding.Finding{}, true
		for one := range f.Each() {
			row := rowOf(one.Cell)
			if as[store.RowPlace{Sheet: one.Sheet, Row: row}] {
				all, gone = false, true
			} else {
				left = append(left, one)
			}
		}
		if all {
			kept = append(kept, f)
		} else {
			kept = append(kept, finding.Alike(left)...)
		}
	}
	if !gone {
		return nil, 0, nil
	}
	r.Findings = kept
	r.Summary.Warnings, r.Summary.Infos = 0, 0
	for _, f := range kept {
		switch f.Severity {
		case finding.Warning:
			r.Summary.Warnings += f.Places()
		case finding.Info:
			r.Summary.Infos++
		}
	}
	text, err := json.Marshal(r)
	return text, finding.NormalisedCells(kept), err
}
