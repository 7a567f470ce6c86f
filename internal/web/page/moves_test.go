package page_test

import (
	"html"
	"regexp"
	"testing"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store/storetest"
	"tetsuzuki/internal/web/webtest"
)

// Each number of the reconciliation leads to a list that has just as many processes, as of then.
func TestEachNumberOfTheReconciliationLeadsToItsList(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.Fill() // P-1 and P-2 in 環境局, P-3 in 建設局
	row := func(id registry.ProcessID, bureau int, status registry.Status) *storetest.Row {
		return &storetest.Row{Process: registry.Process{ID: id, BureauID: bureau, ProcedureName: "架空の手続" + id.String(), Status: status,
			InScope: true}}
	}
	gone := row(2, 10, "")
	gone.Gone = true
	const environment, construction = 10, 15
	r.World.Change(t, "2023-05-01 09:00", "架空の担当者", row(1, construction, registry.Done), gone, row(101, environment, registry.Planned),
		row(102, environment, ""), row(3, construction, registry.Partial))
	r.World.Change(t, "2023-06-01 09:00", "架空の担当者", row(102, construction, "")) // new in one bureau, and then another's
	r.World.Change(t, "2024-06-01 09:00", "架空の担当者", row(101, environment, registry.Done), row(103, construction, registry.Done))
	hq, officer := r.As(registry.Headquarters), r.As(registry.Officer)
	number := regexp.MustCompile(`(?s)<td class="n[^"]*">\s*(?:<strong>)?<a href="([^"]+)">(?:<strong>)?([\d,]+)<`)
	for _, c := range []struct {
		who  *webtest.Visitor
		path string
		min  int
	}{{hq, "/reconciliation?from=2023-04-01&to=2024-03-31", 40}, {hq, "/reconciliation?from=2023-05-15", 40},
		{officer, "/reconciliation?from=2023-04-01&to=2024-03-31", 15}} {
		found := number.FindAllStringSubmatch(c.who.Get(c.path).Want(t, 200).Body, -1)
		if len(found) < c.min {
			t.Errorf("%s: only %d numbers lead anywhere", c.path, len(found))
		}
		for _, f := range found {
			c.who.Get(html.UnescapeString(f[1])).Want(t, 200).See(t, webtest.Counted(f[2]+" 手続"))
		}
	}
	moved := "/reconciliation/processes?bureau=%E5%BB%BA%E8%A8%AD%E5%B1%80&from=2023-04-01&kind=received&to=2024-03-31"
	hq.Get(moved).Want(t, 200, "建設局の受け入れた手続", "2023年4月1日から2024年3月31日まで").
		See(t, webtest.Counted("2 手続"), webtest.Row("P-0000001", "架空の手続P-0000001", "環境局", "実施済", "建設局", "実施済"))
	hq.Get("/reconciliation/processes.csv?from=2023-04-01&kind=new").Want(t, 200, "P-0000101")
	officer.Get(moved).Want(t, 403)
	officer.Get("/reconciliation/processes?from=2023-04-01&kind=handed_over").Want(t, 200).See(t, webtest.Counted("2 手続"))
	hq.Get("/reconciliation/processes?kind=nonsense").Want(t, 400, "選び直してください")
	hq.Get("/reconciliation/processes?kind=new&from=x").Want(t, 400)
}
