package api_test

import (
	"testing"

	"tetsuzuki/internal/postgres/pgtest"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/store/storetest"
	"tetsuzuki/internal/web/webtest"
)

// openProcesses are two of 環境局 and one of 建設局 that could be digitized.
func openProcesses(t *testing.T, r *webtest.Rig) {
	t.Helper()
	of := func(bureau int, name string, cases int64) *storetest.Row {
		return &storetest.Row{Volumes: []registry.Volume{storetest.Cases(2021, registry.Exact, cases)}, Process: registry.Process{
			BureauID: bureau, ProcedureName: name, InScope: true, ProcessType: "1", Status: registry.NotStarted,
			NationalLawChange: registry.LawChangeNotRequired}}
	}
	r.World.Change(t, "2022-04-01 09:00", "作成者", of(10, "架空の届出", 100), of(10, "架空の申請", 900), of(15, "架空の許可", 50))
}

// A plan is made by the API with its assumptions, kept, compared, adopted, undone and withdrawn.
func TestAPlanByTheAPI(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	openProcesses(t, r)
	planner, hq := r.As(registry.Planner), r.As(registry.Headquarters)
	planner.Get("/api/v1/plans").Want(t, 200, `"plans":[]`)
	made := planner.Call("POST", "/api/v1/plans", `{"name": "架空の計画", "objective": "cases", "assumptions": {"capacity_days": 10}}`).Want(t, 201,
		`"objective":"cases"`, `"value":1050`, `"bound":1050`, `"exact":true`, `"capacity_days":10`, `"shared_by":"law"`, `"cases_unknown":0`,
		`"id":"P-0000002"`, `"rule_version"`, `"set":3`)
	if got := made.Header.Get("Location"); got != "/api/v1/plans/1" {
		t.Errorf("it is at %q", got)
	}
	planner.Call("POST", "/api/v1/plans", `{"name": "率の計画", "objective": "soonest", "goal_rate": 0.6,
		"assumptions": {"capacity": [{"bureau": "環境局", "fiscal_year": 0, "days": 10}]}}`).
		Want(t, 201, `"value":2`, `"reached_year":`, `"in_time":true`)
	planner.Get("/api/v1/plans").Want(t, 200, `"name":"架空の計画"`, `"processes":3`, `"years":[{`, `"reached_year":null`,
		`"rule_version"`, `"cases_unknown":0`, `"open":3`)
	planner.Get("/api/v1/plans/compare?a=1&b=2").Want(t, 200, `"only_a":1`, `"only_b":0`, `"b":null`, `"value":1050`, `"cases_unknown":0`,
		`!"value":0`, `!"years":null`)
	planner.Get("/api/v1/plans/compare?a=1").Want(t, 400, "比べる計画を2つ")
	for body, want := range map[string]string{
		`{"objective": "cases"}`:                                               `"field":"name"`,
		`{"name": "架空", "objective": "best"}`:                                  `"field":"objective"`,
		`{"name": "架空", "objective": "soonest", "goal_rate": 2}`:               `"field":"goal_rate"`,
		`{"name": "架空", "objective": "cases", "assumptions": {"law_year": 3}}`: `"field":"law_year"`,
		`{"name": "架空", "objective": "cases", "as_of": "きのう"}`:                 `"field":"as_of"`,
		`{"name": "架空", "objective": "cases", "capacity": 3}`:                  `"field":"capacity"`,
	} {
		planner.Call("POST", "/api/v1/plans", body).Want(t, 422, want)
	}
	r.As(registry.Officer).Get("/api/v1/plans/1").Want(t, 403, "すべての局")
	planner.Call("POST", "/api/v1/plans/1/adopt", `{"reason": "架空"}`).Want(t, 403)
	hq.Call("POST", "/api/v1/plans/1/adopt", `{"reason": ""}`).Want(t, 422, `"field":"reason"`)
	hq.Call("POST", "/api/v1/plans/1/adopt", `{"reason": "架空の決定"}`).Want(t, 200, `"adoption":"adopted"`, `"processes":3`, `"same":3`)
	r.As(registry.Officer).Get("/api/v1/notices").Want(t, 200, `"plan_adopted"`, `"change":2`)
	hq.Call("POST", "/api/v1/plans/1/withdraw", `{"reason": "不要"}`).Want(t, 409)
	hq.Call("POST", "/api/v1/plans/1/undo", `{"reason": "見直し"}`).Want(t, 200, `"put_back":3`)
	hq.Get("/api/v1/plans/1").Want(t, 200, `"adoption":"undone"`, `"undone_reason":"見直し"`, `"set":3`)
	hq.Call("POST", "/api/v1/plans/1/withdraw", `{"reason": "不要"}`).Want(t, 200, `"withdrawn_reason":"不要"`)
	hq.Get("/api/v1/plans/9").Want(t, 404)
}

