package store_test

import "testing"

// What earlier uploads were made from keeps its reason, and going down again loses
// only what the schema before did not know.
func TestUploadsSurviveTheStampsStepUpAndDown(t *testing.T) {
	t.Parallel()
	const before, step = 14, 17
	pool, do := migrating(t)
	bases := func(query, want string) {
		t.Helper()
		var got string
		if err := pool.QueryRow(query).Scan(&got); err != nil || got != want {
			t.Errorf("%q, %v; want %q", got, err, want)
		}
	}
	do(before, `insert into upload (actor, file_name, file_bytes, sha256, state, replaces, base_at)
		values ('作り物の人', 'a.xlsx', 0, sha256(''), 'faulty', null, null),
		       ('作り物の人', 'b.xlsx', 0, sha256(''), 'staged', 1, now()), ('作り物の人', 'c.xlsx', 0, sha256(''), 'staged', null, now())`)
	do(step, "select")
	bases(`select string_agg(coalesce(base_from, '-'), ' ' order by id) from upload`, "- replaced same")
	do(step, `update upload set base_from = 'stamp', stamp = 'x', remainder_of = 1, kept_others = true where id = 2`)
	do(before, "select")
	bases(`select string_agg((base_at is null)::text, ' ' order by id) from upload`, "true false false")
	do(step, "select")
}
