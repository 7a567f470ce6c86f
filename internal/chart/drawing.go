// Package chart draws figures as pictures: pure functions from numbers to marks, which pages
// show as SVG and files hold as SVG and PNG.
package chart

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
	"unicode"

	"tetsuzuki/internal/registry"
)

// textHeight is about the height of a line of text, and the width of a Japanese letter.
const textHeight = 15.0

// Drawing is a picture. Its marks are painted in their order.
type Drawing struct {
	ID          string // of the picture on its page
	Title       string
	Description string // what the picture shows, for who does not see it
	Width       float64
	Height      float64
	Marks       []Mark
	Legend      []Key
}

// Kind is what a mark is.
type Kind string

// The kinds of marks.
const (
	Path Kind = "path"
	Rect Kind = "rect"
	Dot  Kind = "dot"
	Text Kind = "text"
)

// Mark is one thing that is painted. How it looks is said by its class in the style sheet.
type Mark struct {
	Kind          Kind
	Class         string
	X, Y          float64 // of a rect its upper left, of a dot its middle, of a text its foot
	Width, Height float64 // of a rect
	Data          string  // of a path
	Text          string
	Anchor        string // of a text: start, middle or end
}

// Key explains in the legend what a class of marks stands for.
type Key struct {
	Kind  Kind
	Class string
	Label string
}

func (d *Drawing) path(class string, points ...point) {
	if len(points) < 2 {
		return
	}
	var b strings.Builder
	for i, p := range points {
		fmt.Fprintf(&b, "%c%.1f %.1f", "ML"[min(i, 1)], p.x, p.y)
	}
	d.Marks = append(d.Marks, Mark{Kind: Path, Class: class, Data: b.String()})
}

func (d *Drawing) rect(class string, x, y, width, height float64) {
	d.Marks = append(d.Marks, Mark{Kind: Rect, Class: class, X: x, Y: y, Width: width, Height: height})
}

func (d *Drawing) dot(class string, p point) {
	d.Marks = append(d.Marks, Mark{Kind: Dot, Class: class, X: p.x, Y: p.y})
}

// diamond is a mark that differs from a dot by its shape, too.
func (d *Drawing) diamond(class string, p point) {
	const r = 6.0
	d.Marks = append(d.Marks, Mark{Kind: Path, Class: class,
		Data: fmt.Sprintf("M%.1f %.1fL%.1f %.1fL%.1f %.1fL%.1f %.1fZ", p.x, p.y-r, p.x+r, p.y, p.x, p.y+r, p.x-r, p.y)})
}

func (d *Drawing) text(class, anchor string, p point, text string) {
	d.Marks = append(d.Marks, Mark{Kind: Text, Class: class, X: p.x, Y: p.y, Anchor: anchor, Text: text})
}

// label is a strong text at the first of the places at which it covers no other text; at the last
// where it covers one everywhere.
func (d *Drawing) label(anchor, text string, places ...point) {
	for i, p := range places {
		m := Mark{Kind: Text, Class: "strong", X: p.x, Y: p.y, Anchor: anchor, Text: text}
		if i == len(places)-1 || !slices.ContainsFunc(d.Marks, m.covers) {
			d.Marks = append(d.Marks, m)
			return
		}
	}
}

// covers reports whether two texts lie upon each other, as far as can be told without their
// typeface.
func (m Mark) covers(other Mark) bool {
	if other.Kind != Text {
		return false
	}
	left, right := m.extent()
	from, to := other.extent()
	return left < to && from < right && math.Abs(m.Y-other.Y) < textHeight
}

// extent is about from where to where a text goes.
func (m Mark) extent() (left, right float64) {
	width := 0.0
	for _, r := range m.Text {
		width += textHeight / 2
		if r > unicode.MaxLatin1 {
			width += textHeight / 2
		}
	}
	switch m.Anchor {
	case "end":
		return m.X - width, m.X
	case "middle":
		return m.X - width/2, m.X + width/2
	}
	return m.X, m.X + width
}

func (d *Drawing) key(kind Kind, class, label string) {
	d.Legend = append(d.Legend, Key{kind, class, label})
}

// point is a place in a drawing.
type point struct{ x, y float64 }

// scale places the numbers from one end to the other on a length.
type scale struct{ from, to, start, length float64 }

func (s scale) at(v float64) float64 {
	if s.to == s.from {
		return s.start
	}
	return s.start + s.length*(v-s.from)/(s.to-s.from)
}

// calendar places days.
type calendar struct{ scale }

func newCalendar(from, to time.Time, start, length float64) calendar {
	return calendar{scale{float64(from.Unix()), float64(to.Unix()), start, length}}
}

func (c calendar) day(t time.Time) float64 { return c.at(float64(t.Unix())) }

// dayOf reads a day as figures have it; the zero time where it is none.
func dayOf(day string) time.Time {
	t, err := time.ParseInLocation(time.DateOnly, day, registry.Tokyo)
	if err != nil {
		return time.Time{}
	}
	return t
}

// percents draws the lines of the per cents of a rate across the plot, with their numbers.
func (d *Drawing) percents(share scale) {
	for _, p := range []int{0, 25, 50, 75, 100} {
		y := share.at(float64(p) / 100)
		d.path("grid", point{plotLeft, y}, point{plotLeft + plotWidth, y})
		d.text("", "end", point{plotLeft - 6, y + 4}, fmt.Sprintf("%d％", p))
	}
}
