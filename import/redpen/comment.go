package redpen

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"tetsuzuki/import/workbook"
)

// The author of our comments and how their texts begin, by which they are known
// again, also where another program has changed the author. A cell can have but
// one comment: behind one of the sender's own, ours stands as a run of its own.
const (
	author   = "手続レジストリ"
	lead     = workbook.ResultComment
	noteFont = `<%[1]srPr><%[1]ssz val="9"/><%[1]scolor indexed="81"/><%[1]srFont val="Meiryo UI"/><%[1]scharset val="128"/></%[1]srPr>`
)

// note is the comment on one cell; its text begins with lead.
type note struct {
	col, row int
	text     string
}

func (n note) ref() string { return workbook.CellName(n.col, n.row) }

// newComments writes a comments part.
func newComments(space string, notes []note) []byte {
	var b bytes.Buffer
	b.WriteString(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n")
	fmt.Fprintf(&b, `<comments xmlns="%s"><authors><author>%s</author></authors><commentList>`, space, author)
	for _, n := range notes {
		b.WriteString(comment("", n, 0))
	}
	b.WriteString(`</commentList></comments>`)
	return b.Bytes()
}

func comment(prefix string, n note, by int) string {
	return fmt.Sprintf(
		`<%[1]scomment ref="%[2]s" authorId="%[3]d"><%[1]stext>%[4]s</%[1]stext></%[1]scomment>`,
		prefix,
		n.ref(),
		by,
		run(prefix, n.text),
	)
}

func run(prefix, text string) string {
	return fmt.Sprintf(`<%[1]sr>`+noteFont+`<%[1]st xml:space="preserve">%[2]s</%[1]st></%[1]sr>`, prefix, cellText(text))
}

// mergeComments takes our comments of an earlier return out of a comments part
// and puts in the new ones. It gives the cells whose comments went and those
// whose comments came.
func mergeComments(p *part, notes []note) (gone map[string]bool, come []note, err error) {
	gone = map[string]bool{}
	root := &p.nodes[0]
	authors, list := p.find(0, "authors"), p.find(0, "commentList")
	if root.name != "comments" || authors == nil || list == nil {
		return nil, nil, fmt.Errorf("redpen: part %s holds no comments", p.name)
	}
	byCell := map[string]note{}
	for _, n := range notes {
		byCell[n.ref()] = n
	}
	ours := -1
	writers := p.children(p.index(authors), "author")
	for i, a := range writers {
		if string(p.body[a.inner:a.innerEnd]) == author {
			ours = i
		}
	}
	kept := map[string]bool{}
	for _, c := range p.children(p.index(list), "comment") {
		ref := c.attr["ref"]
		text := p.find(p.index(c), "text")
		if text != nil && strings.HasPrefix(p.text(text), lead) {
			p.replace(c.start, c.end, "")
			if _, again := byCell[ref]; !again {
				gone[ref] = true
			}
			continue
		}
		if text == nil {
			continue
		}
		at := p.index(text)
		for _, r := range p.children(at, "r") {
			if t := p.find(p.index(r), "t"); t != nil && strings.HasPrefix(string(p.body[t.inner:t.innerEnd]), "\n"+lead) {
				p.replace(r.start, r.end, "")
			}
		}
		if n, ok := byCell[ref]; ok {
			kept[ref] = true
			if t := p.find(at, "t"); t != nil { // a plain text becomes a run, for ours to follow it
				raw := string(p.body[t.start:t.end])
				p.replace(t.start, t.end, "<"+root.prefix+"r>"+raw+"</"+root.prefix+"r>")
			}
			p.push(text, run(root.prefix, "\n"+n.text))
		}
	}
	var added strings.Builder
	if ours < 0 && len(notes) > len(kept) {
		ours = len(writers)
		p.push(authors, "<"+root.prefix+"author>"+author+"</"+root.prefix+"author>")
	}
	for _, n := range notes {
		if !kept[n.ref()] {
			come = append(come, n)
			added.WriteString(comment(root.prefix, n, ours))
		}
	}
	if added.Len() > 0 {
		p.push(list, added.String())
	}
	return gone, come, nil
}

const shapeType = `<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">` +
	`<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>`

// newDrawing writes the drawing in which legacy comments have their boxes. block
// keeps the shapes' numbers apart from those of other sheets.
func newDrawing(block int, notes []note) []byte {
	var b bytes.Buffer
	b.WriteString(
		`<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel">`,
	)
	fmt.Fprintf(&b, `<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="%s"/></o:shapelayout>`, blocks(block, len(notes)))
	b.WriteString(shapeType)
	for i, n := range notes {
		b.WriteString(shape(block, i, n))
	}
	b.WriteString(`</xml>`)
	return b.Bytes()
}

const blockShapes = 1024 // shapes of one block of numbers

func blocks(first, shapes int) string {
	list := strconv.Itoa(first)
	for i := 1; i <= shapes/blockShapes; i++ {
		list += "," + strconv.Itoa(first+i)
	}
	return list
}

func shape(block, i int, n note) string {
	lines := 2 + strings.Count(n.text, "\n") + len([]rune(n.text))/22
	return fmt.Sprintf(
		`<v:shape id="_x0000_s%d" type="#_x0000_t202" style="position:absolute;margin-left:60pt;margin-top:2pt;width:220pt;height:%dpt;z-index:%d;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">`+
			`<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>`+
			`<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>%d, 15, %d, 2, %d, 31, %d, 4</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>%d</x:Row><x:Column>%d</x:Column></x:ClientData></v:shape>`,
		block*blockShapes+1+i,
		13*lines,
		i+1,
		n.col,
		max(n.row-2, 0),
		n.col+4,
		max(n.row-2, 0)+lines,
		n.row-1,
		n.col-1,
	)
}

var (
	shapePattern = regexp.MustCompile(`(?s)<v:shape\s.*?</v:shape>`)
	rowPattern   = regexp.MustCompile(`<x:Row>\s*(\d+)\s*</x:Row>`)
	colPattern   = regexp.MustCompile(`<x:Column>\s*(\d+)\s*</x:Column>`)
	idmapPattern = regexp.MustCompile(`(<o:idmap\s[^>]*data=")([^"]*)(")`)
)

// mergeDrawing takes the boxes of comments that went out of a drawing and puts in
// those of comments that came. It works on the text: the drawings that Office
// writes are not always XML. It reports false where it does not know the form.
func mergeDrawing(body []byte, block int, gone map[string]bool, come []note) ([]byte, bool) {
	end := bytes.LastIndex(body, []byte("</xml>"))
	if end < 0 {
		return nil, false
	}
	tail := body[end:]
	head := body[:end]
	has := map[string]bool{}
	head = shapePattern.ReplaceAllFunc(head, func(s []byte) []byte {
		row, col := rowPattern.FindSubmatch(s), colPattern.FindSubmatch(s)
		if row == nil || col == nil || !bytes.Contains(s, []byte(`ObjectType="Note"`)) {
			return s
		}
		r, _ := strconv.Atoi(string(row[1]))
		c, _ := strconv.Atoi(string(col[1]))
		ref := workbook.CellName(c+1, r+1)
		if gone[ref] {
			return nil
		}
		has[ref] = true
		return s
	})
	head = bytes.Clone(head)
	added := 0
	var shapes bytes.Buffer
	for _, n := range come {
		if !has[n.ref()] {
			shapes.WriteString(shape(block, added, n))
			added++
		}
	}
	if added > 0 {
		if !bytes.Contains(head, []byte(`id="_x0000_t202"`)) {
			head = append(head, shapeType...)
		}
		if m := idmapPattern.FindSubmatchIndex(head); m != nil {
			head = slices.Concat(head[:m[5]], []byte(","+blocks(block, added)), head[m[5]:])
		}
		head = append(head, shapes.Bytes()...)
	}
	return append(head, tail...), true
}
