package page_test

import (
	"strings"
	"testing"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/webtest"
)

// Each role finds every page that it may open within a few sections, and none that it may not.
func TestTheNavigationOfEachRole(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	all := []struct{ section, label, href string }{
		{"今日の仕事", "今日の仕事", "/home"},
		{"進捗", "進捗", "/"}, {"進捗", "計画", "/plans"}, {"進捗", "公表値", "/snapshots"}, {"進捗", "出力", "/exports"},
		{"手続一覧", "手続一覧", "/processes"}, {"手続一覧", "手続群", "/groups"},
		{"重点手続", "重点手続", "/priorities"},
		{"法令と提案", "国の法令", "/laws"}, {"法令と提案", "国への提案", "/proposals"},
		{"取込と提出", "取込", "/uploads"}, {"取込と提出", "提出状況", "/board"}, {"取込と提出", "所管替え", "/transfers"},
		{"取込と提出", "増減", "/reconciliation"}, {"取込と提出", "代理", "/deputies"},
		{"管理と記録", "管理", "/admin"}, {"管理と記録", "記録", "/admin/log"}, {"管理と記録", "検証", "/admin/verify"},
	}
	for role, without := range map[registry.Role]string{
		registry.Officer:       "計画 代理 管理 記録 検証",
		registry.Approver:      "計画 管理 記録 検証",
		registry.Planner:       "代理 管理 記録 検証",
		registry.Headquarters:  "",
		registry.Auditor:       "計画 代理 管理",
		registry.Administrator: "計画 代理",
	} {
		v := r.As(role)
		first, pages := map[string]string{}, map[string]int{} // the address of a section, and how many pages it has
		for _, p := range all {
			if !strings.Contains(" "+without+" ", " "+p.label+" ") {
				if pages[p.section]++; first[p.section] == "" {
					first[p.section] = p.href
				}
			}
		}
		for _, p := range all {
			main, line := webtest.Group("主なページ"), webtest.Group(p.section+"の中のページ")
			if strings.Contains(" "+without+" ", " "+p.label+" ") {
				if at := first[p.section]; at != "" {
					v.Get(at).Want(t, 200).See(t, webtest.Not(webtest.In(line, webtest.Link(p.label, p.href))))
				} else {
					v.Get("/home").Want(t, 200).See(t, webtest.Not(webtest.In(main, webtest.Link(p.section, ""))))
				}
				continue
			}
			page := v.Get(p.href).Want(t, 200)
			page.See(t, webtest.In(main, webtest.Link(p.section, first[p.section])), webtest.In(main, webtest.Current(p.section)))
			if pages[p.section] == 1 {
				page.See(t, webtest.Not(line))
				continue
			}
			page.See(t, webtest.In(line, webtest.Current(p.label)))
			for _, other := range all {
				if other.section == p.section && other.label != p.label {
					page.See(t, webtest.Not(webtest.In(line, webtest.Current(other.label))))
				}
			}
		}
	}
}

// A page below those of the navigation is shown as part of the one that leads to it.
func TestThePagesBelowStandInTheNavigation(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.Fill()
	hq := r.As(registry.Headquarters)
	for path, want := range map[string]string{
		"/progress/curve": "進捗", "/progress/scope": "進捗", "/entered-figures": "進捗", "/reports/quarter": "出力", "/exports/waiting": "出力",
		"/plans/new": "計画", "/snapshots/new": "公表値", "/processes/P-0000001": "手続一覧", "/edits": "手続一覧", "/bulk-edits": "手続一覧",
		"/changes/1": "手続一覧", "/laws/settings": "国の法令", "/uploads/1": "取込", "/reconciliation/processes": "増減",
		"/admin/rounds": "管理", "/admin/thresholds": "管理", "/admin/log": "記録",
	} {
		hq.Get(path).See(t, webtest.In(webtest.Group("の中のページ"), webtest.Current(want)))
	}
	for _, path := range []string{"/account", "/notices", "/views"} { // no section's
		hq.Get(path).Want(t, 200).See(t, webtest.Link("重点手続", "/priorities"), webtest.Not(webtest.Group("の中のページ")))
	}
}
