package redpen

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tetsuzuki/import/finding"
)

// The colours of the highlights. They are unusual enough to be known again in a
// file that comes back; the colour that a cell had before is kept behind it, as
// the background of a solid fill, which no program shows.
const (
	errorColour   = "FFFFD2D0"
	warningColour = "FFFFF0C1"
)

// styles changes a book's styles part: it adds highlighted twins of cell formats
// and finds the format that a highlighted one was made from.
type styles struct {
	part   *part // nil where the book has none; then nothing is highlighted
	xfs    []string
	fills  []string
	fonts  int
	prefix string
	first  struct{ xfs, fills int } // how many the part had
	marked map[markKey]int
	plain  map[int]int
	keys   map[string]int // formats by formatKey, made at first need
	extra  []string       // fonts that were added
}

type markKey struct {
	base     int
	severity finding.Severity
}

func newStyles(p *part) *styles {
	s := &styles{part: p, marked: map[markKey]int{}, plain: map[int]int{}}
	if p == nil {
		return s
	}
	root := &p.nodes[0]
	s.prefix = root.prefix
	list := func(section string) []string {
		n := p.find(0, section)
		if n == nil {
			return nil
		}
		var raw []string
		for i, at := 0, p.index(n); i < len(p.nodes); i++ {
			if p.nodes[i].parent == at {
				raw = append(raw, string(p.body[p.nodes[i].start:p.nodes[i].end]))
			}
		}
		return raw
	}
	s.xfs, s.fills, s.fonts = list("cellXfs"), list("fills"), len(list("fonts"))
	s.first.xfs, s.first.fills = len(s.xfs), len(s.fills)
	if len(s.xfs) == 0 || len(s.fills) == 0 || s.fonts == 0 {
		s.part = nil
	}
	return s
}

// used reports whether the book has highlights of an earlier return.
func (s *styles) used() bool {
	return s.part != nil && (bytes.Contains(s.part.body, []byte(errorColour)) || bytes.Contains(s.part.body, []byte(warningColour)))
}

// mark gives the highlighted twin of a format, or the format itself where it has
// a pattern or gradient that a highlight would destroy.
func (s *styles) mark(base int, severity finding.Severity) int {
	if s.part == nil || base >= len(s.xfs) {
		return base
	}
	key := markKey{base, severity}
	if i, ok := s.marked[key]; ok {
		return i
	}
	i := s.twin(base, severity)
	s.marked[key] = i
	return i
}

func (s *styles) twin(base int, severity finding.Severity) int {
	below, ok := s.colour(s.fill(base))
	if !ok {
		return base
	}
	colour := errorColour
	if severity != finding.Error {
		colour = warningColour
	}
	p := s.prefix
	fill := s.addFill(
		fmt.Sprintf(
			`<%sfill><%spatternFill patternType="solid"><%sfgColor rgb="%s"/><%sbgColor %s/></%spatternFill></%sfill>`,
			p,
			p,
			p,
			colour,
			p,
			below,
			p,
			p,
		),
	)
	return s.addFormat(s.withFill(base, fill))
}

// unmark gives the format that a highlighted one stands for, and any other as it is.
func (s *styles) unmark(i int) int {
	if s.part == nil || i >= len(s.xfs) {
		return i
	}
	if base, ok := s.plain[i]; ok {
		return base
	}
	base := i
	if fill := s.fill(i); fill < len(s.fills) {
		raw := s.fills[fill]
		if colour := tagAttributes(raw, "fgColor"); strings.Contains(colour, `rgb="`+errorColour+`"`) ||
			strings.Contains(colour, `rgb="`+warningColour+`"`) {
			below := tagAttributes(raw, "bgColor")
			to := 0
			if below != `indexed="64"` && below != "" {
				to = s.addFill(s.solid(below))
			}
			base = s.addFormat(s.withFill(i, to))
		}
	}
	s.plain[i] = base
	return base
}

func (s *styles) solid(colour string) string {
	p := s.prefix
	for i, f := range s.fills { // the sender's own, whatever its background
		if strings.Contains(f, `patternType="solid"`) && tagAttributes(f, "fgColor") == colour && i < s.first.fills {
			return f
		}
	}
	return fmt.Sprintf(
		`<%sfill><%spatternFill patternType="solid"><%sfgColor %s/><%sbgColor indexed="64"/></%spatternFill></%sfill>`,
		p,
		p,
		p,
		colour,
		p,
		p,
		p,
	)
}

