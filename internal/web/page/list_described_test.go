package page_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/web/webtest"
)

// wantDescribed holds the files of a list to the API's description of them: whatever the page
// restricts and sorts by is described, whatever is described is taken, and each form of the file
// is as it says.
func wantDescribed(t *testing.T, b *webtest.Visitor, page *webtest.Page, path, files string) {
	t.Helper()
	op := webtest.Description(t).Paths.Find(files + ".{format}").Get
	taken := map[string]*openapi3.Schema{}
	for _, p := range op.Parameters {
		if p.Value.In == openapi3.ParameterInQuery {
			taken[p.Value.Name] = p.Value.Schema.Value
		}
	}
	for _, l := range page.Links() {
		to, err := url.Parse(l.Href)
		if err != nil || to.Path != path {
			continue
		}
		by, sort := to.Query().Get("sort"), taken["sort"]
		if by != "" && (sort == nil || sort.Enum != nil && !slices.Contains(sort.Enum, any(by))) {
			t.Errorf("%s: the page sorts by %s, which is not described", files, by)
		}
	}
	for _, name := range page.Asked(path) {
		if taken[name] == nil {
			t.Errorf("%s: the page asks for %s, which is not described", files, name)
		}
	}
	for name, schema := range taken {
		value := "1"
		if schema.Enum != nil {
			value, _ = schema.Enum[0].(string)
		} else if text, ok := schema.Example.(string); ok {
			value = text
		}
		got := b.Get(files + ".csv?" + url.Values{name: {value}}.Encode())
		if strings.Contains(got.Body, "という条件はありません") {
			t.Errorf("%s: %s is described and is not taken", files, name)
		}
	}
	check := webtest.NewContract(t)
	content := op.Responses.Value("200").Value.Content
	for _, format := range report.Formats {
		got := b.Get(files+"."+format).Want(t, 200)
		kind, _, _ := strings.Cut(got.Header.Get("Content-Type"), ";")
		if content[kind] == nil {
			t.Errorf("%s.%s is %s, which is not described", files, format, kind)
		}
		if format == report.JSON {
			if err := check("GET", files+"."+format, got); err != nil {
				t.Errorf("%s.%s: %v", files, format, err)
			}
		}
	}
}

// The files of the lists that are no lists like the others are as described, too.
func TestTheOtherFilesOfListsAreDescribed(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.Fill()
	hq, admin := r.As(registry.Headquarters), r.As(registry.Administrator)
	for _, l := range []struct {
		b           *webtest.Visitor
		path, files string
	}{
		{hq, "/processes", "/processes"}, {hq, "/proposals", "/proposals"}, {hq, "/laws/settings", "/laws/settings"},
		{hq, "/progress/curve", "/progress/curve"}, {hq, "/progress/forecast/scores", "/progress/forecast/scores"},
		{hq, "/progress/scope", "/progress/scope/funnel"}, {hq, "/progress/scope", "/progress/scope/obstacles"},
		{hq, "/progress/honesty", "/progress/honesty"}, {hq, "/laws/processes", "/laws/processes"},
		{admin, "/admin/log", "/admin/log"}, {admin, "/admin/codes/amendments", "/admin/codes/amendments"},
	} {
		t.Run(l.files, func(t *testing.T) {
			b := l.b.Of(t)
			wantDescribed(t, b, b.Get(l.path).Want(t, 200).Page(t), l.path, l.files)
		})
	}
}
