package layout

import (
	"regexp"
	"slices"
)

// partSaid is what titles and notes say of the time of all counts: that it is not one
// whole fiscal year.
type partSaid struct {
	all, online string
	year        int    // fiscal year of all; 0 where it does not say
	asOf        period // the day that the list shows, where that is not the end of a year
}

var (
	calendarFigures = regexp.MustCompile(`年(中の|間の|の|分の?)?(申請|届出|手続|処理|受付|取扱|利用)?(実績|件数|統計)`)
	ofCounts        = regexp.MustCompile(`件数|実績|集計|数値|統計`)
)

// titlePart reads the titles, the sheet's name and the notes of a table for the time of
// its counts. A note about one row is none of it.
func (s *scanner) titlePart(d *draft, t *Table) partSaid {
	said := partSaid{}
	read := func(text string) (part string, year int, ok bool) {
		if !ofFigures(text) {
			return "", 0, false
		}
		for _, p := range periods(text) {
			if !p.whole() && (p.months != 0 || p.calendar) {
				if p.calendar {
					return p.text, 0, true
				}
				return p.text, p.year, true
			}
		}
		if ys := years(text, false); len(ys) > 0 && calendarFigures.MatchString(text) &&
			!slices.ContainsFunc(ys, func(y yearText) bool { return !y.calendar }) {
			return ofCalendar, 0, true
		}
		return "", 0, false
	}
	for _, p := range slices.Concat([]Place{{Text: s.sheet}}, t.Titles) {
		text := squeeze(p.Text)
		if part, year, ok := read(text); ok && said.all == "" {
			said.all, said.year = part, year
		}
		if day, ok := asOf(text); ok {
			said.asOf = day
		}
	}
	for _, p := range s.notes {
		text := squeeze(p.Text)
		if p.Row < d.header[0].num || p.Row > d.end || !isNote(p.Text) || !ofCounts.MatchString(text) || s.ofRows(p) {
			continue
		}
		part, year, ok := read(text)
		switch {
		case !ok:
		case onlyOnline(text):
			said.online = part
		case said.all == "":
			said.all, said.year = part, year
		}
	}
	return said
}

// asOf is the day that a title says its list shows, where no fiscal year ends with it.
func asOf(text string) (period, bool) {
	if !shows.MatchString(text) || survey.MatchString(text) {
		return period{}, false
	}
	for _, p := range periods(text) {
		if p.year > 0 && p.months == 0 && !p.calendar {
			return p, true
		}
	}
	return period{}, false
}

var shows = regexp.MustCompile(`現在|時点`)

// partOf is what says that the counts of a column are not of one whole fiscal year: its
// own header, or a title or a note. What these say of another year does not count for a
// column that names its own; of the day that a list shows, its year is not over.
func (s *scanner) partOf(t *Table, h heading) string {
	switch {
	case h.part != "":
		return h.part
	case h.year > 0 && h.year == t.part.year && !slices.ContainsFunc(h.periods, period.whole):
		return t.part.all
	case h.year > 0:
		return ""
	case t.part.asOf.year > 0 && firstOf(t.TitleYears, s.opt.FiscalYear) >= t.part.asOf.year:
		return t.part.asOf.text
	case t.part.online != "" && online.MatchString(h.text()):
		return t.part.online
	}
	return t.part.all
}

// wholeYears takes the columns of a part of a year away from those that claim a volume,
// where a column of the whole year has it: 上半期 | 下半期 | 合計. The others claim no
// year, and not that of each other.
func wholeYears(claims []candidate) (kept, parts []candidate) {
	whole := map[string]int{}
	for _, c := range claims {
		if isVolume(c.hit.field) && c.part == "" {
			whole[c.hit.field] = max(whole[c.hit.field], c.year)
		}
	}
	for _, c := range claims {
		switch year, ok := whole[c.hit.field]; {
		case c.part == "":
			kept = append(kept, c)
		case ok && len(c.pieces) == 0:
			c.year = year
			parts = append(parts, c)
		default:
			c.year = -c.col
			kept = append(kept, c)
		}
	}
	return kept, parts
}

// yearOfParts gives the whole beside its parts their year: 令和2年度4月 | … | 年間計.
func yearOfParts(claims []candidate, heads map[int]heading) {
	year := 0
	for _, c := range claims {
		if len(c.pieces) > 0 && c.pieces[0].Part == PartSum {
			year = max(year, c.year)
		}
	}
	for i := range claims {
		if c := &claims[i]; c.year == 0 && year > 0 && isVolume(c.hit.field) && c.part == "" && c.before == 0 {
			c.year = year
			h := heads[c.col]
			h.year = year
			heads[c.col] = h
		}
	}
}
