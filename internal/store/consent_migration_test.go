package store_test

import "testing"

// Going down from the step of consents keeps them as answers to questions.
func TestConsentsSurviveTheirStepUpAndDown(t *testing.T) {
	t.Parallel()
	const before, step = 21, 22
	pool, do := migrating(t)
	add := `insert into upload_event (upload_id, actor, kind) values (1, '作り物の人', 'consented')`
	do(before, `insert into upload (actor, file_name, file_bytes, sha256, state) values ('作り物の人', 'a.xlsx', 0, sha256(''), 'staged')`)
	if _, err := pool.Exec(add); err == nil {
		t.Error("a consent is known before its step")
	}
	do(step, add+`; update upload set healed = 3`)
	do(before, `do $$ begin assert (select string_agg(kind, ' ') from upload_event) = 'decided'; end $$`)
	if _, err := pool.Exec(`update upload_event set kind = 'read'`); err == nil {
		t.Error("going down left the events open to changes")
	}
	do(step, `do $$ begin assert (select healed from upload) = 0; end $$`)
}
