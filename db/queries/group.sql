-- Groups of processes.

-- name: groups
-- Every version, the current ones first, by name.
select id, number, name, description, source, cardinality(members) as listed, filter, reason, set_by, recorded_from as set_at,
       case when isfinite(recorded_to) then recorded_to end as ended_at, closed_reason
from process_group
order by recorded_to = 'infinity' desc, name, recorded_from desc

-- name: group-members
-- The list of the version $1.
select unnest(members) as process_id from process_group where id = $1

-- name: group-close
-- Ends the current version of the group $1.
update process_group set recorded_to = $2, closed_by = $3, closed_reason = $4 where number = $1 and recorded_to = 'infinity'

-- name: group-open
-- A version of the group $1, or (0) the first one of a new group.
insert into process_group (number, name, description, source, members, filter, reason, set_by, recorded_from, change_id)
values (coalesce(nullif($1::integer, 0), nextval('group_number')), $2, $3, $4, $5, $6, $7, $8, $9, $10)
returning number

-- name: processes-unknown
-- Those of $1 that have never been.
select x from unnest($1::bigint[]) as x where not exists (select from process p where p.process_id = x) order by x limit 10

-- name: group-targets
-- How many targets in force count the group $1.
select count(*) from target where group_number = $1 and recorded_to = 'infinity'
