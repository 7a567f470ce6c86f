package registry

import (
	"cmp"
	"slices"
	"strings"
)

// Doubtful is the likeness from which a person is asked whether two rows are the same
// process.
const Doubtful = 0.6

// Likeness measures how similar two processes are, from 0 to 1. Their names, compared by pairs
// of neighbouring letters, count for six tenths, their law and article for four. If one of them
// names no law, only the names count. For different types of step (申請 and its 処分通知) the
// result is multiplied by six tenths.
func Likeness(a, b Identity) float64 { return foldLikeness(a).to(foldLikeness(b)) }

// Alike is the index of a process among several, with its likeness.
type Alike struct {
	Index    int
	Likeness float64
}

// MostAlike returns for each row up to most processes of its bureau with a likeness of at
// least [Doubtful], the most similar first.
func MostAlike(rows, processes []Identity, most int) [][]Alike {
	type place struct {
		bureau int
		pair   [2]rune
	}
	known := make([]likeness, len(processes))
	at := map[place][]int{}
	for i, p := range processes {
		known[i] = foldLikeness(p)
		for pair := range known[i].pairs {
			at[place{p.BureauID, pair}] = append(at[place{p.BureauID, pair}], i)
		}
	}
	found := make([][]Alike, len(rows))
	shared := make([]int, len(processes))
	for i, r := range rows {
		row := foldLikeness(r)
		var touched []int
		for pair := range row.pairs {
			for _, p := range at[place{r.BureauID, pair}] {
				if shared[p] == 0 {
					touched = append(touched, p)
				}
				shared[p]++
			}
		}
		for _, p := range touched {
			// With less than a third of the names in common, an equal law does not suffice.
			// Half of that is required here, since a common pair is counted once, not twice.
			if shared[p]*12 >= row.letters+known[p].letters {
				if l := row.to(known[p]); l >= Doubtful {
					found[i] = append(found[i], Alike{p, l})
				}
			}
			shared[p] = 0
		}
		slices.SortFunc(found[i], func(a, b Alike) int {
			return cmp.Or(cmp.Compare(b.Likeness, a.Likeness), cmp.Compare(a.Index, b.Index))
		})
		found[i] = found[i][:min(most, len(found[i]))]
	}
	return found
}

// likeness is a process prepared for comparison.
type likeness struct {
	pairs        map[[2]rune]int // of neighbouring letters, each with how often
	letters      int
	law, article string
	kind         string
}

func foldLikeness(i Identity) likeness {
	return likenessOf(SearchKey(i.ProcedureName, i.ProcessName, i.LegalBasis, i.LegalArticle), i.ProcessType)
}

// likenessOf is what a search key of [Identity.Keys] holds.
func likenessOf(search, kind string) likeness {
	parts := append(strings.Split(search, "\n"), "", "", "") // a search key may come from elsewhere, and lack some
	l := likeness{pairs: map[[2]rune]int{}, law: parts[2], article: parts[3], kind: kind}
	last := rune(0)
	for _, r := range parts[0] + "\n" + parts[1] {
		l.pairs[[2]rune{last, r}]++
		l.letters++
		last = r
	}
	return l
}

func (l likeness) to(o likeness) float64 {
	if l.letters+o.letters == 0 {
		return 0
	}
	both := 0
	for pair, n := range l.pairs {
		both += min(n, o.pairs[pair])
	}
	alike := 2 * float64(both) / float64(l.letters+o.letters)
	if l.law != "" && o.law != "" {
		law := 0.0
		if l.law == o.law {
			law = 0.5
			if l.article == o.article {
				law = 1
			}
		}
		alike = 0.6*alike + 0.4*law
	}
	if l.kind != "" && o.kind != "" && l.kind != o.kind {
		alike *= 0.6
	}
	return alike
}