// A plan of a bureau, a group or a filter is made of those processes alone; it names them.
func TestAPlanOfSomeByTheAPI(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	openProcesses(t, r)
	planner := r.As(registry.Planner)
	planner.Call("POST", "/api/v1/groups", `{"name": "架空の手続群", "source": "架空", "reason": "架空",
		"processes": ["P-0000001", "P-0000003"]}`).Want(t, 201)
	planner.Call("POST", "/api/v1/plans", `{"name": "局", "objective": "cases", "bureau": "環境局"}`).Want(t, 201, `"value":1000`,
		`"filter":"bureau=%E7%92%B0%E5%A2%83%E5%B1%80"`, `"in_scope":2`, `"procedure_name":"架空の申請"`, `"bureau":"環境局"`, "!架空の許可")
	planner.Call("POST", "/api/v1/plans", `{"name": "手続群", "objective": "cases", "group": "架空の手続群"}`).Want(t, 201, `"value":150`, "!架空の申請")
	planner.Call("POST", "/api/v1/plans", `{"name": "条件", "objective": "soonest", "goal_rate": 1, "group": "1", "filter": "?volume_min=60"}`).
		Want(t, 201, `"value":1`, "架空の届出", "!架空の許可")
	planner.Get("/api/v1/plans").Want(t, 200, `"filter":"group=1\u0026volume_min=60"`)
	planner.Get("/api/v1/plans/compare?a=1&b=2").Want(t, 200, `"procedure_name":"架空の許可"`, `"procedure_name":"架空の申請"`)
	planner.Call("POST", "/api/v1/plans", `{"name": "架空", "objective": "cases", "bureau": "架空局"}`).Want(t, 422, `"field":"bureau"`)
	planner.Call("POST", "/api/v1/plans", `{"name": "架空", "objective": "cases", "group": "ない"}`).Want(t, 422, `"field":"group"`)
	planner.Call("POST", "/api/v1/plans", `{"name": "架空", "objective": "cases", "filter": "sort=volume"}`).Want(t, 422, `"field":"filter"`)
	planner.Call("POST", "/api/v1/plans", `{"name": "架空", "objective": "cases", "assumptions": {"days": 1}}`).Want(t, 422, `"field":"days"`)
}

// A plan of very many processes is computed by a job, with the same result.
func TestALargePlanIsComputedByAJob(t *testing.T) {
	t.Parallel()
	r := webtest.NewRigOver(t, storetest.Over(t, pgtest.New(t), store.Options{PlanAtOnce: 2}))
	openProcesses(t, r)
	planner := r.As(registry.Planner)
	r.Idle = true
	planner.Call("POST", "/api/v1/plans", `{"name": "架空", "objective": "cases", "assumptions": {"law_year": 3}}`).
		Want(t, 422, `"field":"law_year"`)
	planner.Call("POST", "/api/v1/plans", `{"name": "大きな計画", "objective": "cases"}`).Want(t, 201, `"state":"computing"`, `!"value"`)
	planner.Get("/api/v1/plans").Want(t, 200, `"value":null`, `"years":[]`)
	r.As(registry.Headquarters).Call("POST", "/api/v1/plans/1/adopt", `{"reason": "架空"}`).Want(t, 409, "まだ結果がありません")
	r.Work()
	planner.Get("/api/v1/plans/1").Want(t, 200, `"state":"ready"`, `"value":1050`, `"exact":true`)
}
