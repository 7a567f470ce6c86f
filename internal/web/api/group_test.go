package api_test

import (
	"net/http"
	"testing"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/webtest"
)

// Groups are read and written by the API, with their figures, and restrict lists and figures.
func TestGroupsByTheAPI(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.Fill()
	planner, officer := r.As(registry.Planner), r.As(registry.Officer)
	r.Play(
		webtest.Ask(planner, "POST /api/v1/groups", `{"name": "架空の群", "source": "架空", "processes": ["P-0000001"], "reason": "架空"}`,
			http.StatusCreated, []string{`"group":1`, `"listed":1`, `"filter":null`, `"processes":1`, `"list":"group=`}),
		webtest.Ask(officer, "POST /api/v1/groups", `{"name": "架空", "source": "架空", "filter": "status=done", "reason": "架空"}`,
			http.StatusForbidden, nil),
		webtest.Ask(planner, "POST /api/v1/groups", `{"name": "架空の次", "source": "架空", "filter": "group=1", "reason": "架空"}`,
			http.StatusUnprocessableEntity, []string{`"field":"filter"`}),
		webtest.Ask(planner, "PUT /api/v1/groups/1", `{"name": "架空の新しい群", "source": "架空", "filter": "status=done", "reason": "架空の改め"}`,
			http.StatusOK, []string{`"filter":"status=done"`, `"ended_reason":"架空の改め"`}),
		webtest.Ask(planner, "PUT /api/v1/groups/9", `{"name": "架空", "source": "架空", "filter": "status=done", "reason": "架空"}`,
			http.StatusNotFound, nil),
		webtest.Ask(officer, "GET /api/v1/groups/1", "", http.StatusOK, []string{`"versions":[{`, `"rates":`}),
		webtest.Ask(planner, "GET /api/v1/processes?group=1", "", http.StatusOK, []string{`"total":2`}),
		webtest.Ask(planner, "GET /api/v1/progress?group=1", "", http.StatusOK, []string{`"processes":2`}),
		webtest.Ask(planner, "GET /api/v1/funnel?group=1", "", http.StatusOK, []string{`"group":"1"`}),
		webtest.Ask(planner, "GET /api/v1/facets?group=架空の群", "", http.StatusOK, nil),
		webtest.Ask(planner, "GET /api/v1/curve?group=1&from=2022-04-01", "", http.StatusOK, []string{`"group":"架空の新しい群"`}),
		webtest.Ask(planner, "GET /api/v1/bridge?group=1&from=2022-04-01", "", http.StatusOK, []string{`"group":"架空の新しい群"`}),
		webtest.Ask(planner, "GET /api/v1/bridge/processes?group=1&from=2022-04-01&part=digitized", "", http.StatusOK, nil),
		webtest.Ask(planner, "GET /api/v1/forecast?group=1", "", http.StatusOK, []string{`"in_scope":2`}),
		webtest.Ask(planner, "GET /api/v1/laws?group=1", "", http.StatusOK, []string{`"group":"架空の新しい群"`}),
		webtest.Ask(planner, "GET /api/v1/laws?group=2", "", http.StatusBadRequest, []string{`"field":"group"`}),
		webtest.Ask(planner, "POST /api/v1/groups/1/withdraw", `{"reason": "架空の誤り"}`, http.StatusOK, []string{`"figures":null`}),
	)
}
