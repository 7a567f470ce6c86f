package api_test

import (
	"strings"
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
	wrong := `{"name":"架空","day":"2022-03-31","rate_kind":"half","rate":0.2,"source":"架空","reason":"試し"}`
	figure := strings.Replace(wrong, "half", "process", 1)
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
		{hq, "POST", "/api/v1/thresholds", `{"effective_from":"来月","volume":5000,"reason":"試し"}`, 422, []string{`"field":"effective_from"`, "R5.4.1"}},
		{hq, "POST", "/api/v1/thresholds", `{"effective_from":"2030-04-01","volume":0,"reason":"試し"}`, 422, []string{`"field":"volume"`}},
		{hq, "POST", "/api/v1/thresholds", `{"effective_from":"2030-04-01","volume":5000,"reason":""}`, 422, []string{`"field":"reason"`}},
		{hq, "POST", "/api/v1/thresholds", `{"effective_from":"2030-04-01","volume":5000,"reason":"試し"}`, 201, []string{`"set_by":"架空の本部"`}},
		{admin, "POST", "/api/v1/thresholds/withdraw", `{"effective_from":"2030-04-01","reason":"誤り"}`, 200, []string{`"ended_reason":"誤り"`}},
		{admin, "POST", "/api/v1/thresholds/withdraw", `{"effective_from":"2030-04-01","reason":"誤り"}`, 404, nil},
		{admin, "POST", "/api/v1/thresholds/withdraw", `{"effective_from":"2021-04-01","reason":"誤り"}`, 409, []string{"先に新しい基準を"}},
		{planner, "GET", "/api/v1/targets", "", 200, []string{"３年間で70％", `"scope":"discretion"`, `"rate":0.7`}},
		{hq, "POST", "/api/v1/targets", target, 201, []string{`"target":3`, "架空の目標"}},
		{hq, "POST", "/api/v1/targets", target, 409, []string{`"field":"name"`}},
		{hq, "PUT", "/api/v1/targets/3", strings.Replace(target, "0.5", `0.6,"count":18000`, 1), 422, []string{`"field":"rate"`, "どちらか一方"}},
		{hq, "PUT", "/api/v1/targets/3", strings.Replace(target, `"rate":0.5,`, "", 1), 422, []string{`"field":"rate"`, "18000"}},
		{hq, "PUT", "/api/v1/targets/3", strings.Replace(target, `"rate":0.5`, `"count":9000000000000000000`, 1), 422,
			[]string{`"field":"count"`, "1～1000000"}},
		{hq, "PUT", "/api/v1/targets/3", strings.Replace(strings.Replace(target, `"rate":0.5`, `"count":18000`, 1), "試し", "直し", 1), 200,
			[]string{`"rate":null,"count":18000`, `"rate":0.5,"count":null`, `"ended_reason":"直し"`}},
		{hq, "PUT", "/api/v1/targets/99", target, 404, nil},
		{planner, "POST", "/api/v1/targets/3/withdraw", `{"reason":"試し"}`, 403, nil},
		{hq, "POST", "/api/v1/targets/3/withdraw", `{"reason":" "}`, 422, []string{`"field":"reason"`}},
		{hq, "POST", "/api/v1/targets/3/withdraw", `{"reason":"試し"}`, 200, nil},
		{planner, "GET", "/api/v1/entered-figures", "", 200, []string{`"entered":[]`}},
		{planner, "POST", "/api/v1/entered-figures", `{"name":"架空"}`, 403, nil},
		{hq, "POST", "/api/v1/entered-figures", wrong, 422, []string{`"field":"rate_kind"`}},
		{hq, "POST", "/api/v1/entered-figures", strings.Replace(figure, "0.2", `0.5,"numerator":10,"denominator":100`, 1), 422,
			[]string{`"field":"rate"`, "10.0％"}},
		{hq, "POST", "/api/v1/entered-figures", strings.Replace(figure, "2022-03-31", "2100-03-31", 1), 422, []string{`"field":"day"`}},
		{hq, "POST", "/api/v1/entered-figures", figure, 201, []string{`"percent":"20.0"`, `"numerator":null`}},
		{hq, "POST", "/api/v1/entered-figures", figure, 409, []string{`"field":"day"`}},
		{planner, "GET", "/api/v1/curve?from=2022-01-01&step=quarter", "", 200, []string{`"name":"架空"`, `"day":"2022-03-31"`}},
		{planner, "GET", "/api/v1/curve?from=2022-01-01&step=quarter&bureau=B10", "", 200, []string{`!"name":"架空"`}},
		{hq, "POST", "/api/v1/entered-figures/1/withdraw", `{"reason":"誤り"}`, 200, []string{`"ended_reason":"誤り"`}},
		{hq, "POST", "/api/v1/entered-figures/1/withdraw", `{"reason":"誤り"}`, 404, nil},
		{planner, "GET", "/api/v1/curve?from=2022-01-01&step=quarter", "", 200, []string{`"entered":[]`}},
		{planner, "GET", "/api/v1/progress", "", 200, []string{`"targets":[`, `"of":`}},
		{planner, "GET", "/api/v1/organisation", "", 200, []string{`"kind":"split"`, `"set_by":"初期設定"`, `"state":"done"`}},
		{planner, "POST", "/api/v1/organisation", `{"kind":"add","on":"2030-04-01","name":"架空局","reason":"試し"}`, 403, nil},
		{hq, "POST", "/api/v1/organisation", `{"kind":"found","on":"2030-04-01","name":"架空局","reason":"試し"}`, 422, []string{`"field":"kind"`, "rename"}},
		{hq, "POST", "/api/v1/organisation", `{"kind":"add","on":"来年","name":"架空局","reason":"試し"}`, 422, []string{`"field":"on"`}},
		{hq, "POST", "/api/v1/organisation", `{"kind":"close","on":"2030-04-01","bureaus":["未知局"],"reason":"試し"}`, 422, []string{`"field":"bureaus"`}},
		{admin, "POST", "/api/v1/organisation", `{"kind":"add","on":"2030-04-01","name":"架空局","reason":"試し"}`, 201,
			[]string{`"id":5`, `"state":"planned"`, `"code":"B34"`}},
		{hq, "POST", "/api/v1/organisation", `{"kind":"split","on":"2031-04-01","bureaus":["B34"],"reason":"試し",
			"into":[{"name":"架空一局"},{"name":"架空二局","departments":["架空部"]}]}`, 201, []string{`"departments":["架空部"]`}},
		{hq, "POST", "/api/v1/organisation/1/transfers", `{}`, 409, nil},
		{hq, "POST", "/api/v1/organisation/6/withdraw", `{"reason":""}`, 422, []string{`"field":"reason"`}},
		{hq, "POST", "/api/v1/organisation/5/withdraw", `{"reason":"誤り"}`, 409, []string{"別の改正"}},
		{hq, "POST", "/api/v1/organisation/6/withdraw", `{"reason":"誤り"}`, 200, []string{`"state":"withdrawn"`}},
		{hq, "POST", "/api/v1/organisation/5/withdraw", `{"reason":"誤り"}`, 200, []string{`"ended_reason":"誤り"`}},
		{hq, "POST", "/api/v1/organisation/99/withdraw", `{"reason":"誤り"}`, 404, nil},
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
