package page_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/webtest"
)

// After a transfer the new bureau sees the process with its whole history; the former
// one what it was until then, as of moments until then, and nothing of what came later.
// PERMISSIONS.md says so.
func TestWhoSeesWhatAfterATransfer(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	const before, after = "移る前の備考", "移った後の備考"
	r.Imported([]any{"架空廃棄物の許可", "架空廃棄物法", 9000, 1, "検討中", "不要"})
	r.Edit(1, before)
	other, err := r.Store.Bureau(t.Context(), "建設局")
	if err != nil {
		t.Fatal(err)
	}
	hash, err := webtest.PasswordHash()
	if err != nil {
		t.Fatal(err)
	}
	operator := registry.Operator("試験")
	if _, err := r.Store.AddAccount(t.Context(), operator,
		registry.Account{Login: "receiver", Name: "架空の受け手", Role: registry.Approver, BureauID: other.ID}, hash); err != nil {
		t.Fatal(err)
	}
	receiver := r.Visitor()
	receiver.Post("/sign-in", "login", "receiver", "password", webtest.Password).Want(t, 303)

	p, err := r.Store.ProposeTransfer(t.Context(), operator, store.Proposal{FromBureauID: r.Bureau.ID, ToBureauID: other.ID,
		Processes: []registry.ProcessID{1}, EffectiveOn: time.Now(), Reason: "架空の組織改正"})
	for range 2 {
		if err == nil {
			p, err = r.Store.AcceptTransfer(t.Context(), operator, p.ID)
		}
	}
	if err != nil || p.State != registry.TransferAccepted {
		t.Fatalf("%+v, %v", p, err)
	}
	r.Edit(1, after)
	// All of it happened a day ago at least: a moment in an address is a day's end.
	for _, statement := range []string{
		`alter table change disable trigger user`, `alter table process disable trigger user`, `alter table volume disable trigger user`,
		`update change set at = at - (4 - id) * interval '10 days'`,
		`update process p set recorded_from = c.at from change c where c.id = p.change_id`,
		`update process p set recorded_to = c.at from change c where c.id = p.closed_by`,
		`update volume p set recorded_from = c.at from change c where c.id = p.change_id`,
		`update volume p set recorded_to = c.at from change c where c.id = p.closed_by`,
	} {
		if _, err := r.World.Pool.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(statement, err)
		}
	}
	then, now := "?as_of="+webtest.Day(-15), ""
	for _, c := range []struct {
		who    string
		by     *webtest.Visitor
		as     string
		list   bool     // listed
		status int      // of the process itself
		shows  []string // there
	}{
		{"the former bureau, now", r.As(registry.Officer), now, false, http.StatusNotFound, nil},
		{"the former bureau, as of before", r.As(registry.Officer), then, true, http.StatusOK, []string{before, "!" + after, "!組織改正", "!建設局"}},
		{"the new bureau, now", receiver, now, true, http.StatusOK, []string{before, after, "所管替え", "環境局"}},
		{"the new bureau, as of before", receiver, then, false, http.StatusNotFound, nil},
		{"who sees every bureau, now", r.As(registry.Auditor), now, true, http.StatusOK, []string{before, after}},
		{"who sees every bureau, as of before", r.As(registry.Auditor), then, true, http.StatusOK, []string{before}},
	} {
		for _, path := range []string{"/processes/P-0000001", "/api/v1/processes/P-0000001"} {
			shows := c.shows
			if strings.HasPrefix(path, "/api") && c.shows != nil {
				shows = []string{c.shows[0]}
				for _, s := range c.shows {
					if strings.HasPrefix(s, "!") {
						shows = append(shows, s)
					}
				}
			}
			got := c.by.Get(path + c.as)
			if got.Want(t, c.status, shows...); t.Failed() {
				t.Fatalf("%s: %s", c.who, path)
			}
		}
		for _, path := range []string{"/processes", "/processes.csv", "/api/v1/processes"} {
			want := "架空廃棄物の許可"
			if !c.list {
				want = "!" + want
			}
			got := c.by.Get(path+c.as).Want(t, http.StatusOK, want)
			if !strings.HasSuffix(path, ".csv") && c.as == then && strings.Contains(got.Body, after) {
				t.Errorf("%s: %s shows what came later", c.who, path)
			}
			if t.Failed() {
				t.Fatalf("%s: %s", c.who, path)
			}
		}
	}
	for _, b := range []*webtest.Visitor{r.As(registry.Officer), receiver} { // both sides keep the agreement
		b.Get(registry.TransferPath(p.ID)).Want(t, http.StatusOK, "架空廃棄物の許可", "成立")
	}
}
