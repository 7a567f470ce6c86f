package intake_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// A file with a question of every kind is answered, returned, mended in one cell and
// handed in again: only what has changed is asked again.
func TestAnswersAreCarriedOverToTheMendedFile(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	officer, approver := r.two(t)
	row := func(name, status string, total any) []any {
		row := made("環境局", name, total)
		row[8] = status
		return row
	}
	r.rows(t,
		row("甲の届出", "検討中", 1),        // 1: changed by both
		row("架空廃棄物処理業の許可", "検討中", 5), // 2: matched by hand
		row("乙の検査", "検討中", 5),        // 3: abolished
		row("丙の登録", "検討中", 5),        // 4: kept, and then changed by another
		row("丁の交付", "検討中", 5),        // 5: handed over
		row("架空自動車整備業の認証", "検討中", 5)) // 6: a row like it is said to be new
	sheet := [][]any{
		row("甲の届出", "実施済", 1),
		row("架空廃棄物処理業許可申請", "検討中", 5),
		row("架空自動車整備業認証申請", "検討中", 5),
		row("戊の閲覧", "検討中", "約1,200件"),
		row("己の閲覧", "検討中", "約1,300件"),
	}
	u := r.handIn(t, officer, intake.Options{}, sheet...)
	r.edit(t, 1, "digitization_status", "今後実施")

	sea := r.bureau(t, "港湾局")
	decide := func(who registry.Scope, process registry.ProcessID, d store.DecisionChoice) {
		t.Helper()
		d.Processes = []registry.ProcessID{process}
		if n, err := r.store.Decide(t.Context(), who, u.ID, d); err != nil || n != 1 {
			t.Fatalf("%+v: %d, %v", d, n, err)
		}
	}
	found := r.compared(t, officer, u.ID, store.ComparisonQuery{Matches: true, Open: true})
	if len(found.Matches) != 2 || len(found.Conflicts) != 1 || found.Open.Normalised != 2 {
		t.Fatalf("%+v", found)
	}
	choices := []store.MatchChoice{{Place: found.Matches[0].Place, ProcessID: 2}, {Place: found.Matches[1].Place}}
	if err := r.store.Match(t.Context(), officer, u.ID, choices); err != nil {
		t.Fatal(err)
	}
	c := found.Conflicts[0]
	resolution := store.Resolution{Place: c.Place, Field: c.Field, Theirs: c.Theirs, Mine: true}
	if err := r.store.Resolve(t.Context(), officer, u.ID, []store.Resolution{resolution}); err != nil {
		t.Fatal(err)
	}
	decide(officer, 3, store.DecisionChoice{Decision: registry.DecideAbolish})
	decide(officer, 4, store.DecisionChoice{Decision: registry.DecideKeep})
	decide(officer, 5, store.DecisionChoice{Decision: registry.DecideTransfer, ToBureauID: sea})
	decide(approver, 6, store.DecisionChoice{Decision: registry.DecideKeep})
	u, err := r.Submit(t.Context(), officer, u.ID, store.Submission{Normalised: 2})
	did(t, "answered", u, err, registry.UploadSubmitted, "")
	u, err = r.Return(t.Context(), approver, u.ID, "己の件数が違います", nil)
	did(t, "returned", u, err, registry.UploadReturned, "")

	r.edit(t, 4, "remarks", "本部の備考") // what was decided was decided of another state
	mended := slices.Clone(sheet)
	mended[4] = row("己の閲覧", "検討中", "約1,400件")
	mended = slices.Insert(mended, 0, row("庚の閲覧", "検討中", 3)) // all rows move down
	for _, replaces := range []int64{0, u.ID} {
		what := fmt.Sprintf("in place of %d", replaces)
		better := r.handIn(t, officer, intake.Options{Replaces: replaces}, mended...)
		open := r.compared(t, officer, better.ID, store.ComparisonQuery{Open: true, Missing: &store.MissingFilter{Limit: 10}})
		if want := (store.Questions{Missing: 1, Normalised: 1}); open.Open != want {
			t.Errorf("%s: open are %+v, want %+v", what, open.Open, want)
		}
		for _, m := range open.Missing {
			if asked := m.ProcessID == 4; (m.Decision == "") != asked || !asked && !strings.HasPrefix(m.Actor, "架空の") {
				t.Errorf("%s: %+v", what, m)
			}
		}
		if better.AnswersFrom != u.ID {
			t.Errorf("%s: answers are from %d, want %d", what, better.AnswersFrom, u.ID)
		}
		events, err := r.store.UploadEvents(t.Context(), officer, better.ID)
		if err != nil {
			t.Fatal(err)
		}
		want := "での判断を引き継ぎました：ファイルにない 3 手続、似た手続のある 2 行、ほかの人も変えたところ 1 か所、読み替えたところ 1 か所"
		if last := events[len(events)-1]; last.Kind != registry.EventDecided || !strings.HasSuffix(last.Text, want) {
			t.Errorf("%s: %+v", what, last)
		}
		better, err = r.Submit(t.Context(), officer, better.ID, store.Submission{Keep: true, Normalised: 1})
		did(t, what, better, err, registry.UploadSubmitted, "")
		_, err = r.Approve(t.Context(), approver, better.ID)
		did(t, what+", approved by whoever gave one of the answers", better, err, "", registry.Forbidden)
		better, err = r.Return(t.Context(), approver, better.ID, "架空の理由", nil)
		did(t, what, better, err, registry.UploadReturned, "")
		r.verify(t)
		if err := r.Discard(t.Context(), officer, better.ID); err != nil {
			t.Fatal(err)
		}
	}
}

