package intake_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/postgres/pgtest"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// keeping is a rig whose pages compare no upload of more than so many rows.
func keeping(t *testing.T, atOnce int) rig {
	t.Helper()
	r := newRig(t)
	s, err := store.Open(t.Context(), r.url, store.Options{CompareRows: atOnce})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	r.store, r.Intake = s, intake.New(s, 0)
	return r
}

// many are n made-up rows of 環境局.
func many(n, total int) [][]any {
	rows := make([][]any, n)
	for i := range rows {
		rows[i] = made("環境局", fmt.Sprintf("架空の届出%d", i), total)
	}
	return rows
}

// renewed makes comparisons anew until none is old, and counts them.
func (r rig) renewed(t *testing.T) (n int) {
	t.Helper()
	for {
		more, err := r.store.RenewComparison(t.Context(), operator)
		if err != nil {
			t.Fatal(err)
		}
		if !more {
			return n
		}
		n++
	}
}

// What an upload asks is read without a look at its rows, and a page of rows without a
// look at the others.
func TestAPageReadsWhatItShows(t *testing.T) {
	t.Parallel()
	r := keeping(t, 3)
	officer, _ := r.two(t)
	r.rows(t, many(8, 1)[6:]...) // two that the file does not name, but for their number
	u := r.handIn(t, officer, intake.Options{}, many(6, 1)...)
	pool := pgtest.Open(t, r.url)
	held, err := pool.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := held.ExecContext(t.Context(), "lock table staged_row in access exclusive mode"); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
	defer stop()
	found, err := r.store.Comparison(ctx, officer, u.ID, store.ComparisonQuery{Open: true, Missing: &store.MissingFilter{Limit: 10}})
	if err != nil {
		t.Fatalf("it looks at the rows: %v", err)
	}
	if found.Counts.New != 6 || found.Open.Missing != 2 || len(found.Missing) != 2 || !found.Since.IsZero() {
		t.Errorf("%+v", found)
	}
	if err := held.Rollback(); err != nil {
		t.Fatal(err)
	}
	if _, err := pool.ExecContext(t.Context(), "delete from staged_row where ordinal not in (3, 4)"); err != nil { // the page's
		t.Fatal(err)
	}
	page := r.compared(t, officer, u.ID, store.ComparisonQuery{Rows: &store.RowFilter{Kind: store.RowNew, After: 2, Limit: 2}})
	if len(page.Rows) != 2 || page.Rows[0].Place != 3 || page.Rows[1].Place != 4 {
		t.Errorf("%+v", page.Rows)
	}
}

// Of a long upload a page shows what is kept, as of when, until that was made anew; of a
// short one what holds now. Neither writes anything.
func TestAChangeMakesAComparisonOld(t *testing.T) {
	t.Parallel()
	for atOnce, long := range map[int]bool{3: true, 100: false} {
		t.Run(fmt.Sprint(atOnce), func(t *testing.T) {
			t.Parallel()
			r := keeping(t, atOnce)
			officer, _ := r.two(t)
			r.rows(t, many(6, 1)...)
			u := r.handIn(t, officer, intake.Options{}, many(6, 1)...)
			if n := r.renewed(t); n != 0 {
				t.Errorf("%d comparisons are old as soon as they are made", n)
			}
			r.rows(t, made("港湾局", "架空の許可", 1))
			if n := r.renewed(t); n != 0 {
				t.Errorf("another bureau's change makes %d comparisons old", n)
			}
			r.edit(t, 1, "remarks", "架空の備考")
			r.rows(t, append(many(7, 1)[6:], made("港湾局", "架空の許可", 1))...)
			look := func() store.Comparison { return r.compared(t, officer, u.ID, store.ComparisonQuery{Open: true}) }
			old := look()
			if want := map[bool]int{true: 0, false: 1}[long]; old.Since.IsZero() == long || old.Open.Missing != want || old.Counts.Missing != want {
				t.Errorf("after a change: %v %+v %+v", old.Since, old.Counts, old.Open)
			}
			if again := look(); again.Since != old.Since {
				t.Errorf("looking at it made it anew: %v", again.Since)
			}
			if n := r.renewed(t); n != 1 {
				t.Errorf("%d comparisons were made anew", n)
			}
			if now := look(); !now.Since.IsZero() || now.Open.Missing != 1 {
				t.Errorf("made anew: %v %+v", now.Since, now.Open)
			}
		})
	}
}

