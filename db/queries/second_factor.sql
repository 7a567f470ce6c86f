-- name: second-factor
select f.secret, f.since, (select count(*) from recovery_code c where c.account_id = f.account_id) as codes
from second_factor f
where f.account_id = $1

-- name: second-factor-add
insert into second_factor (account_id, secret, last_step) values ($1, $2, $3)
on conflict do nothing

-- name: second-factor-remove
delete from second_factor where account_id = $1

-- name: second-factor-take
-- Takes a code of a step. No row: one of that step or a later one was taken before.
update second_factor set last_step = $2 where account_id = $1 and last_step < $2

-- name: recovery-codes-delete
delete from recovery_code where account_id = $1

-- name: recovery-codes-add
insert into recovery_code (account_id, code_hash) select $1, unnest($2::bytea[])

-- name: recovery-code-take
delete from recovery_code where account_id = $1 and code_hash = $2
