-- Comparing an upload with the registry and writing it: match its staged rows to processes,
-- find what differs, and write that under one change. The import tables, which
-- "temporary-tables" creates, pass the result of one step to the next and end with the
-- transaction. A confirmation runs all steps under the lock of the chain, so that nothing
-- changes between matching and writing.

-- name: temporary-tables
-- Replaces the tables of an earlier comparison in the same transaction.
drop table if exists pg_temp.import_match, pg_temp.import_volume, pg_temp.import_row, pg_temp.import_before, pg_temp.import_changed, pg_temp.import_normalised;
-- The rows of the upload, each with the version of the process that it matches, if any.
create temporary table import_match (
    ordinal integer not null, process_id bigint, recorded_from timestamptz
) on commit drop;
-- The volumes that are new or differ from those recorded.
create temporary table import_volume (
    ordinal integer not null, fiscal_year integer not null, recorded_from timestamptz,
    total bigint, total_upper bigint, total_qualifier text, total_state text, total_raw text not null,
    online bigint, online_upper bigint, online_qualifier text, online_state text, online_raw text not null
) on commit drop;
-- The rows that are new (no recorded_from) or changed.
create temporary table import_row (
    ordinal integer not null, process_id bigint, recorded_from timestamptz
) on commit drop;
-- Rows of the upload as they were read, where the comparison altered them.
create temporary table import_before (like staged_row) on commit drop;
-- The fields that changed rows change; filled only by "import-changed".
create temporary table import_changed (ordinal integer not null, field text not null) on commit drop;
-- Normalised values; filled only by "import-normalised".
create temporary table import_normalised (
    ordinal integer not null, cell text not null, titled boolean not null, other boolean not null
) on commit drop

-- name: import-settings
-- The planner's estimates for fresh tables mislead, so that it must not look up row by row. What is
-- asked of some bureaus or processes alone names them in an array, which is looked up by the index.
select set_config('enable_nestloop', 'off', true), set_config('work_mem', '64MB', true),
       set_config('jit', 'off', true), set_config('statement_timeout', '30min', true),
       set_config('lock_timeout', '10min', true)

-- name: import-match
insert into import_match (ordinal, process_id, recorded_from)
with sheet as (
    select s.ordinal, s.process_id, s.identity_key
    from staged_row s
    where s.upload_id = $1
), current as (
    select p.process_id, p.recorded_from, p.identity_key
    from process p
    where p.recorded_to > '9999-12-31 00:00:00+00'
      and p.bureau_id = any(array(select distinct bureau_id from staged_row where upload_id = $1))
), by_id as (
    select s.ordinal, c.process_id, c.recorded_from
    from sheet s
    join current c on c.process_id = s.process_id
), sheet_rest as (
    select s.ordinal, s.identity_key, count(*) over (partition by s.identity_key) as alike
    from sheet s
    where s.process_id is null
), current_rest as (
    select c.process_id, c.recorded_from, c.identity_key, count(*) over (partition by c.identity_key) as alike
    from current c
    where not exists (select from by_id where by_id.process_id = c.process_id)
), single as (
    select s.ordinal, c.process_id, c.recorded_from
    from sheet_rest s
    join current_rest c on c.identity_key = s.identity_key
    where s.alike = 1 and c.alike = 1
), twin_key as (
    select identity_key from sheet_rest where alike > 1
    union
    select identity_key from current_rest where alike > 1
), sheet_twin as (
    select t.*, row_number() over (partition by t.identity_key, t.content order by t.ordinal) as place
    from (
        select s.ordinal, s.identity_key,
               (row(coalesce(s.department, ''), coalesce(s.division, ''), coalesce(s.procedure_name, ''),
                   coalesce(s.process_name, ''), coalesce(s.process_type, ''), coalesce(s.applicant, ''),
                   coalesce(s.recipient, ''), coalesce(s.legal_basis, ''), coalesce(s.legal_article, ''),
                   coalesce(s.affair_category, ''), coalesce(s.digitization_status, ''), s.planned_fiscal_year,
                   s.digitized_on, coalesce(s.obstacle, '{}'), coalesce(s.national_law_change, 'unknown'),
                   coalesce(s.law_to_change, ''), coalesce(s.ministry, ''), coalesce(s.scope, 'in'),
                   coalesce(s.platform, ''), coalesce(s.identity_method, ''), coalesce(s.fee, ''),
                   coalesce(s.payment_methods, '{}'), coalesce(s.attachments, '{}'), coalesce(s.seal_required, ''),
                   coalesce(s.standard_processing_period, ''), coalesce(s.remarks, ''),
                   array(select row(y, v, q, u, coalesce(st, ''), ov, oq, ou, coalesce(os, ''))::text
                         from unnest(s.volume_year, s.total, s.total_qualifier, s.total_upper, s.total_state,
                                     s.online, s.online_qualifier, s.online_upper, s.online_state)
                              as volumes (y, v, q, u, st, ov, oq, ou, os)
                         order by y))::text) as content
        from staged_row s
        where s.upload_id = $1 and s.process_id is null and s.identity_key in (select identity_key from twin_key)
    ) t
), years as (
    select distinct unnest(s.volume_year) as fiscal_year
    from staged_row s
    where s.upload_id = $1 and s.identity_key in (select identity_key from twin_key)
), current_volume as (
    select v.process_id, array_agg(row(v.fiscal_year, v.total, v.total_qualifier, v.total_upper, coalesce(v.total_state, ''),
               v.online, v.online_qualifier, v.online_upper, coalesce(v.online_state, ''))::text order by v.fiscal_year) as content
    from current_rest c
    join volume v on v.process_id = c.process_id and v.recorded_to > '9999-12-31 00:00:00+00'
    where c.identity_key in (select identity_key from twin_key) and v.fiscal_year in (select fiscal_year from years)
    group by v.process_id
), current_twin as (
    select t.*, row_number() over (partition by t.identity_key, t.content order by t.process_id) as place
    from (
        select c.process_id, c.recorded_from, c.identity_key,
               (row(p.department, p.division, p.procedure_name, p.process_name, p.process_type, p.applicant,
                   p.recipient, p.legal_basis, p.legal_article, p.affair_category, p.digitization_status,
                   p.planned_fiscal_year, p.digitized_on, p.obstacle, p.national_law_change, p.law_to_change,
                   p.ministry, p.scope, p.platform, p.identity_method, p.fee, p.payment_methods, p.attachments,
                   p.seal_required, p.standard_processing_period, p.remarks,
                   coalesce(v.content, '{}'))::text) as content
        from current_rest c
        join process p on p.process_id = c.process_id and p.recorded_from = c.recorded_from
        left join current_volume v on v.process_id = c.process_id
        where c.identity_key in (select identity_key from twin_key)
    ) t
), same as (
    select s.ordinal, c.process_id, c.recorded_from
    from sheet_twin s
    join current_twin c on c.identity_key = s.identity_key and c.content = s.content and c.place = s.place
), in_order as (
    select s.ordinal, c.process_id, c.recorded_from
    from (select ordinal, identity_key, row_number() over (partition by identity_key order by ordinal) as place
          from sheet_twin where ordinal not in (select ordinal from same)) s
    join (select process_id, recorded_from, identity_key, row_number() over (partition by identity_key order by process_id) as place
          from current_twin where process_id not in (select process_id from same)) c
      on c.identity_key = s.identity_key and c.place = s.place
), matched as (
    select * from by_id
    union all select * from single
    union all select * from same
    union all select * from in_order
)
select s.ordinal, m.process_id, m.recorded_from
from sheet s
left join matched m on m.ordinal = s.ordinal

