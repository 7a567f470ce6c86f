-- name: session
select data from session where token_hash = $1 and expires_at > now()

-- name: session-save
insert into session (token_hash, account_id, data, expires_at)
values ($1, nullif($2, 0), $3, $4)
on conflict (token_hash) do update
set account_id = excluded.account_id, data = excluded.data, expires_at = excluded.expires_at

-- name: session-delete
delete from session where token_hash = $1

-- name: sessions-delete-of-account
delete from session where account_id = $1

-- name: sessions-delete-expired
delete from session where expires_at <= now()