// Where the other's value or the file's is another one now, the question is another.
func TestAnAnswerIsNotCarriedOverToAnotherQuestion(t *testing.T) {
	t.Parallel()
	for what, c := range map[string]struct {
		theirs, mine string
		open         int
	}{
		"the same":                   {"", "実施済", 0},
		"the registry has another":   {"一部実施済", "実施済", 1},
		"the file has another":       {"", "適用除外", 1},
		"the file says as they said": {"", "今後実施", 0},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			officer, approver := r.two(t)
			row := func(status string) []any {
				row := made("環境局", "甲の届出", 1)
				row[8] = status
				return row
			}
			r.rows(t, row("検討中"))
			u := r.handIn(t, officer, intake.Options{}, row("実施済"))
			r.edit(t, 1, "digitization_status", "今後実施")
			conflict := r.compared(t, officer, u.ID, store.ComparisonQuery{}).Conflicts[0]
			resolution := store.Resolution{Place: conflict.Place, Field: conflict.Field, Theirs: conflict.Theirs, Mine: true}
			if err := r.store.Resolve(t.Context(), officer, u.ID, []store.Resolution{resolution}); err != nil {
				t.Fatal(err)
			}
			u, err := r.Submit(t.Context(), officer, u.ID, store.Submission{})
			did(t, "answered", u, err, registry.UploadSubmitted, "")
			u, err = r.Return(t.Context(), approver, u.ID, "架空の理由", nil)
			did(t, "returned", u, err, registry.UploadReturned, "")
			if c.theirs != "" {
				r.edit(t, 1, "digitization_status", c.theirs)
			}
			better := r.handIn(t, officer, intake.Options{Replaces: u.ID}, row(c.mine))
			if open := r.compared(t, officer, better.ID, store.ComparisonQuery{Open: true}).Open; open.Conflicts != c.open {
				t.Errorf("%+v", open)
			}
		})
	}
}

