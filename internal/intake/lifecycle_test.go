package intake_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// person is a made-up account of a role; the roles of a bureau are of 環境局.
func (r rig) person(t testing.TB, login string, role registry.Role) registry.Scope {
	t.Helper()
	a := registry.Account{Login: login, Name: "架空の" + login, Role: role}
	if role.OfBureau() {
		a.BureauID = r.bureau(t, "環境局")
	}
	id, err := r.store.AddAccount(t.Context(), operator, a, "")
	if err != nil {
		t.Fatal(err)
	}
	a.ID = id
	return registry.ScopeOf(a)
}

// handIn takes a file of 環境局 in and reads it.
func (r rig) handIn(t testing.TB, scope registry.Scope, opt intake.Options, rows ...[]any) registry.Upload {
	t.Helper()
	opt.BureauID = r.bureau(t, "環境局")
	file := intake.File{Name: "棚卸.xlsx", Data: bytes.NewReader(book(t, header, rows...))}
	u, err := r.Receive(t.Context(), scope, file, opt)
	if err != nil {
		t.Fatal(err)
	}
	got, err := r.Stage(t.Context(), scope, u.ID, "")
	if err != nil {
		t.Fatal(err)
	}
	return got.Upload
}

// did fails the test where a step went otherwise than expected.
func did(t testing.TB, what string, u registry.Upload, err error, state registry.UploadState, code registry.Code) {
	t.Helper()
	if registry.CodeOf(err) != code || err == nil && u.State != state {
		t.Errorf("%s: %s, %v; want %s, %q", what, u.State, err, state, code)
	}
}

// kinds are the steps that an upload has taken.
func (r rig) kinds(t testing.TB, id int64) string {
	t.Helper()
	events, err := r.store.UploadEvents(t.Context(), operator, id)
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, e := range events {
		kinds = append(kinds, string(e.Kind))
	}
	return strings.Join(kinds, " ")
}

func TestAnUploadIsRegisteredWhenAnotherPersonApproves(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	people := map[string]registry.Scope{
		"officer": r.person(t, "officer", registry.Officer), "approver": r.person(t, "approver", registry.Approver),
		"other approver": r.person(t, "approver2", registry.Approver), "headquarters": r.person(t, "hq", registry.Headquarters),
		"other headquarters": r.person(t, "hq2", registry.Headquarters), "planner": r.person(t, "planner", registry.Planner),
		"nobody": {}, "operator": operator,
	}
	abroad := people["approver"]
	abroad.BureauID = r.bureau(t, "港湾局")
	people["approver of another bureau"] = abroad
	for i, c := range []struct {
		received, submitted, approved string
		code                          registry.Code
	}{
		{"officer", "officer", "approver", ""},
		{"officer", "officer", "officer", registry.Forbidden},
		{"officer", "officer", "headquarters", ""},
		{"officer", "officer", "planner", registry.Forbidden},
		{"officer", "officer", "nobody", registry.NotFound},
		{"officer", "officer", "approver of another bureau", registry.NotFound},
		{"officer", "approver", "approver", registry.Forbidden},
		{"officer", "approver", "other approver", ""},
		{"approver", "officer", "approver", registry.Forbidden},
		{"approver", "approver", "other approver", ""},
		{"headquarters", "headquarters", "headquarters", registry.Forbidden},
		{"headquarters", "officer", "headquarters", registry.Forbidden},
		{"headquarters", "headquarters", "other headquarters", ""},
		{"headquarters", "headquarters", "approver", ""},
		{"operator", "operator", "operator", ""},
	} {
		what := fmt.Sprintf("%s, %s, %s", c.received, c.submitted, c.approved)
		u := r.handIn(t, people[c.received], intake.Options{}, made("環境局", "甲の届出", i))
		_, err := r.Approve(t.Context(), people["other approver"], u.ID)
		did(t, what+": approved before it was submitted", u, err, "", registry.Conflict)
		u, err = r.Submit(t.Context(), people[c.submitted], u.ID, store.Submission{Text: "", Keep: true})
		did(t, what+": submitted", u, err, registry.UploadSubmitted, "")
		u, err = r.Approve(t.Context(), people[c.approved], u.ID)
		did(t, what, u, err, registry.UploadConfirmed, c.code)
		if err == nil {
			if got := r.kinds(t, u.ID); got != "received read submitted approved confirmed" {
				t.Errorf("%s: %s", what, got)
			}
			_, err = r.Approve(t.Context(), people["other approver"], u.ID)
			did(t, what+": approved twice", u, err, "", registry.Conflict)
		}
	}
}

func TestOnlyTheOperatorImportsAlone(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for _, role := range registry.Roles {
		scope := r.person(t, string(role), role)
		u := r.handIn(t, operator, intake.Options{}, made("環境局", "甲の届出", 1))
		_, err := r.store.Apply(t.Context(), scope, u.ID, registry.ChangeImport, store.TheFile)
		did(t, string(role), u, err, "", registry.Forbidden)
	}
	u := r.rows(t, made("環境局", "甲の届出", 1)).Upload
	if got := r.kinds(t, u.ID); got != "received read confirmed" {
		t.Errorf("the operator's: %s", got)
	}
	if receipt, err := r.Receipt(t.Context(), operator, u.ID); err != nil || !strings.Contains(receipt.Finished.Text, "承認なし") {
		t.Errorf("its record says %+v, %v", receipt.Finished, err)
	}
}

