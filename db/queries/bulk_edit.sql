-- name: bulk-edit-add
insert into bulk_edit (conditions, patch, reason, account_id, actor, at, state, change_id)
values ($1, $2, $3, $4, $5, registry_clock(), $6, $7)
returning id

-- name: bulk-edit-processes-add
insert into bulk_edit_process (bulk_edit_id, process_id, version, left_out)
select $1, p.process_id, p.version, p.left_out
from unnest($2::bigint[], $3::bigint[], $4::text[]) as p (process_id, version, left_out)

-- name: bulk-edits
-- That of an ID ($1), or (null) all of them, the latest first.
select e.id, e.conditions, e.patch, e.reason, coalesce(e.account_id, 0) as account_id, e.actor, e.at, e.state, e.ended_at, e.ended_by,
       e.end_reason, coalesce(e.change_id, 0) as change_id, coalesce(e.undone_by, 0) as undone_by,
       (select count(*) from bulk_edit_process p where p.bulk_edit_id = e.id and p.left_out = '') as processes,
       (select count(*) from bulk_edit_process p where p.bulk_edit_id = e.id and p.left_out <> '') as left_out
from bulk_edit e
where $1::bigint is null or e.id = $1
order by e.id desc
limit 200

-- name: bulk-edit-lock
select id from bulk_edit where id = $1 for update

-- name: bulk-edit-processes
select process_id, version, left_out from bulk_edit_process where bulk_edit_id = $1 order by process_id

-- name: bulk-edit-leave-out
update bulk_edit_process p
set left_out = l.left_out
from unnest($2::bigint[], $3::text[]) as l (process_id, left_out)
where p.bulk_edit_id = $1 and p.process_id = l.process_id

-- name: bulk-edit-end
update bulk_edit
set state = $2, ended_at = registry_clock(), ended_id = $3, ended_by = $4, end_reason = $5, change_id = $6
where id = $1 and state = 'waiting'

-- name: bulk-edit-worked
update bulk_edit set state = $2, end_reason = $3, change_id = $4 where id = $1 and state = 'working'

-- name: bulk-edit-undone
update bulk_edit set undone_by = $2 where id = $1

-- name: pending-edits-of
-- Those of these processes for which an edit waits for a second person.
select process_id from pending_edit where state = 'waiting' and process_id = any($1::bigint[])

-- name: change-moment
-- When the change $1 was, or null.
select at from change where id = $1

-- name: bulk-edit-versions
-- The versions of these processes that are in force.
select process_id, change_id from process where process_id = any($1::bigint[]) and recorded_to > '9999-12-31 00:00:00+00'
