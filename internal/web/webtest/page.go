package webtest

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Page is a page as whoever opens it sees or hears it, without scripts.
type Page struct {
	t    *testing.T
	root *html.Node
}

// Page parses the answer.
func (a Answer) Page(t *testing.T) *Page {
	t.Helper()
	root, err := html.ParseWithOptions(strings.NewReader(a.Body), html.ParseOptionEnableScripting(false))
	if err != nil {
		t.Fatal(err)
	}
	return &Page{t, root}
}

// See checks that the page shows each thing; see [Sight].
func (a Answer) See(t *testing.T, sights ...Sight) Answer {
	t.Helper()
	p := a.Page(t)
	for _, s := range sights {
		switch found := p.Count(s) > 0; {
		case found && s.absent:
			t.Errorf("the page has %s:\n%.3000s", s.name, p.text(p.main()))
		case !found && !s.absent:
			t.Errorf("the page lacks %s:\n%.3000s", s.name, p.text(p.main()))
		}
	}
	return a
}

// Count is how many things of the page are such a one.
func (p *Page) Count(s Sight) (n int) {
	for node := range p.root.Descendants() {
		if node.Type == html.ElementNode && s.is(p, node) {
			n++
		}
	}
	return n
}

// find is the first thing of the page that is such a one.
func (p *Page) find(s Sight) *html.Node {
	p.t.Helper()
	for node := range p.root.Descendants() {
		if node.Type == html.ElementNode && s.is(p, node) {
			return node
		}
	}
	p.t.Fatalf("the page lacks %s:\n%.3000s", s.name, p.text(p.main()))
	return nil
}

// Text is all that the page says, in its order: also what stands in its fields.
func (p *Page) Text() string { return p.text(p.root) }

// Href is where the link of that text leads.
func (p *Page) Href(text string) string {
	p.t.Helper()
	return attr(p.find(Link(text, "")), "href")
}

// FigureOf is a figure by its name, and where its first link leads.
func (p *Page) FigureOf(name string) (value, href string) {
	for n := range p.root.Descendants() {
		if n.DataAtom != atom.Dt || p.text(n) != name {
			continue
		}
		v := n.NextSibling
		for v != nil && v.DataAtom != atom.Dd {
			v = v.NextSibling
		}
		if v == nil {
			break
		}
		for a := range v.Descendants() {
			if a.DataAtom == atom.A {
				return p.text(v), attr(a, "href")
			}
		}
	}
	p.t.Helper()
	p.t.Fatalf("there is no figure %q that leads anywhere", name)
	return "", ""
}

// Hidden is what the page's form sends under that name without anybody seeing it.
func (p *Page) Hidden(name string) string {
	p.t.Helper()
	return attr(p.find(Sends(name, "")), "value")
}

// Links are all links of the page.
func (p *Page) Links() (all []struct{ Text, Href string }) {
	for n := range p.root.Descendants() {
		if n.DataAtom == atom.A && has(n, "href") {
			all = append(all, struct{ Text, Href string }{p.text(n), attr(n, "href")})
		}
	}
	return all
}

// Next is where the list goes on; empty on its last page.
func (p *Page) Next() string {
	for n := range p.root.Descendants() {
		if n.DataAtom == atom.A && attr(n, "rel") == "next" {
			return attr(n, "href")
		}
	}
	return ""
}

// RowTitles are the titles of the rows of all tables.
func (p *Page) RowTitles() (all []string) {
	for n := range p.root.Descendants() {
		if isRowTitle(n) {
			all = append(all, p.title(n))
		}
	}
	return all
}

// Name is the name under which the field of that label is sent.
func (p *Page) Name(label string) string {
	p.t.Helper()
	return attr(p.find(Field(label)), "name")
}

// Inputs are the attributes of each input field, those that nobody sees included.
func (p *Page) Inputs() (all []map[string]string) {
	for n := range p.root.Descendants() {
		if n.DataAtom != atom.Input {
			continue
		}
		input := map[string]string{}
		for _, a := range n.Attr {
			input[a.Key] = a.Val
		}
		all = append(all, input)
	}
	return all
}

// Asked are the names of the fields by which the page's forms ask for the address of that path.
func (p *Page) Asked(path string) (names []string) {
	for form := range p.root.Descendants() {
		action, _, _ := strings.Cut(attr(form, "action"), "#")
		if form.DataAtom != atom.Form || action != path || strings.EqualFold(attr(form, "method"), "post") {
			continue
		}
		for n := range form.Descendants() {
			if has(n, "name") && (n.DataAtom == atom.Input || n.DataAtom == atom.Select) {
				names = append(names, attr(n, "name"))
			}
		}
	}
	return names
}

// Action is where the form of that button is sent.
func (p *Page) Action(button string) string {
	p.t.Helper()
	n := p.find(Button(button))
	for n != nil && n.DataAtom != atom.Form {
		n = n.Parent
	}
	return attr(n, "action")
}

