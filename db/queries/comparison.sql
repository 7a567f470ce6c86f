-- The stored comparisons of uploads with the registry, for pages. "import.sql" finds the
-- difference in temporary tables, from which these queries copy it.

-- name: comparison-clear
with cleared as (
    delete from comparison_row where upload_id = $1
), fields as (
    delete from comparison_field where upload_id = $1
), missing as (
    delete from comparison_missing where upload_id = $1
), doubts as (
    delete from comparison_doubt where upload_id = $1
), conflicts as (
    delete from comparison_conflict where upload_id = $1
), normalised as (
    delete from comparison_normalised where upload_id = $1
)
delete from comparison where upload_id = $1

-- name: comparison-apart
-- Temporary tables that hide those of the same names until the transaction ends: a page can
-- make a comparison that is not stored.
create temporary table comparison (like public.comparison including all) on commit drop;
create temporary table comparison_row (like public.comparison_row including all) on commit drop;
create temporary table comparison_field (like public.comparison_field including all) on commit drop;
create temporary table comparison_missing (like public.comparison_missing including all) on commit drop;
create temporary table comparison_doubt (like public.comparison_doubt including all) on commit drop;
create temporary table comparison_conflict (like public.comparison_conflict including all) on commit drop;
create temporary table comparison_normalised (like public.comparison_normalised including all) on commit drop

-- name: comparison-last
-- The last change that a comparison made from now on includes.
select coalesce(max(id), 0) as change_id, coalesce(max(at), 'epoch') as as_of from change

-- name: comparison-rows-keep
-- $2 are the rows with cells that keep the registry's values, $3 the cells of each; $4 the
-- rows that are worth a look, $5 why each is.
insert into comparison_row (upload_id, ordinal, process_id, recorded_from, kind, fields, stays, concerns)
select $1::bigint, m.ordinal, m.process_id, m.recorded_from,
       case when s.faulty then 'faulty' when r.ordinal is null then 'unchanged' when m.process_id is null then 'new' else 'changed' end,
       f.fields, y.stays::text[], coalesce(w.concerns::text[], '{}')
from import_match m
join staged_row s on s.upload_id = $1 and s.ordinal = m.ordinal
left join import_row r on r.ordinal = m.ordinal
left join (select ordinal, array_agg(field order by field) as fields from import_changed group by ordinal) f on f.ordinal = m.ordinal
left join unnest($2::integer[], $3::text[]) as y (ordinal, stays) on y.ordinal = m.ordinal
left join unnest($4::integer[], $5::text[]) as w (ordinal, concerns) on w.ordinal = m.ordinal

-- name: comparison-fields-keep
insert into comparison_field (upload_id, field, rows)
select $1::bigint, field, count(*) from import_changed group by field

-- name: comparison-missing-keep
insert into comparison_missing (upload_id, process_id)
select $1::bigint, p.process_id
from process p
where p.recorded_to > '9999-12-31 00:00:00+00'
  and p.bureau_id = any(array(select bureau_id from staged_row where upload_id = $1 union select bureau_id from upload where id = $1))
  and not exists (select from upload where id = $1 and (remainder_of is not null or partial))
  and not exists (select from import_match m where m.process_id = p.process_id)

-- name: comparison-doubts-keep
insert into comparison_doubt (upload_id, ordinal, candidates, likeness)
select $1::bigint, ordinal, candidates::bigint[], likeness::double precision[]
from unnest($2::integer[], $3::text[], $4::text[]) as d (ordinal, candidates, likeness)

-- name: comparison-conflicts-keep
insert into comparison_conflict (upload_id, place, ordinal, process_id, field, fiscal_year, base, theirs, mine, answered, take_mine, actor)
select $1::bigint, place, ordinal, process_id, field, fiscal_year, base, theirs, mine, answered, take_mine, actor
from unnest($2::integer[], $3::bigint[], $4::text[], $5::integer[], $6::text[], $7::text[], $8::text[], $9::boolean[], $10::boolean[], $11::text[])
     with ordinality as c (ordinal, process_id, field, fiscal_year, base, theirs, mine, answered, take_mine, actor, place)

-- name: comparison-normalised-keep
insert into comparison_normalised (upload_id, ordinal, cell, titled)
select distinct $1::bigint, ordinal, cell, titled from import_normalised where other

