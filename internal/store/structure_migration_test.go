package store_test

import "testing"

// Going down, what waits for somebody to look becomes what the reading said of it.
func TestUploadsSurviveTheStructuresStepUpAndDown(t *testing.T) {
	t.Parallel()
	const before, step = 14, 16
	pool, do := migrating(t)
	want := func(states, kinds string) {
		t.Helper()
		var s, k string
		if err := pool.QueryRow(
			`select (select string_agg(state, ' ' order by id) from upload), (select string_agg(kind, ' ' order by id) from upload_event)`).
			Scan(&s, &k); err != nil || s != states || k != kinds {
			t.Errorf("%q, %q, %v; want %q, %q", s, k, err, states, kinds)
		}
	}
	do(before, `insert into upload (actor, file_name, file_bytes, sha256, state)
		select '作り物の人', state || '.xlsx', 0, sha256(''), state from unnest(array['staged', 'faulty', 'confirmed']) as s (state)`)
	do(step, `update upload set verdict = state, state = 'structure', said = '{}', preview = '[]' where state <> 'confirmed';
		insert into upload_event (upload_id, actor, kind) select id, '作り物の人', kind from upload, unnest(array['read', 'structure']) as k (kind)
			where id = 1;
		insert into bureau_structure (bureau_id, upload_id, actor, memory) values (1, 1, '作り物の人', '{"tables": []}'), (null, 2, '作り物の人', '{}')`)
	want("structure structure confirmed", "read structure")
	if _, err := pool.Exec(`update bureau_structure set memory = '{}'`); err == nil {
		t.Error("what was confirmed can be altered")
	}
	if _, err := pool.Exec(`update upload set verdict = null where id = 1`); err == nil {
		t.Error("an upload waits for somebody to look and nothing comes after")
	}
	do(before, "select")
	want("staged faulty confirmed", "read decided")
	if _, err := pool.Exec(`update upload_event set actor = 'x'`); err == nil {
		t.Error("the record of steps can be altered")
	}
	do(step, "select")
	want("staged faulty confirmed", "read decided")
}
