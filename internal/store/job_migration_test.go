package store_test

import "testing"

// The queue's step meets jobs of the schema before it, in every state, and going
// down again keeps them.
func TestJobsSurviveTheQueuesStepUpAndDown(t *testing.T) {
	t.Parallel()
	const before, step = 2, 3
	pool, do := migrating(t)
	do(before, `
		insert into account (login, name, role) values ('made-up', '作り物の人', 'planner');
		insert into job (kind, state, account_id, attempt, max_attempts, claimed_by, heartbeat_at, finished_at, message) values
			('a', 'available', (select id from account), 0, 3, null, null, null, ''),
			('b', 'running', null, 4, 3, 'somebody', null, null, ''),
			('c', 'done', null, 1, 3, null, now(), now(), ''),
			('d', 'failed', null, 0, 0, null, null, now(), '作り物の理由')`)
	rows := func() string {
		t.Helper()
		var all string
		if err := pool.QueryRow(`select string_agg(concat_ws(' ', id, kind, state, account_id, claimed_by, attempt, created_at, finished_at,
			message), E'\n' order by id)
			from job`).Scan(&all); err != nil {
			t.Fatal(err)
		}
		return all
	}
	first := rows()
	for _, version := range []int64{step, before, step} {
		do(version, "")
		if now := rows(); now != first {
			t.Errorf("at version %d the jobs are\n%s\nwant\n%s", version, now, first)
		}
	}
	var actors string
	if err := pool.QueryRow(`select string_agg(actor, '、' order by id) from job`).Scan(&actors); err != nil {
		t.Fatal(err)
	}
	if actors != "作り物の人、（記録なし）、（記録なし）、（記録なし）" {
		t.Errorf("the actors are %s", actors)
	}
}
