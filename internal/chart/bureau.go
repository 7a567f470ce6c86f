package chart

import (
	"fmt"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
)

// The columns of a ranking, in the drawing's units.
const (
	rankingWidth  = 860.0
	rankingLabels = 240.0
	rankingPlot   = 440.0
	rankingRow    = 22.0
	rankingBar    = 14.0
)

// Bureaus draws how many of each bureau's processes in scope are done.
func Bureaus(f progress.Figures) Drawing {
	var counted []progress.Bureau
	most := int64(1)
	for _, b := range f.Bureaus {
		if b.InScope > 0 {
			counted = append(counted, b)
			most = max(most, b.InScope)
		}
	}
	d := newRanking("bureaus", "局別の対象と実施済", len(counted))
	d.Description = fmt.Sprintf("局ごとに、対象の手続と実施済の手続を横棒で示す。すべての局では %s のうち %s（%s）。",
		registry.Thousands(f.InScope), registry.Thousands(f.Done), f.Rates.Process.Text())
	x := scale{0, float64(most), rankingLabels, rankingPlot}
	for i, b := range counted {
		d.ranked(i, b.Bureau, fmt.Sprintf("%s ÷ %s（%s）", registry.Thousands(b.Done), registry.Thousands(b.InScope), b.Process.Text()))
		d.bar(i, "bar-ground", x.at(float64(b.InScope)))
		d.bar(i, "bar-1", x.at(float64(b.Done)))
	}
	d.key(Rect, "bar-1", "実施済")
	d.key(Rect, "bar-ground", "対象")
	return d
}

// mostLaws is how many laws are drawn.
const mostLaws = 20

// Laws draws the laws for which most processes wait, each with the share of those up to it.
func Laws(l progress.Laws) Drawing {
	shown := l.Laws[:min(len(l.Laws), mostLaws)]
	d := newRanking("laws", "国の法令改正を待つ手続の多い法令", len(shown))
	d.Description = fmt.Sprintf("改正を待つ %s 手続のうち、その法令だけを待つ手続の多い順。括弧は、そこまでの累計の割合。",
		registry.Thousands(l.Blocked.Processes))
	if len(shown) == 0 {
		return d
	}
	x := scale{0, float64(max(shown[0].Processes, 1)), rankingLabels, rankingPlot}
	sum := int64(0)
	for i, r := range shown {
		sum += r.Processes
		d.ranked(i, shortened(r.Law), fmt.Sprintf("%s（%s）", registry.Thousands(r.Processes), progress.PercentText(sum, l.Blocked.Processes)))
		d.bar(i, "bar-1", x.at(float64(r.Processes)))
	}
	d.key(Rect, "bar-1", "その法令だけを待つ手続（括弧は累計の割合）")
	return d
}

func newRanking(id, title string, rows int) Drawing {
	return Drawing{ID: id, Title: title, Width: rankingWidth, Height: rankingRow * float64(max(rows, 1))}
}

// ranked writes a row's name before its bar, and its numbers behind the longest one.
func (d *Drawing) ranked(row int, name, numbers string) {
	foot := rankingRow*(float64(row)+.5) + 4
	d.text("", "end", point{rankingLabels - 10, foot}, name)
	d.text("", "start", point{rankingLabels + rankingPlot + 10, foot}, numbers)
}

func (d *Drawing) bar(row int, class string, to float64) {
	if to > rankingLabels {
		d.rect(class, rankingLabels, rankingRow*(float64(row)+.5)-rankingBar/2, to-rankingLabels, rankingBar)
	}
}

// shortened is a name that fits before its bar.
func shortened(name string) string {
	const most = 18
	letters := []rune(name)
	if len(letters) <= most {
		return name
	}
	return string(letters[:most-1]) + "…"
}
