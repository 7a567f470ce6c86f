package web_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"tetsuzuki/internal/auth"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web"
	"tetsuzuki/internal/web/webtest"
)

// object is what the ":id" of a route names.
type object string

const (
	aProcess object = "process"
	anUpload object = "upload"
	transfer object = "transfer"
	deputy   object = "deputy"
	session  object = "session"
	token    object = "token"
	account  object = "account"
	setting  object = "setting" // nobody's own: for those with the power
	edit     object = "edit"    // that waits for a second person
	aChange  object = "change"  // of several bureaus: each sees its own part

	aView object = "view" // that somebody saved for themselves

	published object = "published" // everybody's to read
	common    object = "common"    // everybody's to read, each with the figures of their own
	aPlan     object = "plan"      // of all bureaus: refused to any bureau's people
)

// objectOf says it by the beginning of a route's path.
var objectOf = map[string]object{
	"/processes/:id": aProcess, "/api/v1/processes/:id": aProcess,
	"/uploads/:id": anUpload, "/api/v1/uploads/:id": anUpload,
	"/transfers/:id": transfer, "/api/v1/transfers/:id": transfer, "/api/v1/deputies/:id": deputy, "/deputies/:id": deputy,
	"/account/sessions/:id": session, "/account/tokens/:id": token,
	"/admin/accounts/:id": account, "/admin/rounds/:id": setting, "/api/v1/rounds/:id": setting,
	"/admin/targets/:id": setting, "/api/v1/targets/:id": setting,
	"/admin/organisation/:id": setting, "/api/v1/organisation/:id": setting,
	"/admin/codes/amendments/:id": setting, "/api/v1/codelists/amendments/:id": setting,
	"/entered-figures/:id": setting, "/api/v1/entered-figures/:id": setting,
	"/views/:id": aView, "/api/v1/views/:id": aView,
	"/bulk-edits/:id": setting, "/api/v1/bulk-edits/:id": setting,
	"/edits/:id": edit, "/api/v1/edits/:id": edit, "/changes/:id": aChange, "/api/v1/changes/:id": aChange,
	"/laws/settings/:id": setting, "/api/v1/laws/settings/:id": setting,
	"/proposals/:id": common, "/api/v1/proposals/:id": common,
	"/groups/:id": common, "/api/v1/groups/:id": common,
	"/plans/:id": aPlan, "/api/v1/plans/:id": aPlan,
	"/snapshots/:id": published, "/api/v1/snapshots/:id": published,
}

