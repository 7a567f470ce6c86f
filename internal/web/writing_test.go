package web_test

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
	"tetsuzuki/internal/web/webtest"
)

// attempt is somebody's try to write to a bureau's data.
type attempt struct {
	*webtest.Rig
	by     *webtest.Visitor
	target registry.Bureau
	before string // what the bureau's data was just before the step in question
}

// ready notes what the data are, as the last thing before the step in question.
func (a *attempt) ready() { a.before = a.data() }

// data is a digest of what there is of the target.
func (a *attempt) data() string {
	a.T.Helper()
	var digest string
	err := a.World.Pool.QueryRowContext(a.T.Context(), `select concat_ws(' ',
		(select md5(string_agg(p::text, ',' order by p::text)) from process p where bureau_id = $1),
		(select md5(string_agg(concat(id, state), ',' order by id)) from upload where bureau_id = $1),
		(select count(*) from remark_draft d join upload u on u.id = d.upload_id where u.bureau_id = $1),
		(select md5(string_agg(concat(id, state), ',' order by id)) from pending_edit where bureau_id = $1),
		(select count(*) from snapshot),
		(select md5(string_agg(t::text, ',' order by t::text)) from transfer t where $1 in (from_bureau_id, to_bureau_id)))`,
		a.target.ID).Scan(&digest)
	if err != nil {
		a.T.Fatal(err)
	}
	return digest
}

func (a *attempt) file() []byte {
	return webtest.Sheet(a.T, []any{"架空の手続" + strconv.Itoa(a.count()), "架空法", 5, 1, "検討中", "不要"})
}

// count differs from call to call that wrote something.
func (a *attempt) count() (n int) {
	a.T.Helper()
	if err := a.World.Pool.QueryRowContext(a.T.Context(), "select count(*) from upload").Scan(&n); err != nil {
		a.T.Fatal(err)
	}
	return n
}

// process is a process of the target that was just registered, and the upload that
// did it.
func (a *attempt) process() (id registry.ProcessID, version int64, upload int64) {
	a.T.Helper()
	done, err := intake.New(a.Store, 0).Import(a.T.Context(), webtest.Fixer,
		intake.File{Name: "架空.xlsx", Data: bytes.NewReader(a.file())}, intake.Options{BureauID: a.target.ID, Answers: store.TheFile})
	if err != nil || done.Upload.State != registry.UploadConfirmed {
		a.T.Fatal(done.Upload, err)
	}
	if err := a.World.Pool.QueryRowContext(a.T.Context(), "select process_id from process where change_id = $1", done.Upload.ChangeID).
		Scan(&id); err != nil {
		a.T.Fatal(err)
	}
	return id, done.Upload.ChangeID, done.Upload.ID
}

// staged is an upload for the target by somebody else, submitted if asked.
func (a *attempt) staged(submitted bool) int64 {
	a.T.Helper()
	in := intake.New(a.Store, 0)
	u, err := in.Receive(a.T.Context(), webtest.Fixer, intake.File{Name: "架空.xlsx", Data: bytes.NewReader(a.file())},
		intake.Options{BureauID: a.target.ID})
	if err == nil {
		_, err = in.Stage(a.T.Context(), webtest.Fixer, u.ID, "")
	}
	if err == nil && submitted {
		_, err = in.Submit(a.T.Context(), webtest.Fixer, u.ID, store.Submission{Keep: true})
	}
	if err != nil {
		a.T.Fatal(err)
	}
	return u.ID
}

// own is an upload that the visitor handed in and submitted; 0 where they may not.
func (a *attempt) own() int64 {
	a.T.Helper()
	got := a.by.Send("/api/v1/uploads", "架空.xlsx", a.file(), "bureau", a.target.Code)
	id, err := strconv.ParseInt(got.Header.Get("Location")[max(0, strings.LastIndex(got.Header.Get("Location"), "/")+1):], 10, 64)
	if got.Status != http.StatusCreated || err != nil {
		return 0
	}
	a.by.Call(http.MethodPost, fmt.Sprintf("/api/v1/uploads/%d/submit", id), `{"keep": true}`)
	return id
}

// form posts what headquarters would post with the page's form: a forged request is
// as good as a page that was offered.
func (a *attempt) form(page, action string, change url.Values) {
	a.T.Helper()
	values := webtest.FormOf(a.T, a.As(registry.Headquarters).Get(page).Want(a.T, http.StatusOK).Body, action)
	maps.Copy(values, change)
	a.ready()
	a.by.Do(http.MethodPost, action, strings.NewReader(values.Encode()), "application/x-www-form-urlencoded")
}

// ask calls the API about one version of a thing.
func (a *attempt) ask(method, path string, version int64, body string) {
	a.T.Helper()
	caller := *a.by
	caller.Header = http.Header{"If-Match": {request.ETag(version)}}
	a.ready()
	caller.Call(method, path, body)
}

