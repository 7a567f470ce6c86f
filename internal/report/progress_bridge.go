package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// The columns of the bridge. Those from bridgeHold on draw the waterfalls.
const (
	bridgeNumerator   = 1
	bridgeDenominator = 2
	bridgeHold        = 5
	bridgeSteps       = 4 // columns of one waterfall: what holds it up, the ends, what came, what went
)

// addBridge tells by what the process rate changed since the earlier moment.
func (p Progress) addBridge(b *book) error {
	g, err := b.grid(bridgeSheet, 26, 14, 14, 10, 64, 12, 12, 12, 12, 12, 12, 12, 12)
	if err != nil {
		return err
	}
	g.title("デジタル化率の増減の理由", p.moments())
	g.row(part{value: "F列から右は図のもとで、左の数から数式で計算しています。印刷はしません。", style: style{note: true}})
	header := g.head("理由", "分子（実施済）", "分母（対象）", "手続", "規則", "分子の支え", "分子のはじめと終わり", "分子の増", "分子の減",
		"分母の支え", "分母のはじめと終わり", "分母の増", "分母の減")
	rules := map[progress.PartKind]string{}
	for _, l := range progress.PartLabels {
		rules[l.Kind] = l.Rule
	}
	first := g.next()
	g.bridgeEnd("はじめ", p.Bridge.From.Rate, first, false)
	numerator, denominator := p.Bridge.From.Numerator, p.Bridge.From.Denominator
	for _, part := range p.Bridge.Parts {
		n := g.next()
		g.row(slices.Concat(
			parts{words(part.Label), signed(part.Numerator), signed(part.Denominator), count(part.Processes), wrapped(rules[part.Kind]).indented()},
			g.step(bridgeNumerator, first, n, numerator, part.Numerator),
			g.step(bridgeDenominator, first, n, denominator, part.Denominator))...)
		numerator, denominator = numerator+part.Numerator, denominator+part.Denominator
	}
	last := g.next()
	g.bridgeEnd("終わり", p.Bridge.To.Rate, first, true)
	g.row(words("率のはじめ"), rateOf(p.Bridge.From.Percent, g.at(1, first), g.at(2, first)))
	g.row(words("率の終わり"), rateOf(p.Bridge.To.Percent, g.at(1, last), g.at(2, last)))
	g.row(words("増減（ポイント）"), pointsOf(p.Bridge.From.Rate, p.Bridge.To.Rate, g.at(1, last+1), g.at(1, last+2)))
	g.freeze(header)
	for i, title := range []string{"分子（実施済）の増減", "分母（対象）の増減"} {
		from, to := p.Bridge.From.Numerator, p.Bridge.To.Numerator
		if i == 1 {
			from, to = p.Bridge.From.Denominator, p.Bridge.To.Denominator
		}
		g.waterfall(title, bridgeHold+bridgeSteps*i, header, first, last, from, to)
	}
	g.printColumns(bridgeHold)
	g.onePage()
	return g.finish()
}

// parts are cells beside each other.
type parts []part

func signed(n int64) part { return part{value: n, style: style{number: signedFormat}} }

// bridgeEnd adds the row of one end; that of the last is the sum of those above.
func (g *grid) bridgeEnd(name string, r progress.Rate, first int, sum bool) {
	n := g.next()
	row := parts{words(name).bold()}
	for column, value := range []int64{r.Numerator, r.Denominator} {
		c := count(value).bold()
		if sum {
			c = c.by("SUM(%s:%s)", g.at(column+1, first), g.at(column+1, n-1))
		}
		row = append(row, c)
	}
	row = append(row, part{}, part{})
	for column, value := range []int64{r.Numerator, r.Denominator} {
		row = append(row, part{}, count(value).by("%s", g.at(column+1, n)), part{}, part{})
	}
	g.row(row...)
}

// step is a row's part of a waterfall: what holds it up, nothing for the ends, and what came or
// went. at is what there was before.
func (g *grid) step(column, first, row int, at, change int64) parts {
	before := fmt.Sprintf("SUM(%s:%s)", g.at(column, first), g.at(column, row-1))
	cell := g.at(column, row)
	return parts{
		count(min(at, at+change)).by("MIN(%s,%s+%s)", before, before, cell), {},
		count(max(change, 0)).by("MAX(%s,0)", cell), count(max(-change, 0)).by("MAX(-%s,0)", cell),
	}
}

