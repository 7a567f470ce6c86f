package sample

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"time"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
)

// Life is the made-up catalogue on its way through the programme: which process is digitized
// when, which are new, abolished, corrected, and whose plans slip. It is the same on every
// machine.
type Life struct{ processes []process }

// process is one process with what becomes of it.
type process struct {
	row       report.Row // as the first inventory would have it at the end
	born      Quarter
	done      Quarter // never: it is not digitized
	abolished Quarter
	corrected bool    // reported as done by mistake, and for a quarter not
	haste     float64 // from 0 to 1: below what slips, its plan names the year before
	share     float64 // a number of its own, from 0 to 1
}

// NewLife makes it up.
func NewLife() *Life {
	l := &Life{}
	for i, b := range bureaus {
		g := generator{rand.New(rand.NewPCG(2021, uint64(i))), b}
		names := g.names(b.processes + b.later())
		for n, name := range names {
			volume := int64(0)
			if n < b.processes {
				volume = priorityVolume(i, n)
			}
			l.processes = append(l.processes, process{row: g.row(name, volume), done: never, abolished: never})
		}
		own := l.processes[len(l.processes)-len(names):]
		for n := range own {
			p := &own[n]
			p.share, p.haste, p.corrected = g.Float64(), g.Float64(), g.chance(15)
			if n >= b.processes { // the later ones come by one inventory after the other
				p.born = Quarter(3 + 4*((n-b.processes)%5))
			}
			if g.chance(12) {
				p.abolished = Quarter(7 + 4*g.IntN(4))
			}
		}
	}
	l.schedule()
	return l
}

// later is how many processes the bureau adds after the first inventory.
func (b bureau) later() int { return b.processes * 7 / 100 }

// schedule says which processes are done in which quarter, so that the rate runs along the
// course: what was easy and what many use first, what needs another law last.
func (l *Life) schedule() {
	order := make([]*process, 0, len(l.processes))
	for i := range l.processes {
		p := &l.processes[i]
		if p.row.Process.Status != registry.Exempt && p.row.Process.Status != registry.Abolished && p.row.Process.InScope {
			order = append(order, p)
		}
	}
	slices.SortStableFunc(order, func(a, b *process) int { return cmp.Compare(a.effort(), b.effort()) })
	done := 0
	for q := First; int(q) < len(course); q++ {
		all := 0
		for _, p := range order {
			if p.born <= q && p.abolished > q {
				all++
			}
			if p.abolished == q && p.done < q {
				p.abolished = never // what is done stays
				all++
			}
		}
		want := int(q.rate()*float64(all) + .5)
		for _, p := range order {
			if done >= want {
				break
			}
			if p.done == never && p.born <= q && p.abolished > q {
				p.done = q
				done++
			}
		}
	}
	for _, p := range order {
		if p.done != never {
			p.abolished = never
		}
	}
}

// effort orders the processes by when they are digitized.
func (p process) effort() float64 {
	e := p.share * 1.2
	switch p.row.Process.Status {
	case registry.Done:
	case registry.InProgress, registry.Partial:
		e++
	case registry.Planned:
		e += 1.3
	case registry.Considering:
		e += 2
	default:
		e += 2.5
	}
	if p.row.Process.NationalLawChange == registry.LawChangeRequired {
		e += 2
	}
	if d := registry.Deciding(p.row.Volumes); d != nil && registry.PriorityOf(d, 10000) == registry.Yes {
		e -= .8
	}
	return e
}

// Inventory are all rows of a bureau in a quarter, with the cases of the fiscal year before where
// it counted them.
func (l *Life) Inventory(q Quarter, bureau string) []report.Row {
	return l.inventory(q, bureau, func(process) bool { return true })
}

// Return are the rows that a bureau (empty: every bureau) sends for the inventory of a later year:
// those that are new, that changed, or whose cases it counted. The others are as they were.
func (l *Life) Return(q Quarter, bureau string) []report.Row {
	return l.inventory(q, bureau, func(p process) bool { return p.born == q || p.altered(q) || len(p.volumes(q)) > 0 })
}

func (l *Life) inventory(q Quarter, bureau string, sends func(process) bool) (rows []report.Row) {
	for _, p := range l.processes {
		if p.born <= q && (bureau == "" || bureauOn(p.row.Process, q) == bureau) && sends(p) {
			rows = append(rows, report.Row{Process: p.at(q), Volumes: p.volumes(q)})
		}
	}
	return rows
}

