-- name: verify-changes
select c.id, c.hash, c.previous_hash, c.content_hash,
       lag(c.hash) over (order by c.at) as before,
       sha256(c.previous_hash || c.content_hash || convert_to(
           row(c.id, c.at, c.account_id, c.actor, c.kind, c.reason, c.upload_id, u.sha256)::text, 'UTF8')) as own_hash
from change c
left join upload u on u.id = c.upload_id
order by c.at

-- name: verify-moments
-- Versions without their change, or that begin or end at another moment than their change.
select v.process_id, v.change_id
from (select process_id, change_id, recorded_from as at from process
      union all select process_id, closed_by, recorded_to from process where closed_by is not null
      union all select process_id, change_id, recorded_from from volume
      union all select process_id, closed_by, recorded_to from volume where closed_by is not null) v
left join change c on c.id = v.change_id
where c.at is distinct from v.at
order by v.process_id, v.change_id
limit 1000

-- name: verify-versions
-- Versions that overlap the previous one or leave a gap to it, processes that ended, and
-- volumes without their process. Only an undo may end a process (and another bring it back).
select process_id, change_id
from (select p.process_id, p.change_id, p.recorded_from, p.recorded_to,
             lag(p.recorded_to) over w as ended, lag(c.kind) over w as ended_by,
             lead(p.recorded_from) over w is null and c.kind <> 'undo' as lost, true as whole
      from process p
      left join change c on c.id = p.closed_by
      window w as (partition by p.process_id order by p.recorded_from)
      union all
      select v.process_id, v.change_id, v.recorded_from, v.recorded_to,
             lag(v.recorded_to) over (partition by v.process_id, v.fiscal_year order by v.recorded_from), null,
             v.recorded_to = 'infinity' and p.process_id is null, false
      from volume v
      left join (select distinct process_id from process where recorded_to > '9999-12-31 00:00:00+00') p on p.process_id = v.process_id) v
where ended > recorded_from or lost or whole and ended < recorded_from and ended_by is distinct from 'undo'
order by process_id, change_id
limit 1000

-- name: verify-deciding
-- Processes whose deciding volume or usage is not what their volumes say.
with deciding as (
    select distinct on (process_id) process_id, fiscal_year, total, total_qualifier,
           case total_qualifier when 'upper' then 0 when 'over' then total + 1 else total end as low,
           case total_qualifier when 'lower' then null when 'over' then null when 'upper' then coalesce(total_upper, greatest(total - 1, 0))
                when 'range' then coalesce(total_upper, total) else total end as high
    from volume
    where recorded_to > '9999-12-31 00:00:00+00' and total is not null
    order by process_id, fiscal_year desc
), usage as (
    select distinct on (process_id) process_id, fiscal_year, total, online
    from volume
    where recorded_to > '9999-12-31 00:00:00+00' and total is not null and online is not null
    order by process_id, fiscal_year desc
)
select p.process_id, p.change_id
from process p
left join deciding d on d.process_id = p.process_id
left join usage u on u.process_id = p.process_id
where p.recorded_to > '9999-12-31 00:00:00+00'
  and (p.volume_total, p.volume_year, p.volume_qualifier, p.volume_low, p.volume_high, p.usage_total, p.usage_online, p.usage_year)
      is distinct from (d.total, d.fiscal_year, d.total_qualifier, d.low, d.high, u.total, u.online, u.fiscal_year)
order by p.process_id
limit 1000

-- name: verify-keys
select process_id, change_id, bureau_id, procedure_name, process_name, process_type, applicant, recipient,
       legal_basis, legal_article, search_text, identity_key
from process
where recorded_to > '9999-12-31 00:00:00+00'
order by process_id

-- name: verify-last-upload
select coalesce(max(id), 0) from upload

-- name: verify-files
-- Uploads from $1 to $2 whose stored bytes are not those that were received.
select u.id
from upload u
left join lateral (select string_agg(data, ''::bytea order by position) as data, min(position) as first, max(position) - count(*) + 1 as gaps
                   from upload_chunk c where c.upload_id = u.id) f on true
where u.id between $1 and $2 and (sha256(coalesce(f.data, ''::bytea)) <> u.sha256 or f.first <> 0 or f.gaps <> 0)
order by u.id
limit 1000

-- name: verify-rows
-- Waiting uploads from $1 to $2 whose staged rows are not those that were read. Answers that
-- were given since are left out of the comparison: matches have a table of their own, and
-- consents are events.
select u.id
from upload u
where u.id between $1 and $2 and u.state in ('structure', 'staged', 'submitted', 'returned')
  and (u.rows_hash is not null or exists (select from staged_row s where s.upload_id = u.id))
  and u.rows_hash is distinct from (
    select sha256(coalesce(string_agg(sha256(record_send(row(
               s.upload_id, s.ordinal, s.sheet, s.row_number, case when m.process_id is null then s.process_id end,
               s.bureau_id, s.department, s.division, s.procedure_name, s.process_name, s.process_type, s.applicant,
               s.recipient, s.legal_basis, s.legal_article, s.affair_category, s.digitization_status,
               s.planned_fiscal_year, s.digitized_on, s.obstacle, s.national_law_change, s.law_to_change, s.ministry,
               s.scope, s.platform, s.identity_method, s.fee, s.payment_methods, s.attachments, s.seal_required,
               s.standard_processing_period, s.remarks, s.volume_year, s.total, s.total_upper, s.total_qualifier,
               s.total_state, s.total_raw, s.online, s.online_upper, s.online_qualifier, s.online_state, s.online_raw,
               s.search_text, s.identity_key, s.faulty, s.cleared))), ''::bytea order by s.ordinal), ''))
    from staged_row s
    left join upload_match m on m.upload_id = s.upload_id and m.ordinal = s.ordinal
    where s.upload_id = u.id)
order by u.id
limit 1000

-- name: verify-seals
-- Seals that do not follow the previous one ("broken"), and seals whose row was, before the
-- write, not as its last seal says: somebody else altered it in between.
select id, relation, key, broken
from (
    select id, relation, key,
           id <> coalesce(lag(id) over chain, 0) + 1
           or hash <> sha256(coalesce(lag(hash) over chain, decode(repeat('00', 32), 'hex'))
                             || convert_to(row(id, at, relation, key, was, became, origin)::text, 'UTF8')) as broken,
           was is distinct from lag(became) over (partition by relation, key order by id) as other
    from seal
    window chain as (order by id)
) s
where broken or other
order by id
limit 1000

-- name: sealed-tables
select c.relname as name, args[1] as keys, args[2] as unsealed
from pg_trigger g
join pg_class c on c.oid = g.tgrelid
cross join string_to_array(encode(g.tgargs, 'escape'), '\000') as args
where g.tgfoid = to_regproc('seal')
order by c.relname

-- name: seal-counts
select count(*) as seals, count(*) filter (where origin = 'migration') as migrated from seal

-- name: seal-end
select id, at, hash from seal_end()

-- name: verify-held
-- Those of the hashes $1 that are in neither chain.
select h.hash
from unnest($1::bytea[]) with ordinality as h (hash, place)
where not exists (select from seal s where s.hash = h.hash) and not exists (select from change c where c.hash = h.hash)
order by h.place

-- name: verification-add
insert into verification (began_at, account_id, actor, changes, snapshots, seals, seal_id, seal_at, seal_hash, problems, texts)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)

-- name: verifications
-- The newest first.
select id, began_at, ended_at, actor, changes, snapshots, seals, seal_id, seal_at, seal_hash, problems, texts
from verification
order by id desc
limit $1
