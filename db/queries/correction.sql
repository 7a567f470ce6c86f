-- Cells that a person has put right beside a file.

-- name: corrections
select sheet, cell, value, coalesce(account_id, 0) as account_id, actor, at
from upload_correction
where upload_id = $1
order by at, sheet, cell

-- name: correction-count
select count(*) from upload_correction where upload_id = $1

-- name: corrections-put
insert into upload_correction (upload_id, sheet, cell, value, account_id, actor)
select $1::bigint, c.sheet, c.cell, c.value, $5::bigint, $6::text
from unnest($2::text[], $3::text[], $4::text[]) as c (sheet, cell, value)
on conflict (upload_id, sheet, cell) do update
set value = excluded.value, account_id = excluded.account_id, actor = excluded.actor, at = registry_clock()

-- name: corrections-drop
delete from upload_correction d
using unnest($2::text[], $3::text[]) as c (sheet, cell)
where d.upload_id = $1 and d.sheet = c.sheet and d.cell = c.cell

-- name: corrections-wait
-- The upload waits until it is read with them.
update upload
set finished_at = null, state = 'structure',
    verdict = case state when 'structure' then verdict when 'faulty' then 'faulty' else 'staged' end
where id = $1

-- name: correction-source
-- The upload whose corrected cells may be carried over to upload $1, about which that has not
-- been decided yet: the nearest of those that it replaces with any; of one that replaces none,
-- the last one of its bureau that has faulty cells or was returned since the same round began.
with recursive chain as (
    select u.id, 0 as step,
           coalesce(u.replaces, (
               select max(o.id)
               from upload o
               where o.bureau_id = u.bureau_id and o.id < u.id and o.state in ('faulty', 'returned')
                 and not exists (select from round r
                                 where r.opens_on > (o.received_at at time zone 'Asia/Tokyo')::date
                                   and r.opens_on <= (u.received_at at time zone 'Asia/Tokyo')::date))) as earlier
    from upload u
    where u.id = $1
    union all
    select o.id, c.step + 1, o.replaces
    from chain c
    join upload o on o.id = c.earlier
)
select c.id
from chain c
where exists (select from upload_event e where e.upload_id = c.id and e.kind in ('corrected', 'carried'))
order by c.step
limit 1

-- name: corrections-carry
-- Corrections ($2 to $7, one array for each column) keep their authors and moments.
insert into upload_correction (upload_id, sheet, cell, value, account_id, actor, at)
select $1::bigint, c.sheet, c.cell, c.value, nullif(c.account_id, 0), c.actor, c.at
from unnest($2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::timestamptz[]) as c (sheet, cell, value, account_id, actor, at)
