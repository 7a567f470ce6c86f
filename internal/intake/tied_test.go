package intake_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// again imports a workbook without an answer to anything.
func (r rig) again(t testing.TB, book []byte, answers store.Answers) intake.Result {
	t.Helper()
	result, err := r.Import(t.Context(), operator, intake.File{Name: "棚卸.xlsx", Data: bytes.NewReader(book)}, intake.Options{Answers: answers})
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// Whatever edits have renamed since, the same file makes no second process, misses none and
// leaves the new names; another file of the same rows shows them as differences.
func TestARowStaysTiedToItsProcess(t *testing.T) {
	t.Parallel()
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(seed, 12))
			r := newRig(t)
			var rows [][]any
			for i := range 20 + random.IntN(20) {
				rows = append(rows, made([]string{"環境局", "建設局"}[i%2], fmt.Sprintf("架空の手続その%dの届出", random.IntN(30)), i)) // some twins
			}
			file := book(t, header, rows...)
			r.expect(t, r.again(t, file, store.Answers{}), registry.UploadConfirmed, counts(len(rows), 0, 0, 0, 0))
			names := map[registry.ProcessID]string{}
			renamed := 5 + random.IntN(5)
			for i, n := range random.Perm(len(rows))[:renamed] {
				id := registry.ProcessID(n + 1)
				for range 1 + random.IntN(2) { // the last name counts
					names[id] = fmt.Sprintf("まったく別の名前%d-%d", i, random.IntN(1000))
					r.edit(t, id, "procedure_name", names[id])
				}
				if random.IntN(2) == 0 {
					r.edit(t, id, "legal_article", fmt.Sprintf("第%d条", random.IntN(90)+10))
				}
			}
			for range 2 {
				r.expect(t, r.again(t, file, store.Answers{}), registry.UploadUnchanged, counts(0, 0, len(rows), 0, 0))
			}
			for id, name := range names {
				if p := r.process(t, id).Process; p.ProcedureName != name {
					t.Errorf("%s is called %s, want %s", id, p.ProcedureName, name)
				}
			}
			rows[0][9] = "備考が違う"
			officer, _ := r.two(t)
			var own [][]any
			for _, row := range rows {
				if row[0] == "環境局" {
					own = append(own, row)
				}
			}
			u := r.handIn(t, officer, intake.Options{}, own...)
			if u.Counts.New != 0 || u.Counts.Missing != 0 {
				t.Errorf("another file of the same rows: %+v", u.Counts)
			}
			kind := store.RowFilter{Kind: store.RowChanged, Limit: 100}
			found := r.compared(t, officer, u.ID, store.ComparisonQuery{Rows: &kind, Open: true})
			for _, row := range found.Rows {
				if names[row.ProcessID] == "" {
					continue
				}
				if !slices.ContainsFunc(row.Cells, func(c store.CellDifference) bool {
					return c.Field == "procedure_name" && c.Old == names[row.ProcessID]
				}) {
					t.Errorf("%s was renamed, and its row differs by %+v", row.ProcessID, row.Cells)
				}
			}
			if found.Open.Matches != 0 {
				t.Errorf("%+v", found.Open)
			}
			r.verify(t)
		})
	}
}

// A person may say that a tied row is a new process after all; and what somebody has said a
// row to be holds for the next file, too.
func TestAPersonSaysOtherwiseOfATiedRow(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	officer, approver := r.two(t)
	kept := made("環境局", "乙の届出", 7)
	r.rows(t, made("環境局", "甲の届出", 5), kept)
	r.edit(t, 1, "procedure_name", "丙の登録")
	u := r.handIn(t, officer, intake.Options{}, made("環境局", "甲の届出", 6), kept)
	rows := r.compared(t, officer, u.ID, store.ComparisonQuery{Matches: true}).Matches
	if len(rows) != 1 || rows[0].ProcessID != 1 || rows[0].Actor != "前の取込" {
		t.Fatalf("%+v", rows)
	}
	if err := r.store.Match(t.Context(), officer, u.ID, []store.MatchChoice{{Place: rows[0].Place}}); err != nil {
		t.Fatal(err)
	}
	if c := r.compared(t, officer, u.ID, store.ComparisonQuery{}).Counts; c.New != 1 || c.Missing != 1 {
		t.Errorf("a new process after all: %+v", c)
	}
	u, err := r.Submit(t.Context(), officer, u.ID, store.Submission{Keep: true})
	did(t, "new after all", u, err, registry.UploadSubmitted, "")
	u, err = r.Approve(t.Context(), approver, u.ID)
	did(t, "new after all", u, err, registry.UploadConfirmed, "")
	same := book(t, header, made("環境局", "甲の届出", 6), kept)
	r.expect(t, r.again(t, same, store.Answers{}), registry.UploadUnchanged, counts(0, 0, 2, 1, 0))

	// A row under a name that no process ever had, but that somebody said to be process 2.
	other := made("環境局", "乙の届出書", 7)
	u = r.handIn(t, officer, intake.Options{}, made("環境局", "甲の届出", 6), other)
	rows = r.compared(t, officer, u.ID, store.ComparisonQuery{Matches: true}).Matches
	if len(rows) != 1 {
		t.Fatalf("%+v", rows)
	}
	if err := r.store.Match(t.Context(), officer, u.ID, []store.MatchChoice{{Place: rows[0].Place, ProcessID: 2}}); err != nil {
		t.Fatal(err)
	}
	u, err = r.Submit(t.Context(), officer, u.ID, store.Submission{Keep: true})
	did(t, "the same", u, err, registry.UploadSubmitted, "")
	u, err = r.Approve(t.Context(), approver, u.ID)
	did(t, "the same", u, err, registry.UploadConfirmed, "")
	r.edit(t, 2, "procedure_name", "丁の認定")
	last := book(t, header, made("環境局", "甲の届出", 6), other) // of all bureaus: it was not made from that state
	r.expect(t, r.again(t, last, store.Answers{}), registry.UploadConfirmed, counts(0, 1, 1, 1, 0))
	r.verify(t)
}

// What a page would ask is asked of the operator, too, and nothing is written before it is
// answered.
func TestTheOperatorIsAsked(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answers store.Answers
		state   registry.UploadState
		counts  registry.UploadCounts
	}{
		"no answer":        {store.Answers{}, registry.UploadStaged, counts(1, 0, 1, 1, 0)},
		"another answer":   {store.Answers{Conflicts: store.FileCounts}, registry.UploadStaged, counts(1, 0, 1, 1, 0)},
		"a new process":    {store.Answers{Alike: store.AlikeNew}, registry.UploadConfirmed, counts(1, 0, 1, 1, 0)},
		"the same process": {store.Answers{Alike: store.AlikeSame}, registry.UploadConfirmed, counts(0, 1, 1, 0, 0)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.rows(t, made("環境局", "架空廃棄物処理業の許可", 5), made("環境局", "乙の届出", 7))
			got := r.again(t, book(t, header, made("環境局", "架空廃棄物処理業許可申請", 6), made("環境局", "乙の届出", 7)), c.answers)
			r.expect(t, got, c.state, c.counts)
			if asked := got.Asked != nil && got.Asked.Open.Matches == 1 && len(got.Asked.Matches) == 1; asked != (c.state == registry.UploadStaged) {
				t.Errorf("asked: %+v", got.Asked)
			}
			r.verify(t)
		})
	}
}
