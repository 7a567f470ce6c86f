package page_test

import (
	"strings"
	"testing"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/webtest"
)

// Of a list of a group that a target counts, shares are of what is missing to that target, on
// pages, by API and in files.
func TestTheShareOfTheTargetOfAGroup(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	openProcesses(t, r)
	planner := r.As(registry.Planner)
	planner.Post("/groups", "name", "架空の群", "source", "架空", "members", "P-0000001、P-0000002", "reason", "架空").Want(t, 303)
	const list = "/processes?column=target_share&group=1"
	planner.Get(list).Want(t, 200, "!90.0")
	r.As(registry.Headquarters).Post("/admin/targets", "name", "架空の群の目標", "from", "R3.4.1", "to", "R10.3.31", "percent", "100",
		"scope", "group:1", "reason", "架空").Want(t, 303)
	planner.Get(list).Want(t, 200, "10.0", "90.0", "手続 1／2")
	planner.Get("/processes.csv?column=target_share&group=1").Want(t, 200, "90.0")
	planner.Get("/processes?column=target_share").Want(t, 200, "!90.0")
	planner.Get("/priorities?group=1").Want(t, 200, "目標「架空の群の目標」", "対象のうち、手続群の手続")
	planner.Get("/priorities").Want(t, 200, "!架空の群の目標")
	planner.Get("/api/v1/priorities?group=1").Want(t, 200, `"gap":{"name":"架空の群の目標"`)
}

// A target that is a number of processes stands with the figures of all, not with those of a part.
func TestATargetThatIsANumber(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.Fill()
	r.As(registry.Headquarters).Post("/admin/targets", "name", "架空の5手続", "from", "R3.4.1", "to", "R10.3.31", "percent", "", "count", "5",
		"scope", "in", "reason", "架空").Want(t, 303)
	planner, officer := r.As(registry.Planner), r.As(registry.Officer)
	planner.Get("/").Want(t, 200, "架空の5手続", "目標 166.6％（5 手続）")
	planner.Get("/progress/curve").Want(t, 200, "目標「架空の5手続」", "は 5 手続です")
	planner.Get("/progress/curve?bureau=B10").Want(t, 200, "!架空の5手続")
	planner.Get("/progress/bureaus").Want(t, 200, "架空の5手続")
	planner.Get("/api/v1/progress").Want(t, 200, `"count":5`)
	officer.Get("/").Want(t, 200, "３年間で70％", "!架空の5手続")
	officer.Get("/api/v1/curve").Want(t, 200, `!"count":5`)
}

// A target by what TMG decides itself, and one by priority processes, tell beside what they count
// the processes of which that is unknown, with the list of them.
func TestATargetTellsOfWhomItIsUnknownWhetherItCountsThem(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.Fill()
	hq := r.As(registry.Headquarters)
	hq.Post("/admin/targets", "name", "架空の重点", "from", "R3.4.1", "to", "R10.3.31", "percent", "90", "scope", "priority", "reason",
		"架空").Want(t, 303)
	for _, list := range []string{"/processes?law_change=unknown&scope=counted", "/processes?priority=undecidable"} {
		if got := hq.Get(list).Want(t, 200); !strings.Contains(got.Body, "<b>1</b> 手続") {
			t.Errorf("%s has another number than 1: %.300s", list, got.Body)
		}
	}
	hq.Get("/").Want(t, 200, "法令改正の要否が不明の手続 1（数えていません）", "重点手続かどうかを判定できない手続 1（数えていません）").See(t,
		webtest.Link("1", "/processes?law_change=unknown&scope=counted"))
}
