package webtest

import (
	"net/http"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers/gorillamux"

	"tetsuzuki/internal/web/api"
)

// Description is the description of the API that the service serves.
func Description(t testing.TB) *openapi3.T {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData(api.OpenAPI)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// NewContract checks answers against the description that the service serves. A
// wrong request is right here: only the answers are checked.
func NewContract(t *testing.T) func(method, path string, got Answer) error {
	t.Helper()
	doc := Description(t)
	if err := doc.Validate(t.Context()); err != nil {
		t.Fatal(err)
	}
	router, err := gorillamux.NewRouter(doc)
	if err != nil {
		t.Fatal(err)
	}
	return func(method, path string, got Answer) error {
		req, err := http.NewRequestWithContext(t.Context(), method, path, nil)
		if err != nil {
			return err
		}
		route, params, err := router.FindRoute(req)
		if err != nil {
			return err
		}
		in := &openapi3filter.RequestValidationInput{Request: req, PathParams: params, Route: route}
		out := &openapi3filter.ResponseValidationInput{RequestValidationInput: in, Status: got.Status, Header: got.Header,
			Options: &openapi3filter.Options{IncludeResponseStatus: true}}
		out.SetBodyBytes([]byte(got.Body))
		return openapi3filter.ValidateResponse(t.Context(), out)
	}
}

// Scenario is one call with what must come of it.
type Scenario struct {
	As      *Visitor
	Call    string // method and path
	Body    string
	Status  int
	Content []string
}

// Play plays scenarios in their order, and holds the answers to the description.
func (r *Rig) Play(scenarios ...Scenario) {
	r.T.Helper()
	check := NewContract(r.T)
	for _, c := range scenarios {
		method, path, _ := strings.Cut(c.Call, " ")
		got := c.As.Call(method, path, c.Body).Want(r.T, c.Status, c.Content...)
		if err := check(method, path, got); err != nil {
			r.T.Errorf("%s: %v", c.Call, err)
		}
		if r.T.Failed() {
			r.T.Fatalf("%s %s: %.1500s", c.Call, c.Body, got.Body)
		}
	}
}

// Ask is a scenario: who sends which method to which address, with which body, and the
// status and content that come back.
func Ask(as *Visitor, call, body string, status int, content []string) Scenario {
	return Scenario{as, call, body, status, content}
}
