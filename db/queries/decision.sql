-- The answers of a person to the questions of a difference: decisions on missing processes,
-- and doubtful matches. The import tables hold the difference.

-- name: missing-rows
-- The missing processes after an ID ($2), with their decisions; if $3, only those without
-- one; only those of which $4, of registry.SearchPattern, matches a name, the law, the
-- department or the division. A part of a list has none.
select p.process_id, p.bureau_id, p.department, p.division, p.procedure_name, p.process_name, p.legal_basis,
       p.digitization_status, coalesce(d.decision, '') as decision, coalesce(d.merged_into, 0) as merged_into,
       coalesce(d.to_bureau_id, 0) as to_bureau_id, coalesce(d.actor, '') as actor
from process p
left join upload_decision d on d.upload_id = $1 and d.process_id = p.process_id
where p.recorded_to > '9999-12-31 00:00:00+00' and p.process_id > $2
  and p.bureau_id = any(array(select bureau_id from staged_row where upload_id = $1 union select bureau_id from upload where id = $1))
  and not exists (select from upload where id = $1 and (remainder_of is not null or partial))
  and not exists (select from import_match m where m.process_id = p.process_id)
  and (not $3::boolean or d.decision is null and p.digitization_status <> 'abolished')
  and (p.search_text ~ $4::text or lower(normalize(p.department || ' ' || p.division || e'\n', nfkc)) ~ $4)
order by p.process_id
limit $5

-- name: missing-undecided
-- How many missing processes have no decision.
select count(*)
from process p
where p.recorded_to > '9999-12-31 00:00:00+00' and p.digitization_status <> 'abolished'
  and p.bureau_id = any(array(select bureau_id from staged_row where upload_id = $1 union select bureau_id from upload where id = $1))
  and not exists (select from upload where id = $1 and (remainder_of is not null or partial))
  and not exists (select from import_match m where m.process_id = p.process_id)
  and not exists (select from upload_decision d where d.upload_id = $1 and d.process_id = p.process_id)

-- name: decision-set
insert into upload_decision (upload_id, process_id, decision, merged_into, to_bureau_id, account_id, actor)
select $1::bigint, unnest($2::bigint[]), $3::text, $4::bigint, $5::integer, $6::bigint, $7::text
on conflict (upload_id, process_id) do update
set decision = excluded.decision, merged_into = excluded.merged_into, to_bureau_id = excluded.to_bureau_id,
    account_id = excluded.account_id, actor = excluded.actor, at = registry_clock()

-- name: decision-merge-target
-- Process $1 as it is now, in bureau $2 if given.
select digitization_status
from process
where process_id = $1 and recorded_to > '9999-12-31 00:00:00+00' and ($2::integer is null or bureau_id = $2)

-- name: decision-merge-targets
-- The first $4 processes that have $3 in their names or law and into which others can be
-- merged: they go on, in a bureau of the upload $1, and the upload decides nothing else of
-- them; $2 only that bureau's. Those whose name is just that come first.
select p.process_id, p.procedure_name, p.process_name, p.legal_basis, p.department, p.division
from process p
where p.recorded_to > '9999-12-31 00:00:00+00' and p.digitization_status <> 'abolished' and ($2::integer is null or p.bureau_id = $2)
  and p.bureau_id = any(array(select bureau_id from staged_row where upload_id = $1 union select bureau_id from upload where id = $1))
  and position($3::text in p.search_text) > 0
  and not exists (select from upload_decision d
                  where d.upload_id = $1 and d.process_id = p.process_id and d.decision in ('abolish', 'merge', 'transfer'))
order by position($3::text || chr(10) in p.search_text) <> 1, length(p.procedure_name), p.process_id
limit $4

-- name: decision-loose-merges
-- Mergers into a process that is itself decided to end or to move.
select d.process_id
from upload_decision d
join upload_decision t on t.upload_id = d.upload_id and t.process_id = d.merged_into
where d.upload_id = $1 and t.decision in ('abolish', 'merge', 'transfer')
  and not exists (select from upload where id = $1 and partial)
order by d.process_id

-- name: decisions-due
-- The decisions that change something, on processes that are still missing.
select d.process_id, d.decision, p.bureau_id, coalesce(d.to_bureau_id, 0) as to_bureau_id
from upload_decision d
join process p on p.process_id = d.process_id and p.recorded_to > '9999-12-31 00:00:00+00'
where d.upload_id = $1
  and p.bureau_id = any(array(select bureau_id from staged_row where upload_id = $1 union select bureau_id from upload where id = $1))
  and not exists (select from upload where id = $1 and partial)
  and not exists (select from import_match m where m.process_id = d.process_id)
  and (d.decision in ('abolish', 'merge') and p.digitization_status <> 'abolished'
       or d.decision = 'out_of_scope' and p.scope <> 'out' or d.decision = 'transfer')
order by d.process_id