-- name: import-clear
-- Marks the blank cells that clear what is recorded, in the sheets that have the column.
with field as (
    select t ->> 'sheet' as sheet, array_agg(distinct c ->> 'field') as fields
    from upload u
    cross join jsonb_array_elements(u.report -> 'tables') as t
    cross join jsonb_array_elements(t -> 'columns') as c
    where u.id = $1 and c ->> 'field' = any(u.clears)
    group by t ->> 'sheet'
), kept as (
    insert into import_before
    select s.* from staged_row s where s.upload_id = $1 and s.sheet in (select sheet from field)
)
update staged_row s
set department = case when s.department is null and 'department' = any(f.fields) then '' else s.department end,
    division = case when s.division is null and 'division' = any(f.fields) then '' else s.division end,
    process_name = case when s.process_name is null and 'process_name' = any(f.fields) then '' else s.process_name end,
    process_type = case when s.process_type is null and 'process_type' = any(f.fields) then '' else s.process_type end,
    applicant = case when s.applicant is null and 'applicant' = any(f.fields) then '' else s.applicant end,
    recipient = case when s.recipient is null and 'recipient' = any(f.fields) then '' else s.recipient end,
    legal_basis = case when s.legal_basis is null and 'legal_basis' = any(f.fields) then '' else s.legal_basis end,
    legal_article = case when s.legal_article is null and 'legal_article' = any(f.fields) then '' else s.legal_article end,
    affair_category = case when s.affair_category is null and 'affair_category' = any(f.fields) then '' else s.affair_category end,
    digitization_status = case when s.digitization_status is null and 'digitization_status' = any(f.fields) then '' else s.digitization_status end,
    law_to_change = case when s.law_to_change is null and 'law_to_change' = any(f.fields) then '' else s.law_to_change end,
    ministry = case when s.ministry is null and 'ministry' = any(f.fields) then '' else s.ministry end,
    platform = case when s.platform is null and 'platform' = any(f.fields) then '' else s.platform end,
    identity_method = case when s.identity_method is null and 'identity_method' = any(f.fields) then '' else s.identity_method end,
    fee = case when s.fee is null and 'fee' = any(f.fields) then '' else s.fee end,
    seal_required = case when s.seal_required is null and 'seal_required' = any(f.fields) then '' else s.seal_required end,
    standard_processing_period = case when s.standard_processing_period is null and 'standard_processing_period' = any(f.fields) then '' else s.standard_processing_period end,
    remarks = case when s.remarks is null and 'remarks' = any(f.fields) then '' else s.remarks end,
    national_law_change = case when s.national_law_change is null and 'national_law_change' = any(f.fields) then 'unknown' else s.national_law_change end,
    obstacle = case when s.obstacle is null and 'obstacle' = any(f.fields) then '{}' else s.obstacle end,
    payment_methods = case when s.payment_methods is null and 'payment_methods' = any(f.fields) then '{}' else s.payment_methods end,
    attachments = case when s.attachments is null and 'attachments' = any(f.fields) then '{}' else s.attachments end,
    cleared = array(select x from unnest(f.fields) as x
                    where x = 'planned_fiscal_year' and s.planned_fiscal_year is null or x = 'digitized_on' and s.digitized_on is null)
from field f
where s.upload_id = $1 and s.sheet = f.sheet

-- name: import-moved
-- The rows whose process was changed since the base $2 of the file: the process at the base,
-- the process now, and the row.
select s.ordinal, s.sheet, s.row_number, m.process_id, s.procedure_name, p.procedure_name as their_name,
       to_jsonb(b) as base, to_jsonb(p) as theirs, jsonb_strip_nulls(to_jsonb(s)) as mine,
       (select jsonb_agg(jsonb_build_object('place', y.place, 'fiscal_year', y.fiscal_year,
                   'base', to_jsonb(bv), 'theirs', to_jsonb(pv), 'mine', to_jsonb(y)) order by y.place)
        from (select place::integer as place, fiscal_year, total, total_upper, total_qualifier, total_state, total_raw,
                     online, online_upper, online_qualifier, online_state, online_raw
              from unnest(s.volume_year, s.total, s.total_upper, s.total_qualifier, s.total_state, s.total_raw,
                          s.online, s.online_upper, s.online_qualifier, s.online_state, s.online_raw)
                   with ordinality as t (fiscal_year, total, total_upper, total_qualifier, total_state, total_raw,
                          online, online_upper, online_qualifier, online_state, online_raw, place)) y
        left join volume bv on bv.process_id = m.process_id and bv.fiscal_year = y.fiscal_year and bv.recorded_from <= $2 and bv.recorded_to > $2
        left join volume pv on pv.process_id = m.process_id and pv.fiscal_year = y.fiscal_year and pv.recorded_to > '9999-12-31 00:00:00+00') as volumes