// colour gives the colour that a fill shows, as attributes; false where it is
// more than one colour.
func (s *styles) colour(fill int) (string, bool) {
	if fill >= len(s.fills) {
		return "", false
	}
	raw := s.fills[fill]
	switch kind := tagAttributes(raw, "patternFill"); {
	case strings.Contains(raw, "gradientFill"):
		return "", false
	case strings.Contains(kind, `"none"`), kind == "":
		return `indexed="64"`, true
	case strings.Contains(kind, `"solid"`):
		if c := tagAttributes(raw, "fgColor"); c != "" {
			return c, true
		}
		return `indexed="64"`, true
	}
	return "", false
}

// fill gives the fill of a format.
func (s *styles) fill(format int) int {
	raw := []byte(s.xfs[format])
	if from, to := attribute(raw[:strings.IndexByte(s.xfs[format], '>')+1], "fillId"); from > 0 {
		n, err := strconv.Atoi(string(raw[from:to]))
		if err == nil && n >= 0 {
			return n
		}
	}
	return 0
}

// withFill gives a format's XML with another fill.
func (s *styles) withFill(format, fill int) string {
	raw := s.xfs[format]
	end := strings.IndexByte(raw, '>') + 1
	tag := raw[:end]
	for _, a := range [][2]string{{"fillId", strconv.Itoa(fill)}, {"applyFill", "1"}} {
		if from, to := attribute([]byte(tag), a[0]); from > 0 {
			tag = tag[:from] + a[1] + tag[to:]
		} else {
			at := 1 + len(s.prefix) + len("xf")
			tag = tag[:at] + " " + a[0] + `="` + a[1] + `"` + tag[at:]
		}
	}
	return tag + raw[end:]
}

// addFormat gives the number of a format, an equal one where there is one.
func (s *styles) addFormat(raw string) int {
	if s.keys == nil {
		s.keys = map[string]int{}
		for i := len(s.xfs) - 1; i >= 0; i-- {
			s.keys[formatKey(s.xfs[i])] = i
		}
	}
	key := formatKey(raw)
	if i, ok := s.keys[key]; ok {
		return i
	}
	s.xfs = append(s.xfs, raw)
	s.keys[key] = len(s.xfs) - 1
	return len(s.xfs) - 1
}

// formatKey is what two equal formats share, however they are written.
func formatKey(raw string) string {
	end := strings.IndexByte(raw, '>')
	var keep []string
	for _, f := range strings.Fields(strings.TrimSuffix(raw[:end], "/")) {
		f = strings.ReplaceAll(f, "'", `"`)
		if !strings.HasPrefix(f, "applyFill=") && f != `fillId="0"` {
			keep = append(keep, f)
		}
	}
	slices.Sort(keep)
	return strings.Join(keep, " ") + strings.TrimPrefix(raw[end+1:], "</xf>")
}

func (s *styles) addFill(raw string) int {
	for i, f := range s.fills {
		if f == raw {
			return i
		}
	}
	s.fills = append(s.fills, raw)
	return len(s.fills) - 1
}

// addFont adds a font for the sheet of findings and gives its number.
func (s *styles) addFont(raw string) int {
	p := s.part
	if fonts := p.find(0, "fonts"); fonts != nil {
		for i, n := 0, 0; i < len(p.nodes); i++ {
			if p.nodes[i].parent == p.index(fonts) {
				if string(p.body[p.nodes[i].start:p.nodes[i].end]) == raw {
					return n
				}
				n++
			}
		}
	}
	s.extra = append(s.extra, raw)
	s.fonts++
	return s.fonts - 1
}

// bytes gives the part with what was added.
func (s *styles) bytes() []byte {
	add := func(section string, list []string, count int) {
		if len(list) == 0 {
			return
		}
		n := s.part.find(0, section)
		if _, ok := n.attr["count"]; ok {
			s.part.set(n, "count", strconv.Itoa(count))
		}
		s.part.push(n, strings.Join(list, ""))
	}
	add("fonts", s.extra, s.fonts)
	add("fills", s.fills[s.first.fills:], len(s.fills))
	add("cellXfs", s.xfs[s.first.xfs:], len(s.xfs))
	return s.part.bytes()
}

// tagAttributes gives what stands in the first tag of this name behind the name.
func tagAttributes(raw, name string) string {
	for at := 0; ; {
		i := strings.IndexByte(raw[at:], '<')
		if i < 0 {
			return ""
		}
		at += i + 1
		end := strings.IndexByte(raw[at:], '>')
		if end < 0 {
			return ""
		}
		tag := raw[at : at+end]
		head, rest, _ := strings.Cut(tag, " ")
		if _, local, ok := strings.Cut(head, ":"); ok {
			head = local
		}
		if strings.TrimSuffix(head, "/") == name {
			return strings.Join(strings.Fields(strings.TrimSuffix(rest, "/")), " ")
		}
	}
}
