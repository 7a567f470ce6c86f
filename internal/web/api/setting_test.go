package api_test

import (
	"testing"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/webtest"
)

func TestSettingsByAPI(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	check := webtest.NewContract(t)
	hq, admin, planner := r.As(registry.Headquarters), r.As(registry.Administrator), r.As(registry.Planner)
	target := `{"name":"架空の目標","from":"2026-04-01","to":"2027-03-31","rate":0.5,"scope":"applications","reason":"試し"}`
	for _, c := range []struct {
		as      *webtest.Visitor
		method  string
		path    string
		body    string
		status  int
		content []string
	}{
		{planner, "GET", "/api/v1/thresholds", "", 200, []string{`"volume":10000`, `"ended_at":null`, `"rule_version"`}},
		{planner, "POST", "/api/v1/thresholds", `{"effective_from":"2030-04-01","volume":5000,"reason":"試し"}`, 403, nil},
		{hq, "POST", "/api/v1/thresholds", `{"effective_from":"来月","volume":5000,"reason":"試し"}`, 422, []string{`"field":"effective_from"`, "例："}},
		{hq, "POST", "/api/v1/thresholds", `{"effective_from":"2030-04-01","volume":0,"reason":"試し"}`, 422, []string{`"field":"volume"`}},
		{hq, "POST", "/api/v1/thresholds", `{"effective_from":"2030-04-01","volume":5000,"reason":""}`, 422, []string{`"field":"reason"`}},
		{hq, "POST", "/api/v1/thresholds", `{"effective_from":"2030-04-01","volume":5000,"reason":"試し"}`, 201, []string{`"set_by":"架空の本部"`}},
		{admin, "POST", "/api/v1/thresholds/withdraw", `{"effective_from":"2030-04-01","reason":"誤り"}`, 200, []string{`"ended_reason":"誤り"`}},
		{admin, "POST", "/api/v1/thresholds/withdraw", `{"effective_from":"2030-04-01","reason":"誤り"}`, 404, nil},
		{admin, "POST", "/api/v1/thresholds/withdraw", `{"effective_from":"2021-04-01","reason":"誤り"}`, 409, []string{"先に新しい基準を"}},
		{planner, "GET", "/api/v1/targets", "", 200, []string{"３年間で70％", `"scope":"discretion"`, `"rate":0.7`}},
		{hq, "POST", "/api/v1/targets", target, 201, []string{`"target":3`, "架空の目標"}},
		{hq, "POST", "/api/v1/targets", target, 409, []string{`"field":"name"`}},
		{hq, "PUT", "/api/v1/targets/3", `{"name":"架空の目標","from":"2026-04-01","to":"2027-03-31","rate":0.6,"count":18000,"scope":"in","reason":"直し"}`, 200,
			[]string{`"count":18000`, `"rate":0.6`, `"rate":0.5`, `"ended_reason":"直し"`}},
		{hq, "PUT", "/api/v1/targets/99", target, 404, nil},
		{planner, "POST", "/api/v1/targets/3/withdraw", `{"reason":"試し"}`, 403, nil},
		{hq, "POST", "/api/v1/targets/3/withdraw", `{"reason":" "}`, 422, []string{`"field":"reason"`}},
		{hq, "POST", "/api/v1/targets/3/withdraw", `{"reason":"試し"}`, 200, nil},
		{planner, "GET", "/api/v1/progress", "", 200, []string{`"targets":[`, `"of":`}},
	} {
		got := c.as.Call(c.method, c.path, c.body).Want(t, c.status, c.content...)
		if t.Failed() {
			t.Fatalf("%s %s:\n%.1500s", c.method, c.path, got.Body)
		}
		if err := check(c.method, c.path, got); err != nil {
			t.Errorf("%s %s: %v", c.method, c.path, err)
		}
	}
}
