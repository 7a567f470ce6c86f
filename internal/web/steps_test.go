package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"tetsuzuki/internal/crashtest"
	"tetsuzuki/internal/postgres/pgtest"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/store/storetest"
	"tetsuzuki/internal/web"
	"tetsuzuki/internal/web/request"
	"tetsuzuki/internal/web/webtest"
)

// How many steps to the database and back a request may take that reads the registry.
const (
	mostStepsOfAPI  = 4
	mostStepsOfPage = 6
)

// readings are the questions that are asked of a route: each is one that nobody has asked before.
// A route whose answers are of the edition stands here only where it is asked more than once; of
// the others, those that read the registry stand here. "then" is a day of which nobody has asked.
var readings = func() map[string][]string {
	now, dated := []string{""}, []string{"", "?as_of=then"}
	grouped := []string{"", "?as_of=then", "?group=1", "?group=2", "?group=2&as_of=then"}
	list := append([]string{"?status=done", "?sort=volume&order=desc", "?q=架空"}, grouped...)
	priorities := append([]string{"?list=undecidable", "?list=near", "?status=done&q=架空", "?list=near&group=2"}, grouped...)
	bridge := []string{"?from=2022-04-01", "?from=2022-05-01", "?from=2022-05-01&group=2"}
	return map[string][]string{
		"/":                      append([]string{"?since=then"}, dated...),
		"/progress/curve":        {"", "?group=1", "?group=2"},
		"/progress/bridge":       {"?from=2022-04-01"},
		"/progress/forecast":     grouped,
		"/progress/scope":        grouped,
		"/progress/honesty":      dated,
		"/processes":             append([]string{"?column=missing"}, list...),
		"/processes/:id":         dated,
		"/processes/:id/related": now,
		"/priorities":            append([]string{"?list=near&column=missing", "?try=5000", "?try=5000&as_of=then"}, priorities...),
		"/laws":                  grouped,
		"/laws/processes":        {"?law=架空廃棄物法", "?law=架空廃棄物法&as_of=then"},
		"/groups":                now,
		"/groups/:id":            dated,
		"/proposals":             now,
		"/proposals/:id":         now,

		"/api/v1/processes":             append([]string{"?column=missing"}, list...),
		"/api/v1/processes/:id":         dated,
		"/api/v1/processes/:id/related": dated,
		"/api/v1/priorities":            priorities,
		"/api/v1/progress":              grouped,
		"/api/v1/funnel":                grouped,
		"/api/v1/facets":                grouped,
		"/api/v1/obstacles":             dated,
		"/api/v1/honesty":               dated,
		"/api/v1/forecast":              grouped,
		"/api/v1/laws":                  grouped,
		"/api/v1/laws/processes":        {"?law=架空廃棄物法", "?law=架空廃棄物法&as_of=then"},
		"/api/v1/thresholds/effect":     {"?volume=5000"},
		"/api/v1/bridge":                bridge,
		"/api/v1/groups":                dated,
		"/api/v1/groups/:id":            dated,
		"/api/v1/proposals":             now,
		"/api/v1/proposals/:id":         now,
	}
}()

// Whoever reads the registry waits for few steps to the database and back, also for what
// nobody has asked before.
func TestReadingTakesFewSteps(t *testing.T) {
	t.Parallel()
	wire := crashtest.NewWire(t, pgtest.New(t))
	r := webtest.NewRigOver(t, storetest.Over(t, wire.URL(), store.Options{MaxConnections: 1}))
	r.Idle = true
	r.Fill()
	planner := r.As(registry.Planner)
	planner.Call("POST", "/api/v1/groups",
		`{"name": "架空の一覧", "source": "架空", "reason": "架空", "processes": ["P-0000001", "P-0000003"]}`).Want(t, 201)
	planner.Call("POST", "/api/v1/groups", `{"name": "架空の条件", "source": "架空", "reason": "架空", "filter": "type=1"}`).Want(t, 201)
	planner.Call("POST", "/api/v1/proposals", `{"title": "架空の提案", "filter": "type=1", "reason": "架空"}`).Want(t, 201)
	then := time.Date(2022, 4, 2, 0, 0, 0, 0, registry.Tokyo)
	address := func(path, question string) string {
		id := "1"
		if strings.Contains(path, "/processes/:id") {
			id = "P-0000001"
		}
		if strings.Contains(question, "then") {
			then = then.AddDate(0, 0, 1)
		}
		return strings.ReplaceAll(path, ":id", id) + strings.ReplaceAll(question, "then", registry.DateOf(then))
	}
	for n, route := range web.Routes() {
		questions := readings[route.Path]
		switch {
		case route.Method != http.MethodGet || questions == nil && route.Shows == request.ShowsMore || testing.Short() && n%4 > 0:
			continue
		case questions == nil:
			questions = []string{""}
		}
		most := mostStepsOfPage
		if strings.HasPrefix(route.Path, "/api/") {
			most = mostStepsOfAPI
		}
		for i, v := range []*webtest.Visitor{planner, r.As(registry.Officer)} {
			if i > 0 && v.Get(address(route.Path, questions[0])).Status == 403 {
				continue // of all bureaus alone
			}
			for _, question := range questions {
				v.Get(address(route.Path, question)).Want(t, 200)        // prepares the statements
				r.World.ChangeAt(t, time.Now(), "作成者", &storetest.Row{}) // nothing is remembered
				path := address(route.Path, question)
				before := wire.Asked()
				v.Get(path).Want(t, 200)
				if n := wire.Asked() - before; n > most {
					t.Errorf("%s takes %d steps, want at most %d", path, n, most)
				}
				before = wire.Asked()
				again := v.Get(path).Want(t, 200)
				if n := wire.Asked() - before; n > 1 && again.Header.Get("ETag") != "" {
					t.Errorf("%s takes %d steps once more, want one", path, n)
				}
			}
		}
	}
}