from import_match m
join staged_row s on s.upload_id = $1 and s.ordinal = m.ordinal and not s.faulty
join process p on p.process_id = m.process_id and p.recorded_from = m.recorded_from and p.recorded_from > $2
left join process b on b.process_id = m.process_id and b.recorded_from <= $2 and b.recorded_to > $2
order by s.ordinal

-- name: import-own
-- What earlier uploads of the same workbook (by its stamp) or of the same content wrote to
-- the rows' processes, the earliest first: each version before and after.
select m.ordinal, o.id as upload_id, o.account_id is not distinct from u.account_id as same_sender,
       to_jsonb(b) as before, to_jsonb(a) as after,
       (select jsonb_agg(jsonb_build_object('fiscal_year', va.fiscal_year, 'before', to_jsonb(vb), 'after', to_jsonb(va)))
        from volume va
        left join volume vb on vb.process_id = va.process_id and vb.fiscal_year = va.fiscal_year and vb.closed_by = c.id
        where va.process_id = m.process_id and va.change_id = c.id) as volumes
from upload u
join upload o on (o.stamp = u.stamp or u.base_from = 'same' and o.content_hash = u.content_hash)
    and o.bureau_id is not distinct from u.bureau_id and o.id < u.id and o.state = 'confirmed'
join change c on c.upload_id = o.id and c.kind in ('import', 'sample') and c.at > u.base_at
join process a on a.change_id = c.id
join import_match m on m.process_id = a.process_id
left join process b on b.process_id = a.process_id and b.closed_by = c.id
where u.id = $1 and u.base_from in ('stamp', 'same')
order by c.at, m.ordinal

-- name: import-keep-before
insert into import_before
select s.* from staged_row s
where s.upload_id = $1 and s.ordinal = any($2::integer[]) and s.ordinal not in (select ordinal from import_before)

-- name: import-blank
-- Makes cells of a row blank that keep the registry's values: the fields $3, and the volumes
-- at the places $5 and $6. $4 is the process's name in the registry.
update staged_row
set procedure_name = case when 'procedure_name' = any($3::text[]) then $4::text else procedure_name end,
    department = case when 'department' = any($3) then null else department end,
    division = case when 'division' = any($3) then null else division end,
    process_name = case when 'process_name' = any($3) then null else process_name end,
    process_type = case when 'process_type' = any($3) then null else process_type end,
    applicant = case when 'applicant' = any($3) then null else applicant end,
    recipient = case when 'recipient' = any($3) then null else recipient end,
    legal_basis = case when 'legal_basis' = any($3) then null else legal_basis end,
    legal_article = case when 'legal_article' = any($3) then null else legal_article end,
    affair_category = case when 'affair_category' = any($3) then null else affair_category end,
    digitization_status = case when 'digitization_status' = any($3) then null else digitization_status end,
    planned_fiscal_year = case when 'planned_fiscal_year' = any($3) then null else planned_fiscal_year end,
    digitized_on = case when 'digitized_on' = any($3) then null else digitized_on end,
    obstacle = case when 'obstacle' = any($3) then null else obstacle end,
    national_law_change = case when 'national_law_change' = any($3) then null else national_law_change end,
    law_to_change = case when 'law_to_change' = any($3) then null else law_to_change end,
    ministry = case when 'ministry' = any($3) then null else ministry end,
    scope = case when 'scope' = any($3) then null else scope end,
    platform = case when 'platform' = any($3) then null else platform end,
    identity_method = case when 'identity_method' = any($3) then null else identity_method end,
    fee = case when 'fee' = any($3) then null else fee end,
    payment_methods = case when 'payment_methods' = any($3) then null else payment_methods end,
    attachments = case when 'attachments' = any($3) then null else attachments end,
    seal_required = case when 'seal_required' = any($3) then null else seal_required end,
    standard_processing_period = case when 'standard_processing_period' = any($3) then null else standard_processing_period end,
    remarks = case when 'remarks' = any($3) then null else remarks end,
    cleared = array(select x from unnest(cleared) as x where x <> all($3)),
    normalised = array(select x from unnest(normalised) as x where x <> all($3)),
    titled = array(select x from unnest(titled) as x where split_part(x, '.', 1) <> all($3)),
    total_state = array(select case when place = any($5::integer[]) then null else x end from unnest(total_state) with ordinality as t (x, place) order by place),
    online_state = array(select case when place = any($6::integer[]) then null else x end from unnest(online_state) with ordinality as t (x, place) order by place)
where upload_id = $1 and ordinal = $2

-- name: import-remove-altered
delete from staged_row s using import_before b where s.upload_id = $1 and s.ordinal = b.ordinal

-- name: import-restore-altered
insert into staged_row select * from import_before

-- name: import-basis
select coalesce(base_at, received_at) as base_at, cardinality(clears) > 0 as clears,
       exists (select from change where at > coalesce(base_at, received_at)) as moved
from upload
where id = $1

-- name: import-faulty
update staged_row s
set faulty = true
from unnest($2::text[], $3::integer[]) as f (sheet, row_number)
where s.upload_id = $1 and f.sheet = s.sheet and f.row_number = s.row_number

-- name: import-volumes
-- A blank cell keeps the recorded count. Counts are compared as values: 1,200件 equals 1200.
insert into import_volume (ordinal, fiscal_year, recorded_from, total, total_upper, total_qualifier, total_state, total_raw, online, online_upper,
                    online_qualifier, online_state, online_raw)
select ordinal, fiscal_year, recorded_from,
       case when take_total then new_total else old_total end,
       case when take_total then new_total_upper else old_total_upper end,
       case when take_total then new_total_qualifier else old_total_qualifier end,
       case when take_total then new_total_state else old_total_state end,
       case when take_total then new_total_raw else coalesce(old_total_raw, '') end,
       case when take_online then new_online else old_online end,
       case when take_online then new_online_upper else old_online_upper end,
       case when take_online then new_online_qualifier else old_online_qualifier end,
       case when take_online then new_online_state else old_online_state end,
       case when take_online then new_online_raw else coalesce(old_online_raw, '') end
