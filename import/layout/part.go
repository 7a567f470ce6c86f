package layout

import (
	"regexp"
	"slices"
)

// partSaid is what titles and notes say of the time of all counts: that it is not one
// whole fiscal year.
type partSaid struct{ all, online string }

var (
	calendarFigures = regexp.MustCompile(`年(中の|間の|の|分の?)?(申請|届出|手続|処理|受付|取扱|利用)?(実績|件数|統計)`)
	ofCounts        = regexp.MustCompile(`件数|実績|集計|数値|統計`)
)

// titlePart reads the titles, the sheet's name and the notes of a table for the time of
// its counts. A note about one row is none of it.
func (s *scanner) titlePart(d *draft, t *Table) partSaid {
	said := partSaid{}
	read := func(text string, calendarToo bool) (string, bool) {
		if !ofFigures(text) {
			return "", false
		}
		ps := periods(text)
		for _, p := range ps {
			if !p.whole() && (p.months != 0 || p.calendar) {
				return p.text, true
			}
		}
		if ys := years(text, false); calendarToo && len(ys) > 0 && calendarFigures.MatchString(text) &&
			!slices.ContainsFunc(ys, func(y yearText) bool { return !y.calendar }) {
			return ofCalendar, true
		}
		return "", false
	}
	for _, p := range slices.Concat([]Place{{Text: s.sheet}}, t.Titles) {
		if part, ok := read(squeeze(p.Text), true); ok && said.all == "" {
			said.all = part
		}
	}
	for _, p := range s.notes {
		text := squeeze(p.Text)
		if p.Row < d.header[0].num || p.Row > d.end || !isNote(p.Text) || !ofCounts.MatchString(text) || rowNote(text) {
			continue
		}
		part, ok := read(text, true)
		switch {
		case !ok:
		case onlyOnline(text):
			said.online = part
		case said.all == "":
			said.all = part
		}
	}
	return said
}

// partOf is what says that the counts of a column are not of one whole fiscal year:
// its own header, else a title or a note of a column that names no year.
func (s *scanner) partOf(t *Table, h heading) string {
	switch {
	case h.part != "":
		return h.part
	case h.year > 0:
		return ""
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