// waterfall draws one side of the bridge as stacked columns. Its axis begins near the least
// value, so that small steps of large numbers can be seen.
func (g *grid) waterfall(title string, column, header, first, last int, from, to int64) {
	c := newChart(excelize.ColStacked, title, fmt.Sprintf("はじめの %s から終わりの %s まで、理由ごとの増減を階段状に示します。値は上の表のとおりです。",
		registry.Thousands(from), registry.Thousands(to)), countFormat)
	c.Series = []excelize.ChartSeries{areaOf(g.drawn(column, 0, header, first, last), unseen),
		areaOf(g.drawn(column+1, 0, header, first, last), filled(colourDone)),
		areaOf(g.drawn(column+2, 0, header, first, last), filled(colourMiddle)),
		areaOf(g.drawn(column+3, 0, header, first, last), filled(colourLess))}
	floor := g.least(column, first, last, from, to)
	c.YAxis.Minimum = &floor
	gap := uint(40)
	c.GapWidth, c.Dimension.Width, c.Dimension.Height = &gap, bridgeWidth, bridgeHeight
	g.chart(c)
}

// The size of a waterfall, in pixels: as wide as the columns that are printed.
const (
	bridgeWidth  = 890
	bridgeHeight = 312
)

// least is where the axis of a waterfall begins: below what holds its steps up, at a round
// number.
func (g *grid) least(hold, first, last int, from, to int64) float64 {
	low, high := min(from, to), max(from, to)
	for n := first + 1; n < last; n++ {
		row := g.rows[n-1]
		held, ok := row[hold].value.(int64)
		if !ok {
			continue
		}
		low = min(low, held)
		for _, step := range row[hold+2 : hold+bridgeSteps] {
			if n, ok := step.value.(int64); ok {
				high = max(high, held+n)
			}
		}
	}
	floor := low - (high-low)*3/10
	if floor*5 < high {
		return 0
	}
	unit := int64(1)
	for unit*20 < high-floor {
		unit *= 10
	}
	return float64(floor / unit * unit)
}

// addFunnel tells what becomes of all processes on the way to those that are done.
func (p Progress) addFunnel(b *book) error {
	g, err := b.grid(funnelSheet, 24, 12, 12, 16, 14, 16, 60)
	if err != nil {
		return err
	}
	g.title("すべての手続から実施済まで", p.moments())
	header := g.head("区分", "手続数", "割合", "年間件数", "件数不明の手続数", "件数が正確でない手続数", "規則")
	first := g.next()
	all := first + len(p.Funnel.Steps)
	for _, s := range p.Funnel.Steps {
		n, rows := g.next(), p.labels().funnelRows(s.Step)
		g.row(words(s.Label), count(s.Processes).by("%s", counts(rows)),
			rateOf(progress.Percent(s.Processes, p.Funnel.All.Processes), g.at(1, n), g.at(1, all)),
			count(s.Cases).by("%s", sums(rows, nameVolume)), count(s.CasesUnknown).by("%s", unknowns(rows)),
			count(s.CasesInexact).by("%s", sums(rows, nameInexact)), wrapped(s.Step.Rule()).indented())
	}
	last := g.next() - 1
	a := p.Funnel.All
	row := parts{words("合計").bold()}
	for i, n := range []int64{a.Processes, -1, a.Cases, a.CasesUnknown, a.CasesInexact} {
		if n < 0 {
			row = append(row, part{})
			continue
		}
		row = append(row, count(n).bold().by("SUM(%s:%s)", g.at(i+1, first), g.at(i+1, last)))
	}
	g.row(row...)
	g.bars(2, first, last)
	g.freeze(header)
	c := newChart(excelize.Bar, "対象の内訳（手続数）", "区分ごとの手続数の横棒。値は上の表のとおりです。", countFormat)
	c.Series = []excelize.ChartSeries{areaOf(g.drawn(1, 0, header, first, last), filled(colourDone))}
	c.XAxis.ReverseOrder, c.Legend.Position = true, "none"
	gap := uint(60)
	c.GapWidth = &gap
	g.chart(c)
	g.onePage()
	return g.finish()
}

