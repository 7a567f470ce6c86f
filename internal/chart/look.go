package chart

import (
	"fmt"
	"image/color"
	"strings"
)

// look is how the marks of a class are painted in a file. Pages have the same in their style
// sheet, with the colours that the reader's system asks for.
type look struct {
	fill    color.NRGBA // no alpha: none
	stroke  color.NRGBA // as above
	width   float64     // of the stroke
	dash    []float64   // lengths of stroke and gap in turns; nil: unbroken
	strong  bool        // of a text
	opacity float64     // of the fill; 0: full
}

var (
	black = color.NRGBA{0x1a, 0x1a, 0x1a, 0xff}
	grey  = color.NRGBA{0x4d, 0x4d, 0x4d, 0xff}
	white = color.NRGBA{0xff, 0xff, 0xff, 0xff}
	key   = color.NRGBA{0x00, 0x17, 0xc1, 0xff}
	blue  = color.NRGBA{0x34, 0x60, 0xfb, 0xff}
	light = color.NRGBA{0x70, 0x96, 0xf8, 0xff}
	red   = color.NRGBA{0xce, 0x00, 0x00, 0xff}
)

// looks are those of all classes; a text has the look of no class if it has none.
var looks = map[string]look{
	"":            {fill: grey},
	"strong":      {fill: black, strong: true},
	"title":       {fill: black, strong: true},
	"axis":        {stroke: color.NRGBA{0x62, 0x62, 0x64, 0xff}, width: 1},
	"grid":        {stroke: color.NRGBA{0xe6, 0xe6, 0xe6, 0xff}, width: 1},
	"curve":       {stroke: key, width: 3},
	"curve-known": {stroke: blue, width: 2, dash: []float64{7, 4}},
	"curve-plan":  {stroke: grey, width: 2, dash: []float64{2, 4}},
	"pace-line":   {stroke: black, width: 1.5, dash: []float64{10, 4, 2, 4}},
	"target-line": {stroke: black, width: 2},
	"band-80":     {fill: blue, opacity: .16},
	"band-50":     {fill: blue, opacity: .28},
	"curve-dot":   {fill: key, stroke: white, width: 1},
	"mark-dot":    {fill: key, stroke: white, width: 1},
	"plan-dot":    {fill: white, stroke: grey, width: 2},
	"entered-dot": {fill: white, stroke: key, width: 2},
	"bar-1":       {fill: key},
	"bar-2":       {fill: blue},
	"bar-3":       {fill: light},
	"bar-up":      {fill: light},
	"bar-down":    {fill: white, stroke: red, width: 2},
	"bar-ground":  {fill: color.NRGBA{0xed, 0xed, 0xf2, 0xff}},
}

// lookOf is how marks of a class are painted.
func lookOf(class string) look {
	l, ok := looks[class]
	if !ok {
		panic("the chart's class " + class + " has no look")
	}
	return l
}

// css is the look as attributes of an SVG.
func (l look) css() string {
	var b strings.Builder
	paint := func(name string, c color.NRGBA) {
		if c.A == 0 {
			fmt.Fprintf(&b, ` %s="none"`, name)
			return
		}
		fmt.Fprintf(&b, ` %s="#%02x%02x%02x"`, name, c.R, c.G, c.B)
	}
	paint("fill", l.fill)
	if l.opacity > 0 {
		fmt.Fprintf(&b, ` fill-opacity="%g"`, l.opacity)
	}
	if l.stroke.A > 0 {
		paint("stroke", l.stroke)
		fmt.Fprintf(&b, ` stroke-width="%g"`, l.width)
	}
	if l.dash != nil {
		fmt.Fprintf(&b, ` stroke-dasharray="%s"`, strings.Trim(fmt.Sprint(l.dash), "[]"))
	}
	if l.strong {
		b.WriteString(` font-weight="700"`)
	}
	return b.String()
}
