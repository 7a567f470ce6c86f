-- name: session
select data from session where token_hash = $1 and expires_at > now()

-- name: session-save
insert into session (token_hash, account_id, data, expires_at, key, address, agent)
values ($1, nullif($2, 0), $3, $4, coalesce(nullif($5, ''), gen_random_uuid()::text), $6, $7)
on conflict (token_hash) do update
set account_id = excluded.account_id, data = excluded.data, expires_at = excluded.expires_at, seen_at = now(),
    key = case when $5 = '' then session.key else excluded.key end,
    address = excluded.address, agent = excluded.agent

-- name: sessions-of-account
select key, created_at, seen_at, address, agent
from session
where account_id = $1 and expires_at > now()
order by seen_at desc, key

-- name: session-end
delete from session where account_id = $1 and key = $2

-- name: sessions-end-others
delete from session where account_id = $1 and key <> $2

-- name: session-delete
delete from session where token_hash = $1

-- name: sessions-delete-of-account
delete from session where account_id = $1

-- name: sessions-delete-expired
delete from session where expires_at <= now()
