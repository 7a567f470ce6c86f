package intake_test

import (
	"slices"
	"testing"

	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// two are an officer and the approver of 環境局.
func (r rig) two(t testing.TB) (officer, approver registry.Scope) {
	t.Helper()
	return r.person(t, "officer", registry.Officer), r.person(t, "approver", registry.Approver)
}

func TestMissingProcessesAskForADecision(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	officer, approver := r.two(t)
	names := []string{"甲の届出", "乙の許可", "丙の承認", "丁の検査", "戊の登録", "己の交付", "庚の閲覧"}
	var rows [][]any
	for _, name := range names {
		rows = append(rows, made("環境局", name, 1))
	}
	r.rows(t, rows...)
	u := r.handIn(t, officer, intake.Options{}, rows[0])
	if u.Counts.Missing != 6 {
		t.Fatalf("%+v", u.Counts)
	}
	_, err := r.Submit(t.Context(), officer, u.ID, store.Submission{})
	did(t, "undecided", u, err, "", registry.Conflict)

	sea := r.bureau(t, "港湾局")
	for what, c := range map[string]struct {
		scope registry.Scope
		d     store.DecisionChoice
		code  registry.Code
	}{
		"no decision":                  {officer, store.DecisionChoice{}, registry.Invalid},
		"of a process in the file":     {officer, store.DecisionChoice{Processes: []registry.ProcessID{1}, Decision: registry.DecideAbolish}, registry.Invalid},
		"merged into itself":           {officer, store.DecisionChoice{Processes: []registry.ProcessID{2}, Decision: registry.DecideMerge, MergedInto: 2}, registry.Invalid},
		"merged into nothing":          {officer, store.DecisionChoice{Processes: []registry.ProcessID{2}, Decision: registry.DecideMerge}, registry.Invalid},
		"handed over to its own":       {officer, store.DecisionChoice{Decision: registry.DecideTransfer, ToBureauID: officer.BureauID}, registry.Invalid},
		"handed over to no bureau":     {officer, store.DecisionChoice{Decision: registry.DecideTransfer}, registry.Invalid},
		"handed over to a former one":  {officer, store.DecisionChoice{Decision: registry.DecideTransfer, ToBureauID: r.bureau(t, "病院経営本部")}, registry.Invalid},
		"by an officer of another one": {registry.Scope{Role: registry.Officer, BureauID: sea}, store.DecisionChoice{Decision: registry.DecideKeep}, registry.NotFound},
	} {
		if _, err := r.store.Decide(t.Context(), c.scope, u.ID, c.d); registry.CodeOf(err) != c.code {
			t.Errorf("%s: %v, want %s", what, err, c.code)
		}
	}
	decide := func(want int, d store.DecisionChoice) {
		t.Helper()
		if n, err := r.store.Decide(t.Context(), officer, u.ID, d); err != nil || n != want {
			t.Errorf("%+v: %d, %v; want %d", d, n, err, want)
		}
	}
	decide(1, store.DecisionChoice{Processes: []registry.ProcessID{2}, Decision: registry.DecideAbolish})
	decide(1, store.DecisionChoice{Text: "丙の", Decision: registry.DecideMerge, MergedInto: 1})
	decide(1, store.DecisionChoice{Processes: []registry.ProcessID{4}, Decision: registry.DecideOutOfScope})
	decide(1, store.DecisionChoice{Processes: []registry.ProcessID{5}, Decision: registry.DecideTransfer, ToBureauID: sea})
	decide(1, store.DecisionChoice{Processes: []registry.ProcessID{6}, Decision: registry.DecideAbolish})
	decide(1, store.DecisionChoice{Processes: []registry.ProcessID{6}, Decision: registry.DecideKeep})
	if _, err := r.store.Decide(t.Context(), officer, u.ID,
		store.DecisionChoice{Processes: []registry.ProcessID{7}, Decision: registry.DecideMerge,
			MergedInto: 2}); registry.CodeOf(err) != registry.Invalid {
		t.Errorf("merged into an abolished one: %v", err)
	}
	if open := r.compared(t, officer, u.ID, store.ComparisonQuery{Open: true}).Open; open.Missing != 1 {
		t.Errorf("%+v", open)
	}
	decide(1, store.DecisionChoice{Undecided: true, Decision: registry.DecideKeep})

	u, err = r.Submit(t.Context(), officer, u.ID, store.Submission{})
	did(t, "decided", u, err, registry.UploadSubmitted, "")
	if _, err := r.store.Decide(t.Context(), officer, u.ID,
		store.DecisionChoice{Decision: registry.DecideKeep}); registry.CodeOf(err) != registry.Conflict {
		t.Errorf("decided after it was submitted: %v", err)
	}
	if got := r.catalogue(t, store.ProcessFilter{})[1].Status; got == registry.Abolished {
		t.Error("abolished before it was approved")
	}
	u, err = r.Approve(t.Context(), approver, u.ID)
	did(t, "approved", u, err, registry.UploadConfirmed, "")
	for _, p := range r.catalogue(t, store.ProcessFilter{}) {
		abolished, out := p.ID == 2 || p.ID == 3, p.ID == 4
		if (p.Status == registry.Abolished) != abolished || (!p.InScope) != out || p.BureauID != officer.BureauID {
			t.Errorf("%s: %+v", p.ProcedureName, p.Process)
		}
		if changes := 1 + len(slices.DeleteFunc([]bool{abolished, out}, func(b bool) bool { return !b })); len(p.History) != changes {
			t.Errorf("%s has %d versions, want %d", p.ProcedureName, len(p.History), changes)
		}
	}
	transfers, err := r.store.Transfers(t.Context(), approver, store.TransferFilter{Limit: 10})
	if err != nil || len(transfers) != 1 || transfers[0].Processes[0].ID != 5 || transfers[0].ToBureauID != sea || !transfers[0].Given.Done() {
		t.Errorf("%+v, %v", transfers, err)
	}

	// The same again: what is abolished needs no decision, the rest is kept.
	again := r.handIn(t, officer, intake.Options{}, rows[0])
	if open := r.compared(t, officer, again.ID, store.ComparisonQuery{Open: true}).Open; open.Missing != 4 {
		t.Errorf("again: %+v", open)
	}
	again, err = r.Submit(t.Context(), officer, again.ID, store.Submission{Keep: true})
	did(t, "again", again, err, registry.UploadSubmitted, "")
	again, err = r.Approve(t.Context(), approver, again.ID)
	did(t, "again", again, err, registry.UploadUnchanged, "")
	r.verify(t)
}

func TestADoubtfulRowIsAskedAbout(t *testing.T) {
	t.Parallel()
	for name, same := range map[string]bool{"the same process": true, "a new process": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			officer, approver := r.two(t)
			r.rows(t, made("環境局", "架空廃棄物処理業の許可", 5), made("環境局", "乙の届出", 7))
			u := r.handIn(t, officer, intake.Options{}, made("環境局", "架空廃棄物処理業許可申請", 6), made("環境局", "乙の届出", 7))
			if u.Counts != counts(1, 0, 1, 1, 0) {
				t.Fatalf("%+v", u.Counts)
			}
			rows := r.compared(t, officer, u.ID, store.ComparisonQuery{Matches: true}).Matches
			if len(rows) != 1 || rows[0].Row != 2 || len(rows[0].Candidates) != 1 || rows[0].Candidates[0].ProcessID != 1 {
				t.Fatalf("%+v", rows)
			}
			_, err := r.Submit(t.Context(), officer, u.ID, store.Submission{})
			did(t, "unanswered", u, err, "", registry.Conflict)
			match := func(what string, code registry.Code, c ...store.MatchChoice) {
				t.Helper()
				if err := r.store.Match(t.Context(), officer, u.ID, c); registry.CodeOf(err) != code {
					t.Errorf("%s: %v, want %q", what, err, code)
				}
			}
			place := rows[0].Place
			match("a process in the file", registry.Invalid, store.MatchChoice{Place: place, ProcessID: 2})
			match("a row with its process", registry.Invalid, store.MatchChoice{Place: 2, ProcessID: 1})
			match("twice", registry.Invalid, store.MatchChoice{Place: place, ProcessID: 1}, store.MatchChoice{Place: place})
			match("the same", "", store.MatchChoice{Place: place, ProcessID: 1})
			if rows = r.compared(t, officer, u.ID, store.ComparisonQuery{Matches: true}).Matches; len(rows) != 1 || rows[0].ProcessID != 1 {
				t.Errorf("answered: %+v", rows)
			}
			if !same {
				match("new after all", "", store.MatchChoice{Place: place})
			}
			u, err = r.Submit(t.Context(), officer, u.ID, store.Submission{Keep: !same})
			did(t, name, u, err, registry.UploadSubmitted, "")
			u, err = r.Approve(t.Context(), approver, u.ID)
			did(t, name, u, err, registry.UploadConfirmed, "")
			want := counts(1, 0, 1, 1, 0)
			if same {
				want = counts(0, 1, 1, 0, 0)
			}
			if u.Counts != want {
				t.Errorf("%+v, want %+v", u.Counts, want)
			}
			r.verify(t)
		})
	}
}

