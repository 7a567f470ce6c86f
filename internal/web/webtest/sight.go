package webtest

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Sight is one kind of thing that a page shows. Texts are compared whole, unless it says
// that they are a part.
type Sight struct {
	name   string
	is     func(p *Page, n *html.Node) bool
	absent bool
}

// Not is that the page has no such thing.
func Not(s Sight) Sight {
	s.absent = !s.absent
	return s
}

func sight(name string, is func(p *Page, n *html.Node) bool) Sight { return Sight{name: name, is: is} }

// Heading is a heading, of the page or of a part of it.
func Heading(text string) Sight {
	levels := []atom.Atom{atom.H1, atom.H2, atom.H3}
	return sight(fmt.Sprintf("the heading %q", text), func(p *Page, n *html.Node) bool {
		return slices.Contains(levels, n.DataAtom) && p.text(n) == text
	})
}

// Notice is a notice of a tone (info, success, warning, error) with that text in it.
func Notice(tone, text string) Sight {
	return sight(fmt.Sprintf("the notice (%s) %q", tone, text), func(p *Page, n *html.Node) bool {
		return attr(n, "class") == "notice "+tone && strings.Contains(p.text(n), text)
	})
}

// Link is a link that leads to an address; with an empty text or address, any of them.
func Link(text, href string) Sight {
	return sight(fmt.Sprintf("the link %q to %q", text, href), func(p *Page, n *html.Node) bool {
		return n.DataAtom == atom.A && has(n, "href") && (text == "" || p.name(n) == text) && (href == "" || attr(n, "href") == href)
	})
}

// Primary is the link that is meant to be followed next.
func Primary(text, href string) Sight {
	to := Link(text, href)
	return sight("as the next step, "+to.name, func(p *Page, n *html.Node) bool {
		return slices.Contains(strings.Fields(attr(n, "class")), "primary") && to.is(p, n)
	})
}

// Current is the entry, step or tab that says of itself that it is the one that is shown.
func Current(text string) Sight {
	return sight(fmt.Sprintf("%q as the current one", text), func(p *Page, n *html.Node) bool {
		return has(n, "aria-current") && p.text(n) == text
	})
}

// Button is a button; the text may be a part of what it says, or of what it is called by.
func Button(text string) Sight {
	return sight(fmt.Sprintf("the button %q", text), func(p *Page, n *html.Node) bool {
		return n.DataAtom == atom.Button && (strings.Contains(p.name(n), text) || strings.Contains(p.text(n), text))
	})
}

// Form is a form that is sent to an address.
func Form(action string) Sight {
	return sight(fmt.Sprintf("a form to %s", action), func(_ *Page, n *html.Node) bool {
		return n.DataAtom == atom.Form && attr(n, "action") == action
	})
}

var fields = []atom.Atom{atom.Input, atom.Select, atom.Textarea}

// Field is a field of a form by its label; the label may be a part.
func Field(label string) Sight {
	return sight(fmt.Sprintf("the field %q", label), func(p *Page, n *html.Node) bool {
		return slices.Contains(fields, n.DataAtom) && attr(n, "type") != "hidden" && strings.Contains(p.name(n), label)
	})
}

// Filled is such a field with what stands in it: of a choice, the text of what is chosen.
func Filled(label, value string) Sight {
	field := Field(label)
	return sight(fmt.Sprintf("%s with %q", field.name, value), func(p *Page, n *html.Node) bool {
		return field.is(p, n) && p.value(n) == value
	})
}

// Wrong is such a field that is said to be wrong.
func Wrong(label string) Sight {
	field := Field(label)
	return sight(field.name+", told to be wrong", func(p *Page, n *html.Node) bool {
		return field.is(p, n) && attr(n, "aria-invalid") == "true"
	})
}

// Needed is such a field that must be filled in or ticked.
func Needed(label string) Sight {
	field := Field(label)
	return sight(field.name+", which must be filled in", func(p *Page, n *html.Node) bool {
		return field.is(p, n) && has(n, "required")
	})
}

// Ticked is a box or one of several choices that is ticked.
func Ticked(label string) Sight {
	field := Field(label)
	return sight(field.name+", ticked", func(p *Page, n *html.Node) bool { return field.is(p, n) && has(n, "checked") })
}

// Option is one of the values of a choice.
func Option(label, text string) Sight {
	field := Field(label)
	return sight(fmt.Sprintf("%s with the choice %q", field.name, text), func(p *Page, n *html.Node) bool {
		if n.DataAtom != atom.Select || !field.is(p, n) {
			return false
		}
		for o := range n.Descendants() {
			if o.DataAtom == atom.Option && plain(textOf(o)) == text {
				return true
			}
		}
		return false
	})
}

