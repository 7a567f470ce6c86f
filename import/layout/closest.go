package layout

// Closest is the row of a sheet that comes closest to a header: the one with the most
// labels, else the first with several texts.
type Closest struct {
	Row, Col int
	Labels   []string        // its texts that are labels
	Fields   map[string]bool // that these name
	Texts    []string        // the first of its texts
}

// closestTexts is how many texts of a row are kept.
const closestTexts = 6

// closer keeps the line if it comes closer to a header than those before.
func (s *scanner) closer(l line, hits int) {
	best := &s.closest
	if best.Row > 0 && hits <= len(best.Labels) {
		return
	}
	now := Closest{Row: l.num, Col: l.cells[0].Col, Fields: map[string]bool{}}
	for _, c := range l.cells {
		if !isText(c) {
			continue
		}
		text := oneLine(c.Text)
		if len(now.Texts) < closestTexts {
			now.Texts = append(now.Texts, text)
		}
		if s.label(c, false) == 0 {
			continue
		}
		if hit, ok := s.field(newHeading([]string{c.Text})); ok && hit.field != "" {
			now.Labels, now.Fields[hit.field] = append(now.Labels, text), true
		}
	}
	if len(now.Labels) > len(best.Labels) || best.Row == 0 && len(now.Texts) > 1 {
		*best = now
	}
}
