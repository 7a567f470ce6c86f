package report

import (
	"fmt"
	"slices"
	"strings"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// groupName is the name of a group's column of the full list in formulas.
func groupName(g store.GroupThen) string { return fmt.Sprintf("一覧_手続群_%d", g.Number) }

// groupParts are the columns of the full list that say which processes are in which group (1).
func groupParts(groups []store.GroupThen) []listPart {
	parts := make([]listPart, len(groups))
	for i, g := range groups {
		parts[i] = listPart{head{"手続群：" + g.Name, 16, style{}}, groupName(g), func(r *Row) cell {
			_, in := slices.BinarySearch(g.Members, r.Process.ID)
			return oneIf(in)
		}}
	}
	return parts
}

func (w where) group(g store.GroupThen) where { return w.and(groupName(g), "1") }

// addGroups is the table of the groups with their figures, and below it their targets; each
// number is a formula over the full list.
func (p Progress) addGroups(b *book) error {
	g, err := b.grid(groupSheet, 36, 12, 12, 12, 13, 15, 14, 14, 12, 12, 50)
	if err != nil {
		return err
	}
	g.title("手続群", p.moments())
	header := g.head("手続群", "手続数", "対象", "実施済", "デジタル化率", "年間件数", "件数不明の手続数", "件数カバー率", "重点手続", "判定不能", "出典・説明")
	first := g.next()
	for _, of := range p.Groups {
		n, f := g.next(), progress.Of(of.Standing)
		all, counted := p.labels().all().group(of), p.labels().inScope().group(of)
		var cases, unknown int64
		for _, u := range f.Bureaus {
			cases, unknown = cases+u.Volume, unknown+u.VolumeUnknown
		}
		g.row(wrapped(of.Name), count(f.Processes).by("%s", all.count()), count(f.InScope).by("%s", counted.count()),
			count(f.Done).by("%s", counted.done().count()), rateOf(f.Rates.Process.Percent, g.at(3, n), g.at(2, n)).bold(),
			count(cases).by("%s", all.sum(nameVolume)), count(unknown).by("%s", all.unknown(nameVolume)),
			rateOf(f.Rates.Cases.Percent, counted.done().sum(nameVolume), counted.sum(nameVolume)),
			count(f.Priority.Count).by("%s", all.priority(registry.Yes).count()),
			count(f.Priority.Undecidable).by("%s", all.priority(registry.Undecidable).count()), wrapped(groupAbout(of)).indented())
	}
	last := g.next() - 1
	g.asTable("手続群", header, 11)
	g.bars(4, first, last)
	g.bars(7, first, last)
	g.freeze(header)
	p.addGroupTargets(g)
	g.onePage()
	return g.finish()
}

func groupAbout(g store.GroupThen) string {
	return strings.Trim(g.Source+"　"+g.Description, "　")
}

func (p Progress) addGroupTargets(g *grid) {
	header := 0
	for _, of := range p.Groups {
		for _, t := range progress.Of(of.Standing).Targets {
			if header == 0 {
				g.row()
				g.heading("手続群の目標")
				header = g.head("手続群", "対象", "実施済", "目標の手続数", "いまの率", "目標の率", "目標まであと", "", "", "", "目標と期間")
			}
			g.target(t, wrapped(of.Name), p.labels().targetRows(t.Scope).group(of), 10, wrapped(t.Name+"（"+t.From+" ～ "+t.To+"）").indented())
		}
	}
}

// target adds a row with how far a target is reached by the rows that it counts, and, from a
// column on, what else there is to say.
func (g *grid) target(t progress.Target, name part, rows where, column int, more ...part) {
	n := g.next()
	goal, aim := count(t.Goal), part{}
	if t.Count > 0 {
		aim = rateOf(t.Aim(), g.at(4, n), g.at(2, n))
	} else if t.Rate > 0 {
		aim = part{value: t.Rate, style: style{number: percentFormat}}
		goal = goal.by("ROUNDUP(%s*%d/%d,0)", g.at(1, n), registry.RateOf(t.Rate), int64(registry.RateUnit))
	}
	row := parts{name, count(t.Of).by("%s", rows.count()), count(t.Done).by("%s", rows.done().count()), goal,
		rateOf(progress.Percent(t.Done, t.Of), g.at(2, n), g.at(1, n)), aim, count(t.Gap).by("MAX(0,%s-%s)", g.at(3, n), g.at(2, n))}
	for len(row) < column {
		row = append(row, part{})
	}
	g.row(append(row, more...)...)
	g.warn(6, n, n, g.at(6, n)+">0")
}