-- name: comparison-keep
insert into comparison (upload_id, change_id, as_of, bureaus, rows_new, rows_changed, rows_unchanged, rows_missing, conflicts_open, normalised_other, normalised_same, effect)
values ($1::bigint, $2, $3, array(select bureau_id from staged_row where upload_id = $1::bigint union select bureau_id from upload where id = $1::bigint and bureau_id is not null),
        $4, $5, $6, $7, $8, $9, $10, $11)

-- name: comparison
-- "fresh": no change since has touched its bureaus; "long": it has more than $2 rows; the
-- threshold is that by which its effect was computed.
select k.as_of, coalesce((k.effect ->> 'Threshold')::bigint, 0) as threshold, exists (select from comparison_row r where r.upload_id = k.upload_id order by r.ordinal offset $2 limit 1) as long, k.rows_new, k.rows_changed, k.rows_unchanged, k.rows_missing, k.conflicts_open, k.normalised_other, k.normalised_same,
       not exists (select from change c
                   where c.id > k.change_id
                     and (exists (select from process p where p.change_id = c.id and p.bureau_id = any(k.bureaus))
                          or exists (select from process p where p.closed_by = c.id and p.bureau_id = any(k.bureaus)))) as fresh,
       (select count(*) from comparison_doubt d where d.upload_id = k.upload_id) as doubts,
       (select count(*)
        from comparison_missing m
        join process p on p.process_id = m.process_id and p.recorded_to > '9999-12-31 00:00:00+00' and p.digitization_status <> 'abolished'
        where m.upload_id = k.upload_id
          and not exists (select from upload_decision d where d.upload_id = k.upload_id and d.process_id = m.process_id)) as undecided
from comparison k
where k.upload_id = $1

-- name: comparison-effect
select effect from comparison where upload_id = $1

-- name: comparison-decided
-- The missing processes that decisions write, as "decisions-due" finds them when the upload
-- is confirmed.
select p.process_id, p.recorded_from, p.change_id, p.bureau_id, p.digitization_status, p.scope, p.national_law_change,
       p.priority_override, p.volume_total, p.volume_year, p.volume_qualifier, p.volume_high,
       p.usage_total, p.usage_online, p.usage_year, p.process_type, u.total_below, u.total_above, u.online_below, u.online_above, d.decision
from comparison_missing m
join upload_decision d on d.upload_id = m.upload_id and d.process_id = m.process_id
join process p on p.process_id = m.process_id and p.recorded_to > '9999-12-31 00:00:00+00'
left join lateral usage_bounds(p.process_id, p.usage_year, p.recorded_from) u on p.usage_total is not null
where m.upload_id = $1
  and (d.decision in ('abolish', 'merge') and p.digitization_status <> 'abolished' or d.decision = 'out_of_scope' and p.scope <> 'out')

-- name: comparison-fields
select field, rows from comparison_field where upload_id = $1 order by rows desc, field

-- name: comparison-rows
-- The rows of one kind ($2) after an ordinal ($3), each with the recorded and the new values;
-- only those whose names or law match $5 (of registry.SearchPattern), that change field $6,
-- and about which there is concern $7.
select s.ordinal, s.sheet, s.row_number, coalesce(c.process_id, 0) as process_id, s.bureau_id,
       case when 'procedure_name' = any(c.stays) then coalesce(p.procedure_name, s.procedure_name) else s.procedure_name end as procedure_name,
       coalesce(c.stays, '{}') as stays,
       case when c.process_id is not null then to_jsonb(p) end as old, jsonb_strip_nulls(to_jsonb(s)) as new,
       (select jsonb_agg(jsonb_build_object('fiscal_year', y.fiscal_year, 'old', to_jsonb(v), 'new', to_jsonb(y)) order by y.fiscal_year)
        from unnest(s.volume_year, s.total, s.total_upper, s.total_qualifier, s.total_state, s.total_raw,
                    s.online, s.online_upper, s.online_qualifier, s.online_state, s.online_raw)
             as y (fiscal_year, total, total_upper, total_qualifier, total_state, total_raw,
                   online, online_upper, online_qualifier, online_state, online_raw)
        left join volume v on v.process_id = c.process_id and v.fiscal_year = y.fiscal_year and v.recorded_from <= k.as_of and v.recorded_to > k.as_of) as volumes
from comparison_row c
join comparison k on k.upload_id = c.upload_id
join staged_row s on s.upload_id = c.upload_id and s.ordinal = c.ordinal
left join process p on p.process_id = c.process_id and p.recorded_from = c.recorded_from
where c.upload_id = $1 and c.kind = $2 and c.ordinal > $3 and s.search_text ~ $5::text
  and ($6::text = '' or $6 = any(c.fields)) and ($7::text = '' or $7 = any(c.concerns))
