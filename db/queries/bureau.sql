-- name: bureaus
select b.id, b.code, b.name, b.position, b.external,
       case when isfinite(b.valid_from) then b.valid_from end as valid_from,
       case when isfinite(b.valid_to) then b.valid_to end as valid_to,
       array(select successor_id from bureau_successor s where s.bureau_id = b.id order by 1)::bigint[] as successors
from bureau b
order by b.position, b.id

-- name: code-list-upsert
insert into code_list (name, version, valid_from, valid_to) values ($1, $2, $3, $4)
on conflict (name, version) do update set valid_from = excluded.valid_from, valid_to = excluded.valid_to

-- name: code-upsert
insert into code (list, version, code, label, position) values ($1, $2, $3, $4, $5)
on conflict (list, version, code) do update set label = excluded.label, position = excluded.position
