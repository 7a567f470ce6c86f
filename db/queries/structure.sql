-- The structure of uploads: what the reader took their tables and columns for.

-- name: structure
select reading, corrections, looked_at, preview, protected, coalesce(verdict, '') as verdict from upload where id = $1

-- name: structure-memories
-- The newest of bureau $1 (null: of files of every bureau) first.
select memory from bureau_structure where bureau_id is not distinct from $1::integer order by id desc limit $2

-- name: structure-registered
-- The tables of the last file of bureau $1 that was registered, but for the upload $2.
select report->'tables'
from upload
where bureau_id is not distinct from $1::integer and id <> $2 and state in ('confirmed', 'unchanged')
order by finished_at desc
limit 1

-- name: structure-correct
-- Stores corrections; the upload waits until it is read again.
update upload
set corrections = $2, looked_at = $3, finished_at = null, state = 'structure',
    verdict = case state when 'structure' then verdict when 'faulty' then 'faulty' else 'staged' end
where id = $1

-- name: structure-confirmed
update upload
set state = coalesce(verdict, state), finished_at = case when verdict = 'faulty' then registry_clock() else finished_at end,
    verdict = null, looked_at = $2
where id = $1

-- name: structure-remember
insert into bureau_structure (bureau_id, upload_id, account_id, actor, memory)
select u.bureau_id, u.id, $2, $3, $4 from upload u where u.id = $1
