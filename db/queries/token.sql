-- name: tokens
select id, name, created_at, expires_at, last_used_at, revoked_at
from api_token
where account_id = $1
order by revoked_at is not null, created_at desc, id desc

-- name: token-add
insert into api_token (account_id, name, token_hash, expires_at) values ($1, $2, $3, $4) returning id

-- name: token-revoke
update api_token set revoked_at = now() where id = $1 and account_id = $2 and revoked_at is null
returning name

-- name: tokens-revoke-of-account
update api_token set revoked_at = now() where account_id = $1 and revoked_at is null and expires_at > now()

-- name: tokens-in-force
select count(*) from api_token where account_id = $1 and revoked_at is null and expires_at > now()
