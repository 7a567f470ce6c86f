package sample

import (
	"fmt"
	"time"

	"tetsuzuki/internal/registry"
)

// Quarter is a quarter of the programme: 0 ends on 30 September 2020, when the ordinance was
// made and the first inventory taken.
type Quarter int

// First is the quarter of the first inventory.
const First Quarter = 0

// never is a quarter that does not come.
const never Quarter = 1 << 30

// Begin is the quarter's first day, End the day after its last one.
func (q Quarter) Begin() time.Time {
	return time.Date(2020, 7+3*time.Month(q), 1, 0, 0, 0, 0, registry.Tokyo)
}

// End is the day after the quarter's last one.
func (q Quarter) End() time.Time { return (q + 1).Begin() }

// Inventory reports whether every bureau sends an inventory in the quarter: the first of a
// fiscal year, and the very first.
func (q Quarter) Inventory() bool { return q == First || q%4 == 3 }

// FiscalYear is the fiscal year of the quarter.
func (q Quarter) FiscalYear() int { return registry.FiscalYear(q.Begin()) }

// Label names the quarter.
func (q Quarter) Label() string {
	return fmt.Sprintf("%d年度 第%d四半期", q.FiscalYear(), (int(q)+1)%4+1)
}

// lastInventory is the quarter of the last inventory up to q.
func (q Quarter) lastInventory() Quarter {
	for !q.Inventory() {
		q--
	}
	return q
}

// course is the rate of digitized processes at the end of each quarter, as it was published
// (domain.md), and made up between: work ends when the fiscal year does.
var course = []float64{
	.050, .071, .100, // FY2020
	.115, .132, .152, .211, // FY2021
	.236, .276, .300, .507, // FY2022
	.523, .545, .580, .700, // FY2023
	.708, .722, .741, .789, // FY2024
	.805, .840, .910, .922, // FY2025
	.925, .928, .931, .938,
}

// rate is the rate at the end of a quarter; after the last known one it stays.
func (q Quarter) rate() float64 { return course[min(int(q), len(course)-1)] }

// kept is the share of a fiscal year's plans that come true in it: the programme had planned
// 18,000 processes until the end of FY2022, and 14,700 were done (domain.md).
const kept = .72

// slipsInto is the share of what is done in a fiscal year that was planned for the one before.
func slipsInto(year int) float64 {
	before, in := doneIn(year-1), doneIn(year)
	if in <= 0 {
		return 0
	}
	return min((1/kept-1)*before/in, .9)
}

// doneIn is what a fiscal year adds to the rate.
func doneIn(year int) float64 {
	last := Quarter(2 + 4*(year-2020)) // ends with the year
	if last < First {
		return 0
	}
	if last < 4 {
		return last.rate()
	}
	return last.rate() - (last - 4).rate()
}
