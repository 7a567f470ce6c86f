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
set value = excluded.value, account_id = excluded.account_id, actor = excluded.actor, at = clock_timestamp()

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
