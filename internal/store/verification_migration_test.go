package store_test

import "testing"

// The step that adds verifications leaves all else alone, and can be undone.
func TestTheTableOfVerificationsComesAndGoes(t *testing.T) {
	t.Parallel()
	const before, step = 63, 75
	pool, do := migrating(t)
	do(before, `insert into audit_event (actor, kind) values ('作り物の人', 'export')`)
	add := `insert into verification (began_at, actor, changes, snapshots, seals, seal_id, seal_hash, problems, texts)
		values (now(), '作り物の人', 1, 0, 2, 3, '\x00', 1, '{作り物}')`
	for range 2 {
		do(step, add)
		if _, err := pool.Exec(`update verification set problems = 5`); err == nil {
			t.Error("a verification was altered")
		}
		var n int
		if err := pool.QueryRow(`select count(*) from audit_event where actor = '作り物の人'`).Scan(&n); err != nil || n != 1 {
			t.Errorf("%d entries (%v)", n, err)
		}
		do(before, ``)
	}
}
