-- The progress of the one large write that may run. Others see it before the transaction
-- ends, and a crash leaves nothing to clean up:
--   which upload is written is shown by an advisory lock on it, which lasts as long as the
--     transaction and is read from the list of locks;
--   how far it has come is shown by a sequence that only the holder of the chain's lock
--     changes. Its value is step << 56 | total << 28 | done: statements that write counted
--     rows return the next value for each.

-- name: writing-upload
-- As "upload-lock", without a lock.
select u.id, u.bureau_id, u.state, u.reason, coalesce(u.replaces, 0) as replaces, u.reading from upload u where u.id = $1

-- name: writing-begin
select pg_advisory_xact_lock((7417002::bigint << 32) | ($1::bigint & 4294967295))

-- name: writing-begun
-- Whether another transaction writes upload $1, which can take long.
select exists (select from pg_locks l
               where l.locktype = 'advisory' and l.granted and l.mode = 'ExclusiveLock' and l.pid <> pg_backend_pid()
                 and l.classid = 7417002::oid and l.objid = ($1::bigint & 4294967295)::oid and l.objsubid = 1
                 and l.database = (select oid from pg_database where datname = current_database()))

-- name: reading-begin
-- As "writing-begin", for a reading.
select pg_advisory_xact_lock((7417003::bigint << 32) | ($1::bigint & 4294967295))

-- name: upload-busy
-- Whether another transaction reads or writes upload $1. If none does, none can begin to
-- before this one ends.
select case when not pg_try_advisory_xact_lock_shared((7417002::bigint << 32) | ($1::bigint & 4294967295)) then 'writing'
            when not pg_try_advisory_xact_lock_shared((7417003::bigint << 32) | ($1::bigint & 4294967295)) then 'reading'
            else '' end

-- name: writing-step
-- By whoever has the lock of the chain.
select setval('writing', ($1::bigint << 56) | (least($2::bigint, 268435455) << 28))

-- name: writing
-- No row if nobody writes upload $1 or it is out of reach. In step 0 the write waits for the
-- lock of the chain.
select case when c.pid is null then 0 else w.last_value >> 56 end as step,
       case when c.pid is null then 0 else (w.last_value >> 28) & 268435455 end as total,
       case when c.pid is null then 0 else least(w.last_value & 268435455, (w.last_value >> 28) & 268435455) end as done
from upload u
join pg_locks l on l.locktype = 'advisory' and l.granted and l.mode = 'ExclusiveLock' and l.classid = 7417002::oid and l.objid = (u.id & 4294967295)::oid and l.objsubid = 1
    and l.database = (select oid from pg_database where datname = current_database())
left join pg_locks c on c.pid = l.pid and c.locktype = 'advisory' and c.granted and c.classid = 0::oid and c.objid = 7417001::oid and c.objsubid = 1
cross join writing w
where u.id = $1