from (
    select y.ordinal, y.fiscal_year, v.recorded_from,
           y.total as new_total, y.total_upper as new_total_upper, y.total_qualifier as new_total_qualifier,
           y.total_state as new_total_state, y.total_raw as new_total_raw, y.online as new_online,
           y.online_upper as new_online_upper, y.online_qualifier as new_online_qualifier,
           y.online_state as new_online_state, y.online_raw as new_online_raw, v.total as old_total,
           v.total_upper as old_total_upper, v.total_qualifier as old_total_qualifier,
           v.total_state as old_total_state, v.total_raw as old_total_raw, v.online as old_online,
           v.online_upper as old_online_upper, v.online_qualifier as old_online_qualifier,
           v.online_state as old_online_state, v.online_raw as old_online_raw,
           y.total_state is not null and (y.total_state <> 'not_provided' or y.total_raw <> '' or v.total_state is null and y.process_id is null) as take_total,
           y.online_state is not null and (y.online_state <> 'not_provided' or y.online_raw <> '' or v.online_state is null and y.process_id is null) as take_online
    from (
        select m.ordinal, m.process_id, unnest(s.volume_year) as fiscal_year,
               unnest(s.total) as total, unnest(s.total_upper) as total_upper,
               unnest(s.total_qualifier) as total_qualifier, unnest(s.total_state) as total_state,
               unnest(s.total_raw) as total_raw, unnest(s.online) as online,
               unnest(s.online_upper) as online_upper, unnest(s.online_qualifier) as online_qualifier,
               unnest(s.online_state) as online_state, unnest(s.online_raw) as online_raw
        from import_match m
        join staged_row s on s.upload_id = $1 and s.ordinal = m.ordinal and not s.faulty
    ) y
    left join volume v on v.process_id = y.process_id and v.fiscal_year = y.fiscal_year and v.recorded_to > '9999-12-31 00:00:00+00'
         and v.process_id = any(array(select process_id from import_match))
) merged
where take_total and (new_total, new_total_upper, new_total_qualifier, new_total_state)
          is distinct from (old_total, old_total_upper, old_total_qualifier, old_total_state)
   or take_online and (new_online, new_online_upper, new_online_qualifier, new_online_state)
          is distinct from (old_online, old_online_upper, old_online_qualifier, old_online_state)

-- name: import-rows
insert into import_row (ordinal, process_id, recorded_from)
select m.ordinal, m.process_id, m.recorded_from
from import_match m
join staged_row s on s.upload_id = $1 and s.ordinal = m.ordinal
left join process p on p.process_id = m.process_id and p.recorded_from = m.recorded_from
     and p.recorded_to > '9999-12-31 00:00:00+00' and p.process_id = any(array(select process_id from import_match))
where not s.faulty and (m.process_id is null
   or m.ordinal in (select ordinal from import_volume)
   or 'planned_fiscal_year' = any(s.cleared) and p.planned_fiscal_year is not null
   or 'digitized_on' = any(s.cleared) and p.digitized_on is not null
   or s.department <> p.department or s.division <> p.division or s.procedure_name <> p.procedure_name or
   s.process_name <> p.process_name or s.process_type <> p.process_type or
   s.applicant <> p.applicant or s.recipient <> p.recipient or s.legal_basis <> p.legal_basis or
   s.legal_article <> p.legal_article or s.affair_category <> p.affair_category or
   s.digitization_status <> p.digitization_status or
   s.planned_fiscal_year is not null and s.planned_fiscal_year is distinct from p.planned_fiscal_year or
   s.digitized_on is not null and s.digitized_on is distinct from p.digitized_on or
   s.obstacle <> p.obstacle or s.national_law_change <> p.national_law_change or
   s.law_to_change <> p.law_to_change or s.ministry <> p.ministry or s.scope <> p.scope or
   s.platform <> p.platform or s.identity_method <> p.identity_method or s.fee <> p.fee or
   s.payment_methods <> p.payment_methods or s.attachments <> p.attachments or
   s.seal_required <> p.seal_required or
   s.standard_processing_period <> p.standard_processing_period or s.remarks <> p.remarks)

-- name: import-normalised
-- The normalised values that nobody has checked. "other" says that a value differs from
-- what is recorded. Values that follow from one title of a sheet ("titled") count as one,
-- and differ if any of them does.
insert into import_normalised (ordinal, cell, titled, other)
with cells as (
    select ordinal, unnest(normalised) as cell, false as titled from staged_row where upload_id = $1 and normalised is not null and not faulty
    union all
    select ordinal, unnest(titled), true from staged_row where upload_id = $1 and titled is not null and not faulty
), named as (
    select *, split_part(cell, '.', 1) as field,
           case when cell ~ '_volume[.]' then split_part(cell, '.', 2)::integer end as fiscal_year
    from cells
), compared as (
    select h.ordinal, h.cell, h.titled, s.sheet, coalesce(
           case h.field
               when 'annual_volume' then n.ordinal is not null and
                   (n.total, n.total_upper, n.total_qualifier, n.total_state) is distinct from (v.total, v.total_upper, v.total_qualifier, v.total_state)
               when 'online_volume' then n.ordinal is not null and
                   (n.online, n.online_upper, n.online_qualifier, n.online_state) is distinct from (v.online, v.online_upper, v.online_qualifier, v.online_state)
               when 'process_id' then r.ordinal is not null
               when 'bureau' then m.process_id is null
               when 'department' then coalesce(s.department, '') <> coalesce(p.department, '')
               when 'division' then coalesce(s.division, '') <> coalesce(p.division, '')
               when 'procedure_name' then coalesce(s.procedure_name, '') <> coalesce(p.procedure_name, '')
               when 'process_name' then coalesce(s.process_name, '') <> coalesce(p.process_name, '')
               when 'process_type' then coalesce(s.process_type, '') <> coalesce(p.process_type, '')
               when 'applicant' then coalesce(s.applicant, '') <> coalesce(p.applicant, '')
               when 'recipient' then coalesce(s.recipient, '') <> coalesce(p.recipient, '')
               when 'legal_basis' then coalesce(s.legal_basis, '') <> coalesce(p.legal_basis, '')
               when 'legal_article' then coalesce(s.legal_article, '') <> coalesce(p.legal_article, '')
               when 'affair_category' then coalesce(s.affair_category, '') <> coalesce(p.affair_category, '')
               when 'digitization_status' then coalesce(s.digitization_status, '') <> coalesce(p.digitization_status, '')
               when 'planned_fiscal_year' then s.planned_fiscal_year is distinct from p.planned_fiscal_year
               when 'digitized_on' then s.digitized_on is distinct from p.digitized_on
               when 'obstacle' then coalesce(s.obstacle, '{}') <> coalesce(p.obstacle, '{}')
               when 'payment_methods' then coalesce(s.payment_methods, '{}') <> coalesce(p.payment_methods, '{}')
               when 'attachments' then coalesce(s.attachments, '{}') <> coalesce(p.attachments, '{}')
               when 'national_law_change' then coalesce(s.national_law_change, '') <> coalesce(p.national_law_change, '')
               when 'law_to_change' then coalesce(s.law_to_change, '') <> coalesce(p.law_to_change, '')
               when 'ministry' then coalesce(s.ministry, '') <> coalesce(p.ministry, '')
               when 'scope' then coalesce(s.scope, '') <> coalesce(p.scope, '')
               when 'platform' then coalesce(s.platform, '') <> coalesce(p.platform, '')
               when 'identity_method' then coalesce(s.identity_method, '') <> coalesce(p.identity_method, '')
               when 'fee' then coalesce(s.fee, '') <> coalesce(p.fee, '')
               when 'seal_required' then coalesce(s.seal_required, '') <> coalesce(p.seal_required, '')
               when 'standard_processing_period' then coalesce(s.standard_processing_period, '') <> coalesce(p.standard_processing_period, '')
               when 'remarks' then coalesce(s.remarks, '') <> coalesce(p.remarks, '')
           end, false) as other
    from named h
    join staged_row s on s.upload_id = $1 and s.ordinal = h.ordinal
    join import_match m on m.ordinal = h.ordinal
    left join import_row r on r.ordinal = h.ordinal
    left join process p on p.process_id = m.process_id and p.recorded_from = m.recorded_from
         and p.recorded_to > '9999-12-31 00:00:00+00' and p.process_id = any(array(select process_id from import_match))
    left join import_volume n on n.ordinal = h.ordinal and n.fiscal_year = h.fiscal_year
    left join volume v on v.process_id = m.process_id and v.fiscal_year = n.fiscal_year and v.recorded_from = n.recorded_from
         and v.recorded_to > '9999-12-31 00:00:00+00' and v.process_id = any(array(select process_id from import_match))
)
select ordinal, cell, titled, other from compared where not titled
union all
select ordinal, cell, titled, bool_or(other) over (partition by sheet, cell) from compared where titled

