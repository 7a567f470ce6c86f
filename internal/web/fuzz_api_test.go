package web_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"tetsuzuki/internal/web/api"
	"tetsuzuki/internal/web/webtest"
)

// The description, read as its enemies do: right and wrong parameters, bodies and
// headers of every operation, by every role. No answer is a fault of ours, every one is
// as described, and none holds what is another bureau's.
func TestTheAPIAnswersWhateverIsAsked(t *testing.T) {
	t.Parallel()
	f := newFuzzer(t, 250)
	contract := webtest.NewContract(t)
	doc, err := openapi3.NewLoader().LoadFromData(api.OpenAPI)
	f.must(err)
	var calls []call
	for path, item := range doc.Paths.Map() {
		if !strings.HasPrefix(path, "/api/") {
			continue // a file of a page answers a session as pages do
		}
		for method, op := range item.Operations() {
			calls = append(calls, call{method, path, slices.Concat(item.Parameters, op.Parameters), op})
		}
	}
	slices.SortFunc(calls, func(a, b call) int { return strings.Compare(a.path+a.method, b.path+b.method) })
	step := 0
	defer func() { t.Logf("%d requests", step) }()
	for ; f.goesOn(step); step++ {
		c := calls[step%len(calls)]
		if step >= len(calls) {
			c = one(f, calls)
		}
		role, b := f.visits()
		path, headers := f.address(c)
		body, kind := f.body(c)
		with := f.strange(b)
		for name, value := range headers {
			b.Header.Set(name, value)
		}
		bent := f.rnd.IntN(40) == 0 // to an address that is nobody's
		if bent {
			at, query, _ := strings.Cut(path, "?")
			path = at + one(f, []string{"/", "//", "/..", "/x", ";x", "%2F", "%00", "%ff", "." + strings.Repeat("a", 5000)}) + "?" + query
		}
		method := c.method
		if f.rnd.IntN(20) == 0 {
			method = one(f, []string{http.MethodGet, http.MethodPut, http.MethodPost, http.MethodPatch, http.MethodDelete, http.MethodOptions,
				http.MethodHead, "NONSENSE"})
		}
		got := b.Do(method, path, bytes.NewReader(body), kind)
		foreign := with != "" && got.Status == http.StatusForbidden // as another site's
		what := fmt.Sprintf("%s %.300s (%s, %s, %v) %.1000q", method, path, kind, with, headers, body)
		f.answered(role, what, got)
		switch described := doc.Paths.Find(c.path).GetOperation(strings.ToUpper(method)); {
		case bent, method == http.MethodHead: // which is a GET without its body
		case method == "NONSENSE" || described == nil:
			// OPTIONS tells the methods that there are.
			if got.Status != http.StatusMethodNotAllowed && got.Status != http.StatusUnauthorized && method != http.MethodOptions && !foreign {
				t.Errorf("as %q %s: %d, want 405", role, what, got.Status)
			}
		case role == "" && (described.Security == nil || len(*described.Security) > 0):
			if got.Status != http.StatusUnauthorized && !foreign {
				t.Errorf("as nobody %s: %d, want 401", what, got.Status)
			}
			fallthrough
		default:
			bare, _, _ := strings.Cut(path, "?")
			if err := contract(method, bare, got); err != nil && got.Status < 500 {
				t.Errorf("as %q %s: %d is not as described: %.2000v", role, what, got.Status, err)
			}
		}
	}
}

// call is one operation of the description.
type call struct {
	method, path string
	parameters   openapi3.Parameters
	op           *openapi3.Operation
}

// address is the operation's, with guesses for its parameters.
func (f *fuzzer) address(c call) (path string, headers map[string]string) {
	id := one(f, append(numbers(), "999", "9223372036854775807"))
	if strings.Contains(c.path, "/processes/") {
		id = one(f, []string{"P-0000001", "P-0000002", "P-0000003", "P-9999999"})
	}
	if f.rnd.IntN(8) == 0 {
		id = one(f, odd)
	}
	if id == "" || len(id) > 100 || strings.Trim(id, ".") == "" {
		id = "x"
	}
	query, headers := url.Values{}, map[string]string{}
	for _, p := range c.parameters {
		switch {
		case p.Value.In == openapi3.ParameterInQuery && (p.Value.Required || f.rnd.IntN(3) == 0):
			for range 1 + f.rnd.IntN(10)/9 {
				query.Add(p.Value.Name, f.text(p.Value.Schema))
			}
		case p.Value.In == openapi3.ParameterInHeader && f.rnd.IntN(4) > 0:
			if v := f.text(p.Value.Schema); f.rnd.IntN(2) == 0 {
				headers[p.Value.Name] = `"1"`
			} else if !strings.ContainsFunc(v, func(r rune) bool { return r < ' ' || r == 0x7f }) {
				headers[p.Value.Name] = v
			}
		}
	}
	if f.rnd.IntN(30) == 0 {
		query.Add(one(f, odd), one(f, odd))
	}
	path = strings.Replace(c.path, "{id}", url.PathEscape(id), 1)
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	return path, headers
}

