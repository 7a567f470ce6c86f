package web

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"tetsuzuki/internal/auth"
	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
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

	published object = "published" // everybody's to read
)

// objectOf says it by the beginning of a route's path.
var objectOf = map[string]object{
	"/processes/:id": aProcess, "/api/v1/processes/:id": aProcess,
	"/uploads/:id": anUpload, "/api/v1/uploads/:id": anUpload,
	"/transfers/:id": transfer, "/api/v1/transfers/:id": transfer, "/api/v1/deputies/:id": deputy, "/deputies/:id": deputy,
	"/account/sessions/:id": session, "/account/tokens/:id": token,
	"/admin/accounts/:id": account, "/admin/rounds/:id": setting, "/api/v1/rounds/:id": setting,
	"/snapshots/:id": published, "/api/v1/snapshots/:id": published,
}

// Every route that names an object, called by those of whom it is not: another
// bureau's people for what is a bureau's, everybody else for what is a person's own.
// A new route needs a place in the list above.
func TestNobodyReachesWhatIsNotTheirs(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.world.Catalogue(t)
	hash, err := passwordHash()
	if err != nil {
		t.Fatal(err)
	}
	other, err := r.store.Bureau(t.Context(), "建設局")
	if err != nil {
		t.Fatal(err)
	}
	strangers := map[string]*visitor{}
	for _, role := range []registry.Role{registry.Officer, registry.Approver} {
		a := registry.Account{Login: "other-" + string(role), Name: "架空の他局の" + role.Label(), Role: role, BureauID: other.ID}
		if _, err := r.store.AddAccount(t.Context(), registry.Operator("試験"), a, hash); err != nil {
			t.Fatal(err)
		}
		b := r.visitor()
		b.post("/sign-in", "login", a.Login, "password", password).want(t, http.StatusSeeOther)
		strangers[a.Login] = b
	}
	// What is a person's own, or the administrators', is nobody else's either.
	everybody := map[string]*visitor{}
	for _, role := range registry.Roles {
		everybody[string(role)] = r.as(role)
	}

	// 環境局's things, and one person's.
	officer, approver := r.as(registry.Officer), r.as(registry.Approver)
	owner := registry.Account{Login: "owner", Name: "架空の持ち主", Role: registry.Planner}
	if owner.ID, err = r.store.AddAccount(t.Context(), registry.Operator("試験"), owner, hash); err != nil {
		t.Fatal(err)
	}
	r.visitor().post("/sign-in", "login", owner.Login, "password", password).want(t, http.StatusSeeOther)
	officer.send("/uploads", "a.xlsx", sheet(t, []any{"架空廃棄物の許可", "架空廃棄物法", 10, 1, "実施済", "不要"})).want(t, http.StatusSeeOther)
	officer.call(http.MethodPost, "/api/v1/transfers",
		`{"from": "環境局", "to": "財務局", "processes": ["P-0000002"], "effective_on": "2022-04-01", "reason": "作り物"}`).want(t, http.StatusCreated)
	approver.call(http.MethodPost, "/api/v1/deputies",
		fmt.Sprintf(`{"deputy": %d, "from": "2020-04-01", "to": "2099-03-31"}`, r.ids[registry.Officer])).want(t, http.StatusCreated)
	_, tokenHash := auth.NewToken()
	if _, err := r.store.AddToken(t.Context(), registry.ScopeOf(owner), "作り物", tokenHash, time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	r.as(registry.Headquarters).call(http.MethodPost, "/api/v1/snapshots", `{"name": "架空の公表値"}`).want(t, http.StatusCreated)
	sessions, err := r.store.Sessions(t.Context(), registry.ScopeOf(owner))
	if err != nil || len(sessions) != 1 {
		t.Fatal(sessions, err)
	}
	ids := map[object]string{aProcess: "P-0000001", anUpload: "1", transfer: "1", deputy: "1", token: "1",
		session: sessions[0].Key, account: num(owner.ID), setting: "1", published: "1"}

	reason := `{"reason": "作り物"}`
	bodies := map[string]string{"/refuse": reason, "/withdraw": reason, "/undo": reason, "/redo": reason, "/return": reason,
		"/P-0000001": `{"fields": {"remarks": "作り物"}}`}
	before := r.things()
	for _, route := range (&server{intake: intake.New(nil, 0)}).routes() {
		if !strings.Contains(route.path, ":id") {
			continue
		}
		prefix, _, _ := strings.Cut(route.path, ":id")
		what, known := objectOf[prefix+":id"]
		if !known {
			t.Errorf("%s %s: say in objectOf what it names", route.method, route.path)
			continue
		}
		callers := strangers
		if slices.Contains([]object{session, token, account}, what) {
			callers = everybody
		}
		path := strings.Replace(route.path, ":id", ids[what], 1)
		for login, b := range callers {
			if what == account && login == string(registry.Administrator) {
				continue // theirs to administer
			}
			caller := *b
			caller.header = http.Header{"If-Match": {`"1"`}}
			var got answer
			if strings.HasPrefix(path, "/api/") {
				body, special := bodies[path[strings.LastIndex(path, "/"):]]
				if !special {
					body = "{}"
				}
				got = caller.do(route.method, path, strings.NewReader(body), "application/json")
			} else {
				got = caller.do(route.method, path, strings.NewReader("reason=x"), "application/x-www-form-urlencoded")
			}
			if what == published && route.method == http.MethodGet {
				// As published, and with nothing that only their bureau's people may see.
				got.want(t, http.StatusOK, "架空の公表値", "!架空廃棄物の許可", "!/processes?")
				continue
			}
			if got.status != http.StatusForbidden && got.status != http.StatusNotFound {
				t.Errorf("%s %s as %s: %d\n%.300s", route.method, path, login, got.status, got.body)
			}
		}
	}
	if after := r.things(); after != before {
		t.Errorf("something was changed:\n%s\nbefore:\n%s", after, before)
	}
}

// things is a digest of each table that the objects lie in.
func (r *rig) things() string {
	r.t.Helper()
	var all []string
	for _, table := range []string{"process", "upload", "transfer", "deputy", "snapshot", "api_token", "account where login = 'owner'"} {
		var digest string
		if err := r.world.Pool.QueryRowContext(r.t.Context(),
			"select coalesce(md5(string_agg(x::text, ',' order by x::text)), '') from (select * from "+table+") x").Scan(&digest); err != nil {
			r.t.Fatal(err)
		}
		all = append(all, table+" "+digest)
	}
	return strings.Join(all, "\n")
}
