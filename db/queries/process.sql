-- Reading processes. "As of T" and "now" are one query,
-- recorded_from <= T and recorded_to > T, with the year 10000 for now, so that the
-- partial indexes serve it.

-- name: processes
-- The store adds the conditions and the order, and puts the sort key and the length of a
-- list in place of nulls, and true for a part whose sort key is unknown.
select null::text as sort_key, null::bigint as total, false as unknown,
       p.process_id, p.recorded_from, nullif(p.recorded_to, 'infinity') as recorded_to, p.change_id, p.bureau_id,
       p.department, p.division, p.procedure_name, p.process_name, p.process_type, p.applicant, p.recipient,
       p.legal_basis, p.legal_article, p.affair_category, p.digitization_status, p.planned_fiscal_year, p.digitized_on,
       p.obstacle, p.national_law_change, p.law_to_change, p.ministry, p.scope, p.platform, p.identity_method, p.fee,
       p.payment_methods, p.attachments, p.seal_required, p.standard_processing_period, p.remarks,
       p.priority_override, p.priority_reason,
       p.volume_total, p.volume_year, p.volume_qualifier, p.volume_high, p.usage_total, p.usage_online, p.usage_year
from process p

-- name: processes-count
-- The store adds the conditions.
select count(*) from process p

-- name: volumes
-- The store adds the conditions and the order.
select v.process_id, v.fiscal_year, v.recorded_from, nullif(v.recorded_to, 'infinity') as recorded_to,
       v.total, v.total_upper, coalesce(v.total_qualifier, '') as total_qualifier, coalesce(v.total_state, '') as total_state, v.total_raw,
       v.online, v.online_upper, coalesce(v.online_qualifier, '') as online_qualifier, coalesce(v.online_state, '') as online_state, v.online_raw
from volume v

-- name: process-ids
-- The store adds the conditions.
select p.process_id from process p

-- name: process-in-reach
-- Whether the process $1 as of $2 is one that the transaction sees.
select exists (select from process where process_id = $1 and recorded_from <= $2 and recorded_to > $2)

-- name: process-changes
-- The changes up to $2 that wrote or closed a version of one process or its volumes.
select c.id, c.at, coalesce(c.account_id, 0) as account_id, c.actor, c.kind, c.reason, coalesce(c.upload_id, 0) as upload_id, c.hash,
       c.kind = 'undo' and c.upload_id is not null and (select count(*) % 2 = 0 from change u where u.upload_id = c.upload_id and u.kind = 'undo' and u.id <= c.id) as redone
from change c
where c.at <= $2 and c.id in (
    select change_id from process where process_id = $1 union select closed_by from process where process_id = $1
    union select change_id from volume where process_id = $1 union select closed_by from volume where process_id = $1)
order by c.at desc

-- name: facets
-- The processes by the values of one column or several. The store puts in which part of its
-- statement this is, the columns with their expressions in place of c0, the processes and their
-- conditions, and one grouping set for each column. The bit of the column that a row counts is 0
-- in its mask; that of the last column is the lowest.
select 0 as part, grouping(c0)::integer as mask, coalesce(c0) as value,
       count(*) as processes,
       count(volume_total) as volume_known, coalesce(sum(volume_total), 0)::bigint as volume,
       count(*) filter (where volume_qualifier <> 'exact') as volume_inexact,
       coalesce(sum(volume_total - volume_low), 0)::bigint as volume_below,
       coalesce(sum(volume_high - volume_total), 0)::bigint as volume_above,
       count(volume_total) - count(volume_high) as volume_open
from (select null::text as c0, p.volume_total, p.volume_qualifier, p.volume_low, p.volume_high from process p) counted
group by grouping sets ((c0))
