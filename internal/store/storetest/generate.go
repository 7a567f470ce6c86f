package storetest

import (
	"strings"
	"testing"
)

// Moments of [World.Generate].
const (
	GeneratedOn = "2022-04-01" // everything is written
	ChangedOn   = "2022-10-01" // one in five is written anew
)

// Generate fills an empty registry with n made-up processes in one go, shaped like
// the real catalogue: 30 bureaus, 2 % at 10,000 cases or more, two in five of
// unknown volume. Half a year later one in five of them is written anew.
func (w *World) Generate(t testing.TB, n int) {
	t.Helper()
	for _, statement := range []string{
		`insert into change (at, actor, kind, previous_hash, content_hash, hash)
		 select at, '作り物', 'sample', z, z, z
		 from (values (timestamptz '2022-04-01 09:00+09'), ('2022-10-01 09:00+09')) as c (at), (select decode(repeat('00', 32),
		 'hex') as z) as zero`,
		`create function made(n integer, from_ timestamptz, change_ bigint, every integer, shift integer) returns void language sql as $$
		 insert into process (process_id, recorded_from, change_id, bureau_id, department, division, procedure_name, process_name,
			process_type, applicant, recipient, legal_basis, legal_article, affair_category, digitization_status, planned_fiscal_year,
			digitized_on, obstacle, national_law_change, scope, platform, fee, remarks,
			volume_total, volume_year, volume_qualifier, volume_low, volume_high, usage_total, usage_online, usage_year,
			search_text, identity_key)
		 select i, from_, change_, 1 + (h % 29)::integer, '第' || h % 7 || '部', '第' || h % 5 || '課',
			'作り物の手続' || lpad((h % 1000003)::text, 7, '0'), (array['申請', '届出', '処分通知', '縦覧'])[1 + h % 4],
			(array['1', '1', '1', '2-1', '2-2', '3', '4'])[1 + h % 7], '5', '3', '作り物法' || h % 1300, '第' || h % 99 || '条', '1',
			(array['done', 'done', 'done', 'partial', 'in_progress', 'planned', 'considering', 'not_started', 'not_started', 'exempt',
			''])[1 + (h / 7 + shift) % 11],
			case when h % 3 = 0 then 2021 + (h % 5)::integer end, case when h % 4 = 0 then date '2021-04-01' + (h % 700)::integer end,
			array[(h % 8)::text], (array['required', 'not_required', 'not_required', 'unknown'])[1 + h / 11 % 4], case when h % 20 = 0 then 'out'
			else 'in' end,
			'', '', '作り物の備考。' || h,
			v, case when v is not null then 2020 end, case when v is not null then (array['exact', 'exact', 'exact', 'approx'])[1 + h % 4] end, v, v,
			case when h % 5 = 0 then v end, case when h % 5 = 0 then v / 3 end, case when h % 5 = 0 and v is not null then 2020 end,
			'作り物の手続' || lpad((h % 1000003)::text, 7, '0') || chr(10) || '申請' || chr(10) || '作り物法' || h % 1300, int8send(h)
		 from (select i, h, case when h % 50 = 0 then 10000 + h % 3000000 when h % 5 < 3 then (1000 / (1 + h % 997)) + h % 10 end as v
			from (select i, (i::bigint * 2654435761 % 4294967296) as h from generate_series(1, n) as i where i % every = 0) as numbered) as measured;
		 insert into volume (process_id, fiscal_year, recorded_from, change_id, total, total_qualifier, total_state)
		 select process_id, 2020, from_, change_, volume_total, volume_qualifier, case when volume_total is null then 'not_provided'
		 else 'provided' end
		 from process where recorded_from = from_ $$`,
		`select made($1, '2022-04-01 09:00+09', 1, 1, 0)`,
		`update process set recorded_to = '2022-10-01 09:00+09', closed_by = 2 where process_id % 5 = 0 and process_id <= $1`,
		`update volume set recorded_to = '2022-10-01 09:00+09', closed_by = 2 where process_id % 5 = 0 and process_id <= $1`,
		`select made($1, '2022-10-01 09:00+09', 2, 5, 3)`,
		`drop function made`,
		`analyze`,
	} {
		var args []any
		if strings.Contains(statement, "$1") && !strings.Contains(statement, "create function") {
			args = append(args, n)
		}
		if _, err := w.Pool.ExecContext(t.Context(), statement, args...); err != nil {
			t.Fatalf("%v in\n%s", err, statement)
		}
	}
}
