-- Edits of one process that wait for a second person, and the setting that asks for one.

-- name: edit-approval
select required, reason, actor, at from edit_approval order by id desc limit 1

-- name: edit-approval-set
insert into edit_approval (required, reason, account_id, actor) values ($1, $2, $3, $4)

-- name: pending-edit-add
insert into pending_edit (process_id, bureau_id, version, patch, reason, account_id, actor)
values ($1, $2, $3, $4, $5, $6, $7)
returning id

-- name: pending-edits
-- Those of an ID ($1, or null), of a process ($2, or null), and only those that wait if $3;
-- the latest first. "stale": the process was changed since.
select e.id, e.process_id, e.bureau_id, b.name as bureau, coalesce(p.procedure_name, '') as procedure_name, e.version, e.patch, e.reason,
       e.account_id, e.actor, e.at, e.state, e.ended_at, e.ended_by, e.end_reason, coalesce(e.change_id, 0) as change_id,
       p.change_id is distinct from e.version as stale
from pending_edit e
join bureau b on b.id = e.bureau_id
left join process p on p.process_id = e.process_id and p.recorded_to > '9999-12-31 00:00:00+00'
where ($1::bigint is null or e.id = $1) and ($2::bigint is null or e.process_id = $2) and (not $3::boolean or e.state = 'waiting')
order by e.state = 'waiting' desc, e.id desc
limit 200

-- name: pending-edit-lock
select id from pending_edit where id = $1 for update

-- name: pending-edit-end
update pending_edit
set state = $2, ended_at = registry_clock(), ended_id = $3, ended_by = $4, end_reason = $5, change_id = $6
where id = $1 and state = 'waiting'
