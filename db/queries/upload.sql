-- name: upload-insert
insert into upload (account_id, actor, bureau_id, file_name, file_bytes, sha256, fiscal_year, reason, replaces)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
returning id

-- name: upload-chunk-insert
insert into upload_chunk (upload_id, position, data) values ($1, $2, $3)

-- name: upload-chunk
select data from upload_chunk where upload_id = $1 and position = $2

-- name: uploads
-- The newest first; $1 only that one, $2 only of that bureau, $3 only older than that one.
select u.id, u.received_at, coalesce(u.account_id, 0) as account_id, u.actor, coalesce(u.bureau_id, 0) as bureau_id,
       coalesce(b.name, '') as bureau, u.file_name, u.file_bytes, u.sha256, coalesce(u.fiscal_year, 0) as fiscal_year,
       u.reason, u.state, coalesce(u.rows_new, 0) as rows_new, coalesce(u.rows_changed, 0) as rows_changed,
       coalesce(u.rows_unchanged, 0) as rows_unchanged, coalesce(u.rows_missing, 0) as rows_missing,
       coalesce(u.rows_faulty, 0) as rows_faulty, u.finished_at,
       coalesce((select c.id from change c where c.upload_id = u.id and c.kind in ('import', 'sample')), 0) as change_id,
       coalesce(u.undone_by, 0) as undone_by, coalesce(u.replaces, 0) as replaces, u.right_only, u.clears
from upload u
left join bureau b on b.id = u.bureau_id
where ($1::bigint is null or u.id = $1) and ($2::integer is null or u.bureau_id = $2) and ($3::bigint is null or u.id < $3)
order by u.id desc
limit $4

-- name: upload-lock
select u.bureau_id, u.state, u.reason, coalesce(u.replaces, 0) as replaces from upload u where u.id = $1 for update

-- name: upload-report
select report from upload where id = $1

-- name: upload-clear
delete from staged_row where upload_id = $1

-- name: upload-staged
-- A file with the same rows ($9) as the last one that its bureau confirmed goes on
-- what the registry was then: it says nothing new, whatever others changed since.
update upload u
set state = $2, report = $3, rows_new = $4, rows_changed = $5, rows_unchanged = $6, rows_missing = $7, rows_faulty = $8,
    finished_at = case when $2 = 'staged' then null else clock_timestamp() end,
    content_hash = $9, right_only = $10,
    base_at = coalesce((select greatest(l.finished_at, (select max(c.at) from change c where c.upload_id = l.id))
               from (select o.* from upload o
                     where o.bureau_id is not distinct from u.bureau_id and o.state in ('confirmed', 'unchanged') and o.id <> u.id
                     order by o.finished_at desc
                     limit 1) l
               where l.content_hash = $9 and not l.right_only and l.clears = u.clears),
              (select coalesce(r.base_at, r.received_at) from upload r where r.id = u.replaces))
where u.id = $1

-- name: upload-finish
update upload
set state = $2, rows_new = $3, rows_changed = $4, rows_unchanged = $5, rows_missing = $6, finished_at = clock_timestamp()
where id = $1

-- name: upload-discard
update upload set state = 'discarded', finished_at = clock_timestamp() where id = $1

-- name: upload-counts
update upload set rows_new = $2, rows_changed = $3, rows_unchanged = $4, rows_missing = $5 where id = $1

-- name: upload-state
update upload set state = $2, finished_at = null where id = $1

-- name: upload-same
-- The last upload before $1 that said the same of the same bureau, and counted.
select o.id
from upload u
join upload o on o.content_hash = u.content_hash and o.bureau_id is not distinct from u.bureau_id and o.id < u.id
where u.id = $1 and o.state in ('confirmed', 'unchanged')
order by o.id desc
limit 1
