package store_test

import "testing"

// Going down gives the published figures up, but takes nothing out of the chain; the
// changes that recorded them are still there going up again.
func TestTheChainSurvivesTheSnapshotsStepUpAndDown(t *testing.T) {
	t.Parallel()
	const before, step = 19, 21
	pool, do := migrating(t)
	kinds := func(want string) {
		t.Helper()
		var got string
		if err := pool.QueryRow(`select string_agg(kind, ' ' order by id) from change`).Scan(&got); err != nil || got != want {
			t.Errorf("%q, %v; want %q", got, err, want)
		}
	}
	change := func(kind string) string {
		return `insert into change (at, actor, kind, previous_hash, content_hash, hash)
			select clock_timestamp(), '作り物の人', '` + kind + `', z, z, z from (select sha256('') as z) as zero; `
	}
	do(before, change("import"))
	do(step, change("snapshot")+`insert into snapshot (id, name, as_of, recorded_at, actor, change_id, stood_at, stood_hash, rule_version,
		program, figures, hash)
		values (1, '作り物の公表値', now(), now(), '作り物の人', 2, 1, sha256(''), '1', '1', '{}', sha256(''))`)
	kinds("import snapshot")
	do(before, change("edit"))
	kinds("import snapshot edit")
	if _, err := pool.Exec(change("snapshot")); err == nil {
		t.Error("the schema before takes a kind that it does not know")
	}
	do(step, change("snapshot"))
	kinds("import snapshot edit snapshot")
	var n int
	if err := pool.QueryRow(`select count(*) from snapshot`).Scan(&n); err != nil || n != 0 {
		t.Errorf("%d snapshots, %v", n, err)
	}
}