-- name: decision-counts
-- Those of a file that was called a part later are kept, and count no more.
select decision, count(*) as processes
from upload_decision
where upload_id = $1 and not exists (select from upload where id = $1 and partial)
group by decision
order by decision

-- name: decision-open
-- Opens new versions of the processes that the change $2 closed, as the decisions of the
-- upload $3 say.
insert into process (process_id, recorded_from, change_id, bureau_id, department, division, procedure_name,
                     process_name, process_type, applicant, recipient, legal_basis, legal_article, affair_category,
                     digitization_status, planned_fiscal_year, digitized_on, obstacle, national_law_change,
                     law_to_change, ministry, scope, platform, identity_method, fee, payment_methods, attachments,
                     seal_required, standard_processing_period, remarks, priority_override, priority_reason,
                     volume_total, volume_year, volume_qualifier, volume_low, volume_high, usage_total, usage_online,
                     usage_year, search_text, identity_key)
select p.process_id, $1, $2, bureau_id, department, division, procedure_name,
       process_name, process_type, applicant, recipient, legal_basis, legal_article, affair_category,
       case when d.decision in ('abolish', 'merge') then 'abolished' else digitization_status end,
       planned_fiscal_year, digitized_on, obstacle, national_law_change, law_to_change, ministry,
       case when d.decision = 'out_of_scope' then 'out' else p.scope end,
       platform, identity_method, fee, payment_methods, attachments,
       seal_required, standard_processing_period, remarks, priority_override, priority_reason,
       volume_total, volume_year, volume_qualifier, volume_low, volume_high, usage_total, usage_online,
       usage_year, search_text, identity_key
from process p
join upload_decision d on d.upload_id = $3 and d.process_id = p.process_id
where p.closed_by = $2 and p.process_id = any($4::bigint[])
returning nextval('writing')

-- name: match-rows
-- The rows without an ID that match no process exactly; "answered" are those that somebody
-- has answered.
select s.ordinal, s.sheet, s.row_number, s.bureau_id, s.procedure_name, coalesce(s.process_name, '') as process_name,
       coalesce(s.process_type, '') as process_type, coalesce(s.applicant, '') as applicant,
       coalesce(s.recipient, '') as recipient, coalesce(s.legal_basis, '') as legal_basis,
       coalesce(s.legal_article, '') as legal_article, c.ordinal is not null as answered
from import_match m
join staged_row s on s.upload_id = $1 and s.ordinal = m.ordinal
left join upload_match c on c.upload_id = $1 and c.ordinal = s.ordinal
where m.process_id is null and s.process_id is null and not s.faulty
order by s.ordinal

-- name: match-processes
-- The candidates of doubtful matches: the processes that the file does not name.
select p.process_id, p.bureau_id, p.procedure_name, p.process_name, p.process_type, p.applicant, p.recipient,
       p.legal_basis, p.legal_article
from process p
where p.recorded_to > '9999-12-31 00:00:00+00'
  and p.bureau_id = any(array(select distinct bureau_id from staged_row where upload_id = $1))
  and not exists (select from import_match m where m.process_id = p.process_id)
order by p.process_id

-- name: match-answered
-- The first $3 rows after an ordinal ($2) for which a person has chosen a process.
select s.ordinal, s.sheet, s.row_number, s.bureau_id, s.procedure_name, coalesce(s.process_name, '') as process_name,
       coalesce(s.process_type, '') as process_type, coalesce(s.applicant, '') as applicant,
       coalesce(s.recipient, '') as recipient, coalesce(s.legal_basis, '') as legal_basis,
       coalesce(s.legal_article, '') as legal_article, c.process_id, c.actor,
       p.bureau_id as "its.bureau_id", p.procedure_name as "its.procedure_name", p.process_name as "its.process_name",
       p.process_type as "its.process_type", p.applicant as "its.applicant", p.recipient as "its.recipient",
       p.legal_basis as "its.legal_basis", p.legal_article as "its.legal_article"
from upload_match c
join staged_row s on s.upload_id = c.upload_id and s.ordinal = c.ordinal
join process p on p.process_id = c.process_id and p.recorded_to > '9999-12-31 00:00:00+00'
where c.upload_id = $1 and c.ordinal > $2
order by s.ordinal
limit $3

-- name: match-answered-count
select count(*) from upload_match where upload_id = $1 and process_id is not null

-- name: match-forget
-- Deletes the answers of the rows $2.
with forgotten as (
    delete from upload_match where upload_id = $1 and ordinal = any($2::integer[]) returning ordinal, process_id
)
update staged_row s set process_id = null from forgotten
where s.upload_id = $1 and s.ordinal = forgotten.ordinal and forgotten.process_id is not null

-- name: match-set
insert into upload_match (upload_id, ordinal, process_id, identity_key, account_id, actor)
select $1::bigint, c.ordinal, nullif(c.process_id, 0), s.identity_key, $4::bigint, $5::text
from unnest($2::integer[], $3::bigint[]) as c (ordinal, process_id)
join staged_row s on s.upload_id = $1 and s.ordinal = c.ordinal

