package store_test

import (
	"crypto/sha256"
	"testing"
	"time"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/store/storetest"
)

// The database's clock was hours ahead and jumped back: what is written after that still
// comes after what was written before, and is what is so now.
func TestAClockThatJumpsBackKeepsTheOrder(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	ahead := time.Now().Add(6 * time.Hour)
	row := &storetest.Row{Process: registry.Process{BureauID: 10, ProcedureName: "作り物の届出", InScope: true}}
	w.ChangeAt(t, ahead, "時計が進んでいた人", row)
	before, err := w.Process(t.Context(), planner, row.ID, time.Time{})
	if err != nil {
		t.Fatalf("what was written while the clock was ahead: %v", err)
	}
	patch := store.Patch{Fields: []string{"procedure_name"}, Process: registry.Process{ProcedureName: "作り物の届出（改）"}}
	after, err := w.Edit(t.Context(), registry.Operator("時計が戻ったあとの人"), row.ID, before.ChangeID, patch, "架空の理由")
	if err != nil {
		t.Fatal(err)
	}
	if after.ProcedureName != "作り物の届出（改）" || !after.RecordedFrom.After(ahead) {
		t.Errorf("%s since %v, want after %v", after.ProcedureName, after.RecordedFrom, ahead)
	}
	now, err := w.Process(t.Context(), planner, row.ID, time.Time{})
	if err != nil || now.ProcedureName != after.ProcedureName || len(now.History) != 2 {
		t.Errorf("now: %q with %d changes, %v", now.ProcedureName, len(now.History), err)
	}
}

// A session lasts for as long as its machine says, by the database's clock: that of the
// machine may be hours apart, either way.
func TestASessionLastsByTheDatabasesClock(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	for _, c := range []struct {
		lasts time.Duration
		there bool
	}{{time.Hour, true}, {-time.Second, false}} {
		hash := sha256.Sum256([]byte(c.lasts.String()))
		if err := w.AddSession(t.Context(), hash[:], 0, registry.Session{}, []byte("x"), c.lasts); err != nil {
			t.Fatal(err)
		}
		if _, there, err := w.Session(t.Context(), hash[:]); err != nil || there != c.there {
			t.Errorf("one of %v: there %v, %v", c.lasts, there, err)
		}
		var left float64
		if err := w.Pool.QueryRow("select extract(epoch from expires_at - created_at) from session where token_hash = $1", hash[:]).
			Scan(&left); err != nil {
			t.Fatal(err)
		}
		if d := time.Duration(left * float64(time.Second)); (d - c.lasts).Abs() > time.Minute {
			t.Errorf("one of %v lasts %v", c.lasts, d)
		}
	}
}
