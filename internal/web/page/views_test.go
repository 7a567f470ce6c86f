package page_test

import (
	"net/url"
	"path"
	"strings"
	"testing"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/webtest"
)

// A list is saved as it is shown, stands in the navigation of every page, has an address of its
// own, and is renamed, shared, taken the place of and ended; every write is one change.
func TestAListIsSavedAsAView(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.Fill()
	planner, officer, hq := r.As(registry.Planner), r.As(registry.Officer), r.As(registry.Headquarters)
	planner.Get("/").Want(t, 200, "!保存した表示")
	before := r.Count("select count(*) from change")
	const list = "/processes?column=platform&order=desc&sort=volume&status=done"
	page := planner.Get(list).Want(t, 200).See(t, webtest.Form("/views"),
		webtest.Sends("query", "column=platform&order=desc&sort=volume&status=done"))
	form := webtest.FormOf(t, page.Body, "/views")
	form.Set("name", "実施済の基盤")
	planner.Submit("/views", form).Want(t, 303)
	planner.Get("/").Want(t, 200).See(t, webtest.Link("実施済の基盤", "/views/1"), webtest.Link("表示の管理", "/views"))
	if at := planner.Get("/views/1").Want(t, 303).Header.Get("Location"); at != list {
		t.Errorf("the view leads to %q, want %q", at, list)
	}
	planner.Get(list).Want(t, 200).See(t, webtest.Current("実施済の基盤"))
	planner.Get("/priorities").Want(t, 200).See(t, webtest.Link("実施済の基盤", "/views/1"), webtest.Sends("list", "priorities"))

	// It is its owner's until it is shared.
	for _, other := range []*webtest.Visitor{officer, hq} {
		other.Get("/views/1").Want(t, 404, "この表示は見つかりませんでした")
		other.Get("/views").Want(t, 200, "!実施済の基盤")
	}
	planner.Get("/views").Want(t, 200, "デジタル化状況：実施済", "列：申請基盤", "自分だけ").See(t, webtest.Link("名前・共有を変える", "/views/1/edit"))
	planner.Post("/views/1/edit", "name", " ", "shared", "yes").Want(t, 422, "表示の名前を、100文字以内で").See(t, webtest.Wrong("名前"))
	planner.Post("/views/1/edit", "name", "架空の共有", "shared", "yes").Want(t, 303)
	officer.Get("/views").Want(t, 200, "架空の共有", "全員").See(t, webtest.Link("架空の共有", "/views/1"),
		webtest.Not(webtest.Link("消す", "/views/1/edit")))
	officer.Get("/views/1").Want(t, 303)
	officer.Get(list).Want(t, 200, "架空廃棄物").See(t, webtest.Counted("1"), webtest.Current("架空の共有")) // its own bureau's alone
	officer.Post("/views/1/edit", "name", "横取り").Want(t, 403, "ほかの人の表示は変えられません")
	officer.Post("/views/1/withdraw", "reason", "横取り").Want(t, 403, "ほかの人の表示は消せません")

	// One name is one view's; a view is taken the place of.
	planner.Post("/views", "name", "架空の共有", "list", "processes", "query", "").Want(t, 409, "この名前の表示は、すでに保存してあります")
	for status, wrong := range map[int]struct{ name, says string }{422: {"", "表示の名前を、100文字以内で"}, 409: {"架空の共有", "この名前の表示は、すでに"}} {
		for query, list := range map[string]string{"status=done": "processes", "list=near&status=done": "priorities"} {
			planner.Post("/views", "name", wrong.name, "shared", "yes", "list", list, "query", query).Want(t, status, wrong.says).
				See(t, webtest.Wrong("名前"), webtest.Filled("名前", wrong.name), webtest.Ticked("共有する"), webtest.Sends("list", list),
					webtest.Sends("query", query), webtest.Option("保存のしかた", "「架空の共有」に上書きする"))
		}
	}
	other := planner.Post("/views", "name", "別の名前", "list", "processes", "query", "").Want(t, 303).Header.Get("Location")
	planner.Post("/views", "name", "架空の共有", "view", strings.TrimPrefix(other, "/views/"), "list", "processes", "query", "").Want(t, 409).
		See(t, webtest.Filled("保存のしかた", "「別の名前」に上書きする"))
	planner.Post(other+"/edit", "name", "架空の共有", "shared", "yes").Want(t, 409, "この名前の表示は").
		See(t, webtest.Filled("名前", "架空の共有"), webtest.Ticked("共有する"))
	planner.Post(other+"/withdraw").Want(t, 303)
	for _, name := range []string{"消えた表示の続き", ""} { // one that is gone cannot be overwritten, and what was entered is kept
		planner.Post("/views", "name", name, "view", path.Base(other), "list", "processes", "query", "status=done").
			Want(t, 409, "もう消されています", "デジタル化状況：実施済")
	}
	planner.Post("/views", "name", "", "view", "1", "list", "priorities", "query", "list=near&sort=status", "shared", "yes").Want(t, 303)
	if at := hq.Get("/views/1").Want(t, 303).Header.Get("Location"); at != "/priorities?list=near&sort=status" {
		t.Errorf("the view leads to %q after it was written over", at)
	}
	planner.Post("/views", "name", "別の表示", "list", "processes", "query", "colour=red").Want(t, 422, "使えないものがあります")
	if n := r.Count("select count(*) from change") - before; n != 5 {
		t.Errorf("five writes made %d changes", n)
	}
	hq.Get("/changes/"+webtest.Num(before+2)).Want(t, 200, "共有の表示「架空の共有」を保存", "共有の表示")

	hq.Post("/views/1/withdraw", "reason", "").Want(t, 422, "理由を入力してください")
	long := strings.Repeat("架", 2001)
	hq.Post("/views/1/withdraw", "reason", long).Want(t, 422).See(t, webtest.Filled("消す理由", long))
	hq.Post("/views/1/withdraw", "reason", "使われていない").Want(t, 303)
	planner.Get("/views/1").Want(t, 404)
	planner.Get("/").Want(t, 200).See(t, webtest.Not(webtest.Link("架空の共有", "/views/1")))
}

