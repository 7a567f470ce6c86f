package intake_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// state is every process to the cell, by ID, without the marks of its version.
func (r rig) state(t testing.TB, asOf time.Time) map[registry.ProcessID]store.ProcessDetail {
	t.Helper()
	all := map[registry.ProcessID]store.ProcessDetail{}
	err := r.store.EachProcess(t.Context(), operator, store.ProcessFilter{AsOf: asOf},
		func(p registry.Process, volumes []registry.Volume) error {
			p.RecordedFrom, p.RecordedTo, p.ChangeID = time.Time{}, time.Time{}, 0
			all[p.ID] = store.ProcessDetail{Process: p, Volumes: slices.Clone(volumes)}
			return nil
		})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// moment is when the last change was made.
func (r rig) moment(t testing.TB) time.Time {
	t.Helper()
	var at time.Time
	for _, p := range r.catalogue(t, store.ProcessFilter{}) {
		if p.RecordedFrom.After(at) {
			at = p.RecordedFrom
		}
	}
	return at
}

func (r rig) undo(t testing.TB, upload int64, direction store.Reversal) store.Undone {
	t.Helper()
	done, err := r.store.Reverse(t.Context(), operator, upload, direction, "取込の誤り（作り物）")
	if err != nil {
		t.Fatal(err)
	}
	return done
}

// Generated imports and edits: an undo is the identity on all rows that nobody
// touched since, and leaves all others alone; the history stays as it was.
func TestUndoPutsBackWhatNobodyTouchedSince(t *testing.T) {
	t.Parallel()
	for seed := range uint64(12) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			g := rand.New(rand.NewPCG(seed, 4))
			r := newRig(t)
			names := []string{"甲", "乙", "丙", "丁", "戊", "己", "庚", "辛"}
			file := func() [][]any {
				var rows [][]any
				for _, n := range names {
					if g.IntN(3) == 0 {
						continue
					}
					row := made([]string{"環境局", "港湾局"}[g.IntN(2)], n+"の届出", []any{nil, "不明", 0, 12, "約300", "100～200", 10000}[g.IntN(7)])
					row[7] = []any{nil, nil, 0}[g.IntN(3)]
					row[8] = []any{nil, "実施済", "検討中", "一部実施済"}[g.IntN(4)]
					row[9] = []any{nil, "備考その1", "備考その2"}[g.IntN(3)]
					rows = append(rows, row)
				}
				return append(rows, made("環境局", fmt.Sprintf("壬%d", g.IntN(1000)), g.IntN(20000)))
			}
			r.rows(t, file()...)
			for range 2 {
				r.rows(t, file()...)
			}
			before, then := r.state(t, time.Time{}), r.moment(t)
			up := r.rows(t, file()...)
			after := r.state(t, time.Time{})
			if up.Upload.State != registry.UploadConfirmed {
				t.Fatalf("the upload is %s", up.Upload.State)
			}
			touched := map[registry.ProcessID]bool{}
			for id := range after {
				if g.IntN(4) == 0 {
					r.edit(t, id, "remarks", fmt.Sprintf("手で直した%d", g.IntN(1000)))
					touched[id] = true
				}
			}
			edited := r.state(t, time.Time{})
			counts, err := r.store.UndoPreview(t.Context(), operator, up.Upload.ID, store.Undo)
			if err != nil {
				t.Fatal(err)
			}
			want := map[registry.ProcessID]store.ProcessDetail{}
			var expected store.UndoCounts
			for id, now := range edited {
				was, there := before[id]
				changed := same(before[id], after[id]) != ""
				switch {
				case changed && touched[id]:
					expected.Kept++
					want[id] = now
				case changed && !there:
					expected.PutBack++
					expected.Removed++
				case changed:
					expected.PutBack++
					want[id] = was
				default:
					want[id] = now
				}
			}
			if counts != expected {
				t.Errorf("the preview says %+v, want %+v", counts, expected)
			}
			if expected.PutBack == 0 {
				t.Fatal("by chance everything was touched: choose another seed")
			}
			done := r.undo(t, up.Upload.ID, store.Undo)
			if done.Counts != expected || done.Upload.State != registry.UploadUndone || done.Upload.UndoneBy != done.Change {
				t.Errorf("undone: %+v", done)
			}
			if d := same(want, r.state(t, time.Time{})); d != "" {
				t.Errorf("after the undo (-want +got):\n%s", d)
			}
			if d := same(before, r.state(t, then)); d != "" {
				t.Errorf("as of before the import (-want +got):\n%s", d)
			}
			r.verify(t)
			r.undo(t, up.Upload.ID, store.Redo)
			if d := same(edited, r.state(t, time.Time{})); d != "" {
				t.Errorf("after the redo (-want +got):\n%s", d)
			}
			r.undo(t, up.Upload.ID, store.Undo)
			if d := same(want, r.state(t, time.Time{})); d != "" {
				t.Errorf("after the second undo (-want +got):\n%s", d)
			}
			r.verify(t)
		})
	}
}

