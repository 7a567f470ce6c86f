-- Who calls, and which edition of the registry is seen: all that a request has to know
-- before it begins, in one statement. Where nobody is found, the account's ID is 0.

-- name: caller-by-session
-- $2: after how many seconds the use of a session is noted again.
select e.changes, e.changed_at, coalesce(e.change_id, 0) as change_id, e.settings, greatest(registry_clock(), e.changed_at) as now,
       coalesce((select id from seal_end()), 0) as sealed, n.until as notices_read, s.data,
       coalesce(s.seen_at < now() - $2::double precision * interval '1 second', false) as due, 0::bigint as token,
       coalesce(a.id, 0) as id, coalesce(a.login, '') as login, coalesce(a.name, '') as name, coalesce(a.role, '') as role,
       coalesce(a.bureau_id, 0) as bureau_id, coalesce(b.name, '') as bureau_name, coalesce(a.created_at, 'epoch') as created_at,
       a.disabled_at, a.last_sign_in_at, coalesce(a.sample, false) as sample, a.password_hash is not null as password,
       coalesce(a.email, '') as email, a.mails_since is not null as mails,
       a.initial_until, exists (select from second_factor f where f.account_id = a.id) as second_factor
from edition e
left join session s on s.token_hash = $1 and s.expires_at > now()
left join account a on a.id = s.account_id and a.disabled_at is null
left join bureau b on b.id = a.bureau_id
left join notice_read n on n.account_id = a.id

-- name: caller-by-token
select e.changes, e.changed_at, coalesce(e.change_id, 0) as change_id, e.settings, greatest(registry_clock(), e.changed_at) as now,
       coalesce((select id from seal_end()), 0) as sealed, n.until as notices_read, null::bytea as data,
       coalesce(coalesce(t.last_used_at, '-infinity') < now() - $2::double precision * interval '1 second', false) as due,
       coalesce(t.id, 0) as token,
       coalesce(a.id, 0) as id, coalesce(a.login, '') as login, coalesce(a.name, '') as name, coalesce(a.role, '') as role,
       coalesce(a.bureau_id, 0) as bureau_id, coalesce(b.name, '') as bureau_name, coalesce(a.created_at, 'epoch') as created_at,
       a.disabled_at, a.last_sign_in_at, coalesce(a.sample, false) as sample, a.password_hash is not null as password,
       coalesce(a.email, '') as email, a.mails_since is not null as mails,
       a.initial_until, exists (select from second_factor f where f.account_id = a.id) as second_factor
from edition e
left join api_token t on t.token_hash = $1 and t.revoked_at is null and t.expires_at > now()
left join account a on a.id = t.account_id and a.disabled_at is null
left join bureau b on b.id = a.bureau_id
left join notice_read n on n.account_id = a.id

-- name: session-used
update session
set seen_at = now(),
    expires_at = least(now() + $2 * interval '1 microsecond', created_at + $3 * interval '1 microsecond')
where token_hash = $1

-- name: token-used
update api_token set last_used_at = now() where id = $1