// Every route that names an object, called by those of whom it is not: another
// bureau's people for what is a bureau's, everybody else for what is a person's own.
// A new route needs a place in the list above.
func TestNobodyReachesWhatIsNotTheirs(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.World.Catalogue(t)
	hash, err := webtest.PasswordHash()
	if err != nil {
		t.Fatal(err)
	}
	other, err := r.Store.Bureau(t.Context(), "建設局")
	if err != nil {
		t.Fatal(err)
	}
	strangers := map[string]*webtest.Visitor{}
	for _, role := range []registry.Role{registry.Officer, registry.Approver} {
		a := registry.Account{Login: "other-" + string(role), Name: "架空の他局の" + role.Label(), Role: role, BureauID: other.ID}
		if _, err := r.Store.AddAccount(t.Context(), registry.Operator("試験"), a, hash); err != nil {
			t.Fatal(err)
		}
		b := r.Visitor()
		b.Post("/sign-in", "login", a.Login, "password", webtest.Password).Want(t, http.StatusSeeOther)
		strangers[a.Login] = b
	}
	// What is a person's own, or the administrators', is nobody else's either.
	everybody := map[string]*webtest.Visitor{}
	for _, role := range registry.Roles {
		everybody[string(role)] = r.As(role)
	}

	// 環境局's things, and one person's.
	officer, approver := r.As(registry.Officer), r.As(registry.Approver)
	owner := registry.Account{Login: "owner", Name: "架空の持ち主", Role: registry.Planner}
	if owner.ID, err = r.Store.AddAccount(t.Context(), registry.Operator("試験"), owner, hash); err != nil {
		t.Fatal(err)
	}
	r.Visitor().Post("/sign-in", "login", owner.Login, "password", webtest.Password).Want(t, http.StatusSeeOther)
	officer.Send("/uploads", "a.xlsx", webtest.Sheet(t, []any{"架空廃棄物の許可", "架空廃棄物法", 10, 1, "実施済", "不要"})).Want(t, http.StatusSeeOther)
	officer.Call(http.MethodPost, "/api/v1/transfers",
		`{"from": "環境局", "to": "財務局", "processes": ["P-0000002"], "effective_on": "2022-04-01", "reason": "作り物"}`).Want(t, http.StatusCreated)
	approver.Call(http.MethodPost, "/api/v1/deputies",
		fmt.Sprintf(`{"deputy": %d, "from": "2020-04-01", "to": "2099-03-31"}`, r.Ids[registry.Officer])).Want(t, http.StatusCreated)
	_, tokenHash := auth.NewToken()
	if _, err := r.Store.AddToken(t.Context(), registry.ScopeOf(owner), "作り物", tokenHash, time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"架空の公表値", "架空の公表値の次"} {
		r.As(registry.Headquarters).Call(http.MethodPost, "/api/v1/snapshots", `{"name": "`+name+`"}`).Want(t, http.StatusCreated)
	}
	r.As(registry.Planner).Call(http.MethodPost, "/api/v1/groups",
		`{"name": "架空の群", "source": "架空", "filter": "bureau=環境局", "reason": "作り物"}`).Want(t, http.StatusCreated)
	view := registry.SavedView{Name: "架空の表示", List: registry.CatalogueList}
	if _, err := r.Store.SaveView(t.Context(), registry.ScopeOf(owner), view); err != nil {
		t.Fatal(err)
	}
	sessions, err := r.Store.Sessions(t.Context(), registry.ScopeOf(owner))
	if err != nil || len(sessions) != 1 {
		t.Fatal(sessions, err)
	}
	ids := map[object]string{aProcess: "P-0000001", anUpload: "1", transfer: "1", deputy: "1", token: "1",
		session: sessions[0].Key, account: webtest.Num(owner.ID), setting: "1", published: "1", common: "1", edit: "1", aChange: "1", aView: "1",
		aPlan: "1"}

	reason := `{"reason": "作り物"}`
	bodies := map[string]string{"/answers": `{"processes": ["P-0000001"], "reason": "作り物"}`,
		"/refuse": reason, "/withdraw": reason, "/undo": reason, "/redo": reason, "/return": reason,
		"/P-0000001": `{"fields": {"remarks": "作り物"}}`}
	before := r.Things()
	for _, route := range web.Routes() {
		if !strings.Contains(route.Path, ":id") {
			continue
		}
		prefix, _, _ := strings.Cut(route.Path, ":id")
		what, known := objectOf[prefix+":id"]
		if !known {
			t.Errorf("%s %s: say in objectOf what it names", route.Method, route.Path)
			continue
		}
		callers := strangers
		if slices.Contains([]object{session, token, account, aView}, what) {
			callers = everybody
		}
		path := strings.Replace(route.Path, ":id", ids[what], 1)
		if strings.HasSuffix(path, "/comparison") {
			path += "?with=2" // with now, only who sees every bureau compares
		}
		for login, b := range callers {
			if what == account && login == string(registry.Administrator) {
				continue // theirs to administer
			}
			caller := *b
			caller.Header = http.Header{"If-Match": {`"1"`}}
			var got webtest.Answer
			if strings.HasPrefix(path, "/api/") {
				body, special := bodies[path[strings.LastIndex(path, "/"):]]
				if !special || what == edit {
					body = "{}"
				}
				got = caller.Do(route.Method, path, strings.NewReader(body), "application/json")
			} else {
				got = caller.Do(route.Method, path, strings.NewReader("reason=x"), "application/x-www-form-urlencoded")
			}
			if what == aChange {
				got.Want(t, http.StatusOK, "道路占用許可", "!ローン業の登録")
				continue
			}
			if what == published && route.Method == http.MethodGet {
				// As published, and with nothing that only their bureau's people may see.
				got.Want(t, http.StatusOK, "架空の公表値", "!架空廃棄物の許可", "!/processes?")
				continue
			}
			if what == common && route.Method == http.MethodGet && got.Status == http.StatusOK {
				got.Want(t, http.StatusOK, "架空の群", "!架空廃棄物の許可", "!ローン業の登録", "!10,000 件", `!"processes":1`, `!"volume":10000`)
				continue
			}
			if got.Status != http.StatusForbidden && got.Status != http.StatusNotFound {
				t.Errorf("%s %s as %s: %d\n%.300s", route.Method, path, login, got.Status, got.Body)
			}
		}
	}
	if after := r.Things(); after != before {
		t.Errorf("something was changed:\n%s\nbefore:\n%s", after, before)
	}
}