// Whoever chose the other's value does not overrule it by sending the mended file, whether
// or not they say which file it mends; and no row has to stand where it stood.
func TestTheOthersValueStaysChosenInTheMendedFile(t *testing.T) {
	t.Parallel()
	for _, replaces := range []bool{false, true} {
		t.Run(fmt.Sprint(replaces), func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			officer, approver := r.two(t)
			row := func(name, status string, total any) []any {
				row := made("環境局", name, total)
				row[8] = status
				return row
			}
			r.rows(t, row("甲の届出", "検討中", 1), row("乙の届出", "検討中", 1))
			u := r.handIn(t, officer, intake.Options{}, row("甲の届出", "実施済", 2), row("乙の届出", "検討中", 1))
			r.edit(t, 1, "digitization_status", "今後実施")
			c := r.compared(t, officer, u.ID, store.ComparisonQuery{}).Conflicts[0]
			resolution := store.Resolution{Place: c.Place, Field: c.Field, Theirs: c.Theirs}
			if err := r.store.Resolve(t.Context(), officer, u.ID, []store.Resolution{resolution}); err != nil {
				t.Fatal(err)
			}
			u, err := r.Submit(t.Context(), officer, u.ID, store.Submission{})
			did(t, "answered", u, err, registry.UploadSubmitted, "")
			u, err = r.Return(t.Context(), approver, u.ID, "架空の理由", nil)
			did(t, "returned", u, err, registry.UploadReturned, "")
			opt := intake.Options{}
			if replaces {
				opt.Replaces = u.ID
			}
			better := r.handIn(t, officer, opt, row("丙の届出", "検討中", 1), row("乙の届出", "検討中", 3), row("甲の届出", "実施済", 2))
			found := r.compared(t, officer, better.ID, store.ComparisonQuery{Open: true})
			if found.Open != (store.Questions{}) || len(found.Conflicts) != 1 || !found.Conflicts[0].Answered || found.Conflicts[0].TakeMine {
				t.Fatalf("%+v", found)
			}
			r.register(t, officer, approver, better)
			if p := r.process(t, 1); p.Status != registry.Planned || *p.Volumes[0].Total.Value != 2 {
				t.Errorf("%s, %+v", p.Status, p.Volumes)
			}
		})
	}
}

// What is decided to go to another bureau is asked about no more once it is there, and
// asked again where the other bureau has ended.
func TestADecidedTransferAfterTheProcessHasMoved(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	officer, approver := r.two(t)
	r.rows(t, made("環境局", "甲の届出", 1), made("環境局", "乙の届出", 1), made("環境局", "丙の届出", 1))
	u := r.handIn(t, officer, intake.Options{}, made("環境局", "甲の届出", 2))
	sea := r.bureau(t, "港湾局")
	decision := store.DecisionChoice{Decision: registry.DecideTransfer, ToBureauID: sea, Processes: []registry.ProcessID{2, 3}}
	if _, err := r.store.Decide(t.Context(), officer, u.ID, decision); err != nil {
		t.Fatal(err)
	}
	u, err := r.Submit(t.Context(), officer, u.ID, store.Submission{})
	did(t, "decided", u, err, registry.UploadSubmitted, "")
	u, err = r.Return(t.Context(), approver, u.ID, "架空の理由", nil)
	did(t, "returned", u, err, registry.UploadReturned, "")
	moved, err := r.store.ProposeTransfer(t.Context(), approver, store.Proposal{FromBureauID: officer.BureauID, ToBureauID: sea,
		Processes: []registry.ProcessID{2}, EffectiveOn: registry.DayOf(time.Now()), Reason: "架空の理由"})
	if err != nil {
		t.Fatal(err)
	}
	for _, side := range []int{officer.BureauID, sea} {
		scope := registry.ScopeOf(registry.Account{Name: "架空の承認者", Role: registry.Approver, BureauID: side})
		if moved, err = r.store.AcceptTransfer(t.Context(), scope, moved.ID); err != nil && registry.CodeOf(err) != registry.Conflict {
			t.Fatal(err)
		}
	}
	if moved, err = r.store.Transfer(t.Context(), approver, moved.ID); err != nil || moved.State != registry.TransferAccepted {
		t.Fatalf("%s, %v", moved.State, err)
	}
	better := r.handIn(t, officer, intake.Options{Replaces: u.ID}, made("環境局", "甲の届出", 3))
	found := r.compared(t, officer, better.ID, store.ComparisonQuery{Open: true, Missing: &store.MissingFilter{Limit: 9}})
	if found.Open.Missing != 0 || len(found.Missing) != 1 || found.Missing[0].ProcessID != 3 || found.Missing[0].ToBureauID != sea {
		t.Errorf("%+v", found)
	}
	r.register(t, officer, approver, better)
	r.verify(t)
}