// Discarding an upload touches none of its rows; they are deleted later, in steps that
// count alone, and those of others stay.
func TestWhatAnUploadLeavesIsDeletedByAndBy(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	officer, _ := r.two(t)
	given := r.handIn(t, officer, intake.Options{}, many(5, 1)...)
	other := r.handIn(t, officer, intake.Options{}, many(5, 2)...)
	pool := pgtest.Open(t, r.url)
	rows := func(u registry.Upload) (n int) {
		t.Helper()
		if err := pool.QueryRowContext(t.Context(), `select (select count(*) from staged_row where upload_id = $1) + (select count(*)
			from comparison_row where upload_id = $1)
			+ (select count(*) from comparison where upload_id = $1)`, u.ID).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	if err := r.Discard(t.Context(), officer, given.ID); err != nil {
		t.Fatal(err)
	}
	if n := rows(given); n != 11 {
		t.Errorf("%d rows stand after it was discarded, want all 11", n)
	}
	// As of a long file: no step deletes more than a part of it.
	if _, err := pool.ExecContext(t.Context(), `insert into staged_row
		select (jsonb_populate_record(s, jsonb_build_object('ordinal', n))).*
		from staged_row s cross join generate_series(10001, 22000) n
		where s.upload_id = $1 and s.ordinal = (select min(ordinal) from staged_row where upload_id = $1)`, given.ID); err != nil {
		t.Fatal(err)
	}
	for more, before := true, rows(given); more; {
		var err error
		if more, err = r.store.ClearLeftovers(t.Context(), operator); err != nil {
			t.Fatal(err)
		}
		after := rows(given)
		if before-after > 6000 {
			t.Errorf("a step deletes %d rows", before-after)
		}
		before = after
	}
	if g, o := rows(given), rows(other); g != 0 || o != 11 {
		t.Errorf("%d rows stay of the discarded one, %d of the other", g, o)
	}
}

// What is to be answered comes in parts: in the order of the file, or first what nobody
// has answered.
func TestConflictsComeInParts(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	officer, _ := r.two(t)
	rows := many(5, 1)
	r.rows(t, rows...)
	for _, row := range rows {
		row[len(row)-1] = "ファイルの備考"
	}
	u := r.handIn(t, officer, intake.Options{}, rows...)
	for id := range registry.ProcessID(5) {
		r.edit(t, id+1, "remarks", "ほかの人の備考")
	}
	part := func(f store.AnswerFilter) store.Comparison {
		t.Helper()
		found := r.compared(t, officer, u.ID, store.ComparisonQuery{Answers: f})
		if found.ConflictCount != 5 {
			t.Errorf("%d conflicts, want 5", found.ConflictCount)
		}
		return found
	}
	second := part(store.AnswerFilter{Limit: 2}).Conflicts[1]
	err := r.store.Resolve(t.Context(), officer, u.ID, []store.Resolution{{Place: second.Place, Field: second.Field, Theirs: second.Theirs}})
	if err != nil {
		t.Fatal(err)
	}
	var places []int64
	f := store.AnswerFilter{ByFile: true, Limit: 2}
	for more := true; more; {
		found := part(f)
		for _, c := range found.Conflicts {
			places = append(places, c.Place)
		}
		if more = found.NextConflict != nil; more {
			f.After = *found.NextConflict
		}
	}
	if fmt.Sprint(places) != "[1 2 3 4 5]" {
		t.Errorf("by the file: %v", places)
	}
	open := part(store.AnswerFilter{Limit: 5})
	if last := open.Conflicts[4]; !last.Answered || last.Place != second.Place || open.Conflicts[1].Place != 3 {
		t.Errorf("open first: %+v", open.Conflicts)
	}
}