-- name: normalised-counts
-- How many of these values differ from what is recorded, and how many equal it.
select count(*) filter (where other) as other, count(*) filter (where not other) as same
from (
    select other from import_normalised where not titled
    union all
    select bool_or(h.other)
    from import_normalised h
    join staged_row s on s.upload_id = $1 and s.ordinal = h.ordinal
    where h.titled
    group by s.sheet, h.cell
) h

-- name: normalised-consent
-- Takes the values that somebody has checked from the staged rows: nobody is asked about
-- them again.
with looked as (
    select ordinal, array_agg(cell) filter (where not titled) as normalised, array_agg(cell) filter (where titled) as titled
    from import_normalised
    where other
    group by ordinal
)
update staged_row s
set normalised = nullif(array(select unnest(s.normalised) except select unnest(l.normalised)), '{}'),
    titled = nullif(array(select unnest(s.titled) except select unnest(l.titled)), '{}')
from looked l
where s.upload_id = $1 and s.ordinal = l.ordinal

-- name: import-bad-ids
-- Rows whose ID is not the ID of a process of their bureau, or occurs twice.
select s.sheet, s.row_number, s.process_id,
       case when p.process_id is null then 'unknown' when p.bureau_id <> s.bureau_id then 'other_bureau' else 'twice' end as what,
       coalesce(p.bureau_id, 0) as bureau_id
from (
    select s.*, row_number() over (partition by s.process_id order by s.ordinal) as place
    from staged_row s
    where s.upload_id = $1 and s.process_id is not null
) s
left join process p on p.process_id = s.process_id and p.recorded_to > '9999-12-31 00:00:00+00'
where not s.faulty and (p.process_id is null or p.bureau_id <> s.bureau_id or s.place > 1)
order by s.ordinal

-- name: import-leaps
-- Rows with $2 times as many cases as the registry has of the year before, or more. Rows
-- without an ID count where only one process is like them.
with numbers as (
    select s.sheet, s.row_number, s.ordinal, s.bureau_id, s.process_id, s.identity_key, y.fiscal_year, y.total, y.raw
    from staged_row s
    cross join lateral unnest(s.volume_year, s.total, s.total_raw) as y (fiscal_year, total, raw)
    where s.upload_id = $1 and not s.faulty and y.total >= $2::bigint
), known as (
    select n.ordinal, min(p.process_id) as process_id
    from numbers n
    join process p on p.process_id = n.process_id and p.bureau_id = n.bureau_id and p.recorded_to > '9999-12-31 00:00:00+00'
         and p.process_id = any(array(select process_id from numbers))
    group by n.ordinal
    union all
    select n.ordinal, min(p.process_id)
    from (select distinct ordinal, bureau_id, identity_key from numbers where process_id is null) n
    join process p on p.identity_key = n.identity_key and p.bureau_id = n.bureau_id and p.recorded_to > '9999-12-31 00:00:00+00'
         and p.bureau_id = any(array(select distinct bureau_id from numbers where process_id is null))
    group by n.ordinal
    having count(*) = 1
), earlier as (
    select distinct on (n.ordinal, n.fiscal_year) n.sheet, n.row_number, n.ordinal, n.fiscal_year, n.total, n.raw,
           v.fiscal_year as before_year, v.total as before
    from numbers n
    join known k on k.ordinal = n.ordinal
    join volume v on v.process_id = k.process_id and v.fiscal_year < n.fiscal_year and v.total is not null
         and v.recorded_to > '9999-12-31 00:00:00+00' and v.process_id = any(array(select process_id from known))
    order by n.ordinal, n.fiscal_year, v.fiscal_year desc
)
select sheet, row_number, fiscal_year, raw, before_year, before
from earlier
where before > 0 and total / $2::bigint >= before
order by ordinal, fiscal_year
limit 10000

