package chart

import (
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"math"
	"strconv"
	"strings"
	"sync"

	"github.com/hajimehoshi/ebiten/v2/examples/resources/fonts"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// pngScale is how many pixels a unit of the drawing has: enough for a slide.
const pngScale = 2.0

// typeface is the one Japanese typeface that the program carries (M+ 1p): a server of a closed
// network has none.
var typeface = sync.OnceValue(func() *opentype.Font {
	f, err := opentype.Parse(fonts.MPlus1pRegular_ttf)
	if err != nil {
		panic(err) // it is part of the program
	}
	return f
})

// WritePNG writes the picture as a PNG. The same picture is the same bytes.
func (p Picture) WritePNG(w io.Writer) error {
	width, height := p.size()
	c := canvas{img: image.NewRGBA(image.Rect(0, 0, int(math.Ceil(width*pngScale)), int(math.Ceil(height*pngScale)))),
		faces: map[float64]font.Face{}}
	draw.Draw(c.img, c.img.Bounds(), image.White, image.Point{}, draw.Src)
	for _, m := range p.marks() {
		if err := c.paint(m); err != nil {
			return err
		}
	}
	return (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(w, c.img)
}

// canvas is painted on, in pixels.
type canvas struct {
	img   *image.RGBA
	faces map[float64]font.Face
}

func (c *canvas) paint(m shifted) error {
	l := lookOf(m.Class)
	x, y := (m.X+m.by.x)*pngScale, (m.Y+m.by.y)*pngScale
	switch m.Kind {
	case Path:
		points, closed := pathPoints(m.Data, m.by)
		c.fill(l, points)
		if closed && len(points) > 0 {
			points = append(points, points[0])
		}
		c.stroke(l, points)
	case Rect:
		right, bottom := x+m.Width*pngScale, y+m.Height*pngScale
		corners := []point{{x, y}, {right, y}, {right, bottom}, {x, bottom}}
		c.fill(l, corners)
		c.stroke(l, append(corners, corners[0]))
	case Dot:
		round := circle(point{x, y}, m.radius()*pngScale)
		c.fill(l, round)
		c.stroke(l, append(round, round[0]))
	case Text:
		return c.text(l, m, point{x, y})
	}
	return nil
}

// pathPoints are those of a path of straight lines, in pixels.
func pathPoints(data string, by point) (points []point, closed bool) {
	closed = strings.HasSuffix(data, "Z")
	for _, part := range strings.FieldsFunc(strings.TrimSuffix(data, "Z"), func(r rune) bool { return r == 'M' || r == 'L' }) {
		x, y, _ := strings.Cut(part, " ")
		// Our own numbers.
		px, _ := strconv.ParseFloat(x, 64)
		py, _ := strconv.ParseFloat(y, 64)
		points = append(points, point{(px + by.x) * pngScale, (py + by.y) * pngScale})
	}
	return points, closed
}

func circle(middle point, r float64) []point {
	points := make([]point, 32)
	for i := range points {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(len(points)))
		points[i] = point{middle.x + r*cos, middle.y + r*sin}
	}
	return points
}

func (c *canvas) fill(l look, points []point) {
	if l.fill.A == 0 {
		return
	}
	colour := l.fill
	if l.opacity > 0 {
		colour.A = uint8(math.Round(l.opacity * 255))
	}
	c.polygons(colour, [][]point{points})
}

// stroke paints a line through points: a piece for each part of it that is no gap, with round
// ends where lines meet.
func (c *canvas) stroke(l look, points []point) {
	if l.stroke.A == 0 || len(points) < 2 {
		return
	}
	half := l.width * pngScale / 2
	var pieces [][]point
	for _, line := range dashed(points, l.dash) {
		for i := 1; i < len(line); i++ {
			a, b := line[i-1], line[i]
			length := math.Hypot(b.x-a.x, b.y-a.y)
			if length == 0 {
				continue
			}
			dx, dy := (b.y-a.y)/length*half, (a.x-b.x)/length*half
			pieces = append(pieces, []point{{a.x + dx, a.y + dy}, {b.x + dx, b.y + dy}, {b.x - dx, b.y - dy}, {a.x - dx, a.y - dy}})
			if i > 1 && half > 1 {
				pieces = append(pieces, circle(a, half))
			}
		}
	}
	c.polygons(l.stroke, pieces)
}

// dashed parts a line into its strokes.
func dashed(points []point, dash []float64) [][]point {
	if dash == nil {
		return [][]point{points}
	}
	var strokes [][]point
	at, left, drawing := 0, dash[0]*pngScale, true
	current := []point{points[0]}
	for i := 1; i < len(points); i++ {
		a, b := points[i-1], points[i]
		for length := math.Hypot(b.x-a.x, b.y-a.y); length > 0; {
			step := min(left, length)
			a = point{a.x + (b.x-a.x)*step/length, a.y + (b.y-a.y)*step/length}
			length -= step
			left -= step
			if drawing {
				current = append(current, a)
			}
			if left <= 0 {
				if drawing {
					strokes = append(strokes, current)
				}
				at, drawing = (at+1)%len(dash), !drawing
				left, current = dash[at]*pngScale, []point{a}
			}
		}
	}
	if drawing {
		strokes = append(strokes, current)
	}
	return strokes
}

// polygons paints areas in one colour; where they lie over each other it is painted once.
func (c *canvas) polygons(colour color.NRGBA, areas [][]point) {
	bounds := c.img.Bounds()
	r := vector.NewRasterizer(bounds.Dx(), bounds.Dy())
	for _, points := range areas {
		if len(points) < 3 {
			continue
		}
		// One direction for all, or what lies twice would be a hole.
		if area(points) < 0 {
			points = reversed(points)
		}
		r.MoveTo(float32(points[0].x), float32(points[0].y))
		for _, p := range points[1:] {
			r.LineTo(float32(p.x), float32(p.y))
		}
		r.ClosePath()
	}
	r.Draw(c.img, bounds, image.NewUniform(colour), image.Point{})
}

func area(points []point) (sum float64) {
	for i, p := range points {
		q := points[(i+1)%len(points)]
		sum += p.x*q.y - q.x*p.y
	}
	return sum
}

func reversed(points []point) []point {
	back := make([]point, len(points))
	for i, p := range points {
		back[len(points)-1-i] = p
	}
	return back
}

func (c *canvas) text(l look, m shifted, at point) error {
	face, ok := c.faces[m.size]
	if !ok {
		var err error
		face, err = opentype.NewFace(typeface(), &opentype.FaceOptions{Size: m.size * pngScale, DPI: 72, Hinting: font.HintingNone})
		if err != nil {
			return err
		}
		c.faces[m.size] = face
	}
	text := strings.Map(func(r rune) rune {
		if _, ok := face.GlyphAdvance(r); !ok {
			return '〓' // as in a csv whose encoding lacks it
		}
		return r
	}, m.Text)
	d := font.Drawer{Dst: c.img, Src: image.NewUniform(l.fill), Face: face}
	switch width := float64(d.MeasureString(text)) / 64; m.Anchor {
	case "end":
		at.x -= width
	case "middle":
		at.x -= width / 2
	}
	strokes := []float64{0}
	if l.strong { // the typeface has no bold one
		strokes = []float64{0, .7}
	}
	for _, more := range strokes {
		d.Dot = fixed.Point26_6{X: fixed.Int26_6((at.x + more) * 64), Y: fixed.Int26_6(at.y * 64)}
		d.DrawString(text)
	}
	return nil
}
