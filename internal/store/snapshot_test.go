package store_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"tetsuzuki/db"
	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/store/storetest"
)

var headquarters = registry.ScopeOf(registry.Account{Name: "架空の本部", Role: registry.Headquarters})

func TestASnapshotIsTheFiguresOfItsMoment(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	w.Catalogue(t)
	then, err := w.Standing(t.Context(), headquarters, moment(t, "2022-12-31"))
	if err != nil {
		t.Fatal(err)
	}
	first, err := w.AddSnapshot(t.Context(), headquarters,
		store.SnapshotDraft{Name: " 2022年度 第3四半期 ", Note: "架空", AsOf: moment(t, "2022-12-31")})
	if err != nil {
		t.Fatal(err)
	}
	if first.Name != "2022年度 第3四半期" || first.StoodAt != 1 || first.ChangeID != 2 || first.Recorded.Actor != "架空の本部" ||
		!first.AsOf.Equal(moment(t, "2022-12-31")) {
		t.Errorf("%+v", first)
	}
	if d, err := progress.Compare(first.Written, progress.Of(then)); err != nil || d != nil {
		t.Errorf("%+v, %v", d, err)
	}

	// What comes later changes nothing of it, and is in the next.
	w.ChangeAt(t, first.Recorded.At.Add(time.Microsecond), "作成者",
		&storetest.Row{Process: registry.Process{BureauID: 10, ProcedureName: "新しい届出", Status: registry.Done, InScope: true}})
	if d, known, err := w.CheckSnapshot(t.Context(), headquarters, first); err != nil || !known || d != nil {
		t.Errorf("%+v, known %t, %v", d, known, err)
	}
	second, err := w.AddSnapshot(t.Context(), headquarters, store.SnapshotDraft{Name: "今"})
	if err != nil {
		t.Fatal(err)
	}
	if second.StoodAt != 3 || second.Figures.Done != first.Figures.Done+1 || !second.AsOf.Equal(second.Recorded.At) {
		t.Errorf("%+v", second)
	}

	// The wrong one stays, and tells what replaces it.
	_, err = w.AddSnapshot(t.Context(), headquarters, store.SnapshotDraft{Name: "今", Replaces: second.ID, Reason: "架空の訂正"})
	if err != nil {
		t.Fatal(err)
	}
	all, err := w.Snapshots(t.Context(), headquarters)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range all {
		got = append(got, fmt.Sprintf("%d for %d, by %d: %s", s.ID, s.Replaces, s.ReplacedBy, s.Reason))
	}
	if want := "3 for 2, by 0: 架空の訂正;2 for 0, by 3: ;1 for 0, by 0: "; strings.Join(got, ";") != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestDraftsThatAreNoSnapshot(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	w.Catalogue(t)
	add := func(d store.SnapshotDraft) error {
		_, err := w.AddSnapshot(t.Context(), headquarters, d)
		return err
	}
	for _, d := range []store.SnapshotDraft{{Name: "一"}, {Name: "一の訂正", Replaces: 1, Reason: "架空"}} {
		if err := add(d); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		name  string
		draft store.SnapshotDraft
		code  registry.Code
		field string
	}{
		{"no name", store.SnapshotDraft{Name: " "}, registry.Invalid, "name"},
		{"a long name", store.SnapshotDraft{Name: strings.Repeat("長", 101)}, registry.Invalid, "name"},
		{"a long note", store.SnapshotDraft{Name: "二", Note: strings.Repeat("長", 1001)}, registry.Invalid, "note"},
		{"another's name", store.SnapshotDraft{Name: "一の訂正"}, registry.Conflict, "name"},
		{"a correction without a reason", store.SnapshotDraft{Name: "一の訂正", Replaces: 2}, registry.Invalid, "reason"},
		{"a reason for nothing", store.SnapshotDraft{Name: "二", Reason: "架空"}, registry.Invalid, "reason"},
		{"a second correction of the same", store.SnapshotDraft{Name: "一", Replaces: 1, Reason: "架空"}, registry.Conflict, "replaces"},
		{"a correction of nothing", store.SnapshotDraft{Name: "二", Replaces: 9, Reason: "架空"}, registry.Invalid, "replaces"},
		{"the future", store.SnapshotDraft{Name: "二", AsOf: time.Now().AddDate(0, 0, 2)}, registry.Invalid, "as_of"},
		{"before there was anything", store.SnapshotDraft{Name: "二", AsOf: moment(t, "2022-03-31")}, registry.Invalid, "as_of"},
		{"other figures than were shown", store.SnapshotDraft{Name: "二", Seen: "x"}, registry.Conflict, "as_of"},
	} {
		err := add(c.draft)
		if e, ok := errors.AsType[*registry.Error](err); !ok || e.Code != c.code || e.Field != c.field {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	// The name of one that was replaced is free again.
	if err := add(store.SnapshotDraft{Name: "一"}); err != nil {
		t.Error(err)
	}
}

func TestOnlyHeadquartersPublishes(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	w.Catalogue(t)
	for _, role := range registry.Roles {
		scope := registry.ScopeOf(registry.Account{Name: "架空の" + role.Label(), Role: role})
		if role.OfBureau() {
			scope = scope.Only(10)
		}
		want := registry.Forbidden
		if role == registry.Headquarters {
			want = ""
		}
		if _, err := w.AddSnapshot(t.Context(), scope, store.SnapshotDraft{Name: "架空の" + role.Label()}); registry.CodeOf(err) != want {
			t.Errorf("%s: %v", role, err)
		}
		// Whoever reads sees what was published, whole; to compare it with what is not takes more.
		if all, err := w.Snapshots(t.Context(), scope); err != nil || role == registry.Auditor &&
			(len(all) != 1 || len(all[0].Figures.Bureaus) < 2) {
			t.Errorf("%s: %v, %v", role, all, err)
		}
		_, _, err := w.CheckSnapshot(t.Context(), scope, store.Snapshot{})
		if (registry.CodeOf(err) == registry.Forbidden) != role.OfBureau() {
			t.Errorf("%s checks: %v", role, err)
		}
	}
	if _, err := w.AddSnapshot(t.Context(), headquarters.Only(10),
		store.SnapshotDraft{Name: "一局"}); registry.CodeOf(err) != registry.Forbidden {
		t.Errorf("the figures of one bureau: %v", err)
	}
	if _, err := w.Snapshots(t.Context(), registry.Scope{}); registry.CodeOf(err) != registry.Forbidden {
		t.Errorf("nobody: %v", err)
	}
	// The server itself takes none from a bureau, and lets nobody alter one.
	for _, role := range []string{db.AppRole, db.WholeRole} {
		conn := as(t, w, role, "10")
		refusedTo(t, conn, "update snapshot set name = 'x'")
		refusedTo(t, conn, "delete from snapshot")
		refusedTo(t, conn, "truncate snapshot")
	}
	refusedTo(t, as(t, w, db.AppRole, "10"), `insert into snapshot (id, name, as_of, recorded_at, actor, change_id, stood_at, stood_hash,
		rule_version, program, figures, hash)
		select 9, name, as_of, recorded_at, actor, 1, stood_at, stood_hash, rule_version, program, figures, hash from snapshot`)
	if _, err := w.Pool.ExecContext(t.Context(), "update snapshot set name = 'x'"); err == nil {
		t.Error("even the owner may not, but by switching the trigger off")
	}
}

// What is on its way while a snapshot is being recorded is not before it later on.
func TestASnapshotWaitsForTheWriterBeforeIt(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	w.Catalogue(t)
	tx, err := w.Pool.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(t.Context(), `select pg_advisory_xact_lock(7417001)`); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() {
		_, err := w.AddSnapshot(context.WithoutCancel(t.Context()), headquarters, store.SnapshotDraft{Name: "一"})
		done <- err
	}()
	// Until the server says that it waits.
	for waiting := false; !waiting; {
		if err := w.Pool.QueryRowContext(t.Context(), `select exists (select from pg_locks l join pg_stat_activity a using (pid)
			where l.locktype = 'advisory' and not l.granted and a.datname = current_database())`).Scan(&waiting); err != nil {
			t.Fatal(err)
		}
		select {
		case err := <-done:
			t.Fatalf("it did not wait: %v", err)
		default:
		}
	}
	if _, err := tx.ExecContext(t.Context(), `insert into change (at, actor, kind, previous_hash, content_hash, hash)
		select clock_timestamp(), '書き手', 'edit', z, z, z from (select sha256('') as z) as zero`); err != nil {
		t.Fatal(err)
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	all, err := w.Snapshots(t.Context(), headquarters)
	if err != nil || len(all) != 1 || all[0].StoodAt != 2 {
		t.Errorf("%+v, %v", all, err)
	}
}