// What a whole department forgot to list is decided on at once.
func TestMissingProcessesAreFoundByTheirDepartment(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	officer, _ := r.two(t)
	wide := append(append([]any{}, header...), "部", "課")
	row := func(name, department, division string) []any {
		return append(made("環境局", name, 1), department, division)
	}
	r.book(t, operator, book(t, wide, row("甲の届出", "試験部", "検査課"), row("乙の許可", "架空部", "試験課"), row("丙の検査", "架空部", "検査課"), row("丁の登録", "", "")),
		intake.Options{})
	u := r.handInBook(t, officer, book(t, wide, row("丁の登録", "", "")))
	for text, want := range map[string]int{"": 3, "試験": 3, "架空部": 2, " 検査課 ": 2, "架空部 検査課": 1, "ない課": 0} {
		if got := r.compared(t, officer, u.ID, store.ComparisonQuery{Missing: &store.MissingFilter{Text: text, Limit: 10}}).
			Missing; len(got) != want {
			t.Errorf("%q: %+v, want %d", text, got, want)
		}
	}
	if n, err := r.store.Decide(t.Context(), officer, u.ID,
		store.DecisionChoice{Text: "架空部", Decision: registry.DecideAbolish}); err != nil || n != 2 {
		t.Errorf("decided on %d, %v", n, err)
	}
	if open := r.compared(t, officer, u.ID, store.ComparisonQuery{Open: true}).Open; open.Missing != 1 {
		t.Errorf("open are %+v", open)
	}
}