-- name: import-counts
-- Faulty rows count as faulty only. Nothing is missing from a part of a list: from a
-- remainder, whose whole file named all processes, and from a file whose sender says so.
with bureaus as (
    select bureau_id from staged_row where upload_id = $1
    union
    select bureau_id from upload where id = $1
)
select count(*) filter (where not f and m.process_id is null) as new,
       count(*) filter (where not f and m.process_id is not null and r) as changed,
       count(*) filter (where not f and not r) as unchanged,
       count(*) filter (where f) as faulty,
       (select count(*) from process p
        where p.recorded_to > '9999-12-31 00:00:00+00' and p.bureau_id in (select bureau_id from bureaus)
          and not exists (select from upload where id = $1 and (remainder_of is not null or partial))
          and not exists (select from import_match m where m.process_id = p.process_id)) as missing
from (
    select m.process_id, r.ordinal is not null as r, s.faulty as f
    from import_match m
    join staged_row s on s.upload_id = $1 and s.ordinal = m.ordinal
    left join import_row r on r.ordinal = m.ordinal
) m

-- name: import-issue-ids
update import_row r
set process_id = issued.process_id
from (select ordinal, nextval('process_id_seq') as process_id
      from (select ordinal from import_row where recorded_from is null order by ordinal) fresh) issued
where r.ordinal = issued.ordinal

-- name: import-half-known
-- Rows with an ID whose keys depend on the registry's values: identifying cells are blank,
-- or keep what is recorded.
select s.ordinal, s.bureau_id, s.procedure_name,
       coalesce(s.process_name, p.process_name) as process_name,
       coalesce(s.process_type, p.process_type) as process_type,
       coalesce(s.applicant, p.applicant) as applicant, coalesce(s.recipient, p.recipient) as recipient,
       coalesce(s.legal_basis, p.legal_basis) as legal_basis,
       coalesce(s.legal_article, p.legal_article) as legal_article
from import_row r
join staged_row s on s.upload_id = $1 and s.ordinal = r.ordinal
join process p on p.process_id = r.process_id and p.recorded_from = r.recorded_from
     and p.recorded_to > '9999-12-31 00:00:00+00' and p.process_id = any(array(select process_id from import_row where recorded_from is not null))
where s.process_id is not null
  and (s.process_name is null and p.process_name <> '' or
       s.process_type is null and p.process_type <> '' or s.applicant is null and p.applicant <> '' or
       s.recipient is null and p.recipient <> '' or s.legal_basis is null and p.legal_basis <> '' or
       s.legal_article is null and p.legal_article <> ''
       or s.ordinal in (select ordinal from import_before))

-- name: import-refold
update staged_row s
set search_text = f.search_text, identity_key = f.identity_key
from unnest($2::integer[], $3::text[], $4::bytea[]) as f (ordinal, search_text, identity_key)
where s.upload_id = $1 and s.ordinal = f.ordinal

-- name: import-close-processes
update process p
set recorded_to = $1, closed_by = $2
from import_row r
where p.process_id = r.process_id and p.recorded_from = r.recorded_from
  and p.recorded_to > '9999-12-31 00:00:00+00' and p.process_id = any(array(select process_id from import_row where recorded_from is not null))
returning nextval('writing')

-- name: import-open-processes
insert into process (process_id, recorded_from, change_id, bureau_id, department, division, procedure_name,
                     process_name, process_type, applicant, recipient, legal_basis, legal_article, affair_category,
                     digitization_status, planned_fiscal_year, digitized_on, obstacle, national_law_change,
                     law_to_change, ministry, scope, platform, identity_method, fee, payment_methods, attachments,
                     seal_required, standard_processing_period, remarks, priority_override, priority_reason,
                     volume_total, volume_year, volume_qualifier, volume_low, volume_high, usage_total, usage_online,
                     usage_year, search_text, identity_key)
with final as (
    select v.ordinal, v.fiscal_year, v.total, v.total_upper, v.total_qualifier, v.online
    from import_volume v
    union all
    select r.ordinal, v.fiscal_year, v.total, v.total_upper, v.total_qualifier, v.online
    from import_row r
    join volume v on v.process_id = r.process_id and v.recorded_to > '9999-12-31 00:00:00+00'
         and v.process_id = any(array(select process_id from import_row where recorded_from is not null))
    where r.recorded_from is not null
      and r.ordinal in (select ordinal from import_volume)
      and not exists (select from import_volume n where n.ordinal = r.ordinal and n.fiscal_year = v.fiscal_year)
), deciding as (
    select distinct on (ordinal) ordinal, fiscal_year, total, total_qualifier,
           case total_qualifier when 'upper' then 0 when 'over' then total + 1 else total end as low,
           case total_qualifier when 'lower' then null when 'over' then null when 'upper' then coalesce(total_upper, greatest(total - 1, 0))
                when 'range' then coalesce(total_upper, total) else total end as high
    from final
    where total is not null
    order by ordinal, fiscal_year desc
), usage as (
    select distinct on (ordinal) ordinal, fiscal_year, total, online
    from final
    where total is not null and online is not null
    order by ordinal, fiscal_year desc
), touched as (
    select distinct ordinal from import_volume
)
select r.process_id, $2, $3, s.bureau_id,
       coalesce(s.department, p.department, ''), coalesce(s.division, p.division, ''),
       coalesce(s.procedure_name, p.procedure_name, ''), coalesce(s.process_name, p.process_name, ''),
       coalesce(s.process_type, p.process_type, ''), coalesce(s.applicant, p.applicant, ''),
       coalesce(s.recipient, p.recipient, ''), coalesce(s.legal_basis, p.legal_basis, ''),
       coalesce(s.legal_article, p.legal_article, ''), coalesce(s.affair_category, p.affair_category, ''),
       coalesce(s.digitization_status, p.digitization_status, ''),
       case when 'planned_fiscal_year' = any(s.cleared) then null else coalesce(s.planned_fiscal_year, p.planned_fiscal_year) end,
       case when 'digitized_on' = any(s.cleared) then null else coalesce(s.digitized_on, p.digitized_on) end,
       coalesce(s.obstacle, p.obstacle, '{}'),
       coalesce(s.national_law_change, p.national_law_change, 'unknown'),
       coalesce(s.law_to_change, p.law_to_change, ''), coalesce(s.ministry, p.ministry, ''),
       coalesce(s.scope, p.scope, 'in'), coalesce(s.platform, p.platform, ''),
       coalesce(s.identity_method, p.identity_method, ''), coalesce(s.fee, p.fee, ''),
       coalesce(s.payment_methods, p.payment_methods, '{}'), coalesce(s.attachments, p.attachments, '{}'),
       coalesce(s.seal_required, p.seal_required, ''),
       coalesce(s.standard_processing_period, p.standard_processing_period, ''),
       coalesce(s.remarks, p.remarks, ''),
       coalesce(p.priority_override, ''), coalesce(p.priority_reason, ''),
       case when t.ordinal is null then p.volume_total else d.total end,
       case when t.ordinal is null then p.volume_year else d.fiscal_year end,
       case when t.ordinal is null then p.volume_qualifier else d.total_qualifier end,
       case when t.ordinal is null then p.volume_low else d.low end,
       case when t.ordinal is null then p.volume_high else d.high end,
       case when t.ordinal is null then p.usage_total else u.total end,
       case when t.ordinal is null then p.usage_online else u.online end,
       case when t.ordinal is null then p.usage_year else u.fiscal_year end,
       s.search_text, s.identity_key
