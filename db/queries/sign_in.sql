-- name: sign-in-attempt
-- Counts an attempt before the password is looked at, so that many at once gain
-- nothing. No row: too many failed before, and the pause is not over. The pause
-- begins at the fifth failure with 30 s and doubles up to 15 min; a day forgets.
insert into sign_in_attempt as s (key, failures, last_at) values ($1, 1, now())
on conflict (key) do update
set failures = case when s.last_at > now() - interval '1 day' then s.failures + 1 else 1 end, last_at = now()
where s.failures < 5
   or s.last_at + interval '1 second' * least(30 * 2 ^ least(s.failures - 5, 10), 900) <= now()
returning failures

-- name: sign-in-succeeded
delete from sign_in_attempt where key = $1

-- name: sign-in-attempts-forget
delete from sign_in_attempt where last_at <= now() - interval '1 day'
