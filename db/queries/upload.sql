-- name: upload-insert
insert into upload (account_id, actor, bureau_id, file_name, file_bytes, sha256, fiscal_year, reason, replaces, partial)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
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
       coalesce(u.undone_by, 0) as undone_by, coalesce(u.replaces, 0) as replaces,
       coalesce((select max(r.id) from upload r
                 where r.replaces = u.id
                   and (u.state <> 'discarded' or exists (select from upload_event e where e.upload_id = u.id and e.kind = 'replaced'))), 0) as replaced_by,
       coalesce(u.answers_from, 0) as answers_from, u.right_only, u.normalised, u.clears,
       coalesce(u.base_from, '') as base_from, coalesce(u.base_shown, u.received_at) as base_shown,
       coalesce(u.base_at, u.received_at) as base_at, coalesce(u.remainder_of, 0) as remainder_of,
       u.awaits_room, u.partial
from upload u
left join bureau b on b.id = u.bureau_id
where ($1::bigint is null or u.id = $1) and ($2::integer is null or u.bureau_id = $2) and ($3::bigint is null or u.id < $3)
order by u.id desc
limit $4

-- name: upload-awaits-room
update upload set awaits_room = true where id = $1

-- name: uploads-awaiting-room
-- Up to $1 files that were received while the queue was full and that nobody has had read
select id, account_id, actor, bureau_id
from (
    select u.id, coalesce(u.account_id, 0) as account_id, u.actor, coalesce(u.bureau_id, 0) as bureau_id,
           row_number() over (partition by u.bureau_id order by u.id) as place
    from upload u
    where u.awaits_room and u.state = 'received'
      and not exists (select from job j where j.kind = 'read' and j.key = u.id::text)
) waiting
order by place, id
limit $1

-- name: upload-lock
-- Checks the upload that a new file is to replace.
select u.id, u.bureau_id, u.state, u.reason, coalesce(u.replaces, 0) as replaces, u.reading from upload u where u.id = $1 for no key update

-- name: upload-report
select report from upload where id = $1

-- name: upload-clear
delete from staged_row where upload_id = $1

-- name: upload-staged
update upload
set state = case when $12 then 'structure' else $2 end, verdict = case when $12 then $2 end, reading = reading + 1,
    preview = $13, protected = $14, report = $3, rows_new = $4, rows_changed = $5, rows_unchanged = $6, rows_missing = $7, rows_faulty = $8,
    finished_at = case when $2 = 'staged' or $12 then null else registry_clock() end,
    content_hash = $9, right_only = $10, normalised = $11
where id = $1

-- name: upload-settled
-- The report of an upload without what it says of untouched rows.
update upload set report = $2, normalised = $3 where id = $1

-- name: upload-basis
-- Stores the base of upload $1, the moment whose registry its file was made from. It is the
-- first of these that applies:
--   1 the moment of the workbook's stamp ($3, with the moments $4 and $5), if that is
--     possible: not after the reception, not before the first change of this registry;
--   2 if the content ($2) is that of the last file that the bureau confirmed, the moment of
--     that confirmation: the file brings nothing new, whatever others changed since. If cells
--     kept the registry's values then, the registry was not as the file is; the base of that
--     file counts, except for what it wrote itself ("import-own");
--   3 the base of the upload that it replaces;
--   4 for a file without a stamp, the moment of the last whole export of its bureau, if the
--     bureau has registered no file since. After a registered file, the next one is probably
--     made from that file, and its own changes would look like conflicts;
--   otherwise the reception.
-- A stamp can be forged, but cannot do harm: a cell is overwritten without a question only
-- where the registry's value is the one at the base. No base is after the reception, so every
-- later change leads to a question whatever the stamp says.
with u as (
    select * from upload where id = $1
), basis as (
    select 1 as place, 'stamp' as base_from, $4::timestamptz as base_at, $5::timestamptz as base_shown
    from u
    where $4 <= u.received_at and $5 <= u.received_at and $4 >= (select min(at) from change)
    union all
    select 2, 'same',
           case when l.base_from = 'same' then l.base_at
                when l.kept_others then coalesce(l.base_at, l.received_at)
                else greatest(l.finished_at, (select max(c.at) from change c where c.upload_id = l.id)) end,
           l.finished_at
    from (select o.*
          from u
          join upload o on o.bureau_id is not distinct from u.bureau_id and o.state in ('confirmed', 'unchanged') and o.id <> u.id
          order by o.finished_at desc
          limit 1) l
    join u on l.content_hash = $2::bytea and not l.right_only and l.clears = u.clears
    union all
    select 3, coalesce(r.base_from, 'replaced'), coalesce(r.base_at, r.received_at), coalesce(r.base_shown, r.received_at)
    from u
    join upload r on r.id = u.replaces
    union all
    select 4, 'export', e.base_at, e.at
    from u
    cross join lateral (select a.at, (a.detail ->> 'base')::timestamptz as base_at
                        from audit_event a
                        where a.kind = 'export' and a.detail ->> 'bureau' = u.bureau_id::text and a.at <= u.received_at
                        order by a.id desc
                        limit 1) e
    where not exists (select from upload o
                      where o.bureau_id = u.bureau_id and o.state in ('confirmed', 'unchanged', 'undone') and o.finished_at > e.at)
), chosen as (
    select * from basis order by place limit 1
)
update upload
set base_from = c.base_from, base_at = c.base_at, base_shown = c.base_shown,
    stamp = (select $3::text from basis where place = 1),
    remainder_of = (select r.id from upload r where r.id = $6::bigint and r.id < upload.id and r.bureau_id is not distinct from upload.bureau_id)