// Row is a row of a table with these cells, in this order; others may stand between.
// Each text may be a part of its cell.
func Row(cells ...string) Sight {
	return sight(fmt.Sprintf("a row with %q", cells), func(p *Page, n *html.Node) bool {
		if n.DataAtom != atom.Tr {
			return false
		}
		rest := cells
		for _, c := range p.cells(n) {
			if len(rest) > 0 && strings.Contains(c, rest[0]) {
				rest = rest[1:]
			}
		}
		return len(rest) == 0
	})
}

// Titled is a row of a table whose title is that text.
func Titled(title string) Sight {
	return sight(fmt.Sprintf("a row titled %q", title), func(p *Page, n *html.Node) bool {
		return isRowTitle(n) && p.title(n) == title
	})
}

// Sorted is the head of the column by which a table is sorted, ascending or descending.
func Sorted(column, order string) Sight {
	return sight(fmt.Sprintf("a table sorted by %q, %s", column, order), func(p *Page, n *html.Node) bool {
		return attr(n, "aria-sort") == order && strings.Contains(p.text(n), column)
	})
}

// Drawing is a picture that is drawn on the page, by its name.
func Drawing(name string) Sight {
	return sight(fmt.Sprintf("the drawing %q", name), func(p *Page, n *html.Node) bool {
		return n.DataAtom == atom.Svg && attr(n, "role") == "img" && p.name(n) == name
	})
}

// Column is the head of a column of a table.
func Column(text string) Sight {
	return sight(fmt.Sprintf("the column %q", text), func(p *Page, n *html.Node) bool {
		return n.DataAtom == atom.Th && n.Parent.Parent.DataAtom == atom.Thead && p.text(n) == text
	})
}

// Figure is a name with its value, as in a list of figures or facts.
func Figure(name, value string) Sight {
	return sight(fmt.Sprintf("the figure %q: %q", name, value), func(p *Page, n *html.Node) bool {
		if n.DataAtom != atom.Dt || p.text(n) != name {
			return false
		}
		v := n.NextSibling
		for v != nil && v.DataAtom != atom.Dd {
			v = v.NextSibling
		}
		return v != nil && p.text(v) == value
	})
}

// Tag is a word in a frame, as a state has.
func Tag(text string) Sight {
	return sight(fmt.Sprintf("the tag %q", text), func(p *Page, n *html.Node) bool {
		return slices.Contains(strings.Fields(attr(n, "class")), "tag") && p.text(n) == text
	})
}

// Counted is a count above a list, as it begins.
func Counted(text string) Sight {
	return sight(fmt.Sprintf("the count %q", text), func(p *Page, n *html.Node) bool {
		return attr(n, "class") == "count" && strings.HasPrefix(p.text(n), text)
	})
}

// In is something within another thing.
func In(whole, part Sight) Sight {
	return sight(part.name+" in "+whole.name, func(p *Page, n *html.Node) bool {
		if !part.is(p, n) {
			return false
		}
		for n = n.Parent; n != nil; n = n.Parent {
			if whole.is(p, n) {
				return true
			}
		}
		return false
	})
}

// Group is a part of a page or form by its name; the text may be a part.
func Group(name string) Sight {
	groups := []atom.Atom{atom.Fieldset, atom.Section, atom.Nav}
	return sight(fmt.Sprintf("the group %q", name), func(p *Page, n *html.Node) bool {
		return slices.Contains(groups, n.DataAtom) && strings.Contains(p.name(n), name)
	})
}

// Sends is a value that a form sends without anybody seeing it; with an empty value, any.
func Sends(name, value string) Sight {
	return sight(fmt.Sprintf("a hidden %s: %q", name, value), func(_ *Page, n *html.Node) bool {
		return n.DataAtom == atom.Input && attr(n, "type") == "hidden" && attr(n, "name") == name &&
			(value == "" || attr(n, "value") == value)
	})
}

// Live is a part of the page that goes on by itself where there are scripts.
func Live() Sight {
	return sight("a part that goes on by itself", func(_ *Page, n *html.Node) bool { return has(n, "data-live") })
}

// Watched is a form whose progress can be seen at an address while its answer is awaited.
func Watched(at string) Sight {
	return sight("a form that is watched at "+at, func(_ *Page, n *html.Node) bool {
		return n.DataAtom == atom.Form && attr(n, "data-busy-at") == at
	})
}