// text is a guess at a parameter: mostly one that its schema has.
func (f *fuzzer) text(s *openapi3.SchemaRef) string {
	if f.rnd.IntN(3) == 0 {
		return one(f, odd)
	}
	switch v := f.json(s, 0).(type) {
	case string:
		return v
	case nil:
		return ""
	default:
		return fmt.Sprint(v)
	}
}

// json is a guess at a value: what its schema has, with something else in between.
func (f *fuzzer) json(ref *openapi3.SchemaRef, depth int) any {
	if ref == nil || ref.Value == nil || depth > 6 || f.rnd.IntN(12) == 0 {
		return one(f, []any{nil, true, 0, -1, 1 << 53, 1.5, "", one(f, odd), []any{}, map[string]any{}, []any{one(f, odd)},
			map[string]any{one(f, odd): 1}})
	}
	s := ref.Value
	for _, of := range []openapi3.SchemaRefs{s.OneOf, s.AnyOf} {
		if len(of) > 0 {
			return f.json(one(f, of), depth+1)
		}
	}
	if len(s.Enum) > 0 {
		return one(f, s.Enum)
	}
	switch {
	case s.Type.Is("object") || len(s.Properties) > 0 || len(s.AllOf) > 0:
		object := map[string]any{}
		for _, part := range s.AllOf {
			if m, ok := f.json(part, depth+1).(map[string]any); ok {
				for k, v := range m {
					object[k] = v
				}
			}
		}
		for _, name := range slices.Sorted(keysOf(s.Properties)) {
			if slices.Contains(s.Required, name) && f.rnd.IntN(10) > 0 || f.rnd.IntN(2) == 0 {
				object[name] = f.json(s.Properties[name], depth+1)
			}
		}
		if f.rnd.IntN(20) == 0 {
			object[one(f, odd)] = one(f, odd)
		}
		return object
	case s.Type.Is("array"):
		list := make([]any, f.rnd.IntN(4))
		for i := range list {
			list[i] = f.json(s.Items, depth+1)
		}
		return list
	case s.Type.Is("integer"), s.Type.Is("number"):
		return one(f, []any{0, 1, 2, 3, 5, 99, 2021, -1, int64(1) << 40, 2147483648})
	case s.Type.Is("boolean"):
		return f.rnd.IntN(2) == 0
	case s.Format == "date":
		return one(f, []any{"2022-04-01", webtest.Day(1), "9999-12-31", "2022-13-01"})
	}
	if s.Example != nil && f.rnd.IntN(2) == 0 {
		return s.Example
	}
	return one(f, odd)
}

func keysOf[V any](m map[string]V) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// body is a guess at the operation's body, and what it is called.
func (f *fuzzer) body(c call) (body []byte, kind string) {
	if c.op.RequestBody == nil {
		return nil, ""
	}
	content := c.op.RequestBody.Value.Content
	if f.rnd.IntN(15) == 0 {
		return []byte(one(f, odd)), one(f, []string{"application/json", "text/plain", "multipart/form-data", "multipart/form-data; boundary=x",
			"application/x-www-form-urlencoded", "", "x"})
	}
	if media := content.Get("application/json"); media != nil {
		text, err := json.Marshal(f.json(media.Schema, 0))
		f.must(err)
		switch f.rnd.IntN(40) {
		case 0, 1:
			text = text[:f.rnd.IntN(len(text)+1)]
		case 2:
			text = append(text, one(f, odd)...)
		case 3:
			text = []byte(strings.Repeat(one(f, []string{"[", `{"a":`, "-", "1", " "}), 100000))
		case 4:
			text = append([]byte("\xff\xfe"), text...)
		case 5: // a name twice
			text = append(append([]byte{'{'}, bytes.TrimPrefix(bytes.TrimSuffix(text, []byte("}")), []byte("{"))...),
				append([]byte(","), bytes.TrimPrefix(text, []byte("{"))...)...)
		}
		return text, "application/json"
	}
	values := url.Values{}
	for _, name := range []string{"fiscal_year", "reason", "replaces", "bureau", "password", one(f, odd)} {
		if f.rnd.IntN(3) == 0 {
			values.Add(name, f.value("2021"))
		}
	}
	return f.parts(values, slices.Repeat([]string{"file"}, f.rnd.IntN(3))...)
}