func TestAReturnedUploadIsSubmittedAgainOrReplaced(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	officer, approver, hq := r.person(t, "officer", registry.Officer), r.person(t, "approver", registry.Approver), r.person(t, "hq",
		registry.Headquarters)
	u := r.handIn(t, officer, intake.Options{}, made("環境局", "甲の届出", 1))
	_, err := r.Return(t.Context(), approver, u.ID, "早い", nil)
	did(t, "returned before it was submitted", u, err, "", registry.Conflict)
	_, err = r.Submit(t.Context(), officer, u.ID, store.Submission{Text: "お願いします", Keep: true})
	did(t, "submitted", u, err, u.State, "")
	_, err = r.Submit(t.Context(), officer, u.ID, store.Submission{Text: "", Keep: true})
	did(t, "submitted twice", u, err, "", registry.Conflict)
	_, err = r.Stage(t.Context(), officer, u.ID, "")
	did(t, "read again while it waits", u, err, "", registry.Conflict)
	for what, c := range map[string]struct {
		scope   registry.Scope
		reason  string
		remarks []registry.Remark
		code    registry.Code
	}{
		"without a reason":     {approver, " ", nil, registry.Invalid},
		"with an empty remark": {approver, "直す", []registry.Remark{{Sheet: "手続一覧", Cell: "G2"}}, registry.Invalid},
		"on an odd cell":       {approver, "", []registry.Remark{{Cell: "2行目", Text: "直す"}}, registry.Invalid},
		"by the officer":       {officer, "直す", nil, registry.Forbidden},
	} {
		_, err = r.Return(t.Context(), c.scope, u.ID, c.reason, c.remarks)
		did(t, what, u, err, "", c.code)
	}
	remarks := []registry.Remark{{Sheet: "手続一覧", Cell: "G2", Text: "年度が違います"}, {Text: "局長の確認を受けてください"}}
	u, err = r.Return(t.Context(), approver, u.ID, "二つあります", slices.Clone(remarks))
	did(t, "returned", u, err, registry.UploadReturned, "")
	events, err := r.store.UploadEvents(t.Context(), officer, u.ID)
	if err != nil {
		t.Fatal(err)
	}
	last := events[len(events)-1]
	if last.Text != "二つあります" || !slices.Equal(last.Remarks, remarks) || last.Actor != "架空のapprover" {
		t.Errorf("the return says %+v", last)
	}

	u, err = r.Submit(t.Context(), officer, u.ID, store.Submission{Text: "", Keep: true})
	did(t, "submitted again", u, err, registry.UploadSubmitted, "")
	u, err = r.Return(t.Context(), hq, u.ID, "本部から", nil)
	did(t, "returned by headquarters", u, err, registry.UploadReturned, "")

	better := r.handIn(t, officer, intake.Options{Replaces: u.ID}, made("環境局", "甲の届出", 2))
	if better.Replaces != u.ID {
		t.Errorf("it replaces %d, want %d", better.Replaces, u.ID)
	}
	if u, err = r.store.Upload(t.Context(), officer, u.ID); err != nil || u.State != registry.UploadReturned {
		t.Errorf("before the other is submitted: %s, %v", u.State, err)
	}
	better, err = r.Submit(t.Context(), officer, better.ID, store.Submission{Text: "", Keep: true})
	did(t, "the better one", better, err, registry.UploadSubmitted, "")
	if u, err = r.store.Upload(t.Context(), officer, u.ID); err != nil || u.State != registry.UploadDiscarded {
		t.Errorf("after the other was submitted: %s, %v", u.State, err)
	}
	if got := r.kinds(t, u.ID); !strings.HasSuffix(got, "returned replaced") {
		t.Errorf("the replaced one: %s", got)
	}
	_, err = r.Receive(t.Context(), officer, intake.File{Name: "a.csv", Data: strings.NewReader("x")},
		intake.Options{BureauID: officer.BureauID, Replaces: u.ID})
	did(t, "replacing what is given up", u, err, "", registry.Conflict)
	_, err = r.Receive(t.Context(), hq, intake.File{Name: "a.csv", Data: strings.NewReader("x")},
		intake.Options{BureauID: r.bureau(t, "港湾局"), Replaces: better.ID})
	did(t, "replacing another bureau's", u, err, "", registry.Invalid)
}