// transfer is a hand-over to the target that its giver has agreed to.
func (a *attempt) transfer() int64 {
	a.T.Helper()
	giver := *a
	giver.target = a.third()
	id, _, _ := giver.process()
	moved, err := a.Store.ProposeTransfer(a.T.Context(),
		registry.ScopeOf(registry.Account{Name: "架空の渡す局の承認者", Role: registry.Approver, BureauID: giver.target.ID}),
		store.Proposal{FromBureauID: giver.target.ID, ToBureauID: a.target.ID, Processes: []registry.ProcessID{id}, EffectiveOn: time.Now(),
			Reason: "架空"})
	if err != nil {
		a.T.Fatal(err)
	}
	return moved.ID
}

// third is a bureau that is nobody's here.
func (a *attempt) third() registry.Bureau {
	a.T.Helper()
	b, err := a.Store.Bureau(a.T.Context(), "財務局")
	if err != nil {
		a.T.Fatal(err)
	}
	return b
}

// writing is one way of writing, as PERMISSIONS.md names them.
var writing = map[string]func(*attempt){
	"edit a process, page": func(a *attempt) {
		id, _, _ := a.process()
		a.form(registry.ProcessPath(id)+"/edit", registry.ProcessPath(id)+"/edit", url.Values{"remarks": {"架空の訂正"}, "reason": {"架空"}})
	},
	"edit a process, API": func(a *attempt) {
		id, version, _ := a.process()
		a.ask(http.MethodPatch, "/api/v1"+registry.ProcessPath(id), version, `{"fields": {"remarks": "架空の訂正"}, "reason": "架空の理由"}`)
	},
	"approve another's edit, page": func(a *attempt) { a.pending("/approve", "") },
	"approve another's edit, API":  func(a *attempt) { a.pending("/approve", "{}") },
	"return another's edit, page":  func(a *attempt) { a.pending("/return", "reason=架空") },
	"return another's edit, API":   func(a *attempt) { a.pending("/return", `{"reason": "架空"}`) },
	"overrule a priority, page": func(a *attempt) {
		id, _, _ := a.process()
		a.form(registry.ProcessPath(id)+"/priority", registry.ProcessPath(id)+"/priority", url.Values{"decision": {"yes"}, "reason": {"架空"}})
	},
	"overrule a priority, API": func(a *attempt) {
		id, version, _ := a.process()
		a.ask(http.MethodPut, "/api/v1"+registry.ProcessPath(id)+"/priority", version, `{"priority": "yes", "reason": "架空"}`)
	},
	"hand a workbook in, page": func(a *attempt) {
		a.ready()
		a.by.Send("/uploads", "架空.xlsx", a.file(), "bureau", strconv.Itoa(a.target.ID))
	},
	"hand a workbook in, API": func(a *attempt) {
		a.ready()
		a.by.Send("/api/v1/uploads", "架空.xlsx", a.file(), "bureau", a.target.Code)
	},
	"submit an upload, page":               func(a *attempt) { a.step(a.staged(false), "/submit", "keep=1") },
	"submit an upload, API":                func(a *attempt) { a.step(a.staged(false), "/submit", `{"keep": true}`) },
	"approve another's upload, page":       func(a *attempt) { a.step(a.staged(true), "/approve", "") },
	"approve another's upload, API":        func(a *attempt) { a.step(a.staged(true), "/approve", "{}") },
	"approve an upload of one's own, page": func(a *attempt) { a.step(a.own(), "/approve", "") },
	"approve an upload of one's own, API":  func(a *attempt) { a.step(a.own(), "/approve", "{}") },
	"return an upload, page":               func(a *attempt) { a.step(a.staged(true), "/return", "reason=架空") },
	"return an upload, API":                func(a *attempt) { a.step(a.staged(true), "/return", `{"reason": "架空"}`) },
	"draft a return, page": func(a *attempt) {
		a.step(a.staged(true), "/draft", "remark_sheet=Sheet1&remark_cell=A2&remark_text=x")
	},
	"draft a return, API": func(a *attempt) {
		id := a.staged(true)
		a.ask(http.MethodPatch, "/api/v1"+registry.UploadPath(id)+"/draft", 0, `{"remarks": [{"cell": "A2", "text": "架空"}]}`)
	},
	"give an upload up, page": func(a *attempt) { a.step(a.staged(false), "/discard", "") },
	"give an upload up, API":  func(a *attempt) { a.step(a.staged(false), "/discard", "{}") },
	"undo a registered upload, page": func(a *attempt) {
		_, _, upload := a.process()
		a.form(registry.UploadPath(upload)+"/undo", registry.UploadPath(upload)+"/undo", url.Values{"reason": {"架空"}})
	},
	"undo a registered upload, API": func(a *attempt) {
		_, _, upload := a.process()
		a.step(upload, "/undo", `{"reason": "架空"}`)
	},
	"redo an undone upload, API": func(a *attempt) {
		_, _, upload := a.process()
		a.As(registry.Headquarters).Call(http.MethodPost, "/api/v1"+registry.UploadPath(upload)+"/undo", `{"reason": "架空"}`).
			Want(a.T, http.StatusOK)
		a.step(upload, "/redo", `{"reason": "架空"}`)
	},
	"hand a process over, page": func(a *attempt) {
		id, _, _ := a.process()
		a.form("/transfers/new", "/transfers", url.Values{"from": {strconv.Itoa(a.target.ID)}, "to": {strconv.Itoa(a.third().ID)},
			"processes": {id.String()}, "reason": {"架空"}})
	},
	"hand a process over, API": func(a *attempt) {
		id, _, _ := a.process()
		a.ask(http.MethodPost, "/api/v1/transfers", 0, fmt.Sprintf(`{"from": %q, "to": %q, "processes": [%q], "effective_on": %q, `+
			`"reason": "架空"}`,
			a.target.Name, a.third().Name, id, registry.DateOf(time.Now())))
	},
	"accept a process, page": func(a *attempt) {
		path := registry.TransferPath(a.transfer())
		a.ready()
		a.by.Post(path + "/accept")
	},
	"publish figures, API": func(a *attempt) {
		a.process()
		a.ask(http.MethodPost, "/api/v1/snapshots", 0, fmt.Sprintf(`{"name": "架空の公表値%d"}`, a.count()))
	},
	"accept a process, API": func(a *attempt) {
		a.ask(http.MethodPost, "/api/v1"+registry.TransferPath(a.transfer())+"/accept", 0, "{}")
	},
}

