-- name: clock-went-back
-- What the clock dated later than now, before it was set back, is dated now: else a pause
-- would last, a session go on and work wait until the clock is there once more. Whoever
-- begins a transaction later may commit earlier: less than a minute says nothing. $1 is
-- how many seconds work may be put off, $2 the same of mails.
with sessions as (
    update session
    set expires_at = now() + (expires_at - seen_at), seen_at = now(), created_at = least(created_at, now())
    where seen_at > now() + interval '1 minute'
    returning 1
), attempts as (
    update sign_in_attempt
    set last_at = now(), since = least(since, now())
    where last_at > now() + interval '1 minute'
    returning 1
), waiting as (
    update job
    set run_at = now(), created_at = least(created_at, now())
    where state = 'available' and (created_at > now() + interval '1 minute' or run_at > now() + $1 * interval '1 second')
    returning 1
), running as (
    update job
    set heartbeat_at = now(), claimed_at = least(claimed_at, now())
    where state = 'running' and heartbeat_at > now() + interval '1 minute'
    returning 1
), mails as (
    update mail
    set next_at = now()
    where state = 'waiting' and next_at > now() + $2 * interval '1 second'
    returning 1
), read as (
    update notice_read
    set until = now()
    where until > now() + interval '1 minute'
    returning 1
)
select (select count(*) from sessions) + (select count(*) from attempts) + (select count(*) from waiting)
     + (select count(*) from running) + (select count(*) from mails) + (select count(*) from read) as dated