func TestTheThreeBucketsSayWhy(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.rows(t, made("環境局", "甲の届出", 1), made("環境局", "乙の許可", 2))
	up := r.rows(t, made("環境局", "甲の届出", 10), made("環境局", "乙の許可", 20), made("環境局", "丙の申請", 3), made("環境局", "丁の報告", 4)).Upload
	officer := registry.ScopeOf(registry.Account{Name: "架空の担当者", Role: registry.Officer, BureauID: r.bureau(t, "環境局")})
	now, err := r.store.Process(t.Context(), officer, 2, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := r.Edit(t.Context(), officer, 2, now.ChangeID, fields("remarks", "手で直した"), "誤記"); err != nil {
		t.Fatal(err)
	}
	moved, err := r.store.ProposeTransfer(t.Context(), officer, store.Proposal{FromBureauID: officer.BureauID, ToBureauID: r.bureau(t, "港湾局"),
		Processes: []registry.ProcessID{4}, EffectiveOn: time.Date(2021, 4, 1, 0, 0, 0, 0, time.UTC), Reason: "組織改正（作り物）"})
	if err != nil {
		t.Fatal(err)
	}
	rows := func(bucket store.UndoBucket, n int) []store.UndoRow {
		t.Helper()
		rows, err := r.store.UndoRows(t.Context(), operator, up.ID, store.Undo, bucket, 0, 10)
		if err != nil || len(rows) != n {
			t.Fatalf("%s: %+v, %v", bucket, rows, err)
		}
		return rows
	}
	back := rows(store.PutBack, 2)
	if back[0].ProcessID != 1 || back[0].Removes ||
		same(back[0].Fields, []store.FieldChange{{Field: "annual_volume", FiscalYear: 2021, Old: "10", New: "1"}}) != "" {
		t.Errorf("put back: %+v", back[0])
	}
	if back[1].ProcessID != 3 || !back[1].Removes {
		t.Errorf("put back: %+v", back[1])
	}
	if more, err := r.store.UndoRows(t.Context(), operator, up.ID, store.Undo, store.PutBack, 1, 10); err != nil || len(more) != 1 ||
		more[0].ProcessID != 3 {
		t.Errorf("the page after the first: %+v, %v", more, err)
	}
	kept := rows(store.Kept, 1)[0]
	if kept.ProcessID != 2 || same(kept.Fields, []store.FieldChange{{Field: "remarks", Old: "", New: "手で直した"}}) != "" ||
		len(kept.Since) != 1 || kept.Since[0].Actor != "架空の担当者" || kept.Since[0].Reason != "誤記" {
		t.Errorf("kept: %+v", kept)
	}
	if no := rows(store.Impossible, 1)[0]; no.ProcessID != 4 || no.Reason == "" {
		t.Errorf("impossible: %+v", no)
	}
	if done := r.undo(t, up.ID, store.Undo); done.Counts != (store.UndoCounts{PutBack: 2, Removed: 1, Kept: 1, Impossible: 1}) {
		t.Errorf("undone: %+v", done.Counts)
	}
	if p := r.catalogue(t, store.ProcessFilter{}); len(p) != 3 || p[2].ID != 4 {
		t.Errorf("left: %+v", p)
	}
	// Afterwards it can still be asked what the undo found, whatever came since.
	r.edit(t, 1, "remarks", "あとから直した")
	r.edit(t, 2, "remarks", "もう一度直した")
	if n, err := r.store.UndoPreview(t.Context(), operator, up.ID, store.Undo); err != nil ||
		n != (store.UndoCounts{PutBack: 2, Removed: 1, Kept: 1, Impossible: 1}) {
		t.Errorf("asked afterwards: %+v, %v", n, err)
	}
	for i, was := range back {
		if d := same(was, rows(store.PutBack, 2)[i]); d != "" {
			t.Errorf("put back, asked afterwards (-before +after):\n%s", d)
		}
	}
	if d := same(kept, rows(store.Kept, 1)[0]); d != "" {
		t.Errorf("kept, asked afterwards (-before +after):\n%s", d)
	}
	if no := rows(store.Impossible, 1)[0]; no.ProcessID != 4 || no.Reason == "" {
		t.Errorf("impossible, asked afterwards: %+v", no)
	}
	// The ID of a removed one is not issued again.
	if _, err := r.store.WithdrawTransfer(t.Context(), operator, moved.ID, ""); err != nil {
		t.Fatal(err)
	}
	r.rows(t, made("環境局", "戊の登録", 5))
	if p := r.catalogue(t, store.ProcessFilter{Text: "戊"}); len(p) != 1 || p[0].ID != 5 {
		t.Errorf("a new process has the ID %+v", p)
	}
	r.verify(t)
}

// Uploads are undone one after the other, the newest first, as a stack.
func TestUploadsAreUndoneOneAfterTheOther(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	var uploads []int64
	var states []map[registry.ProcessID]store.ProcessDetail
	for i := range 4 {
		states = append(states, r.state(t, time.Time{}))
		uploads = append(uploads, r.rows(t, made("環境局", "甲の届出", i+1), made("環境局", fmt.Sprintf("新%d", i), i)).Upload.ID)
	}
	last := r.state(t, time.Time{})
	// Not in that order: what a later upload changed stays.
	if n, err := r.store.UndoPreview(t.Context(), operator, uploads[1], store.Undo); err != nil ||
		n != (store.UndoCounts{PutBack: 1, Removed: 1, Kept: 1}) {
		t.Errorf("undoing one in the middle: %+v, %v", n, err)
	}
	for i := range 4 {
		at := 3 - i
		r.undo(t, uploads[at], store.Undo)
		if d := same(states[at], r.state(t, time.Time{})); d != "" {
			t.Errorf("after undoing upload %d (-want +got):\n%s", at, d)
		}
	}
	for _, id := range uploads {
		r.undo(t, id, store.Redo)
	}
	if d := same(last, r.state(t, time.Time{})); d != "" {
		t.Errorf("after doing all again (-want +got):\n%s", d)
	}
	r.verify(t)
}

func TestWhatCannotBeUndone(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	good := r.rows(t, made("環境局", "甲の届出", 1)).Upload.ID
	faulty := r.rows(t, made("環境局", "乙の許可", "たくさん")).Upload.ID
	same := r.rows(t, made("環境局", "甲の届出", 1)).Upload.ID
	for _, c := range []struct {
		name      string
		scope     registry.Scope
		upload    int64
		direction store.Reversal
		want      registry.Code
	}{
		{"a faulty upload", operator, faulty, store.Undo, registry.Conflict},
		{"an unchanged upload", operator, same, store.Undo, registry.Conflict},
		{"no upload", operator, 99, store.Undo, registry.NotFound},
		{"one that is not undone, again", operator, good, store.Redo, registry.Conflict},
		{"by an approver", registry.ScopeOf(registry.Account{Name: "試験", Role: registry.Approver, BureauID: r.bureau(t, "環境局")}), good, store.Undo, registry.Forbidden},
		{"by a planner", registry.ScopeOf(registry.Account{Name: "試験", Role: registry.Planner}), good, store.Undo, registry.Forbidden},
		{"by nobody", registry.Scope{}, good, store.Undo, registry.Forbidden},
	} {
		if _, err := r.store.Reverse(t.Context(), c.scope, c.upload, c.direction, "架空の理由"); registry.CodeOf(err) != c.want {
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		}
		if _, err := r.store.UndoPreview(t.Context(), c.scope, c.upload, c.direction); registry.CodeOf(err) != c.want {
			t.Errorf("preview of %s: %v, want %s", c.name, err, c.want)
		}
	}
	r.edit(t, 1, "remarks", "手で直した")
	if _, err := r.store.Reverse(t.Context(), operator, good, store.Undo, "架空の理由"); registry.CodeOf(err) != registry.Conflict {
		t.Errorf("undone where nothing can be put back: %v", err)
	}
	headquarters := registry.ScopeOf(registry.Account{Name: "本部（試験）", Role: registry.Headquarters})
	other := r.rows(t, made("環境局", "丙の申請", 1)).Upload.ID
	if _, err := r.store.Reverse(t.Context(), headquarters, other, store.Undo, "架空の理由"); err != nil {
		t.Error(err)
	}
	if _, err := r.store.Reverse(t.Context(), headquarters, other, store.Undo, "架空の理由"); registry.CodeOf(err) != registry.Conflict {
		t.Errorf("undone twice: %v", err)
	}
	r.verify(t)
}

func TestWhatWasTransferredSinceIsKept(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	from, to := r.bureau(t, "環境局"), r.bureau(t, "港湾局")
	up := r.rows(t, made("環境局", "甲の届出", 1), made("環境局", "乙の許可", 2)).Upload.ID
	approver := func(bureau int) registry.Scope {
		return registry.ScopeOf(registry.Account{Name: "架空の承認者", Role: registry.Approver, BureauID: bureau})
	}
	p, err := r.store.ProposeTransfer(t.Context(), approver(from), store.Proposal{FromBureauID: from, ToBureauID: to,
		Processes: []registry.ProcessID{1}, EffectiveOn: time.Date(2021, 4, 1, 0, 0, 0, 0, time.UTC), Reason: "組織改正（作り物）"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.store.AcceptTransfer(t.Context(), approver(to), p.ID); err != nil {
		t.Fatal(err)
	}
	kept, err := r.store.UndoRows(t.Context(), operator, up, store.Undo, store.Kept, 0, 10)
	if err != nil || len(kept) != 1 || kept[0].ProcessID != 1 || kept[0].Since[0].Kind != registry.ChangeTransfer ||
		same(kept[0].Fields, []store.FieldChange{{Field: "bureau", Old: "環境局", New: "港湾局"}}) != "" {
		t.Errorf("kept: %+v, %v", kept, err)
	}
	r.undo(t, up, store.Undo)
	if left := r.catalogue(t, store.ProcessFilter{}); len(left) != 1 || left[0].BureauID != to {
		t.Errorf("left: %+v", left)
	}
	// In its new bureau a sheet without IDs finds it.
	r.expect(t, r.rows(t, made("港湾局", "甲の届出", 1)), registry.UploadUnchanged, counts(0, 0, 1, 0, 0))
	r.verify(t)
}
