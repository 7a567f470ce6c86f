package web_test

import (
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

// ofAllBureaus are the addresses that a bureau's account is refused.
var ofAllBureaus = map[string]bool{"/progress/forecast/scores": true, "/api/v1/forecast/scores": true}

// Whoever reads the registry waits for few steps to the database and back, also for what
// nobody has asked before: each of several addresses of a route is another question.
func TestReadingTakesFewSteps(t *testing.T) {
	t.Parallel()
	wire := crashtest.NewWire(t, pgtest.New(t))
	r := webtest.NewRigOver(t, storetest.Over(t, wire.URL(), store.Options{MaxConnections: 1}))
	r.Idle = true
	r.Fill()
	visitors := []*webtest.Visitor{r.As(registry.Planner), r.As(registry.Officer)}
	asked := map[string][]string{
		"/":                  {"", "?as_of=then"},
		"/progress/scope":    {"", "?as_of=then"},
		"/processes":         {"", "?status=done", "?sort=volume&order=desc", "?q=架空", "?column=missing", "?as_of=then"},
		"/priorities":        {"", "?list=undecidable", "?list=near", "?status=done&q=架空", "?list=near&column=missing", "?as_of=then"},
		"/api/v1/processes":  {"", "?status=done", "?sort=volume&order=desc", "?q=架空"},
		"/api/v1/priorities": {"", "?list=undecidable", "?list=near", "?status=done&q=架空"},
		"/api/v1/progress":   {"", "?as_of=then"},
		"/api/v1/funnel":     {"", "?as_of=then"},
		"/api/v1/facets":     {"", "?as_of=then"},
		"/api/v1/forecast":   {"", "?as_of=then"},
		"/api/v1/laws":       {"", "?as_of=then"},
		"/api/v1/bridge":     {"?from=2022-04-01", "?from=2022-05-01"},
	}
	day := 0
	then := time.Date(2022, 4, 2, 0, 0, 0, 0, registry.Tokyo)
	address := func(path, question string) string { // "then" is a day of which nobody has asked
		then = then.AddDate(0, 0, 1)
		return strings.ReplaceAll(path, ":id", "P-0000001") + strings.ReplaceAll(question, "then", registry.DateOf(then))
	}
	for n, route := range web.Routes() {
		if route.Shows == request.ShowsMore || testing.Short() && n%4 > 0 && asked[route.Path] == nil {
			continue
		}
		most := mostStepsOfPage
		if strings.HasPrefix(route.Path, "/api/") {
			most = mostStepsOfAPI
		}
		questions := asked[route.Path]
		if questions == nil {
			questions = []string{""}
		}
		for i, v := range visitors {
			if i > 0 && ofAllBureaus[route.Path] {
				continue
			}
			for _, question := range questions {
				v.Get(address(route.Path, question)).Want(t, 200) // prepares the statements
			}
			day++
			r.World.ChangeAt(t, time.Date(2023, 5, day, 0, 0, 0, 0, registry.Tokyo), "作成者", &storetest.Row{}) // nothing is remembered
			for _, question := range questions {
				path := address(route.Path, question)
				before := wire.Asked()
				v.Get(path).Want(t, 200)
				if n := wire.Asked() - before; n > most {
					t.Errorf("%s takes %d steps, want at most %d", path, n, most)
				}
				before = wire.Asked()
				v.Get(path).Want(t, 200)
				if n := wire.Asked() - before; n > 1 {
					t.Errorf("%s takes %d steps once more, want one", path, n)
				}
			}
		}
	}
}