order by c.ordinal
limit $4

-- name: comparison-clears
-- The fields whose blank cells clear what is recorded, by sheet.
select t ->> 'sheet' as sheet, array_agg(distinct c ->> 'field') as fields
from upload u
cross join jsonb_array_elements(u.report -> 'tables') as t
cross join jsonb_array_elements(t -> 'columns') as c
where u.id = $1 and cardinality(u.clears) > 0 and c ->> 'field' = any(u.clears)
group by t ->> 'sheet'

-- name: comparison-missing
-- The missing processes after an ID ($2), with their decisions; if $3, only those without
-- one; only those of which $4, of registry.SearchPattern, matches a name, the law, the
-- department or the division.
select p.process_id, p.bureau_id, p.department, p.division, p.procedure_name, p.process_name, p.legal_basis,
       p.digitization_status, coalesce(d.decision, '') as decision, coalesce(d.merged_into, 0) as merged_into,
       coalesce(d.to_bureau_id, 0) as to_bureau_id, coalesce(d.actor, '') as actor
from comparison_missing m
join process p on p.process_id = m.process_id and p.recorded_to > '9999-12-31 00:00:00+00'
left join upload_decision d on d.upload_id = $1 and d.process_id = m.process_id
where m.upload_id = $1 and m.process_id > $2
  and (not $3::boolean or d.decision is null and p.digitization_status <> 'abolished')
  and (p.search_text ~ $4::text or lower(normalize(p.department || ' ' || p.division || e'\n', nfkc)) ~ $4)
order by m.process_id
limit $5

-- name: comparison-doubts
-- Open doubtful matches after an ordinal ($2): one row for each candidate.
select s.ordinal, s.sheet, s.row_number, s.bureau_id, s.procedure_name, coalesce(s.process_name, '') as process_name,
       coalesce(s.process_type, '') as process_type, coalesce(s.applicant, '') as applicant,
       coalesce(s.recipient, '') as recipient, coalesce(s.legal_basis, '') as legal_basis,
       coalesce(s.legal_article, '') as legal_article, p.process_id, a.likeness,
       p.bureau_id as "its.bureau_id", p.procedure_name as "its.procedure_name", p.process_name as "its.process_name",
       p.process_type as "its.process_type", p.applicant as "its.applicant", p.recipient as "its.recipient",
       p.legal_basis as "its.legal_basis", p.legal_article as "its.legal_article"
from (select * from comparison_doubt where upload_id = $1 and ordinal > $2 order by ordinal limit $3) d
join staged_row s on s.upload_id = d.upload_id and s.ordinal = d.ordinal
cross join unnest(d.candidates, d.likeness) with ordinality as a (process_id, likeness, place)
join process p on p.process_id = a.process_id and p.recorded_to > '9999-12-31 00:00:00+00'
order by s.ordinal, a.place

-- name: comparison-conflicts
-- The conflicts after a place ($2) of the file; if $4, open ones first. Each has the change
-- that wrote the registry's value, with the upload that it came with, if the caller sees it.
select c.place as at, c.ordinal as place, s.sheet, s.row_number as row, c.process_id, s.procedure_name, c.field, c.fiscal_year,
       c.base, c.theirs, c.mine, c.answered, c.take_mine, c.actor,
       coalesce(h.id, 0) as "theirs_by.id", h.at as "theirs_by.at", coalesce(h.actor, '') as "theirs_by.actor",
       coalesce(h.reason, '') as "theirs_by.reason", coalesce(h.kind, '') as "theirs_by.kind", coalesce(u.id, 0) as "theirs_by.upload_id"
