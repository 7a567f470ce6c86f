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
	insert into upload (id, actor, file_name, file_bytes, sha256, state, report) overriding system value values (4, '作り物の人', 'a.xlsx', 0, sha256(''), 'staged', '{"findings": null}');
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
