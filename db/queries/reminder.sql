-- Reminders of rounds.

-- name: reminders-add
-- To those of the bureaus $2 that have had none of the kind for that day.
insert into reminder (round_id, bureau_id, kind, day, deadline, account_id, actor, text)
select $1, b, $3, $4, $5, $6, $7, $8
from unnest($2::integer[]) as b
order by b
on conflict on constraint reminder_once do nothing
returning bureau_id

-- name: reminders
-- Those of a round, the latest first; $2 only that bureau's.
select id, round_id, bureau_id, kind, day, deadline, at, actor, text
from reminder
where round_id = $1 and ($2::integer is null or bureau_id = $2)
order by at desc, id desc
