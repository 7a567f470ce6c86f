package finding

// normalisingRules are the rules whose findings say that a cell has a normalised value,
// one that is not what stands in the cell: 約 and 万 made a number, a date of an era, 〃, a mark without a legend, a
// merged cell, what is seen but was not saved, a title that stands for a column.
var normalisingRules = map[string]bool{
	"R-normalised": true, "R-no-value": true, "R-mark": true, "R-era": true, "L2-02": true,
	RuleShown: true, RuleMerged: true, RuleFromTitle: true,
}

// Normalised reports whether the finding says that its cells have normalised values.
func (x Finding) Normalised() bool { return x.Severity != Error && normalisingRules[x.Rule] }

// NormalisedCells counts the cells that have normalised values according to findings.
func NormalisedCells(findings []Finding) int {
	n := 0
	for _, x := range findings {
		if x.Normalised() {
			n += max(x.Count, 1)
		}
	}
	return n
}
