-- Which laws stand in the way of processes.

-- name: blocked-by-law
-- The processes that need a change of national law as of $1, of the bureau $2 (0: every one),
-- by what is written of the law; $3 is the threshold, $4 are the processes (null: all). The priority is decided as by
-- registry.Process.Priority.
select p.legal_basis, p.legal_article, p.law_to_change, p.ministry,
       count(*) as processes, coalesce(sum(p.volume_total), 0)::bigint as cases, count(*) - count(p.volume_total) as unknown,
       count(*) filter (where p.volume_qualifier <> 'exact') as inexact,
       count(*) filter (where p.priority_override = 'yes' or p.priority_override = '' and p.volume_low >= $3::bigint) as priority,
       count(*) filter (where p.priority_override = '' and not (coalesce(p.volume_low >= $3::bigint, false)
                                                                or coalesce(p.volume_high < $3::bigint, false))) as undecidable
from process p
where p.recorded_from <= $1 and p.recorded_to > $1 and ($2::integer = 0 or p.bureau_id = $2::integer)
  and p.scope = 'in' and p.digitization_status not in ('done', 'exempt', 'abolished') and p.national_law_change = 'required'
  and ($4::bigint[] is null or p.process_id in (select unnest($4::bigint[])))
group by 1, 2, 3, 4
order by 1, 2, 3, 4

-- name: blocked-processes
-- The same, one by one; $3 are the processes (null: all).
select p.process_id, p.legal_basis, p.legal_article, p.law_to_change, p.ministry, p.volume_total
from process p
where p.recorded_from <= $1 and p.recorded_to > $1 and ($2::integer = 0 or p.bureau_id = $2::integer)
  and p.scope = 'in' and p.digitization_status not in ('done', 'exempt', 'abolished') and p.national_law_change = 'required'
  and ($3::bigint[] is null or p.process_id in (select unnest($3::bigint[])))
order by 1

-- name: law-names
-- The laws that processes are based on as of $1.
select distinct legal_basis
from process
where recorded_from <= $1 and recorded_to > $1 and legal_basis <> ''
order by 1

-- name: law-settings
-- Every version, the current ones first, by writing.
select id, kind, written, value, reason, set_by, recorded_from as set_at, case when isfinite(recorded_to) then recorded_to end as ended_at,
       closed_reason
from law_setting
order by recorded_to = 'infinity' desc, kind, written, recorded_from desc

-- name: law-setting-close
-- Ends the current version of a writing.
update law_setting set recorded_to = $3, closed_by = $4, closed_reason = $5 where kind = $1 and key = $2 and recorded_to = 'infinity'

-- name: law-setting-end
-- Ends the version $1.
update law_setting set recorded_to = $2, closed_by = $3, closed_reason = $4 where id = $1 and recorded_to = 'infinity'

-- name: law-setting-open
insert into law_setting (kind, written, key, value, reason, set_by, recorded_from, change_id)
values ($1, $2, $3, $4, $5, $6, $7, $8)