from (select 1) one
left join chosen c on true
where upload.id = $1

-- name: upload-seal-rows
-- With the digest of its rows as they were read, see "verify-rows".
update upload
set rows_hash = (
    select sha256(coalesce(string_agg(sha256(record_send(row(
               s.upload_id, s.ordinal, s.sheet, s.row_number, s.process_id, s.bureau_id, s.department, s.division,
               s.procedure_name, s.process_name, s.process_type, s.applicant, s.recipient, s.legal_basis,
               s.legal_article, s.affair_category, s.digitization_status, s.planned_fiscal_year, s.digitized_on,
               s.obstacle, s.national_law_change, s.law_to_change, s.ministry, s.scope, s.platform, s.identity_method,
               s.fee, s.payment_methods, s.attachments, s.seal_required, s.standard_processing_period, s.remarks,
               s.volume_year, s.total, s.total_upper, s.total_qualifier, s.total_state, s.total_raw, s.online,
               s.online_upper, s.online_qualifier, s.online_state, s.online_raw, s.search_text, s.identity_key,
               s.faulty, s.cleared))), ''::bytea order by s.ordinal), ''))
    from staged_row s
    where s.upload_id = $1)
where id = $1

-- name: upload-finish
update upload
set rows_new = $2, rows_changed = $3, rows_unchanged = $4, rows_missing = $5, kept_others = $6
where id = $1

-- name: upload-counts
-- The last counts before the upload is confirmed or discarded. A row that has them already is
-- not written.
update upload set rows_new = $2, rows_changed = $3, rows_unchanged = $4, rows_missing = $5
where id = $1 and state in ('structure', 'staged', 'submitted', 'returned')
  and (rows_new, rows_changed, rows_unchanged, rows_missing) is distinct from ($2::integer, $3::integer, $4::integer, $5::integer)

-- name: upload-move
-- Moves the upload $1 to the state $2; $3 says whether that is an end. What belongs only to
-- the state before is cleared.
update upload set state = $2, verdict = null, finished_at = case when $3 then registry_clock() end where id = $1

-- name: upload-same
-- The last confirmed upload before $1 with the same content for the same bureau.
select o.id
from upload u
join upload o on o.content_hash = u.content_hash and o.bureau_id is not distinct from u.bureau_id and o.id < u.id
where u.id = $1 and o.state in ('confirmed', 'unchanged')
order by o.id desc
limit 1

-- name: upload-same-waiting
-- The first upload before $1 with the same content for the same bureau that still waits.
select o.id
from upload u
join upload o on o.content_hash = u.content_hash and o.bureau_id is not distinct from u.bureau_id and o.id < u.id
where u.id = $1 and o.state in ('staged', 'submitted', 'returned')
order by o.id
limit 1
