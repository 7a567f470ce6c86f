package report

import (
	"fmt"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
)

// rateLine is one of the four rates with the formulas that give it.
type rateLine struct {
	name        string
	of          func(progress.Rates) progress.Rate
	numerator   string
	denominator string
	unknown     string
	inexact     string // empty: it counts processes
	bounds      func(r progress.Rate) []part
}

func (l labels) rateLines() []rateLine {
	all := l.inScope()
	discretion := all.law(registry.LawChangeNotRequired)
	return []rateLine{
		{name: "(a) デジタル化率", of: func(r progress.Rates) progress.Rate { return r.Process },
			numerator: all.done().count(), denominator: all.count()},
		{name: "(b) 件数カバー率", of: func(r progress.Rates) progress.Rate { return r.Cases },
			numerator: all.done().sum(nameVolume), denominator: all.sum(nameVolume), unknown: all.unknown(nameVolume),
			inexact: all.sum(nameInexact), bounds: func(r progress.Rate) []part {
				return append(all.done().bounds(r.NumeratorBounds, nameVolume, volumeSlack),
					all.bounds(r.DenominatorBounds, nameVolume, volumeSlack)...)
			}},
		{name: "(c) オンライン利用率", of: func(r progress.Rates) progress.Rate { return r.Usage },
			numerator: all.sum(nameOnline), denominator: all.sum(nameTotal), unknown: all.unknown(nameTotal),
			inexact: all.sum(nameUseInexact), bounds: func(r progress.Rate) []part {
				return append(all.bounds(r.NumeratorBounds, nameOnline, usageSlack[nameOnline]),
					all.bounds(r.DenominatorBounds, nameTotal, usageSlack[nameTotal])...)
			}},
		{name: "(d) 都の裁量分のデジタル化率", of: func(r progress.Rates) progress.Rate { return r.Discretion },
			numerator: discretion.done().count(), denominator: discretion.count(), unknown: all.law(registry.LawChangeUnknown).count()},
	}
}

// The columns of the summary's rates.
const (
	summaryRate   = 4
	summaryBefore = 5
	summaryPoints = 6
)

func (p Progress) addSummary(b *book) error {
	g, err := b.grid(summarySheet, 36, 15, 15, 15, 12, 12, 14, 26, 15, 15, 15, 15)
	if err != nil {
		return err
	}
	g.title("概要", p.moments())
	g.across(p.Sentence(), 12)
	g.row(part{value: "数値は「全手続」シートから数式で計算しています。", style: style{note: true}})
	g.row()
	p.addRates(g)
	g.row()
	p.addTargets(g)
	p.addNumbers(g)
	g.row()
	p.addStatuses(g)
	g.onePage()
	return g.finish()
}

func (p Progress) addRates(g *grid) {
	f := p.Figures
	g.heading("率")
	g.head("率", "分子", "分母", "不明で除いた手続数", "率", "前回の率", "前回比（ポイント）", "件数が正確でない手続数",
		"分子の下限", "分子の上限", "分母の下限", "分母の上限")
	first := g.next()
	for _, l := range p.labels().rateLines() {
		r, n := l.of(f.Rates), g.next()
		row := []part{words(l.name), count(r.Numerator).by("%s", l.numerator), count(r.Denominator).by("%s", l.denominator), count(r.Unknown),
			rateOf(r.Percent, g.at(1, n), g.at(2, n)).bold(), {}, {}}
		if l.unknown != "" {
			row[3] = row[3].by("%s", l.unknown)
		}
		if p.From != nil {
			was := l.of(p.From.Rates)
			row[summaryBefore] = share(was.Percent)
			row[summaryPoints] = pointsOf(was, r, g.at(summaryBefore, n), g.at(summaryRate, n))
		}
		if l.inexact != "" {
			row = append(append(row, count(r.Inexact).by("%s", l.inexact)), l.bounds(r)...)
		}
		g.row(row...)
	}
	g.bars(summaryRate, first, g.next()-1)
	g.called("率_デジタル化", g.cell(summaryRate, first))
	g.called("率_件数カバー", g.cell(summaryRate, first+1))
	g.called("率_オンライン利用", g.cell(summaryRate, first+2))
	g.called("率_都の裁量分", g.cell(summaryRate, first+3))
}

// targetRows are the rows of the full list that a target counts.
func (l labels) targetRows(s registry.TargetScope) where {
	switch s {
	case registry.TargetDiscretion:
		return l.inScope().law(registry.LawChangeNotRequired)
	case registry.TargetApplications:
		return l.inScope().and(nameType, quoted(l.code("process_type", "1")))
	case registry.TargetPriority:
		return l.inScope().priority(registry.Yes)
	}
	return l.inScope()
}

