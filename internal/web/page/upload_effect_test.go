package page_test

import (
	"testing"
	"time"

	"tetsuzuki/import/sheettest"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/webtest"
)

// Who submits and who approves sees what the upload does to the figures before it counts,
// and is led to the rows that are worth a look.
func TestTheEffectIsSeenBeforeItCounts(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	row := func(name string, total any, status, law string) []any {
		return []any{name, "架空法", total, 1, status, law}
	}
	r.Imported(row("架空騒音の届出", 1200, "検討中", "要"), row("架空悪臭の届出", 100, "実施済", "要"), row("架空振動の届出", 100, "検討中", "要"))
	officer := r.As(registry.Officer)
	at := officer.Send("/uploads", "架空の二回目.xlsx", webtest.Sheet(t, row("架空騒音の届出", 12_000, "実施済", "不要"),
		row("架空悪臭の届出", 100, "検討中", "要"), row("架空振動の届出", 100, "検討中", "要"), row("架空粉じんの届出", 50_000, "実施済", "要"))).
		Want(t, 303).Header.Get("Location")
	told := []string{"環境局", "33.3％1／3", "50.0％2／4", "＋16.7 ポイント", "重点手続（年間 10,000 件以上） 0 手続 2 手続 ＋2 手続",
		"変更 1 手続（実施済から戻る）", "変更 1 手続（件数が10倍以上）", "変更 1 手続（国の法令改正が要らなくなる）", "変更 1 手続（新しい重点手続）", "新規 1 手続（新しい重点手続）",
		"「適用除外」から「実施済」に変わる", "20行以上で、同じ項目が"}
	page := officer.Get(at+"/submission").Want(t, 200, append(told, "!全局")...)
	officer.Post(at+"/submit").Want(t, 303)
	r.As(registry.Approver).Get(at+"/submission").Want(t, 200, told...)
	r.As(registry.Headquarters).Get(at+"/submission").Want(t, 200, append(told, "全局")...)
	rows := page.Page(t).Href("変更 1 手続（件数が10倍以上）")
	officer.Get(rows).Want(t, 200, "架空騒音の届出", "!架空悪臭", "件数が10倍以上：同じ年度の件数か").See(t, webtest.Filled("確かめたい変更", "件数が10倍以上（1）"))
	officer.Get(page.Page(t).Href("新規 1 手続（新しい重点手続）")).Want(t, 200, "架空粉じんの届出", "!架空騒音")
	officer.Get(at+"/difference?show=unchanged&concern=undone").Want(t, 200, "架空振動の届出", "!確かめたい変更")
	officer.Get(at+"/difference?show=changed&concern=nonsense").Want(t, 200, "架空騒音の届出", "架空悪臭の届出")
	officer.Get("/api/v1"+at+"/effect").Want(t, 200, `"concern":"volume_times_10","label":"件数が10倍以上","rule":"`, `"new":0,"changed":1`,
		`"bureau":{"code":"B`, `"alike":[]`, `"compared":null`)
	officer.Get("/api/v1"+at+"/difference?concern=undone").Want(t, 200, "架空悪臭の届出", "!架空騒音")
	officer.Get("/api/v1"+at+"/difference?concern=none").Want(t, 400, `"field":"concern"`)
	r.As(registry.Approver).Post(at+"/approve").Want(t, 303)
	officer.Get(at+"/submission").Want(t, 200, "!登録すると変わること")
	officer.Get("/api/v1"+at+"/effect").Want(t, 409)
}

// Each target is told before and after, those that count applications alone, too.
func TestTheEffectTellsOfEachTarget(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	day := registry.DayOf(time.Now())
	for name, scope := range map[string]registry.TargetScope{"架空のすべての目標": registry.TargetInScope, "架空の申請の目標": registry.TargetApplications} {
		target := registry.Target{Name: name, From: day, To: day.AddDate(1, 0, 0), Rate: registry.RateUnit, Scope: scope, Reason: "架空の理由"}
		if _, err := r.Store.SetTarget(t.Context(), registry.Operator("架空の運用担当"), target); err != nil {
			t.Fatal(err)
		}
	}
	officer := r.As(registry.Officer)
	at := officer.Send("/uploads", "架空の棚卸.xlsx", sheettest.Book(t, "Sheet1", []any{"手続名", "手続類型", "デジタル化状況"},
		[]any{"架空騒音の届出", "申請等", "検討中"}, []any{"架空悪臭の届出", "申請等", "実施済"}, []any{"架空振動の縦覧", "縦覧等", "検討中"})).
		Want(t, 303).Header.Get("Location")
	officer.Get(at+"/submission").Want(t, 200, "目標まで（架空のすべての目標） — 0／0 あと 2 手続 1／3 ＋2 手続", "目標まで（架空の申請の目標） — 0／0 あと 1 手続 1／2 ＋1 手続")
}
