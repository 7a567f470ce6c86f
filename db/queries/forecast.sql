-- What a forecast is made of. What is in scope counts as in the rates.

-- name: forecast-groups
-- The processes in scope as of $1, of the bureau $2 (0: every one), by what a forecast goes by;
-- $3 is the threshold, $4 are the processes (null: all). Obstacles 3 to 6 are those that no plan takes away: a system that is
-- missing, originals on paper, the nature of the procedure, its cost.
select p.bureau_id, coalesce(p.planned_fiscal_year, 0) as planned_year, p.national_law_change = 'required' as law,
       p.digitization_status in ('partial', 'in_progress', 'planned') as begun, p.obstacle && array['3', '4', '5', '6'] as hindered,
       p.national_law_change = 'not_required' as discretion,
       p.priority_override = 'yes' or p.priority_override = '' and coalesce(p.volume_low >= $3::bigint, false) as priority,
       p.process_type = '1' as application, p.digitization_status = 'done' as done, count(*) as processes
from process p
where p.recorded_from <= $1 and p.recorded_to > $1 and ($2::integer = 0 or p.bureau_id = $2::integer)
  and p.scope = 'in' and p.digitization_status not in ('exempt', 'abolished')
  and ($4::bigint[] is null or p.process_id in (select unnest($4::bigint[])))
group by 1, 2, 3, 4, 5, 6, 7, 8, 9
order by 1, 2, 3, 4, 5, 6, 7, 8, 9

-- name: forecast-outcomes
-- What became within each fiscal year of $3, from its first moment ($1) to its last one ($2), of
-- the processes that were in scope at both and not done at the first, as each was known then; of
-- the bureau $4 (0: every one).
select y.year as fiscal_year, a.bureau_id,
       case when a.planned_fiscal_year = y.year then 'planned' when a.planned_fiscal_year < y.year then 'late' else 'unplanned' end as plan,
       a.national_law_change = 'required' as law, a.digitization_status in ('partial', 'in_progress', 'planned') as begun,
       a.obstacle && array['3', '4', '5', '6'] as hindered,
       count(*) as open, count(*) filter (where b.digitization_status = 'done') as done
from unnest($1::timestamptz[], $2::timestamptz[], $3::integer[]) as y (begins, ends, year)
join process a on a.recorded_from <= y.begins and a.recorded_to > y.begins
join process b on b.process_id = a.process_id and b.recorded_from <= y.ends and b.recorded_to > y.ends
where ($4::integer = 0 or a.bureau_id = $4::integer)
  and a.scope = 'in' and a.digitization_status not in ('done', 'exempt', 'abolished')
  and b.scope = 'in' and b.digitization_status not in ('exempt', 'abolished')
group by 1, 2, 3, 4, 5, 6
order by 1, 2, 3, 4, 5, 6

-- name: forecast-rhythms
-- The processes that are done as of $1, by the fiscal year before $2 and the quarter in which they
-- were digitized; of the bureau $3 (0: every one).
select extract(year from p.digitized_on - interval '3 months')::integer as fiscal_year,
       extract(quarter from p.digitized_on - interval '3 months')::integer as quarter, count(*) as done
from process p
where p.recorded_from <= $1 and p.recorded_to > $1 and ($3::integer = 0 or p.bureau_id = $3::integer)
  and p.scope = 'in' and p.digitization_status = 'done' and p.digitized_on < make_date($2::integer, 4, 1)
group by 1, 2
order by 1, 2
