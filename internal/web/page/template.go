package page

import (
	"bytes"
	"html/template"
	"io"
	"regexp"
	"strings"
	"text/template/parse"
)

// view is one page's template with the type of its body.
type view[T any] struct {
	template func() (*template.Template, error)
}

// loader parses pages one after the other and keeps the first error.
type loader struct {
	assets *Assets
	layout *template.Template // with the parts of several pages
	err    error
}

func newLoader(a *Assets) *loader {
	l := &loader{assets: a}
	l.layout, l.err = l.readLayout()
	return l
}

// load parses a page and runs it once on an empty body, so that a misspelt field
// stops the start and not a request.
func load[T any](l *loader, name string) view[T] {
	v := view[T]{}
	if l.err != nil {
		return v
	}
	t, err := l.read(l.layout, name)
	if err != nil {
		l.err = err
		return v
	}
	v.template = func() (*template.Template, error) { return t, nil }
	if Live {
		v.template = func() (*template.Template, error) {
			layout, err := l.readLayout()
			if err != nil {
				return nil, err
			}
			return l.read(layout, name)
		}
	}
	var body T
	l.err = v.execute(io.Discard, page{}, body)
	return v
}

// readLayout reads the layout of all pages and the parts that several of them have.
func (l *loader) readLayout() (*template.Template, error) {
	return joined(template.New("").Funcs(functions(l.assets)).ParseFS(files, "templates/layout.html", "templates/parts/*.html"))
}

// read reads a page into a layout.
func (l *loader) read(layout *template.Template, name string) (*template.Template, error) {
	t, err := layout.Clone()
	if err != nil {
		return nil, err
	}
	return joined(t.ParseFS(files, "templates/"+name))
}

func (v view[T]) execute(w io.Writer, p page, body T) error {
	t, err := v.template()
	if err != nil {
		return err
	}
	return t.ExecuteTemplate(w, "layout.html", struct {
		page
		Body T
	}{p, body})
}

// joined takes the line breaks of templates, with the spaces around them, out of the
// pages. They lay the template out and mean nothing: a browser would show a break
// within a Japanese sentence as a space. Between the attributes of a tag, a space stays.
func joined(t *template.Template, err error) (*template.Template, error) {
	if err != nil {
		return nil, err
	}
	for _, part := range t.Templates() {
		if part.Tree != nil {
			joinLines(part.Tree.Root, false)
		}
	}
	return t, nil
}

var lineBreak = regexp.MustCompile(`[ \t]*\n[ \t\n]*`)

// joinLines joins the lines of a list of nodes that begins within a tag or outside of
// one, and says which of both its end is.
func joinLines(list *parse.ListNode, inTag bool) bool {
	if list == nil {
		return inTag
	}
	for _, n := range list.Nodes {
		switch n := n.(type) {
		case *parse.TextNode:
			if bytes.IndexByte(n.Text, '\n') >= 0 {
				n.Text = joinText(string(n.Text), inTag)
			}
			inTag = endsInTag(string(n.Text), inTag)
		case *parse.IfNode:
			inTag = joinBranches(&n.BranchNode, inTag)
		case *parse.RangeNode:
			inTag = joinBranches(&n.BranchNode, inTag)
		case *parse.WithNode:
			inTag = joinBranches(&n.BranchNode, inTag)
		}
	}
	return inTag
}

// joinBranches relies on html/template, which has both branches end alike.
func joinBranches(n *parse.BranchNode, inTag bool) bool {
	joinLines(n.ElseList, inTag)
	return joinLines(n.List, inTag)
}

func joinText(text string, inTag bool) (joined []byte) {
	for text != "" {
		at := lineBreak.FindStringIndex(text)
		if at == nil {
			return append(joined, text...)
		}
		line := text[:at[0]]
		if inTag = endsInTag(line, inTag); inTag {
			line += " "
		}
		joined = append(joined, line...)
		text = text[at[1]:]
	}
	return joined
}

// endsInTag reports whether the end of a text is within a tag, as its start was or not.
func endsInTag(text string, inTag bool) bool {
	if edge := strings.LastIndexAny(text, "<>"); edge >= 0 {
		return text[edge] == '<'
	}
	return inTag
}