// pending takes an edit one step on that somebody else has made and that waits for a
// second person.
func (a *attempt) pending(step, body string) {
	a.T.Helper()
	id, version, _ := a.process()
	if err := a.Store.SetEditApproval(a.T.Context(), webtest.Fixer, true, "架空"); err != nil {
		a.T.Fatal(err)
	}
	account, err := a.Store.AddAccount(a.T.Context(), webtest.Fixer, registry.Account{Login: fmt.Sprintf("maker%d", version), Name: "架空",
		Role: registry.Officer, BureauID: a.target.ID}, "")
	if err != nil {
		a.T.Fatal(err)
	}
	maker := registry.ScopeOf(registry.Account{ID: account, Name: "架空", Role: registry.Officer, BureauID: a.target.ID})
	d, err := a.Store.Edit(a.T.Context(), maker, id, version, store.Patch{Fields: []string{"remarks"},
		Process: registry.Process{Remarks: "架空の訂正"}}, "架空")
	if err != nil || d.Pending == nil {
		a.T.Fatal(d.Pending, err)
	}
	a.ready()
	path := fmt.Sprintf("/edits/%d%s", d.Pending.ID, step)
	if strings.HasPrefix(body, "{") {
		a.by.Call(http.MethodPost, "/api/v1"+path, body)
		return
	}
	a.by.Do(http.MethodPost, path, strings.NewReader(body), "application/x-www-form-urlencoded")
}

// step takes an upload one step on: by the API where the body is JSON, else by the
// page. Without an upload there is nothing to try.
func (a *attempt) step(upload int64, step, body string) {
	a.T.Helper()
	a.ready()
	switch {
	case upload == 0:
	case strings.HasPrefix(body, "{"):
		a.by.Call(http.MethodPost, "/api/v1"+registry.UploadPath(upload)+step, body)
	default:
		a.by.Do(http.MethodPost, registry.UploadPath(upload)+step, strings.NewReader(body), "application/x-www-form-urlencoded")
	}
}

// Every role by every way of writing, to the own and to another bureau's data: what is
// written is what PERMISSIONS.md permits, and nothing else.
func TestEveryWayOfWriting(t *testing.T) {
	t.Parallel()
	_, ways := permissions(t)
	for name := range ways {
		if writing[name] == nil {
			t.Errorf("PERMISSIONS.md has %q, which nobody tries", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(writing)) {
		if testing.Short() && strings.HasSuffix(name, ", page") {
			continue // the API asks the same scope
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			may, stated := ways[name]
			if !stated {
				t.Fatal("say in PERMISSIONS.md who may write this way")
			}
			r := webtest.NewRig(t)
			other, err := r.Store.Bureau(t.Context(), "建設局")
			if err != nil {
				t.Fatal(err)
			}
			for _, role := range append([]registry.Role{""}, registry.Roles...) {
				by := r.Visitor()
				if role != "" {
					by = r.As(role)
				}
				for _, target := range []registry.Bureau{r.Bureau, other} {
					a := &attempt{Rig: r, by: by, target: target}
					writing[name](a)
					want := may[role] == "all" || may[role] == "own" && target.ID == r.Bureau.ID
					if wrote := a.data() != a.before; wrote != want {
						t.Errorf("%q to %s's data: wrote %t, want %t", role, target.Name, wrote, want)
					}
				}
			}
		})
	}
}
