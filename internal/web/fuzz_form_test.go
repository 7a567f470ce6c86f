package web_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"tetsuzuki/internal/web"
	"tetsuzuki/internal/web/webtest"
)

// Every form of every page that a role comes to, sent with fields that are huge,
// negative, missing, repeated, of wrong kinds, no text or not there. No answer is a
// fault of ours, and none holds what is another bureau's.
func TestFormsAnswerWhateverIsEntered(t *testing.T) {
	t.Parallel()
	f := newFuzzer(t, 150)
	pages := f.pages(append(numbers(), "9223372036854775807", "0", "x")...)
	step := 0
	defer func() { t.Logf("%d pages and forms", step) }()
	for ; f.goesOn(step); step++ {
		role, b := f.visits()
		at := pages[step%len(pages)]
		if step >= len(pages) && f.rnd.IntN(3) == 0 {
			at = one(f, pages)
		}
		if f.rnd.IntN(4) == 0 {
			at += "?" + url.Values{one(f, []string{"page", "before", "cursor", "as_of", "limit", "q", "row", "sheet", "from", "to", "kind", "next",
				"process", "year", "sort"}): {one(f, odd)}}.Encode()
		}
		with := f.strange(b)
		got := b.Get(at)
		f.answered(role, "GET "+at+" "+with, got)
		forms, links := f.read(got.Body)
		for _, link := range links {
			if len(pages) < 2000 && f.rnd.IntN(4) == 0 && !strings.HasPrefix(link, "/static/") {
				pages = append(pages, link)
			}
		}
		if len(forms) == 0 {
			continue
		}
		form := one(f, forms)
		if form.action == "" {
			form.action = at
		}
		if form.action == "/sign-out" && f.rnd.IntN(10) > 0 {
			continue
		}
		values := f.entered(form)
		what := fmt.Sprintf("%s %s %s %.2000q", form.method, form.action, with, values)
		switch {
		case form.method == "get":
			action, _, _ := strings.Cut(form.action, "?")
			action, _, _ = strings.Cut(action, "#")
			got = b.Get(action + "?" + values.Encode())
		case form.multipart && f.rnd.IntN(5) > 0:
			got = f.sendParts(b, form, values)
		default:
			action, _, _ := strings.Cut(form.action, "#")
			got = b.Do(http.MethodPost, action, strings.NewReader(values.Encode()), "application/x-www-form-urlencoded")
		}
		f.answered(role, what, got)
		if to := got.Header.Get("Location"); strings.HasPrefix(to, "/") {
			f.answered(role, "GET "+to, b.Get(to))
		}
	}
}

// pages are the addresses of all routes that are read, each with the numbers.
func (f *fuzzer) pages(numbers ...string) (pages []string) {
	for _, route := range web.Routes() {
		if route.Method != http.MethodGet || strings.HasPrefix(route.Path, "/api/") || strings.HasPrefix(route.Path, "/static/") {
			continue
		}
		ids := []string{""}
		switch {
		case strings.HasPrefix(route.Path, "/processes/"):
			ids = []string{"P-0000001", "P-0000003", "P-9999999", "x"}
		case strings.Contains(route.Path, ":id"):
			ids = numbers
		}
		for _, id := range ids {
			pages = append(pages, strings.Replace(route.Path, ":id", id, 1))
		}
	}
	f.rnd.Shuffle(len(pages), func(i, j int) { pages[i], pages[j] = pages[j], pages[i] })
	return pages
}

// pageForm is one of a page, and what a browser would send of it.
type pageForm struct {
	method, action string
	multipart      bool
	fields         []field
}

type field struct {
	name, value string
	choices     []string // of a list
	kind        string   // as text; of a list and a long text the element's name
}

// read gives the forms of a page, and the addresses in it that lead to the service.
func (f *fuzzer) read(body string) (forms []pageForm, links []string) {
	root, err := html.Parse(strings.NewReader(body))
	f.must(err)
	var list *field
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		attr := map[string]string{}
		for _, a := range n.Attr {
			attr[a.Key] = a.Val
		}
		switch {
		case n.Type != html.ElementNode:
		case n.Data == "form":
			forms = append(forms, pageForm{method: strings.ToLower(attr["method"]), action: attr["action"],
				multipart: strings.HasPrefix(attr["enctype"], "multipart")})
			if forms[len(forms)-1].method == "" {
				forms[len(forms)-1].method = "get"
			}
		case n.Data == "a" && strings.HasPrefix(attr["href"], "/") && !strings.HasPrefix(attr["href"], "//"):
			links = append(links, attr["href"])
		case len(forms) > 0 && (n.Data == "input" || n.Data == "textarea" || n.Data == "select" || n.Data == "button") && attr["name"] != "":
			last := &forms[len(forms)-1]
			last.fields = append(last.fields, field{name: attr["name"], value: attr["value"], kind: kindOf(n.Data, attr["type"])})
			list = &last.fields[len(last.fields)-1]
			if n.Data == "textarea" && n.FirstChild != nil {
				list.value = n.FirstChild.Data
			}
		case n.Data == "option" && list != nil:
			list.choices = append(list.choices, attr["value"])
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(root)
	return forms, links
}

func kindOf(element, kind string) string {
	switch {
	case element != "input" && element != "button":
		return element
	case element == "input" && kind == "":
		return "text"
	}
	return kind
}

// entered is something in most of the fields.
func (f *fuzzer) entered(form pageForm) url.Values {
	values := url.Values{}
	wrong := f.rnd.IntN(4) // how likely a field is entered wrongly
	for _, field := range form.fields {
		value := field.value
		if len(field.choices) > 0 {
			value = one(f, field.choices)
		}
		if field.name == "current" || form.action == "/account/confirm" && field.name == "password" {
			value = webtest.Password
		}
		if f.rnd.IntN(4) < wrong {
			value = f.value(value)
		}
		switch f.rnd.IntN(12) {
		case 0: // missing
		case 1:
			values.Add(field.name, one(f, odd))
			fallthrough
		default:
			values.Add(field.name, value)
		}
	}
	if f.rnd.IntN(20) == 0 {
		values.Add(one(f, odd), one(f, odd))
	}
	return values
}

// sendParts sends a form as one with files is sent.
func (f *fuzzer) sendParts(b *webtest.Visitor, form pageForm, values url.Values) webtest.Answer {
	var files []string
	for _, field := range form.fields {
		if field.kind == "file" {
			files = append(files, field.name)
		}
	}
	body, kind := f.parts(values, files...)
	return b.Do(http.MethodPost, form.action, bytes.NewReader(body), kind)
}