// funnelRows are the rows of the full list on a step, some to be added and some (with a minus)
// to be taken away again.
func (l labels) funnelRows(s progress.FunnelStep) []string {
	counted := l.inScope()
	status := func(w where, s registry.Status) string { return w.is(s).criteria }
	free := func(s registry.Status) []string {
		return []string{status(counted, s), "-" + status(counted.law(registry.LawChangeRequired), s)}
	}
	switch s {
	case progress.FunnelOut:
		return []string{l.all().scope("out").criteria}
	case progress.FunnelAside:
		in := l.all().scope("in")
		return []string{status(in, registry.Exempt), status(in, registry.Abolished)}
	case progress.FunnelDone:
		return []string{counted.done().criteria}
	case progress.FunnelBlocked:
		return []string{counted.law(registry.LawChangeRequired).criteria, "-" + counted.law(registry.LawChangeRequired).done().criteria}
	case progress.FunnelInHand:
		var rows []string
		for _, s := range progress.InHand {
			rows = append(rows, free(s)...)
		}
		return rows
	}
	// Not begun is what is left: some of it has no status, which no criterion of a formula finds
	// alike in all programs.
	rows := []string{counted.criteria, "-" + counted.done().criteria, "-" + counted.law(registry.LawChangeRequired).criteria,
		counted.law(registry.LawChangeRequired).done().criteria}
	for _, r := range l.funnelRows(progress.FunnelInHand) {
		rows = append(rows, negated(r))
	}
	return rows
}

func negated(rows string) string {
	if rest, ok := strings.CutPrefix(rows, "-"); ok {
		return rest
	}
	return "-" + rows
}

// eachOf makes one formula of some rows, by what is to be told of them.
func eachOf(rows []string, formula func(where) string) string {
	var b strings.Builder
	for i, r := range rows {
		w, minus := strings.CutPrefix(r, "-")
		switch {
		case minus:
			b.WriteString("-")
		case i > 0:
			b.WriteString("+")
		}
		b.WriteString(formula(where{criteria: w}))
	}
	return b.String()
}

func counts(rows []string) string { return eachOf(rows, where.count) }

func sums(rows []string, name string) string {
	return eachOf(rows, func(w where) string { return w.sum(name) })
}

func unknowns(rows []string) string {
	return eachOf(rows, func(w where) string { return "(" + w.unknown(nameVolume) + ")" })
}

// addChanges lists the processes that count otherwise than at the earlier moment.
func (p Progress) addChanges(b *book) error {
	t, err := b.listTable(changeSheet, "変更", []head{
		{"手続ID", 13, style{}}, {"局", 22, style{}}, {"手続名", 44, style{}}, {"プロセス名", 18, style{}}, {"変わったこと", 26, style{}},
		{"はじめの局", 22, style{}}, {"はじめの状況", 15, style{}}, {"終わりの状況", 15, style{}}, {"はじめの件数", 13, style{number: countFormat}},
		{"終わりの件数", 13, style{number: countFormat}}, {"分子の増減", 12, style{number: signedFormat}}, {"分母の増減", 12, style{number: signedFormat}},
	}, len(p.Changes), 0)
	if err != nil {
		return err
	}
	for _, c := range p.Changes {
		if err := t.add(p.labels().changeCells(c)); err != nil {
			return err
		}
	}
	return p.finishList(b, t, changeSheet, 12, len(p.Changes))
}

func (l labels) changeCells(c store.NamedPassage) []cell {
	var parts []string
	var sum progress.Sum
	alone := progress.BridgeOf(progress.RateProcess, progress.BridgeEnd{}, progress.BridgeEnd{}, []registry.Passage{c.Passage})
	for _, part := range alone.Parts {
		parts = append(parts, part.Label)
		sum.Numerator += part.Numerator
		sum.Denominator += part.Denominator
	}
	what := strings.Join(parts, "、")
	switch {
	case what != "":
	case !c.From.Present:
		what = "新しく登録（対象外など）"
	case !c.To.Present:
		what = "登録がなくなった（対象外など）"
	default:
		what = "率の分子・分母には関わらない変更"
	}
	bureau := c.BureauIs
	if !c.To.Present {
		bureau = c.BureauWas
	}
	return []cell{c.Process.String(), bureau, c.ProcedureName, textCell(c.ProcessName), what, textCell(c.BureauWas),
		l.side(c.From), l.side(c.To), volumeCell(c.From), volumeCell(c.To), sum.Numerator, sum.Denominator}
}

func (l labels) side(s registry.Side) cell {
	switch {
	case !s.Present:
		return "登録なし"
	case !s.InScope:
		return l.code("scope", "out")
	case s.Status == "":
		return "記入なし"
	}
	return l.status(s.Status)
}

func volumeCell(s registry.Side) cell {
	if !s.Present || !s.VolumeKnown {
		return nil
	}
	return s.Volume
}