func TestADeputyApprovesWithinTheDates(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	approver, officer := r.person(t, "approver", registry.Approver), r.person(t, "officer", registry.Officer)
	deputy, hq := r.person(t, "deputy", registry.Officer), r.person(t, "hq", registry.Headquarters)
	today := registry.DayOf(time.Now())
	days := func(from, to int) registry.Deputy {
		return registry.Deputy{AccountID: approver.AccountID, DeputyID: deputy.AccountID, From: today.AddDate(0, 0, from),
			To: today.AddDate(0, 0, to)}
	}
	approve := func(what string, scope registry.Scope, code registry.Code) {
		t.Helper()
		u := r.handIn(t, officer, intake.Options{}, made("環境局", "甲の届出", time.Now().UnixNano()%1e9))
		u, err := r.Submit(t.Context(), officer, u.ID, store.Submission{Text: "", Keep: true})
		did(t, what, u, err, registry.UploadSubmitted, "")
		u, err = r.Approve(t.Context(), scope, u.ID)
		did(t, what, u, err, registry.UploadConfirmed, code)
		if err != nil {
			return
		}
		events, err := r.store.UploadEvents(t.Context(), scope, u.ID)
		if err != nil || events[3].Text != "架空のapproverの代理" {
			t.Errorf("%s: %+v, %v", what, events, err)
		}
	}
	for what, c := range map[string]struct {
		scope registry.Scope
		d     registry.Deputy
		code  registry.Code
	}{
		"by the deputy":     {deputy, days(0, 1), registry.Forbidden},
		"oneself":           {approver, registry.Deputy{DeputyID: approver.AccountID, From: today, To: today}, registry.Invalid},
		"ends first":        {approver, days(1, 0), registry.Invalid},
		"of nobody":         {hq, registry.Deputy{DeputyID: deputy.AccountID, From: today, To: today}, registry.Invalid},
		"of another bureau": {approver, registry.Deputy{DeputyID: hq.AccountID, From: today, To: today}, registry.Invalid},
		"of an officer":     {hq, registry.Deputy{AccountID: officer.AccountID, DeputyID: deputy.AccountID, From: today, To: today}, registry.Invalid},
	} {
		if _, err := r.store.AddDeputy(t.Context(), c.scope, c.d); registry.CodeOf(err) != c.code {
			t.Errorf("%s: %v, want %s", what, err, c.code)
		}
	}
	approve("no deputy", deputy, registry.Forbidden)
	for _, d := range []registry.Deputy{days(-9, -1), days(1, 9)} {
		if _, err := r.store.AddDeputy(t.Context(), approver, d); err != nil {
			t.Fatal(err)
		}
	}
	approve("before and after", deputy, registry.Forbidden)
	id, err := r.store.AddDeputy(t.Context(), approver, days(0, 0))
	if err != nil {
		t.Fatal(err)
	}
	approve("on the day", deputy, "")
	own := r.handIn(t, deputy, intake.Options{}, made("環境局", "甲の届出", 7))
	own, err = r.Submit(t.Context(), deputy, own.ID, store.Submission{Text: "", Keep: true})
	did(t, "its own", own, err, registry.UploadSubmitted, "")
	_, err = r.Approve(t.Context(), deputy, own.ID)
	did(t, "its own", own, err, "", registry.Forbidden)
	if err := r.store.EndDeputy(t.Context(), deputy, id); registry.CodeOf(err) != registry.Forbidden {
		t.Errorf("ended by the deputy: %v", err)
	}
	if err := r.store.EndDeputy(t.Context(), hq, id); err != nil {
		t.Fatal(err)
	}
	approve("ended", deputy, registry.Forbidden)
	all, err := r.store.Deputies(t.Context(), officer)
	if err != nil || len(all) != 3 || !slices.ContainsFunc(all, func(d registry.Deputy) bool { return d.ID == id && d.EndedBy == "架空のhq" }) {
		t.Errorf("%+v, %v", all, err)
	}
}

// Of several people who decide at once, one is heard; the others are told.
func TestApprovingAndReturningAtOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	officer, approver := r.two(t)
	hq := r.person(t, "hq", registry.Headquarters)
	r.rows(t, made("環境局", "甲の届出", 100)) // a change, whoever wins below
	for n := range 5 {
		u := r.handIn(t, officer, intake.Options{}, made("環境局", "甲の届出", n))
		if _, err := r.Submit(t.Context(), officer, u.ID, store.Submission{Keep: true}); err != nil {
			t.Fatal(err)
		}
		acts := []func() error{
			func() error { _, err := r.Approve(t.Context(), approver, u.ID); return err },
			func() error { _, err := r.Approve(t.Context(), hq, u.ID); return err },
			func() error { _, err := r.Return(t.Context(), hq, u.ID, "架空の理由", nil); return err },
			func() error { return r.Discard(t.Context(), officer, u.ID) },
		}
		acts = acts[:2+n%3] // to discard is quick, and would win every time
		errs := make([]error, len(acts))
		var wg sync.WaitGroup
		for i, do := range acts {
			wg.Go(func() { errs[i] = do() })
		}
		wg.Wait()
		done := 0
		for i, err := range errs {
			switch registry.CodeOf(err) {
			case "":
				done++
			case registry.Conflict:
			default:
				t.Errorf("act %d: %v", i, err)
			}
		}
		// What was returned can still be discarded; nothing else goes together.
		steps := r.kinds(t, u.ID)
		if returned := strings.HasSuffix(steps, "returned discarded"); done != 1 && (done != 2 || !returned) {
			t.Errorf("%d acts were done: %s", done, steps)
		}
	}
	r.verify(t)
}
