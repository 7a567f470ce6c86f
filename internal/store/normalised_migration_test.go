package store_test

import "testing"

// Where cells wait to be looked at when the step comes, each of their fields' waits.
func TestOpenConsentsSurviveTheStepOfTheirCellsUpAndDown(t *testing.T) {
	t.Parallel()
	const before, step = 23, 24
	_, do := migrating(t)
	do(before, `insert into upload (id, actor, file_name, file_bytes, sha256, state, healed, report) overriding system value
	select id, '作り物の人', 'a.xlsx', 0, sha256(''), 'staged', healed, '{"findings": [
		{"severity": "info", "rule": "R-healed", "sheet": "一覧", "field": "annual_volume", "cell": "C2"},
		{"severity": "info", "rule": "L2-02", "sheet": "一覧", "field": "legal_basis", "cell": "D3"},
		{"severity": "error", "rule": "L2-02", "sheet": "一覧", "field": "remarks", "cell": "E3"},
		{"severity": "info", "rule": "R-header-row", "sheet": "一覧", "field": "fee"}]}'
	from (values (1, 2), (2, 2), (3, 2)) as u (id, healed);
	insert into upload (id, actor, file_name, file_bytes, sha256, state, report) overriding system value values (4, '作り物の人', 'a.xlsx', 0,
		sha256(''), 'staged', '{"findings": null}');
	insert into upload_event (upload_id, actor, kind) values (2, '作り物の人', 'read'), (2, '作り物の人', 'consented'),
		(3, '作り物の人', 'read'), (3, '作り物の人', 'consented'), (3, '作り物の人', 'read');
	insert into staged_row (upload_id, ordinal, sheet, row_number, bureau_id, procedure_name, volume_year, total, total_upper, total_qualifier,
		total_state, total_raw, online, online_upper, online_qualifier, online_state, online_raw, search_text, identity_key)
	select u, place, sheet, 2, 10, '作り物', '{2020,2021}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '', ''
	from generate_series(1, 3) as u, (values (1, '一覧'), (2, '別表')) as s (place, sheet)`)
	do(step, `do $$ begin
		assert (select array_agg(upload_id || ' ' || ordinal || ' ' || healed::text order by upload_id) from staged_row where healed is not null)
			= array['1 1 {annual_volume.2020,annual_volume.2021,legal_basis}', '3 1 {annual_volume.2020,annual_volume.2021,legal_basis}'],
			(select string_agg(upload_id || ' ' || healed::text, '; ') from staged_row);
	end $$`)
	do(before, `do $$ begin assert (select count(*) from staged_row) = 6; end $$`)
}

// Uploads of the schema before it keep their counts, their rows and the rule that their
// reports name, up and down.
func TestNormalisedValuesSurviveTheirRenamingUpAndDown(t *testing.T) {
	t.Parallel()
	const before, step = 47, 56
	_, do := migrating(t)
	do(before, `insert into upload (id, actor, file_name, file_bytes, sha256, state, healed, report) overriding system value values
		(1, '作り物の人', 'a.xlsx', 0, sha256(''), 'staged', 2,
			'{"findings": [{"rule": "R-healed", "message": "R-healed と書いた文"}, {"rule": "R-era"}]}');
	insert into staged_row (upload_id, ordinal, sheet, row_number, bureau_id, procedure_name, volume_year, total, total_upper, total_qualifier,
		total_state, total_raw, online, online_upper, online_qualifier, online_state, online_raw, search_text, identity_key, healed)
	values (1, 1, '一覧', 2, 10, '作り物', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '', '', '{remarks}');
	insert into comparison (upload_id, change_id, as_of, bureaus, rows_new, rows_changed, rows_unchanged, rows_missing, conflicts_open,
		healed_other, healed_same)
	values (1, 0, now(), '{10}', 1, 0, 0, 0, 0, 2, 3);
	insert into compared_row (upload_id, ordinal, kind) values (1, 1, 'new');
	insert into compared_healed values (1, 1, 'remarks', false)`)
	do(step, `do $$ begin
		assert (select normalised from upload) = 2;
		assert (select report -> 'findings' -> 0 ->> 'rule' from upload) = 'R-normalised';
		assert (select report -> 'findings' -> 0 ->> 'message' from upload) = 'R-healed と書いた文';
		assert (select normalised from staged_row) = '{remarks}';
		assert (select array[normalised_other, normalised_same] from comparison) = '{2,3}';
		assert (select count(*) from comparison_row) = 1;
		assert (select cell from comparison_normalised) = 'remarks';
	end $$`)
	do(before, `do $$ begin
		assert (select healed from upload) = 2;
		assert (select report -> 'findings' -> 0 ->> 'rule' from upload) = 'R-healed';
		assert (select healed from staged_row) = '{remarks}';
		assert (select array[healed_other, healed_same] from comparison) = '{2,3}';
		assert (select cell from compared_healed) = 'remarks';
	end $$`)
}
