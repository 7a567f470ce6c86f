package finding

// healing are the rules whose findings say that a cell was read otherwise than it is
// written: 約 and 万 made a number, a date of an era, 〃, a mark without a legend, a
// merged cell, what is seen but was not saved, a title that stands for a column.
var healing = map[string]bool{
	"R-healed": true, "R-no-value": true, "R-mark": true, "R-era": true, "L2-02": true,
	RuleShown: true, RuleMerged: true, RuleFromTitle: true,
}

// Healed reports whether the finding says that its cells were read otherwise than
// they are written.
func (x Finding) Healed() bool { return x.Severity != Error && healing[x.Rule] }

// HealedCells is how many cells the findings say were read otherwise than they are
// written.
func HealedCells(findings []Finding) int {
	n := 0
	for _, x := range findings {
		if x.Healed() {
			n += max(x.Count, 1)
		}
	}
	return n
}
