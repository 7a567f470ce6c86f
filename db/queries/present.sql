-- What figures of now are computed from, of each process that the transaction sees.

-- name: present
select p.process_id, p.bureau_id, p.digitization_status, p.scope, p.national_law_change, p.priority_override,
       p.process_type = '1' as application,
       p.volume_total, p.volume_low, p.volume_high, p.usage_total, p.usage_online,
       p.volume_qualifier, u.total_below, u.total_above, u.online_below, u.online_above
from process p
left join lateral usage_bounds(p.process_id, p.usage_year, p.recorded_from) u on p.usage_total is not null
where p.recorded_to > '9999-12-31 00:00:00+00'

-- name: change-hash
select change_hash($1)

-- name: present-since
-- The hashes of the changes $1 and $2, and the processes that were written after the former;
-- without a bureau: it is gone.
select change_hash($1) as was, change_hash($2) as last, coalesce(t.process_id, 0) as process_id, p.bureau_id,
       coalesce(p.digitization_status, '') as digitization_status, coalesce(p.scope, '') as scope,
       coalesce(p.national_law_change, '') as national_law_change, coalesce(p.priority_override, '') as priority_override,
       coalesce(p.process_type = '1', false) as application,
       p.volume_total, p.volume_low, p.volume_high, p.usage_total, p.usage_online,
       p.volume_qualifier, u.total_below, u.total_above, u.online_below, u.online_above
from (values (true)) as one
left join (select process_id from process where change_id > $1 union select process_id from process where closed_by > $1) t on true
left join process p on p.process_id = t.process_id and p.recorded_to > '9999-12-31 00:00:00+00'
left join lateral usage_bounds(p.process_id, p.usage_year, p.recorded_from) u on p.usage_total is not null
