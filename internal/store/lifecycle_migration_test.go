package store_test

import "testing"

// The migration of the lifecycle meets uploads of the schema before it, and going down again
// leaves none in a state that is not known there.
func TestUploadsSurviveTheLifecyclesStepUpAndDown(t *testing.T) {
	t.Parallel()
	const before, step = 4, 7
	pool, do := migrating(t)
	state := func(want string) {
		t.Helper()
		var got string
		if err := pool.QueryRow(`select string_agg(state, ' ' order by id) from upload`).Scan(&got); err != nil || got != want {
			t.Errorf("%q, %v; want %q", got, err, want)
		}
	}
	do(before, `insert into upload (actor, file_name, file_bytes, sha256, state)
		select '作り物の人', state || '.xlsx', 0, sha256(''), state from unnest(array['received', 'staged', 'faulty', 'discarded']) as s (state)`)
	do(step, `update upload set state = 'submitted' where state = 'staged';
		update upload set state = 'returned', replaces = 1 where state = 'discarded';
		insert into staged_row (upload_id, ordinal, sheet, row_number, bureau_id, procedure_name, volume_year, total, total_upper,
			total_qualifier,
			total_state, total_raw, online, online_upper, online_qualifier, online_state, online_raw, search_text, identity_key, faulty)
		select 2, n, 'a', n, 1, '作り物', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '', '', n = 2 from generate_series(1,
			2) as n;
		insert into upload_remark (event_id, text) select id, '作り物' from upload_event where upload_id = 2`)
	state("received submitted faulty returned")
	var events int
	if err := pool.QueryRow(`select count(*) from upload_event where kind = 'received' and actor = '作り物の人'`).Scan(&events); err != nil ||
		events != 4 {
		t.Errorf("%d receptions, %v; want 4", events, err)
	}
	do(before, `do $$ begin assert (select count(*) from staged_row) = 1; end $$`)
	state("received staged faulty staged")
	do(step, "select")
	state("received staged faulty staged")
}
