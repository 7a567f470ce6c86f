package report

import (
	"github.com/xuri/excelize/v2"
)

// The colours of the charts; ui.md has them.
const (
	colourDone   = "#0017C1"
	colourMiddle = "#7096F8"
	colourLight  = "#C5D7FB"
	colourPlan   = "#4D4D4D"
	colourTarget = "#1A1A1A"
	colourLess   = "#FFBBBB"
)

// The size of a chart, in pixels.
const (
	chartWidth  = 1080
	chartHeight = 420
)

func filled(colour string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}
}

// unseen is the fill of what only holds the next one up.
var unseen = excelize.Fill{Type: "pattern"}

func titled(text string) excelize.ChartTitle {
	font := &excelize.Font{Size: 14, Bold: true, Color: colourTarget}
	return excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: text, Font: font}}}
}

// newChart is a chart with a legend below, and its numbers' format.
func newChart(kind excelize.ChartType, title, alternative, format string) *excelize.Chart {
	return &excelize.Chart{Type: kind, Title: titled(title), Legend: excelize.ChartLegend{Position: "bottom"},
		Dimension: excelize.ChartDimension{Width: chartWidth, Height: chartHeight},
		YAxis: excelize.ChartAxis{MajorGridLines: true, NumFmt: excelize.ChartNumFmt{CustomNumFmt: format},
			Font: excelize.Font{Size: 9, Color: colourTarget}},
		XAxis:  excelize.ChartAxis{Font: excelize.Font{Size: 9, Color: colourTarget}},
		Format: excelize.GraphicOptions{Name: title, AltText: alternative}, ShowBlanksAs: "gap"}
}

// drawn is the series of a column's cells in the rows from first to last, named by its header.
func (g *grid) drawn(column, categories, header, first, last int) excelize.ChartSeries {
	return excelize.ChartSeries{Name: g.cell(column, header), Categories: g.cells(categories, first, last),
		Values: g.cells(column, first, last)}
}

func lineOf(s excelize.ChartSeries, colour string, width float64, dash excelize.LineDashType) excelize.ChartSeries {
	s.Fill, s.Line = filled(colour), excelize.LineOptions{Type: excelize.LineSolid, Width: width, Dash: dash}
	s.Marker = excelize.ChartMarker{Symbol: "none"}
	return s
}

func areaOf(s excelize.ChartSeries, fill excelize.Fill) excelize.ChartSeries {
	s.Fill = fill
	return s
}
