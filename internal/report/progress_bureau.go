package report

import (
	"github.com/xuri/excelize/v2"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
)

// addBureaus is the table of the bureaus, each number a formula over the full list.
func (p Progress) addBureaus(b *book) error {
	g, err := b.grid(bureauSheet, 34, 10, 10, 10, 12, 13, 13, 11, 16, 14, 14, 10, 10, 14, 16, 16)
	if err != nil {
		return err
	}
	g.title("局別", p.moments())
	header := g.head("局", "手続数", "対象", "実施済", "一部実施済", "デジタル化率", "前回の率", "前回比（ポイント）", "年間件数",
		"件数不明の手続数", "件数カバー率", "重点手続", "判定不能", "件数が正確でない手続数", "年間件数の下限", "年間件数の上限")
	before := map[string]progress.Rate{}
	if p.From != nil {
		for _, u := range p.From.Bureaus {
			before[u.Code] = u.Process
		}
	}
	first := g.next()
	for _, u := range p.Figures.Bureaus {
		n := g.next()
		own := p.labels().all().and(nameBureau, "$"+g.at(0, n))
		counted := p.labels().inScope().and(nameBureau, "$"+g.at(0, n))
		row := parts{words(u.Bureau), count(u.Processes).by("%s", own.count()), count(u.InScope).by("%s", counted.count()),
			count(u.Done).by("%s", counted.done().count()),
			count(u.Partial).by("%s", counted.is(registry.Partial).count()),
			rateOf(u.Process.Percent, g.at(3, n), g.at(2, n)).bold(), {}, {},
			count(u.Volume).by("%s", own.sum(nameVolume)), count(u.VolumeUnknown).by("%s", own.unknown(nameVolume)),
			rateOf(u.Cases.Percent, counted.done().sum(nameVolume), counted.sum(nameVolume)),
			count(u.Priority).by("%s", own.priority(registry.Yes).count()),
			count(u.Undecidable).by("%s", own.priority(registry.Undecidable).count()),
			count(u.VolumeInexact).by("%s", own.sum(nameInexact))}
		if was, ok := before[u.Code]; ok {
			row[6], row[7] = share(was.Percent), pointsOf(was, u.Process, g.at(6, n), g.at(5, n))
		}
		g.row(append(row, own.bounds(u.VolumeBounds, nameVolume, volumeSlack)...)...)
	}
	last := g.next() - 1
	g.asTable("局別", header, 16)
	p.addBureauSums(g, first, last)
	g.bars(5, first, last)
	g.bars(10, first, last)
	g.freeze(header)
	g.onePage()
	if last >= first {
		c := newChart(excelize.Bar, "局別の対象と実施済（手続数）", "局別の対象と実施済の手続プロセスの数の横棒。値は上の表のとおりです。", countFormat)
		c.Series = []excelize.ChartSeries{areaOf(g.drawn(3, 0, header, first, last), filled(colourDone)),
			areaOf(g.drawn(2, 0, header, first, last), filled(colourLight))}
		c.XAxis.ReverseOrder = true
		gap, overlap := uint(30), 0
		c.GapWidth, c.Overlap = &gap, &overlap
		c.Dimension.Height = uint(max(chartHeight, 120+24*(last-first+1)))
		g.chart(c)
	}
	return g.finish()
}

// addBureauSums is the row of all bureaus together.
func (p Progress) addBureauSums(g *grid, first, last int) {
	if last < first {
		return
	}
	f := p.Figures
	n := g.next()
	row := parts{words("すべての局").bold()}
	all := progress.Totals{}
	for _, u := range f.Bureaus {
		all.Cases += u.Volume
		all.CasesUnknown += u.VolumeUnknown
		all.CasesInexact += u.VolumeInexact
	}
	values := []int64{f.Processes, f.InScope, f.Done, f.Partial, -1, -1, -1, all.Cases, all.CasesUnknown, -1, f.Priority.Count,
		f.Priority.Undecidable, all.CasesInexact}
	for i, v := range values {
		if v < 0 {
			row = append(row, part{})
			continue
		}
		row = append(row, count(v).bold().by("SUM(%s:%s)", g.at(i+1, first), g.at(i+1, last)))
	}
	row[5] = rateOf(f.Rates.Process.Percent, g.at(3, n), g.at(2, n)).bold()
	row[10] = rateOf(f.Rates.Cases.Percent, p.labels().inScope().done().sum(nameVolume), p.labels().inScope().sum(nameVolume)).bold()
	if p.From != nil {
		row[6] = share(p.From.Rates.Process.Percent).bold()
		row[7] = pointsOf(p.From.Rates.Process, f.Rates.Process, g.at(6, n), g.at(5, n)).bold()
	}
	g.row(row...)
}
