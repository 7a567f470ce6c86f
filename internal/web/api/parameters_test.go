package api_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"tetsuzuki/internal/parameter"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web"
	"tetsuzuki/internal/web/api"
	"tetsuzuki/internal/web/request"
	"tetsuzuki/internal/web/webtest"
)

// What the tables say of each parameter is what the description says of it: meaning,
// type, choices, bounds, default; and the description names no other.
func TestTheAPIDescriptionNamesEveryParameter(t *testing.T) {
	t.Parallel()
	doc, err := openapi3.NewLoader().LoadFromData(api.OpenAPI)
	if err != nil {
		t.Fatal(err)
	}
	for _, route := range apiRoutes() {
		op := doc.Paths.Find(strings.ReplaceAll(route.Path, ":id", "{id}")).GetOperation(route.Method)
		described := map[string]string{}
		for _, p := range op.Parameters {
			if p.Value.In == openapi3.ParameterInQuery {
				described[p.Value.Name] = said(p.Value.Description, p.Value.Required, p.Value.Schema.Value)
			}
		}
		holds(t, route, described, route.Parameters)
		if route.Fields == nil {
			continue
		}
		fields := map[string]string{}
		for name, p := range op.RequestBody.Value.Content["multipart/form-data"].Schema.Value.Properties {
			if name != "file" {
				fields[name] = said(p.Value.Description, false, p.Value)
			}
		}
		holds(t, route, fields, route.Fields)
	}
}

func apiRoutes() (routes []request.Route) {
	for _, route := range web.Routes() {
		if strings.HasPrefix(route.Path, "/api/") && route.Path != "/api/v1/openapi.yaml" {
			routes = append(routes, route)
		}
	}
	return routes
}

func holds(t *testing.T, route request.Route, described map[string]string, specs []parameter.Spec) {
	t.Helper()
	for _, s := range specs {
		if got, want := described[s.Name], stated(s); got != want {
			t.Errorf("%s %s: %s is described as %s, want %s", route.Method, route.Path, s.Name, got, want)
		}
		delete(described, s.Name)
	}
	for name := range described {
		t.Errorf("%s %s: %s is described and is no parameter", route.Method, route.Path, name)
	}
}

// said is what a description says of a parameter, stated what a table does, in the same
// words.
func said(means string, required bool, s *openapi3.Schema) string {
	repeats := s.Type.Is("array")
	if repeats {
		s = s.Items.Value
	}
	format := s.Format
	if strings.HasPrefix(format, "int") {
		format = ""
	}
	spec := parameter.Spec{Means: means, Required: required, Repeats: repeats, Type: parameter.Type(s.Type.Slice()[0]), Format: format}
	for _, e := range s.Enum {
		spec.Enum = append(spec.Enum, fmt.Sprint(e))
	}
	for _, b := range []struct {
		described *float64
		to        **int64
	}{{s.Min, &spec.Min}, {s.Max, &spec.Max}} {
		if b.described != nil {
			n := int64(*b.described)
			*b.to = &n
		}
	}
	if s.MaxLength != nil {
		spec.MaxLength = int(*s.MaxLength)
	}
	if s.Default != nil {
		spec.Default = fmt.Sprint(s.Default)
	}
	return stated(spec)
}

func stated(s parameter.Spec) string {
	bound := func(n *int64) string {
		if n == nil {
			return "none"
		}
		return strconv.FormatInt(*n, 10)
	}
	if s.Type == "" {
		s.Type = parameter.Text
	}
	return fmt.Sprintf("%q, %s %q, one of %q, required %t, repeats %t, from %s to %s, of %d characters, default %q",
		s.Means, s.Type, s.Format, s.Enum, s.Required, s.Repeats, bound(s.Min), bound(s.Max), s.MaxLength, s.Default)
}

// Each address refuses what it does not know, and each value that cannot be meant; the
// answer names the parameter and shows a right example.
func TestEveryParameterIsChecked(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	check := webtest.NewContract(t)
	people := map[registry.Role]*webtest.Visitor{}
	for _, role := range []registry.Role{registry.Headquarters, registry.Auditor, registry.Officer, registry.Approver,
		registry.Administrator} {
		people[role] = r.As(role)
	}
	for _, route := range apiRoutes() {
		var as *webtest.Visitor
		for role, visitor := range people {
			if registry.ScopeOf(registry.Account{ID: 1, Role: role, BureauID: 1}).May(route.Access.Power) {
				as = visitor
			}
		}
		if as == nil {
			t.Errorf("nobody here may call %s %s", route.Method, route.Path)
			continue
		}
		path := strings.ReplaceAll(route.Path, ":id", "P-0000001")
		refuses := func(name, query string, wants ...string) {
			t.Helper()
			got := as.Call(route.Method, path+"?"+query, "")
			status := http.StatusUnprocessableEntity
			if route.Method == http.MethodGet {
				status = http.StatusBadRequest
			}
			got.Want(t, status, append(wants, fmt.Sprintf("%q:%q", "field", name))...)
			if err := check(route.Method, path, got); err != nil {
				t.Errorf("%s %s?%s: %v", route.Method, path, query, err)
			}
		}
		if len(route.Parameters) == 0 {
			refuses("colour", "colour=red", "「colour」という条件はありません", "このアドレスに条件は付けられません")
			continue
		}
		first := route.Parameters[0]
		refuses("colour", required(route)+"colour=red", "「colour」という条件はありません", "例："+first.Name+"="+first.Example)
		for _, s := range route.Parameters {
			for _, wrong := range wrongOf(s) {
				refuses(s.Name, required(route, s.Name)+s.Name+"="+url.QueryEscape(wrong), "例："+s.Name+"="+s.Example)
			}
			if !s.Repeats {
				refuses(s.Name, required(route, s.Name)+url.Values{s.Name: {s.Example, s.Example}}.Encode(), "1つだけ")
			}
			if s.Required {
				refuses(s.Name, required(route, s.Name), "例："+s.Name+"="+s.Example)
			}
		}
	}
}

// required are those without which a route answers nothing else, but for some.
func required(route request.Route, but ...string) string {
	query := ""
	for _, s := range route.Parameters {
		if s.Required && !slices.Contains(but, s.Name) {
			query += s.Name + "=" + s.Example + "&"
		}
	}
	return query
}

// wrongOf are values that cannot be meant.
func wrongOf(s parameter.Spec) (wrong []string) {
	if s.Enum != nil {
		wrong = append(wrong, "架空", s.Enum[0]+"x")
	}
	if s.Min != nil {
		wrong = append(wrong, strconv.FormatInt(*s.Min-1, 10), "1.5", "１", "99999999999999999999")
	}
	if s.Max != nil {
		wrong = append(wrong, strconv.FormatInt(*s.Max+1, 10))
	}
	if s.MaxLength != 0 {
		wrong = append(wrong, strings.Repeat("あ", s.MaxLength+1))
	}
	if s.Type == parameter.Boolean {
		wrong = append(wrong, "maybe")
	}
	return wrong
}
