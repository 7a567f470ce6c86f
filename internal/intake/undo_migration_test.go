package intake_test

import (
	"testing"
	"time"

	"tetsuzuki/db"
	"tetsuzuki/internal/postgres/pgtest"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// A registry that knows undone uploads and transfers can go back to a schema that
// does not, and on again: the processes stay as they are.
func TestUndoneUploadsSurviveTheSchemaBefore(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	up := r.rows(t, made("環境局", "甲の届出", 1), made("環境局", "乙の許可", 2)).Upload.ID
	again := r.rows(t, made("環境局", "甲の届出", 3)).Upload.ID
	r.undo(t, again, store.Undo)
	if _, err := r.store.ProposeTransfer(t.Context(), operator,
		store.Proposal{FromBureauID: r.bureau(t, "環境局"), ToBureauID: r.bureau(t, "港湾局"),
			Processes: []registry.ProcessID{2}, EffectiveOn: time.Date(2021, 4, 1, 0, 0, 0, 0, time.UTC), Reason: "組織改正（作り物）"}); err != nil {
		t.Fatal(err)
	}
	before := r.state(t, time.Time{})
	pool := pgtest.Open(t, r.url)
	for _, version := range []int64{3, 4} {
		if err := db.MigrateTo(t.Context(), pool, version); err != nil {
			t.Fatalf("to version %d: %v", version, err)
		}
	}
	if err := db.Migrate(t.Context(), pool); err != nil {
		t.Fatal(err)
	}
	if d := same(before, r.state(t, time.Time{})); d != "" {
		t.Errorf("(-before +after):\n%s", d)
	}
	for _, id := range []int64{up, again} {
		if u, err := r.store.Upload(t.Context(), operator, id); err != nil || u.State != registry.UploadConfirmed {
			t.Errorf("upload %d is %s, %v", id, u.State, err)
		}
	}
	r.verify(t)
}