from import_row r
join staged_row s on s.upload_id = $1 and s.ordinal = r.ordinal
left join process p on p.process_id = r.process_id and p.recorded_from = r.recorded_from and p.closed_by = $3
left join touched t on t.ordinal = r.ordinal
left join deciding d on d.ordinal = r.ordinal
left join usage u on u.ordinal = r.ordinal
returning nextval('writing')

-- name: import-close-volumes
update volume v
set recorded_to = $1, closed_by = $2
from import_volume n
join import_row r on r.ordinal = n.ordinal
where v.process_id = r.process_id and v.fiscal_year = n.fiscal_year and v.recorded_from = n.recorded_from
  and v.recorded_to > '9999-12-31 00:00:00+00' and v.process_id = any(array(select process_id from import_row where recorded_from is not null))

-- name: import-open-volumes
insert into volume (process_id, fiscal_year, recorded_from, change_id, total, total_upper, total_qualifier,
                    total_state, total_raw, online, online_upper, online_qualifier, online_state, online_raw)
select r.process_id, n.fiscal_year, $1, $2,
       n.total, n.total_upper, n.total_qualifier, n.total_state, n.total_raw, n.online, n.online_upper,
       n.online_qualifier, n.online_state, n.online_raw
from import_volume n
join import_row r on r.ordinal = n.ordinal

-- name: import-changed
-- Which fields the changed rows change.
insert into import_changed (ordinal, field)
select r.ordinal, unnest(array_remove(array[
           case when s.department <> p.department then 'department' end,
           case when s.division <> p.division then 'division' end,
           case when s.procedure_name <> p.procedure_name then 'procedure_name' end,
           case when s.process_name <> p.process_name then 'process_name' end,
           case when s.process_type <> p.process_type then 'process_type' end,
           case when s.applicant <> p.applicant then 'applicant' end,
           case when s.recipient <> p.recipient then 'recipient' end,
           case when s.legal_basis <> p.legal_basis then 'legal_basis' end,
           case when s.legal_article <> p.legal_article then 'legal_article' end,
           case when s.affair_category <> p.affair_category then 'affair_category' end,
           case when s.digitization_status <> p.digitization_status then 'digitization_status' end,
           case when s.planned_fiscal_year is not null and s.planned_fiscal_year is distinct from p.planned_fiscal_year or 'planned_fiscal_year' = any(s.cleared) and p.planned_fiscal_year is not null then 'planned_fiscal_year' end,
           case when s.digitized_on is not null and s.digitized_on is distinct from p.digitized_on or 'digitized_on' = any(s.cleared) and p.digitized_on is not null then 'digitized_on' end,
           case when s.obstacle <> p.obstacle then 'obstacle' end,
           case when s.national_law_change <> p.national_law_change then 'national_law_change' end,
           case when s.law_to_change <> p.law_to_change then 'law_to_change' end,
           case when s.ministry <> p.ministry then 'ministry' end,
           case when s.scope <> p.scope then 'scope' end,
           case when s.platform <> p.platform then 'platform' end,
           case when s.identity_method <> p.identity_method then 'identity_method' end,
           case when s.fee <> p.fee then 'fee' end,
           case when s.payment_methods <> p.payment_methods then 'payment_methods' end,
           case when s.attachments <> p.attachments then 'attachments' end,
           case when s.seal_required <> p.seal_required then 'seal_required' end,
           case when s.standard_processing_period <> p.standard_processing_period then 'standard_processing_period' end,
           case when s.remarks <> p.remarks then 'remarks' end], null))
from import_row r
join staged_row s on s.upload_id = $1 and s.ordinal = r.ordinal
join process p on p.process_id = r.process_id and p.recorded_from = r.recorded_from
     and p.recorded_to > '9999-12-31 00:00:00+00' and p.process_id = any(array(select process_id from import_row where recorded_from is not null))
union
select n.ordinal, unnest(array_remove(array[
           case when (n.total, n.total_upper, n.total_qualifier, n.total_state) is distinct from (v.total, v.total_upper, v.total_qualifier, v.total_state) then 'annual_volume' end,
           case when (n.online, n.online_upper, n.online_qualifier, n.online_state) is distinct from (v.online, v.online_upper, v.online_qualifier, v.online_state) then 'online_volume' end], null))
from import_volume n
join import_row r on r.ordinal = n.ordinal and r.recorded_from is not null
left join volume v on v.process_id = r.process_id and v.fiscal_year = n.fiscal_year and v.recorded_from = n.recorded_from
     and v.recorded_to > '9999-12-31 00:00:00+00' and v.process_id = any(array(select process_id from import_row where recorded_from is not null))