from comparison_conflict c
join comparison k on k.upload_id = c.upload_id
join staged_row s on s.upload_id = c.upload_id and s.ordinal = c.ordinal
left join lateral (
    select v.change_id
    from process v
    left join process w on w.process_id = v.process_id and w.recorded_to = v.recorded_from
    where c.fiscal_year = 0 and v.process_id = c.process_id and v.recorded_from <= k.as_of
      and to_jsonb(v) -> c.field is distinct from to_jsonb(w) -> c.field
    order by v.recorded_from desc
    limit 1
) p on true
left join lateral (
    select v.change_id
    from volume v
    left join volume w on w.process_id = v.process_id and w.fiscal_year = v.fiscal_year and w.recorded_to = v.recorded_from
    where c.fiscal_year > 0 and v.process_id = c.process_id and v.fiscal_year = c.fiscal_year and v.recorded_from <= k.as_of
      and case c.field when 'annual_volume'
          then (v.total, v.total_upper, v.total_qualifier, v.total_state) is distinct from (w.total, w.total_upper, w.total_qualifier, w.total_state)
          else (v.online, v.online_upper, v.online_qualifier, v.online_state)
              is distinct from (w.online, w.online_upper, w.online_qualifier, w.online_state) end
    order by v.recorded_from desc
    limit 1
) n on true
left join change h on h.id = coalesce(p.change_id, n.change_id)
left join upload u on u.id = h.upload_id
where c.upload_id = $1 and c.place > $2
order by $4::boolean and c.answered, c.place
limit $3

-- name: comparison-conflicts-count
select count(*) from comparison_conflict where upload_id = $1

-- name: comparison-normalised
-- The first $2 normalised values that differ from what is recorded, each with its row.
select s.sheet, s.row_number, split_part(h.cell, '.', 1) as field, h.titled,
       case when h.cell ~ '_volume[.]' then split_part(h.cell, '.', 2)::integer else 0 end as fiscal_year
from comparison_normalised h
join staged_row s on s.upload_id = h.upload_id and s.ordinal = h.ordinal
where h.upload_id = $1
order by h.ordinal
limit $2

-- name: comparison-due
-- A waiting upload whose stored comparison is missing or old, or of another threshold than $1.
-- It is locked for this transaction; uploads that another transaction has locked are skipped.
select u.id
from upload u
left join comparison k on k.upload_id = u.id
where u.state in ('staged', 'submitted', 'returned', 'faulty')
  and (k.upload_id is null and u.state <> 'faulty'
       or (k.effect ->> 'Threshold')::bigint is distinct from $1::bigint and k.upload_id is not null
       or k.upload_id is not null and exists (select from change c
                  where c.id > k.change_id
                    and (exists (select from process p where p.change_id = c.id and p.bureau_id = any(k.bureaus))
                         or exists (select from process p where p.closed_by = c.id and p.bureau_id = any(k.bureaus)))))
order by u.id
limit 1
for update of u skip locked

-- name: leftovers
-- An upload that has ended, or a faulty one that is not its bureau's last, with rows that are
-- not needed any more. It is locked for this transaction; uploads that another one has locked are skipped.
with recursive staged as ( -- the few uploads that have rows, found without reading all rows
    select min(upload_id) as id from staged_row
    union all
    select (select min(s.upload_id) from staged_row s where s.upload_id > staged.id) from staged where staged.id is not null
), earlier as (
    select min(upload_id) as id from earlier_row
    union all
    select (select min(r.upload_id) from earlier_row r where r.upload_id > earlier.id) from earlier where earlier.id is not null
)
select u.id
from upload u
where u.state not in ('received', 'structure', 'staged', 'submitted', 'returned')
  and u.id in (select id from staged union select id from earlier union select upload_id from comparison)
  and (u.state <> 'faulty' or exists (select from upload n where n.id > u.id and n.bureau_id is not distinct from u.bureau_id))
order by u.id
limit 1
for update of u skip locked

-- name: leftovers-staged
delete from staged_row where ctid = any(array(select ctid from staged_row where upload_id = $1 limit $2))

-- name: leftovers-rows
delete from comparison_row where ctid = any(array(select ctid from comparison_row where upload_id = $1 limit $2))

-- name: leftovers-doubts
delete from comparison_doubt where ctid = any(array(select ctid from comparison_doubt where upload_id = $1 limit $2))

-- name: leftovers-conflicts
delete from comparison_conflict where ctid = any(array(select ctid from comparison_conflict where upload_id = $1 limit $2))

-- name: leftovers-normalised
delete from comparison_normalised where ctid = any(array(select ctid from comparison_normalised where upload_id = $1 limit $2))

-- name: leftovers-missing
delete from comparison_missing where ctid = any(array(select ctid from comparison_missing where upload_id = $1 limit $2))

-- name: leftovers-earlier
delete from earlier_row where ctid = any(array(select ctid from earlier_row where upload_id = $1 limit $2))

-- name: comparison-untouched
-- The rows that are as the registry has them.
select s.sheet, s.row_number
from comparison_row c
join staged_row s on s.upload_id = c.upload_id and s.ordinal = c.ordinal
where c.upload_id = $1 and c.kind = 'unchanged'
