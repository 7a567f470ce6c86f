package redpen

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"tetsuzuki/import/internal/opc"
	"tetsuzuki/import/internal/strictxml"
)

// maxPart bounds the parts that are held whole: the list of sheets, the styles,
// the comments, never a sheet.
const maxPart = 64 << 20

// node is one element of a small part, with its place in the part's bytes.
type node struct {
	name     string // local
	prefix   string // with its colon
	depth    int    // 1 for the root
	parent   int    // in the list; -1 for the root
	attr     map[string]string
	start    int // of the start tag
	inner    int // behind the start tag
	innerEnd int // before the end tag
	end      int // behind the end tag
}

// part is a small part, to be changed at places and otherwise kept byte by byte.
type part struct {
	name  string
	body  []byte
	nodes []node
	edits []edit
}

type edit struct {
	from, to int
	text     string
}

// readPart reads a part whole and lists its elements.
func readPart(pack *opc.Package, name string) (*part, error) {
	r, err := pack.Part(name)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	body, err := io.ReadAll(io.LimitReader(r, maxPart+1))
	if err != nil {
		return nil, err
	}
	if len(body) > maxPart {
		return nil, fmt.Errorf("redpen: part %s is too large to be changed", name)
	}
	p := &part{name: pack.File(name).Name, body: body}
	s := strictxml.New(bytes.NewReader(body), nil)
	var open []int
	for {
		before := int(s.Offset())
		k, err := s.Next()
		if err == io.EOF {
			return p, nil
		}
		if err != nil {
			return nil, err
		}
		after := int(s.Offset())
		switch k {
		case strictxml.Start:
			n := node{name: string(s.Name), depth: len(open) + 1, parent: -1, inner: after, attr: map[string]string{}}
			n.start = before + bytes.LastIndexByte(body[before:after], '<')
			n.prefix = prefixOf(body[n.start:after])
			for _, a := range s.Attrs {
				key := string(a.Name)
				if len(a.Prefix) > 0 {
					key = string(a.Prefix) + ":" + key
				}
				n.attr[key] = string(a.Value)
			}
			if len(open) > 0 {
				n.parent = open[len(open)-1]
			}
			open = append(open, len(p.nodes))
			p.nodes = append(p.nodes, n)
		case strictxml.End:
			n := &p.nodes[open[len(open)-1]]
			open = open[:len(open)-1]
			n.end, n.innerEnd = after, after
			if i := bytes.LastIndexByte(body[before:after], '<'); i >= 0 {
				n.innerEnd = before + i
			}
		}
	}
}

// prefixOf gives a tag's prefix with its colon.
func prefixOf(tag []byte) string {
	end := bytes.IndexAny(tag, " \t\r\n/>")
	if i := bytes.IndexByte(tag[:end], ':'); i > 0 {
		return string(tag[1 : i+1])
	}
	return ""
}

// empty reports whether the element is one tag that closes itself.
func (n *node) empty() bool { return n.innerEnd == n.end }

// find gives the first element of this name below a parent, nil for none.
func (p *part) find(parent int, name string) *node {
	for i := range p.nodes {
		if n := &p.nodes[i]; n.parent == parent && n.name == name {
			return n
		}
	}
	return nil
}

// index gives the place of a node in the list.
func (p *part) index(n *node) int {
	return slices.IndexFunc(p.nodes, func(o node) bool { return o.start == n.start })
}

// children lists the elements of this name right below a parent.
func (p *part) children(parent int, name string) (list []*node) {
	for i := range p.nodes {
		if n := &p.nodes[i]; n.parent == parent && n.name == name {
			list = append(list, n)
		}
	}
	return list
}

// text gives the text of the runs in an element, references as they are.
func (p *part) text(n *node) string {
	var b strings.Builder
	for i := range p.nodes {
		if t := &p.nodes[i]; t.name == "t" && t.start > n.start && t.end <= n.end {
			b.Write(p.body[t.inner:t.innerEnd])
		}
	}
	return b.String()
}

func (p *part) replace(from, to int, text string) {
	p.edits = append(p.edits, edit{from, to, text})
}

// prepend puts text before the first thing inside an element.
func (p *part) prepend(n *node, text string) {
	if n.empty() {
		p.fill(n, text)
		return
	}
	p.replace(n.inner, n.inner, text)
}

// push puts text behind the last thing inside an element.
func (p *part) push(n *node, text string) {
	if n.empty() {
		p.fill(n, text)
		return
	}
	p.replace(n.innerEnd, n.innerEnd, text)
}

// fill opens an element that closes itself.
func (p *part) fill(n *node, text string) {
	slash := n.start + bytes.LastIndexByte(p.body[n.start:n.end], '/')
	p.replace(slash, n.end, ">"+text+"</"+n.prefix+n.name+">")
}

// set gives an attribute another value, or adds it.
func (p *part) set(n *node, name, value string) {
	tag := p.body[n.start:n.inner]
	if from, to := attribute(tag, name); from > 0 {
		p.replace(n.start+from, n.start+to, escape(value))
		return
	}
	at := n.start + 1 + len(n.prefix) + len(n.name)
	p.replace(at, at, " "+name+`="`+escape(value)+`"`)
}

// bytes gives the part with its edits. Edits do not overlap; those at one place
// come out in the order in which they were made.
func (p *part) bytes() []byte {
	slices.SortStableFunc(p.edits, func(a, b edit) int {
		if a.from != b.from {
			return a.from - b.from
		}
		return a.to - b.to
	})
	var out []byte
	at := 0
	for _, e := range p.edits {
		out = append(append(out, p.body[at:e.from]...), e.text...)
		at = e.to
	}
	return append(out, p.body[at:]...)
}

// attribute gives the place of an attribute's value in a tag, 0 for none.
func attribute(tag []byte, name string) (from, to int) {
	i := bytes.IndexAny(tag, " \t\r\n")
	for i > 0 && i < len(tag) {
		for i < len(tag) && isSpace(tag[i]) {
			i++
		}
		start := i
		for i < len(tag) && tag[i] != '=' && !isSpace(tag[i]) && tag[i] != '/' && tag[i] != '>' {
			i++
		}
		found := string(tag[start:i]) == name
		quote := bytes.IndexAny(tag[i:], `"'`)
		if quote < 0 {
			return 0, 0
		}
		i += quote + 1
		size := bytes.IndexByte(tag[i:], tag[i-1])
		if size < 0 {
			return 0, 0
		}
		if found {
			return i, i + size
		}
		i += size + 1
	}
	return 0, 0
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// escape writes text for XML; what XML cannot hold is left out.
func escape(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '&':
			b.WriteString("&amp;")
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '"':
			b.WriteString("&quot;")
		case r == '\r':
		case r < 0x20 && r != '\t' && r != '\n', r == 0xFFFE, r == 0xFFFF:
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// cellText writes text for a cell, where _xHHHH_ would be taken for a character.
func cellText(s string) string {
	return strings.ReplaceAll(escape(s), "_x", "_x005F_x")
}
