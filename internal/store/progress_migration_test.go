package store_test

import "testing"

// Files that an earlier version kept while its queue was full are read by themselves
// from this step on, but for those that were asked for, and the operator's own.
func TestKeptFilesSurviveTheirStepUpAndDown(t *testing.T) {
	t.Parallel()
	const before, step = 22, 23
	_, do := migrating(t)
	do(before, `
		insert into account (login, name, role) values ('a', '作り物の人', 'headquarters');
		insert into upload (account_id, actor, file_name, file_bytes, sha256, state)
		select a, '作り物の人', 'a.xlsx', 0, sha256(''), s
		from (values (1, 'received'), (1, 'received'), (1, 'staged'), (null, 'received')) u (a, s);
		insert into job (kind, actor, key) values ('read', '作り物の人', '2')`)
	do(step, `do $$ begin assert (select array_agg(id) from upload where awaits_room) = '{1}'; end $$`)
	do(before, `do $$ begin assert (select count(*) from upload) = 4; end $$`)
	do(step, `select nextval('writing')`)
}
