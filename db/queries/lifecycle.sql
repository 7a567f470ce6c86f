-- The steps of an upload's lifecycle: who took which, and who may.

-- name: upload-event-add
insert into upload_event (upload_id, account_id, actor, kind, text) values ($1, $2, $3, $4, $5) returning id

-- name: upload-events
-- The steps, and after them the undos and redos in their order.
select id, at, coalesce(account_id, 0) as account_id, actor, kind, text
from (
    select 1 as part, id, at, account_id, actor, kind, text from upload_event where upload_id = $1
    union all
    select 2, id, at, account_id, actor,
           case when row_number() over (order by id) % 2 = 1 then 'undone' else 'redone' end, reason
    from change
    where upload_id = $1 and kind = 'undo'
) s
order by part, id

-- name: upload-hands
-- Whether account $2 has received, submitted or decided the upload $1. Answers that were
-- carried over to it count too.
select exists (select from upload_event
               where upload_id = $1 and account_id = $2 and kind in ('received', 'structure', 'decided', 'consented', 'submitted'))
    or exists (select from upload_decision where upload_id = $1 and account_id = $2)
    or exists (select from upload_match where upload_id = $1 and account_id = $2)
    or exists (select from upload_conflict where upload_id = $1 and account_id = $2)

-- name: upload-remark-add
insert into upload_remark (event_id, sheet, cell, text)
select $1, sheet, cell, text
from unnest($2::text[], $3::text[], $4::text[]) with ordinality as r (sheet, cell, text, place)
order by place

-- name: upload-remarks
select r.event_id, r.sheet, r.cell, r.text
from upload_remark r
join upload_event e on e.id = r.event_id
where e.upload_id = $1
order by r.id

-- name: deputies
-- Those of bureau $1 (null: of all), the latest first.
select d.id, d.account_id, a.name, d.deputy_id, s.name as deputy, coalesce(a.bureau_id, 0) as bureau_id,
       d.valid_from, d.valid_to, d.set_by, d.set_at, d.ended_at, coalesce(d.ended_by, '') as ended_by
from deputy d
join account a on a.id = d.account_id
join account s on s.id = d.deputy_id
where $1::integer is null or a.bureau_id = $1
order by d.valid_from desc, d.id desc

-- name: deputy-fits
-- Whether account $2 may stand in for approver $1, both able to sign in.
select a.bureau_id
from account a
join account s on s.id = $2 and s.bureau_id = a.bureau_id and s.disabled_at is null
where a.id = $1 and a.role = 'approver' and a.disabled_at is null

-- name: bureau-people
-- The officers and approvers of bureau $1 (null: of all) who may sign in.
select a.id, a.login, a.name, a.role, a.bureau_id, b.name as bureau_name
from account a
join bureau b on b.id = a.bureau_id
where a.disabled_at is null and ($1::integer is null or a.bureau_id = $1)
order by b.position, b.id, a.role, a.login

-- name: deputy-add
insert into deputy (account_id, deputy_id, valid_from, valid_to, set_by) values ($1, $2, $3, $4, $5) returning id

-- name: deputy-end
update deputy d
set ended_at = registry_clock(), ended_by = $2
from account a
where d.id = $1 and d.ended_at is null and a.id = d.account_id
  and ($3::integer is null or a.bureau_id = $3) and ($4::bigint is null or d.account_id = $4)

-- name: deputy-noted
select a.login as approver, s.login as deputy, d.valid_from::text as "from", d.valid_to::text as "to"
from deputy d
join account a on a.id = d.account_id
join account s on s.id = d.deputy_id
where d.id = $1

-- name: deputy-of
-- The approvers of bureau $2 whose deputy account $1 is today.
select a.name
from deputy d
join account a on a.id = d.account_id and a.role = 'approver' and a.disabled_at is null and a.bureau_id = $2
where d.deputy_id = $1 and d.ended_at is null
  and (registry_clock() at time zone 'Asia/Tokyo')::date between d.valid_from and d.valid_to
order by d.id
