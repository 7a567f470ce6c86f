package importer

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"tetsuzuki/import/finding"
)

// leastForeign is from how many rows on a file can be called another bureau's.
const leastForeign = 3

// otherBureau says of a file whose rows are nearly all another bureau's one sentence in place of
// one for each row: nobody mends them, the file or its bureau was chosen wrongly.
func (r *reading) otherBureau(all []finding.Finding) []finding.Finding {
	rows := 0
	for _, n := range r.others {
		rows += n
	}
	if rows < leastForeign || rows*10 < r.records*9 {
		return all
	}
	names := slices.SortedFunc(maps.Keys(r.others), func(a, b string) int {
		return cmp.Or(r.others[b]-r.others[a], strings.Compare(a, b))
	})
	whose := names[0]
	if len(names) > 1 {
		whose = "ほかの局（" + listed(names) + "）"
	}
	one := finding.Finding{
		Severity: finding.Error,
		Rule:     finding.RuleOtherBureau,
		Field:    "bureau",
		Raw:      names[0],
		Count:    1,
		Message: fmt.Sprintf("このファイルは%sのものです（%d 行のうち %d 行）。%sのファイルでは、%sの手続だけを受け付けます。"+
			"ファイルの選び違いでないか、どの局の分として送るかを確かめてください。", whose, r.records, rows, r.bureaus.own, r.bureaus.own),
		Example: r.bureaus.own + "のファイル",
	}
	kept := []finding.Finding{one}
	unlisted := r.said
	for _, f := range all {
		switch {
		case f.Rule == finding.RuleOtherBureau && f.Severity == finding.Error:
			unlisted -= f.Places()
		case f.Rule == finding.RuleTooMany && f.Severity == finding.Error && unlisted > 0:
			if f.Count -= unlisted; f.Count > 0 {
				kept = append(kept, tooMany(f.Severity, f.Count))
			}
		default:
			kept = append(kept, f)
		}
	}
	return kept
}

// listed names a few of several.
func listed(names []string) string {
	const most = 3
	if len(names) > most {
		return strings.Join(names[:most], "、") + "など"
	}
	return strings.Join(names, "、")
}
