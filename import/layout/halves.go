package layout

import (
	"maps"
	"slices"
)

// periodJoins finds the volumes of the parts of one fiscal year: 上半期 | 下半期, or its
// months. They add up to the year's where together they are all of it, and none of it
// twice.
func (s *scanner) periodJoins(cols []int, heads map[int]heading) []join {
	type key struct {
		field string
		year  int
	}
	found, parts := map[key]*join{}, map[key][]period{}
	for _, col := range cols {
		h := heads[col]
		if len(h.periods) != 1 || h.part == "" || h.solar {
			continue
		}
		hit, ok := s.field(h)
		if !ok && onlyYears(h) {
			hit, ok = labelHit{field: "annual_volume"}, true
		}
		if !ok || !isVolume(hit.field) {
			continue
		}
		k := key{hit.field, max(h.year, 0)}
		if found[k] == nil {
			found[k] = &join{hit: labelHit{field: hit.field, match: "similar", confidence: 0.6}, year: k.year}
		}
		found[k].pieces = append(found[k].pieces, Piece{Col: col, Header: h.text(), Part: PartSum, Unit: h.unit})
		parts[k] = append(parts[k], h.periods[0])
	}
	var out []join
	for _, k := range slices.SortedFunc(maps.Keys(found), func(a, b key) int {
		return found[a].pieces[0].Col - found[b].pieces[0].Col
	}) {
		if wholeYear(parts[k]) {
			out = append(out, *found[k])
		}
	}
	return out
}
