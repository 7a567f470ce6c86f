-- name: bureaus
select b.id, b.code, b.name, b.position, b.external,
       case when isfinite(b.valid_from) then b.valid_from end as valid_from,
       case when isfinite(b.valid_to) then b.valid_to end as valid_to,
       array(select successor_id from bureau_successor s where s.bureau_id = b.id and s.recorded_to = 'infinity' order by 1)::bigint[] as successors,
       array(select distinct name from bureau_term t where t.bureau_id = b.id and t.recorded_to = 'infinity' and t.name <> b.name
             order by 1)::text[] as former
from bureau b
order by b.position, b.id

-- name: code-list-upsert
insert into code_list (name, version, valid_from, valid_to) values ($1, $2, $3, $4)
on conflict (name, version) do update set valid_from = excluded.valid_from, valid_to = excluded.valid_to

-- name: code-upsert
insert into code (list, version, code, label, position) values ($1, $2, $3, $4, $5)
on conflict (list, version, code) do update set label = excluded.label, position = excluded.position

-- name: code-uses
-- How many processes have each code, by field; '' stands for those without one.
select c.field, c.code, count(*) as processes
from process p
cross join lateral (
    values ('process_type', p.process_type), ('applicant', p.applicant), ('recipient', p.recipient),
           ('affair_category', p.affair_category), ('digitization_status', p.digitization_status),
           ('national_law_change', p.national_law_change), ('scope', p.scope), ('identity_method', p.identity_method),
           ('fee', p.fee), ('seal_required', p.seal_required)
    union all
    select 'obstacle', o from unnest(case when p.obstacle = '{}' then '{""}' else p.obstacle end) as o
    union all
    select 'payment_methods', m from unnest(case when p.payment_methods = '{}' then '{""}' else p.payment_methods end) as m
) as c (field, code)
where p.recorded_to > '9999-12-31'
group by 1, 2
