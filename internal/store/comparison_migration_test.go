package store_test

import "testing"

// What is kept of comparisons goes with its step, and nothing else of an upload.
func TestTheStepOfComparisonsGoesUpAndDownWithUploads(t *testing.T) {
	t.Parallel()
	const before, step = 25, 36
	_, do := migrating(t)
	do(before, `insert into upload (id, actor, file_name, file_bytes, sha256, state) overriding system value
		values (1, '作り物の人', 'a.xlsx', 0, sha256(''), 'staged');
	insert into staged_row (upload_id, ordinal, sheet, row_number, bureau_id, procedure_name, volume_year, total, total_upper, total_qualifier,
		total_state, total_raw, online, online_upper, online_qualifier, online_state, online_raw, search_text, identity_key)
	values (1, 1, '一覧', 2, 10, '作り物', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '', '')`)
	do(step, `do $$ begin assert (select count(*) from comparison) = 0; end $$; -- it is made when somebody looks, or by the clock
	insert into comparison values (1, 0, now(), '{10}', 1, 0, 0, 0, 0, 0, 0);
	insert into compared_row (upload_id, ordinal, kind) values (1, 1, 'new')`)
	do(before, `do $$ begin assert (select count(*) from staged_row) = 1 and (select state from upload) = 'staged'; end $$`)
	do(step, `do $$ begin assert (select count(*) from compared_row) = 0; end $$`)
}