// What was answered of an upload is not asked again after a cell of it is put right beside
// the file, nor after the file is read anew for whatever reason, even where a faulty reading
// came between. What the correction itself changed is asked again, and said so.
func TestAnswersOutliveTheNextReadingOfTheSameFile(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	officer, approver := r.two(t)
	row := func(name, status string, total any) []any {
		row := made("環境局", name, total)
		row[8] = status
		return row
	}
	r.rows(t,
		row("甲の届出", "検討中", 1),        // 1: changed by both
		row("架空廃棄物処理業の許可", "検討中", 5), // 2: matched by hand
		row("乙の検査", "検討中", 5),        // 3: abolished
		row("丙の登録", "検討中", 1),        // 4: changed by both
		row("架空自動車整備業の認証", "検討中", 5)) // 5: a row like it is said to be new
	u := r.handIn(t, officer, intake.Options{},
		row("甲の届出", "実施済", 1),
		row("架空廃棄物処理業許可申請", "検討中", 5),
		row("架空自動車整備業認証申請", "検討中", 5),
		row("戊の閲覧", "検討中", "約1,200件"),
		row("己の閲覧", "検討中", "約1,300件"),
		row("丙の登録", "実施済", 1))
	r.edit(t, 1, "digitization_status", "今後実施")
	r.edit(t, 4, "digitization_status", "今後実施")
	found := r.compared(t, officer, u.ID, store.ComparisonQuery{Matches: true, Open: true})
	if len(found.Matches) != 2 || len(found.Conflicts) != 2 || found.Open.Normalised != 2 {
		t.Fatalf("%+v", found)
	}
	choices := []store.MatchChoice{{Place: found.Matches[0].Place, ProcessID: 2}, {Place: found.Matches[1].Place}}
	if err := r.store.Match(t.Context(), officer, u.ID, choices); err != nil {
		t.Fatal(err)
	}
	for i, c := range found.Conflicts {
		resolution := store.Resolution{Place: c.Place, Field: c.Field, Theirs: c.Theirs, Mine: i == 0}
		if err := r.store.Resolve(t.Context(), officer, u.ID, []store.Resolution{resolution}); err != nil {
			t.Fatal(err)
		}
	}
	for process, d := range map[registry.ProcessID]registry.Decision{3: registry.DecideAbolish, 5: registry.DecideKeep} {
		one := store.DecisionChoice{Processes: []registry.ProcessID{process}, Decision: d}
		if _, err := r.store.Decide(t.Context(), officer, u.ID, one); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := r.store.Consent(t.Context(), officer, u.ID, 2); err != nil {
		t.Fatal(err)
	}
	correct := func(cell, value string) registry.Upload {
		t.Helper()
		one := []intake.CellCorrection{{Sheet: "手続一覧", Cell: cell, Value: value}}
		if err := r.CorrectCells(t.Context(), officer, u.ID, one, ""); err != nil {
			t.Fatal(err)
		}
		got, err := r.Stage(t.Context(), officer, u.ID, "")
		if err != nil {
			t.Fatal(err)
		}
		return got.Upload
	}
	asked := func(what string, want store.Questions) {
		t.Helper()
		now := r.compared(t, officer, u.ID, store.ComparisonQuery{Matches: true, Open: true, Missing: &store.MissingFilter{Limit: 9}})
		if now.Open != want {
			t.Errorf("%s: open are %+v, want %+v", what, now.Open, want)
		}
		if want.Matches == 0 && (now.MatchCount != 1 || now.Matches[0].ProcessID != 2 || now.Matches[0].Actor != "架空のofficer") {
			t.Errorf("%s: %+v", what, now.Matches)
		}
	}
	asked("answered", store.Questions{})
	correct("J5", "架空の備考") // a cell that nobody asked about
	asked("another cell put right", store.Questions{})
	for range 2 {
		if _, err := r.Stage(t.Context(), officer, u.ID, ""); err != nil {
			t.Fatal(err)
		}
		asked("read anew", store.Questions{})
	}
	for _, wrong := range []string{"たくさん", "もっとたくさん"} {
		if got := correct("G3", wrong); got.State != registry.UploadFaulty {
			t.Fatal(got.State)
		}
	}
	if got := correct("G3", "7"); got.State != registry.UploadStaged {
		t.Fatal(got.State)
	}
	asked("put right after faulty readings", store.Questions{})
	correct("I7", "適用除外") // a cell about which somebody answered
	correct("G6", "約1,400件")
	asked("what was answered is another question now", store.Questions{Conflicts: 1, Normalised: 1})
	events, err := r.store.UploadEvents(t.Context(), officer, u.ID)
	if err != nil {
		t.Fatal(err)
	}
	told := false
	for _, e := range events {
		told = told || e.Kind == registry.EventDecided && e.Text == "読み直す前の判断を引き継ぎました：似た手続のある 2 行、ほかの人も変えたところ 1 か所、"+
			"読み替えたところ 2 か所。そのほかの判断 1 件は、行か登録内容が変わったため引き継いでいません"
	}
	if !told {
		t.Errorf("%+v", events)
	}
	for _, c := range r.compared(t, officer, u.ID, store.ComparisonQuery{}).Conflicts {
		if c.ProcessID == 1 && (!c.Answered || !c.TakeMine || c.Actor != "架空のofficer") || c.ProcessID == 4 && c.Answered {
			t.Errorf("%+v", c)
		}
	}
	_, err = r.Submit(t.Context(), officer, u.ID, store.Submission{Keep: true, Normalised: 1})
	did(t, "one is not answered", u, err, "", registry.Conflict)
	correct("I7", "今後実施")
	u, err = r.Submit(t.Context(), officer, u.ID, store.Submission{Keep: true, Normalised: 1})
	did(t, "submitted", u, err, registry.UploadSubmitted, "")
	u, err = r.Approve(t.Context(), approver, u.ID)
	did(t, "approved", u, err, registry.UploadConfirmed, "")
	if p := r.process(t, 3); p.Status != registry.Abolished {
		t.Error(p.Status)
	}
	if p := r.process(t, 2); p.ProcedureName != "架空廃棄物処理業許可申請" || *p.Volumes[0].Total.Value != 7 {
		t.Errorf("%+v", p)
	}
	r.verify(t)
}

// What a person said of a row goes before what the program takes for granted of an earlier
// file, in the next reading, too.
func TestWhatAPersonSaidGoesBeforeAnEarlierFileInTheNextReading(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	officer, approver := r.two(t)
	r.rows(t, made("環境局", "架空廃棄物処理業の許可", 5))
	match := func(u registry.Upload, id registry.ProcessID) {
		t.Helper()
		found := r.compared(t, officer, u.ID, store.ComparisonQuery{Matches: true})
		if err := r.store.Match(t.Context(), officer, u.ID, []store.MatchChoice{{Place: found.Matches[0].Place, ProcessID: id}}); err != nil {
			t.Fatal(err)
		}
	}
	file := made("環境局", "架空廃棄物処理業許可申請", 5)
	first := r.handIn(t, officer, intake.Options{}, file)
	match(first, 1)
	r.register(t, officer, approver, first)
	r.edit(t, 1, "procedure_name", "架空廃棄物処理業の認可")

	u := r.handIn(t, officer, intake.Options{}, file, made("環境局", "乙の許可", 5))
	tied := r.compared(t, officer, u.ID, store.ComparisonQuery{Matches: true}).Matches
	if len(tied) != 1 || tied[0].ProcessID != 1 {
		t.Fatalf("not tied: %+v", tied)
	}
	match(u, 0) // it is a new one all the same
	if err := r.CorrectCells(t.Context(), officer, u.ID, []intake.CellCorrection{{Sheet: "手続一覧", Cell: "G3", Value: "6"}}, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Stage(t.Context(), officer, u.ID, ""); err != nil {
		t.Fatal(err)
	}
	found := r.compared(t, officer, u.ID, store.ComparisonQuery{Matches: true, Open: true})
	if found.MatchCount != 0 || found.Open.Matches != 0 || found.Counts.New != 2 || found.Counts.Missing != 1 {
		t.Errorf("%+v", found)
	}
}
