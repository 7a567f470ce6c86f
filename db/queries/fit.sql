-- How well the rows of an upload fit what its bureaus have registered.

-- name: fit
-- A row fits by its ID, by what identifies it, or by its name.
with own as (
    select p.process_id, p.identity_key, p.department, p.procedure_name, p.legal_basis, p.legal_article, p.volume_year
    from process p
    where p.recorded_to > '9999-12-31 00:00:00+00'
      and p.bureau_id = any(array(select bureau_id from staged_row where upload_id = $1 union select bureau_id from upload where id = $1))
)
select count(*) as rows,
       count(*) filter (where s.process_id in (select process_id from own)
                           or s.identity_key in (select identity_key from own)
                           or s.procedure_name in (select procedure_name from own)) as fitting,
       (select count(*) from own) as registered
from staged_row s
where s.upload_id = $1

-- name: fit-causes
-- What the rows share with the registry, though they do not fit.
with own as (
    select p.process_id, p.identity_key, p.department, p.procedure_name, p.legal_basis, p.legal_article, p.volume_year
    from process p
    where p.recorded_to > '9999-12-31 00:00:00+00'
      and p.bureau_id = any(array(select bureau_id from staged_row where upload_id = $1 union select bureau_id from upload where id = $1))
)
select coalesce((select max(y.fiscal_year)
                 from staged_row s
                 cross join unnest(s.volume_year, s.total_state) as y (fiscal_year, state)
                 where s.upload_id = $1 and y.state = 'provided'), 0) as last_year,
       coalesce((select max(volume_year) from own), 0) as registered_year,
       (select count(*) from staged_row s
        where s.upload_id = $1 and s.legal_basis in (select legal_basis from own where legal_basis <> '')) as laws,
       (select count(*) from staged_row s where s.upload_id = $1 and s.department <> '') as departments,
       (select count(*) from staged_row s
        where s.upload_id = $1 and s.department in (select department from own)) as same_departments,
       coalesce(pair.mine, '') as name, coalesce(pair.theirs, '') as registered_name
from (select 1) one
left join (select s.procedure_name as mine, o.procedure_name as theirs
           from staged_row s
           join own o on o.legal_basis = s.legal_basis and o.legal_article = s.legal_article
           where s.upload_id = $1 and s.legal_article <> ''
           order by s.ordinal, o.process_id
           limit 1) pair on true

-- name: fit-others
-- The other bureau whose processes most rows are, for whoever sees all bureaus.
with own as (
    select p.process_id
    from process p
    where p.recorded_to > '9999-12-31 00:00:00+00'
      and p.bureau_id = any(array(select bureau_id from staged_row where upload_id = $1 union select bureau_id from upload where id = $1))
)
select p.bureau_id, count(distinct s.ordinal) as rows
from staged_row s
join process p on p.procedure_name = s.procedure_name and (s.legal_basis is null or p.legal_basis = s.legal_basis)
where s.upload_id = $1 and p.recorded_to > '9999-12-31 00:00:00+00' and p.process_id not in (select process_id from own)
group by p.bureau_id
order by rows desc, p.bureau_id
limit 1