// Updates are the rows of all bureaus that a quarter altered.
func (l *Life) Updates(q Quarter) (rows []report.Row) {
	for _, p := range l.processes {
		if p.born < q && p.altered(q) {
			rows = append(rows, report.Row{Process: p.at(q)})
		}
	}
	return rows
}

// altered reports whether the quarter altered what the bureau reports of the process.
func (p process) altered(q Quarter) bool {
	now, was := p.at(q), p.at(q-1)
	return now.Status != was.Status || now.PlannedFiscalYear != was.PlannedFiscalYear || !now.DigitizedOn.Equal(was.DigitizedOn)
}

// at is the process as its bureau reports it in a quarter.
func (p process) at(q Quarter) registry.Process {
	x := p.row.Process
	x.Bureau = bureauOn(x, q)
	x.DigitizedOn = time.Time{}
	switch {
	case p.abolished <= q:
		x.Status, x.PlannedFiscalYear, x.Obstacle, x.Platform = registry.Abolished, 0, nil, ""
	case p.done <= q && p.corrected && q == p.done+1:
		x.Status, x.PlannedFiscalYear, x.Obstacle, x.Platform = registry.InProgress, p.done.FiscalYear(), nil, ""
		x.Remarks = Remark + "。実施済としたのは誤り"
	case p.done <= q:
		p.digitized(&x)
	default:
		p.planned(&x, q.lastInventory())
	}
	return x
}

// digitized makes the process one that is done.
func (p process) digitized(x *registry.Process) {
	x.Status, x.PlannedFiscalYear, x.Obstacle = registry.Done, 0, nil
	if x.Platform == "" {
		x.Platform = platforms[int(p.share*1000)%len(platforms)]
	}
	if x.NationalLawChange == registry.LawChangeRequired { // the law has changed
		x.NationalLawChange, x.LawToChange, x.Ministry = registry.LawChangeNotRequired, "", ""
	}
	from, days := p.done.Begin(), 85
	if p.done == First {
		from, days = time.Date(2019, 4, 1, 0, 0, 0, 0, registry.Tokyo), 540
	}
	day := from.AddDate(0, 0, int(p.share*float64(days)))
	x.DigitizedOn = time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, time.UTC)
}

// secondPlan is the first inventory under the second plan, by which everything that the
// Metropolitan Government decides itself has a year.
const secondPlan Quarter = 15

// planned makes the process one that is still to come, as the inventory of a quarter has it.
func (p process) planned(x *registry.Process, q Quarter) {
	year := 2026
	if p.done != never {
		year = p.done.FiscalYear()
	}
	soon := p.done != never && year <= q.FiscalYear()+1
	if p.haste < slipsInto(year) && q.FiscalYear() < year {
		year--
	}
	switch s := x.Status; {
	case s == registry.Done, s == registry.Planned, s == registry.InProgress, soon:
	case q >= secondPlan && x.NationalLawChange != registry.LawChangeRequired && s != registry.Exempt && s != registry.Abolished && x.InScope:
	default:
		return
	}
	x.Status, x.PlannedFiscalYear, x.Obstacle, x.Platform = registry.Planned, year, []string{"0"}, ""
	if p.done <= q+2 {
		x.Status, x.Obstacle = registry.InProgress, nil
	}
}

// volumes are the cases that an inventory tells: at first all that the bureau has, and then the
// last fiscal year's, of what many use and of some others.
func (p process) volumes(q Quarter) []registry.Volume {
	if q == First || p.born == q {
		before := make([]registry.Volume, len(p.row.Volumes))
		for i, v := range p.row.Volumes {
			v.FiscalYear += q.FiscalYear() - 2021 // the rows are those of a year later
			before[i] = v
		}
		return before
	}
	d := registry.Deciding(p.row.Volumes)
	if d == nil || d.Total.Qualifier != registry.Exact || *d.Total.Value < 10000 && p.share > .15 {
		return nil
	}
	cases := rounded(float64(*d.Total.Value) * (.9 + .2*p.share) * (1 + .01*float64(q)))
	online := 0.
	if p.done < q-2 {
		online = min(.9, .15+.5*p.share+.02*float64(q-p.done))
	}
	return []registry.Volume{{FiscalYear: q.FiscalYear() - 1, Total: exact(cases), Online: exact(int64(float64(cases) * online))}}
}

// years are the fiscal years of the cases in an inventory.
func (q Quarter) years() []int {
	if q == First {
		return []int{q.FiscalYear() - 2, q.FiscalYear() - 1}
	}
	return []int{q.FiscalYear() - 1}
}
