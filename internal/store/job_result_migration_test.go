package store_test

import "testing"

// The step that drops the column of results meets jobs with and without one, and keeps
// all the rest, down and up again.
func TestJobsSurviveTheEndOfTheirResults(t *testing.T) {
	t.Parallel()
	const before, step = 56, 58
	pool, do := migrating(t)
	do(before, `
		insert into job (kind, state, actor, attempt, finished_at, payload, result) values
			('a', 'available', '作り物の人', 0, null, '{"upload": 7}', null),
			('b', 'done', '作り物の人', 1, now(), '{}', '{"rows": 5}')`)
	rows := func() (all string) {
		t.Helper()
		if err := pool.QueryRow(`select string_agg((to_jsonb(j) - 'result')::text, E'\n' order by id) from job j`).Scan(&all); err != nil {
			t.Fatal(err)
		}
		return all
	}
	first := rows()
	for _, version := range []int64{step, before, step} {
		do(version, ``)
		if now := rows(); now != first {
			t.Errorf("at version %d the jobs are\n%s\nwant\n%s", version, now, first)
		}
	}
}