-- name: import-effect
-- What figures and concerns depend on, of each new or changed row: the process as it is,
-- and as it would be but for its volumes.
select r.ordinal, r.recorded_from is not null as known,
       coalesce(p.bureau_id, 0) as "old.bureau_id", coalesce(p.digitization_status, '') as "old.digitization_status",
       coalesce(p.scope, '') as "old.scope", coalesce(p.national_law_change, '') as "old.national_law_change",
       p.planned_fiscal_year as "old.planned_fiscal_year", coalesce(p.priority_override, '') as "old.priority_override",
       p.volume_total as "old.volume_total", p.volume_year as "old.volume_year", p.volume_qualifier as "old.volume_qualifier",
       p.volume_high as "old.volume_high", p.usage_total as "old.usage_total", p.usage_online as "old.usage_online",
       p.usage_year as "old.usage_year", coalesce(p.process_type, '') as "old.process_type",
       coalesce(s.process_type, p.process_type, '') as "new.process_type",
       u.total_below, u.total_above, u.online_below, u.online_above,
       s.bureau_id as "new.bureau_id",
       coalesce(s.digitization_status, p.digitization_status, '') as "new.digitization_status",
       coalesce(s.scope, p.scope, 'in') as "new.scope",
       coalesce(s.national_law_change, p.national_law_change, 'unknown') as "new.national_law_change",
       case when 'planned_fiscal_year' = any(s.cleared) then null
            else coalesce(s.planned_fiscal_year, p.planned_fiscal_year) end as "new.planned_fiscal_year",
       coalesce(p.priority_override, '') as "new.priority_override"
from import_row r
join staged_row s on s.upload_id = $1 and s.ordinal = r.ordinal
left join process p on p.process_id = r.process_id and p.recorded_from = r.recorded_from
     and p.recorded_to > '9999-12-31 00:00:00+00' and p.process_id = any(array(select process_id from import_row where recorded_from is not null))
left join lateral usage_bounds(p.process_id, p.usage_year, p.recorded_from) u on p.usage_total is not null
order by r.ordinal

-- name: import-effect-volumes
-- The volumes of the rows of which one changes ("changed"), with the others of the same
-- processes.
select n.ordinal, true as changed, n.fiscal_year as "new.fiscal_year",
       v.total as "old.total", v.total_upper as "old.total_upper", coalesce(v.total_qualifier, '') as "old.total_qualifier",
       coalesce(v.total_state, '') as "old.total_state",
       n.total as "new.total", n.total_upper as "new.total_upper", coalesce(n.total_qualifier, '') as "new.total_qualifier",
       coalesce(n.total_state, '') as "new.total_state", n.online as "new.online", n.online_upper as "new.online_upper",
       coalesce(n.online_qualifier, '') as "new.online_qualifier"
from import_volume n
join import_row r on r.ordinal = n.ordinal
left join volume v on v.process_id = r.process_id and v.fiscal_year = n.fiscal_year and v.recorded_from = n.recorded_from
     and v.recorded_to > '9999-12-31 00:00:00+00' and v.process_id = any(array(select process_id from import_row where recorded_from is not null))
union all
select r.ordinal, false, v.fiscal_year, null, null, '', '', v.total, v.total_upper, coalesce(v.total_qualifier, ''),
       coalesce(v.total_state, ''), v.online, v.online_upper, coalesce(v.online_qualifier, '')
from import_row r
join volume v on v.process_id = r.process_id and v.recorded_to > '9999-12-31 00:00:00+00'
     and v.process_id = any(array(select process_id from import_row where recorded_from is not null))
where r.recorded_from is not null
  and r.ordinal in (select ordinal from import_volume)
  and not exists (select from import_volume n where n.ordinal = r.ordinal and n.fiscal_year = v.fiscal_year)
order by 1, 3

-- name: import-alike
-- The fields that at least $2 rows change from the same value to the same value, with these
-- rows; the most rows first. Volumes are not asked about.
with often as (
    select field from import_changed where field not in ('annual_volume', 'online_volume') group by field having count(*) >= $2
)
select c.field, v.old, v.new, count(*) as rows, array_agg(c.ordinal::bigint order by c.ordinal) as ordinals
from import_changed c
join import_row r on r.ordinal = c.ordinal
join staged_row s on s.upload_id = $1 and s.ordinal = r.ordinal
join process p on p.process_id = r.process_id and p.recorded_from = r.recorded_from
     and p.recorded_to > '9999-12-31 00:00:00+00' and p.process_id = any(array(select process_id from import_row where recorded_from is not null))
cross join lateral (
    select coalesce(case c.field
               when 'department' then p.department when 'division' then p.division when 'procedure_name' then p.procedure_name
               when 'process_name' then p.process_name when 'process_type' then p.process_type when 'applicant' then p.applicant
               when 'recipient' then p.recipient when 'legal_basis' then p.legal_basis when 'legal_article' then p.legal_article
               when 'affair_category' then p.affair_category when 'digitization_status' then p.digitization_status
               when 'national_law_change' then p.national_law_change when 'law_to_change' then p.law_to_change
               when 'ministry' then p.ministry when 'scope' then p.scope when 'platform' then p.platform
               when 'identity_method' then p.identity_method when 'fee' then p.fee when 'seal_required' then p.seal_required
               when 'standard_processing_period' then p.standard_processing_period when 'remarks' then p.remarks
               when 'planned_fiscal_year' then p.planned_fiscal_year::text when 'digitized_on' then p.digitized_on::text
               when 'obstacle' then array_to_string(p.obstacle, '; ')
               when 'payment_methods' then array_to_string(p.payment_methods, '; ')
               when 'attachments' then array_to_string(p.attachments, '; ') end, '') as old,
           coalesce(case c.field
               when 'department' then s.department when 'division' then s.division when 'procedure_name' then s.procedure_name
               when 'process_name' then s.process_name when 'process_type' then s.process_type when 'applicant' then s.applicant
               when 'recipient' then s.recipient when 'legal_basis' then s.legal_basis when 'legal_article' then s.legal_article
               when 'affair_category' then s.affair_category when 'digitization_status' then s.digitization_status
               when 'national_law_change' then s.national_law_change when 'law_to_change' then s.law_to_change
               when 'ministry' then s.ministry when 'scope' then s.scope when 'platform' then s.platform
               when 'identity_method' then s.identity_method when 'fee' then s.fee when 'seal_required' then s.seal_required
               when 'standard_processing_period' then s.standard_processing_period when 'remarks' then s.remarks
               when 'planned_fiscal_year' then s.planned_fiscal_year::text when 'digitized_on' then s.digitized_on::text
               when 'obstacle' then array_to_string(s.obstacle, '; ')
               when 'payment_methods' then array_to_string(s.payment_methods, '; ')
               when 'attachments' then array_to_string(s.attachments, '; ') end, '') as new
) v
where c.field in (select field from often)
group by 1, 2, 3
having count(*) >= $2
order by 4 desc, 1, 2, 3
limit 20
