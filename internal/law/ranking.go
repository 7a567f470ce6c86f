package law

import (
	"cmp"
	"slices"
	"strings"
)

// Blocked are processes that wait for a change of national law, and that are alike in all that is
// written of the law.
type Blocked struct {
	LegalBasis, LegalArticle, LawToChange, Ministry string
	Count
}

// Count counts processes.
type Count struct {
	Processes   int64
	Cases       int64 // a year, of those with a known volume
	Unknown     int64 // processes with an unknown volume
	Inexact     int64 // processes with a known volume that is not exact
	Priority    int64 // priority processes
	Undecidable int64 // processes of which nobody can tell whether they are priority processes
}

func (c *Count) add(d Count) {
	c.Processes += d.Processes
	c.Cases += d.Cases
	c.Unknown += d.Unknown
	c.Inexact += d.Inexact
	c.Priority += d.Priority
	c.Undecidable += d.Undecidable
}

// By is what a ranking is by.
type By string

// What a ranking can be by.
const (
	ByLaw      By = "law"
	ByArticle  By = "article"
	ByMinistry By = "ministry"
)

// Bys lists them.
var Bys = []By{ByLaw, ByArticle, ByMinistry}

// Subject is one law, article or ministry.
type Subject struct {
	Law      string // empty by ministry
	Article  string // empty but by article, and there for the law as a whole
	Ministry string // empty but by ministry
}

// Ranked is a subject with the processes that wait for its change.
type Ranked struct {
	Subject
	Kind       Kind
	Ministries []string // that are in charge, as bureaus write them
	All        Count
	Alone      Count // of them those that wait for no other subject: a change frees them
}

// Unresolved is a text that names no law, and the processes that have it.
type Unresolved struct {
	Text      string // empty: nothing is written
	Processes int64
}

// Ranking is what stands in the way of processes.
type Ranking struct {
	All        Count // each process once
	Ranked     []Ranked
	Unresolved []Unresolved
}

// Rank ranks laws, articles or ministries by what a change of each would free.
func Rank(by By, blocked []Blocked, names *Names) Ranking {
	var r Ranking
	places := map[Subject]*Ranked{}
	unresolved := map[string]int64{}
	for _, b := range blocked {
		r.All.add(b.Count)
		subjects, rest := Subjects(by, b, names)
		for _, text := range rest {
			unresolved[text] += b.Processes
		}
		for _, s := range subjects {
			p := places[s]
			if p == nil {
				p = &Ranked{Subject: s}
				if s.Law != "" {
					p.Kind, _ = KindOf(s.Law)
				}
				places[s] = p
			}
			p.All.add(b.Count)
			if len(subjects) == 1 && len(rest) == 0 {
				p.Alone.add(b.Count)
			}
			for _, m := range names.ministriesOf(b) {
				if !slices.Contains(p.Ministries, m) {
					p.Ministries = append(p.Ministries, m)
				}
			}
		}
	}
	for _, p := range places {
		slices.Sort(p.Ministries)
		r.Ranked = append(r.Ranked, *p)
	}
	slices.SortFunc(r.Ranked, func(a, b Ranked) int {
		return cmp.Or(cmp.Compare(b.Alone.Processes, a.Alone.Processes), cmp.Compare(b.Alone.Cases, a.Alone.Cases),
			cmp.Compare(b.All.Processes, a.All.Processes), a.compare(b.Subject))
	})
	for text, n := range unresolved {
		r.Unresolved = append(r.Unresolved, Unresolved{text, n})
	}
	slices.SortFunc(r.Unresolved, func(a, b Unresolved) int {
		return cmp.Or(cmp.Compare(b.Processes, a.Processes), cmp.Compare(a.Text, b.Text))
	})
	return r
}

func (s Subject) compare(t Subject) int {
	return cmp.Or(cmp.Compare(s.Law, t.Law), cmp.Compare(s.Article, t.Article), cmp.Compare(s.Ministry, t.Ministry))
}

// Subjects are what such a process waits for, each once: the laws that are to be changed or,
// where none is written, the legal basis. The rest are texts of which no subject could be read.
func Subjects(by By, b Blocked, names *Names) (subjects []Subject, rest []string) {
	if by == ByMinistry {
		for _, m := range names.ministriesOf(b) {
			subjects = append(subjects, Subject{Ministry: m})
		}
		if len(subjects) == 0 {
			rest = []string{""}
		}
		return subjects, rest
	}
	laws, rest := names.References(b.LawToChange, b.LegalBasis)
	if strings.TrimSpace(b.LawToChange) == "" {
		laws, rest = names.References(b.LegalBasis, "")
		if articles, left := Articles(b.LegalArticle); len(laws) == 1 && len(laws[0].Articles) == 0 && strings.TrimSpace(b.LegalArticle) != "" {
			laws[0].Articles = articles
			if by == ByArticle && left != "" && len(articles) == 0 {
				laws, rest = nil, []string{b.LegalBasis + " " + b.LegalArticle}
			}
		}
		if len(laws) == 0 && len(rest) == 0 {
			rest = []string{""}
		}
	}
	for _, l := range laws {
		if by == ByLaw || len(l.Articles) == 0 {
			subjects = appendOnce(subjects, Subject{Law: l.Law})
			continue
		}
		for _, a := range l.Articles {
			subjects = appendOnce(subjects, Subject{Law: l.Law, Article: a.String()})
		}
	}
	return subjects, rest
}

// WaitsFor reports whether such a process waits for a subject, alone or with others. Those of
// which no subject could be read wait for the zero subject.
func WaitsFor(by By, b Blocked, names *Names, subject Subject) bool {
	subjects, rest := Subjects(by, b, names)
	if subject == (Subject{}) {
		return len(rest) > 0
	}
	return slices.Contains(subjects, subject)
}

func appendOnce(all []Subject, s Subject) []Subject {
	if slices.Contains(all, s) {
		return all
	}
	return append(all, s)
}

// ministriesOf are those that are written or, where none is, that are set for the laws.
func (n *Names) ministriesOf(b Blocked) []string {
	all := ministries(b.Ministry)
	if len(all) > 0 || len(n.inCharge) == 0 {
		return all
	}
	laws, _ := Subjects(ByLaw, b, n)
	for _, l := range laws {
		if m := n.inCharge[Key(l.Law)]; m != "" && !slices.Contains(all, m) {
			all = append(all, m)
		}
	}
	return all
}

// ministries are those that a cell names; 国家公安委員会・警察庁 is one.
func ministries(text string) (all []string) {
	for _, m := range strings.FieldsFunc(plain(text), func(r rune) bool { return strings.ContainsRune("、,;/／\n", r) }) {
		if !slices.Contains(all, m) {
			all = append(all, m)
		}
	}
	return all
}
