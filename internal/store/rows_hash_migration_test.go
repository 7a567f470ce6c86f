package store_test

import "testing"

// The digest of rows that are as they were read is made anew; of rows that somebody
// altered it stays, up and down.
func TestTheStepOfTheRowsDigestCoversNothingUp(t *testing.T) {
	t.Parallel()
	const before, step = 47, 50
	_, do := migrating(t)
	do(before, `insert into upload (id, actor, file_name, file_bytes, sha256, state) overriding system value
		values (1, '作り物の人', 'a.xlsx', 0, sha256(''), 'staged'), (2, '作り物の人', 'b.xlsx', 0, sha256(''), 'staged');
	insert into staged_row (upload_id, ordinal, sheet, row_number, bureau_id, procedure_name, volume_year, total, total_upper, total_qualifier,
		total_state, total_raw, online, online_upper, online_qualifier, online_state, online_raw, search_text, identity_key, process_id)
	select u, n, '一覧', n + 1, 10, '作り物', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '', '', case n when 2 then 7 end
	from generate_series(1, 2) u cross join generate_series(1, 2) n;
	-- What somebody said since the rows were read is taken away from them.
	insert into upload_match (upload_id, ordinal, process_id, actor) values (1, 2, 7, '作り物の人');
	update upload set rows_hash = (
		select sha256(string_agg(sha256(convert_to((to_jsonb(s) - '{healed,titled}'::text[] || case id when 1 then '{"process_id": null}'
			else '{}' end::jsonb)::text, 'UTF8')), ''::bytea order by s.ordinal))
		from staged_row s where s.upload_id = id);
	update staged_row set remarks = '書き換えた' where upload_id = 2;
	create table held (id bigint primary key, rows_hash bytea); insert into held select id, rows_hash from upload`)
	do(step, `do $$ begin
		assert (select rows_hash from upload where id = 1) <> (select rows_hash from held where id = 1);
		assert (select rows_hash from upload where id = 2) = (select rows_hash from held where id = 2);
	end $$`)
	do(before, `do $$ begin assert (select count(*) from upload join held using (id, rows_hash)) = 2; end $$`)
}
