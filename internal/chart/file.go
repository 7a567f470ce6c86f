package chart

import (
	"fmt"
	"html"
	"io"
	"strings"
)

// The parts of a picture's file around the drawing, in the drawing's units.
const (
	fileMargin   = 16.0
	fileTitle    = 40.0
	fileLegend   = 28.0
	legendKey    = 34.0
	legendGap    = 18.0
	letterSize   = 12.0
	titleSize    = 18.0
	sourceHeight = 22.0
)

// Picture is a drawing as a file of its own: for slides, with its title, its legend and where it
// is from.
type Picture struct {
	Drawing
	Source string // of what and when it is; empty: nothing is said
}

// size is the whole picture's.
func (p Picture) size() (width, height float64) {
	return p.Width + 2*fileMargin, fileTitle + p.Height + p.legendHeight() + sourceHeight + fileMargin
}

func (p Picture) legendHeight() float64 {
	if len(p.Legend) == 0 {
		return 0
	}
	last := p.legend()[len(p.Legend)-1]
	return last.y + fileLegend
}

// legend is where each key of the legend stands, from the legend's upper left.
func (p Picture) legend() []point {
	places := make([]point, len(p.Legend))
	x, y := 0.0, 0.0
	for i, k := range p.Legend {
		width := legendKey + textWidth(k.Label) + legendGap
		if x > 0 && x+width > p.Width {
			x, y = 0, y+fileLegend
		}
		places[i] = point{x, y}
		x += width
	}
	return places
}

// textWidth is about as wide as a text is: a Japanese letter is as wide as it is high.
func textWidth(s string) (width float64) {
	for _, r := range s {
		if r > 0x2000 {
			width += letterSize
		} else {
			width += letterSize * .56
		}
	}
	return width
}

// shifted is a drawing's mark at its place in the picture, to which all marks of it move.
type shifted struct {
	Mark
	by   point
	size float64 // of a text
}

// marks are all that is painted, in their order.
func (p Picture) marks() []shifted {
	text := func(class string, at point, size float64, s string) shifted {
		return shifted{Mark: Mark{Kind: Text, Class: class, X: at.x, Y: at.y, Anchor: "start", Text: s}, size: size}
	}
	all := []shifted{text("title", point{fileMargin, fileTitle - 14}, titleSize, p.Title)}
	for _, m := range p.Marks {
		all = append(all, shifted{Mark: m, by: point{fileMargin, fileTitle}, size: letterSize})
	}
	top := fileTitle + p.Height + 6
	for i, at := range p.legend() {
		k := p.Legend[i]
		x, middle := fileMargin+at.x, top+at.y+fileLegend/2
		sign := Mark{Kind: Path, Class: k.Class, Data: fmt.Sprintf("M%.1f %.1fL%.1f %.1f", x, middle, x+26, middle)}
		switch k.Kind {
		case Rect:
			sign = Mark{Kind: Rect, Class: k.Class, X: x + 8, Y: middle - 6, Width: 12, Height: 12}
		case Dot:
			sign = Mark{Kind: Dot, Class: k.Class, X: x + 14, Y: middle}
		}
		all = append(all, shifted{Mark: sign}, text("", point{x + legendKey, middle + 4}, letterSize, k.Label))
	}
	_, height := p.size()
	return append(all, text("", point{fileMargin, height - 14}, letterSize, p.Source))
}

// WriteSVG writes the picture as an SVG that needs no style sheet.
func (p Picture) WriteSVG(w io.Writer) error {
	width, height := p.size()
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%g" height="%g" viewBox="0 0 %[1]g %[2]g" role="img"`+
		` aria-labelledby="title desc" font-family="'Noto Sans JP', 'Noto Sans CJK JP', sans-serif">`+"\n", width, height)
	fmt.Fprintf(&b, "<title id=\"title\">%s</title>\n", html.EscapeString(p.Title))
	fmt.Fprintf(&b, "<desc id=\"desc\">%s</desc>\n", html.EscapeString(p.Description))
	fmt.Fprintf(&b, `<rect width="%g" height="%g" fill="#fff"/>`+"\n", width, height)
	for _, m := range p.marks() {
		m.writeSVG(&b)
	}
	b.WriteString("</svg>\n")
	_, err := io.WriteString(w, b.String())
	return err
}

func (m shifted) writeSVG(b *strings.Builder) {
	style := lookOf(m.Class).css()
	x, y := m.X+m.by.x, m.Y+m.by.y
	switch m.Kind {
	case Path:
		move := ""
		if m.by != (point{}) {
			move = fmt.Sprintf(` transform="translate(%g %g)"`, m.by.x, m.by.y)
		}
		fmt.Fprintf(b, `<path class="%s" d="%s"%s%s/>`+"\n", m.Class, m.Data, style, move)
	case Rect:
		fmt.Fprintf(b, `<rect class="%s" x="%.1f" y="%.1f" width="%.1f" height="%.1f"%s/>`+"\n", m.Class, x, y, m.Width, m.Height, style)
	case Dot:
		fmt.Fprintf(b, `<circle class="%s" cx="%.1f" cy="%.1f" r="%g"%s/>`+"\n", m.Class, x, y, m.radius(), style)
	case Text:
		if m.Text != "" {
			fmt.Fprintf(b, `<text class="%s" x="%.1f" y="%.1f" font-size="%g" text-anchor="%s"%s>%s</text>`+"\n",
				m.Class, x, y, m.size, m.Anchor, style, html.EscapeString(m.Text))
		}
	}
}

// radius is that of a dot.
func (m Mark) radius() float64 {
	if m.Class == "mark-dot" {
		return 6
	}
	return 3
}