// Secrets are the keys and codes that the page shows only once.
func (p *Page) Secrets() (all []string) {
	for n := range p.root.Descendants() {
		if n.DataAtom == atom.Code && attr(n, "class") == "secret" {
			all = append(all, p.text(n))
		}
	}
	return all
}

// Progress is how much of how much the page says is done.
func (p *Page) Progress() (done, total int) {
	p.t.Helper()
	bar := p.find(sight("a progress", func(_ *Page, n *html.Node) bool { return n.DataAtom == atom.Progress }))
	done, err := strconv.Atoi(attr(bar, "value"))
	if err == nil {
		total, err = strconv.Atoi(attr(bar, "max"))
	}
	if err != nil {
		p.t.Fatal(err)
	}
	return done, total
}

func (p *Page) main() *html.Node {
	for n := range p.root.Descendants() {
		if n.DataAtom == atom.Main {
			return n
		}
	}
	return p.root
}

// flowing are the elements that stand within a line; all others begin one of their own.
var flowing = []atom.Atom{atom.A, atom.Span, atom.Strong, atom.Small, atom.B, atom.Code, atom.Em, atom.I}

// text is what a part of the page says. White space counts once, and elements that begin
// a line of their own are parted by it.
func (p *Page) text(part *html.Node) string {
	var b strings.Builder
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		switch {
		case n.Type == html.TextNode:
			b.WriteString(n.Data)
			return
		case slices.Contains([]atom.Atom{atom.Head, atom.Script, atom.Style}, n.DataAtom):
			return
		case n.DataAtom == atom.Input && seen(n), n.DataAtom == atom.Textarea:
			b.WriteString(" " + cmp.Or(p.value(n), attr(n, "placeholder")) + " ")
			return
		}
		apart := n.Type == html.ElementNode && !slices.Contains(flowing, n.DataAtom)
		if apart {
			b.WriteByte(' ')
		}
		for c := range n.ChildNodes() {
			walk(c)
		}
		if apart {
			b.WriteByte(' ')
		}
	}
	walk(part)
	return plain(b.String())
}

// plain counts white space once. The wide space of Japanese texts stays.
func plain(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '\n' || r == '\t' || r == '\r' }), " ")
}

// seen reports whether an input shows what stands in it.
func seen(n *html.Node) bool {
	return !slices.Contains([]string{"hidden", "checkbox", "radio", "password", "file"}, attr(n, "type"))
}

// value is what stands in a field: of a choice, the text of what is chosen.
func (p *Page) value(n *html.Node) string {
	switch n.DataAtom {
	case atom.Textarea:
		return textOf(n)
	case atom.Select:
		var first, chosen *html.Node
		for o := range n.Descendants() {
			if o.DataAtom != atom.Option {
				continue
			}
			if first == nil {
				first = o
			}
			if chosen == nil && has(o, "selected") {
				chosen = o
			}
		}
		if chosen = cmp.Or(chosen, first); chosen == nil {
			return ""
		}
		return plain(textOf(chosen))
	}
	return attr(n, "value")
}

// name is what a person calls a thing by: its label, or its text.
func (p *Page) name(n *html.Node) string {
	if s := attr(n, "aria-label"); s != "" {
		return s
	}
	if by := attr(n, "aria-labelledby"); by != "" {
		for l := range p.root.Descendants() {
			if attr(l, "id") == by {
				return p.text(l)
			}
		}
	}
	switch n.DataAtom {
	case atom.Input, atom.Select, atom.Textarea:
		for l := range p.root.Descendants() {
			if l.DataAtom == atom.Label && (attr(l, "for") == attr(n, "id") && attr(n, "id") != "" || within(n, l)) {
				return p.text(l)
			}
		}
		return ""
	case atom.Fieldset:
		for l := range n.Descendants() {
			if l.DataAtom == atom.Legend {
				return p.text(l)
			}
		}
	}
	return p.text(n)
}

// cells are the texts of a row of a table.
func (p *Page) cells(row *html.Node) (all []string) {
	for c := range row.ChildNodes() {
		if c.DataAtom == atom.Td || c.DataAtom == atom.Th {
			all = append(all, p.text(c))
		}
	}
	return all
}

// title is the text of a row's title without what stands below it.
func (p *Page) title(row *html.Node) string {
	var b strings.Builder
	for c := range row.ChildNodes() {
		if slices.Contains(strings.Fields(attr(c, "class")), "sub") {
			break
		}
		b.WriteString(p.text(c))
	}
	return plain(b.String())
}

func isRowTitle(n *html.Node) bool { return n.DataAtom == atom.Th && attr(n, "scope") == "row" }

func within(n, of *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n == of {
			return true
		}
	}
	return false
}

// textOf is an element's text as it was written.
func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}