-- name: match-tied
-- Matches the rows that neither say which process they are nor are alike one, as earlier
-- uploads of their bureau did: with the process that had their identity when such an upload
-- was confirmed, or that somebody said such a row to be; with the last such process, alike
-- rows in their order. $2 says who matched. A person's answer stays.
insert into upload_match (upload_id, ordinal, process_id, identity_key, actor)
with loose as (
    select s.ordinal, s.bureau_id, s.identity_key
    from import_match m
    join staged_row s on s.upload_id = $1 and s.ordinal = m.ordinal
    where m.process_id is null and s.process_id is null and not s.faulty
      and not exists (select from upload_match c where c.upload_id = $1 and c.ordinal = s.ordinal)
), free as (
    select p.process_id, p.bureau_id
    from process p
    where p.recorded_to > '9999-12-31 00:00:00+00' and p.bureau_id = any(array(select distinct bureau_id from loose))
      and not exists (select from import_match m where m.process_id = p.process_id)
      and not exists (select from upload_match c where c.upload_id = $1 and c.process_id = p.process_id)
), done as (
    select u.id, u.bureau_id, greatest(u.finished_at, max(c.at)) as at
    from upload u
    left join change c on c.upload_id = u.id
    where u.state in ('confirmed', 'unchanged') and u.id <> $1
    group by u.id
), tied as (
    select f.process_id, f.bureau_id, v.identity_key, max(u.at) as at
    from free f
    join process v on v.process_id = f.process_id and v.bureau_id = f.bureau_id and v.identity_key in (select identity_key from loose)
         and v.process_id = any(array(select process_id from free))
    join done u on (u.bureau_id = f.bureau_id or u.bureau_id is null) and u.at >= v.recorded_from and u.at < v.recorded_to
    group by f.process_id, f.bureau_id, v.identity_key
    union all -- also by a file of all bureaus, which a bureau does not see
    select f.process_id, f.bureau_id, v.identity_key, max(c.at)
    from free f
    join process v on v.process_id = f.process_id and v.bureau_id = f.bureau_id and v.identity_key in (select identity_key from loose)
         and v.process_id = any(array(select process_id from free))
    join change c on c.id = v.change_id and c.kind in ('import', 'sample')
    group by f.process_id, f.bureau_id, v.identity_key
    union all
    select f.process_id, f.bureau_id, c.identity_key, max(u.at)
    from free f
    join upload_match c on c.process_id = f.process_id and c.identity_key in (select identity_key from loose)
    join done u on u.id = c.upload_id
    group by f.process_id, f.bureau_id, c.identity_key
), last as (
    select distinct on (process_id) process_id, bureau_id, identity_key, at from tied order by process_id, at desc
)
select $1::bigint, s.ordinal, l.process_id, s.identity_key, $2::text
from (select *, row_number() over (partition by bureau_id, identity_key order by ordinal) as place from loose) s
join (select *, row_number() over (partition by bureau_id, identity_key order by at desc, process_id) as place from last) l
  on l.bureau_id = s.bureau_id and l.identity_key = s.identity_key and l.place = s.place

-- name: match-take-tied
-- Takes these matches into the import tables, too.
update import_match m
set process_id = c.process_id, recorded_from = p.recorded_from
from upload_match c
join process p on p.process_id = c.process_id and p.recorded_to > '9999-12-31 00:00:00+00'
where c.upload_id = $1 and m.ordinal = c.ordinal and m.process_id is null

-- name: match-take
update staged_row s set process_id = c.process_id
from upload_match c
where c.upload_id = $1 and s.upload_id = $1 and s.ordinal = c.ordinal and c.process_id is not null and s.process_id is null

-- name: match-clear
delete from upload_match where upload_id = $1

-- name: conflict-answers
select ordinal, field, fiscal_year, theirs, mine, actor from upload_conflict where upload_id = $1

-- name: conflict-answer
insert into upload_conflict (upload_id, ordinal, field, fiscal_year, theirs, mine, account_id, actor)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (upload_id, ordinal, field, fiscal_year) do update
set theirs = excluded.theirs, mine = excluded.mine, account_id = excluded.account_id, actor = excluded.actor, at = registry_clock()

-- name: conflict-clear
delete from upload_conflict where upload_id = $1

-- name: upload-partial
update upload set partial = $2 where id = $1

-- name: upload-clears
update upload set clears = $2 where id = $1

-- name: upload-matched
-- How many rows of the upload $1 are registered processes by their ID, and by their content.
select count(s.process_id) as by_id, count(*) - count(s.process_id) as by_content
from comparison_row c
join staged_row s on s.upload_id = c.upload_id and s.ordinal = c.ordinal
where c.upload_id = $1 and c.process_id is not null
