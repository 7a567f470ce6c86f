-- name: sign-in-attempt
-- Counts an attempt before the password is checked, so that attempts at the same time gain
-- nothing. No row: too many have failed, and the pause is not over. The pause begins at
-- failure $2 with 30 s and doubles up to 15 min; failures are forgotten after a day.
insert into sign_in_attempt as s (key, failures, last_at) values ($1, 1, now())
on conflict (key) do update
set failures = case when s.last_at > now() - interval '1 day' then s.failures + 1 else 1 end, last_at = now()
where s.failures < $2
   or s.last_at + interval '1 second' * least(30 * 2 ^ least(s.failures - $2, 10), 900) <= now()
returning failures

-- name: sign-in-attempt-within-hour
-- Counts an attempt from an address, behind which many people may be. No row:
-- $2 have failed within an hour.
insert into sign_in_attempt as s (key, failures, last_at) values ($1, 1, now())
on conflict (key) do update
set failures = case when s.since > now() - interval '1 hour' then s.failures + 1 else 1 end,
    since = case when s.since > now() - interval '1 hour' then s.since else now() end,
    last_at = now()
where s.failures < $2 or s.since <= now() - interval '1 hour'
returning failures

-- name: sign-in-succeeded
delete from sign_in_attempt where key = $1

-- name: sign-in-attempt-forgive
-- Takes back the count of one attempt, which did not fail.
update sign_in_attempt set failures = failures - 1 where key = $1 and failures > 1

-- name: sign-in-attempts-forget
delete from sign_in_attempt where last_at <= now() - interval '1 day'

-- name: sign-in-failed
-- Notes that a sign-in of account $1 (0: nobody's) failed, unless more than $6 within an
-- hour count under $5, or more than $8 under $7. The last one says so.
with near as (
    insert into sign_in_attempt as s (key, failures, last_at) values ($5::bytea, 1, now())
    on conflict (key) do update
    set failures = case when s.since > now() - interval '1 hour' then least(s.failures, $6::integer) + 1 else 1 end,
        since = case when s.since > now() - interval '1 hour' then s.since else now() end,
        last_at = now()
    returning failures
), whole as (
    insert into sign_in_attempt as s (key, failures, last_at) select $7::bytea, 1, now() from near where failures <= $6
    on conflict (key) do update
    set failures = case when s.since > now() - interval '1 hour' then least(s.failures, $8::integer) + 1 else 1 end,
        since = case when s.since > now() - interval '1 hour' then s.since else now() end,
        last_at = now()
    returning failures
)
insert into audit_event (account_id, actor, kind, object, detail, address)
select a.id, coalesce(a.name, ''), $2, coalesce(a.login, ''),
       jsonb_build_object('by', $4::text) || case when near.failures = $6 or whole.failures = $8 then '{"rest": "not_noted"}'::jsonb else '{}' end, $3
from near
cross join whole
left join account a on a.id = $1
where whole.failures <= $8