// What a bureau's account shares is for its bureau; what it is shown is its own, whatever a view
// says, and a view of other bureaus alone is not there for it.
func TestASharedViewShowsWhatItsReaderMaySee(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.Fill()
	planner, officer, approver := r.As(registry.Planner), r.As(registry.Officer), r.As(registry.Approver)
	for _, v := range []struct{ name, query string }{{"二つの局", "bureau=B10&bureau=B15"}, {"ほかの局", "bureau=B15"}} {
		planner.Call("POST", "/api/v1/views", `{"name": "`+v.name+`", "list": "processes", "query": "`+v.query+`", "shared": true}`).
			Want(t, 201, `"own":true`, `"bureau":null`, `"path":"/views/`)
	}
	officer.Get("/api/v1/views").Want(t, 200, `"name":"二つの局"`, `"query":"bureau=B10"`, `"own":false`, "!ほかの局", "!B15")
	officer.Call("POST", "/api/v1/views", `{"name": "局の表示", "list": "processes", "query": "status=done", "shared": true}`).
		Want(t, 201, `"bureau":"環境局"`)
	approver.Get("/api/v1/views").Want(t, 200, "局の表示")
	planner.Get("/api/v1/views").Want(t, 200, "局の表示")
	other, err := r.Store.Bureau(t.Context(), "建設局")
	if err != nil {
		t.Fatal(err)
	}
	views, err := r.Store.SavedViews(t.Context(), registry.ScopeOf(registry.Account{ID: 99, Role: registry.Officer, BureauID: other.ID}))
	if err != nil || len(views) != 2 {
		t.Errorf("another bureau sees %v (%v), want what the planner shared", views, err)
	}
	for _, v := range views {
		if v.Query != "bureau=B15" {
			t.Errorf("another bureau's view %q asks for %q", v.Name, v.Query)
		}
	}
	officer.Call("PUT", "/api/v1/views/3", `{"name": "局の表示", "list": "priorities", "query": "list=undecidable"}`).
		Want(t, 200, `"shared":false`, `"href":"/priorities?list=undecidable"`)
	approver.Get("/api/v1/views/3").Want(t, 404)
	officer.Call("POST", "/api/v1/views/3/withdraw", `{}`).Want(t, 200, "!局の表示")
	officer.Call("POST", "/api/v1/views", `{"name": "`+url.QueryEscape("長い")+`", "list": "uploads"}`).Want(t, 422, `"field":"list"`)
}