func (p Progress) addTargets(g *grid) {
	if len(p.Figures.Targets) == 0 {
		return
	}
	g.heading("目標")
	g.head("目標", "対象の手続数", "実施済", "目標の手続数", "いまの率", "目標の率", "目標まであと", "期間", "数える手続")
	for _, t := range p.Figures.Targets {
		g.target(t, words(t.Name), p.labels().targetRows(t.Scope), 7, words(t.From+" ～ "+t.To), words(t.Scope.Label()))
	}
	g.row()
}

// addNumbers are the numbers of processes, and of the priority processes' cases.
func (p Progress) addNumbers(g *grid) {
	f, before := p.Figures, progress.Figures{}
	if p.From != nil {
		before = *p.From
	}
	priority, undecidable := p.labels().all().priority(registry.Yes), p.labels().all().priority(registry.Undecidable)
	because := func(c registry.Cause) string { return undecidable.and(nameCause, quoted(c.Label())).count() }
	counted := p.labels().inScope()
	g.heading("手続の数と件数")
	g.head("項目", "今回", "前回", "増減")
	for _, r := range []struct {
		name    string
		now     int64
		was     int64
		formula string
	}{
		{"すべての手続", f.Processes, before.Processes, p.labels().all().count()},
		{"対象", f.InScope, before.InScope, counted.count()},
		{"実施済（対象のうち）", f.Done, before.Done, counted.done().count()},
		{"一部実施済（対象のうち）", f.Partial, before.Partial, counted.is(registry.Partial).count()},
		{"重点手続", f.Priority.Count, before.Priority.Count, priority.count()},
		{"重点手続のうち対象", f.Priority.InScope, before.Priority.InScope, counted.priority(registry.Yes).count()},
		{"重点手続のうち実施済", f.Priority.Done, before.Priority.Done, counted.done().priority(registry.Yes).count()},
		{"判定不能", f.Priority.Undecidable, before.Priority.Undecidable, undecidable.count()},
		{"判定不能のうち、" + registry.CauseUnknown.Label(), f.Priority.Because.Unknown, before.Priority.Because.Unknown,
			because(registry.CauseUnknown)},
		{"判定不能のうち、" + registry.CauseRange.Label(), f.Priority.Because.Range, before.Priority.Because.Range, because(registry.CauseRange)},
		{"判定不能のうち、" + registry.CauseOpen.Label(), f.Priority.Because.Open, before.Priority.Because.Open, because(registry.CauseOpen)},
		{"重点手続の年間件数", f.Priority.Volume, before.Priority.Volume, priority.sum(nameVolume)},
		{"重点手続のうち、件数が正確でないもの", f.Priority.VolumeInexact, before.Priority.VolumeInexact, priority.sum(nameInexact)},
	} {
		n := g.next()
		row := []part{words(r.name), count(r.now).by("%s", r.formula)}
		if p.From != nil {
			row = append(row, count(r.was), part{value: r.now - r.was, style: style{number: signedFormat}}.by("%s-%s", g.at(1, n), g.at(2, n)))
		}
		g.row(row...)
	}
	if bounds := f.Priority.VolumeBounds; bounds != nil {
		for i, part := range priority.bounds(bounds, nameVolume, volumeSlack) {
			g.row(words([]string{"重点手続の年間件数の下限", "重点手続の年間件数の上限"}[i]), part)
		}
	}
	g.row(words("重点手続が全件数に占める割合"),
		rateOf(f.Priority.SharePercent, priority.sum(nameVolume), p.labels().all().sum(nameVolume)))
}

func (p Progress) addStatuses(g *grid) {
	l := p.labels()
	g.heading("デジタル化状況")
	g.head("デジタル化状況", "手続数", "うち対象", "対象に占める割合")
	first := g.next()
	for _, r := range p.Figures.Statuses {
		label, all, counted := "（記入なし）", "COUNTBLANK("+nameStatus+")",
			fmt.Sprintf(`SUMPRODUCT((%s=%s)*(%s=""))`, nameScope, quoted(l.code("scope", "in")), nameStatus)
		if r.Status != "" {
			label = l.status(r.Status)
			all, counted = p.labels().all().and(nameStatus, quoted(label)).count(), l.inScope().and(nameStatus, quoted(label)).count()
		}
		n := g.next()
		g.row(words(label), count(r.Processes).by("%s", all), count(r.InScope).by("%s", counted),
			rateOf(progress.Percent(r.InScope, p.Figures.InScope), g.at(2, n), l.inScope().count()))
	}
	g.bars(3, first, g.next()-1)
}
