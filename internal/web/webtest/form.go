package webtest

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// FormOf is what a browser would send of the form with that address, as it stands
// on the page.
func FormOf(t *testing.T, page, action string) url.Values {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	attr := func(n *html.Node, name string) (string, bool) {
		i := slices.IndexFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
		if i < 0 {
			return "", false
		}
		return n.Attr[i].Val, true
	}
	text := func(n *html.Node) string {
		if n.FirstChild == nil {
			return ""
		}
		return n.FirstChild.Data
	}
	values := url.Values{}
	for n := range doc.Descendants() {
		if at, _ := attr(n, "action"); n.Data != "form" || at != action {
			continue
		}
		for e := range n.Descendants() {
			name, named := attr(e, "name")
			if !named {
				continue
			}
			value, _ := attr(e, "value")
			kind, _ := attr(e, "type")
			switch _, checked := attr(e, "checked"); {
			case e.Data == "select":
				for o := range e.Descendants() {
					if _, selected := attr(o, "selected"); selected {
						value, _ = attr(o, "value")
					}
				}
				values.Add(name, value)
			case e.Data == "textarea":
				values.Add(name, text(e))
			case e.Data == "input" && (kind != "checkbox" && kind != "radio" || checked):
				values.Add(name, value)
			}
		}
		return values
	}
	t.Fatalf("the page has no form to %s", action)
	return nil
}
