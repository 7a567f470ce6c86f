package api_test

import (
	"net/http"
	"testing"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/webtest"
)

// Proposals are read and written by the API, with the processes that each has from its sending.
func TestProposalsByTheAPI(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.World.Catalogue(t)
	planner, officer := r.As(registry.Planner), r.As(registry.Officer)
	body := `{"title": "架空の提案", "filter": "bureau=B10&law_change=required", "links": ["https://www.example.lg.jp"], "reason": "架空"}`
	r.Play(
		webtest.Ask(planner, "POST /api/v1/proposals", body, http.StatusCreated,
			[]string{`"proposal":1`, `"state":"considering"`, `"sent_on":null`}),
		webtest.Ask(officer, "POST /api/v1/proposals", body, http.StatusForbidden, nil),
		webtest.Ask(planner, "PUT /api/v1/proposals/9", body, http.StatusNotFound, nil),
		webtest.Ask(planner, "POST /api/v1/proposals/1/states", `{"state": "realized", "day": "2022-06-30"}`, http.StatusUnprocessableEntity,
			[]string{`"field":"state"`}),
		webtest.Ask(planner, "POST /api/v1/proposals/1/states", `{"state": "sent", "day": "2022-06-30"}`, http.StatusCreated,
			[]string{`"processes":1`, `"sendings":1`}),
		webtest.Ask(planner, "GET /api/v1/proposals", "", http.StatusOK, []string{`"asked":1`, `"needed":1`}),
		webtest.Ask(planner, "POST /api/v1/proposals/1/states", `{"state": "realized", "day": "2022-09-30", "answer": "架空"}`, http.StatusCreated,
			[]string{`"open":1`}),
		webtest.Ask(officer, "GET /api/v1/notices", "", http.StatusOK, []string{`"kind":"proposal_realized"`, `"proposal":1`}),
		webtest.Ask(officer, "GET /api/v1/home", "", http.StatusOK, []string{`"kind":"proposal"`}),
		webtest.Ask(officer, "GET /api/v1/proposals/1", "", http.StatusOK, []string{`"open":true`, "P-0000002"}),
		webtest.Ask(officer, "POST /api/v1/proposals/1/answers", `{"processes": ["P-0000001"], "reason": "架空"}`, http.StatusConflict, nil),
		webtest.Ask(officer, "POST /api/v1/proposals/1/answers", `{"processes": ["P-0000002"], "reason": "架空の政令が要る"}`, http.StatusCreated,
			[]string{`"open":0`, "架空の政令が要る"}),
		webtest.Ask(planner, "POST /api/v1/proposals/1/withdraw", `{"reason": "架空の誤り"}`, http.StatusOK, []string{`"proposals":[]`}),
		webtest.Ask(planner, "GET /api/v1/proposals/1", "", http.StatusNotFound, nil),
	)
}
