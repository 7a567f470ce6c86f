package report

import (
	"context"
	"fmt"

	"github.com/xuri/excelize/v2"

	"tetsuzuki/internal/plan"
	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// PlanThen is the plan by which headquarters went, with the processes that it takes.
type PlanThen struct {
	store.SavedPlan
	Processes []store.PlannedProcess
}

// The names of the plan's columns in formulas.
const (
	nameYearOfPlan   = "計画_年度"
	nameBureauOfPlan = "計画_局"
	nameDaysOfPlan   = "計画_人日"
)

// readPlan reads the plan for whoever may see plans: they are of all bureaus.
func (p *Progress) readPlan(ctx context.Context, st *store.Store, scope registry.Scope, ask ProgressQuestion) error {
	if !scope.AllBureaus() {
		return nil
	}
	saved, err := st.PlanAt(ctx, scope, ask.To)
	if err != nil || saved.ID == 0 {
		return err
	}
	processes, err := st.PlanProcesses(ctx, scope, *saved.Outcome)
	p.Plan = &PlanThen{saved, processes}
	return err
}

// addPlan tells what the plan takes in which year, of whom, and where it leads.
func (p Progress) addPlan(b *book) error {
	g, err := b.grid(planSheet, 34, 16, 16, 16, 14, 16, 16, 16, 16)
	if err != nil {
		return err
	}
	o := p.Plan.Outcome
	g.title("計画「"+p.Plan.Name+"」", p.moments())
	for _, fact := range p.Plan.facts() {
		g.row(words(fact[0]), words(fact[1]))
	}
	g.row()
	g.heading("年度ごとの人日と手続（手続数と人日は「" + plannedSheet + "」シートから数式で計算しています）")
	g.head("年度", "人日の上限", "使う人日", "うちまとめて行う作業", "手続数", "年間件数", "件数不明の手続数", "減る時間（時間）")
	first := g.next()
	for _, y := range o.Years {
		n := g.next()
		year := registry.EraYear(y.FiscalYear)
		g.row(words(year), count(y.Capacity),
			count(y.Effort).by("SUMIFS(%s,%s,%s)+%s", nameDaysOfPlan, nameYearOfPlan, g.at(0, n), g.at(3, n)),
			count(y.Shared), count(y.Processes).by("COUNTIFS(%s,%s)", nameYearOfPlan, g.at(0, n)), count(y.Cases), count(y.CasesUnknown),
			count(int64(y.Hours)))
	}
	sums := parts{words("合計").bold()}
	for column := 1; column < 8; column++ {
		sum := int64(0)
		for n := first; n < g.next(); n++ {
			value, _ := g.rows[n-1][column].value.(int64)
			sum += value
		}
		sums = append(sums, count(sum).bold().by("SUM(%s:%s)", g.at(column, first), g.at(column, g.next()-1)))
	}
	g.row(sums...)
	g.row()
	header, from, to := g.course(o)
	g.row()
	g.heading("局ごとの人日と手続")
	g.head("局", "人日の上限", "使う人日", "うちまとめて行う作業", "手続数")
	for _, of := range o.Bureaus {
		n, sum := g.next(), plan.Year{}
		for _, y := range of.Years {
			sum.Capacity, sum.Effort, sum.Shared, sum.Processes = sum.Capacity+y.Capacity, sum.Effort+y.Effort, sum.Shared+y.Shared,
				sum.Processes+y.Processes
		}
		g.row(words(of.Name), count(sum.Capacity),
			count(sum.Effort).by("SUMIFS(%s,%s,%s)+%s", nameDaysOfPlan, nameBureauOfPlan, g.at(0, n), g.at(3, n)),
			count(sum.Shared), count(sum.Processes).by("COUNTIFS(%s,%s)", nameBureauOfPlan, g.at(0, n)))
	}
	c := newChart(excelize.Line, "計画による推移", "年度末ごとの率の折れ線。計画どおりの場合と、局の今の予定どおりの場合。値は上の表のとおりです。", "0%")
	c.Series = []excelize.ChartSeries{lineOf(g.drawn(4, 0, header, from, to), colourDone, 3, excelize.LineDashUnset),
		lineOf(g.drawn(5, 0, header, from, to), colourPlan, 1.5, excelize.LineDashSysDot)}
	g.chart(c)
	g.fitTo(2) // on three, the chart would be cut by the edge of a page
	return g.finish()
}

// course adds the table of where the plan leads, and says where it stands.
func (g *grid) course(o *plan.Outcome) (header, first, last int) {
	g.heading("年度末の率")
	header = g.head("時点", "数える手続数", "実施済（計画どおり）", "実施済（局の今の予定どおり）", "計画どおりの率", "局の今の予定どおりの率")
	first = g.next()
	for _, at := range o.Curve {
		n := g.next()
		g.row(words(dayWords(at.Day)), count(at.Of), count(at.With), count(at.Without),
			rateOf(progress.Percent(at.With, at.Of), g.at(2, n), g.at(1, n)).bold(),
			rateOf(progress.Percent(at.Without, at.Of), g.at(3, n), g.at(1, n)))
	}
	return header, first, g.next() - 1
}

// facts are what the plan is and what it takes for granted.
func (p PlanThen) facts() (facts [][2]string) {
	add := func(label, format string, args ...any) {
		facts = append(facts, [2]string{label, fmt.Sprintf(format, args...)})
	}
	o, a := p.Outcome, p.Wish.Assumptions
	state := "案（採用していません）"
	if p.Adoption != "" {
		state = p.Adoption.Label()
	}
	unit := " " + o.Objective.Unit()
	add("状態", "%s。%s、%sが作成", state, registry.MomentText(p.Made.At), p.Made.Actor)
	add("目的", "%s", o.Objective.Label())
	add("値と、どの計画も超えられない上限", "%s%s、%s%s", registry.Thousands(int64(o.Value)), unit, registry.Thousands(int64(o.Bound)), unit)
	if o.Goal != nil {
		aim := fmt.Sprintf("%s（%sまでに %s 手続）", o.Goal.Name, dayWords(o.Goal.Day), registry.Thousands(o.Goal.Goal))
		if told := o.Told(); told != "" {
			aim += "：" + told
		}
		add("目標", "%s", aim)
	}
	add("計画の年度", "%s ～ %s", registry.EraYear(a.FirstYear), registry.EraYear(a.LastYear))
	add("局の1年度の人日", "%s（別に決めた局と年度 %d）", registry.Thousands(a.CapacityDays), len(a.Capacity))
	law := "改正を仮定しない"
	if a.LawYear != 0 {
		law = registry.EraYear(a.LawYear) + "から始められる"
	}
	add("国の法令改正を待つ手続", "%s", law)
	add("まとめて行う作業", "%s", a.SharedBy.Label())
	return facts
}

// addPlanned lists the processes that the plan takes.
func (p Progress) addPlanned(b *book) error {
	heads := []head{{"年度", 12, style{}}, {"局", 22, style{}}, {"手続ID", 13, style{}}, {"手続名", 44, style{}}, {"プロセス名", 24, style{}},
		{"今の予定の年度", 14, style{}}, {"人日", 10, style{number: countFormat}}}
	n := len(p.Plan.Processes)
	t, err := b.listTable(plannedSheet, plannedSheet, heads, n, 0)
	if err != nil {
		return err
	}
	for column, name := range []string{nameYearOfPlan, nameBureauOfPlan, "", "", "", "", nameDaysOfPlan} {
		if name == "" {
			continue
		}
		if err := b.nameColumn(name, plannedSheet, column, n); err != nil {
			return err
		}
	}
	for _, c := range p.Plan.Processes {
		var planned cell
		if c.Planned != 0 {
			planned = registry.EraYear(c.Planned)
		}
		if err := t.add([]cell{registry.EraYear(c.FiscalYear), c.BureauName, c.ID.String(), c.ProcedureName, textCell(c.ProcessName), planned,
			c.Effort}); err != nil {
			return err
		}
	}
	return p.finishList(b, t, plannedSheet, len(heads), n)
}
