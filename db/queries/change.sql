-- name: change-lock
-- One writer at a time: the chain has one end.
select pg_advisory_xact_lock(7417001)

-- name: change-begin
select nextval(pg_get_serial_sequence('change', 'id')) as id,
       greatest(registry_clock(), (select at + interval '1 microsecond' from chain_end())) as at

-- name: change-append
insert into change (id, at, account_id, actor, kind, reason, upload_id, previous_hash, content_hash, hash)
overriding system value
select c.id, c.at, c.account_id, c.actor, c.kind, c.reason, c.upload_id, c.previous_hash, c.content_hash,
       sha256(c.previous_hash || c.content_hash || convert_to(
           row(c.id, c.at, c.account_id, c.actor, c.kind, c.reason, c.upload_id, u.sha256)::text, 'UTF8'))
from (
    select $1::bigint as id, $2::timestamptz as at, $3::bigint as account_id, $4::text as actor, $5::text as kind,
           $6::text as reason, $7::bigint as upload_id, $8::bytea as content_hash,
           coalesce((select hash from chain_end()), decode(repeat('00', 32), 'hex')) as previous_hash
) c
left join upload u on u.id = c.upload_id

-- name: change-contents
-- The digest of everything that each change from $1 to $2 opened and closed. Of a version
-- it covers the text without the moments, which are those of the changes, and without the
-- keys computed from the names, which "verify" checks by themselves; of a snapshot, its hash.
select change_id, sha256(string_agg(digest, '' order by kind, process_id, fiscal_year, recorded_from)) as content_hash
from (
    select p.change_id, 1 as kind, p.process_id, 0 as fiscal_year, p.recorded_from, sha256(convert_to(
               row(p.process_id, p.bureau_id, p.department, p.division,
                   p.procedure_name, p.process_name, p.process_type, p.applicant, p.recipient, p.legal_basis,
                   p.legal_article, p.affair_category, p.digitization_status, p.planned_fiscal_year, p.digitized_on,
                   p.obstacle, p.national_law_change, p.law_to_change, p.ministry, p.scope, p.platform,
                   p.identity_method, p.fee, p.payment_methods, p.attachments, p.seal_required,
                   p.standard_processing_period, p.remarks, p.priority_override, p.priority_reason, p.volume_total,
                   p.volume_year, p.volume_qualifier, p.volume_low, p.volume_high, p.usage_total, p.usage_online,
                   p.usage_year)::text, 'UTF8')) as digest
    from process p
    where p.change_id between $1 and $2
    union all
    select p.closed_by, 2, p.process_id, 0, p.recorded_from, sha256(convert_to(
               row(p.process_id, p.recorded_from)::text, 'UTF8'))
    from process p
    where p.closed_by between $1 and $2
    union all
    select v.change_id, 3, v.process_id, v.fiscal_year, v.recorded_from, sha256(convert_to(
               row(v.process_id, v.fiscal_year, v.total, v.total_upper,
                   v.total_qualifier, v.total_state, v.total_raw, v.online, v.online_upper, v.online_qualifier,
                   v.online_state, v.online_raw)::text, 'UTF8'))
    from volume v
    where v.change_id between $1 and $2
    union all
    select v.closed_by, 4, v.process_id, v.fiscal_year, v.recorded_from, sha256(convert_to(
               row(v.process_id, v.fiscal_year, v.recorded_from)::text, 'UTF8'))
    from volume v
    where v.closed_by between $1 and $2
    union all
    select s.change_id, 5, s.id, 0, s.as_of, s.hash
    from snapshot s
    where s.change_id between $1 and $2
) versions
group by change_id

-- name: change-processes
-- The processes that change $1 added (if $2) or altered (if not), after the ID $3; only those
-- whose names or law match $4, a pattern of registry.SearchPattern.
select a.process_id
from process a
where a.change_id = $1 and $2::boolean = not exists (select from process b where b.process_id = a.process_id and b.closed_by = $1)
  and a.process_id > $3 and a.search_text ~ $4::text
order by a.process_id
limit $5

-- name: change-counts
select count(*) filter (where b.process_id is null) as added, count(b.process_id) as altered
from process a
left join process b on b.process_id = a.process_id and b.closed_by = $1
where a.change_id = $1

-- name: change-one
-- With what it belongs to, and its neighbours in the chain as far as they can be seen.
select c.id, c.at, coalesce(c.account_id, 0) as account_id, c.actor, c.kind, c.reason, coalesce(c.upload_id, 0) as upload_id,
       c.hash, c.previous_hash, c.content_hash,
       c.kind = 'undo' and c.upload_id is not null and (select count(*) % 2 = 0 from change u where u.upload_id = c.upload_id and u.kind = 'undo' and u.id <= c.id) as redone,
       coalesce((select max(b.id) from change b where b.id < c.id), 0) as before,
       coalesce((select min(a.id) from change a where a.id > c.id), 0) as after,
       coalesce((select s.id from snapshot s where s.change_id = c.id), 0) as snapshot_id,
       coalesce((select t.id from transfer t where t.change_id = c.id), 0) as transfer_id
from change c
where c.id = $1

-- name: change-touched
-- The processes of which change $1 wrote or ended a version, or a volume, after the ID $2.
select process_id
from (select process_id from process where change_id = $1 union select process_id from process where closed_by = $1
      union select process_id from volume where change_id = $1 union select process_id from volume where closed_by = $1) touched
where process_id > $2
order by process_id
limit $3

-- name: change-sums
-- How many processes change $1 added, altered and removed.
select count(*) filter (where began and not ended) as added,
       count(*) filter (where began = ended) as altered,
       count(*) filter (where ended and not began) as removed
