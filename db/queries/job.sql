-- name: job-enqueue
-- Without an id in the result, the queue is full, or the same work waits or runs already.
-- Jobs that other transactions are adding do not count towards the bounds: this avoids a lock.
with waiting as (
    select every, own from waiting_jobs($4)
), added as (
    insert into job (kind, account_id, actor, bureau_id, key, payload, max_attempts)
    select $1, nullif($2::bigint, 0), $3, nullif($4::integer, 0), $5, $6::jsonb, $7
    from waiting
    where every < $8 and own < $9
    on conflict (kind, (coalesce(bureau_id, 0)), key) where key <> '' and state in ('available', 'running') do nothing
    returning id
)
select coalesce(a.id, 0) as id, w.every, w.own, case when a.id is not null then pg_notify('job', '')::text end as told
from waiting w
left join added a on true

-- name: job-unfinished
select id from job
where kind = $1 and coalesce(bureau_id, 0) = $2::integer and key = $3 and key <> '' and state in ('available', 'running')

-- name: jobs
-- The newest first; an empty parameter asks for all.
select id, kind, state, key, coalesce(account_id, 0) as account_id, actor, coalesce(bureau_id, 0) as bureau_id,
       payload, message, step, done, total, attempt, max_attempts, created_at, run_at,
       coalesce(claimed_by, '') as claimed_by, claimed_at, heartbeat_at, finished_at
from job
where ($1::bigint = 0 or id = $1) and ($2::integer = 0 or bureau_id = $2) and ($3::text = '' or kind = $3)
  and ($4::text = '' or key = $4) and ($5::text = '' or state = $5) and ($6::bigint = 0 or id < $6)
order by id desc
limit $7

-- name: job-claim
-- The bureaus take turns: first the bureau that has the fewest jobs running or waiting before
-- this one, then the bureau whose last claim is the oldest. A job that another worker is
-- claiming is skipped, so that workers do not wait for each other.
with waiting as (
    select id, coalesce(bureau_id, 0) as lane, row_number() over (partition by coalesce(bureau_id, 0) order by id) as place
    from job
    where state = 'available' and run_at <= now() and kind = any($1::text[])
), lane as (
    select l.lane,
           (select count(*) from job r where r.state = 'running' and coalesce(r.bureau_id, 0) = l.lane) as running,
           (select max(s.claimed_at) from job s where coalesce(s.bureau_id, 0) = l.lane) as served
    from (select distinct lane from waiting) l
), next as (
    select j.id
    from job j
    join waiting w on w.id = j.id
    join lane l on l.lane = w.lane
    where j.state = 'available'
    order by w.place + l.running, l.served nulls first, j.id
    limit 1
    for update of j skip locked
)
update job j
set state = 'running', attempt = j.attempt + 1, claim = j.claim + 1, claimed_by = $2, message = '',
    claimed_at = clock_timestamp(), heartbeat_at = clock_timestamp()
from next
where j.id = next.id
returning j.id, j.claim

-- name: job-beat
update job set heartbeat_at = clock_timestamp(), done = $3, total = $4, step = $5
where id = $1 and claim = $2 and state = 'running'

-- name: job-finish
update job
set state = 'done', done = $3, total = $4, step = $5,
    claimed_by = null, heartbeat_at = null, finished_at = clock_timestamp()
where id = $1 and claim = $2 and state = 'running'

-- name: job-fail
update job
set state = 'failed', done = $3, total = $4, step = $5, message = $6,
    claimed_by = null, heartbeat_at = null, finished_at = clock_timestamp()
where id = $1 and claim = $2 and state = 'running'

-- name: job-retry
update job
set state = 'available', message = $3, run_at = clock_timestamp() + make_interval(secs => $4),
    claimed_by = null, heartbeat_at = null
where id = $1 and claim = $2 and state = 'running'

-- name: job-release
-- Returned untried: the attempt does not count.
with released as (
    update job
    set state = 'available', attempt = attempt - 1, claimed_by = null, heartbeat_at = null
    where id = $1 and claim = $2 and state = 'running'
    returning id
)
select id, pg_notify('job', '')::text as told from released

-- name: job-take-over
with dead as (
    select id from job
    where state = 'running' and heartbeat_at < clock_timestamp() - make_interval(secs => $1)
    for update skip locked
), taken as (
    update job j
    set state = case when j.attempt < j.max_attempts then 'available' else 'failed' end,
        message = case when j.attempt < j.max_attempts then '' else $2 end,
        finished_at = case when j.attempt < j.max_attempts then null else clock_timestamp() end,
        claimed_by = null, heartbeat_at = null
    from dead
    where j.id = dead.id
    returning j.id, j.kind, j.state
)
select id, kind, state, pg_notify('job', '')::text as told from taken order by id

-- name: jobs-forget
delete from job where finished_at < now() - make_interval(secs => $1)
