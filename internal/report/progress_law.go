package report

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"tetsuzuki/internal/progress"
)

// addLaws ranks the laws that processes wait for, with a Pareto chart of the first.
func (p Progress) addLaws(b *book) error {
	g, err := b.grid(lawSheet, 8, 52, 12, 30, 12, 12, 16, 14, 12, 12, 14, 16)
	if err != nil {
		return err
	}
	l := p.Laws
	g.title("国の法令改正を待つ手続", p.moments())
	g.row(words("改正を待つ手続"), part{}, count(l.Blocked.Processes))
	total := fmt.Sprintf("$C$%d", len(g.rows))
	g.row(part{value: "「手続数」は、その法令だけを待つ手続です。ほかの法令も待つ手続は「ほかも待つ手続を含む」に入ります。", style: style{note: true}})
	header := g.head("順位", "法令", "種別", "府省", "手続数", "累計の割合", "年間件数", "件数不明の手続数", "重点手続", "判定不能",
		"ほかも待つ手続を含む", "改正後のデジタル化率")
	first := g.next()
	sum := int64(0)
	for i, r := range l.Laws {
		n := g.next()
		sum += r.Processes
		g.row(count(int64(i+1)), words(r.Law).indented(), words(r.Kind.Label()), words(strings.Join(r.Ministries, "、")), count(r.Processes),
			rateOf(progress.Percent(sum, l.Blocked.Processes), fmt.Sprintf("SUM($E$%d:E%d)", first, n), total), count(r.Cases), count(r.Unknown),
			count(r.Priority), count(r.Undecidable), count(r.All.Processes), share(r.ProcessAfter.Percent))
	}
	last := g.next() - 1
	g.freeze(header)
	g.asTable("国の法令", header, 12)
	if last < first {
		g.row(part{}, words("国の法令改正を待つ手続はありません。"))
		return g.finish()
	}
	g.bars(5, first, last)
	if len(l.Laws) > printedRows {
		if err := b.printOnly(lawSheet, 12, first+printedRows-1); err != nil {
			return err
		}
	}
	if err := p.drawLaws(b, g, header, first, min(last, first+mostInPareto-1)); err != nil {
		return err
	}
	return g.finish()
}

// drawLaws draws the first laws of the table on a sheet of its own: below the table it would be
// out of sight.
func (p Progress) drawLaws(b *book, table *grid, header, first, last int) error {
	g, err := b.grid(lawChartSheet, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16)
	if err != nil {
		return err
	}
	g.title("国の法令改正を待つ手続の多い法令", p.moments())
	c := newChart(excelize.Col, "国の法令改正を待つ手続の多い法令", "手続の多い順に並べた法令の縦棒と、累計の割合の折れ線。値は表のとおりです。", countFormat)
	c.Series = []excelize.ChartSeries{areaOf(table.drawn(4, 1, header, first, last), filled(colourDone))}
	line := newChart(excelize.Line, "", "", "0%")
	line.Series = []excelize.ChartSeries{lineOf(table.drawn(5, 1, header, first, last), colourTarget, 2, excelize.LineDashUnset)}
	top, bottom := 1.0, 0.0
	line.YAxis = excelize.ChartAxis{Secondary: true, Maximum: &top, Minimum: &bottom, NumFmt: excelize.ChartNumFmt{CustomNumFmt: "0%"},
		Font: excelize.Font{Size: 9, Color: colourTarget}}
	g.chart(c, line)
	g.onePage()
	return g.finish()
}

// mostInPareto is how many laws have a name that can be read below a column.
const mostInPareto = 20