from (select process_id, bool_or(began) as began, bool_or(ended) as ended
      from (select process_id, true as began, false as ended from process where change_id = $1
            union all select process_id, false, true from process where closed_by = $1
            union all select process_id, false, false from volume where change_id = $1
            union all select process_id, false, false from volume where closed_by = $1) versions
      group by process_id) touched

-- name: change-settings
-- What change $1 wrote of settings: each version that it ended beside the one that took its
-- place, as objects with the fields that people know.
select 'threshold' as setting, '' as name, to_jsonb(o) as old, to_jsonb(n) as new
from (select effective_from, volume, reason from threshold where closed_by = $1) o
full join (select effective_from, volume, reason from threshold where change_id = $1) n on n.effective_from = o.effective_from
union all
select 'target', coalesce(n.name, o.name), to_jsonb(o) - 'target', to_jsonb(n) - 'target'
from (select target, name, valid_from, valid_to, rate, count, scope, group_number, reason from target where closed_by = $1) o
full join (select target, name, valid_from, valid_to, rate, count, scope, group_number, reason from target where change_id = $1) n
     on n.target = o.target
union all
select 'group', coalesce(n.name, o.name), to_jsonb(o) - 'number', to_jsonb(n) - 'number'
from (select number, name, description, source, group_list(members) as listed, filter, reason from process_group where closed_by = $1) o
full join (select number, name, description, source, group_list(members) as listed, filter, reason from process_group where change_id = $1) n
     on n.number = o.number
union all
select 'proposal', coalesce(n.title, o.title), to_jsonb(o) - 'number', to_jsonb(n) - 'number'
from (select number, title as name, title, body, laws, ministry, filter, array_to_string(links, ' ') as links, reason
      from proposal where closed_by = $1) o
full join (select number, title as name, title, body, laws, ministry, filter, array_to_string(links, ' ') as links, reason
           from proposal where change_id = $1) n on n.number = o.number
union all
select 'proposal_state', s.number::text, null, to_jsonb(s) - 'number'
from (select number, state, day, due, answer, group_list(members) as listed from proposal_state where change_id = $1) s
union all
select 'proposal_answer', a.number::text, null, jsonb_build_object('listed', count(*) || ' 手続', 'reason', min(a.reason))
from proposal_answer a where a.change_id = $1 group by a.number
union all
select 'law', coalesce(n.written, o.written), to_jsonb(o) - 'key', to_jsonb(n) - 'key'
from (select key, written, value, kind, reason from law_setting where closed_by = $1) o
full join (select key, written, value, kind, reason from law_setting where change_id = $1) n on n.key = o.key and n.kind = o.kind
union all
select 'entered_figure', coalesce(n.name, o.name), to_jsonb(o) - 'id', to_jsonb(n) - 'id'
from (select id, name, day, rate_kind, rate, numerator, denominator, source, reason from entered_figure where closed_by = $1) o
full join (select id, name, day, rate_kind, rate, numerator, denominator, source, reason from entered_figure where change_id = $1) n
     on n.id = o.id
union all
select 'related', coalesce(n.name, o.name), to_jsonb(o) - 'name', to_jsonb(n) - 'name'
from (select format('P-%s と P-%s', lpad(process_id::text, 7, '0'), lpad(other_id::text, 7, '0')) as name, related, reason
      from related_decision where closed_by = $1) o
full join (select format('P-%s と P-%s', lpad(process_id::text, 7, '0'), lpad(other_id::text, 7, '0')) as name, related, reason
           from related_decision where change_id = $1) n on n.name = o.name
union all
select 'saved_view', coalesce(n.name, o.name), to_jsonb(o) - 'view', to_jsonb(n) - 'view'
from (select view, name, list, query, shared from saved_view where closed_by = $1 and shared) o
full join (select view, name, list, query, shared from saved_view where change_id = $1 and shared) n on n.view = o.view
union all
select 'code_amendment', coalesce(n.code, o.code), to_jsonb(o) - 'id', to_jsonb(n) - 'id'
from (select id, list as code_list, kind as amends, code, writing, effective_from, reason from code_amendment where closed_by = $1) o
full join (select id, list as code_list, kind as amends, code, writing, effective_from, reason from code_amendment where change_id = $1) n on n.id = o.id
union all
select 'organisation', '', to_jsonb(o) - 'id', to_jsonb(n) - 'id'
from (select id, kind, effective_on, reason from organisation_entry where closed_by = $1) o
full join (select id, kind, effective_on, reason from organisation_entry where change_id = $1) n on n.id = o.id
union all
select 'bureau', coalesce(n.name, o.name), to_jsonb(o) - 'bureau_id', to_jsonb(n) - 'bureau_id'
from (select bureau_id, name, valid_from, case when isfinite(valid_to) then valid_to - 1 end as valid_to
      from bureau_term where closed_by = $1) o
full join (select bureau_id, name, valid_from, case when isfinite(valid_to) then valid_to - 1 end as valid_to
           from bureau_term where change_id = $1) n on n.bureau_id = o.bureau_id and n.valid_from = o.valid_from
union all
select 'successor', b.name, to_jsonb(o) - 'bureau_id' - 'successor_id', to_jsonb(n) - 'bureau_id' - 'successor_id'
from (select s.bureau_id, s.successor_id, a.name as successor, s.effective_on
      from bureau_successor s join bureau a on a.id = s.successor_id where s.closed_by = $1) o
full join (select s.bureau_id, s.successor_id, a.name as successor, s.effective_on
           from bureau_successor s join bureau a on a.id = s.successor_id where s.change_id = $1) n
     on n.bureau_id = o.bureau_id and n.successor_id = o.successor_id
join bureau b on b.id = coalesce(n.bureau_id, o.bureau_id)
order by 1, 2
