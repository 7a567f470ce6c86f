-- name: session-add
insert into session (token_hash, account_id, data, expires_at, key, address, agent)
values ($1, nullif($2, 0), $3, now() + $4 * interval '1 microsecond', coalesce(nullif($5, ''), gen_random_uuid()::text), $6, $7)

-- name: session-keep
-- No row: it has ended.
update session
set account_id = nullif($2, 0), data = $3, seen_at = now(),
    expires_at = least(now() + $4 * interval '1 microsecond', created_at + $8 * interval '1 microsecond'),
    key = coalesce(nullif($5, ''), key), address = $6, agent = $7
where token_hash = $1

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
