-- Reminders of rounds.

-- name: reminders-add
-- To those of the bureaus $2 that have had none of the kind for that day, and have somebody to
-- read it. It reaches everybody of the bureau who may sign in; what the mails of it reach is
-- added as they are sent.
with added as (
    insert into reminder (round_id, bureau_id, kind, day, deadline, account_id, actor, text)
    select $1, b, $3, $4, $5, $6, $7, $8
    from unnest($2::integer[]) as b
    where exists (select from account a where a.bureau_id = b and a.disabled_at is null)
    order by b
    on conflict on constraint reminder_once do nothing
    returning id, bureau_id
), reached as (
    insert into reminder_reached (reminder_id, account_id, way, name)
    select r.id, a.id, 'notice', a.name
    from added r
    join account a on a.bureau_id = r.bureau_id and a.disabled_at is null
    returning reminder_id
)
select r.bureau_id, (select count(*) from reached e where e.reminder_id = r.id) as people
from added r
order by r.bureau_id

-- name: reminder-mailed
-- The mail $1 of a reminder has been accepted by the server.
insert into reminder_reached (reminder_id, account_id, way, name, address)
select split_part(m.notice, '/', 2)::bigint, a.id, 'mail', a.name, $2
from mail m
join account a on a.id = m.account_id
where m.id = $1 and m.notice like 'reminder/%' and m.bureau_id = a.bureau_id
on conflict on constraint reminder_reached_pk do nothing

-- name: reminders
-- Those of a round, the latest first; $2 only that bureau's.
select id, round_id, bureau_id, kind, day, deadline, at, actor, text
from reminder
where round_id = $1 and ($2::integer is null or bureau_id = $2)
order by at desc, id desc

-- name: reminders-reached
-- Whom the reminders of a round reached; $2 only that bureau's.
select e.reminder_id, e.account_id, e.way, e.at, e.name, e.address
from reminder r
join reminder_reached e on e.reminder_id = r.id
where r.round_id = $1 and ($2::integer is null or r.bureau_id = $2)
order by e.reminder_id, e.name, e.account_id, e.way desc
